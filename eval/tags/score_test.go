package tags

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/text"
)

// twoSides makes a file of each of two columns of tags, a sentence a line.
func twoSides(t testing.TB, gold, answers string) (g, a *File, labels *Labels) {
	t.Helper()
	labels = NewLabels()
	side := func(name, lines string) *File {
		f, err := Read(name, []byte(strings.ReplaceAll(strings.ReplaceAll(lines, "\n", "\n\n"), " ", "\n")), labels, Columns{})
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	return side("gold", gold), side("answers", answers), labels
}

const (
	goldSample   = "B-PER I-PER O B-ORG\nB-LOC O O\nO I-ORG I-ORG B-ORG"
	answerSample = "B-PER O O B-ORG\nB-LOC B-MISC O\nO I-ORG I-ORG I-ORG"
)

// The reports of seqeval 1.2.2, run on the sample.
const (
	seqevalDefault = `              precision    recall  f1-score   support

         LOC       1.00      1.00      1.00         1
        MISC       0.00      0.00      0.00         0
         ORG       0.50      0.33      0.40         3
         PER       0.00      0.00      0.00         1

   micro avg       0.40      0.40      0.40         5
   macro avg       0.38      0.33      0.35         5
weighted avg       0.50      0.40      0.44         5
`
	seqevalStrict = `              precision    recall  f1-score   support

         LOC       1.00      1.00      1.00         1
        MISC       0.00      0.00      0.00         0
         ORG       1.00      0.50      0.67         2
         PER       0.00      0.00      0.00         1

   micro avg       0.50      0.50      0.50         4
   macro avg       0.50      0.38      0.42         4
weighted avg       0.75      0.50      0.58         4
`
)

func TestSeqevalReport(t *testing.T) {
	g, a, labels := twoSides(t, goldSample, answerSample)
	for reading, want := range map[Reading]string{Lenient: seqevalDefault, Discard: seqevalStrict} {
		r, err := Score(g, a, labels, Options{BIO, BIO, reading})
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		if err := r.WriteSeqeval(&out); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, out.String()); diff != "" {
			t.Errorf("%s:\n%s", reading, diff)
		}
		if got := r.Total().Accuracy(); math.Abs(got-8./11) > 1e-12 {
			t.Errorf("accuracy %v", got)
		}
	}
	if _, err := Score(g, a, labels, Options{BIO, BIO, Refuse}); err == nil ||
		err.Error() != "gold:11: I-ORG cannot begin a span in BIO\nanswers:11: I-ORG cannot begin a span in BIO" {
		t.Errorf("%v", err)
	}
}

func TestConllevalReport(t *testing.T) {
	g, a, labels := twoSides(t, goldSample, answerSample)
	r, err := Score(g, a, labels, Options{Gold: BIO, Answers: BIO})
	if err != nil {
		t.Fatal(err)
	}
	// Worked out by hand: 8 of 11 tags, 2 of 5 phrases.
	const want = `processed 11 tokens with 5 phrases; found: 5 phrases; correct: 2.
accuracy:  72.73%; precision:  40.00%; recall:  40.00%; FB1:  40.00
              LOC: precision: 100.00%; recall: 100.00%; FB1: 100.00  1
             MISC: precision:   0.00%; recall:   0.00%; FB1:   0.00  1
              ORG: precision:  50.00%; recall:  33.33%; FB1:  40.00  2
              PER: precision:   0.00%; recall:   0.00%; FB1:   0.00  1
`
	var out strings.Builder
	if err := r.WriteConlleval(&out); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
	if total := r.Total(); total.Left != 4 || total.Right != 3 { // by hand
		t.Errorf("left %d, right %d", total.Left, total.Right)
	}
	empty, err := Read("e", nil, labels, Columns{})
	if err != nil {
		t.Fatal(err)
	}
	if r, err = Score(empty, empty, labels, Options{Gold: BIO, Answers: BIO}); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	if err := r.WriteConlleval(&out); err != nil || out.String() != "processed 0 tokens with 0 phrases; found: 0 phrases; correct: 0.\n" {
		t.Errorf("%q %v", out.String(), err)
	}
	if !math.IsNaN(r.Total().Accuracy()) || !math.IsNaN(Micro(r.Total().Spans).F1()) {
		t.Error("a ratio of nothing is not NaN")
	}
}

