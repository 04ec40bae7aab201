// Command rules prints what each shipped rule does on annotated corpora:
//
//	go run ./bench/rules [-errors RULE] [-data FOLDER] GOLD...
//
// For each rule: how often it fired and how often just that was gold, which is
// the score that its file gives; and the strict F1 of the whole pipeline with
// all rules, less that without this one ("worth", in points). The stages before
// the rules run once per document.
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"rollcall/gold"
	"rollcall/pipeline"
	"rollcall/pipeline/data"
	"rollcall/pipeline/gazetteer"
	"rollcall/pipeline/link"
	"rollcall/pipeline/money"
	"rollcall/pipeline/rule"
	"rollcall/pipeline/tagger"
	"rollcall/pipeline/token"
	"rollcall/text"

	"github.com/olekukonko/tablewriter"
)

func main() {
	list := flag.String("errors", "", "list where this `rule` fired and was wrong; all for all rules")
	folder := flag.String("data", "", "`folder` whose files replace the built-in ones of the same path")
	noTagger := flag.Bool("alone", false, "without the tagger: rules, lists and money only")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: go run ./bench/rules [-errors RULE] [-data FOLDER] GOLD...")
		os.Exit(2)
	}
	if err := run(*list, *folder, *noTagger, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "rules:", err)
		os.Exit(2)
	}
}

func run(list, folder string, noTagger bool, paths []string) error {
	files := data.FS()
	if folder != "" {
		files = data.Over(folder)
	}
	rules, err := rule.Read(files, "rules")
	if err != nil {
		return err
	}
	before, err := stages(files, noTagger)
	if err != nil {
		return err
	}
	for _, path := range paths {
		corpus, err := gold.Open(path, gold.DefaultMap())
		if err != nil {
			return err
		}
		b := &bench{rules: rules.Rules(), types: corpus.Types, list: list}
		for _, d := range corpus.Documents {
			if err := b.prepare(d, before, rules); err != nil {
				return err
			}
		}
		b.print(path)
	}
	return nil
}

// stages makes what runs before the rules.
func stages(files fs.FS, noTagger bool) ([]func(*text.Document) error, error) {
	lists, err := gazetteer.Read(files, "gazetteers")
	if err != nil {
		return nil, err
	}
	run := []func(*text.Document) error{token.Tokens, token.Sentences}
	if !noTagger {
		model, err := tagger.Load(files, "models/fast")
		if err != nil {
			return nil, err
		}
		run = append(run, model.Propose)
	}
	return append(run, lists.Propose, money.Propose), nil
}

// bench holds the documents of one corpus with what was proposed in them.
type bench struct {
	rules []rule.Rule
	types []text.Type
	list  string
	docs  []prepared
}

type prepared struct {
	gold, work *text.Document
	others     []text.Candidate // of the stages before the rules
	ours       []text.Candidate // of the rules
	vetoed     map[int][]int    // by veto, indices of others then ours that it takes out
}

func (b *bench) prepare(d *text.Document, before []func(*text.Document) error, rules *rule.Set) error {
	work := &text.Document{ID: d.ID, Text: d.Text}
	for _, stage := range before {
		if err := stage(work); err != nil {
			return err
		}
	}
	p := prepared{gold: d, work: work, others: slices.Clone(work.Candidates), vetoed: map[int][]int{}}
	if err := rules.Propose(work); err != nil {
		return err
	}
	for i := range work.Candidates {
		c := work.Candidates[i]
		if c.Loss != nil {
			name := strings.TrimPrefix(c.Loss.Reason, "vetoed by rule ")
			k := slices.IndexFunc(b.rules, func(r rule.Rule) bool { return r.Name == name })
			p.vetoed[k] = append(p.vetoed[k], i)
			c.Loss = nil
		}
		if i >= len(p.others) {
			p.ours = append(p.ours, c)
		}
	}
	b.docs = append(b.docs, p)
	return nil
}

