package render

import (
	"fmt"
	"io"
	"strings"

	"rollcall/text"
)

// marked writes texts in the notation of text.Marked. Of a single document
// exactly that is written, so that text.ParseMarked gives the document back.
type marked struct{ texts }

func newMarked(w io.Writer, _ Options) Renderer { return &marked{texts{w: w}} }

// Write writes the whole text.
func (f *marked) Write(d *text.Document) error {
	s, err := text.Marked(d.Text, d.Mentions)
	if err != nil {
		return fmt.Errorf("document %q: %w", d.ID, err)
	}
	return f.add(d.ID, s)
}

// Close writes what is held back.
func (f *marked) Close() error { return f.close() }

// texts writes texts one after the other: a single one as it is, over each of
// several a line "==> id <==", as head(1) has it. To know which it is, the
// first is held back until the second comes.
type texts struct {
	w         io.Writer
	n         int
	id, first string
}

func (t *texts) add(id, s string) error {
	t.n++
	switch t.n {
	case 1:
		t.id, t.first = id, s
		return nil
	case 2:
		if err := t.headed("", t.id, t.first); err != nil {
			return err
		}
		t.first = ""
	}
	return t.headed("\n", id, s)
}

func (t *texts) headed(between, id, s string) error {
	end := "\n"
	if strings.HasSuffix(s, "\n") {
		end = ""
	}
	_, err := io.WriteString(t.w, between+"==> "+Line(id)+" <==\n"+s+end)
	return err
}

func (t *texts) close() error {
	if t.n != 1 {
		return nil
	}
	_, err := io.WriteString(t.w, t.first)
	return err
}
