package main

import (
	"fmt"
	"os"
	"runtime"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rollcall/pipeline"
)

// systemFlags say which pipeline answers, with what data, and how many
// documents it works on at once: the flags that commands which run a pipeline
// share.
type systemFlags struct {
	pipeline string
	model    string
	data     string
	rules    []string
	lists    []string
	idle     bool // for commands that try what is not at work
	workers  int
}

// add declares the flags, and completes their values in a shell.
func (f *systemFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVarP(&f.pipeline, "pipeline", "p", "default", "`name` of a pipeline (see rollcall pipeline), or a .yaml file")
	f.addData(cmd)
	flags.StringSliceVar(&f.rules, "rules", nil, "`files` of rules of your own, or folders of them, read beside the pipeline's")
	flags.IntVar(&f.workers, "workers", runtime.GOMAXPROCS(0), "documents worked on at once")
	complete(cmd, "pipeline", func() []string { return pipeline.Names(pipeline.Options{Data: f.data}) })
}

// addData declares only the flags that say what data a pipeline has.
func (f *systemFlags) addData(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.model, "model", "", "model `folder`, as rollcall train or train/encoder write it")
	flags.StringVar(&f.data, "data", "", "`folder` whose rules, name lists and pipelines replace those of the same path built in")
	flags.StringSliceVar(&f.lists, "gazetteer", nil, "name `lists` of your own, or folders of them, read beside the pipeline's (see rollcall gazetteer)")
	for _, folder := range []string{"model", "data"} {
		if err := cmd.MarkFlagDirname(folder); err != nil {
			panic(err) // the flag is declared above
		}
	}
}

// options are what pipeline.Open takes beside the name.
func (f *systemFlags) options() pipeline.Options {
	return pipeline.Options{Data: f.data, Model: f.model, Rules: f.rules, Lists: f.lists, Idle: f.idle}
}

// open makes the pipeline that the flags name.
func (f *systemFlags) open() (*pipeline.Pipeline, error) {
	if f.workers < 1 {
		return nil, fmt.Errorf("--workers %d: at least 1 is needed", f.workers)
	}
	if f.data != "" {
		// A folder that is not there would silently replace nothing.
		if info, err := os.Stat(f.data); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("--data %s: not a folder", f.data)
		}
	}
	return pipeline.Open(f.pipeline, f.options())
}

// complete offers values for a flag in the shell.
func complete(cmd *cobra.Command, flag string, values func() []string) {
	err := cmd.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return values(), cobra.ShellCompDirectiveDefault
	})
	if err != nil {
		panic(err) // the flag is declared before
	}
}

// choice is a flag that takes one of a few values.
type choice struct {
	value   string
	allowed []string
}

var _ pflag.Value = (*choice)(nil)

// choiceFlag declares a flag with the first of allowed as its value; an empty
// first one means that the program chooses.
func choiceFlag(cmd *cobra.Command, name, short, usage string, allowed ...string) *choice {
	c := &choice{allowed[0], allowed}
	cmd.Flags().VarP(c, name, short, usage)
	complete(cmd, name, func() []string { return c.names() })
	return c
}

func (c *choice) names() []string {
	if c.allowed[0] == "" {
		return c.allowed[1:]
	}
	return c.allowed
}

// String is the value.
func (c *choice) String() string { return c.value }

// Type is what help shows for the value.
func (c *choice) Type() string { return "name" }

// Set takes one of the allowed values.
func (c *choice) Set(value string) error {
	for _, known := range c.names() {
		if value == known {
			c.value = value
			return nil
		}
	}
	return fmt.Errorf("use %s", listed(c.names()))
}

// listed is "a, b or c".
func listed(names []string) string {
	s := ""
	for i, name := range names {
		switch {
		case i == 0:
		case i == len(names)-1:
			s += " or "
		default:
			s += ", "
		}
		s += name
	}
	return s
}
