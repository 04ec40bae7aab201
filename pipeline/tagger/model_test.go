package tagger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"rollcall/pipeline/token"
	"rollcall/text"
)

// toy makes documents about ships and ports with names put together at random,
// so that no test name need have been seen.
func toy(n int, seed uint64) []*text.Document {
	rng := rand.New(rand.NewPCG(seed, 7))
	pick := func(words string) string {
		w := strings.Fields(words)
		return w[rng.IntN(len(w))]
	}
	var docs []*text.Document
	for i := range n {
		ship := pick("Ember Silver Grey Amber Winter Northern") + " " + pick("Rose Heron Maid Finch Lily Wren Otter")
		port := pick("Quay Salt Stone Green Whit") + pick("mouth wick haven ford")
		m := fmt.Sprintf("The [Ship %s] left [Port %s] at %s. Crews in [Port %s] praised the [Ship %s]. Nobody asked %s.",
			ship, port, pick("dawn noon night"), port, ship, pick("Why When How"))
		t, mentions, err := text.ParseMarked(m)
		if err != nil {
			panic(err)
		}
		d := &text.Document{ID: fmt.Sprint(i), Text: t, Mentions: mentions}
		if err := token.Tokens(d); err != nil {
			panic(err)
		}
		if err := token.Sentences(d); err != nil {
			panic(err)
		}
		docs = append(docs, d)
	}
	return docs
}

func toyOptions() Options {
	return Options{Seed: 3, Epochs: 5, Lexicon: smallLexicon(), Augment: 0.3}
}

func toyModel(t testing.TB, o Options) *Model {
	t.Helper()
	m, err := Train([]Corpus{{Name: "toy", Documents: toy(60, 1)}}, []Corpus{{Name: "dev", Documents: toy(20, 2)}}, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func filesOf(t testing.TB, m *Model) map[string][]byte {
	t.Helper()
	files, err := m.Files()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func folder(files map[string][]byte) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, content := range files {
		fsys["m/"+name] = &fstest.MapFile{Data: content}
	}
	return fsys
}

func TestTrainLearns(t *testing.T) {
	m := toyModel(t, toyOptions())
	f := m.Measure([]Corpus{{Name: "test", Documents: toy(50, 3)}})[0]
	if f.All.Gold != 200 || f.All.F1() < 0.98 {
		t.Errorf("on 200 mentions of the toy world: %+v, F1 %.3f", f.All, f.All.F1())
	}
	if len(f.Types) != 2 {
		t.Errorf("counts for %v, want two types", f.Types)
	}
}

func TestTrainIsDeterministic(t *testing.T) {
	a, b := filesOf(t, toyModel(t, toyOptions())), filesOf(t, toyModel(t, toyOptions()))
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("two runs with one seed differ:\n%.400s", diff)
	}
	o := toyOptions()
	o.Seed++
	if c := filesOf(t, toyModel(t, o)); bytes.Equal(a[weightsFile], c[weightsFile]) {
		t.Error("another seed made the same weights")
	}
}

// A run that is cut off and resumed ends in the same model as one that is not.
func TestResume(t *testing.T) {
	full := 0
	p := toyOptions()
	p.Progress = func(Progress) { full++ }
	want := filesOf(t, toyModel(t, p))
	for _, cut := range []int{1, 3, full / 2, full - 1} {
		o := toyOptions()
		o.Checkpoints = t.TempDir()
		epochs := 0
		o.Progress = func(Progress) {
			if epochs++; epochs == cut {
				panic("cut off")
			}
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Fatalf("training had fewer than %d epochs", cut)
				}
			}()
			toyModel(t, o)
		}()
		o.Progress = func(Progress) { epochs++ }
		o.Resume = true
		got := filesOf(t, toyModel(t, o))
		if !bytes.Equal(got[weightsFile], want[weightsFile]) {
			t.Errorf("cut off after epoch %d: resumed to other weights", cut)
		}
		if epochs != full {
			t.Errorf("cut off after epoch %d: %d epochs in all, an uncut run has %d", cut, epochs, full)
		}
	}
}

func TestResumeRefusesAnotherRun(t *testing.T) {
	o := toyOptions()
	o.Checkpoints = t.TempDir()
	toyModel(t, o)
	o.Seed, o.Resume = 9, true
	_, err := Train([]Corpus{{Name: "toy", Documents: toy(60, 1)}}, nil, o)
	if err == nil || !strings.Contains(err.Error(), "checkpoint of a run with other documents or settings") {
		t.Errorf("resuming with another seed: %v", err)
	}
}

func propose(t testing.TB, m *Model, d *text.Document) []text.Candidate {
	t.Helper()
	e := &text.Document{ID: d.ID, Text: d.Text, Tokens: d.Tokens, Sentences: d.Sentences}
	if err := m.Propose(e); err != nil {
		t.Fatal(err)
	}
	return e.Candidates
}

func TestSaveAndLoad(t *testing.T) {
	m := toyModel(t, toyOptions())
	again, err := Load(folder(filesOf(t, m)), "m")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range toy(20, 4) {
		if diff := cmp.Diff(propose(t, m, d), propose(t, again, d)); diff != "" {
			t.Fatalf("%q (-trained +loaded):\n%s", d.Text, diff)
		}
	}
}

