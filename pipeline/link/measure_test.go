package link

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"rollcall/pipeline/token"
	"rollcall/text"
)

var (
	goldFlag    = flag.String("gold", "", "annotated documents, for TestMeasure")
	answersFlag = flag.String("answers", "", "answers to them by a pipeline without the stages of this package")
)

// TestMeasure counts how often each kind of evidence is right: the lines of
// scores.tsv. It needs text that the pipeline which answered was not trained
// on, such as one fold of a corpus tagged by a model of the others:
//
//	go test ./pipeline/link -run Measure -v -args -gold gold.jsonl -answers answers.jsonl
func TestMeasure(t *testing.T) {
	if *goldFlag == "" || *answersFlag == "" {
		t.Skip("needs -gold and -answers")
	}
	type count struct{ right, of int }
	counts := map[string]*count{}
	answers := map[string]*text.Document{}
	for _, d := range readDocuments(t, *answersFlag) {
		answers[d.ID] = d
	}
	for _, g := range readDocuments(t, *goldFlag) {
		d := answers[g.ID]
		if d == nil {
			t.Fatalf("no answer to %s", g.ID)
		}
		tally := func(a *article, proposals []proposal) {
			for _, p := range proposals {
				s := a.span(p.run)
				if slices.ContainsFunc(g.Mentions, func(m text.Mention) bool { return m.Type == text.TypeIgnore && m.Overlaps(s) }) {
					continue
				}
				c := counts[p.key()]
				if c == nil {
					c = &count{}
					counts[p.key()] = c
				}
				c.of++
				if slices.ContainsFunc(g.Mentions, func(m text.Mention) bool { return m.Span == s && m.Type == p.typ }) {
					c.right++
				}
			}
		}
		for _, m := range d.Mentions {
			d.Candidates = append(d.Candidates, text.Candidate{Mention: m})
		}
		d.Mentions = nil
		if err := token.Tokens(d); err != nil {
			t.Fatal(err)
		}
		if err := token.Sentences(d); err != nil {
			t.Fatal(err)
		}
		a := read(d)
		proposals := a.acronyms()
		tally(a, proposals)
		a.add(AcronymStage, proposals)
		settle(d)
		a = read(d)
		tally(a, a.inconsistencies())
	}
	var out strings.Builder
	for _, k := range sortedKeys(counts) {
		fmt.Fprintf(&out, "%s\t%d\t%d\n", k, counts[k].right, counts[k].of)
	}
	fmt.Print(out.String())
}

// settle decides as the pipeline does, in short: the longest name wins, of two
// readings of the same words the surer. (The pipeline imports this package.)
func settle(d *text.Document) {
	var all []text.Mention
	for _, c := range d.Candidates {
		all = append(all, c.Mention)
	}
	slices.SortStableFunc(all, func(a, b text.Mention) int {
		return cmp.Or(cmp.Compare(b.Len(), a.Len()), cmp.Compare(b.Score, a.Score), cmp.Compare(a.Start, b.Start))
	})
	d.Mentions = nil
	for _, m := range all {
		if !slices.ContainsFunc(d.Mentions, func(o text.Mention) bool { return o.Overlaps(m.Span) }) {
			d.Mentions = append(d.Mentions, m)
		}
	}
	slices.SortFunc(d.Mentions, func(a, b text.Mention) int { return a.Span.Compare(b.Span) })
}

func readDocuments(t *testing.T, path string) []*text.Document {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	docs, err := text.NewReader(f, path).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return docs
}
