package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/eval"
	"rollcall/eval/report"
	"rollcall/gold"
	"rollcall/pipeline/token"
	"rollcall/text"
)

const detailLong = `
--errors groups errors by what went wrong, tells what F1 would be if a group
were mended (counted, not guessed: its gold mentions found, its wrong answers
gone), lists the surfaces whose repair would give most, and then the errors with
their context, as gold and the answers have it. --kind, --type and --grep pick
some of them. Kinds:
  too-long, too-short, crossing   the type is right, the bounds are not ("bounds")
  type-only, type-and-bounds      the type is wrong ("type")
  split, merged                   one name made several, several made one
  missed, spurious                nothing there on the other side

--by cuts the first scheme shown into slices, a table for each key; "a+b" crosses
two keys. A slice that differs from everything else by more than chance explains,
after Holm's correction over the table, is marked ▼ worse or ▲ better. Keys:
`

const detailLong2 = `  any other is a key of the documents' metadata ("date", "meta.source"): numbers
  are cut into ranges, dates into years where there are many
--seen is gold that the system learnt from, or a list of names (.txt or .tsv, one
a line, as the project's gazetteers); capitals make no difference.

--thresholds shows precision and recall if only answers with high scores are
kept, and the threshold with the best F1, chosen on half of the documents (by
the last bit of SHA-256 of the id) and checked on the others. --calibration tells
whether scores are probabilities: the expected calibration error (ECE) in bins of
equally many answers, and a plot of scores against what turned out right.
`

const detailExample = `
  rollcall eval dev.jsonl --errors=5 --kind missed,split --grep Ministry
  rollcall eval dev.jsonl --surfaces 30
  rollcall eval dev.jsonl --by type,seen+type --seen train.jsonl
  rollcall eval dev.jsonl --predictions theirs.jsonl --thresholds --calibration`

// detailFlags say what is shown after the figures.
type detailFlags struct {
	by, seen                []string
	thresholds, calibration bool
	surfaces                string
	errorTypes              []string
	grep                    string

	known *eval.Known // what --seen names
}

// sliceKey is a key that --by knows by name.
type sliceKey struct {
	name, doc string
	make      func(*evalFlags, []report.Input) eval.Key
}

// sliceKeys is the list of keys; all other names are metadata.
func sliceKeys() []sliceKey {
	plain := func(k eval.Key) sliceKey {
		return sliceKey{k.Name, k.Doc, func(*evalFlags, []report.Input) eval.Key { return k }}
	}
	return []sliceKey{
		plain(eval.ByType()),
		plain(eval.ByStage()),
		plain(eval.ByRule()),
		plain(eval.ByWords()),
		plain(eval.ByLength()),
		plain(eval.ByHeadline(blocksOf)),
		plain(eval.ByBlock(blocksOf)),
		{"seen", "name seen in what --seen names, seen as another type only, or unseen", func(f *evalFlags, _ []report.Input) eval.Key { return eval.BySeen(f.known) }},
		{"file", "gold file", func(_ *evalFlags, inputs []report.Input) eval.Key { return byFile(inputs) }},
	}
}

// blocksOf cuts a document into blocks as the pipelines do.
func blocksOf(d *eval.Document) []text.Block {
	cut := &text.Document{ID: d.ID, Text: d.Text}
	if token.Tokens(cut) != nil || token.Sentences(cut) != nil {
		return nil // all of it is body
	}
	return cut.Blocks
}

// byFile has a slice for each gold file.
func byFile(inputs []report.Input) eval.Key {
	var paths []string
	for _, in := range inputs {
		for range in.Systems[0].Result.Documents {
			paths = append(paths, in.Gold)
		}
	}
	return eval.ByDocument("file", "gold file", func(document int) string { return paths[document] })
}

// describeKeys writes what --by takes.
func describeKeys(out *strings.Builder) {
	out.WriteString(detailLong)
	for _, k := range sliceKeys() {
		fmt.Fprintf(out, "  %-8s %s\n", k.name, k.doc)
	}
	out.WriteString(detailLong2)
}

