package gold

import (
	"fmt"
	"strings"
	"testing"

	"rollcall/text"
)

// benchDocuments are 2,000 documents of about a million tokens and 71,000
// mentions in all.
func benchDocuments() []*text.Document {
	var docs []*text.Document
	n := 0
	for i := range 2000 {
		d := &text.Document{ID: fmt.Sprintf("document-%04d", i)}
		var body strings.Builder
		for k := range 500 {
			if k > 0 {
				body.WriteByte(" \n"[min(1, max(0, k%25-23))])
			}
			n++
			if k%14 == 3 {
				start := body.Len()
				fmt.Fprintf(&body, "Name%d Surname", n%977)
				d.Mentions = append(d.Mentions, text.Mention{
					Span: text.Span{Start: start, End: body.Len()}, Type: text.Types()[n%4], Score: 0.9,
				})
				continue
			}
			fmt.Fprintf(&body, "word%d", n%7919)
		}
		d.Text = body.String()
		docs = append(docs, d)
	}
	return docs
}

func BenchmarkRead(b *testing.B) {
	docs := benchDocuments()
	for _, name := range []string{"jsonl", "conll", "prodigy", "doccano", "docbin"} {
		f, err := FormatNamed(name)
		if err != nil {
			b.Fatal(err)
		}
		files, _, err := f.Write(docs, WriteOptions{})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(files[0].Data)))
			b.ReportAllocs()
			for b.Loop() {
				c, err := Options{Format: name}.Parse("x", files[0].Data)
				if err != nil || len(c.Documents) != len(docs) || len(c.Problems) > 0 {
					b.Fatal(err, len(c.Documents), c.Problems)
				}
			}
		})
	}
}
