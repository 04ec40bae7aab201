package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/olekukonko/tablewriter"
	"golang.org/x/text/unicode/norm"

	"rollcall/gold"
	"rollcall/pipeline"
	"rollcall/pipeline/gazetteer"
	"rollcall/text"
)

// kinds says what names of the shipped lists are, nothing that is marked in
// those of the last line. Lists that are not here do not take part.
var kinds = map[string]text.Type{
	"first-names": text.TypePerson, "surnames": text.TypePerson, "people": text.TypePerson,
	"countries": text.TypePlace, "cities": text.TypePlace, "regions": text.TypePlace, "places-like-people": text.TypePlace,
	"teams": text.TypeOrganisation, "companies": text.TypeOrganisation, "organisations": text.TypeOrganisation,
	"unmarked": "", "demonyms": "",
}

// ambiguousNames are the names that the shipped lists have as two kinds of
// thing, each with one of them: the first of place, organisation, person.
func ambiguousNames() (map[string]text.Type, error) {
	files, paths, err := pipeline.Options{}.ListFiles()
	if err != nil {
		return nil, err
	}
	set, err := gazetteer.Read(files, paths...)
	if err != nil {
		return nil, err
	}
	of := map[string][]text.Type{}
	for e := range set.Entries() {
		kind, ok := kinds[set.Lists()[e.List].Name]
		if ok && !slices.Contains(of[e.Name], kind) {
			of[e.Name] = append(of[e.Name], kind)
		}
	}
	names := map[string]text.Type{}
	for name, types := range of {
		if len(types) < 2 {
			continue
		}
		for _, t := range []text.Type{text.TypePlace, text.TypeOrganisation, text.TypePerson} {
			if slices.Contains(types, t) {
				names[name] = t
				break
			}
		}
	}
	return names, nil
}

// tally counts mentions of ambiguous names.
type tally struct{ gold, right, wrong int }

func (t tally) f1() float64 { return 200 * float64(t.right) / float64(max(t.right+t.wrong+t.gold, 1)) }

// ambiguous prints how many mentions of names that mean several things a
// pipeline gets right without a list of them, with one that has one meaning of
// each as evidence, and with the same one as a verdict.
func ambiguous(name string, corpora []string) error {
	names, err := ambiguousNames()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "gazetteer")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ways := []struct{ what, file string }{{"no list", ""}, {"as evidence", "yes.tsv"}, {"as a verdict", "always.tsv"}}
	pipelines := make([]*pipeline.Pipeline, len(ways))
	for i, w := range ways {
		var o pipeline.Options
		if w.file != "" {
			o.Lists = []string{filepath.Join(dir, w.file)}
			if err := os.WriteFile(o.Lists[0], oneMeaning(names, strings.TrimSuffix(w.file, ".tsv")), 0o666); err != nil {
				return err
			}
		}
		if pipelines[i], err = pipeline.Open(name, o); err != nil {
			return err
		}
	}
	fmt.Printf("%d names that the shipped lists have as two kinds of thing, pipeline %s\n", len(names), name)
	table := tablewriter.NewTable(os.Stdout)
	table.Header("corpus", "list", "in gold", "right", "wrong", "F1")
	for _, path := range corpora {
		c, err := gold.Open(path, gold.DefaultMap())
		if err != nil {
			return err
		}
		for i, w := range ways {
			var t tally
			for _, d := range c.Documents {
				if err := t.count(pipelines[i], d, names); err != nil {
					return err
				}
			}
			row := []string{path, w.what, fmt.Sprint(t.gold), fmt.Sprint(t.right), fmt.Sprint(t.wrong), fmt.Sprintf("%.1f", t.f1())}
			if i > 0 {
				row[0] = ""
			}
			if err := table.Append(row); err != nil {
				return err
			}
		}
	}
	return table.Render()
}

// oneMeaning is a list with one meaning of each name. Of names that differ only
// in what the comparison of names passes over, it has the first.
func oneMeaning(names map[string]text.Type, propose string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# precision: 0.9\n# propose: %s\nname\ttype\n", propose)
	seen := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if key := folded(name); !seen[key] {
			seen[key] = true
			fmt.Fprintf(&b, "%s\t%s\n", name, names[name])
		}
	}
	return []byte(b.String())
}

// folded is a name without case, marks and hyphens.
func folded(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return strings.NewReplacer("-", " ", "’", "'", "‘", "'", "ʻ", "'").Replace(b.String())
}

// count adds what a pipeline makes of the names in a document.
func (t *tally) count(p *pipeline.Pipeline, annotated *text.Document, names map[string]text.Type) error {
	d := &text.Document{ID: annotated.ID, Text: annotated.Text}
	if err := p.Run(d); err != nil {
		return err
	}
	is := func(m text.Mention) bool { _, ok := names[d.Surface(m.Span)]; return ok }
	same := func(m text.Mention) func(text.Mention) bool {
		return func(o text.Mention) bool { return o.Span == m.Span && o.Type == m.Type }
	}
	for _, m := range annotated.Mentions {
		if m.Type != text.TypeIgnore && is(m) {
			t.gold++
			if slices.ContainsFunc(d.Mentions, same(m)) {
				t.right++
			}
		}
	}
	for _, m := range d.Mentions {
		open := func(o text.Mention) bool { return o.Type == text.TypeIgnore && o.Overlaps(m.Span) }
		if is(m) && !slices.ContainsFunc(annotated.Mentions, same(m)) && !slices.ContainsFunc(annotated.Mentions, open) {
			t.wrong++
		}
	}
	return nil
}
