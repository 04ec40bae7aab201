package gold

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"rollcall/text"
)

// Decisions is a list of disputes (Merged.List) that a person has written in.
type Decisions struct {
	Name string

	blocks   []*decisionBlock
	comments []string // before the first block
}

// decisionBlock is one dispute as it stands in the file.
type decisionBlock struct {
	Line       int
	Document   string
	name       string // of the file
	start, end int    // in characters
	lines      []decisionLine
	comments   []string

	// Set by locate, when the document is known.
	span     text.Span
	readings [][]text.Mention // what annotators marked when the list was written
	decided  bool
	decision []text.Mention
	carried  bool // there is a line with an earlier decision
	before   []text.Mention
}

// decisionLine is a reading in a block.
type decisionLine struct {
	line   int
	chosen bool
	byHand bool
	before bool // an earlier decision, not an annotator's reading
	body   string
}

// ParseDecisions reads a list of disputes; name is what errors call it. The
// error lists every line that cannot be read. Whether the words are those of
// the documents is seen by Merge.
func ParseDecisions(name, data string) (*Decisions, error) {
	d := &Decisions{Name: name}
	var errs []error
	var block *decisionBlock
	number := 0
	for line := range strings.Lines(strings.TrimPrefix(data, "\uFEFF")) {
		number++
		line = strings.TrimRight(line, "\r\n")
		bad := func(format string, args ...any) {
			errs = append(errs, fault{name, number, fmt.Sprintf(format, args...)})
		}
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "##"):
		case line[0] == '#' && block == nil:
			d.comments = append(d.comments, line)
		case line[0] == '#':
			block.comments = append(block.comments, line)
		case line[0] == '@':
			var err error
			if block, err = parseBlockHead(line); err != nil {
				bad("%v", err)
				block = &decisionBlock{} // its lines are read, and forgotten
				continue
			}
			block.Line, block.name = number, name
			d.blocks = append(d.blocks, block)
		case block == nil:
			bad("a line before the first block, which begins with @")
		default:
			l, err := parseDecisionLine(line)
			if err != nil {
				bad("%v", err)
				continue
			}
			l.line = number
			block.lines = append(block.lines, l)
		}
	}
	for _, b := range d.blocks {
		errs = append(errs, b.choose()...)
	}
	if len(errs) > 0 {
		slices.SortStableFunc(errs, compareFaults)
		return nil, errors.Join(errs...)
	}
	return d, nil
}

var blockHead = regexp.MustCompile(`^@ *([0-9]{1,9})-([0-9]{1,9}) (.*)$`)

func parseBlockHead(line string) (*decisionBlock, error) {
	m := blockHead.FindStringSubmatch(line)
	if m == nil {
		return nil, errors.New(`a block begins as in "@ 12-31 harbour-bond", with where it is and the document's id`)
	}
	b := &decisionBlock{Document: m[3]}
	b.start, _ = strconv.Atoi(m[1]) // nine digits at most
	b.end, _ = strconv.Atoi(m[2])
	if strings.HasPrefix(m[3], `"`) {
		var id string
		if json.Unmarshal([]byte(m[3]), &id) == nil {
			b.Document = id
		}
	}
	return b, nil
}

func parseDecisionLine(line string) (decisionLine, error) {
	if rest, byHand := strings.CutPrefix(line, ">"); byHand {
		return decisionLine{byHand: true, body: strings.TrimPrefix(rest, " ")}, nil
	}
	label, body, found := strings.Cut(line, " | ")
	if !found {
		return decisionLine{}, errors.New(`neither a reading, as in "x ann.jsonl:3 | …", nor one by hand behind >, nor a comment behind #`)
	}
	l := decisionLine{body: body}
	label = strings.TrimSpace(label)
	for _, x := range []string{"x ", "X "} {
		if rest, chosen := strings.CutPrefix(label, x); chosen {
			l.chosen, label = true, strings.TrimSpace(rest)
		}
	}
	l.before = label == beforeLabel
	return l, nil
}

// choose sees that a block is decided once at most.
func (b *decisionBlock) choose() []error {
	var chosen []int
	for _, l := range b.lines {
		if l.chosen || l.byHand && strings.TrimSpace(l.body) != "" {
			chosen = append(chosen, l.line)
		}
	}
	if len(chosen) < 2 {
		return nil
	}
	return []error{b.fault(chosen[1], "decided twice, in line %d too", chosen[0])}
}