func (f *evalFlags) addDetailFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringSliceVar(&f.by, "by", nil, "`keys` to cut the figures into slices by: type, stage, rule, words, length, headline, block, seen, file, or metadata")
	flags.StringSliceVar(&f.seen, "seen", nil, "`files` of names that were seen before, for --by seen: gold, or a list in .txt or .tsv")
	flags.BoolVar(&f.thresholds, "thresholds", false, "show what is left if answers with low scores are left out")
	flags.BoolVar(&f.calibration, "calibration", false, "show whether scores are probabilities")
	flags.StringVar(&f.surfaces, "surfaces", "", "list the `N` surfaces of errors whose repair would give most, or all; with --errors 10 unless said otherwise")
	flags.StringSliceVar(&f.errorTypes, "type", nil, "of errors, those in which gold or the answer is of these `types` (--types scores these alone)")
	flags.StringVar(&f.grep, "grep", "", "of errors, those with a mention or words around it that this `pattern` (a regular expression) is found in")
	complete(cmd, "by", func() (names []string) {
		for _, k := range sliceKeys() {
			names = append(names, k.name)
		}
		return names
	})
}

// detailOptions reads the flags, as far as that needs no gold.
func (f *evalFlags) detailOptions(o *report.Options) error {
	for _, name := range f.kinds {
		kinds, err := eval.ParseFaultKinds(name)
		if err != nil {
			return err
		}
		o.Details.Faults.Kinds = append(o.Details.Faults.Kinds, kinds...)
	}
	for _, name := range f.errorTypes {
		// Both what is written and what the guideline calls it: gold may have
		// types of its own.
		t, err := typeNamed(name, false)
		if err != nil {
			return err
		}
		o.Details.Faults.Types = append(o.Details.Faults.Types, t, text.Type(strings.TrimSpace(name)))
	}
	if f.grep != "" {
		pattern, err := regexp.Compile(f.grep)
		if err != nil {
			return fmt.Errorf("--grep: %w", err)
		}
		o.Details.Faults.Pattern = pattern
	}
	if f.errors == "" && f.surfaces == "" && o.Details.Faults.Picky() {
		o.Errors = 20
	}
	switch n, err := strconv.Atoi(f.surfaces); {
	case f.surfaces == "all":
		o.Details.Surfaces = -1
	case f.surfaces == "" && o.Errors != 0:
		o.Details.Surfaces = 10
	case f.surfaces == "":
	case err != nil || n < 0:
		return fmt.Errorf("--surfaces %s: a number or all is meant", f.surfaces)
	default:
		o.Details.Surfaces = n
	}
	o.Details.Thresholds, o.Details.Calibration = f.thresholds, f.calibration
	if f.format == "csv" {
		return f.oneTable(o)
	}
	return nil
}

// oneTable makes sure that a CSV file is asked for one table.
func (f *evalFlags) oneTable(o *report.Options) error {
	var asked []string
	for _, table := range []struct {
		name string
		is   bool
	}{
		{"--errors", o.Errors != 0}, {"--surfaces", o.Errors == 0 && o.Details.Surfaces != 0},
		{"--by", len(f.by) > 0}, {"--thresholds", f.thresholds}, {"--calibration", f.calibration},
	} {
		if table.is {
			asked = append(asked, table.name)
		}
	}
	if len(asked) > 1 {
		return fmt.Errorf("a CSV file holds one table: ask for one of %s, or use --format json", strings.Join(asked, ", "))
	}
	return nil
}

