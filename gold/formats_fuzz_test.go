package gold

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rollcall/text"
)

// FuzzFormats: any bytes are read in any format without a panic; what is read
// is sound, faults have an address, and what was read can be written in every
// format.
func FuzzFormats(f *testing.F) {
	formats := Formats()
	number := map[string]int{}
	for i, format := range formats {
		number[format.Name] = i
	}
	err := filepath.WalkDir("testdata/formats", func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for i, format := range formats {
			if got, err := Detect(path, data); err == nil && got.Name == format.Name {
				f.Add(data, i)
			}
		}
		return nil
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte("T1\tA 0 1;1 0\tx\nT2\tA -1 99\n"), number["brat"])
	f.Add([]byte("<DOC><ENAMEX TYPE='A'>x<DOC></ENAMEX>&#x;<TIMEX>"), number["xml"])
	f.Add([]byte("#FORMAT=WebAnno TSV 3\n#T_SP=a.B|v\n#Text=\\\n1-1\t9-1\t\t_[1]\n1-1\t1-1\tx\t[1]|\\[2]\n"), number["webanno"])
	f.Add([]byte("x\x9c"), number["docbin"])
	f.Add([]byte(`[[["a",{"entities":[[0,1]]}]],{"annotations":[1]}]`), number["spacy-train"])
	f.Fuzz(func(t *testing.T, data []byte, n int) {
		format := formats[(n%len(formats)+len(formats))%len(formats)]
		o := Options{
			Format: format.Name,
			Texts:  []*text.Document{{ID: "a", Text: "Zoë 🙂 ran"}, {ID: "b", Text: "\xff"}},
			beside: func(string) ([]byte, error) { return []byte("Zoë 🙂\r\nran \xff home"), nil },
		}
		c, err := o.Parse("f", data)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Lines) != len(c.Documents) {
			t.Fatalf("%d lines for %d documents", len(c.Lines), len(c.Documents))
		}
		for _, p := range c.Problems {
			if p.Path != "f" || p.Msg == "" || strings.Contains(p.Msg, "(MISSING)") || strings.Contains(p.Msg, "%!(EXTRA") {
				t.Fatalf("problem %#v", p)
			}
		}
		for _, d := range c.Documents {
			if d.ID == "" && format.Name != "jsonl" && format.Name != "marked" {
				t.Fatal("a document has no id")
			}
			if !slices.IsSortedFunc(d.Mentions, func(a, b text.Mention) int { return a.Compare(b.Span) }) {
				t.Fatal("mentions are not in order")
			}
			for _, m := range d.Mentions {
				if m.Start < 0 || m.End > len(d.Text) || m.Len() <= 0 {
					t.Fatalf("mention %v in %d bytes", m.Span, len(d.Text))
				}
			}
		}
		Check(c)
		size := 0
		for _, d := range c.Documents {
			size += len(d.Text) + 100*len(d.Mentions)
		}
		if size > 2000 {
			return // writing all formats is slow
		}
		for _, to := range formats {
			// An error is right where a type or a key cannot be written.
			if _, losses, err := to.Write(c.Documents, WriteOptions{}); err == nil {
				_ = losses.String()
			}
		}
	})
}

// The sniffing of a format never fails, whatever the bytes.
func FuzzDetect(f *testing.F) {
	for _, s := range []string{`[{"a":`, "[[[", "{}\n{", "<DOC>", "x\x9c", "#FORMAT=WebAnno TSV 3", "a\tO\n", "[\n1,\n2]", "\uFEFF[]"} {
		f.Add([]byte(s), ".json")
	}
	f.Fuzz(func(t *testing.T, data []byte, ending string) {
		if format, err := Detect("x"+ending, data); err == nil && format.Name == "" {
			t.Fatal("neither a format nor an error")
		}
	})
}
