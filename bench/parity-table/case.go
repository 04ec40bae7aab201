package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"rollcall/eval"
	"rollcall/text"
)

// scorer is another scorer and how its cases are run. A new one is a file and a
// line in scorers.
type scorer struct {
	name string // as it is called, with its version where it has one
	file string // of the folder of cases
	run  func(c *cases, data []byte) error
}

// scorers lists them in the order of the table.
func scorers() []scorer {
	list := []scorer{
		{"nervaluate 0.1.8", "nervaluate-0.1.8.json", nervaluate08},
		{"nervaluate 1.1", "nervaluate-1.1-strategies.json", nervaluate11},
		{"nervaluate 1.1, known bugs", "nervaluate-1.1-known-bugs.json", nervaluateBugs},
		{"SemEval-2013 9.1 table", "semeval-readme-table.json", semeval},
		{"eval4ner", "eval4ner.json", eval4ner},
		{"MUC-7 formulas", "muc7-formulas.json", muc7},
		{"nereval (MUC slots)", "nereval-muc.json", nereval},
		{"bratutils (MUC)", "bratutils-muc.json", bratutils},
		{"FairEval, GermEval 2014", "faireval-germeval-ner.json", fairEval},
		{"GATE", "gate.json", gate},
		{"neleval overlap", "neleval-overlap.json", neleval},
		{"nestednereval", "nestednereval.json", nested},
		{"Presidio SpanEvaluator", "presidio-span-evaluator.json", presidio},
		{"spaCy Scorer", "spacy-scorer.json", spacy},
		{"bratiaa", "bratiaa-iaa.json", bratiaa},
		{"ExplainaBoard, CoNLL-2003", "conll2003-elmo-vs-flair.json", conll2003},
	}
	return append(list, tagScorers()...)
}

// casesFolder is the folder of cases, seen from a folder of the repository.
func casesFolder(root string) string {
	if folder := os.Getenv("ROLLCALL_EVALCASES"); folder != "" {
		return folder
	}
	return filepath.Join(root, "..", "shared", "evalcases")
}

func (s scorer) runFile(folder string) ([]*result, error) {
	data, err := os.ReadFile(filepath.Join(folder, s.file))
	if err != nil {
		return nil, err
	}
	var c cases
	if err := s.run(&c, data); err != nil {
		return nil, fmt.Errorf("%s: %w", s.file, err)
	}
	return c.list, nil
}

// cases collects what came of each case.
type cases struct{ list []*result }

// result is what came of a case.
type result struct {
	id     string
	faults []string // numbers that are not what they should be
	why    string   // the reason for another number than the scorer's; empty for the same
}

// add begins a case.
func (c *cases) add(id string) *result {
	r := &result{id: id}
	c.list = append(c.list, r)
	return r
}

// differs says why rollcall gives another number than the scorer; what is
// checked for the case is then that number.
func (r *result) differs(why string) { r.why = why }

// tolerance is how far two numbers that are the same may be apart.
const tolerance = 1e-9

// is checks a number. Others write 0 where there is none.
func (r *result) is(what string, got, want float64) { r.within(what, got, want, tolerance) }

// rounded checks a number that is published with so many decimals.
func (r *result) rounded(what string, got, want float64, decimals int) {
	r.within(what, got, want, 0.5*math.Pow10(-decimals)+tolerance)
}

func (r *result) within(what string, got, want, tolerance float64) {
	if math.IsNaN(got) {
		got = 0
	}
	if !(math.Abs(got-want) <= tolerance) {
		r.faults = append(r.faults, fmt.Sprintf("%s is %v, want %v", what, got, want))
	}
}

// equal checks anything else.
func (r *result) equal(what string, got, want any) {
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		r.faults = append(r.faults, fmt.Sprintf("%s is %s, want %s", what, g, w))
	}
}

// ratios checks precision, recall and F1.
func (r *result) ratios(what string, got eval.Ratios, want ...float64) {
	for i, x := range []float64{got.Precision, got.Recall, got.F1}[:len(want)] {
		r.is(what+[]string{" precision", " recall", " F1"}[i], x, want[i])
	}
}

// span is a span as most files write it: ["PER", 0, 3], or an object.
type span struct {
	Label      string
	Start, End int
}

func (s *span) UnmarshalJSON(data []byte) error {
	var list []json.RawMessage
	if json.Unmarshal(data, &list) == nil {
		if len(list) < 3 {
			return fmt.Errorf("span %s has fewer than three parts", data)
		}
		for i, into := range []any{&s.Label, &s.Start, &s.End} {
			if err := json.Unmarshal(list[i], into); err != nil {
				return err
			}
		}
		return nil
	}
	type plain span
	return json.Unmarshal(data, (*plain)(s))
}

// What the end of a span is in a file.
const (
	exclusive = 0
	inclusive = 1
)

// mentions turns spans into mentions.
func mentions(spans []span, end int) []text.Mention {
	var out []text.Mention
	for _, s := range spans {
		out = append(out, text.Mention{Span: text.Span{Start: s.Start, End: s.End + end}, Type: text.Type(s.Label)})
	}
	return out
}

// document is gold and answers of one document.
type document struct{ gold, answers []text.Mention }

// score scores documents without text.
func score(opts eval.Options, documents ...document) (*eval.Result, error) {
	var gold, answers []*text.Document
	for i, d := range documents {
		end := 1
		for _, list := range [][]text.Mention{d.gold, d.answers} {
			for _, m := range list {
				end = max(end, m.End)
			}
		}
		id, in := fmt.Sprint(i), strings.Repeat("x", end)
		gold = append(gold, &text.Document{ID: id, Text: in, Mentions: d.gold})
		answers = append(answers, &text.Document{ID: id, Mentions: d.answers})
	}
	return eval.Score(gold, answers, opts)
}

// semevalScheme is the scheme that SemEval's name means.
func semevalScheme(name string) (eval.Scheme, error) {
	if name == "ent_type" {
		name = eval.TypeOnly.Name
	}
	found, err := eval.SchemesNamed(name)
	if err != nil {
		return eval.Scheme{}, err
	}
	return found[0], nil
}
