package gazetteer_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/pipeline/gazetteer"
	"rollcall/text"
)

// proposed lists candidates as "surface TYPE score key (loss)".
func proposed(d *text.Document, candidates []text.Candidate) []string {
	var out []string
	for _, c := range candidates {
		s := fmt.Sprintf("%s %s %.2f %s", d.Surface(c.Span), c.Type, c.Score, c.Key)
		if c.Loss != nil {
			s += " (" + c.Loss.Reason + ")"
		}
		out = append(out, strings.TrimSpace(s))
	}
	return out
}

func TestColumns(t *testing.T) {
	s := read(t, map[string]string{
		"l.tsv": "# type: ORGANISATION\n# precision: 0.7\nname\tkey\taliases\tweight\ttype\tpropose\tbefore\tafter\tnear\n" +
			"Halden Ferries\tF1\tHF Group | Halden Lines|Halden Ferries\t0.95\n" +
			"Ostby\t\t\t\tPLACE\n" +
			"Reed\tP1\t\t\tPERSON\t\t\t\tgoal*|head coach\n" +
			"Reed\tR1\t\t0.9\tPLACE\t\tin|the river\n" +
			"Marsh\tM1\t\t\t\tno\n" +
			"Otter\tO1\t\t\t\t\t\tLtd.|& Sons\n" +
			"Twin\tT1\nTwin\tT2\n",
		"weak.tsv": "# type: PLACE\n# propose: no\nname\tkey\tpropose\nBirch\tB1\tyes\nElm\tE1\nAsh\t\n",
		"off.tsv":  "# type: PLACE\n# propose: no\nname\tkey\nYew\tY1\nIvy\n",
	})
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"aliases have the key", "Halden Ferries, or HF Group, once Halden Lines", []string{
			"Halden Ferries ORGANISATION 0.95 F1", "HF Group ORGANISATION 0.95 F1", "Halden Lines ORGANISATION 0.95 F1"}},
		{"type of the line, precision of the list", "they left Ostby", []string{"Ostby PLACE 0.70"}},
		{"no context", "they saw Reed leave", []string{
			"Reed PERSON 0.70 P1 (the context that its list requires is missing)", "Reed PLACE 0.90 R1 (the context that its list requires is missing)"}},
		{"near, before", "two goals by Reed today", []string{"Reed PERSON 0.70 P1", "Reed PLACE 0.90 R1 (the context that its list requires is missing)"}},
		{"near, after, in capitals", "they asked Reed, HEAD COACH since May", []string{"Reed PERSON 0.70 P1", "Reed PLACE 0.90 R1 (the context that its list requires is missing)"}},
		{"near is the sentence", "Two goals fell. They asked Reed why. The head coach left.", []string{
			"Reed PERSON 0.70 P1 (the context that its list requires is missing)", "Reed PLACE 0.90 R1 (the context that its list requires is missing)"}},
		{"before", "it rained in Reed", []string{"Reed PERSON 0.70 P1 (the context that its list requires is missing)", "Reed PLACE 0.90 R1"}},
		{"a phrase before", "by the river we saw Reed", []string{"Reed PERSON 0.70 P1 (the context that its list requires is missing)", "Reed PLACE 0.90 R1"}},
		{"before is not far", "in one two three four five six Reed", []string{
			"Reed PERSON 0.70 P1 (the context that its list requires is missing)", "Reed PLACE 0.90 R1 (the context that its list requires is missing)"}},
		{"before is not after", "Reed saw them in a boat", []string{
			"Reed PERSON 0.70 P1 (the context that its list requires is missing)", "Reed PLACE 0.90 R1 (the context that its list requires is missing)"}},
		{"after, and part of a longer name", "shares of Otter Ltd. fell", []string{"Otter ORGANISATION 0.70 O1 (it looks like a part of a longer name)"}},
		{"after a sign", "they sued otters and Otter, & sons", []string{"Otter ORGANISATION 0.70 O1"}},
		{"kept as evidence", "they left Marsh", []string{"Marsh ORGANISATION 0.70 M1 (its list keeps it as evidence only)"}},
		{"two keys are none", "they left Twin", []string{"Twin ORGANISATION 0.70"}},
		{"a line proposes, its list does not", "Birch, Elm, Ash, Yew, Ivy", []string{
			"Birch PLACE 0.90 B1", "Elm PLACE 0.90 E1 (its list keeps it as evidence only)", "Yew PLACE 0.90 Y1 (its list is evidence only)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := prepared(t, c.text)
			if diff := cmp.Diff(c.want, proposed(d, candidates(s, d))); diff != "" {
				t.Errorf("%q: candidates (-want +got):\n%s", c.text, diff)
			}
		})
	}
}

