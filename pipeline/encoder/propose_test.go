package encoder

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/pipeline/encoder/kernel"
	"rollcall/pipeline/token"
	"rollcall/text"
)

// tokenised is a document with the tokens of the pipeline.
func tokenised(t testing.TB, s string) *text.Document {
	t.Helper()
	d := &text.Document{ID: "d", Text: s}
	if err := token.Tokens(d); err != nil {
		t.Fatal(err)
	}
	return d
}

func propose(t testing.TB, m *Model, s string) []text.Candidate {
	t.Helper()
	d := tokenised(t, s)
	if err := m.Propose(d); err != nil {
		t.Fatal(err)
	}
	return d.Candidates
}

// TestMentionsEndAtTokens gives words labels by hand: of the words that BERT
// makes of a text, those in braces are labelled as one person. What is proposed
// stands in brackets.
func TestMentionsEndAtTokens(t *testing.T) {
	m := loadTest(t, "bert", Options{})
	for in, want := range map[string]string{
		"{Ann Lee} left {Bob}'s house.":     "[Person Ann Lee] left [Person Bob]'s house.",
		"{Mary O'Neill} and {D’Arcy}":       "[Person Mary O'Neill] and [Person D’Arcy]",
		"from the {U.S}. to the U.N.":       "from the [Person U.S.] to the U.N.",
		"Al-{Qaeda} ex-{PLA}-linked":        "Al-[Person Qaeda] ex-[Person PLA]-linked",
		"{Apple®} and {Acme™} and 😀{Ann}":   "[Person Apple]® and [Person Acme]™ and 😀[Person Ann]",
		"see {McDonald's} here":             "see [Person McDonald's] here",
		"see {Zu\u0308rich} or {ÉCOLE} now": "see [Person Zu\u0308rich] or [Person ÉCOLE] now",
		"{Ann}\u200b, \xff{Lee}\xff":        "[Person Ann]\u200b, [Person \xffLee\xff]",
	} {
		var marks []text.Span
		var s strings.Builder
		for i, part := range strings.FieldsFunc(" "+in, func(r rune) bool { return r == '{' || r == '}' }) {
			if i%2 == 1 && strings.TrimSpace(part) != "" {
				marks = append(marks, text.Span{Start: s.Len() - 1, End: s.Len() + len(part) - 1})
			}
			s.WriteString(part)
		}
		d := tokenised(t, s.String()[1:])
		var sc scratch
		m.tokeniser.cut(&sc.cut, d.Text)
		for _, w := range sc.cut.words {
			label := 0 // O
			for _, mark := range marks {
				if mark.Contains(w.Span) || mark.Start >= w.Start && mark.End <= w.End {
					label = 2 // I-PERSON
					if w.Start <= mark.Start {
						label = 1
					}
				}
			}
			row := make([]float32, len(m.labels.all))
			row[label] = 4
			sc.logits = append(sc.logits, row...)
		}
		m.decide(&sc, d)
		got, err := text.Marked(d.Text, mentionsOf(d.Candidates))
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%q\n gives %q\n want  %q", in, got, want)
		}
	}
}

func mentionsOf(candidates []text.Candidate) []text.Mention {
	var out []text.Mention
	for _, c := range candidates {
		out = append(out, c.Mention)
	}
	return out
}

// TestLabelsOnTokens: where labels are those of tokens, what the model says of
// a token's further words does not count.
func TestLabelsOnTokens(t *testing.T) {
	m := loadTest(t, "bert", Options{})
	d := tokenised(t, "O'Neill")
	logits := func(labels ...int) (out []float32) {
		for _, l := range labels {
			row := make([]float32, len(m.labels.all))
			row[l] = 3
			out = append(out, row...)
		}
		return out
	}
	for _, onTokens := range []bool{false, true} {
		d.Candidates = nil
		m.config.labelsTokens = onTokens
		var s scratch
		m.tokeniser.cut(&s.cut, d.Text)
		s.logits = logits(1, 0, 0) // B-PERSON O O
		m.decide(&s, d)
		if found := len(d.Candidates) == 1; found != onTokens {
			t.Errorf("labels on tokens %v: %+v", onTokens, d.Candidates)
		}
	}
}

