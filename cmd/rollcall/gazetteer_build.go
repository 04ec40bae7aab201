package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"rollcall/pipeline/gazetteer"
)

const gazetteerBuildLong = `Compiles lists into one file, which loads at once however many names it has: it is
used where it lies on disk. It is given to --gazetteer, or named in a pipeline
file, as the lists themselves would be, and finds the same.

The same lists give the same bytes. The file goes with the version of rollcall
that made it; another one that divides names otherwise refuses it.`

func newGazetteerBuildCmd() *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use:   "build LIST...",
		Short: "Compile lists",
		Long:  gazetteerBuildLong,
		Example: `  rollcall gazetteer build companies.tsv --to companies.gaz
  rollcall gazetteer build people.csv places.tsv --to all.gaz
  rollcall extract news/ --gazetteer all.gaz`,
		Args: cobra.MinimumNArgs(1),
	}
	cmd.Flags().StringVar(&to, "to", "", "`file` to write, ending in "+gazetteer.Extension)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if filepath.Ext(to) != gazetteer.Extension {
			return fmt.Errorf("say --to FILE%s, where the compiled lists go", gazetteer.Extension)
		}
		for _, path := range args {
			if err := readable(path); err != nil {
				return err
			}
			if filepath.Ext(path) == gazetteer.Extension {
				return fmt.Errorf("%s is compiled already: build from the lists that it was made of", path)
			}
		}
		began := time.Now()
		set, err := gazetteer.Read(disk{}, args...)
		if err != nil {
			return failure{error: err}
		}
		size, err := writeCompiled(set, to)
		if err != nil {
			return err
		}
		names, aliases := 0, 0
		for _, l := range set.Lists() {
			names, aliases = names+l.Names, aliases+l.Aliases
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s, %s, %s, %s, in %.1f s\n", to, counted(len(set.Lists()), "list"),
			counted(names, "name"), countedAliases(aliases), fileSize(size), time.Since(began).Seconds())
		return nil
	}
	return cmd
}

func countedAliases(n int) string {
	if n == 1 {
		return "1 alias"
	}
	return fmt.Sprintf("%d aliases", n)
}

// fileSize is a number of bytes for people.
func fileSize(n int64) string {
	if n < 1e6 {
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

// writeCompiled writes a file beside its place and then moves it there, so that
// programs which use the file that was there before are not disturbed.
func writeCompiled(set *gazetteer.Set, to string) (size int64, err error) {
	f, err := os.CreateTemp(filepath.Dir(to), filepath.Base(to)+".*")
	if err != nil {
		return 0, err
	}
	out := bufio.NewWriterSize(f, 1<<20)
	size, err = set.WriteTo(out)
	err = errors.Join(err, out.Flush(), f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), to)
	}
	if err != nil {
		return 0, errors.Join(err, os.Remove(f.Name()))
	}
	return size, nil
}
