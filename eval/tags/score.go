package tags

import (
	"fmt"
	"math"
)

// Counts are the spans, or tokens, of a label: in gold, among the answers, and
// those that are the same on both sides. They add.
type Counts struct{ Gold, Answers, Correct int }

// Plus is the sum.
func (c Counts) Plus(o Counts) Counts {
	return Counts{c.Gold + o.Gold, c.Answers + o.Answers, c.Correct + o.Correct}
}

// Precision is Correct / Answers: NaN where there are no answers.
func (c Counts) Precision() float64 { return ratio(c.Correct, c.Answers) }

// Recall is Correct / Gold: NaN where there is no gold.
func (c Counts) Recall() float64 { return ratio(c.Correct, c.Gold) }

// F1 is 2 Correct / (Answers + Gold), the harmonic mean of precision and
// recall: NaN where there are neither answers nor gold.
func (c Counts) F1() float64 { return ratio(2*c.Correct, c.Answers+c.Gold) }

func ratio(part, whole int) float64 {
	if whole == 0 {
		return math.NaN()
	}
	return float64(part) / float64(whole)
}

// Row is what was counted in a document.
type Row struct {
	Tokens   int      // tokens that are scored
	SameTags int      // those that have the same tag on both sides
	Labels   []Counts // tokens by label, that of Nothing first
	Spans    []Counts // spans by label; nil where spans were not counted
	// Left and Right are the spans, of all labels, that have the label and the
	// first token of one of the other side, or the label and the last, as
	// scorers of biomedical names count them beside the whole ones.
	Left, Right int
}

// Result is what was found in comparing tags.
type Result struct {
	Labels    []string // by number; the first, "", is that of Nothing
	Rows      []Row    // document by document
	Confusion Confusion
}

// Confusion counts tokens by their labels on both sides.
type Confusion struct {
	size int
	n    []int // [gold*size+answer]
}

// Count is the number of tokens that have one label in gold and the other among
// the answers.
func (c Confusion) Count(gold, answer Label) int { return c.n[int(gold)*c.size+int(answer)] }

// newResult has room for documents. spans says whether spans are counted.
func newResult(labels *Labels, documents int, spans bool) *Result {
	size := labels.Len()
	r := &Result{
		Labels:    append([]string(nil), labels.names...),
		Rows:      make([]Row, documents),
		Confusion: Confusion{size, make([]int, size*size)},
	}
	kinds := 1
	if spans {
		kinds = 2
	}
	slab := make([]Counts, documents*size*kinds)
	for i := range r.Rows {
		r.Rows[i].Labels, slab = slab[:size:size], slab[size:]
		if spans {
			r.Rows[i].Spans, slab = slab[:size:size], slab[size:]
		}
	}
	return r
}

// Total is the sum over documents.
func (r *Result) Total() Row {
	total := Row{Labels: make([]Counts, len(r.Labels))}
	for _, row := range r.Rows {
		total.Tokens += row.Tokens
		total.SameTags += row.SameTags
		total.Left += row.Left
		total.Right += row.Right
		for l, c := range row.Labels {
			total.Labels[l] = total.Labels[l].Plus(c)
		}
		if row.Spans != nil && total.Spans == nil {
			total.Spans = make([]Counts, len(r.Labels))
		}
		for l, c := range row.Spans {
			total.Spans[l] = total.Spans[l].Plus(c)
		}
	}
	return total
}

// Accuracy is the share of tokens that have the same tag on both sides,
// conlleval's and seqeval's: NaN where there are no tokens.
func (r Row) Accuracy() float64 { return ratio(r.SameTags, r.Tokens) }

// SameLabels is the number of tokens that have the same label on both sides,
// Nothing among the labels.
func (r Row) SameLabels() int {
	n := 0
	for _, c := range r.Labels {
		n += c.Correct
	}
	return n
}

// LabelAccuracy is the share of tokens that have the same label on both sides.
func (r Row) LabelAccuracy() float64 { return ratio(r.SameLabels(), r.Tokens) }

// Micro sums counts over labels, Nothing left out.
func Micro(byLabel []Counts) Counts {
	var sum Counts
	if len(byLabel) > 1 {
		for _, c := range byLabel[1:] {
			sum = sum.Plus(c)
		}
	}
	return sum
}

// Options say how tags are read.
type Options struct {
	Gold, Answers Scheme
	Reading       Reading // of both sides
}

// Score compares the tags of two files that Match, document by document of
// gold. Spans are right if label, begin and end are (conlleval's phrases).
// Tokens have the labels of the spans that they are in. If the answers are in
// another scheme than gold, SameTags compares them as rewritten in gold's.
//
// The error is of Refuse only: it lists the illegal tags.
func Score(gold, answers *File, labels *Labels, o Options) (*Result, error) {
	if o.Reading == Refuse {
		var errs faults
		gold.validate(o.Gold, labels, &errs)
		answers.validate(o.Answers, labels, &errs)
		if err := errs.join(); err != nil {
			return nil, err
		}
	}
	r := newResult(labels, len(gold.Documents), true)
	g := gold.Decode(o.Gold, o.Reading)
	a := answers.Decode(o.Answers, o.Reading)
	goldTags, answerTags := gold.Tags, answers.Tags
	if o.Gold.Name != o.Answers.Name {
		goldTags = rewrite(goldTags, g, o.Gold)
		answerTags = rewrite(answerTags, a, o.Gold)
	}
	goldLabels, answerLabels := gold.Tags, answers.Tags
	if o.Reading != Lenient { // which may leave labelled tokens out of all spans
		goldLabels, answerLabels = rewrite(gold.Tags, g, o.Gold), rewrite(answers.Tags, a, o.Answers)
	}
	at := 0
	for k := range r.Rows {
		_, end := gold.Document(k)
		end = gold.Sentences[end-1]
		row := &r.Rows[k]
		row.Tokens = end - at
		for i, t := range goldTags[at:end] {
			if t == answerTags[at+i] {
				row.SameTags++
			}
		}
		r.countLabels(row, goldLabels[at:end], answerLabels[at:end])
		var ofGold, ofAnswers []Span
		ofGold, g = split(g, end)
		ofAnswers, a = split(a, end)
		row.countSpans(ofGold, ofAnswers)
		at = end
	}
	return r, nil
}

