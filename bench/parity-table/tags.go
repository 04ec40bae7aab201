package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"rollcall/eval"
	"rollcall/eval/tags"
	"rollcall/text"
)

// tagScorers are the scorers that compare sequences of tags, or tokens.
func tagScorers() []scorer {
	return []scorer{
		{"conlleval 2004-01-26", "conlleval-oracle.json", conlleval},
		{"seqeval 1.2.2", "seqeval.json", seqeval},
		{"SeqScore", "seqscore.json", seqscore},
		{"ExplainaBoard, tokens", "conll2003-elmo-vs-flair.json", conll2003Tokens},
		{"spaCy Scorer, tokens", "spacy-scorer.json", spacyTokens},
		{"nervaluate 0.1.8, tags", "nervaluate-0.1.8.json", nervaluateTags},
	}
}

// lenient reads IOB tags as conlleval does: an I- after O or after another type
// begins a mention.
func lenient(sequence []string) ([]text.Mention, error) {
	labels := tags.NewLabels()
	parsed, err := labels.ParseAll(sequence)
	if err != nil {
		return nil, err
	}
	var out []text.Mention
	for _, s := range tags.Decode(nil, parsed, tags.BIO, tags.Lenient) {
		out = append(out, text.Mention{Span: text.Span{Start: s.First, End: s.End}, Type: text.Type(labels.Name(s.Label))})
	}
	return out, nil
}

// tagFile reads sequences as a file without tokens.
func tagFile(name string, sequences [][]string, labels *tags.Labels) (*tags.File, error) {
	var content strings.Builder
	for _, s := range sequences {
		content.WriteString(strings.Join(s, "\n") + "\n\n")
	}
	return tags.Read(name, []byte(content.String()), labels, tags.Columns{})
}

// scoreTags scores sequences by the way of files.
func scoreTags(gold, answers [][]string, scheme string, reading tags.Reading) (*tags.Result, error) {
	labels := tags.NewLabels()
	g, err := tagFile("gold", gold, labels)
	if err != nil {
		return nil, err
	}
	a, err := tagFile("answers", answers, labels)
	if err != nil {
		return nil, err
	}
	if _, err := tags.Match(g, a); err != nil {
		return nil, err
	}
	s, err := tags.SchemeNamed(scheme)
	if err != nil {
		return nil, err
	}
	return tags.Score(g, a, labels, tags.Options{Gold: s, Answers: s, Reading: reading})
}

// spansNamed are the counts of a label's spans.
func spansNamed(r *tags.Result, total tags.Row, name string) tags.Counts {
	if l := slices.Index(r.Labels, name); l > 0 {
		return total.Spans[l]
	}
	return tags.Counts{}
}

type conllevalNumbers struct {
	Tokens, Gold, Found, Correct    int
	Accuracy, Precision, Recall, F1 float64
	ByType                          map[string]struct {
		Precision, Recall, F1 float64
		Found                 int
	} `json:"by_type"`
}

func (want conllevalNumbers) check(r *result, got *tags.Result) {
	total := got.Total()
	all := tags.Micro(total.Spans)
	r.equal("tokens, phrases, found, correct", []int{total.Tokens, all.Gold, all.Answers, all.Correct},
		[]int{want.Tokens, want.Gold, want.Found, want.Correct})
	r.rounded("accuracy", 100*total.Accuracy(), want.Accuracy, 2)
	percent := func(what string, c tags.Counts, precision, recall, f1 float64) {
		r.rounded(what+"precision", 100*c.Precision(), precision, 2)
		r.rounded(what+"recall", 100*c.Recall(), recall, 2)
		r.rounded(what+"F1", 100*c.F1(), f1, 2)
	}
	percent("", all, want.Precision, want.Recall, want.F1)
	for _, name := range slices.Sorted(maps.Keys(want.ByType)) {
		c, w := spansNamed(got, total, name), want.ByType[name]
		percent(name+" ", c, w.Precision, w.Recall, w.F1)
		r.equal(name+" found", c.Answers, w.Found)
	}
}

