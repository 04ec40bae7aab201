// Speed prints, as Markdown, how fast the built program is from end to end:
// words a second on one core, start-up on a text of ten words, peak memory,
// and what a second worker brings. The pipelines take turns on the same text,
// so that they meet the same machine.
//
//	go run ./bench/speed [-pipelines default,fast,prose] [-documents 200] [-check] [PATH...]
//
// PATH is what to read: text files, JSON lines of documents, folders of both.
// Without one it is the articles of seeds/, repeated until there are enough.
//
// Words a second are counted against processor time, with the program held to
// one core, so that what else the machine does matters little. Start-up and
// the second worker are times by the clock: measure them on an idle machine.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// The bars that -check holds the program to.
const (
	wantRatio   = 15.0                   // words a second of fast, against prose
	wantStartUp = 150 * time.Millisecond // of the default pipeline
	wantMemory  = 200                    // MB, of the default pipeline
	wantScaling = 1.8                    // two workers against one
)

const (
	rounds   = 3  // of which the median is printed
	startUps = 20 // of which the median is printed
	tenWords = "Ines Almadov of Brass Lantern paid $5 million in Paris.\n"
)

func main() {
	pipelines := flag.String("pipelines", "default,fast,prose", "pipelines to measure, separated by commas")
	documents := flag.Int("documents", 200, "how many documents to read, repeating what there is")
	check := flag.Bool("check", false, "exit 1 if a bar is missed")
	flag.Parse()
	paths := flag.Args()
	if len(paths) == 0 {
		paths = []string{"seeds"}
	}
	missed, err := bench(strings.Split(*pipelines, ","), paths, *documents)
	if err != nil {
		fmt.Fprintln(os.Stderr, "speed:", err)
		os.Exit(2)
	}
	for _, m := range missed {
		fmt.Fprintln(os.Stderr, "speed: missed:", m)
	}
	if *check && len(missed) > 0 {
		os.Exit(1)
	}
}

// figures are what is measured of one pipeline.
type figures struct {
	cpu     []time.Duration // one worker on one core
	memory  []int           // peak, MB
	wall1   []time.Duration // by the clock, one worker on one core
	wall2   []time.Duration // two workers on two
	startUp []time.Duration
}

func bench(pipelines, paths []string, documents int) (missed []string, err error) {
	dir, err := os.MkdirTemp("", "speed")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	in, err := collect(filepath.Join(dir, "input.jsonl"), paths, documents)
	if err != nil {
		return nil, err
	}
	small := filepath.Join(dir, "small.txt")
	if err := os.WriteFile(small, []byte(tenWords), 0o666); err != nil {
		return nil, err
	}
	p, err := build(dir)
	if err != nil {
		return nil, err
	}
	results := map[string]*figures{}
	for _, name := range pipelines {
		results[name] = &figures{}
		if _, err := p.run(name, small, 1); err != nil { // warms the disk's cache
			return nil, err
		}
	}
	for range rounds {
		for _, name := range pipelines {
			f := results[name]
			one, err := p.run(name, in.path, 1)
			if err != nil {
				return nil, err
			}
			f.cpu, f.wall1, f.memory = append(f.cpu, one.cpu), append(f.wall1, one.wall), append(f.memory, one.memory)
			if name == "prose" {
				continue // it is slow, and its workers are the same
			}
			two, err := p.run(name, in.path, 2)
			if err != nil {
				return nil, err
			}
			f.wall2 = append(f.wall2, two.wall)
		}
	}
	for range startUps {
		for _, name := range pipelines {
			start, err := p.run(name, small, 1)
			if err != nil {
				return nil, err
			}
			results[name].startUp = append(results[name].startUp, start.wall)
		}
	}
	return report(os.Stdout, pipelines, results, in), nil
}

// program is the built program.
type program struct{ path string }

func build(dir string) (program, error) {
	p := program{filepath.Join(dir, "rollcall")}
	if runtime.GOOS == "windows" {
		p.path += ".exe"
	}
	cmd := exec.Command("go", "build", "-o", p.path, "./cmd/rollcall")
	cmd.Stderr = os.Stderr
	return p, cmd.Run()
}

// cost is what one run took.
type cost struct {
	wall, cpu time.Duration
	memory    int // peak resident set, MB; 0 where the system does not tell
}

// run extracts from a file with as many workers as cores.
func (p program) run(pipeline, input string, workers int) (cost, error) {
	cmd := exec.Command(p.path, "extract", "--quiet", "--format", "jsonl",
		"--pipeline", pipeline, "--workers", fmt.Sprint(workers), input)
	cmd.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", workers))
	cmd.Stderr = os.Stderr
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return cost{}, fmt.Errorf("%s: %w", strings.Join(cmd.Args[1:], " "), err)
	}
	return cost{
		wall:   time.Since(start),
		cpu:    cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(),
		memory: peakMemory(cmd.ProcessState),
	}, nil
}

// median of an odd number of values, or the upper of the middle two; zero of
// none.
func median[T int | time.Duration](values []T) T {
	if len(values) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(values))[len(values)/2]
}