// TestLongChainsAreCut: mentions and probabilities of a text that is decided on
// in parts are those of one chain over all of it, if there are sure places to
// cut at.
func TestLongChainsAreCut(t *testing.T) {
	m := loadTest(t, "bert", Options{})
	d := tokenised(t, longText(5*segment))
	r := rand.New(rand.NewPCG(5, 6))
	var s scratch
	m.tokeniser.cut(&s.cut, d.Text)
	n := len(m.labels.all)
	for range s.cut.words {
		row := make([]float32, n)
		for l := range row {
			row[l] = float32(2 * r.NormFloat64())
		}
		if r.IntN(500) == 0 {
			row[0] += 40
		}
		s.logits = append(s.logits, row...)
	}
	m.decide(&s, d)
	if most := 2 * segment * n * 5 / 4; cap(s.chain.scores) > most || cap(s.chain.forward) > most {
		t.Errorf("the chain holds %d and %d numbers after %d words", cap(s.chain.scores), cap(s.chain.forward), len(s.cut.words))
	}
	whole := chain{labels: m.labels, temperature: 1}
	for u := range len(s.units) - 1 {
		whole.scores = append(whole.scores, make([]float64, n)...)
		m.unitScores(&s, u, whole.scores[u*n:])
	}
	whole.decode(len(s.units) - 1)
	i := 0
	whole.mentions(func(first, end, label int) {
		if i < len(d.Candidates) {
			c := d.Candidates[i]
			words := text.Span{Start: s.cut.words[s.units[first]].Start, End: s.cut.words[s.units[end]-1].End}
			if !c.Overlaps(words) || math.Abs(c.Score-whole.probability(first, end, m.labels.all[label].kind)) > 1e-9 {
				t.Fatalf("mention %d is %+v; in one chain it is at %v with %v", i, c, words, whole.probability(first, end, m.labels.all[label].kind))
			}
		}
		i++
	})
	if i != len(d.Candidates) || i < segment {
		t.Errorf("%d mentions in parts, %d in one chain", len(d.Candidates), i)
	}
}

// longText is a text of many windows.
func longText(words int) string {
	r := rand.New(rand.NewPCG(3, 4))
	vocabulary := strings.Fields("the of and Ann Lee left words that unbelievable second O'Neill U.S. , . Zürich McTavish €5 1990 x")
	var s strings.Builder
	for i := range words {
		s.WriteString(vocabulary[r.IntN(len(vocabulary))])
		s.WriteByte(" \n"[min(i%17/16, 1)])
	}
	return s.String()
}

// TestWindowsJoin: in a long text every word gets the logits that it gets in
// the window where it has most context, computed by itself.
func TestWindowsJoin(t *testing.T) {
	m := loadTest(t, "bert", Options{})
	d := longText(700)
	var s scratch
	m.tokeniser.cut(&s.cut, d)
	m.read(&s)
	n := len(m.labels.all)
	words, seen := s.cut.words, 0
	p := plan{m.config.window - 2, m.config.context, m.config.slack}
	p.windows(words, len(s.cut.pieces), nil, func(w window) {
		for k, word := range words {
			first := int(word.first)
			if first < w.own || first >= w.ownEnd {
				continue
			}
			seen++
			// The same window, but for this word alone, and new buffers.
			b := buffers{rows: []int32{int32(first - w.first + 1)}}
			b.ids = append([]int32{2}, append(slices.Clone(s.cut.pieces[w.first:w.end]), 3)...)
			b.classes = make([]uint8, len(b.ids))
			for j, other := range words {
				end := len(s.cut.pieces)
				if j+1 < len(words) {
					end = int(words[j+1].first)
				}
				for p := int(other.first); p < end; p++ {
					if p >= w.first && p < w.end {
						b.classes[p-w.first+1] = other.shape
						if p > int(other.first) {
							b.classes[p-w.first+1] += shapeContinuation
						}
					}
				}
			}
			got := make([]float32, n)
			m.network.logits(&b, got)
			if diff := cmp.Diff(s.logits[k*n:(k+1)*n], got); diff != "" {
				t.Fatalf("word %d (%s):\n%s", k, diff, d[word.Start:word.End])
			}
		}
	})
	if seen != len(words) || seen < 600 {
		t.Errorf("%d of %d words seen", seen, len(words))
	}
}

// TestSameEverywhere: implementations of the kernels, company, order and what
// was read before do not change an answer by a bit.
func TestSameEverywhere(t *testing.T) {
	defer func(name string) { _ = kernel.Use(name) }(kernel.Implementation())
	for _, name := range []string{"bert", "int8"} {
		m := loadTest(t, name, Options{})
		texts := []string{longText(300), longText(40), "", " \n", "Ann Lee left Zürich.", strings.Repeat("x", 5000)}
		var want [][]text.Candidate
		for _, s := range texts {
			want = append(want, propose(t, loadTest(t, name, Options{}), s))
		}
		if len(want[0]) < 10 {
			t.Fatalf("%s proposes %d names only: the test has nothing to compare", name, len(want[0]))
		}
		for _, implementation := range kernel.Implementations() {
			if err := kernel.Use(implementation); err != nil {
				t.Fatal(err)
			}
			var group sync.WaitGroup
			for worker := range 4 {
				group.Go(func() {
					for i := range texts {
						i = (i*5 + worker) % len(texts)
						if diff := cmp.Diff(want[i], propose(t, m, texts[i])); diff != "" {
							t.Errorf("%s, %s: text %d differs:\n%s", name, implementation, i, diff)
						}
					}
				})
			}
			group.Wait()
		}
	}
}

var update = flag.Bool("update", false, "write testdata/answers.txt, after a change of what is computed")

