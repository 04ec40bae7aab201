// Readme runs the commands that stand in a document's measured blocks and
// writes their output into them, so that no figure is typed by hand:
//
//	<!-- measured by: go run ./bench/speed -->
//	…
//	<!-- end -->
//
// A command that succeeds and prints nothing has nothing to measure on this
// machine (the corpora are not there); its block stays as it is.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
)

var block = regexp.MustCompile(`(?s)(<!-- measured by: (.+?) -->\n).*?(<!-- end -->)`)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: readme FILE.md...")
		os.Exit(2)
	}
	for _, file := range os.Args[1:] {
		if err := update(file); err != nil {
			fmt.Fprintf(os.Stderr, "readme: %s: %v\n", file, err)
			os.Exit(1)
		}
	}
}

// update rewrites the measured blocks of one file.
func update(file string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var errs []error
	content = block.ReplaceAllFunc(content, func(old []byte) []byte {
		parts := block.FindSubmatch(old)
		fmt.Fprintf(os.Stderr, "%s: %s\n", file, parts[2])
		out, err := measure(string(parts[2]))
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", parts[2], err))
		}
		if err != nil || len(out) == 0 {
			return old
		}
		return bytes.Join([][]byte{parts[1], out, parts[3]}, nil)
	})
	return errors.Join(append(errs, os.WriteFile(file, content, 0o666))...)
}

// measure is a command's standard output.
func measure(command string) ([]byte, error) {
	var out bytes.Buffer
	cmd := exec.Command("sh", "-c", command)
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	err := cmd.Run()
	return out.Bytes(), err
}
