// Others prints, as Markdown, how the pipelines and spaCy's small English model
// compare: strict F1 over people, organisations and places on development
// corpora, and words a second on one core from text to mentions, the systems
// taking turns on the same text.
//
//	bench/others/setup.sh
//	go run ./bench/others [-corpora ../shared/corpora] [-python bench/others/venv/bin/python]
//
// spaCy's labels are taken for our types as `rollcall eval` maps them (GPE, LOC
// and FAC are places); nationalities (NORP) it has as a type of their own, and
// that is left out. Speed is counted in processor time; loading spaCy's model
// is left out, starting rollcall is not.
//
// The runtimes for networks have programs of their own beside this one:
// export_onnx.py, onnx_speed.py and hugot.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// sets are the corpora scored; of some only the documents that nothing was
// trained on.
var sets = []struct {
	path    string
	heldOut bool
}{
	{"worldwide/dev.jsonl", false},
	{"ieer/all.jsonl", true},
	{"men/dev.jsonl", true},
	{"uner-ewt/dev.jsonl", true},
	{"wnut17/dev.conll", false},
	{"conll2003/dev.conll", false},
}

// rounds of the speed measurement, of which the median is printed.
const rounds = 3

// system reads documents and writes answers.
type system struct {
	name string
	run  func(documents, answers string) (words int, spent time.Duration, err error)
}

func main() {
	corpora := flag.String("corpora", "../shared/corpora", "folder of the development corpora")
	python := flag.String("python", "bench/others/venv/bin/python", "interpreter that has spaCy")
	flag.Parse()
	if err := compare(*corpora, *python); err != nil {
		fmt.Fprintln(os.Stderr, "others:", err)
		os.Exit(1)
	}
}

func compare(corpora, python string) error {
	for _, path := range []string{corpora, python} {
		if _, err := os.Stat(path); err != nil {
			fmt.Fprintf(os.Stderr, "others: %s is not here, nothing measured\n", path)
			return nil
		}
	}
	dir, err := os.MkdirTemp("", "others")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	bin := filepath.Join(dir, "rollcall")
	if _, err := output(exec.Command("go", "build", "-o", bin, "./cmd/rollcall")); err != nil {
		return err
	}
	systems := []system{
		rollcall(bin, "default"), rollcall(bin, "fast"), rollcall(bin, "prose"),
		spacy(python, "spaCy sm"), spacy(python, "spaCy sm, names only", "--ner-only"),
	}
	documents := make([]string, len(sets))
	for i, s := range sets {
		documents[i] = filepath.Join(dir, fmt.Sprintf("%d.jsonl", i))
		convert := exec.Command(bin, "gold", "convert", filepath.Join(corpora, s.path), "--to", "jsonl", "-o", documents[i])
		if _, err := output(convert); err != nil {
			return err
		}
	}
	speeds := make([][]float64, len(systems))
	for range rounds {
		for k, s := range systems {
			words, spent, err := s.run(documents[0], filepath.Join(dir, "answers.jsonl"))
			if err != nil {
				return err
			}
			speeds[k] = append(speeds[k], float64(words)/spent.Seconds())
		}
	}
	fmt.Print("| | words/s |")
	for _, s := range sets {
		name := strings.TrimSuffix(strings.TrimSuffix(s.path, ".jsonl"), ".conll")
		if s.heldOut {
			name = filepath.Dir(s.path) + ", held-out fifth"
		}
		fmt.Printf(" %s |", name)
	}
	fmt.Println("\n| --- | ---: |" + strings.Repeat(" ---: |", len(sets)))
	for k, s := range systems {
		slices.Sort(speeds[k])
		fmt.Printf("| %s | %.0f |", s.name, speeds[k][rounds/2])
		for i := range sets {
			f1, err := score(bin, s, documents[i], filepath.Join(corpora, sets[i].path), sets[i].heldOut)
			if err != nil {
				return err
			}
			fmt.Printf(" %.1f |", 100*f1)
		}
		fmt.Println()
	}
	return nil
}

// score is the strict micro F1 over names.
func score(bin string, s system, documents, gold string, heldOut bool) (float64, error) {
	answers := documents + ".answers.jsonl"
	if _, _, err := s.run(documents, answers); err != nil {
		return 0, err
	}
	args := []string{
		"eval", gold, "--predictions", answers, "--beside", "none", "--no-intervals",
		"--types", "PERSON,ORGANISATION,PLACE", "--format", "json",
	}
	if heldOut {
		args = append(args, "--held-out")
	}
	out, err := output(exec.Command(bin, args...))
	if err != nil {
		return 0, err
	}
	var result struct {
		Schemes map[string]struct{ Micro struct{ F1 float64 } }
	}
	err = json.Unmarshal(out, &result)
	return result.Schemes["strict"].Micro.F1, err
}

func rollcall(bin, pipeline string) system {
	return system{pipeline, func(documents, answers string) (int, time.Duration, error) {
		cmd := exec.Command(bin, "extract", "--quiet", "--format", "jsonl", "--pipeline", pipeline, "--workers", "1", documents)
		cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
		out, err := output(cmd)
		if cmd.ProcessState.ExitCode() == 1 {
			err = nil // a document without text, of which W-NUT has one, is an error of its own
		}
		if err != nil {
			return 0, 0, err
		}
		words, err := countWords(documents)
		if err != nil {
			return 0, 0, err
		}
		return words, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), os.WriteFile(answers, out, 0o666)
	}}
}

func spacy(python, name string, more ...string) system {
	return system{name, func(documents, answers string) (int, time.Duration, error) {
		in, err := os.Open(documents)
		if err != nil {
			return 0, 0, err
		}
		defer in.Close()
		cmd := exec.Command(python, append([]string{"bench/others/spacy_answers.py"}, more...)...)
		cmd.Env = append(os.Environ(), "OMP_NUM_THREADS=1")
		cmd.Stdin = in
		var said bytes.Buffer
		cmd.Stderr = &said
		out, err := cmd.Output()
		if err != nil {
			return 0, 0, fmt.Errorf("spaCy: %w\n%s", err, said.Bytes())
		}
		var cost struct {
			Words   int
			Seconds float64
		}
		lines := strings.Split(strings.TrimSpace(said.String()), "\n")
		if err := json.Unmarshal([]byte(lines[len(lines)-1]), &cost); err != nil {
			return 0, 0, fmt.Errorf("spaCy said %q: %w", said.String(), err)
		}
		return cost.Words, time.Duration(cost.Seconds * float64(time.Second)), os.WriteFile(answers, out, 0o666)
	}}
}

// countWords counts what white space separates in a file of documents.
func countWords(path string) (words int, err error) {
	data, err := os.ReadFile(path)
	for line := range bytes.Lines(data) {
		var d struct{ Text string }
		if err := json.Unmarshal(line, &d); err != nil {
			return 0, err
		}
		words += len(strings.Fields(d.Text))
	}
	return words, err
}

// output runs a command and gives what it prints; its errors carry what it said.
func output(cmd *exec.Cmd) ([]byte, error) {
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, said.Bytes())
	}
	return out, err
}