func TestConfusion(t *testing.T) {
	g, a, labels := twoSides(t, goldSample, answerSample)
	for _, c := range []struct {
		reading Reading
		want    map[[2]string]int
	}{
		{Lenient, map[[2]string]int{
			{"", ""}: 3, {"PER", "PER"}: 1, {"PER", ""}: 1, {"ORG", "ORG"}: 4, {"LOC", "LOC"}: 1, {"", "MISC"}: 1,
		}},
		{Discard, map[[2]string]int{
			{"", ""}: 5, {"PER", "PER"}: 1, {"PER", ""}: 1, {"ORG", "ORG"}: 1, {"ORG", ""}: 1, {"LOC", "LOC"}: 1, {"", "MISC"}: 1,
		}},
	} {
		r, err := Score(g, a, labels, Options{BIO, BIO, c.reading})
		if err != nil {
			t.Fatal(err)
		}
		got := map[[2]string]int{}
		for x := range r.Labels {
			for y := range r.Labels {
				if n := r.Confusion.Count(Label(x), Label(y)); n > 0 {
					got[[2]string{r.Labels[x], r.Labels[y]}] = n
				}
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.reading, diff)
		}
	}
}

func TestSchemesMixed(t *testing.T) {
	g, a, labels := twoSides(t, "B-PER I-PER O B-ORG", "B-PER E-PER O S-ORG")
	r, err := Score(g, a, labels, Options{Gold: BIO, Answers: Schemes()[2]})
	if err != nil {
		t.Fatal(err)
	}
	if total := r.Total(); total.SameTags != 4 || Micro(total.Spans) != (Counts{2, 2, 2}) {
		t.Errorf("%+v", total)
	}
}

// What holds of any two sequences: sides can be swapped, documents add, and
// tokens are counted once.
func TestScoreProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gold, answers := anyTags(t), anyTags(t)
		n := min(len(gold), len(answers))
		if n == 0 {
			return
		}
		labels := NewLabels()
		for _, name := range []string{"x", "y", "z"} {
			labels.ID(name)
		}
		cut := rapid.IntRange(1, n).Draw(t, "cut")
		file := func(tags []Tag, sentences, documents []int) *File {
			return &File{Tags: tags, Sentences: sentences, Documents: documents, Bare: true}
		}
		all := Schemes()
		o := Options{
			Gold:    all[rapid.IntRange(0, len(all)-1).Draw(t, "gold scheme")],
			Reading: Reading(rapid.IntRange(0, 1).Draw(t, "reading")),
		}
		o.Answers = o.Gold
		sentences, documents := []int{n}, []int{1}
		if cut < n {
			sentences, documents = []int{cut, n}, []int{1, 2}
		}
		r, err := Score(file(gold[:n], sentences, documents), file(answers[:n], sentences, documents), labels, o)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := Score(file(gold[:n], sentences, []int{len(sentences)}), file(answers[:n], sentences, []int{len(sentences)}), labels, o)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(whole.Total(), r.Total()); diff != "" {
			t.Fatalf("documents do not add up: %s", diff)
		}
		swapped, err := Score(file(answers[:n], sentences, documents), file(gold[:n], sentences, documents), labels, o)
		if err != nil {
			t.Fatal(err)
		}
		total, other := r.Total(), swapped.Total()
		if total.SameTags != other.SameTags || total.Left != other.Left || total.Right != other.Right {
			t.Fatalf("swapped: %+v, %+v", total, other)
		}
		tokens := 0
		for l := range r.Labels {
			for _, side := range [][2]Counts{{total.Labels[l], other.Labels[l]}, {total.Spans[l], other.Spans[l]}} {
				if side[0] != (Counts{side[1].Answers, side[1].Gold, side[1].Correct}) {
					t.Fatalf("swapped: %+v, %+v", total, other)
				}
			}
			for k := range r.Labels {
				tokens += r.Confusion.Count(Label(l), Label(k))
			}
		}
		if tokens != n || total.Tokens != n {
			t.Fatalf("%d tokens in the confusion, %d in all, of %d", tokens, total.Tokens, n)
		}
	})
}

