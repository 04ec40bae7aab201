package render

import (
	"io"

	"rollcall/text"
)

// jsonl writes documents in the form that formats for programs fix: one JSON
// object a line.
type jsonl struct{ out *text.Writer }

func newJSONL(w io.Writer, o Options) Renderer {
	out := text.NewWriter(w)
	out.Unit, out.Candidates = o.Unit, o.Candidates
	return jsonl{out}
}

// Write writes the line through, so that a reader on a pipe has it at once.
func (j jsonl) Write(d *text.Document) error {
	if err := j.out.Write(d); err != nil {
		return err
	}
	return j.out.Flush()
}

// Close flushes.
func (j jsonl) Close() error { return j.out.Flush() }
