package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// onTerminal runs the program with standard output and standard error on a
// terminal of the given width, and returns what a user would see.
func onTerminal(t *testing.T, columns int, env []string, args ...string) string {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("no pseudo-terminals here: %v", err)
	}
	defer master.Close()
	fd := int(master.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 50, Col: uint16(columns)}); err != nil {
		t.Fatal(err)
	}
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	data, err := filepath.Abs("testdata/data")
	if err != nil {
		t.Fatal(err)
	}
	program, err := exec.LookPath("rollcall") // testscript.Main has put it there
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, append(args, "--data", data, "--pipeline", "test")...)
	cmd.Dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(cmd.Dir, "a.txt"), []byte("Ann Lee saw Oslo burn.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd.Env = append(append(os.Environ(), "TERM=xterm", "NO_COLOR="), env...)
	cmd.Stdout, cmd.Stderr = slave, slave
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	slave.Close()
	var seen bytes.Buffer
	io.Copy(&seen, master) // ends with an error when the program has gone
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, &seen)
	}
	return strings.ReplaceAll(seen.String(), "\r\n", "\n")
}

var escapes = regexp.MustCompile(`\x1b\[[0-9;?]*[A-Za-z]`)

func TestOnATerminal(t *testing.T) {
	colored := onTerminal(t, 60, nil, "extract", "a.txt")
	if !strings.Contains(colored, "\x1b[36;1;4mPeople (1)") {
		t.Errorf("a terminal gets no coloured table:\n%q", colored)
	}
	for line := range strings.Lines(escapes.ReplaceAllString(colored, "")) {
		if n := len([]rune(strings.TrimRight(line, "\n"))); n > 60 {
			t.Errorf("a line of %d columns on a terminal of 60: %q", n, line)
		}
	}
	if !regexp.MustCompile(`1 document, 5 words, 2 mentions in [0-9.]+m?s\n$`).MatchString(colored) {
		t.Errorf("no closing line:\n%s", colored)
	}

	plain := onTerminal(t, 200, []string{"NO_COLOR=1"}, "extract", "a.txt", "--quiet")
	if strings.Contains(plain, "\x1b") {
		t.Errorf("colours in spite of NO_COLOR:\n%q", plain)
	}
	if strings.Contains(plain, "mentions in") {
		t.Errorf("a closing line in spite of --quiet:\n%s", plain)
	}
	if want := strings.Repeat("─", maxTable) + "\n"; !strings.Contains(plain, want) {
		t.Errorf("the table does not take %d columns of 200:\n%s", maxTable, plain)
	}
	if text := onTerminal(t, 80, nil, "extract", "a.txt", "--format", "text", "-q"); !strings.Contains(text, "\x1b[36;1;4mAnn Lee\x1b[") {
		t.Errorf("text is not coloured on a terminal: %q", text)
	}
}
