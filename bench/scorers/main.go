// Scorers prints, as Markdown, how long scoring takes: a million tokens with
// some 71,000 mentions, by rollcall and by the scorers that people use
// otherwise, on the same files, taking turns.
//
//	bench/scorers/setup.sh
//	go run ./bench/scorers [-python bench/scorers/venv/bin/python] [-rounds 5]
//
// The documents are made up from a seed. Time is that of the processor, of the
// whole process with its start, and of that reading and scoring where it can be
// told; rollcall is held to one core. Each figure is the median of the rounds. A
// scorer whose strict F1 is not the others' stops the program: speed at
// something else is no speed.
//
// presidio-evaluator is left out: it takes 90 s for what this table is about.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

func main() {
	python := flag.String("python", "bench/scorers/venv/bin/python", "interpreter that has the other scorers")
	rounds := flag.Int("rounds", 5, "how often each is measured")
	check := flag.Bool("check", false, "exit 1 if a bar is missed")
	alone := flag.Bool("alone", false, "rollcall only")
	flag.Parse()
	missed, err := bench(*python, max(1, *rounds), *alone)
	if err != nil {
		fmt.Fprintln(os.Stderr, "scorers:", err)
		os.Exit(2)
	}
	for _, m := range missed {
		fmt.Fprintln(os.Stderr, "scorers: missed:", m)
	}
	if *check && len(missed) > 0 {
		os.Exit(1)
	}
}

// contender is a way of scoring.
type contender struct {
	name, reads, scores string
	bar                 time.Duration // that it is held to; 0 for none
	run                 func() (measured, error)

	whole, reading, scoring []time.Duration
}

// measured is one run. Reading and scoring are 0 where they cannot be told.
type measured struct {
	whole, reading, scoring time.Duration
	f1                      float64
}

func bench(python string, rounds int, alone bool) (missed []string, err error) {
	if _, err := os.Stat(python); err != nil && !alone {
		fmt.Fprintf(os.Stderr, "scorers: %s is not here, nothing measured\n", python)
		return nil, nil
	}
	dir, err := os.MkdirTemp("", "scorers")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	bin := filepath.Join(dir, "rollcall")
	if out, err := exec.Command("go", "build", "-o", bin, "./cmd/rollcall").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	c, err := newCorpus(dir, corpusDocuments)
	if err != nil {
		return nil, err
	}
	all := c.contenders(bin, python, alone)
	var f1 float64
	for range rounds {
		for _, one := range all {
			m, err := one.run()
			if err != nil {
				return nil, fmt.Errorf("%s: %w", one.name, err)
			}
			switch {
			case f1 == 0:
				f1 = m.f1
			case math.Abs(m.f1-f1) > 1e-9:
				return nil, fmt.Errorf("%s (%s): strict F1 is %v, the first one's %v", one.name, one.reads, m.f1, f1)
			}
			one.whole, one.reading, one.scoring = append(one.whole, m.whole), append(one.reading, m.reading), append(one.scoring, m.scoring)
		}
	}
	c.print(all, f1, rounds)
	for _, one := range all {
		if took := median(one.whole); one.bar > 0 && took > one.bar {
			missed = append(missed, fmt.Sprintf("%s, %s, %s: %v, and at most %v was meant", one.name, one.reads, one.scores, took, one.bar))
		}
	}
	return missed, nil
}

