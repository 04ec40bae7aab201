package eval

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rollcall/text"
)

// Options say what is scored.
type Options struct {
	// Types are the types that are scored; nil means all. Mentions of other
	// types are left out on both sides before anything is aligned, as is right
	// for gold that is annotated for some types only.
	//
	// Alternatives keep their meaning: a gold mention of a type that is not
	// scored, but that may be read as one that is, is scored neither right nor
	// wrong; and one of a scored type is right if the answer is its reading as
	// another.
	Types []text.Type
	// MinOverlap is the least share of a gold mention's bytes, from 0 to 1, that
	// an answer must cover to be paired with it. With 0 one byte is enough.
	// It is nervaluate's min_overlap_percentage, and makes alignment depend on
	// which side is gold.
	MinOverlap float64
}

// Result is what a comparison of answers with gold has found, document by
// document. It holds pairs, not figures: those are worked out when asked for.
type Result struct {
	Documents []Document
	Warnings  []Warning
}

// Document is the result for one document.
type Document struct {
	ID            string
	Text          string
	Gold, Answers []text.Mention // what was scored: IGNORE spans are among Gold
	// Valued tells that gold gives values of money, here or in another document
	// that was scored with this one, so that a value too much is wrong.
	Valued bool
	// MinOverlap is that of the Options, for aligning parts of it anew.
	MinOverlap float64
	// Meta is what gold says of the document beside its text and mentions.
	Meta map[string]json.RawMessage
	Alignment
}

// Warning is something that a reader of the figures has to know.
type Warning struct {
	Documents []string // ids of the documents that it is about
	Message   string
}

// String is the message with the first few ids.
func (w Warning) String() string {
	if len(w.Documents) == 0 {
		return w.Message
	}
	return w.Message + ": " + few(w.Documents)
}

