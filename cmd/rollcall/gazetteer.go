package main

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/render"
	"rollcall/pipeline"
	"rollcall/pipeline/gazetteer"
	"rollcall/text"
)

const gazetteerLong = `Name lists say which names are known. A list is a file of tab-separated or
comma-separated lines, one name each; docs/gazetteers.md has the form.

Lists of your own are given to any command that runs a pipeline:

  rollcall extract news/ --gazetteer companies.tsv

or are named in a pipeline file, as in gazetteer: {lists: [gazetteers]}.`

func newGazetteerCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "gazetteer",
		Aliases: []string{"gazetteers"},
		Short:   "List, check, compile and measure name lists",
		Long:    gazetteerLong,
		Example: `  rollcall gazetteer list
  rollcall gazetteer find Georgia
  rollcall gazetteer check companies.tsv
  rollcall gazetteer build companies.tsv --to companies.gaz
  rollcall gazetteer bench gold/ --gazetteer companies.tsv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newGazetteerListCmd(), newGazetteerFindCmd(), newGazetteerCheckCmd(), newGazetteerBuildCmd(), newGazetteerBenchCmd())
	return cmd
}

// listFlags say which lists a command reads.
type listFlags struct {
	data  string
	lists []string
}

func (f *listFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.data, "data", "", "`folder` whose name lists replace those of the same path built in")
	if err := cmd.MarkFlagDirname("data"); err != nil {
		panic(err) // the flag is declared above
	}
	cmd.Flags().StringSliceVar(&f.lists, "gazetteer", nil, "name `lists` of your own, or folders of them, beside those")
}

// files are the data files and the user's lists; paths are those of all lists.
func (f *listFlags) files() (files fs.FS, paths []string, err error) {
	return pipeline.Options{Data: f.data, Lists: f.lists}.ListFiles()
}

func newGazetteerListCmd() *cobra.Command {
	var f listFlags
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the name lists",
		Long: `Lists the name lists: the built-in ones, those of the folder that --data names
in their place, and those that --gazetteer adds. A list proposes names, or is
evidence: for rules that ask for it, and for models trained with it. Under "right"
stands the share of its matches that were right where that was measured.`,
		Example: `  rollcall gazetteer list
  rollcall gazetteer list --gazetteer companies.gaz --format csv`,
		Args: cobra.NoArgs,
	}
	f.add(cmd)
	format := gridFormat(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		files, paths, err := f.files()
		if err != nil {
			return err
		}
		set, err := gazetteer.Read(files, paths...)
		if err != nil {
			return err
		}
		rows := []listRow{}
		g := render.Grid{
			Head:  []string{"list", "type", "names", "aliases", "serves", "right", "digest", "from"},
			Right: []bool{false, false, true, true, false, true},
		}
		for _, l := range set.Lists() {
			row := listRow{
				Name: l.Name, Types: l.Types, Names: l.Names, Aliases: l.Aliases, Serves: serves(l.Propose, l.Always),
				Precision: l.Precision, Measured: l.Measured, Source: l.Source, Licence: l.Licence, File: l.Path,
			}
			if row.Digest, err = digestOf(files, row.File); err != nil {
				return err
			}
			rows = append(rows, row)
			precision := "–"
			if l.Precision > 0 {
				precision = strconv.FormatFloat(l.Precision, 'f', 3, 64)
			}
			g.Rows = append(g.Rows, []string{
				row.Name, typesOf(l), strconv.Itoa(row.Names), strconv.Itoa(row.Aliases), row.Serves, precision, row.Digest, f.from(row.File),
			})
		}
		return writeGrid(cmd.OutOrStdout(), format.value, g, rows)
	}
	return cmd
}

// from says where a list comes from: its file, the folder of --data, or the
// program itself.
func (f *listFlags) from(file string) string {
	if slices.Contains(f.lists, file) || path.Dir(file) != gazetteer.Folder {
		return file
	}
	if f.data != "" {
		if _, err := os.Stat(filepath.Join(f.data, file)); err == nil {
			return f.data
		}
	}
	return "built in"
}

type listRow struct {
	Name      string      `json:"name"`
	Types     []text.Type `json:"types,omitempty"`
	Names     int         `json:"names"`
	Aliases   int         `json:"aliases"`
	Serves    string      `json:"serves"`
	Precision float64     `json:"precision,omitempty"`
	Measured  string      `json:"measured,omitempty"`
	Source    string      `json:"source,omitempty"`
	Licence   string      `json:"licence,omitempty"`
	Digest    string      `json:"digest"`
	File      string      `json:"file"`
}

// typesOf is the type of a list's names, or how many types they have.
func typesOf(l gazetteer.List) string {
	switch len(l.Types) {
	case 0:
		return orDash(string(l.Type))
	case 1:
		return string(l.Types[0])
	}
	return strconv.Itoa(len(l.Types)) + " types"
}

// serves says what becomes of matches.
func serves(propose, always bool) string {
	switch {
	case always:
		return "always"
	case propose:
		return "proposes"
	}
	return "evidence"
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// digestOf is the first 8 hexadecimal digits of a file's SHA-256.
func digestOf(files fs.FS, name string) (string, error) {
	content, err := fs.ReadFile(files, name)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%x", sha256.Sum256(content))[:8], nil
}

func newGazetteerFindCmd() *cobra.Command {
	var f listFlags
	var part bool
	cmd := &cobra.Command{
		Use:   "find NAME...",
		Short: "Say which lists have a name",
		Long: `Says which lists have a name, and what they say of it. Case, accents and hyphens
