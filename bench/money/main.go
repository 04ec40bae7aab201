// Command money prints how well package money does on the corpora whose folder
// is its argument:
//
//	go run ./bench/money CORPORA
//
// First the spans: strict precision, recall and F1 on the news corpora, of the
// mentions that hold a number (some of them mark a bare "dollar"). Then the
// values: of the amounts in the suites of two value readers, how many are found
// with the right number and currency; of the prices of a third that carry a
// currency, how many are read; and the phrases of a fourth. Then every error
// with its cause, as far as causes.tsv knows it, and whose it is: the gold's,
// where it departs from the guideline that the project follows, or ours. The
// figures are those against the gold as it stands. Last the speed of the stage
// alone, in words per second of processor time.
//
// Flags show the errors in context and leave out the list of them, and print
// the precision by form that package money gives as its score.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"rollcall/internal/cputime"
	"rollcall/pipeline/money"
	"rollcall/pipeline/token"
	"rollcall/text"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

func main() {
	errors := flag.Bool("errors", false, "show what was missed and what is spurious in context")
	brief := flag.Bool("brief", false, "count the errors by cause, without the list")
	figures := flag.Bool("figures", false, "leave the errors out")
	scores := flag.Bool("scores", false, "print precision by form on the training material")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: go run ./bench/money [-errors] [-brief | -figures] [-scores] CORPORA")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *errors, *brief, *figures, *scores); err != nil {
		fmt.Fprintln(os.Stderr, "money:", err)
		os.Exit(2)
	}
}

func run(folder string, inContext, brief, figures, scores bool) error {
	var errors []errorAt
	table := markdown()
	table.Header("spans", "gold", "right", "spurious", "missed", "precision", "recall", "F1")
	byForm := map[string]*tally{}
	for _, name := range []string{"worldwide/train.jsonl", "worldwide/dev.jsonl", "ieer/all.jsonl"} {
		docs, err := read(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		var forms map[string]*tally
		if !strings.Contains(name, "dev") {
			forms = byForm
		}
		t, wrong := spans(docs, forms, inContext)
		for _, e := range wrong {
			e.suite = strings.TrimSuffix(name, ".jsonl")
			errors = append(errors, e)
		}
		p, r := ratio(t.right, t.right+t.wrong), ratio(t.right, t.right+t.missed)
		table.Append(name, t.right+t.missed, t.right, t.wrong, t.missed, percent(p), percent(r), percent(2*p*r/(p+r)))
	}
	if err := table.Render(); err != nil {
		return err
	}
	fmt.Println()
	if scores {
		printScores(byForm)
	}
	wrong, err := values(folder, inContext)
	if err != nil {
		return err
	}
	if !figures {
		if err := why(append(errors, wrong...), !brief); err != nil {
			return err
		}
	}
	return speed(folder)
}

// markdown is an empty table that is written to standard output as Markdown.
func markdown() *tablewriter.Table {
	return tablewriter.NewTable(os.Stdout,
		tablewriter.WithRenderer(renderer.NewMarkdown()),
		tablewriter.WithHeaderAutoFormat(tw.Off))
}

func read(path string) ([]*text.Document, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return text.NewReader(f, path).ReadAll()
}

// propose runs the stage on a document of its own with the same text.
func propose(s string) ([]text.Mention, error) {
	d := &text.Document{Text: s}
	if err := token.Tokens(d); err != nil {
		return nil, err
	}
	if err := money.Propose(d); err != nil {
		return nil, err
	}
	var mentions []text.Mention
	for _, c := range d.Candidates {
		mentions = append(mentions, c.Mention)
	}
	return mentions, nil
}

func speed(folder string) error {
	docs, err := read(filepath.Join(folder, "worldwide/dev.jsonl"))
	if err != nil {
		return err
	}
	words := 0
	for _, d := range docs {
		if err := token.Tokens(d); err != nil {
			return err
		}
		words += len(strings.Fields(d.Text))
	}
	const runs = 10
	start := cputime.Now()
	for range runs {
		for _, d := range docs {
			d.Candidates = d.Candidates[:0]
			if err := money.Propose(d); err != nil {
				return err
			}
		}
	}
	spent := cputime.Now() - start
	fmt.Printf("\nSpeed of the stage alone on worldwide/dev: %.1f M words per second of processor time\n", float64(runs*words)/spent.Seconds()/1e6)
	return nil
}

func ratio(a, b int) float64 { return float64(a) / float64(b) }

func percent(x float64) string { return fmt.Sprintf("%.1f", 100*x) }