func TestWords(t *testing.T) {
	for in, want := range map[string]string{
		"":                             "",
		"Ann-Lee's £5m.":               "Ann - Lee ' s £ 5m .",
		" \u00a0a\tb\n":                "a b",
		"cafe\u0301 x2 \xff\xfey 中国 …": "cafe\u0301 x2 \xff \xfe y 中国 …",
	} {
		var got []string
		for _, w := range Words(in) {
			got = append(got, w.In(in))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, expected %q", in, got, want)
		}
	}
}

func TestScoreTokens(t *testing.T) {
	const in = "Ann Lee of the Bank of Gondor left Paris"
	at := func(s string, typ text.Type) text.Mention {
		i := strings.Index(in, s)
		return text.Mention{Span: text.Span{Start: i, End: i + len(s)}, Type: typ}
	}
	withAlt := at("Bank of Gondor", "ORG")
	withAlt.Alt = []text.Alternative{{Span: at("the Bank of Gondor", "").Span, Type: "ORG"}}
	for _, c := range []struct {
		name          string
		gold, answers []text.Mention
		tokens        int
		want          map[string]Counts
		sameTags, cut int
	}{
		{
			"same", []text.Mention{at("Ann Lee", "PER")}, []text.Mention{at("Ann Lee", "PER")},
			9, map[string]Counts{"": {7, 7, 7}, "PER": {2, 2, 2}}, 9, 0,
		},
		{
			"bounds", []text.Mention{at("Ann Lee", "PER")}, []text.Mention{at("Lee", "PER"), at("Paris", "LOC")},
			9, map[string]Counts{"": {7, 7, 6}, "PER": {2, 1, 1}, "LOC": {0, 1, 0}}, 6, 0,
		},
		{
			"ignore", []text.Mention{at("Ann Lee", "PER"), at("left Paris", text.TypeIgnore)}, []text.Mention{at("Paris", "LOC")},
			7, map[string]Counts{"": {5, 7, 5}, "PER": {2, 0, 0}, "LOC": {}}, 5, 0,
		},
		{
			"alternative", []text.Mention{withAlt}, []text.Mention{at("the Bank of Gondor", "ORG")},
			9, map[string]Counts{"": {5, 5, 5}, "ORG": {4, 4, 4}}, 9, 0,
		},
		{
			"alternative not given", []text.Mention{withAlt}, []text.Mention{at("Bank", "ORG")},
			9, map[string]Counts{"": {6, 8, 6}, "ORG": {3, 1, 1}}, 7, 0,
		},
		{
			"cut and nested", []text.Mention{at("Ann L", "PER")}, []text.Mention{at("Bank of Gondor", "ORG"), at("Gondor", "LOC")},
			9, map[string]Counts{"": {7, 6, 4}, "PER": {2, 0, 0}, "ORG": {0, 3, 0}, "LOC": {}}, 4, 1,
		},
	} {
		r, cut := ScoreTokens([]Document{{Words(in), c.gold, c.answers}})
		total := r.Total()
		got := map[string]Counts{}
		for l, counts := range total.Labels {
			got[r.Labels[l]] = counts
		}
		if diff := cmp.Diff(c.want, got); diff != "" || total.Tokens != c.tokens || total.SameTags != c.sameTags || cut != c.cut {
			t.Errorf("%s: %d tokens, %d same tags, %d cut: %s", c.name, total.Tokens, total.SameTags, cut, diff)
		}
	}
}

func TestTokenisation(t *testing.T) {
	spans := func(s string, fields ...string) (out []text.Span) {
		at := 0
		for _, f := range fields {
			i := strings.Index(s[at:], f) + at
			out = append(out, text.Span{Start: i, End: i + len(f)})
			at = i + len(f)
		}
		return out
	}
	const in = "It's U.S. made."
	c, within := Tokenisation(spans(in, "It", "'s", "U.S.", "made", "."), spans(in, "It's", "U.S", ".", "made", "."))
	if c != (Counts{5, 5, 2}) || within != 4 {
		t.Errorf("%+v, %d within", c, within)
	}
}

