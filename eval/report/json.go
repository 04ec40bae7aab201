package report

import (
	"encoding/json"
	"io"
	"math"

	"rollcall/eval"
	"rollcall/text"
)

type jsonReport struct {
	jsonPart
	Files []jsonPart `json:"files,omitempty"`
	jsonDetails
	Errors []jsonError `json:"errors,omitempty"`
	// ErrorCounts are of all errors, listed or not.
	ErrorCounts map[string]int `json:"error_counts,omitempty"`
	Offsets     string         `json:"offsets,omitempty"` // what the offsets of errors count
}

type jsonPart struct {
	Gold      string `json:"gold"`
	Documents int    `json:"documents"`
	Mentions  int    `json:"mentions"`
	jsonSystem
	Beside    []jsonSystem   `json:"beside,omitempty"`
	Intervals *jsonIntervals `json:"intervals,omitempty"`
	Power     *jsonPower     `json:"power,omitempty"`
}

type jsonSystem struct {
	System  string                `json:"system"`
	Digest  string                `json:"digest,omitempty"`
	Schemes map[string]jsonScheme `json:"schemes"`
	jsonMeasured
	jsonBeyond
	Warnings []string `json:"warnings,omitempty"`
}

type jsonScheme struct {
	Types map[text.Type]jsonCounts `json:"types"`
	Micro jsonCounts               `json:"micro"`
	Macro jsonRatios               `json:"macro"`
}

type jsonCounts struct {
	TP      float64 `json:"tp"`
	FP      float64 `json:"fp"`
	FN      float64 `json:"fn"`
	Gold    int     `json:"gold"`
	Answers int     `json:"answers"`
	jsonRatios
	// The counts of MUC and SemEval. The sides of an incorrect pair may be of
	// different types: Incorrect is that of gold.
	Correct         int `json:"correct"`
	Incorrect       int `json:"incorrect"`
	IncorrectAnswer int `json:"incorrect_answers"`
	Partial         int `json:"partial"`
	Missed          int `json:"missed"`
	Spurious        int `json:"spurious"`
}

// jsonRatios are null where there is no denominator.
type jsonRatios struct {
	Precision *float64 `json:"precision"`
	Recall    *float64 `json:"recall"`
	F1        *float64 `json:"f1"`

	Interval   *jsonInterval   `json:"interval,omitempty"`
	Difference *jsonDifference `json:"difference,omitempty"` // from the first system's
	// Undefined is the number of resamples that have no F1, and are left out.
	Undefined int `json:"undefined_resamples,omitempty"`
}

type jsonError struct {
	Kind           string       `json:"kind"`
	Document       string       `json:"document"`
	Line           int          `json:"line"`
	WrongBoundsToo bool         `json:"wrong_bounds_too,omitempty"`
	Gold           *jsonMention `json:"gold"`
	Answer         *jsonMention `json:"answer"`
	GoldContext    string       `json:"gold_context,omitempty"`
	AnswerContext  string       `json:"answer_context,omitempty"`
	// Group is the kind of the fault that the error is a part of, and Fault its
	// number, so that the parts of a split or a merge can be put together.
	Group string `json:"group"`
	Fault int    `json:"fault"`
}

type jsonMention struct {
	Start  int          `json:"start"`
	End    int          `json:"end"`
	Type   text.Type    `json:"type"`
	Text   string       `json:"text"`
	Score  float64      `json:"score,omitempty"`
	Source *text.Source `json:"source,omitempty"`
}

func writeJSON(w io.Writer, r Report, _ bool) error {
	out := jsonReport{jsonPart: newJSONPart(r.Whole), jsonDetails: r.details.json()}
	for _, p := range r.Files {
		out.Files = append(out.Files, newJSONPart(p))
	}
	if r.errorsAsked {
		s := r.Whole.Systems[0]
		out.Offsets = text.Char.String()
		out.ErrorCounts = map[string]int{}
		for _, k := range eval.Kinds() {
			out.ErrorCounts[k.String()] = s.ErrorCounts[k]
		}
		out.Errors = newJSONErrors(r.details.faults.shown)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func newJSONPart(p Part) jsonPart {
	out := jsonPart{Gold: p.Name, Documents: p.Documents, Mentions: p.Mentions, Power: newJSONPower(p.Power)}
	if len(p.Systems) > 0 {
		out.Intervals = newJSONIntervals(p.Systems[0].Inference)
	}
	for i, s := range p.Systems {
		system := jsonSystem{System: s.Name, Digest: s.Digest, Schemes: map[string]jsonScheme{}, jsonMeasured: newJSONMeasured(s.Measured), jsonBeyond: newJSONBeyond(s.Beyond)}
		system.jsonMeasured.infer(s)
		for k, sum := range s.Summaries {
			scheme := jsonScheme{
				Types: map[text.Type]jsonCounts{},
				Micro: newJSONCounts(sum.Micro),
				Macro: newJSONRatios(sum.Macro.Precision, sum.Macro.Recall, sum.Macro.F1),
			}
			scheme.Micro.infer(s, line{scheme: k})
			scheme.Macro.infer(s, line{scheme: k, macro: true})
			for _, t := range sum.Types {
				c := newJSONCounts(t.Counts)
				c.infer(s, line{scheme: k, typ: t.Type})
				scheme.Types[t.Type] = c
			}
			system.Schemes[sum.Scheme.Name] = scheme
		}
		for _, w := range s.Warnings {
			system.Warnings = append(system.Warnings, w.String())
		}
		if i == 0 {
			out.jsonSystem = system
		} else {
			out.Beside = append(out.Beside, system)
		}
	}
	return out
}

func newJSONCounts(c eval.Counts) jsonCounts {
	return jsonCounts{
		c.TP(), c.FP(), c.FN(), c.Gold(), c.Answers(), newJSONRatios(c.Precision(), c.Recall(), c.F1()),
		c.Correct, c.IncorrectGold, c.IncorrectAnswer, c.Partial, c.Missed, c.Spurious,
	}
}

func newJSONRatios(precision, recall, f1 float64) jsonRatios {
	return jsonRatios{Precision: orNull(precision), Recall: orNull(recall), F1: orNull(f1)}
}

// orNull is null where there is no number.
func orNull(x float64) *float64 {
	if math.IsNaN(x) {
		return nil
	}
	return &x
}

func newJSONErrors(faults []eval.Fault) []jsonError {
	out := []jsonError{}
	indexes := map[*eval.Document]*text.Index{}
	for i, e := range partsOf(faults) {
		d := e.Document
		if indexes[d] == nil {
			indexes[d] = text.NewIndex(d.Text, text.Char)
		}
		mention := func(m *text.Mention) *jsonMention {
			if m == nil {
				return nil
			}
			out := &jsonMention{
				Start: indexes[d].FromByte(m.Start), End: indexes[d].FromByte(m.End),
				Type: m.Type, Text: m.In(d.Text), Score: m.Score,
			}
			if m.Source != (text.Source{}) {
				out.Source = &m.Source
			}
			return out
		}
		out = append(out, jsonError{
			Kind: e.Kind.String(), Document: d.ID, Line: e.Line, WrongBoundsToo: e.WrongSpan,
			Gold: mention(e.Gold), Answer: mention(e.Answer),
			GoldContext: e.GoldContext, AnswerContext: e.AnswerContext,
			Group: faults[i].Kind.String(), Fault: i + 1,
		})
	}
	return out
}
