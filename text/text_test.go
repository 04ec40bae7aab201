package text_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/text"
)

func TestMarkedForms(t *testing.T) {
	for _, tt := range []struct{ marked, text string }{
		{"[Person Ann] left [Place Paris].", "Ann left Paris."},
		{`a \[sic\] C:\\temp`, `a [sic] C:\temp`},
		{"[Organisation Bank of [Place England]]", "Bank of England"},
		{`[product  two blanks]`, " two blanks"},
		{`[\Person a user's own type]`, "a user's own type"},
		{`[two\ words x][Money €5]`, "x€5"},
	} {
		got, mentions, err := text.ParseMarked(tt.marked)
		if err != nil || got != tt.text {
			t.Errorf("ParseMarked(%q) = %q, %v; want %q", tt.marked, got, err, tt.text)
		}
		back, err := text.Marked(got, mentions)
		if err != nil || back != tt.marked {
			t.Errorf("Marked gives %q, %v; want %q", back, err, tt.marked)
		}
	}
}

func TestMarkedFaultsHaveAnAddress(t *testing.T) {
	for marked, want := range map[string]string{
		"a\nb ] c":       `2:3: ] closes nothing; write \] for a bracket`,
		"a [Person Ann":  `1:3: [ is never closed`,
		"[Person ] left": `1:1: the mention is empty`,
		"see [1]":        `1:5: [ needs a label and a blank after it, as in [Person Ann]; write \[ for a bracket`,
		`a \n`:           `1:3: a backslash stands before [, ] or \ only; write \\ for a backslash`,
	} {
		_, _, err := text.ParseMarked(marked)
		var fault *text.MarkedError
		if !errors.As(err, &fault) || err.Error() != want {
			t.Errorf("ParseMarked(%q): %v; want %s", marked, err, want)
		}
	}
	if _, err := text.Marked("abcdef", []text.Mention{{Span: text.Span{Start: 0, End: 3}}, {Span: text.Span{Start: 2, End: 5}}}); err == nil {
		t.Error("crossing mentions were written")
	}
}

// nestedMentions draws mentions of s that do not cross.
func nestedMentions(t *rapid.T, s string) []text.Mention {
	var all []text.Mention
	if len(s) == 0 {
		return nil
	}
	for range rapid.IntRange(0, 6).Draw(t, "n") {
		start := rapid.IntRange(0, len(s)-1).Draw(t, "start")
		end := rapid.IntRange(start+1, len(s)).Draw(t, "end")
		m := text.Mention{
			Span: text.Span{Start: start, End: end},
			Type: text.Type(rapid.SampledFrom([]string{"PERSON", "Person", "MONEY", "a b", `x\]`, "", "n\nl"}).Draw(t, "type")),
		}
		if !slices.ContainsFunc(all, func(o text.Mention) bool { return o.Crosses(m.Span) || o.Span == m.Span }) {
			all = append(all, m)
		}
	}
	slices.SortFunc(all, func(a, b text.Mention) int { return a.Span.Compare(b.Span) })
	return all
}

func TestMarkedAndParseMarkedAreInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[a-c \[\]\\é€😀\n]{0,20}`).Draw(t, "text")
		want := nestedMentions(t, s)
		marked, err := text.Marked(s, want)
		if err != nil {
			t.Fatal(err)
		}
		got, mentions, err := text.ParseMarked(marked)
		if err != nil || got != s {
			t.Fatalf("%q → %q → %q, %v", s, marked, got, err)
		}
		if diff := cmp.Diff(want, mentions); diff != "" {
			t.Fatalf("%q: %s", marked, diff)
		}
	})
}

func FuzzParseMarked(f *testing.F) {
	for _, s := range []string{"[Person Ann] left [Place Paris].", `\[a\]`, "[", "]", `[\`, "[a b\xff]", "[ ]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, marked string) {
		s, mentions, err := text.ParseMarked(marked)
		if err != nil {
			return
		}
		again, err := text.Marked(s, mentions)
		if err != nil {
			t.Fatalf("%q cannot be written: %v", marked, err)
		}
		s2, mentions2, err := text.ParseMarked(again)
		if err != nil || s2 != s || !cmp.Equal(mentions, mentions2) {
			t.Fatalf("%q → %q, %v", marked, again, err)
		}
	})
}

func TestIndexRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`([a-z ]|é|€|😀|\n){0,300}`).Draw(t, "text")
		for _, unit := range []text.Unit{text.Char, text.Byte, text.UTF16} {
			x := text.NewIndex(s, unit)
			for at := range s {
				n := x.FromByte(at)
				if back, ok := x.ToByte(n); !ok || back != at {
					t.Fatalf("%v: byte %d → %d → %d, %v", unit, at, n, back, ok)
				}
			}
			if n := x.FromByte(len(s)); n != x.Len() {
				t.Fatalf("%v: the end is %d of %d", unit, n, x.Len())
			}
		}
		if n := text.NewIndex(s, text.Char).Len(); n != utf8.RuneCountInString(s) {
			t.Fatalf("%d characters, want %d", n, utf8.RuneCountInString(s))
		}
	})
}

const emoji = "👍🏽 Zoë met Ann in Köln."

func TestJSONLUnits(t *testing.T) {
	ann := strings.Index(emoji, "Ann")
	d := &text.Document{ID: "e", Text: emoji, Mentions: []text.Mention{{Span: text.Span{Start: ann, End: ann + 3}, Type: text.TypePerson}}}
	for unit, start := range map[text.Unit]string{text.Char: `"start":11,`, text.Byte: `"start":18,`, text.UTF16: `"start":13,`} {
		var out bytes.Buffer
		w := text.NewWriter(&out)
		w.Unit = unit
		if err := errors.Join(w.Write(d), w.Flush()); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), start) {
			t.Errorf("%v: %s has no %s", unit, out.String(), start)
		}
		back, err := text.NewReader(&out, "e").Next()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d, back); diff != "" {
			t.Errorf("%v: %s", unit, diff)
		}
	}
}

func TestJSONLKeepsWhatItDoesNotKnow(t *testing.T) {
	const line = `{"id":"a","text":"<b> & Ann","offsets":"char","mentions":[{"start":6,"end":9,"type":"PERSON","text":"Ann","score":0.5,"source":{"stage":"tagger"},"entity":"E1","alt":[{"start":4,"end":9,"type":"PERSON"}]}],"entities":[{"id":"E1","type":"PERSON","name":"Ann","mentions":[0]}],"date":"2024-01-19","n":[1, 2]}` + "\n"
	d, err := text.NewReader(strings.NewReader(line), "a").Next()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := text.NewWriter(&out)
	if err := errors.Join(w.Write(d), w.Flush()); err != nil {
		t.Fatal(err)
	}
	if want := strings.Replace(line, "[1, 2]", "[1,2]", 1); out.String() != want {
		t.Errorf("got  %swant %s", out.String(), want)
	}
}

func TestJSONLFaultsCostOneLine(t *testing.T) {
	const lines = `{"id":"a","text":"Ann left","mentions":[{"start":0,"end":3,"type":"PERSON","text":"Bob"},{"start":5,"end":99,"type":"X"}]}
nonsense

{"id":"c","mentions":[]}
{"id":7,"text":"é","offsets":"byte","mentions":[{"start":0,"end":1,"type":"X"}]}
{"text":"fine"}
{"id":"z","text":"ok"}`
	r := text.NewReader(strings.NewReader(lines), "f.jsonl")
	docs, err := r.ReadAll()
	if len(docs) != 2 || docs[0].ID != "f.jsonl:6" || docs[1].ID != "z" {
		t.Errorf("read %d documents", len(docs))
	}
	want := []string{
		`f.jsonl:1: document "a": mention 0: 0-3 is said to be "Bob", but the text there is "Ann"`,
		`mention 1: 5-99 lies outside the text of 8 chars`,
		`f.jsonl:2: not a JSON object`,
		`f.jsonl:4: document "c" has no text`,
		`f.jsonl:5: document "7": mention 0: 0-1 cuts a character in two (offsets are counted in bytes)`,
	}
	for _, w := range want {
		if err == nil || !strings.Contains(err.Error(), w) {
			t.Errorf("no %q in:\n%v", w, err)
		}
	}
	r = text.NewReader(strings.NewReader(lines), "f.jsonl")
	r.IgnoreMentions = true
	if docs, _ := r.ReadAll(); len(docs) != 4 {
		t.Errorf("with mentions ignored %d documents were read, want 4", len(docs))
	}
}

func TestAnswersWithoutText(t *testing.T) {
	r := text.NewReader(strings.NewReader(`{"id":"a","mentions":[{"start":4,"end":7,"type":"PERSON"}]}`), "p")
	r.TextOf = func(id string) (string, bool) { return "Zoë Ann", id == "a" }
	d, err := r.Next()
	if err != nil || d.Surface(d.Mentions[0].Span) != "Ann" {
		t.Errorf("%v, %v", d, err)
	}
}

func FuzzJSONL(f *testing.F) {
	f.Add([]byte(`{"id":"a","text":"Ann","mentions":[{"start":0,"end":3,"type":"PERSON"}]}`))
	f.Add([]byte("\xEF\xBB\xBF{\"text\":\"\xff\",\"offsets\":\"utf16\"}\n\n{"))
	f.Add([]byte(`{"text":"a","entities":[{"id":"E1","mentions":[5]}],"x":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		docs, _ := text.NewReader(bytes.NewReader(data), "f").ReadAll()
		for _, unit := range []text.Unit{text.Char, text.Byte, text.UTF16} {
			var out bytes.Buffer
			w := text.NewWriter(&out)
			w.Unit = unit
			for _, d := range docs {
				if err := w.Write(d); err != nil {
					t.Fatal(err)
				}
			}
			w.Flush()
			back, err := text.NewReader(&out, "f").ReadAll()
			if err != nil || len(back) != len(docs) {
				t.Fatalf("%d of %d documents came back: %v", len(back), len(docs), err)
			}
			for i := range docs {
				// Scores are rounded in writing.
				rounded := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Score" }, cmp.Ignore())
				if diff := cmp.Diff(docs[i].Mentions, back[i].Mentions, rounded); diff != "" {
					t.Fatal(diff)
				}
			}
		}
	})
}

