package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rollcall/eval"
	"rollcall/eval/report"
	"rollcall/gold"
)

const (
	// mostListed is how many errors or changes stand in a page unasked: what a
	// browser on a phone still takes, in some 15 MB.
	mostListed = 20_000

	// pageSurfaces is how many surfaces of errors do.
	pageSurfaces = 50
)

// pageFlags say whether a page is written beside what is printed.
type pageFlags struct{ path string }

func (f *pageFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.path, "html", "", "write a page to click through to a `file` too, as --format html prints it")
}

// check refuses what would only fail after the work is done.
func (f *pageFlags) check() error { return checkOutput("html", f.path) }

// write writes the page if one was asked for.
func (f *pageFlags) write(page func(io.Writer) error) error {
	if f.path == "" {
		return nil
	}
	var out bytes.Buffer
	if err := page(&out); err != nil {
		return fmt.Errorf("--html %s: %w", f.path, err)
	}
	return replaceFile(f.path, out.Bytes())
}

// pageReport has what a page shows unasked, since there is room for it: all
// errors, and how the result came about. A page is passed on, so that paths of
// this machine are left out.
func (f *evalFlags) pageReport(cmd *cobra.Command, o report.Options, corpora []*gold.Corpus, inputs []report.Input) (r report.Report, err error) {
	if f.errors == "" {
		o.Errors, o.MostErrors = -1, mostListed
	}
	if f.surfaces == "" {
		o.Details.Surfaces = pageSurfaces
	}
	results := make([]*eval.Result, len(inputs))
	inputs = slices.Clone(inputs)
	for i, in := range inputs {
		results[i] = in.Systems[0].Result
		inputs[i].Gold = portable(in.Gold)
		inputs[i].Systems = slices.Clone(in.Systems)
		for k := range in.Systems {
			inputs[i].Systems[k].Name = portable(in.Systems[k].Name)
		}
	}
	run, err := f.newRun(cmd, eval.System{Name: inputs[0].Systems[0].Name}, corpora, results)
	if err != nil {
		return r, err
	}
	o.Origin = report.Origin{Origin: run.Origin, Gold: run.GoldDigest(), Answers: run.AnswersDigest()}
	o.Origin.Note = f.saved.note
	return report.New(inputs, o), nil
}

// report is what a format shows.
func (f *evalFlags) report(cmd *cobra.Command, format report.Format, o report.Options, corpora []*gold.Corpus, inputs []report.Input) (report.Report, error) {
	if format.Name == "html" {
		return f.pageReport(cmd, o, corpora, inputs)
	}
	return report.New(inputs, o), nil
}

// writePage writes the page of a result to the file of --html.
func (f *evalFlags) writePage(cmd *cobra.Command, o report.Options, corpora []*gold.Corpus, inputs []report.Input) error {
	return f.page.write(func(w io.Writer) error {
		r, err := f.pageReport(cmd, o, corpora, inputs)
		if err != nil {
			return err
		}
		format, err := report.FormatNamed("html")
		if err != nil {
			return err
		}
		return format.Write(w, r, false)
	})
}

// comparisonForPage lists all changes unless something else was asked for.
func (f *compareFlags) comparisonForPage(o report.ComparisonOptions) report.ComparisonOptions {
	if f.changes == "" {
		o.Changes, o.Most = -1, mostListed
	}
	return o
}

// pageFormat is the format of pages of comparisons.
func pageFormat() report.CompareFormat {
	f, err := report.CompareFormatNamed("html")
	if err != nil {
		panic(err) // it is in the list
	}
	return f
}