// conlleval: its numbers to the two decimals that it prints, and its report
// byte for byte where the case has it.
func conlleval(c *cases, data []byte) error {
	var file struct {
		Cases []struct {
			ID   string
			Docs []struct {
				Gold    []string `json:"gold_tags"`
				Answers []string `json:"pred_tags"`
			}
			Expected conllevalNumbers
			Raw      string `json:"expected_raw"`
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	for _, k := range file.Cases {
		var gold, answers [][]string
		for _, d := range k.Docs {
			gold, answers = append(gold, d.Gold), append(answers, d.Answers)
		}
		got, err := scoreTags(gold, answers, "BIO", tags.Lenient)
		if err != nil {
			return fmt.Errorf("%s: %w", k.ID, err)
		}
		r := c.add(k.ID)
		k.Expected.check(r, got)
		if k.Raw != "" {
			var report strings.Builder
			if err := got.WriteConlleval(&report); err != nil {
				return err
			}
			r.equal("report", report.String(), k.Raw)
		}
	}
	return nil
}

// seqeval: by default it reads as conlleval does, in strict mode only what is
// legal. The cases of its issues have two decimals, all others all of them.
func seqeval(c *cases, data []byte) error {
	var file struct {
		Cases []struct {
			ID       string
			Gold     [][]string
			Answers  [][]string `json:"pred"`
			Modes    []string
			Expected map[string][]float64                 // precision, recall, F1, support
			F1       struct{ Exact, Left, Right float64 } `json:"expected_f1"`
			Tags     []string
			Spans    []span `json:"expected_spans_inclusive"`
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	for _, k := range file.Cases {
		if k.Tags != nil {
			got, err := lenient(k.Tags)
			if err != nil {
				return err
			}
			c.add(k.ID).equal("spans", got, mentions(k.Spans, inclusive))
			continue
		}
		for _, mode := range k.Modes {
			scheme, reading := "BIO", tags.Lenient
			if name, strict := strings.CutPrefix(mode, "strict-"); strict {
				scheme, reading = name, tags.Discard
			}
			got, err := scoreTags(k.Gold, k.Answers, scheme, reading)
			if err != nil {
				return fmt.Errorf("%s: %w", k.ID, err)
			}
			r := c.add(k.ID + " " + mode)
			total := got.Total()
			all := tags.Micro(total.Spans)
			switch mode {
			case "left-boundary":
				r.is("exact", all.F1(), k.F1.Exact)
				r.is("left", tags.Counts{Gold: all.Gold, Answers: all.Answers, Correct: total.Left}.F1(), k.F1.Left)
				continue
			case "right-boundary":
				r.is("right", tags.Counts{Gold: all.Gold, Answers: all.Answers, Correct: total.Right}.F1(), k.F1.Right)
				continue
			}
			for _, name := range slices.Sorted(maps.Keys(k.Expected)) {
				counts := spansNamed(got, total, name)
				figures := []float64{counts.Precision(), counts.Recall(), counts.F1()}
				support := counts.Gold
				switch name {
				case "micro avg":
					figures, support = []float64{all.Precision(), all.Recall(), all.F1()}, all.Gold
				case "macro avg":
					m := got.Macro()
					figures, support = []float64{m.Precision, m.Recall, m.F1}, all.Gold
				case "weighted avg":
					m := got.Weighted()
					figures, support = []float64{m.Precision, m.Recall, m.F1}, all.Gold
				}
				for i, what := range []string{" precision", " recall", " F1"} {
					if strings.HasPrefix(k.ID, "issue-") {
						r.rounded(name+what, figures[i], k.Expected[name][i], 2)
					} else {
						r.is(name+what, figures[i], k.Expected[name][i])
					}
				}
				r.is(name+" support", float64(support), k.Expected[name][3])
			}
		}
	}
	return nil
}

// seqscore: percentages of two decimals with counts, errors, and the mean over
// files.
func seqscore(c *cases, data []byte) error {
	var file struct {
		Cases []struct {
			ID       string
			Gold     [][]string
			Answers  [][]string `json:"pred"`
			Repair   string
			Expected json.RawMessage
			Errors   []struct {
				Count       int
				Error, Type string
				Tokens      string
			} `json:"expected_errors"`
			GoldSpans   []span `json:"gold_spans"`
			AnswerSpans []span `json:"pred_spans"`
			Counts      struct {
				TP, FP, FN float64
				ByType     map[string]struct{ TP, FP, FN float64 } `json:"by_type"`
			} `json:"expected_counts"`
			F1s []float64
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	for _, k := range file.Cases {
		r := c.add(k.ID)
		switch {
		case k.F1s != nil:
			var want struct{ Mean, SD float64 }
			if err := json.Unmarshal(k.Expected, &want); err != nil {
				return err
			}
			n := float64(len(k.F1s))
			mean, deviation := meanAndDeviation(k.F1s)
			r.rounded("mean", mean, want.Mean, 2)
			r.rounded("standard deviation", deviation*math.Sqrt(n/(n-1)), want.SD, 2)
			r.differs("files are pooled, and intervals over documents say how figures vary, not a deviation over files")
		case k.GoldSpans != nil:
			scored, err := score(eval.Options{}, document{mentions(k.GoldSpans, exclusive), mentions(k.AnswerSpans, exclusive)})
			if err != nil {
				return err
			}
			tally := scored.Tally(eval.Strict)
			total := tally.Total()
			r.equal("TP, FP, FN", []float64{total.TP(), total.FP(), total.FN()}, []float64{k.Counts.TP, k.Counts.FP, k.Counts.FN})
			for _, name := range slices.Sorted(maps.Keys(k.Counts.ByType)) {
				got, w := tally[text.Type(name)], k.Counts.ByType[name]
				r.equal(name, []float64{got.TP(), got.FP(), got.FN()}, []float64{w.TP, w.FP, w.FN})
			}
		default:
			reading := tags.Lenient
			if k.Repair != "" {
				var err error
				if reading, err = tags.ParseReading(k.Repair); err != nil {
					return err
				}
			}
			got, err := scoreTags(k.Gold, k.Answers, "BIO", reading)
			if err != nil {
				return fmt.Errorf("%s: %w", k.ID, err)
			}
			var want map[string][]float64 // precision, recall, F1, gold, answers, correct
			if err := json.Unmarshal(k.Expected, &want); err != nil {
				return err
			}
			total := got.Total()
			for _, name := range slices.Sorted(maps.Keys(want)) {
				counts := spansNamed(got, total, name)
				if name == "ALL" {
					counts = tags.Micro(total.Spans)
				}
				w := want[name]
				r.rounded(name+" precision", 100*counts.Precision(), w[0], 2)
				r.rounded(name+" recall", 100*counts.Recall(), w[1], 2)
				r.rounded(name+" F1", 100*counts.F1(), w[2], 2)
				r.equal(name+" gold, answers, correct", []int{counts.Gold, counts.Answers, counts.Correct}, []int{int(w[3]), int(w[4]), int(w[5])})
			}
			if k.Errors != nil {
				wrong := map[string]int{}
				for _, e := range k.Errors {
					wrong[e.Error+" "+e.Type] += e.Count
				}
				found := map[string]int{}
				for l, counts := range total.Spans {
					if n := counts.Answers - counts.Correct; n > 0 {
						found["FP "+got.Labels[l]] = n
					}
					if n := counts.Gold - counts.Correct; n > 0 {
						found["FN "+got.Labels[l]] = n
					}
				}
				r.equal("errors", found, wrong)
			}
		}
	}
	return nil
}

// conll2003Tokens: spans written as tags, so that the accuracy that conlleval
// printed for them can be had.
func conll2003Tokens(c *cases, data []byte) error {
	var file struct {
		Sentences []struct {
			N                 int
			Gold, Elmo, Flair []span
		}
		Expected map[string]conllevalNumbers
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	labels := tags.NewLabels()
	write := func(n int, spans []span) ([]string, error) {
		var list []tags.Span
		for _, s := range spans {
			list = append(list, tags.Span{First: s.Start, End: s.End, Label: labels.ID(s.Label)})
		}
		sequence, err := tags.Encode(list, n, tags.BIO)
		return tags.BIO.WriteAll(sequence, labels), err
	}
	sides := map[string][][]string{}
	for _, s := range file.Sentences {
		for name, spans := range map[string][]span{"gold": s.Gold, "elmo": s.Elmo, "flair": s.Flair} {
			sequence, err := write(s.N, spans)
			if err != nil {
				return err
			}
			sides[name] = append(sides[name], sequence)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(file.Expected)) {
		got, err := scoreTags(sides["gold"], sides[name], "BIO", tags.Lenient)
		if err != nil {
			return err
		}
		file.Expected[name].check(c.add(name), got)
	}
	return nil
}

// spacyTokens: tokens of two tokenisers.
func spacyTokens(c *cases, data []byte) error {
	var file struct {
		Cases []struct {
			ID, Text string
			Gold     []string        `json:"gold_tokens"`
			Answers  []string        `json:"pred_tokens"`
			Expected json.RawMessage // of another form in other cases
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	for _, k := range file.Cases {
		if k.Gold == nil {
			continue // spans
		}
		var want map[string]float64
		if err := json.Unmarshal(k.Expected, &want); err != nil {
			return err
		}
		counts, within := tags.Tokenisation(places(k.Text, k.Gold), places(k.Text, k.Answers))
		r := c.add(k.ID)
		r.is("accuracy", float64(within)/float64(counts.Answers), want["token_acc"])
		r.is("precision", counts.Precision(), want["token_p"])
		r.is("recall", counts.Recall(), want["token_r"])
		r.is("F1", counts.F1(), want["token_f"])
	}
	return nil
}

// places are where tokens stand in a text.
func places(in string, tokens []string) (spans []text.Span) {
	at := 0
	for _, t := range tokens {
		at += strings.Index(in[at:], t)
		spans = append(spans, text.Span{Start: at, End: at + len(t)})
		at += len(t)
	}
	return spans
}

// nervaluateTags: tags read as spans, from lists and from token lines.
func nervaluateTags(c *cases, data []byte) error {
	var file struct {
		Cases []struct {
			ID        string
			Tags      []string
			Documents [][]string `json:"tags_docs"`
			CoNLL     string
			Expected  []span
			Spans     [][]span `json:"expected_docs"`
		} `json:"tag_decoding_cases"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	for _, k := range file.Cases {
		labels := tags.NewLabels()
		if k.Tags != nil {
			k.Documents, k.Spans = [][]string{k.Tags}, [][]span{k.Expected}
		}
		f, err := tagFile(k.ID, k.Documents, labels)
		if k.CoNLL != "" {
			f, err = tags.Read(k.ID, []byte(k.CoNLL), labels, tags.Columns{})
		}
		if err != nil {
			return err
		}
		r := c.add(k.ID)
		r.equal("sentences", len(f.Sentences), len(k.Spans))
		for i := range f.Sentences {
			first, end := f.Sentence(i)
			var got []text.Mention
			for _, s := range tags.Decode(nil, f.Tags[first:end], tags.BIO, tags.Lenient) {
				got = append(got, text.Mention{Span: text.Span{Start: s.First, End: s.End}, Type: text.Type(labels.Name(s.Label))})
			}
			r.equal(fmt.Sprint("spans of ", i), got, mentions(k.Spans[i], inclusive))
		}
	}
	return nil
}