make no difference. The exit status is 1 if no list has one of the names.`,
		Example: `  rollcall gazetteer find Georgia
  rollcall gazetteer find "Cote d'Ivoire" Jordan --format json
  rollcall gazetteer find --part Airways`,
		Args: cobra.MinimumNArgs(1),
	}
	f.add(cmd)
	cmd.Flags().BoolVar(&part, "part", false, "also names that hold the words given, in any case")
	format := gridFormat(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		files, paths, err := f.files()
		if err != nil {
			return err
		}
		set, err := gazetteer.Read(files, paths...)
		if err != nil {
			return err
		}
		rows := []entryRow{}
		var missing []string
		for _, name := range args {
			found := set.Find(name)
			if part {
				found = partOf(set, name)
			}
			if len(found) == 0 {
				missing = append(missing, strconv.Quote(name))
			}
			for _, e := range found {
				rows = append(rows, newEntryRow(set, e))
			}
		}
		if len(rows) > 0 || format.value == "json" {
			if err := writeGrid(cmd.OutOrStdout(), format.value, entryGrid(rows), rows); err != nil {
				return err
			}
		}
		if len(missing) > 0 {
			return failure{error: fmt.Errorf("no list has %s", strings.Join(missing, ", "))}
		}
		return nil
	}
	return cmd
}

// partOf lists the entries that hold words, in any case.
func partOf(set *gazetteer.Set, words string) []gazetteer.Entry {
	var out []gazetteer.Entry
	lower := strings.ToLower(words)
	for e := range set.Entries() {
		if strings.Contains(" "+strings.ToLower(e.Name)+" ", " "+lower+" ") {
			out = append(out, e)
		}
	}
	return out
}

type entryRow struct {
	Name   string    `json:"name"`
	Of     string    `json:"alias_of,omitempty"`
	Type   text.Type `json:"type,omitempty"`
	Key    string    `json:"key,omitempty"`
	Weight float64   `json:"weight,omitempty"`
	Case   string    `json:"case"`
	Serves string    `json:"serves"`
	Before string    `json:"before,omitempty"`
	After  string    `json:"after,omitempty"`
	Near   string    `json:"near,omitempty"`
	List   string    `json:"list"`
}

func newEntryRow(set *gazetteer.Set, e gazetteer.Entry) entryRow {
	row := entryRow{
		Name: e.Name, Of: e.Of, Type: e.Type, Key: e.Key, Case: e.Case, Serves: serves(e.Propose, e.Always),
		Before: e.Before, After: e.After, Near: e.Near, List: set.Lists()[e.List].Name,
	}
	if e.Propose {
		row.Weight = e.Score
	}
	return row
}

func entryGrid(rows []entryRow) render.Grid {
	g := render.Grid{
		Head:  []string{"name", "list", "type", "key", "weight", "case", "serves", "more"},
		Right: []bool{false, false, false, false, true},
	}
	for _, r := range rows {
		weight := "–"
		if r.Weight > 0 {
			weight = strconv.FormatFloat(r.Weight, 'f', -1, 64)
		}
		var more []string
		for _, m := range []struct{ what, value string }{{"alias of", r.Of}, {"before", r.Before}, {"after", r.After}, {"near", r.Near}} {
			if m.value != "" {
				more = append(more, m.what+" "+m.value)
			}
		}
		g.Rows = append(g.Rows, []string{r.Name, r.List, orDash(string(r.Type)), orDash(r.Key), weight, r.Case, r.Serves, strings.Join(more, "; ")})
	}
	return g
}

// readable makes sure that a path of a list is one, before anything is read.
func readable(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return fmt.Errorf("%s is a folder: name the lists in it, as in %s", path, filepath.Join(path, "*.tsv"))
	case !gazetteer.IsList(path):
		return fmt.Errorf("%s: a list is a .tsv or .csv file", path)
	}
	return nil
}
