// Package render writes annotated documents in the forms that people and
// programs want them in: a table of names, JSON lines, CSV, marked text,
// coloured text for a terminal, and one self-contained page of HTML.
//
// Everything but the table and its Markdown is written as documents come, so
// that memory does not grow with their number; those two keep the names, not
// the documents. Nothing is worked out about language here. Texts are untrusted
// input: what goes to a terminal carries no control characters, and what goes
// into the page is escaped by html/template.
package render

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"rollcall/text"
)

// Renderer writes documents in one form.
type Renderer interface {
	// Write takes one document more. What it can write, it writes.
	Write(d *text.Document) error
	// Close writes what comes after the last document. It closes nothing else.
	Close() error
}

// Options say how documents are written. Each form heeds those that concern it.
type Options struct {
	Unit       text.Unit // what offsets count: JSON lines and CSV
	Candidates bool      // JSON lines: all candidates too
	Color      bool      // table and text: colours, for a terminal
	Width      int       // table: columns that it may take, 0 for 100
	Top        int       // table: names shown of each type, 0 for all, -1 for what suits
	Generator  string    // HTML: who made the page
}

// Form is one way of writing documents.
type Form struct {
	Name, Doc string
	New       func(w io.Writer, o Options) Renderer
}

// Forms is the list of all forms. A new one is a file and a line here.
func Forms() []Form {
	return []Form{
		{"table", "names grouped by type, with counts, to read", newTable},
		{"jsonl", "one JSON object for each document, for programs", newJSONL},
		{"csv", "one line for each mention, for spreadsheets", newCSV},
		{"markdown", "the table, to paste into an issue or a report", newMarkdown},
		{"marked", "the text with [Type name] around each mention", newMarked},
		{"text", "the text with mentions coloured, for a terminal", newText},
		{"html", "one page to click through, complete in itself", newHTML},
	}
}

// Names lists the names of the forms.
func Names() []string {
	var names []string
	for _, f := range Forms() {
		names = append(names, f.Name)
	}
	return names
}

// New makes the renderer of that name.
func New(name string, w io.Writer, o Options) (Renderer, error) {
	forms := Forms()
	at := slices.IndexFunc(forms, func(f Form) bool { return f.Name == name })
	if at < 0 {
		return nil, fmt.Errorf("unknown format %q: use %s", name, strings.Join(Names(), ", "))
	}
	return forms[at].New(w, o), nil
}

// entityOf lists for each mention the index of its entity, -1 for none.
func entityOf(d *text.Document) []int {
	of := make([]int, len(d.Mentions))
	for i := range of {
		of[i] = -1
	}
	for e, entity := range d.Entities {
		for _, m := range entity.Mentions {
			of[m] = e
		}
	}
	return of
}
