package main

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"rollcall/eval/report"
)

// writeFiles writes what goes to other programs.
func (f *gateFlags) writeFiles(cmd *cobra.Command, g report.Gates) error {
	markdown := func(w io.Writer, g report.Gates) error { return report.WriteGateMarkdown(w, g, false) }
	for _, file := range []struct {
		path  string
		write func(io.Writer, report.Gates) error
	}{
		{f.junit, report.WriteJUnit}, {f.sarif, report.WriteSARIF}, {f.markdown, markdown},
	} {
		if file.path == "" {
			continue
		}
		var out bytes.Buffer
		if err := file.write(&out, g); err != nil {
			return fmt.Errorf("%s: %w", file.path, err)
		}
		if err := replaceFile(file.path, out.Bytes()); err != nil {
			return err
		}
	}
	if f.annotations || os.Getenv("GITHUB_ACTIONS") == "true" && !cmd.Flags().Changed("annotations") {
		if err := report.WriteAnnotations(cmd.ErrOrStderr(), g); err != nil {
			return err
		}
	}
	return appendSummary(g)
}

// appendSummary adds the Markdown to the summary of a step of GitHub's, which
// others may have written to before.
func appendSummary(g report.Gates) error {
	path := os.Getenv("GITHUB_STEP_SUMMARY")
	if path == "" {
		return nil
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("$GITHUB_STEP_SUMMARY: %w", err)
	}
	err = report.WriteGateMarkdown(file, g, false)
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}