// rewrite writes spans of a whole file as tags.
func rewrite(tags []Tag, spans []Span, s Scheme) []Tag {
	out := make([]Tag, len(tags))
	s.write(out, spans)
	return out
}

// countLabels counts the tokens of a document by label.
func (r *Result) countLabels(row *Row, gold, answers []Tag) {
	size := r.Confusion.size
	nothing := 0
	for i, g := range gold {
		a := answers[i]
		if g|a == 0 { // most tokens
			nothing++
			continue
		}
		x, y := g.Label(), a.Label()
		r.Confusion.n[int(x)*size+int(y)]++
		row.Labels[x].Gold++
		row.Labels[y].Answers++
		if x == y {
			row.Labels[x].Correct++
		}
	}
	r.Confusion.n[0] += nothing
	row.Labels[Nothing] = row.Labels[Nothing].Plus(Counts{nothing, nothing, nothing})
}

// split divides spans in those that begin before a token and the others.
func split(spans []Span, end int) (before, rest []Span) {
	n := 0
	for n < len(spans) && spans[n].First < end {
		n++
	}
	return spans[:n], spans[n:]
}

// countSpans counts the spans of a document.
func (row *Row) countSpans(gold, answers []Span) {
	for _, c := range gold {
		row.Spans[c.Label].Gold++
	}
	for _, c := range answers {
		row.Spans[c.Label].Answers++
	}
	for g, a := 0, 0; g < len(gold) && a < len(answers); {
		x, y := gold[g], answers[a]
		if x.First == y.First && x.Label == y.Label {
			row.Left++
			if x.End == y.End {
				row.Spans[x.Label].Correct++
			}
		}
		if x.First <= y.First {
			g++
		}
		if y.First <= x.First {
			a++
		}
	}
	for g, a := 0, 0; g < len(gold) && a < len(answers); {
		x, y := gold[g], answers[a]
		if x.End == y.End && x.Label == y.Label {
			row.Right++
		}
		if x.End <= y.End {
			g++
		}
		if y.End <= x.End {
			a++
		}
	}
}

// Decode reads the spans of a file, sentence by sentence; they count its
// tokens.
func (f *File) Decode(s Scheme, r Reading) []Span {
	spans := make([]Span, 0, len(f.Tags)/8+16)
	first := 0
	for _, end := range f.Sentences {
		n := len(spans)
		spans = Decode(spans, f.Tags[first:end], s, r)
		for i := n; i < len(spans); i++ {
			spans[i].First += first
			spans[i].End += first
		}
		first = end
	}
	return spans
}

// Guess tells the file's scheme; see the function Guess.
func (f *File) Guess() (s Scheme, illegal int) {
	h := f.histogram()
	return h.guess()
}

// CountIllegal is the number of the file's tags that a scheme does not allow
// where they stand.
func (f *File) CountIllegal(s Scheme) int {
	h := f.histogram()
	return h.illegal(s)
}

func (f *File) histogram() histogram {
	var h histogram
	first := 0
	for _, end := range f.Sentences {
		h.count(f.Tags[first:end])
		first = end
	}
	return h
}

// Validate lists the illegal tags of a file, each with its line and token; more
// than the most that are asked for are only counted in n.
func (f *File) Validate(s Scheme, labels *Labels, most int) (faults []error, n int) {
	first := 0
	for _, end := range f.Sentences {
		for _, x := range Validate(f.Tags[first:end], s) {
			n++
			if len(faults) >= most {
				continue
			}
			at := min(first+x.At, end-1)
			token := ""
			if !f.Bare {
				token = fmt.Sprintf("%q: ", f.Token(at))
			}
			faults = append(faults, fmt.Errorf("%s:%d: %s%s", f.Name, f.Line(at), token, x.Describe(s, labels)))
		}
		first = end
	}
	return faults, n
}

func (f *File) validate(s Scheme, labels *Labels, errs *faults) {
	found, n := f.Validate(s, labels, mostFaults)
	for _, err := range found {
		errs.add(err)
	}
	errs.more += n - len(found)
}

// Writes reports whether a scheme has every prefix that the file's tags have.
func (f *File) Writes(s Scheme) bool {
	var seen [1 << prefixBits]bool
	for _, t := range f.Tags {
		seen[t.Prefix()] = true
	}
	for p, there := range seen {
		if there && (p >= prefixes || s.letters[p] == 0) {
			return false
		}
	}
	return true
}
