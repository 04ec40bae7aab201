// Hugot prints how many words a second the pure-Go backend of hugot reads with
// a model of one's own, on one core, as one line of JSON.
//
//	GOMAXPROCS=1 go run . DIR < documents
//
// DIR is the folder `plain` of export_onnx.py. Documents are JSON lines with a
// text, of which the paragraphs are read one by one, each cut after 80 words,
// since the pipeline reads at most one window of each input.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/knights-analytics/hugot"
)

// most is how many words of text are read: enough for seconds of work.
const most = 3000

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "hugot:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	session, err := hugot.NewGoSession()
	if err != nil {
		return err
	}
	defer session.Destroy()
	pipeline, err := hugot.NewPipeline(session, hugot.TokenClassificationConfig{
		ModelPath: dir, Name: "names", OnnxFilename: "model.onnx",
	})
	if err != nil {
		return err
	}
	inputs, words, err := paragraphs()
	if err != nil {
		return err
	}
	if _, err := pipeline.RunPipeline(inputs[:1]); err != nil { // compiles the graph
		return err
	}
	began := time.Now()
	for _, in := range inputs {
		if _, err := pipeline.RunPipeline([]string{in}); err != nil {
			return err
		}
	}
	spent := time.Since(began).Seconds()
	fmt.Printf("{\"runtime\": \"hugot\", \"words\": %d, \"words_per_second\": %.0f}\n", words, float64(words)/spent)
	return nil
}

// paragraphs reads inputs from standard input.
func paragraphs() (inputs []string, words int, err error) {
	r := bufio.NewReaderSize(os.Stdin, 1<<20)
	for words < most {
		line, err := r.ReadBytes('\n')
		if err != nil {
			break
		}
		var d struct{ Text string }
		if err := json.Unmarshal(line, &d); err != nil {
			return nil, 0, err
		}
		for p := range strings.SplitSeq(d.Text, "\n") {
			f := strings.Fields(p)
			if len(f) == 0 {
				continue
			}
			f = f[:min(len(f), 80)]
			inputs, words = append(inputs, strings.Join(f, " ")), words+len(f)
		}
	}
	if len(inputs) == 0 {
		return nil, 0, fmt.Errorf("no documents on standard input")
	}
	return inputs, words, nil
}
