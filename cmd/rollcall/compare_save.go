package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rollcall/eval"
	"rollcall/eval/report"
	"rollcall/gold"
)

// saveFlags say where a result is kept.
type saveFlags struct {
	path string
	note string
}

func (f *saveFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.path, "save", "", "keep the first system's result in a `file`, for rollcall compare; .gz compresses it")
	flags.StringVar(&f.note, "note", "", "`text` to keep with --save, such as a date or a commit")
}

// check refuses what would only fail after the work is done.
func (f *saveFlags) check() error {
	if f.path == "" && f.note != "" {
		return errors.New("--note is kept with a saved result: --save FILE names it")
	}
	return checkOutput("save", f.path)
}

// save writes the result of the first system.
func (f *saveFlags) save(e *evalFlags, cmd *cobra.Command, corpora []*gold.Corpus, inputs []report.Input) error {
	if f.path == "" {
		return nil
	}
	results := make([]*eval.Result, len(inputs))
	for i, in := range inputs {
		results[i] = in.Systems[0].Result
	}
	first := inputs[0].Systems[0]
	system := eval.System{Name: portable(first.Name), Kind: eval.AnswersSystem, Digest: first.Digest}
	if first.Digest != "" {
		system.Kind = eval.PipelineSystem
	}
	run, err := e.newRun(cmd, system, corpora, results)
	if err != nil {
		return err
	}
	run.Note = f.note
	var out bytes.Buffer
	if err := run.Write(&out); err != nil {
		return fmt.Errorf("--save %s: %w", f.path, err)
	}
	return replaceFile(f.path, compressedFor(f.path, out.Bytes()))
}

// newRun puts results and all that they can be known again by together.
func (f *evalFlags) newRun(cmd *cobra.Command, s eval.System, corpora []*gold.Corpus, results []*eval.Result) (*eval.Run, error) {
	run := &eval.Run{
		Origin: eval.Origin{Version: version(), Go: runtime.Version(), Command: commandLine(cmd), Seed: f.stats.seed},
		System: s,
	}
	for i, c := range corpora {
		types, err := f.scoredTypes(c)
		if err != nil {
			return nil, err
		}
		run.Files = append(run.Files, eval.GoldFile{
			Path: portable(c.Path), Types: types, MinOverlap: f.minOverlap / 100, Lines: c.Lines, Result: results[i],
		})
	}
	return run, nil
}

// unsaid are flags that have no say in a result.
var unsaid = []string{"save", "workers", "color", "quiet", "format", "junit", "markdown", "sarif", "annotations", "html"}

// commandLine is the command as it was called, flags in order of their names,
// without those that have no say in the result and without paths that only this
// machine has.
func commandLine(cmd *cobra.Command) string {
	words := []string{cmd.CommandPath()}
	for _, arg := range cmd.Flags().Args() {
		words = append(words, quoted(portable(arg)))
	}
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		if slices.Contains(unsaid, flag.Name) {
			return
		}
		value := flag.Value.String()
		if list, ok := flag.Value.(pflag.SliceValue); ok {
			items := slices.Clone(list.GetSlice())
			for i, item := range items {
				items[i] = portable(item)
			}
			value = strings.Join(items, ",")
		}
		if flag.Value.Type() == "bool" && value == "true" {
			words = append(words, "--"+flag.Name)
			return
		}
		words = append(words, "--"+flag.Name+"="+quoted(portable(value)))
	})
	return strings.Join(words, " ")
}

// portable is a path without what belongs to this machine: inside the working
// folder it is relative to that, outside only its name is left.
func portable(path string) string {
	if !filepath.IsAbs(path) {
		return filepath.ToSlash(path)
	}
	if here, err := os.Getwd(); err == nil {
		if inside, err := filepath.Rel(here, path); err == nil && filepath.IsLocal(inside) {
			return filepath.ToSlash(inside)
		}
	}
	return "…/" + filepath.Base(path)
}

// quoted is a word as a shell takes it.
func quoted(word string) string {
	if word != "" && !strings.ContainsAny(word, " \t\n'\"\\$&|;<>()*?[]`#~!") {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