func TestScoresAreProbabilities(t *testing.T) {
	m := toyModel(t, toyOptions())
	seen := map[float64]bool{}
	for _, d := range toy(20, 5) {
		for _, c := range propose(t, m, d) {
			if !(c.Score > 0 && c.Score < 1) || c.Source.Stage != "tagger" || c.Source.Rule != string(c.Type) {
				t.Errorf("%q: score %g from %s", d.Surface(c.Span), c.Score, c.Source)
			}
			seen[c.Score] = true
		}
	}
	if len(seen) < 5 {
		t.Errorf("only %d different scores", len(seen))
	}
}

// A document's answers do not depend on what was tagged before, or meanwhile.
func TestProposeIsSafeForConcurrentUse(t *testing.T) {
	m := toyModel(t, toyOptions())
	docs := toy(40, 6)
	want := make([][]text.Candidate, len(docs))
	for i, d := range docs {
		want[i] = propose(t, m, d)
	}
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for k := range docs {
				i := (k*7 + w*13) % len(docs)
				if got := propose(t, m, docs[i]); !cmp.Equal(got, want[i]) {
					t.Errorf("document %d: other answers beside other goroutines", i)
				}
			}
		})
	}
	wg.Wait()
}

func TestLoadErrors(t *testing.T) {
	good := filesOf(t, toyModel(t, toyOptions()))
	change := func(name string, f func([]byte) []byte) fstest.MapFS {
		files := map[string][]byte{}
		for k, v := range good {
			files[k] = v
		}
		files[name] = f(bytes.Clone(files[name]))
		return folder(files)
	}
	flip := func(b []byte) []byte { b[len(b)/2] ^= 1; return b }
	cut := func(b []byte) []byte { return b[:len(b)-1] }
	meta := func(f func(*Meta)) func([]byte) []byte {
		return func(b []byte) []byte {
			var m Meta
			if err := json.Unmarshal(b, &m); err != nil {
				t.Fatal(err)
			}
			f(&m)
			b, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
	}
	for _, c := range []struct {
		name string
		fsys fstest.MapFS
		want string
	}{
		{"no folder", fstest.MapFS{}, "m/model.json"},
		{"weights flipped", change(weightsFile, flip), "m/model.bin: damaged"},
		{"weights cut", change(weightsFile, cut), "m/model.bin: damaged"},
		{"lexicon flipped", change(lexiconFile, flip), "m/lexicon.bin: damaged"},
		{"not JSON", change(metaFile, func([]byte) []byte { return []byte("{") }), "m/model.json"},
		{"other features", change(metaFile, meta(func(m *Meta) { m.Features = 99 })), "features of version 99"},
		{"more types", change(metaFile, meta(func(m *Meta) { m.Types = append(m.Types, "ZOO") })), "m: model.bin"},
		{"no types", change(metaFile, meta(func(m *Meta) { m.Types = nil })), "no types"},
		{"types out of order", change(metaFile, meta(func(m *Meta) { m.Types[0], m.Types[1] = m.Types[1], m.Types[0] })), "not in order"},
		{"calibration", change(metaFile, meta(func(m *Meta) { m.Calibration.Slope = -1 })), "calibration"},
	} {
		if _, err := Load(c.fsys, "m"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
}

// Whatever the two files hold, decoding them is an error or a model that works.
func FuzzDecode(f *testing.F) {
	m := toyModel(f, toyOptions())
	good := m.encode()
	f.Add(good)
	f.Add(good[:200])
	f.Add([]byte{})
	d := toy(1, 8)[0]
	f.Fuzz(func(t *testing.T, weights []byte) {
		got := &Model{Meta: m.Meta}
		if err := got.decode(weights, m.lexicon.data); err != nil {
			return
		}
		for _, c := range propose(t, got, d) {
			if !(c.Score >= 0 && c.Score <= 1) {
				t.Fatalf("score %g", c.Score)
			}
		}
	})
}

// Any bytes can be tagged, and what is proposed lies on tokens of one sentence.
func FuzzPropose(f *testing.F) {
	m := toyModel(f, toyOptions())
	f.Add("The Ember Rose left Quaymouth at dawn.")
	f.Add("SHIP LOST OFF QUAYMOUTH\n\nThe crew of the “Grey Maid” (GM) is safe")
	f.Add("\xff\xfeQuaymouth\x80 ½ İstanbul ǅ ’s ' - \u200b\U0001F6A2")
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		d := &text.Document{Text: s}
		if err := token.Tokens(d); err != nil {
			t.Fatal(err)
		}
		if err := token.Sentences(d); err != nil {
			t.Fatal(err)
		}
		last := 0
		for _, c := range propose(t, m, d) {
			if c.Start < last || c.End <= c.Start || c.End > len(s) {
				t.Fatalf("span %v after %d in %q", c.Span, last, s)
			}
			last = c.End
		}
	})
}

func BenchmarkPropose(b *testing.B) {
	m := toyModel(b, toyOptions())
	d := &text.Document{}
	for _, t := range toy(100, 9) {
		d.Text += t.Text + "\n\n"
	}
	if err := token.Tokens(d); err != nil {
		b.Fatal(err)
	}
	if err := token.Sentences(d); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(d.Text)))
	for b.Loop() {
		d.Candidates = d.Candidates[:0]
		if err := m.Propose(d); err != nil {
			b.Fatal(err)
		}
	}
}
