package eval

import (
	"encoding/json"
	"strings"
	"testing"

	"rollcall/text"
)

// The cases of scorers that compare tag sequences. Reading tags is not eval's
// business, so that the two decoders are here.

// decodeLenient reads IOB tags as conlleval does: an I- after O or after
// another type begins a mention.
func decodeLenient(tags []string) []text.Mention {
	var out []text.Mention
	before := "O"
	for i, tag := range tags {
		prefix, label, _ := strings.Cut(tag, "-")
		_, labelBefore, _ := strings.Cut(before, "-")
		switch {
		case prefix == "O":
		case prefix == "I" && before != "O" && label == labelBefore:
			out[len(out)-1].End = i + 1
		default:
			out = append(out, text.Mention{Span: text.Span{Start: i, End: i + 1}, Type: text.Type(label)})
		}
		before = tag
	}
	return out
}

// decodeStrict reads IOB2 tags as seqeval's strict mode does: only B- begins a
// mention.
func decodeStrict(tags []string) []text.Mention {
	var out []text.Mention
	open := ""
	for i, tag := range tags {
		prefix, label, _ := strings.Cut(tag, "-")
		switch {
		case prefix == "B":
			out = append(out, text.Mention{Span: text.Span{Start: i, End: i + 1}, Type: text.Type(label)})
			open = label
		case prefix == "I" && open == label:
			out[len(out)-1].End = i + 1
		default:
			open = ""
		}
	}
	return out
}

func TestParitySeqeval(t *testing.T) {
	var file struct {
		Cases []struct {
			ID         string
			Gold, Pred [][]string
			Modes      []string
			Expected   map[string][]float64 // precision, recall, f1, support
		}
	}
	casesFile(t, "seqeval.json", &file)
	decoders := map[string]func([]string) []text.Mention{"default": decodeLenient, "strict-IOB2": decodeStrict}
	ran := 0
	for _, c := range file.Cases {
		for _, mode := range c.Modes {
			decode := decoders[mode]
			if decode == nil || c.Expected == nil {
				continue // other tag schemes are the business of who reads tags
			}
			ran++
			t.Run(c.ID+" "+mode, func(t *testing.T) {
				var docs []caseDocument
				for i := range c.Gold {
					docs = append(docs, caseDocument{decode(c.Gold[i]), decode(c.Pred[i])})
				}
				sum := scoreCase(t, nil, docs...).Summary(Strict)
				rows := map[string]Ratios{"micro avg": {sum.Micro.Precision(), sum.Micro.Recall(), sum.Micro.F1()}, "macro avg": sum.Macro}
				for _, row := range sum.Types {
					rows[string(row.Type)] = Ratios{row.Precision(), row.Recall(), row.F1()}
				}
				for name, want := range c.Expected {
					got, ok := rows[name]
					if !ok {
						continue // "weighted avg"
					}
					near(t, name+" precision", got.Precision, want[0], 1e-9)
					near(t, name+" recall", got.Recall, want[1], 1e-9)
					near(t, name+" f1", got.F1, want[2], 1e-9)
				}
			})
		}
	}
	if ran < 6 {
		t.Errorf("only %d cases were run", ran)
	}
}

type conllevalCounts struct {
	Gold, Found, Correct  int
	Precision, Recall, F1 float64
	ByType                map[string]struct {
		Precision, Recall, F1 float64
		Found                 int
	} `json:"by_type"`
}

func (want conllevalCounts) check(t *testing.T, r *Result) {
	t.Helper()
	tally := r.Tally(Strict)
	total := tally.Total()
	if total.Gold() != want.Gold || total.Answers() != want.Found || total.Correct != want.Correct {
		t.Errorf("gold %d, answers %d, correct %d; expected %d, %d, %d",
			total.Gold(), total.Answers(), total.Correct, want.Gold, want.Found, want.Correct)
	}
	const rounded = 0.0050001 // two decimals are printed
	near(t, "precision", 100*total.Precision(), want.Precision, rounded)
	near(t, "recall", 100*total.Recall(), want.Recall, rounded)
	near(t, "f1", 100*total.F1(), want.F1, rounded)
	for typ, w := range want.ByType {
		c := tally[text.Type(typ)]
		if c.Answers() != w.Found {
			t.Errorf("%s: %d answers, expected %d", typ, c.Answers(), w.Found)
		}
		near(t, typ+" precision", 100*c.Precision(), w.Precision, rounded)
		near(t, typ+" recall", 100*c.Recall(), w.Recall, rounded)
		near(t, typ+" f1", 100*c.F1(), w.F1, rounded)
	}
}