func TestColumnErrors(t *testing.T) {
	fsys := fstest.MapFS{
		"l.csv": {Data: []byte("name,type,weight,propose,before,near,aliases,name\n" +
			"Halden,place,2,maybe,,,,\n" +
			"Otter,,,yes,,,,\n" +
			"Reed,PLACE,nan,,a||b,*,,\n" +
			"Marsh,PLACE,,,in*side,,Marshes| |Re\x01ed,\n" +
			"\"Birch\" tree,PLACE,,,,,,\n" +
			"\"Elm\nhall\",PLACE,,,,,,\n" +
			"Ash,PL-ACE,0,,,,,\n")},
		"t.tsv": {Data: []byte("# type: place\n# propose: always\n# precision: 0\nname\nHalden\n")},
	}
	_, err := gazetteer.Read(fsys, "l.csv", "t.tsv")
	if err == nil {
		t.Fatal("no error")
	}
	want := strings.Split(strings.TrimSpace(`
l.csv:1:1: two columns are called name
l.csv:2:8: type of "Halden" is "place", which is not in capitals: PLACE
l.csv:2:14: weight of "Halden" is "2", not a number above 0 and up to 1
l.csv:2:16: propose of "Halden" is "maybe", not yes, no or always
l.csv:3:9: "Otter" is to be proposed and has no type
l.csv:4:12: weight of "Reed" is "nan", not a number above 0 and up to 1
l.csv:4:17: before of "Reed": "a||b" has an empty word
l.csv:4:22: near of "Reed": "*" has an empty word
l.csv:5:15: before of "Marsh": "in*side": a word may have * at its end only
l.csv:6:7: extraneous or missing " in quoted-field
l.csv:7:1: name "Elm\nhall" holds the character U+000A
l.csv:9:5: type of "Ash" is "PL-ACE", which is not a word in capitals, such as ORGANISATION
l.csv:9:12: weight of "Ash" is "0", not a number above 0 and up to 1
t.tsv:1:3: type is "place", which is not in capitals: PLACE
t.tsv:3:3: precision is "0", not a number above 0 and up to 1
`), "\n")
	if diff := cmp.Diff(want, strings.Split(err.Error(), "\n")); diff != "" {
		t.Error(diff)
	}
}

// A reader decides between the meanings of a name; a list tips the scales.
func TestWeighing(t *testing.T) {
	s := read(t, map[string]string{
		"l.tsv": "# type: PLACE\n# precision: 0.9\nname\tpropose\nHalden\nNew Otter\nReed\talways\n",
	})
	reader := func(surface string, in *text.Document, kind text.Type, score float64) text.Candidate {
		at := strings.Index(in.Text, surface)
		return text.Candidate{Mention: text.Mention{
			Span: text.Span{Start: at, End: at + len(surface)}, Type: kind, Score: score, Source: text.Source{Stage: "tagger"},
		}}
	}
	bayes := func(r, w float64) float64 { return r * w / (r*w + (1-r)*(1-w)) }
	for _, c := range []struct {
		name, text, surface string
		kind                text.Type
		score               float64
		stage               string
		want                float64
	}{
		{"the reader takes it for no name", "to Halden", "", "", 0, "tagger", bayes(0.02, 0.9)},
		{"the reader takes it for a person", "to Halden", "Halden", text.TypePerson, 0.95, "tagger", 0.02},
		{"the reader hesitates", "to Halden", "Halden", text.TypePlace, 0.4, "tagger", bayes(0.4, 0.9)},
		{"the reader is of the same opinion", "to Halden", "Halden", text.TypePlace, 0.9, "tagger", bayes(0.9, 0.9)},
		{"the reader sees a longer name", "to Halden", "to Halden", text.TypePlace, 0.9, "tagger", bayes(0.02, 0.9)},
		{"elsewhere", "to Halden", "to", text.TypePlace, 0.9, "tagger", bayes(0.02, 0.9)},
		{"others are no readers", "to Halden", "Halden", text.TypePlace, 0.9, "rules", bayes(0.02, 0.9)},
		{"an unknown score is a half", "to Halden", "Halden", text.TypePlace, 0, "tagger", 0.9},
		{"several words that the reader takes for something else", "to New Otter", "New Otter", text.TypePerson, 0.95, "tagger", 0.9},
		{"several words", "to New Otter", "", "", 0, "tagger", 0.9},
		{"several words, and a reader", "to New Otter", "New Otter", text.TypePlace, 0.8, "tagger", bayes(0.8, 0.9)},
		{"always", "to Reed", "Reed", text.TypePerson, 0.99, "tagger", 0.9},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := prepared(t, c.text)
			if c.surface != "" {
				d.Candidates = []text.Candidate{reader(c.surface, d, c.kind, c.score)}
				d.Candidates[0].Source.Stage = c.stage
			}
			got := s.Weighing("encoder", "tagger").Candidates(d, func(l gazetteer.List) bool { return true })
			if len(got) != 1 || math.Abs(got[0].Score-c.want) > 1e-12 {
				t.Errorf("candidates %v, want a score of %v", got, c.want)
			}
			if got := s.Candidates(d, func(gazetteer.List) bool { return true }); len(got) != 1 || got[0].Score != 0.9 {
				t.Errorf("without readers: candidates %v, want a score of 0.9", got)
			}
		})
	}
}

// More belief of the reader, or more weight of the list, never lowers a score,
// which is at least what the list had before and stays a probability.
func TestWeighingIsMonotonic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		share := rapid.Float64Range(0.001, 1)
		score := func(w, r float64) float64 {
			s := read(t, map[string]string{"l.tsv": fmt.Sprintf("# type: PLACE\n# precision: %v\nname\nHalden\n", w)})
			d := &text.Document{Text: "to Halden"}
			prepare(t, d)
			d.Candidates = []text.Candidate{{Mention: text.Mention{Span: text.Span{Start: 3, End: 9}, Type: text.TypePlace, Score: r, Source: text.Source{Stage: "tagger"}}}}
			return s.Weighing("tagger").Candidates(d, func(gazetteer.List) bool { return true })[0].Score
		}
		w, r := share.Draw(t, "weight"), share.Draw(t, "reader")
		moreW, moreR := min(1, w+share.Draw(t, "more weight")), min(1, r+share.Draw(t, "more belief"))
		base := score(w, r)
		if !(base >= 0 && base <= 1) {
			t.Fatalf("score is %v", base)
		}
		if up := score(moreW, r); up < base-1e-12 {
			t.Fatalf("weight %v for %v: score %v for %v", moreW, w, up, base)
		}
		if up := score(w, moreR); up < base-1e-12 {
			t.Fatalf("belief %v for %v: score %v for %v", moreR, r, up, base)
		}
	})
}
