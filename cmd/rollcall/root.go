package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// Exit statuses of the program.
const (
	exitOK     = 0 // done
	exitFailed = 1 // a gate, a test or a document failed
	exitUsage  = 2 // wrong usage, or something that stopped the run
)

// failure is an error that leaves the run complete but not clean: exit status 1.
// What failed has been said already where said is true.
type failure struct {
	error
	said bool
}

func (f failure) Unwrap() error { return f.error }

// group is a heading in the program's help and the commands under it.
type group struct {
	title    string
	commands []*cobra.Command
}

// commands is the one list of subcommands: a new one is a file and a line here.
func commands() []group {
	return []group{
		{"Find names and amounts:", []*cobra.Command{newExtractCmd()}},
		{"Measure:", []*cobra.Command{newEvalCmd(), newCompareCmd(), newGateCmd(), newGoldCmd()}},
		{"Teach it more:", []*cobra.Command{newRulesCmd(), newGazetteerCmd(), newTrainCmd()}},
		{"Look inside:", []*cobra.Command{newExplainCmd(), newPipelineCmd(), newTypesCmd(), newVersionCmd()}},
	}
}

const rootLong = `Rollcall reads English news and analysis and lists who and what is named:
people, organisations, places and amounts of money. It also scores any
system's answers against hand-annotated articles.

Everything it needs is inside the program; it never opens a connection.`

const rootExample = `  rollcall extract article.txt                     a table of the names
  rollcall extract articles/ --out names.html      a page to click through
  rollcall extract *.txt --format jsonl > a.jsonl  for programs
  rollcall explain article.txt --at "Green Line"   why it was found, or missed`

func newRootCmd() *cobra.Command {
	var showVersion bool
	root := &cobra.Command{
		Use:           "rollcall",
		Short:         "Names and amounts out of articles, and a ruler for how well",
		Long:          rootLong,
		Example:       rootExample,
		SilenceUsage:  true,
		SilenceErrors: true,

		SuggestionsMinimumDistance: 2,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if showVersion {
				return writeVersion(cmd.OutOrStdout(), "text")
			}
			return cmd.Help()
		},
	}
	root.Flags().BoolVar(&showVersion, "version", false, "print the version, and a digest of each pipeline")
	for i, g := range commands() {
		if len(g.commands) == 0 {
			continue
		}
		id := fmt.Sprintf("group%d", i)
		root.AddGroup(&cobra.Group{ID: id, Title: g.title})
		for _, c := range g.commands {
			c.GroupID = id
			root.AddCommand(c)
		}
		root.SetHelpCommandGroupID(id)
		root.SetCompletionCommandGroupID(id)
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return fmt.Errorf("%w\nSee %q", err, c.CommandPath()+" --help")
	})
	return root
}

// run is the program as a function of its arguments and streams; it returns
// the exit status. Cancelling ctx ends a command after what it has begun.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	root := newRootCmd()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)

	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	var f failure
	failed := errors.As(err, &f)
	if !failed || !f.said {
		fmt.Fprintf(errOut, "rollcall: %v\n", err)
	}
	if failed {
		return exitFailed
	}
	return exitUsage
}