// contenders lists what is measured.
func (c *corpus) contenders(bin, python string, alone bool) []*contender {
	ours := func(reads, scores string, bar time.Duration, args ...string) *contender {
		return &contender{name: "**rollcall**", reads: reads, scores: scores, bar: bar, run: func() (measured, error) { return rollcall(bin, args...) }}
	}
	jsonl := []string{c.goldJSONL, "--predictions", c.answersJSONL}
	bio := []string{c.goldBIO, "--predictions", c.answersBIO}
	const none = "--no-intervals"
	all := []*contender{
		ours("JSON lines", "strict", 300*time.Millisecond, append(jsonl, none, "--scheme", "strict")...),
		ours("JSON lines", "all five schemes", 500*time.Millisecond, append(jsonl, none, "--scheme", schemes)...),
		ours("JSON lines", "strict, intervals of 10,000 resamples", 1300*time.Millisecond, append(jsonl, "--scheme", "strict")...),
		ours("two tag files", "strict", 300*time.Millisecond, append(bio, none, "--scheme", "strict")...),
		ours("two tag files", "all five schemes", 500*time.Millisecond, append(bio, none, "--scheme", schemes)...),
	}
	if alone {
		return all
	}
	theirs := func(name, scorer, scores string) *contender {
		return &contender{name: name, reads: "two tag files", scores: scores, run: func() (measured, error) {
			return other(python, scorer, c.goldBIO, c.answersBIO)
		}}
	}
	return append(all,
		theirs("seqeval 1.2.2", "seqeval", "strict"),
		theirs("nervaluate 1.2.1", "nervaluate", "four schemes"),
		theirs("SeqScore 0.9.0", "seqscore", "strict"),
	)
}

const schemes = "strict,exact,partial,type,overlap"

// rollcall runs our scorer on one core.
func rollcall(bin string, args ...string) (measured, error) {
	cmd := exec.Command(bin, append([]string{"eval", "--beside", "none", "--format", "json"}, args...)...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	out, whole, err := run(cmd)
	if err != nil {
		return measured{}, err
	}
	var result struct {
		Schemes map[string]struct{ Micro struct{ F1 float64 } }
	}
	if err := json.Unmarshal(out, &result); err != nil {
		return measured{}, err
	}
	return measured{whole: whole, f1: result.Schemes["strict"].Micro.F1}, nil
}

// other runs score.py.
func other(python, scorer, gold, answers string) (measured, error) {
	cmd := exec.Command(python, "bench/scorers/score.py", scorer, gold, answers)
	cmd.Env = append(os.Environ(), "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1")
	out, whole, err := run(cmd)
	if err != nil {
		return measured{}, err
	}
	var said struct{ Read, Score, F1 float64 }
	if err := json.Unmarshal(out, &said); err != nil {
		return measured{}, fmt.Errorf("%w: %q", err, out)
	}
	seconds := func(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
	return measured{whole, seconds(said.Read), seconds(said.Score), said.F1}, nil
}

// run is the output of a command and the processor time that it took.
func run(cmd *exec.Cmd) ([]byte, time.Duration, error) {
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, 0, fmt.Errorf("%w\n%s", err, said.Bytes())
	}
	return out, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), nil
}

func (c *corpus) print(all []*contender, f1 float64, rounds int) {
	const mega = 1e6
	fmt.Printf("%d documents, %.2f million tokens, %d mentions in gold; strict F1 of the answers %.2f by every scorer.\n",
		corpusDocuments, float64(c.tokens)/mega, c.mentions, 100*f1)
	fmt.Printf("JSON lines of both sides are %.0f MB, tag files %.0f MB. Seconds of processor time, median of %d.\n\n",
		float64(c.bytesJSONL)/mega, float64(c.bytesBIO)/mega, rounds)
	fmt.Println("| scorer | reads | scores | whole process | reading | scoring |")
	fmt.Println("| --- | --- | --- | ---: | ---: | ---: |")
	for _, one := range all {
		fmt.Printf("| %s | %s | %s | %s | %s | %s |\n", one.name, one.reads, one.scores,
			seconds(one.whole), seconds(one.reading), seconds(one.scoring))
	}
}

// seconds is a median; "–" where nothing was told.
func seconds(list []time.Duration) string {
	m := median(list)
	if m == 0 {
		return "–"
	}
	return strconv.FormatFloat(m.Seconds(), 'f', 2, 64)
}

func median(list []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(list))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
