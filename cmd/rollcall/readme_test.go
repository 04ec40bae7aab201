package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	block = regexp.MustCompile("(?sm)^```(sh|yaml)\n(.*?)^```")
	// A file that a document shows begins with its name.
	fileName = regexp.MustCompile(`^# (\S+/\S+\.yaml)\n`)
)

// Every command that the documents show is run as it stands there, from the
// root of the repository; what it writes goes to a folder of its own. YAML that
// begins with the name of a file is that file, for the commands after it.
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
	documents := []string{
		"README.md", "gold/README.md", "docs/rules.md", "docs/worth.md", "docs/scoring.md", "docs/statistics.md", "docs/ci.md", "docs/money.md",
		"docs/compare.md", "docs/gold.md", "docs/formats.md", "docs/gazetteers.md",
	}
	for _, name := range documents {
		t.Run(name, func(t *testing.T) {
			content, err := os.ReadFile(filepath.Join(root, name))
			if err != nil {
				t.Fatal(err)
			}
			dir := workdir(t, root)
			for _, b := range block.FindAllStringSubmatch(string(content), -1) {
				if b[1] == "yaml" {
					if file := fileName.FindStringSubmatch(b[2]); file != nil {
						writeFile(t, filepath.Join(dir, file[1]), b[2])
					}
					continue
				}
				for command := range strings.Lines(b[2]) {
					runDocumented(t, dir, bin, strings.TrimSpace(command))
				}
			}
		})
	}
}

func runDocumented(t *testing.T, dir, bin, command string) {
	t.Helper()
	switch {
	case command == "":
		return
	case strings.HasPrefix(command, "go test ./..."), strings.HasPrefix(command, "bash .ci/run"):
		return // these run this test
	}
	// One build serves all commands.
	run := strings.Replace(command, "go run ./cmd/rollcall", "rollcall", 1)
	cmd := exec.Command("sh", "-ec", run)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", command, err, out)
	}
}

func writeFile(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
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
