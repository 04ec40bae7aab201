package main

import (
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

// commands is the one list of subcommands: a new one is a file and a line here.
func commands() []*cobra.Command {
	return []*cobra.Command{}
}

// run is the program as a function of its arguments and streams; it returns
// the exit status.
func run(args []string, in io.Reader, out, errOut io.Writer) int {
	root := &cobra.Command{
		Use:           "rollcall",
		Short:         "Names and amounts out of articles, and a ruler for how well",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddCommand(commands()...)
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)

	err := root.Execute()
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
