package link

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"

	"rollcall/text"
)

// proposal is a reading that the document itself speaks for, and what there is
// to say for it, in the words of scores.tsv.
type proposal struct {
	run
	typ      text.Type
	rule     string
	evidence string
}

// scores.tsv says of each kind of evidence how often it was right. Evidence
// that is not listed was right too seldom to be followed.
//
//go:embed scores.tsv
var scoreFile string

// scores maps rule, type and evidence, with tabs between them, to the estimated
// probability of being right.
var scores = mustReadScores(scoreFile)

func mustReadScores(file string) map[string]float64 {
	m, err := readScores(file)
	if err != nil {
		panic(err) // the file is part of the program, and a test reads it
	}
	return m
}

// readScores reads lines of rule, type, evidence, how many were right, and of
// how many. The estimate is that of Laplace, (right+1)/(of+2): three of three
// is no certainty.
func readScores(file string) (map[string]float64, error) {
	m := map[string]float64{}
	n := 0
	for line := range strings.Lines(file) {
		n++
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 5 {
			return nil, fmt.Errorf("scores.tsv:%d: %d columns, want 5", n, len(f))
		}
		right, err1 := strconv.Atoi(f[3])
		of, err2 := strconv.Atoi(f[4])
		if err1 != nil || err2 != nil || right < 0 || right > of {
			return nil, fmt.Errorf("scores.tsv:%d: %q of %q is no count", n, f[3], f[4])
		}
		key := strings.Join(f[:3], "\t")
		if _, twice := m[key]; twice {
			return nil, fmt.Errorf("scores.tsv:%d: %q is listed twice", n, key)
		}
		m[key] = float64(right+1) / float64(of+2)
	}
	return m, nil
}

// key is where the proposal is found in scores. Of a definition the order does
// not matter, and the rarer one is too rare to be counted alone.
func (p proposal) key() string {
	rule := p.rule
	if rule == ruleShortLong {
		rule = ruleLongShort
	}
	return rule + "\t" + string(p.typ) + "\t" + p.evidence
}

// add appends to the document's candidates the proposals whose evidence is
// worth following.
func (a *article) add(stage string, proposals []proposal) {
	for _, p := range proposals {
		score, ok := scores[p.key()]
		if !ok {
			continue
		}
		a.Candidates = append(a.Candidates, text.Candidate{Mention: text.Mention{
			Span: a.span(p.run), Type: p.typ, Score: score, Source: text.Source{Stage: stage, Rule: p.rule},
		}})
	}
}