// An article may hold bytes that are not UTF-8; JSON cannot. What is written
// must still agree with itself.
func TestInvalidUTF8IsWrittenConsistently(t *testing.T) {
	s := "\xff\xfe\xfdAnn \xc3"
	d := &text.Document{ID: "bad", Text: s, Mentions: []text.Mention{{Span: text.Span{Start: 1, End: 6}, Type: "X"}}}
	for _, unit := range []text.Unit{text.Char, text.Byte, text.UTF16} {
		var out bytes.Buffer
		w := text.NewWriter(&out)
		w.Unit = unit
		if err := errors.Join(w.Write(d), w.Flush()); err != nil {
			t.Fatal(err)
		}
		back, err := text.NewReader(&out, "bad").Next()
		if err != nil || back.Surface(back.Mentions[0].Span) != "\uFFFD\uFFFDAnn" {
			t.Errorf("%v: %v, %v", unit, back, err)
		}
	}
}

func BenchmarkReadJSONL(b *testing.B) {
	var in bytes.Buffer
	w := text.NewWriter(&in)
	for range 100 {
		d := &text.Document{ID: "d", Text: strings.Repeat(emoji+" ", 100)}
		for at := 0; at < len(d.Text); at += len(emoji) + 1 {
			d.Mentions = append(d.Mentions, text.Mention{Span: text.Span{Start: at + 9, End: at + 13}, Type: text.TypePerson})
		}
		w.Write(d)
	}
	w.Flush()
	b.SetBytes(int64(in.Len()))
	for b.Loop() {
		r := text.NewReader(bytes.NewReader(in.Bytes()), "b")
		for {
			if _, err := r.Next(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func TestReaderPassesOverAHeader(t *testing.T) {
	const header = `{"types":["PERSON"]}`
	lines := "\n" + header + "\n" + `{"id":"a","text":"Ann"}` + "\n" + header + "\n"
	docs, err := text.NewReader(strings.NewReader(lines), "f.jsonl").ReadAll()
	if len(docs) != 1 || docs[0].ID != "a" {
		t.Errorf("read %v", docs)
	}
	if err == nil || !strings.HasPrefix(err.Error(), "f.jsonl:4: ") {
		t.Errorf("a header that is not the first line: error %v", err)
	}
}
