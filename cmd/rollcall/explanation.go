package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/cmd/rollcall/internal/render"
	"rollcall/pipeline"
	"rollcall/text"
)

// What became of a place in the text.
const (
	outcomeFound    = "found"          // a mention covers exactly this
	outcomeOther    = "other bounds"   // a mention covers part of it, or more
	outcomeLost     = "lost"           // proposed, and no mention here
	outcomeProposed = "never proposed" // nobody proposed anything here
)

// explanation tells for one place in a document who proposed what there, and
// what became of it. Offsets are in the unit that was asked for.
type explanation struct {
	Document   string     `json:"document"`
	Start      int        `json:"start"`
	End        int        `json:"end"`
	Line       int        `json:"line"`
	Text       string     `json:"text"`
	Outcome    string     `json:"outcome"`
	Sentence   string     `json:"sentence,omitempty"`
	Block      string     `json:"block,omitempty"`
	Tokens     []string   `json:"tokens"`
	CutsToken  bool       `json:"cuts_token,omitempty"` // begins or ends inside a token
	Entity     string     `json:"entity,omitempty"`     // name of what it belongs to
	Mentions   int        `json:"entity_mentions,omitempty"`
	Candidates []proposal `json:"candidates"`
	Silent     []string   `json:"silent"`            // stages that propose and had nothing here
	Nearest    []proposal `json:"nearest,omitempty"` // where nothing was proposed: what stands beside it

	before, after string // of the sentence
}

// proposal is a candidate and its fate.
type proposal struct {
	Start  int       `json:"start"`
	End    int       `json:"end"`
	Text   string    `json:"text"`
	Type   text.Type `json:"type"`
	Score  float64   `json:"score,omitempty"`
	Source string    `json:"source"`
	Won    bool      `json:"won"`
	Reason string    `json:"reason,omitempty"`  // of the loss
	LostTo string    `json:"lost_to,omitempty"` // text of the winner

	counted bool     // in a combined proposal, which has it among its parts
	parts   []string // of a combined one: "encoder 0.67"
}

var spanPattern = regexp.MustCompile(`^(\d+):(\d+)$`)

// places finds what --at asks for: a span "120:145" in the unit of index, or
// every occurrence of a text.
func places(d *text.Document, at string, index *text.Index) ([]text.Span, error) {
	m := spanPattern.FindStringSubmatch(at)
	if m == nil {
		return occurrences(d.Text, at), nil
	}
	start, errStart := strconv.Atoi(m[1])
	end, errEnd := strconv.Atoi(m[2])
	from, okStart := index.ToByte(start)
	to, okEnd := index.ToByte(end)
	if errStart != nil || errEnd != nil || !okStart || !okEnd || start >= end {
		return nil, fmt.Errorf("--at %s: not a span of %q, which ends at %d", at, d.ID, index.Len())
	}
	return []text.Span{{Start: from, End: to}}, nil
}

// occurrences finds a text, with any white space where it has some. Whole words
// are preferred to parts of words, and the same capitals to other ones: what is
// less exact is given only where there is nothing better.
func occurrences(s, wanted string) []text.Span {
	var parts []string
	for word := range strings.FieldsSeq(wanted) {
		parts = append(parts, regexp.QuoteMeta(word))
	}
	if len(parts) == 0 {
		return nil
	}
	pattern := strings.Join(parts, `[\s\x{a0}]+`)
	for _, flags := range []string{"", "(?i)"} {
		re, err := regexp.Compile(flags + pattern)
		if err != nil { // invalid UTF-8, or too long for a pattern
			return nil
		}
		var whole, all []text.Span
		for _, m := range re.FindAllStringIndex(s, -1) {
			span := text.Span{Start: m[0], End: m[1]}
			all = append(all, span)
			if !insideWord(s, span.Start) && !insideWord(s, span.End) {
				whole = append(whole, span)
			}
		}
		if len(whole) > 0 {
			return whole
		}
		if len(all) > 0 {
			return all
		}
	}
	return nil
}

// insideWord reports whether there are letters or digits on both sides.
func insideWord(s string, offset int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:offset])
	after, _ := utf8.DecodeRuneInString(s[offset:])
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return word(before) && word(after)
}

