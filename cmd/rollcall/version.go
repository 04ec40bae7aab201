package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/pipeline"
	"rollcall/pipeline/encoder/kernel"
)

func newVersionCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version, and a digest of each pipeline",
		Long: `Prints the program's version and, for each built-in pipeline, a digest of its
file and of every data file that it reads: two answers come from the same
system if version and digest are the same.

The kernel is what the encoder's arithmetic runs on here; every one of them
gives the same answers. ` + kernel.Variable + `=NAME takes another of those in brackets, to
compare them or to keep clear of one.`,
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
	wanted := os.Getenv(kernel.Variable)
	if wanted == kernel.Implementation() {
		wanted = ""
	}
	if format == "json" {
		digests := map[string]string{}
		for _, r := range rows {
			digests[r.Name] = r.Digest
		}
		return writeJSON(w, map[string]any{
			"version": version(), "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH, "pipelines": digests,
			"kernel": kernel.Implementation(), "kernels": kernel.Implementations(), "processor": append([]string{}, kernel.Features()...),
		})
	}
	fmt.Fprintf(w, "rollcall %s (%s %s/%s)\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	for _, r := range rows {
		fmt.Fprintf(w, "pipeline %-8s %s\n", r.Name, r.Digest)
	}
	fmt.Fprintf(w, "kernel   %s (of %s)\n", kernel.Implementation(), strings.Join(kernel.Implementations(), ", "))
	if wanted != "" {
		fmt.Fprintf(w, "         %s=%s is none of these, and ignored\n", kernel.Variable, wanted)
	}
	if features := kernel.Features(); len(features) > 0 {
		fmt.Fprintf(w, "processor has %s\n", strings.Join(features, " "))
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
