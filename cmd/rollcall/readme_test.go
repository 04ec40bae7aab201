package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")

// Every command that the documents show is run as it stands there, from the
// root of the repository; what it writes goes to a folder of its own.
func TestCommandsInDocuments(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(bin, "rollcall"), ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{"README.md", "gold/README.md", "docs/rules.md", "docs/scoring.md", "docs/statistics.md"} {
		content, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		dir := workdir(t, root)
		for _, block := range shellBlock.FindAllStringSubmatch(string(content), -1) {
			for command := range strings.Lines(block[1]) {
				command = strings.TrimSpace(command)
				switch {
				case command == "":
					continue
				case strings.HasPrefix(command, "go test ./..."), strings.HasPrefix(command, "bash .ci/run"):
					continue // these run this test
				}
				// One build serves all commands.
				run := strings.Replace(command, "go run ./cmd/rollcall", "rollcall", 1)
				cmd := exec.Command("sh", "-ec", run)
				cmd.Dir = dir
				cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Errorf("%s: %s: %v\n%s", name, command, err, out)
				}
			}
		}
	}
}

// workdir is a folder that shows what the repository holds, in which files may
// be written.
func workdir(t *testing.T, root string) string {
	t.Helper()
	dir := t.TempDir()
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if err := os.Symlink(filepath.Join(root, e.Name()), filepath.Join(dir, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
