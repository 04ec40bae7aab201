// Quality prints, as a Markdown table, the strict F1 of pipelines on the gold
// of the repository and on the development corpora, as `rollcall eval` scores
// them.
//
//	go run ./bench/quality [-corpora ../shared/corpora] [-pipelines default,fast,prose]
//
// Without the corpora it prints nothing.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// dev are the corpora by which versions are chosen, in the order of the table.
// Of some, four documents in five are trained on, and only the fifth is scored.
var dev = []struct {
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

func main() {
	corpora := flag.String("corpora", "../shared/corpora", "folder of the development corpora")
	pipelines := flag.String("pipelines", "default,fast,prose", "pipelines to compare")
	flag.Parse()
	if err := table(*corpora, strings.Split(*pipelines, ",")); err != nil {
		fmt.Fprintln(os.Stderr, "quality:", err)
		os.Exit(1)
	}
}

func table(corpora string, pipelines []string) error {
	if _, err := os.Stat(corpora); err != nil {
		fmt.Fprintf(os.Stderr, "quality: no corpora in %s, nothing measured\n", corpora)
		return nil
	}
	bin, err := build()
	if err != nil {
		return err
	}
	defer os.RemoveAll(filepath.Dir(bin))

	type row struct {
		name string
		args []string
	}
	rows := []row{{"seed article", []string{"gold/seed.jsonl"}}, {"gold, all of it", []string{"gold"}}}
	for _, d := range dev {
		// MONEY is annotated in some corpora only, and after other rules.
		r := row{d.path, []string{filepath.Join(corpora, d.path), "--types", "PERSON,ORGANISATION,PLACE"}}
		if d.heldOut {
			r.name += ", the fifth not trained on"
			r.args = append(r.args, "--held-out")
		}
		rows = append(rows, r)
	}
	fmt.Printf("| strict F1 (precision / recall) | %s |\n| --- |%s\n", strings.Join(pipelines, " | "), strings.Repeat(" --- |", len(pipelines)))
	for _, r := range rows {
		fmt.Printf("| %s |", r.name)
		for _, p := range pipelines {
			c, err := score(bin, p, r.args)
			if err != nil {
				return err
			}
			fmt.Printf(" **%.1f** (%.1f / %.1f) |", 100*c.F1, 100*c.Precision, 100*c.Recall)
		}
		fmt.Println()
	}
	return nil
}

// build compiles the program into a temporary folder.
func build() (string, error) {
	dir, err := os.MkdirTemp("", "quality")
	if err != nil {
		return "", err
	}
	bin := filepath.Join(dir, "rollcall")
	cmd := exec.Command("go", "build", "-o", bin, "./cmd/rollcall")
	cmd.Stderr = os.Stderr
	return bin, cmd.Run()
}

type ratios struct {
	Precision, Recall, F1 float64
}

func score(bin, pipeline string, args []string) (ratios, error) {
	var out bytes.Buffer
	cmd := exec.Command(bin, append([]string{"eval", "--quiet", "--beside", "none", "--format", "json", "--pipeline", pipeline}, args...)...)
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	if err := cmd.Run(); err != nil {
		return ratios{}, fmt.Errorf("%s: %w", strings.Join(cmd.Args[1:], " "), err)
	}
	var result struct {
		Schemes map[string]struct{ Micro ratios }
	}
	err := json.Unmarshal(out.Bytes(), &result)
	return result.Schemes["strict"].Micro, err
}