// readSeen reads what --seen names, and checks --by against the gold.
func (f *evalFlags) readSeen(corpora []*gold.Corpus) error {
	f.known = &eval.Known{}
	bySeen := false
	for _, name := range f.keyNames() {
		bySeen = bySeen || name == "seen"
		if !isSliceKey(name) && !hasMeta(corpora, name) {
			return fmt.Errorf("--by %s: no document of gold has metadata of this name; there is %s, and the keys %s",
				name, metaNames(corpora), listed(sliceKeyNames()))
		}
	}
	switch {
	case bySeen && len(f.seen) == 0:
		return fmt.Errorf("--by seen: say with --seen FILE what was seen, such as the gold that the system learnt from")
	case !bySeen && len(f.seen) > 0:
		return fmt.Errorf("--seen is for --by seen, which is not asked for")
	}
	m, err := labelMap(f.labels)
	if err != nil {
		return err
	}
	for _, path := range f.seen {
		if ending := filepath.Ext(path); ending == ".txt" || ending == ".tsv" {
			if err := readNames(path, f.known); err != nil {
				return err
			}
			continue
		}
		paths, err := gold.Files(path)
		if err != nil {
			return err
		}
		for _, path := range paths {
			c, err := gold.Open(path, m)
			if err != nil {
				return err
			}
			for _, d := range c.Documents {
				for _, mention := range d.Mentions {
					if mention.Type != text.TypeIgnore {
						f.known.Add(d.Surface(mention.Span), mention.Type)
					}
				}
			}
		}
	}
	if bySeen && f.known.Len() == 0 {
		return fmt.Errorf("--seen %s: no names in it", strings.Join(f.seen, ","))
	}
	return nil
}

// readNames reads a list of names as gazetteers are: one a line, up to a tab;
// "# type: PLACE" at the head says what they are, other lines that begin with
// "#" are comments.
func readNames(path string, known *eval.Known) error {
	data, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return err
	}
	var t text.Type
	for line := range strings.Lines(strings.TrimPrefix(string(data), "\uFEFF")) {
		if comment, ok := strings.CutPrefix(line, "#"); ok {
			if name, ok := strings.CutPrefix(strings.TrimSpace(comment), "type:"); ok {
				t = text.Type(strings.TrimSpace(name))
			}
			continue
		}
		name, _, _ := strings.Cut(line, "\t")
		if name = strings.TrimSpace(name); name != "" {
			known.Add(name, t)
		}
	}
	return nil
}

// keys are what --by asks for.
func (f *evalFlags) keys(inputs []report.Input) []eval.Key {
	var out []eval.Key
	for _, crossed := range f.by {
		var parts []eval.Key
		for name := range strings.SplitSeq(crossed, "+") {
			name = strings.TrimSpace(name)
			k := eval.ByMeta(name)
			for _, known := range sliceKeys() {
				if known.name == name {
					k = known.make(f, inputs)
				}
			}
			parts = append(parts, k)
		}
		if len(parts) == 1 {
			out = append(out, parts[0])
		} else {
			out = append(out, eval.Cross(parts...))
		}
	}
	return out
}

func (f *evalFlags) keyNames() []string {
	var names []string
	for _, crossed := range f.by {
		for name := range strings.SplitSeq(crossed, "+") {
			names = append(names, strings.TrimSpace(name))
		}
	}
	return names
}

func sliceKeyNames() (names []string) {
	for _, k := range sliceKeys() {
		names = append(names, k.name)
	}
	return names
}

func isSliceKey(name string) bool { return slices.Contains(sliceKeyNames(), name) }

func hasMeta(corpora []*gold.Corpus, path string) bool {
	for _, c := range corpora {
		for _, d := range c.Documents {
			if eval.HasMeta(d.Meta, path) {
				return true
			}
		}
	}
	return false
}

// metaNames lists the keys that gold has, or says that there are none.
func metaNames(corpora []*gold.Corpus) string {
	names := map[string]bool{}
	for _, c := range corpora {
		for _, d := range c.Documents {
			for name := range d.Meta {
				names[name] = true
			}
		}
	}
	if len(names) == 0 {
		return "none at all"
	}
	return strings.Join(slices.Sorted(maps.Keys(names)), ", ")
}