// TestAnswersToTheBit holds names and scores against those of the processor on
// which answers.txt was written.
func TestAnswersToTheBit(t *testing.T) {
	var got strings.Builder
	for _, name := range []string{"bert", "int8", "distilbert"} {
		m := loadTest(t, name, Options{})
		if m.config.labelsTokens != (name == "distilbert") {
			t.Errorf("%s: labels on tokens %v, but only the folder without keys of ours is somebody else's", name, m.config.labelsTokens)
		}
		for _, c := range propose(t, m, longText(300)) {
			fmt.Fprintf(&got, "%s %d-%d %s %x\n", name, c.Start, c.End, c.Type, c.Score)
		}
	}
	const file = "testdata/answers.txt"
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Error(diff)
	}
}

// TestMemoryIsFlat: what a window needs does not grow with the text, and a text
// is cut without allocating once there is room.
func TestMemoryIsFlat(t *testing.T) {
	m := loadTest(t, "int8", Options{})
	var s scratch
	m.tokeniser.cut(&s.cut, longText(20_000))
	m.read(&s)
	most := m.config.window * m.config.Hidden * 3 * 5 / 4
	for name, n := range map[string]int{"x": cap(s.buffers.x), "qkv": cap(s.buffers.qkv), "hidden": cap(s.buffers.hidden), "int8s": cap(s.buffers.int8s)} {
		if n > most {
			t.Errorf("%s holds %d numbers after a text of %d windows", name, n, len(s.cut.pieces)/86)
		}
	}
	long := longText(2000)
	if n := testing.AllocsPerRun(3, func() { m.tokeniser.cut(&s.cut, long) }); n > 0 {
		t.Errorf("cutting a text allocates %v times", n)
	}
	if n := testing.AllocsPerRun(3, func() { m.tokeniser.cut(&s.cut, long); m.read(&s) }); n > 20 {
		t.Errorf("reading a text of %d pieces allocates %v times", len(s.cut.pieces), n)
	}
}

// TestTemperatureChangesScoresAlone: a temperature makes scores milder and
// moves no mention.
func TestTemperatureChangesScoresAlone(t *testing.T) {
	m := loadTest(t, "bert", Options{})
	sharp := propose(t, m, longText(200))
	mild := propose(t, loadTest(t, "bert", Options{Temperature: 4}), longText(200))
	if len(sharp) != len(mild) || len(sharp) == 0 {
		t.Fatalf("%d and %d candidates", len(sharp), len(mild))
	}
	var sum float64
	for i := range sharp {
		if sharp[i].Span != mild[i].Span || sharp[i].Type != mild[i].Type {
			t.Errorf("%v became %v", sharp[i], mild[i])
		}
		sum += sharp[i].Score - mild[i].Score
	}
	if sum <= 0 {
		t.Errorf("scores fell by %v", sum)
	}
}

func TestDamagedNumbersAreAnError(t *testing.T) {
	files := randomModel(t, 16, 1, 16)
	ts, err := readTensors(files[weightsFile].Data)
	if err != nil {
		t.Fatal(err)
	}
	huge := slices.Repeat([]float32{math.MaxFloat32}, 7*16)
	ts["classifier.weight"] = floatTensor(huge, 7, 16)
	files[weightsFile].Data = encodeTensors(ts)
	m, err := Load(files, ".")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Propose(tokenised(t, "Ann Lee")); err != errNumbers {
		t.Errorf("error %v", err)
	}
}

// FuzzPropose sends any text through a small model: candidates lie at edges of
// tokens, in order, with a probability.
func FuzzPropose(f *testing.F) {
	for _, s := range []string{"Ann Lee left Zürich.", "\xff\xfeAnn\x00\u0301", strings.Repeat("(", 300), "U.S. O'Neill’s €5,000\r\n\n中国 한국", longText(200)} {
		f.Add(s)
	}
	m, err := Load(os.DirFS("testdata"), "int8")
	if err != nil {
		f.Fatal(err)
	}
	unsure, err := Open(os.DirFS("testdata"), "int8", Options{Temperature: 3, Alternatives: 0.01})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := tokenised(t, s)
		starts, ends := map[int]bool{}, map[int]bool{}
		for _, k := range d.Tokens {
			starts[k.Start], ends[k.End] = true, true
		}
		for _, m := range []*Model{m, unsure} {
			d.Candidates = nil
			if err := m.Propose(d); err != nil {
				t.Fatal(err)
			}
			at := 0
			for _, c := range d.Candidates {
				if c.Start < at || !starts[c.Start] || !ends[c.End] || c.Start >= c.End {
					t.Errorf("candidate %v after %d in %q", c.Span, at, s)
				}
				if !(c.Score > 0 && c.Score <= 1) || c.Source.Stage != "encoder" {
					t.Errorf("candidate %+v", c)
				}
				if at = c.End; m == unsure {
					at = c.Start // they overlap, and come in order
				}
			}
		}
		var cuts cut
		m.tokeniser.cut(&cuts, s)
		at := 0
		for i, w := range cuts.words {
			if w.Start < 0 || w.Start >= w.End || w.End > len(s) || w.Start < at && i > 0 && cuts.words[i-1].Span != w.Span {
				t.Errorf("word %v after %d in %q", w.Span, at, s)
			}
			at = w.End
		}
	})
}

func ExampleLoad() {
	m, err := Load(os.DirFS("testdata"), "bert")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Types())
	// Output: [PERSON ORGANISATION PLACE]
}
