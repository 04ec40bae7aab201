package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/render"
	"rollcall/pipeline/gazetteer"
	"rollcall/pipeline/tagger"
)

const gazetteerCheckLong = `Looks for what is wrong with lists, or likely to go wrong.

Faults, for which the exit status is 1:
  unreadable     what keeps the list from being read, a name that stands twice included
  never matches  a name that the text divides otherwise, so that it is never found

To be looked at:
  everyday word  news mostly writes the word in lower case
  other meaning  another list has the name as something else: a first name, a place, …
  several lines  the name stands several times, with different types or keys
  column unread  the name of a column looks misspelt
  not measured   the list proposes names and nobody has measured how often it is right
  without a type the list serves rules only

A name with another meaning does no harm by itself: the list is evidence, and
the reader of the text decides. Where it often decides wrongly, a weight, or
words that must stand near, help; docs/gazetteers.md tells how.`

func newGazetteerCheckCmd() *cobra.Command {
	var f listFlags
	var all, strictly bool
	cmd := &cobra.Command{
		Use:   "check LIST...",
		Short: "Look for mistakes in lists",
		Long:  gazetteerCheckLong,
		Example: `  rollcall gazetteer check companies.tsv
  rollcall gazetteer check lists/*.csv --format csv > findings.csv
  rollcall gazetteer check companies.tsv --strict`,
		Args: cobra.MinimumNArgs(1),
	}
	f.add(cmd)
	cmd.Flags().BoolVar(&all, "all", false, "list all findings, not the first "+strconv.Itoa(shownOfKind)+" of a kind in each list")
	cmd.Flags().BoolVar(&strictly, "strict", false, "exit status 1 for what is to be looked at too")
	format := gridFormat(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		findings, err := f.check(args)
		if err != nil {
			return err
		}
		faults := 0
		rows := []findingRow{}
		for _, x := range findings {
			if x.Fault() {
				faults++
			}
			rows = append(rows, findingRow{x.Path, x.Line, x.Column, x.Name, string(x.Kind), x.Fault(), x.Message})
		}
		out := cmd.OutOrStdout()
		if format.value == "table" {
			err = writeFindings(out, findings, all)
			fmt.Fprintf(out, "%s, %s, %d to be looked at\n", counted(len(args), "list"), counted(faults, "fault"), len(rows)-faults)
		} else {
			err = writeGrid(out, format.value, findingGrid(findings, func(x gazetteer.Finding) string {
				return fmt.Sprintf("%s:%d:%d", x.Path, x.Line, x.Column)
			}), rows)
		}
		if err != nil {
			return err
		}
		if faults > 0 || strictly && len(rows) > 0 {
			return failure{error: fmt.Errorf("%s", counted(faults, "fault")), said: true}
		}
		return nil
	}
	return cmd
}

// shownOfKind is how many findings of a kind the table shows of each list.
const shownOfKind = 20

// writeFindings writes a table for each list that there is something to say of.
func writeFindings(out io.Writer, findings []gazetteer.Finding, all bool) error {
	for len(findings) > 0 {
		path := findings[0].Path
		n := slices.IndexFunc(findings, func(x gazetteer.Finding) bool { return x.Path != path })
		if n < 0 {
			n = len(findings)
		}
		var shown []gazetteer.Finding
		of := map[gazetteer.Kind]int{}
		for _, x := range findings[:n] {
			if of[x.Kind]++; all || of[x.Kind] <= shownOfKind {
				shown = append(shown, x)
			}
		}
		fmt.Fprintln(out, path)
		g := findingGrid(shown, func(x gazetteer.Finding) string { return fmt.Sprintf("%d:%d", x.Line, x.Column) })
		if err := writeGrid(out, "table", g, nil); err != nil {
			return err
		}
		if hidden := n - len(shown); hidden > 0 {
			fmt.Fprintf(out, "and %d more of these kinds: --all lists them\n", hidden)
		}
		fmt.Fprintln(out)
		findings = findings[n:]
	}
	return nil
}

func findingGrid(findings []gazetteer.Finding, place func(gazetteer.Finding) string) render.Grid {
	g := render.Grid{Head: []string{"place", "name", "finding", "what"}}
	for _, x := range findings {
		g.Rows = append(g.Rows, []string{place(x), orDash(x.Name), string(x.Kind), x.Message})
	}
	return g
}

type findingRow struct {
	Path    string `json:"path"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Name    string `json:"name,omitempty"`
	Kind    string `json:"kind"`
	Fault   bool   `json:"fault"`
	Message string `json:"message"`
}

// check checks lists against one another and against those at hand.
func (f *listFlags) check(paths []string) ([]gazetteer.Finding, error) {
	for _, path := range paths {
		if err := readable(path); err != nil {
			return nil, err
		}
		if filepath.Ext(path) == gazetteer.Extension {
			return nil, fmt.Errorf("%s is compiled: check the lists that it was made of", path)
		}
	}
	files, known, err := f.files()
	if err != nil {
		return nil, err
	}
	everyday, err := everydayWords(files)
	if err != nil {
		return nil, err
	}
	all, err := f.known(files, known, paths)
	if err != nil {
		return nil, err
	}
	var out []gazetteer.Finding
	for _, path := range paths {
		c := gazetteer.Checker{Known: all, Everyday: everyday}
		out = append(out, c.Check(disk{}, path)...)
	}
	return out, nil
}

// known is the set of the lists at hand and of those to be checked, without
// those among them that cannot be read and those whose place another takes.
func (f *listFlags) known(files fs.FS, known, paths []string) (*gazetteer.Set, error) {
	var readable []string
	name := func(path string) string { return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)) }
	for _, path := range paths {
		if _, err := gazetteer.Read(disk{}, path); err == nil {
			readable = append(readable, path)
		}
	}
	return gazetteer.Read(beside{disk{}, files, paths}, append(slices.DeleteFunc(known, func(k string) bool {
		return slices.ContainsFunc(paths, func(p string) bool { return name(p) == name(k) })
	}), readable...)...)
}

// beside is two file systems, of which the first has some paths.
type beside struct {
	first, others fs.FS
	paths         []string
}

func (b beside) Open(name string) (fs.File, error) {
	if slices.Contains(b.paths, name) {
		return b.first.Open(name)
	}
	return b.others.Open(name)
}

// disk is the files of the disk by their own paths.
type disk struct{}

func (disk) Open(name string) (fs.File, error) { return os.Open(name) }

// everydayWords reports of a word whether the news that the tagger has seen
// mostly write it in lower case.
func everydayWords(files fs.FS) (func(string) bool, error) {
	lexicon, err := tagger.LoadLexicon(files, "models/fast/lexicon.bin")
	if err != nil {
		return nil, err
	}
	return func(word string) bool {
		w, ok := lexicon.Word(word)
		return ok && w.Lower >= 5
	}, nil
}
