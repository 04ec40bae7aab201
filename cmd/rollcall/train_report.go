package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"rollcall/cmd/rollcall/internal/render"
	"rollcall/pipeline/tagger"
	"rollcall/text"
)

// trainReport says on standard output what training read, how each epoch went
// and what came out.
type trainReport struct {
	out   io.Writer
	phase string
}

// read lists what was read and what of it could not be used.
func (r *trainReport) read(train, dev []tagger.Tally) {
	g := render.Grid{
		Head:  []string{"read", "use", "documents", "sentences", "mentions", "not used", "types"},
		Right: []bool{false, false, true, true, true, true, false},
	}
	row := func(t tagger.Tally, use string) {
		mentions := 0
		var types []text.Type
		for k, n := range t.Mentions {
			mentions += n
			types = append(types, k)
		}
		slices.SortFunc(types, text.CompareTypes)
		var parts []string
		for _, k := range types {
			parts = append(parts, fmt.Sprintf("%s %d", k, t.Mentions[k]))
		}
		g.Rows = append(g.Rows, []string{
			short(t.Name), use, fmt.Sprint(t.Documents), fmt.Sprint(t.Sentences), fmt.Sprint(mentions),
			fmt.Sprint(t.OffToken + t.Crossing + t.Overlaps), strings.Join(parts, ", "),
		})
	}
	for _, t := range train {
		row(t, "train")
	}
	for _, t := range dev {
		row(t, "dev")
	}
	if err := g.Text(r.out); err != nil {
		return // the next write meets the same error
	}
	var off, crossing, overlaps, sentences, ignored int
	for _, t := range slices.Concat(train, dev) {
		off += t.OffToken
		crossing += t.Crossing
		overlaps += t.Overlaps
		sentences += t.Unused
		ignored += t.Ignored
	}
	if sentences > 0 {
		fmt.Fprintf(r.out, "\n%d sentences are not learnt from: %d mentions in them do not begin and end with a token,\n"+
			"%d reach over the end of a sentence, %d overlap another, %d are IGNORE.\n", sentences, off, crossing, overlaps, ignored)
	}
	fmt.Fprintln(r.out)
}

// epoch prints a line for each epoch.
func (r *trainReport) epoch(p tagger.Progress) {
	name := p.Phase
	if name == r.phase {
		name = ""
	}
	r.phase = p.Phase
	line := fmt.Sprintf("%-12s epoch %2d of at most %d   loss %7.4f", name, p.Epoch, p.Epochs, p.Loss)
	if p.Dev >= 0 {
		line += fmt.Sprintf("   dev F1 %6.2f", p.Dev)
		if p.Best {
			line += " best"
		}
	}
	fmt.Fprintln(r.out, line)
}

// done prints the figures of the finished model and where it lies.
func (r *trainReport) done(folder string, m *tagger.Model, files map[string][]byte) error {
	fmt.Fprintln(r.out)
	if len(m.Meta.Dev) > 0 {
		if err := figuresGrid(m).Text(r.out); err != nil {
			return err
		}
		fmt.Fprintln(r.out)
	}
	size := 0
	for _, content := range files {
		size += len(content)
	}
	_, err := fmt.Fprintf(r.out, "%s: a model for %s, %.1f MB\n", folder, typeList(m.Types()), float64(size)/1e6)
	return err
}

// figuresGrid shows strict precision, recall and F1 of each dev corpus, and F1
// of each type.
func figuresGrid(m *tagger.Model) render.Grid {
	g := render.Grid{Head: []string{"dev", "mentions", "precision", "recall", "F1"}, Right: []bool{false, true, true, true, true}}
	for _, t := range m.Types() {
		g.Head = append(g.Head, string(t))
		g.Right = append(g.Right, true)
	}
	percent := func(part, whole int) string {
		if whole == 0 {
			return "–"
		}
		return fmt.Sprintf("%.1f", 100*float64(part)/float64(whole))
	}
	for _, f := range m.Meta.Dev {
		row := []string{
			short(f.Name), fmt.Sprint(f.All.Gold), percent(f.All.Right, f.All.Found), percent(f.All.Right, f.All.Gold),
			percent(2*f.All.Right, f.All.Gold+f.All.Found),
		}
		for _, t := range m.Types() {
			c := f.Types[t]
			row = append(row, percent(2*c.Right, c.Gold+c.Found))
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// short is the last folder and the name of a path.
func short(path string) string {
	folder, name := filepath.Split(filepath.Clean(path))
	if folder = filepath.Base(folder); folder == "." || folder == string(filepath.Separator) {
		return name
	}
	return filepath.Join(folder, name)
}
