// Sample prints the beginning of each list that `rollcall extract` finds in
// the seed article, as a block for the README.
//
//	go run ./bench/sample
package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// shown is how many names of each list are printed.
const shown = 7

func main() {
	cmd := exec.Command("go", "run", "./cmd/rollcall", "extract", "--format", "table",
		"seeds/xi-jinping-reinforces-security-apparatus.txt")
	cmd.Env = append(os.Environ(), "COLUMNS=100", "NO_COLOR=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		fmt.Fprintln(os.Stderr, "sample:", err)
		os.Exit(1)
	}
	fmt.Println("```")
	for section := range strings.SplitSeq(strings.Trim(string(out), "\n"), "\n\n") {
		lines := strings.Split(strings.TrimRight(section, "\n"), "\n")
		const head = 2 // title and rule
		if len(lines) > head+shown {
			lines = append(lines[:head+shown], "    …")
		}
		fmt.Printf("%s\n\n", strings.Join(lines, "\n"))
	}
	fmt.Println("```")
}