func TestParityConlleval(t *testing.T) {
	var file struct {
		Cases []struct {
			ID   string
			Docs []struct {
				Gold []string `json:"gold_tags"`
				Pred []string `json:"pred_tags"`
			}
			Expected conllevalCounts
		}
	}
	casesFile(t, "conlleval-oracle.json", &file)
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			var docs []caseDocument
			for _, d := range c.Docs {
				docs = append(docs, caseDocument{decodeLenient(d.Gold), decodeLenient(d.Pred)})
			}
			c.Expected.check(t, scoreCase(t, nil, docs...))
		})
	}
}

func TestParityConll2003(t *testing.T) {
	var file struct {
		Sentences []struct{ Gold, Elmo, Flair []spanCase }
		Expected  map[string]conllevalCounts
	}
	casesFile(t, "conll2003-elmo-vs-flair.json", &file)
	var elmo, flair []caseDocument
	for _, s := range file.Sentences {
		gold := mentionsOf(s.Gold, 0)
		elmo = append(elmo, caseDocument{gold, mentionsOf(s.Elmo, 0)})
		flair = append(flair, caseDocument{gold, mentionsOf(s.Flair, 0)})
	}
	file.Expected["elmo"].check(t, scoreCase(t, nil, elmo...))
	file.Expected["flair"].check(t, scoreCase(t, nil, flair...))
}

func TestParitySeqscore(t *testing.T) {
	var file struct {
		Cases []struct {
			ID         string
			Gold, Pred [][]string
			Repair     string
			Expected   json.RawMessage
			GoldSpans  []spanCase `json:"gold_spans"`
			PredSpans  []spanCase `json:"pred_spans"`
			Counts     *struct {
				TP, FP, FN float64
				ByType     map[string]struct{ TP, FP, FN float64 } `json:"by_type"`
			} `json:"expected_counts"`
		}
	}
	casesFile(t, "seqscore.json", &file)
	ran := 0
	for _, c := range file.Cases {
		switch {
		case c.Counts != nil:
			ran++
			tally := scoreCase(t, nil, caseDocument{mentionsOf(c.GoldSpans, 0), mentionsOf(c.PredSpans, 0)}).Tally(Strict)
			near(t, "tp", tally.Total().TP(), c.Counts.TP, 0)
			near(t, "fp", tally.Total().FP(), c.Counts.FP, 0)
			near(t, "fn", tally.Total().FN(), c.Counts.FN, 0)
			for typ, w := range c.Counts.ByType {
				got := tally[text.Type(typ)]
				near(t, typ+" tp", got.TP(), w.TP, 0)
				near(t, typ+" fp", got.FP(), w.FP, 0)
				near(t, typ+" fn", got.FN(), w.FN, 0)
			}
		case len(c.Gold) > 0:
			ran++
			decode := decodeLenient
			if c.Repair == "discard" {
				decode = decodeStrict
			}
			var docs []caseDocument
			for i := range c.Gold {
				docs = append(docs, caseDocument{decode(c.Gold[i]), decode(c.Pred[i])})
			}
			tally := scoreCase(t, nil, docs...).Tally(Strict)
			var want map[string][]float64
			if err := json.Unmarshal(c.Expected, &want); err != nil {
				t.Fatal(err)
			}
			for typ, w := range want {
				got := tally[text.Type(typ)]
				if typ == "ALL" {
					got = tally.Total()
				}
				near(t, c.ID+" "+typ+" precision", 100*got.Precision(), w[0], 0.0050001)
				near(t, c.ID+" "+typ+" recall", 100*got.Recall(), w[1], 0.0050001)
				near(t, c.ID+" "+typ+" f1", 100*got.F1(), w[2], 0.0050001)
			}
		}
	}
	if ran < 5 {
		t.Errorf("only %d cases were run", ran)
	}
}