// tally counts strict matches of the whole pipeline, with the rules that use
// reports true for.
func (b *bench) tally(use func(k int) bool) (right, answers, golden int) {
	for _, p := range b.docs {
		w := p.work
		w.Candidates = slices.Concat(p.others, p.ours)
		for k, taken := range p.vetoed {
			for _, i := range taken {
				if use(k) {
					w.Candidates[i].Loss = &text.Loss{To: -1, Reason: "vetoed"}
				}
			}
		}
		w.Candidates = slices.DeleteFunc(w.Candidates, func(c text.Candidate) bool {
			return c.Source.Stage == rule.Stage && !use(b.index(c.Source.Rule))
		})
		w.Mentions, w.Entities = nil, nil
		link.Acronyms(w)
		w.Mentions = pipeline.Resolve(w.Candidates, 0)
		link.Consistency(w)
		w.Mentions = pipeline.Resolve(reset(w.Candidates), 0)
		r, a, g := b.compare(p.gold, w.Mentions)
		right, answers, golden = right+r, answers+a, golden+g
	}
	return right, answers, golden
}

// reset takes back what an earlier decision lost, but for vetoes.
func reset(candidates []text.Candidate) []text.Candidate {
	for i := range candidates {
		if l := candidates[i].Loss; l != nil && l.Reason != "vetoed" {
			candidates[i].Loss = nil
		}
	}
	return candidates
}

func (b *bench) index(name string) int {
	return slices.IndexFunc(b.rules, func(r rule.Rule) bool { return r.Name == name })
}

func (b *bench) counts(t text.Type) bool {
	return t != text.TypeIgnore && t != text.TypeMoney && (b.types == nil || slices.Contains(b.types, t))
}

func (b *bench) compare(d *text.Document, answers []text.Mention) (right, given, golden int) {
	want := map[text.Alternative]bool{}
	for _, m := range d.Mentions {
		if b.counts(m.Type) {
			want[text.Alternative{Span: m.Span, Type: m.Type}] = true
		}
	}
	golden = len(want)
	for _, m := range answers {
		if !b.counts(m.Type) || ignored(d, m.Span) {
			continue
		}
		given++
		if want[text.Alternative{Span: m.Span, Type: m.Type}] {
			right++
		}
	}
	return right, given, golden
}

func ignored(d *text.Document, s text.Span) bool {
	return slices.ContainsFunc(d.Mentions, func(m text.Mention) bool { return m.Type == text.TypeIgnore && m.Overlaps(s) })
}

func f1(right, given, golden int) float64 { return 200 * float64(right) / float64(given+golden) }

func (b *bench) print(path string) {
	all := f1(b.tally(func(int) bool { return true }))
	without := f1(b.tally(func(int) bool { return false }))
	fmt.Printf("%s: strict F1 %.2f with all rules, %.2f with none\n", path, all, without)
	table := tablewriter.NewWriter(os.Stdout)
	table.Header("rule", "fired", "right", "of 100", "worth")
	for k, r := range b.rules {
		fired, right := b.alone(k)
		share := "–"
		if fired > 0 {
			share = fmt.Sprintf("%.1f", 100*float64(right)/float64(fired))
		}
		worth := "–"
		if fired > 0 {
			worth = fmt.Sprintf("%+.3f", all-f1(b.tally(func(i int) bool { return i != k })))
		}
		table.Append(r.Name, fired, right, share, worth)
	}
	table.Render()
}

// alone counts what rule k proposed, and how much of that is gold; for a veto,
// what it took out and how much of that is not gold.
func (b *bench) alone(k int) (fired, right int) {
	for _, p := range b.docs {
		judge := func(m text.Mention, veto bool) {
			if !b.counts(m.Type) || ignored(p.gold, m.Span) {
				return
			}
			is := slices.ContainsFunc(p.gold.Mentions, func(g text.Mention) bool { return g.Span == m.Span && g.Type == m.Type })
			fired++
			if is != veto {
				right++
			} else if b.list == "all" || b.list == b.rules[k].Name {
				fmt.Printf("wrong    %-22s %s %s\n", b.rules[k].Name, m.Type, inContext(p.gold, m.Span))
			}
		}
		for _, c := range p.ours {
			if c.Source.Rule == b.rules[k].Name {
				judge(c.Mention, false)
			}
		}
		for _, i := range p.vetoed[k] {
			if i < len(p.others) {
				judge(p.others[i].Mention, true)
			} else {
				judge(p.ours[i-len(p.others)].Mention, true)
			}
		}
	}
	return fired, right
}

// inContext is the span in marks with the text around it, on one line.
func inContext(d *text.Document, s text.Span) string {
	const around = 40
	from, to := max(s.Start-around, 0), min(s.End+around, len(d.Text))
	line := d.Text[from:s.Start] + "⟦" + d.Surface(s) + "⟧" + d.Text[s.End:to]
	return strings.ToValidUTF8(strings.Join(strings.Fields(line), " "), "")
}
