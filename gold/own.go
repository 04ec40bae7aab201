package gold

import (
	"bytes"

	"rollcall/text"
)

// looksOwn tells rollcall's JSON lines from others by their key mentions, or
// by a header.
func looksOwn(s *sample) bool {
	return s.has("mentions") || len(s.records) > 0 && s.has("types") && !s.has("text", "types")
}

func writeOwn(docs []*text.Document, o WriteOptions) ([]File, error) {
	var out bytes.Buffer
	if len(o.Types) > 0 {
		header, err := new(object).set("types", o.Types).bytes()
		if err != nil {
			return nil, err
		}
		out.Write(header)
		out.WriteByte('\n')
	}
	w := text.NewWriter(&out)
	w.Unit = o.Unit
	for _, d := range docs {
		if err := w.Write(d); err != nil {
			return nil, err
		}
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	return []File{{Data: out.Bytes()}}, nil
}

func readMarked(c *Corpus, data []byte, _ Options) { c.readMarked(data) }

func writeMarked(docs []*text.Document, _ WriteOptions) ([]File, error) {
	marked, err := FormatMarked(docs[0])
	return []File{{".marked", []byte(marked)}}, err
}
