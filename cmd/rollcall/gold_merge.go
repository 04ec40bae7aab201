package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/gold"
)

const mergeLong = `Makes one annotation of what several annotators marked in the same documents.
What they agree on is written to --out; where they do not, a list is written for
a person to decide:

	@ 12-31 harbour-bond
	  ann.jsonl:3 | said the [Organisation Lake Fisheries Board] on
	x bo.jsonl:3  | said the [Organisation Lake Fisheries] Board on
	>

Each block is a place: characters of the text, document, and every reading with
the annotators who gave it (file:line). Choose one with an x at the beginning of
its line, or write the right marking behind the >, then run the command again
with --decided. A place and all that is marked in it is decided as a whole.

Until a place is decided it is marked IGNORE, so that the file can be scored
with already: nothing there counts as right or wrong. Decisions are kept when
the command is run again, also after annotators have changed their files; where
the readings have changed at the very place, the earlier decision is shown among
the lines and the place waits for a new one.

The exit status is 1 as long as something is not decided.`

type mergeFlags struct {
	out     string
	list    string
	decided string
	agree   string
	pending *choice
}

func newGoldMergeCmd(labels *string) *cobra.Command {
	var f mergeFlags
	cmd := &cobra.Command{
		Use:   "merge A B [C...] --out FILE",
		Short: "Make one annotation of several annotators', and list what is to be decided",
		Long:  mergeLong,
		Example: `  rollcall gold merge ann.jsonl bo.jsonl -o merged.jsonl
  $EDITOR merged.decide.txt
  rollcall gold merge ann.jsonl bo.jsonl -o merged.jsonl --decided merged.decide.txt
  rollcall gold merge ann/ bo/ cy/ --agree majority -o merged.jsonl`,
		Args: cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args, *labels) },
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.out, "out", "o", "", "write the documents to `file`; - is standard output")
	flags.StringVar(&f.list, "list", "", "write what is to be decided to `file` (default: the one of --decided, or that of --out ending in .decide.txt)")
	flags.StringVar(&f.decided, "decided", "", "`file` with decisions: such a list, written in")
	flags.StringVar(&f.agree, "agree", "all", "how many must read a place alike: all, majority, or a `number`")
	f.pending = choiceFlag(cmd, "pending", "", "places that are not decided: ignore marks them IGNORE, drop leaves them unmarked", "ignore", "drop")
	return cmd
}

func (f *mergeFlags) run(cmd *cobra.Command, args []string, labels string) error {
	list, err := f.listFile(args)
	if err != nil {
		return err
	}
	options := gold.MergeOptions{DropPending: f.pending.value == "drop"}
	if options.Agree, err = agreeing(f.agree, len(args)); err != nil {
		return err
	}
	annotators, err := openAnnotators(args, labels)
	if err != nil {
		return err
	}
	if f.decided != "" {
		data, err := os.ReadFile(filepath.Clean(f.decided))
		if err != nil {
			return err
		}
		if options.Decided, err = gold.ParseDecisions(f.decided, string(data)); err != nil {
			return failure{error: err}
		}
	}
	m, err := gold.Merge(annotators, options)
	if err != nil {
		return failure{error: err}
	}
	var out bytes.Buffer
	if err := m.Write(&out); err != nil {
		return err
	}
	if err := f.writeList(list, m); err != nil {
		return err
	}
	if f.out == "-" {
		if _, err := cmd.OutOrStdout().Write(out.Bytes()); err != nil {
			return outputError(err)
		}
	} else if err := replaceFile(f.out, out.Bytes()); err != nil {
		return err
	}
	f.say(cmd.ErrOrStderr(), m, list)
	if m.Pending() > 0 {
		return failure{error: errors.New("places are not decided"), said: true}
	}
	return nil
}

// listFile is where the list goes. Nothing that is read is written over, but
// for the list that decisions are made in.
func (f *mergeFlags) listFile(inputs []string) (string, error) {
	list := f.list
	switch {
	case f.out == "":
		return "", errors.New("say where to write the documents: --out merged.jsonl, or --out - for standard output")
	case list == "" && f.decided != "":
		list = f.decided
	case list == "" && f.out == "-":
		return "", errors.New("say where to write what is to be decided: --list merged.decide.txt")
	case list == "":
		list = strings.TrimSuffix(f.out, ".jsonl") + ".decide.txt"
	}
	for _, path := range inputs {
		for _, own := range []string{f.out, list} {
			if sameFile(path, own) {
				return "", fmt.Errorf("%s is one of the annotators' files; write to another", own)
			}
		}
	}
	if sameFile(f.out, list) || filepath.Clean(f.out) == filepath.Clean(list) {
		return "", fmt.Errorf("%s cannot hold both the documents and the list", list)
	}
	return list, nil
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// agreeing reads --agree; 0 means all.
func agreeing(s string, annotators int) (int, error) {
	switch s {
	case "all":
		return 0, nil
	case "majority":
		return annotators/2 + 1, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > annotators {
		return 0, fmt.Errorf("--agree %s: all, majority or a number from 1 to %d is meant", s, annotators)
	}
	return n, nil
}

// writeList writes the list of disputes. One that is there already, and that
// was not read, may hold decisions and is not written over.
func (f *mergeFlags) writeList(path string, m *gold.Merged) error {
	content := []byte(m.List())
	old, err := os.ReadFile(filepath.Clean(path))
	switch {
	case err == nil && bytes.Equal(old, content):
		return nil
	case err == nil && !sameFile(path, f.decided):
		return fmt.Errorf("%s is there already: go on from it with --decided %s, or take it away", path, path)
	case errors.Is(err, os.ErrNotExist) && len(m.Disputes) == 0:
		return nil
	}
	return replaceFile(path, content)
}

func (f *mergeFlags) say(w io.Writer, m *gold.Merged, list string) {
	for _, note := range m.Notes {
		fmt.Fprintf(w, "rollcall: note: %s\n", note)
	}
	// Of a list that nobody has seen yet, all is undecided.
	if f.decided != "" {
		for _, d := range m.Disputes {
			if !d.Decided {
				fmt.Fprintf(w, "%s:%d: document %q at %d-%d is not decided\n", list, d.Line, d.Document, d.Start, d.End)
			}
		}
	}
	fmt.Fprintf(w, "%s: %s agreed, %s in dispute", counted(len(m.Documents), "document"), counted(m.Agreed, "mention"), counted(len(m.Disputes), "place"))
	if len(m.Disputes) > 0 {
		fmt.Fprintf(w, ": %d decided, %d to decide in %s", len(m.Disputes)-m.Pending(), m.Pending(), list)
	}
	if m.Settled > 0 {
		fmt.Fprintf(w, "; %s no longer needed, the annotators agree", counted(m.Settled, "decision"))
	}
	fmt.Fprintln(w)
}