// explain tells what became of a span of an annotated document.
func explain(d *text.Document, span text.Span, stages []pipeline.Stage, index *text.Index) explanation {
	e := explanation{
		Document: d.ID, Start: index.FromByte(span.Start), End: index.FromByte(span.End),
		Text: d.Surface(span), Outcome: outcomeProposed,
		Tokens: []string{}, Candidates: []proposal{}, Silent: []string{},
	}
	e.describe(d, span)
	order := []int{}
	spoke := map[string]bool{}
	for i, c := range d.Candidates {
		if c.Overlaps(span) {
			order = append(order, i)
			spoke[c.Source.Stage] = true
			e.Outcome = outcomeLost
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := d.Candidates[a], d.Candidates[b]
		return cmp.Or(
			byTruth(x.Loss == nil, y.Loss == nil), byTruth(x.Span == span, y.Span == span),
			byTruth(!weak(x), !weak(y)),
			cmp.Compare(y.Len(), x.Len()), cmp.Compare(y.Score, x.Score), cmp.Compare(a, b))
	})
	e.Candidates = proposalsOf(d, order, index)
	for _, s := range stages {
		if s.Makes&pipeline.Candidates != 0 && !spoke[s.Name] && !slices.Contains(e.Silent, s.Name) {
			e.Silent = append(e.Silent, s.Name)
		}
	}
	e.decided(d, span)
	if len(order) == 0 {
		e.Nearest = nearest(d, span, index)
	}
	return e
}

// weak reports whether a candidate is too improbable to be shown to people.
func weak(c text.Candidate) bool { return c.Score > 0 && c.Score < weakScore }

const weakScore = 0.05

// byTruth orders what is true first.
func byTruth(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// describe fills in what the span is made of.
func (e *explanation) describe(d *text.Document, span text.Span) {
	place := render.PlaceOf(d, span)
	e.Line, e.before, e.after = place.Line, place.Before, place.After
	for _, t := range d.Tokens {
		if t.Overlaps(span) {
			e.Tokens = append(e.Tokens, d.Surface(t.Span))
			if t.Start < span.Start || t.End > span.End {
				e.CutsToken = true
			}
		}
	}
	for _, s := range d.Sentences {
		in := s.Span // s.End counts tokens
		if in.Start <= span.Start && span.Start < in.End {
			e.Sentence = d.Surface(in)
			e.Block = s.Block.String()
			e.before = d.Text[in.Start:span.Start]
			e.after = d.Text[span.End:max(in.End, span.End)]
			return
		}
	}
}

// decided fills in the mention and its entity.
func (e *explanation) decided(d *text.Document, span text.Span) {
	for i, m := range d.Mentions {
		if !m.Overlaps(span) {
			continue
		}
		e.Outcome = outcomeOther
		if m.Span == span {
			e.Outcome = outcomeFound
		}
		for _, entity := range d.Entities {
			if slices.Contains(entity.Mentions, i) {
				e.Entity, e.Mentions = entity.Name, len(entity.Mentions)
			}
		}
		return
	}
}

// proposalsOf describes the candidates, in this order.
func proposalsOf(d *text.Document, order []int, index *text.Index) []proposal {
	list := []proposal{}
	parts := map[int][]string{}
	for _, i := range order {
		if c := d.Candidates[i]; pipeline.IsCounted(d.Candidates, i) {
			parts[c.Loss.To] = append(parts[c.Loss.To], fmt.Sprintf("%s %.2f", c.Source.Stage, c.Score))
		}
	}
	for _, i := range order {
		p := proposalOf(d, i, index)
		p.counted, p.parts = pipeline.IsCounted(d.Candidates, i), slices.Sorted(slices.Values(parts[i]))
		list = append(list, p)
	}
	return list
}

func proposalOf(d *text.Document, i int, index *text.Index) proposal {
	c := d.Candidates[i]
	p := proposal{
		Start: index.FromByte(c.Start), End: index.FromByte(c.End), Text: d.Surface(c.Span),
		Type: c.Type, Score: c.Score, Source: c.Source.String(), Won: c.Loss == nil,
	}
	if c.Loss != nil {
		p.Reason = c.Loss.Reason
		if c.Loss.To >= 0 && c.Loss.To < len(d.Candidates) {
			p.LostTo = d.Surface(d.Candidates[c.Loss.To].Span)
		}
	}
	return p
}

// maxNearest is how many candidates are shown where none stands.
const maxNearest = 3

// nearest lists the candidates closest to a span that none overlaps.
func nearest(d *text.Document, span text.Span, index *text.Index) []proposal {
	distance := func(c text.Candidate) int {
		return max(c.Start-span.End, span.Start-c.End)
	}
	var order []int
	for i := range d.Candidates {
		if !pipeline.IsCounted(d.Candidates, i) {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(distance(d.Candidates[a]), distance(d.Candidates[b])), cmp.Compare(a, b))
	})
	return proposalsOf(d, order[:min(maxNearest, len(order))], index)
}