// few lists the first ids, and how many more there are.
func few(ids []string) string {
	const most = 5
	if len(ids) <= most {
		return strings.Join(ids, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(ids[:most], ", "), len(ids)-most)
}

// Score aligns answers with gold, document by document, paired by their ids.
// The result has the documents of gold, in their order.
//
// A document without answers has all its mentions missed, and answers to a
// document that is not in gold are left out; both are warnings. It is an error
// if an id occurs twice on one side, if there are answers but not one to a
// document of gold, if a document's text differs (answers may leave it out), or
// if a span is empty or lies outside the text. The error lists all that is
// wrong, joined.
func Score(gold, answers []*text.Document, opts Options) (*Result, error) {
	byID, err := index(answers, "answers")
	goldByID, goldErr := index(gold, "gold")
	if err := errors.Join(goldErr, err); err != nil {
		return nil, err
	}
	var surplus, unanswered []string
	for _, d := range answers {
		if goldByID[d.ID] == nil {
			surplus = append(surplus, d.ID)
		}
	}
	if len(answers) > 0 && len(gold) > 0 && len(surplus) == len(answers) {
		return nil, fmt.Errorf("no answer is to a document of gold: the ids of gold are %s, those of the answers %s",
			few(ids(gold)), few(surplus))
	}

	r := &Result{Documents: make([]Document, 0, len(gold))}
	var errs []error
	var duplicated, ignoreAnswers []string
	for _, g := range gold {
		a := byID[g.ID]
		if a == nil {
			unanswered = append(unanswered, g.ID)
			a = &text.Document{ID: g.ID}
		}
		if err := comparable(g, a); err != nil {
			errs = append(errs, err)
			continue
		}
		d := Document{ID: g.ID, Text: g.Text, Meta: g.Meta}
		if slices.ContainsFunc(a.Mentions, isIgnore) {
			ignoreAnswers = append(ignoreAnswers, g.ID)
		}
		d.align(g.Mentions, a.Mentions, opts)
		if d.repeats() {
			duplicated = append(duplicated, g.ID)
		}
		r.Documents = append(r.Documents, d)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	r.findValues()
	r.warn(unanswered, "%s without answers, all mentions of which count as missed")
	r.warn(surplus, "%s of the answers not in gold and left out")
	r.warn(duplicated, "%s with answers given more than once, each repetition of which counts as spurious")
	r.warn(ignoreAnswers, "%s with answers of the type IGNORE, which are left out")
	r.warnOfTypes(opts.Types)
	r.warnOfValues()
	return r, nil
}

// warnOfTypes warns of types that gold never has though nobody said that it was
// annotated for them: a name that wants mapping, or gold that is annotated for
// some types only.
func (r *Result) warnOfTypes(annotated []text.Type) {
	tally := r.Tally(Strict)
	var foreign []string
	for _, t := range tally.Types() {
		if c := tally[t]; c.Gold() == 0 && !slices.Contains(annotated, t) {
			foreign = append(foreign, fmt.Sprintf("%s (%d)", t, c.Answers()))
		}
	}
	if len(foreign) > 0 {
		r.Warn(Warning{Message: "answers of types that gold does not have anywhere count as spurious: " + strings.Join(foreign, ", ")})
	}
}

func isIgnore(m text.Mention) bool { return m.Type == text.TypeIgnore }

// comparable says what keeps the answers from being compared with gold.
func comparable(gold, answers *text.Document) error {
	errs := []error{checkSpans(gold, gold.Text, "gold")}
	if answers.Text != "" && answers.Text != gold.Text {
		errs = append(errs, fmt.Errorf("document %q: the text of the answers differs from that of gold from byte %d on",
			gold.ID, differ(answers.Text, gold.Text)))
	} else {
		errs = append(errs, checkSpans(answers, gold.Text, "answers"))
	}
	return errors.Join(errs...)
}

// warn adds a warning about the documents with the given ids, if there are any.
func (r *Result) warn(ids []string, format string) {
	n := "1 document"
	switch len(ids) {
	case 0:
		return
	case 1:
	default:
		n = fmt.Sprintf("%d documents", len(ids))
	}
	r.Warnings = append(r.Warnings, Warning{ids, fmt.Sprintf(format, n)})
}

// Warn adds a warning that only the caller can know of.
func (r *Result) Warn(w Warning) { r.Warnings = append(r.Warnings, w) }

func index(docs []*text.Document, side string) (map[string]*text.Document, error) {
	byID := make(map[string]*text.Document, len(docs))
	var twice []string
	for _, d := range docs {
		if byID[d.ID] != nil && !slices.Contains(twice, d.ID) {
			twice = append(twice, d.ID)
		}
		byID[d.ID] = d
	}
	if len(twice) > 0 {
		return nil, fmt.Errorf("%s: more than one document has the id %s", side, few(twice))
	}
	return byID, nil
}

func ids(docs []*text.Document) []string {
	var out []string
	for _, d := range docs {
		out = append(out, d.ID)
	}
	return out
}

func checkSpans(d *text.Document, in, side string) error {
	var errs []error
	for _, m := range d.Mentions {
		if m.Start < 0 || m.End > len(in) || m.Start >= m.End {
			errs = append(errs, fmt.Errorf("document %q: %s: %s %d-%d is empty or outside the text of %d bytes",
				d.ID, side, m.Type, m.Start, m.End, len(in)))
		}
	}
	return errors.Join(errs...)
}

// differ is the first byte at which the strings differ.
func differ(a, b string) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

// repeats reports whether an answer is left over that says the same as another.
func (d *Document) repeats() bool {
	type said struct {
		text.Span
		text.Type
	}
	left := map[said]int{}
	for _, p := range d.Pairs {
		if p.Gold < 0 {
			left[said{d.Answers[p.Answer].Span, d.Answers[p.Answer].Type}] = 0
		}
	}
	if len(left) == 0 {
		return false
	}
	for _, m := range d.Answers {
		key := said{m.Span, m.Type}
		if n, ok := left[key]; ok {
			if n > 0 {
				return true
			}
			left[key] = 1
		}
	}
	return false
}

// Tally counts the verdicts of a scheme on the document, by type.
func (d *Document) Tally(s Scheme) Tally {
	t := Tally{}
	d.tally(s, t)
	return t
}

func (d *Document) tally(s Scheme, t Tally) {
	// Neighbours are often of one type: the map is written when it changes.
	var at text.Type
	var run Counts
	count := func(typ text.Type, c Counts) {
		if typ != at && run != (Counts{}) {
			t[at] = t[at].Plus(run)
			run = Counts{}
		}
		at, run = typ, run.Plus(c)
	}
	for _, p := range d.Pairs {
		switch s.Judge(p) {
		case Correct:
			count(d.Gold[p.Gold].Type, Counts{Correct: 1})
		case Partial:
			count(d.Gold[p.Gold].Type, Counts{Partial: 1})
		case Incorrect:
			count(d.Gold[p.Gold].Type, Counts{IncorrectGold: 1})
			count(d.Answers[p.Answer].Type, Counts{IncorrectAnswer: 1})
		case Missed:
			count(d.Gold[p.Gold].Type, Counts{Missed: 1})
		case Spurious:
			count(d.Answers[p.Answer].Type, Counts{Spurious: 1})
		}
	}
	if run != (Counts{}) {
		t[at] = t[at].Plus(run)
	}
}

// Tally counts the verdicts of a scheme on all documents, by type.
func (r *Result) Tally(s Scheme) Tally {
	t := Tally{}
	for i := range r.Documents {
		r.Documents[i].tally(s, t)
	}
	return t
}

// Mentions is the number of gold mentions that are scored.
func (r *Result) Mentions() int {
	n := 0
	for i := range r.Documents {
		for _, m := range r.Documents[i].Gold {
			if !isIgnore(m) {
				n++
			}
		}
	}
	return n
}

// Pool puts the documents of several results together, as if their gold had
// been one. Pooled figures are those of all mentions, not means of the parts'.
func Pool(results ...*Result) *Result {
	pooled := &Result{}
	for _, r := range results {
		pooled.Documents = append(pooled.Documents, r.Documents...)
		pooled.Warnings = append(pooled.Warnings, r.Warnings...)
	}
	return pooled
}
