package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"rollcall/pipeline/data"
	"rollcall/pipeline/rule"
)

const newLong = `Makes a rule of one sentence in which you mark what the rule must find, each
mention in brackets behind its type. The rule asks for the words around the
mention, and takes the mention's own words for their kinds (Cap+ for capitalised
ones); the sentence is its first example, and one that it must not match is made
of it. The examples hold as they are written: go on from there.

FILE is written, or the rule is put behind those that it has; - is standard
output.`

func newRulesNewCmd(folder *string) *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "new FILE 'MARKED SENTENCE'",
		Short: "Make a rule, with its examples, of one marked sentence",
		Long:  newLong,
		Example: `  rollcall rules new mine.yaml 'Then Governor [Person Ann Lee] spoke.'
  rollcall rules new mine.yaml 'She chairs the [Organisation Marsh Trust].' --name chairs
  rollcall rules new - 'They met in [Place Old Marsh] on Monday.'`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fmt.Errorf("a file and a marked sentence are needed, as in\n  %s mine.yaml 'Then Governor [Person Ann Lee] spoke.'", cmd.CommandPath())
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "`name` of the rule (default: made of what it does)")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		file, marked := args[0], args[1]
		old, err := existing(file)
		if err != nil {
			return err
		}
		files := data.Over(*folder)
		taken := map[string]bool{}
		if old != nil {
			set, err := rule.ReadSources(files, *old)
			if err != nil {
				return fmt.Errorf("%s has faults; mend them first:\n%w", file, err)
			}
			for _, r := range set.Rules() {
				taken[r.Name] = true
			}
			if taken[name] {
				return fmt.Errorf("%s has a rule %s already: give another --name", file, name)
			}
		}
		draft, err := rule.NewDraft(marked, name, func(n string) bool { return taken[n] }, prepareExample)
		if err != nil {
			return err
		}
		content := draft.File()
		if old != nil {
			if content, err = draft.Append(files, *old); err != nil {
				return err
			}
		}
		if file == "-" {
			_, err := cmd.OutOrStdout().Write(content)
			return err
		}
		if err := os.WriteFile(file, content, 0o666); err != nil {
			return err
		}
		_, err = fmt.Fprintf(cmd.OutOrStdout(), `Rule %s is in %s. Next:
  rollcall rules test %[2]s               run its examples
  rollcall rules try %[2]s articles/      see what it hits in your texts
  rollcall rules lint %[2]s               what is weak about it
`, draft.Name, filepath.ToSlash(file))
		return err
	}
	return cmd
}

// existing is the file as it is; nil if there is none, or nothing in it.
func existing(file string) (*rule.Source, error) {
	if file == "-" {
		return nil, nil
	}
	if info, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) || err == nil && info.Mode().IsRegular() && info.Size() == 0 {
		return nil, nil
	} else if err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a folder: name a file in it, such as %s", file, filepath.Join(file, "mine.yaml"))
	}
	sources, err := rule.Files(file)
	if err != nil {
		return nil, err
	}
	return &sources[0], nil
}
