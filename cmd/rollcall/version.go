package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"rollcall/pipeline"
)

func newVersionCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version, and a digest of each pipeline",
		Long: `Prints the program's version and, for each built-in pipeline, a digest of its
file and of every data file that it reads: two answers come from the same
system if version and digest are the same.`,
		Example: "  rollcall version\n  rollcall version --format json",
		Args:    cobra.NoArgs,
	}
	format := choiceFlag(cmd, "format", "f", "output: text or json", "text", "json")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return writeVersion(cmd.OutOrStdout(), format.value)
	}
	return cmd
}

func writeVersion(w io.Writer, format string) error {
	rows, err := pipelines(pipeline.Options{})
	if err != nil {
		return err
	}
	if format == "json" {
		digests := map[string]string{}
		for _, r := range rows {
			digests[r.Name] = r.Digest
		}
		return writeJSON(w, map[string]any{"version": version(), "go": runtime.Version(), "pipelines": digests})
	}
	fmt.Fprintf(w, "rollcall %s (%s)\n", version(), runtime.Version())
	for _, r := range rows {
		fmt.Fprintf(w, "pipeline %-8s %s\n", r.Name, r.Digest)
	}
	return nil
}

// version is the program's version: of the module where it was installed from
// one, otherwise the commit it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	commit, dirty := "", ""
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			commit = s.Value[:min(len(s.Value), 12)]
		case "vcs.modified":
			if s.Value == "true" {
				dirty = "+changes"
			}
		}
	}
	if commit == "" {
		return "development"
	}
	return commit + dirty
}