// What stats works out from the table is what the counts say.
func TestTable(t *testing.T) {
	g, a, labels := twoSides(t, goldSample, answerSample)
	g.DivideBySentence()
	r, err := Score(g, a, labels, Options{Gold: BIO, Answers: BIO})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Rows) != 3 {
		t.Fatalf("%d documents", len(r.Rows))
	}
	table, metric := r.Table()
	got := make([]float64, metric.Figures)
	metric.Of(table.Sums(), got)
	total := r.Total()
	micro := Micro(total.Labels)
	want := []float64{total.Accuracy(), total.LabelAccuracy(), micro.Precision(), micro.Recall(), micro.F1()}
	for _, c := range total.Labels[1:] {
		want = append(want, c.Precision(), c.Recall(), c.F1())
	}
	same := cmp.Comparer(func(x, y float64) bool { return x == y || math.IsNaN(x) && math.IsNaN(y) })
	if diff := cmp.Diff(want, got, same); diff != "" {
		t.Error(diff)
	}
}

func TestLayout(t *testing.T) {
	labels := NewLabels()
	f, err := Read("x", []byte("-DOCSTART- O\nAnn B-P\nLee I-P\n\nOslo B-L\n\n-DOCSTART- O\n\nBob B-P\n"), labels, Columns{})
	if err != nil {
		t.Fatal(err)
	}
	l := f.Layout()
	if diff := cmp.Diff([]string{"Ann Lee\nOslo", "Bob"}, l.Texts); diff != "" {
		t.Error(diff)
	}
	spans := f.Decode(BIO, Lenient)
	var got []string
	for k, mentions := range l.Mentions(spans, labels) {
		for _, m := range mentions {
			got = append(got, string(m.Type)+" "+m.In(l.Texts[k]))
		}
		if len(l.Tokens(k)) != 3-2*k {
			t.Errorf("document %d: tokens %v", k, l.Tokens(k))
		}
	}
	if diff := cmp.Diff([]string{"P Ann Lee", "L Oslo", "P Bob"}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{2, 9}, f.Lines()); diff != "" {
		t.Error(diff)
	}
	kept := f.Relabel(spans, func(x Label) Label {
		if labels.Name(x) == "L" {
			return Nothing
		}
		return labels.ID("PERSON")
	}, Schemes()[2])
	if tags := strings.Join(Schemes()[2].WriteAll(f.Tags, labels), " "); len(kept) != 2 || tags != "B-PERSON E-PERSON O S-PERSON" {
		t.Error(kept, tags)
	}
	bare, err := Read("x", []byte("B-A\nI-A\n\nO\n"), labels, Columns{})
	if err != nil {
		t.Fatal(err)
	}
	bare.DivideBySentence()
	if diff := cmp.Diff([]string{"_ _", "_"}, bare.Layout().Texts); diff != "" {
		t.Error(diff)
	}
}

// Pooled results are those of the files put together, whatever numbers each
// file's labels have.
func TestPool(t *testing.T) {
	one := func(gold, answers string) *Result {
		g, a, labels := twoSides(t, gold, answers)
		r, err := Score(g, a, labels, Options{Gold: BIO, Answers: BIO})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := [2]string{"B-PER I-PER O B-ORG", "B-PER O O B-ORG"}
	second := [2]string{"B-ORG O B-LOC", "B-LOC B-PER B-LOC"}
	pooled := Pool(one(first[0], first[1]), one(second[0], second[1]))
	whole := one(first[0]+"\n"+second[0], first[1]+"\n"+second[1])
	if len(pooled.Rows) != 2 {
		t.Errorf("%d documents", len(pooled.Rows))
	}
	if diff := cmp.Diff(whole.Labels, pooled.Labels); diff != "" {
		t.Fatal(diff)
	}
	if diff := cmp.Diff(whole.Total(), pooled.Total()); diff != "" {
		t.Error(diff)
	}
	for g := range whole.Labels {
		for a := range whole.Labels {
			if want, got := whole.Confusion.Count(Label(g), Label(a)), pooled.Confusion.Count(Label(g), Label(a)); got != want {
				t.Errorf("%q, %q: %d, expected %d", whole.Labels[g], whole.Labels[a], got, want)
			}
		}
	}
}