func (b *decisionBlock) fault(line int, format string, args ...any) error {
	return fault{b.name, line, fmt.Sprintf(format, args...)}
}

// locate reads the block's lines against the document: what is marked where.
func (b *decisionBlock) locate(d *text.Document, index *text.Index) []error {
	start, okStart := index.ToByte(b.start)
	end, okEnd := index.ToByte(b.end)
	if !okStart || !okEnd || start >= end {
		return []error{b.fault(b.Line, "%d-%d is no place in the document, which has %d characters", b.start, b.end, index.Len())}
	}
	b.span = text.Span{Start: start, End: end}
	window := shown(d.Text, b.span)
	var errs []error
	for _, l := range b.lines {
		if l.byHand && strings.TrimSpace(l.body) == "" {
			continue
		}
		plain, marks, err := parseBody(l.body, window.Start)
		if err != nil {
			errs = append(errs, b.fault(l.line, "%v", err))
			continue
		}
		if want := window.In(d.Text); plain != want {
			errs = append(errs, b.fault(l.line, "these are not the document's words: %s", difference(plain, want)))
			continue
		}
		slices.SortStableFunc(marks, func(x, y text.Mention) int { return x.Compare(y.Span) })
		if l.chosen || l.byHand {
			errs = append(errs, b.soundness(l, marks, d)...)
			b.decided, b.decision = true, marks
		}
		switch {
		case l.before:
			b.carried, b.before = true, marks
		case !l.byHand:
			b.readings = append(b.readings, marks)
		}
	}
	return errs
}

// soundness refuses marks by hand that no annotator may make either.
func (b *decisionBlock) soundness(l decisionLine, marks []text.Mention, d *text.Document) []error {
	if !l.byHand {
		return nil
	}
	var errs []error
	for i, m := range marks {
		if m.Type == "" {
			errs = append(errs, b.fault(l.line, "%q is marked without a type", d.Surface(m.Span)))
		}
		if cutsWord(d.Text, m.Start) || cutsWord(d.Text, m.End) {
			errs = append(errs, b.fault(l.line, "%q cuts the word %q", d.Surface(m.Span), wordsAround(d.Text, m.Span)))
		}
		if i > 0 && marks[i-1].Overlaps(m.Span) {
			errs = append(errs, b.fault(l.line, "%q is marked inside %q: the longest name wins", d.Surface(m.Span), d.Surface(marks[i-1].Span)))
		}
	}
	return errs
}

// difference shows where two texts part.
func difference(got, want string) string {
	at := 0
	for at < len(got) && at < len(want) && got[at] == want[at] {
		at++
	}
	at = wordStart(got, at) // the same place in both, since they are the same up to there
	return fmt.Sprintf("they go on with %q where it has %q", excerpt(got, at), excerpt(want, at))
}

// sameReadings reports whether annotators read the place as they did when the
// list was written, whoever of them reads it how.
func (b *decisionBlock) sameReadings(now []Reading) bool {
	within := func(marks []text.Mention, list [][]text.Mention) bool {
		return slices.ContainsFunc(list, func(other []text.Mention) bool { return sameMarks(marks, other) })
	}
	var current [][]text.Mention
	for _, r := range now {
		current = append(current, r.Mentions)
		if !within(r.Mentions, b.readings) {
			return false
		}
	}
	return !slices.ContainsFunc(b.readings, func(marks []text.Mention) bool { return !within(marks, current) })
}

// says is what the block wants marked: its decision, or one made before about
// other readings.
func (b *decisionBlock) says() (marks []text.Mention, any bool) {
	switch {
	case b.decided:
		return b.decision, true
	case b.carried:
		return b.before, true
	}
	return nil, false
}

// count is 1 for a decided block.
func (b *decisionBlock) count() int {
	if b.decided {
		return 1
	}
	return 0
}

// byDocument groups blocks by document; d may be nil.
func (d *Decisions) byDocument() map[string][]*decisionBlock {
	blocks := map[string][]*decisionBlock{}
	if d != nil {
		for _, b := range d.blocks {
			blocks[b.Document] = append(blocks[b.Document], b)
		}
	}
	return blocks
}
