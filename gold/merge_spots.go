package gold

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rollcall/text"
)

// merging is the merging of one document.
type merging struct {
	parallel
	doc     *text.Document
	options MergeOptions
	blocks  []*decisionBlock // what was decided about the document
	types   []text.Type      // marks of others are passed over; nil for none
	spots   []spot
}

// spot is a stretch of text with what each annotator marks in it.
type spot struct {
	span     text.Span
	readings []Reading
	agreed   bool // the first reading is the one
	dispute  *Dispute
}

func (w *merging) run(m *Merged) []error {
	index := text.NewIndex(w.doc.Text, text.Char)
	var errs []error
	for _, b := range w.blocks {
		errs = append(errs, b.locate(w.doc, index)...)
	}
	if len(errs) > 0 {
		return errs
	}
	w.findSpots()
	errs = append(errs, w.applyDecisions(m)...)
	for _, p := range w.spots {
		if p.agreed && p.dispute == nil {
			m.Agreed += len(p.readings[0].Mentions)
		}
	}
	for i := range w.spots {
		p := &w.spots[i]
		if p.agreed && p.dispute == nil {
			continue
		}
		d := p.dispute
		if d == nil {
			d = &Dispute{}
			p.dispute = d
		}
		d.Document, d.doc, d.span, d.Readings = w.id, w.doc, p.span, p.readings
		d.Start, d.End = index.FromByte(p.span.Start), index.FromByte(p.span.End)
		d.window = shown(w.doc.Text, p.span)
		for _, r := range w.readings {
			address := ""
			if r.corpus != nil {
				address = r.address()
			}
			d.Addresses = append(d.Addresses, address)
		}
		errs = append(errs, d.writable()...)
		m.Disputes = append(m.Disputes, d)
	}
	if len(errs) > 0 {
		return errs
	}
	return w.settle()
}

// findSpots cuts the document into spots. Amounts of one span whose value
// only some annotators give are the same amount.
func (w *merging) findSpots() {
	type marked struct {
		text.Mention
		by int
	}
	var all []marked
	for k, r := range w.readings {
		if r.corpus == nil {
			continue
		}
		for _, m := range r.document().Mentions {
			if w.types != nil && !slices.Contains(w.types, m.Type) {
				continue
			}
			m.Score, m.Source = 0, text.Source{}
			all = append(all, marked{m, k})
		}
	}
	slices.SortStableFunc(all, func(a, b marked) int { return hull(a.Mention).Compare(hull(b.Mention)) })
	for i := 0; i < len(all); {
		span := hull(all[i].Mention)
		end := i + 1
		for end < len(all) && hull(all[end].Mention).Start < span.End {
			span.End = max(span.End, hull(all[end].Mention).End)
			end++
		}
		own := make([][]text.Mention, len(w.readings))
		for _, m := range all[i:end] {
			own[m.by] = append(own[m.by], m.Mention)
		}
		fillValues(own)
		w.spots = append(w.spots, w.place(span, own))
		i = end
	}
}

// place groups what annotators mark at a place into readings.
func (w *merging) place(span text.Span, own [][]text.Mention) spot {
	p := spot{span: span}
	for k, r := range w.readings {
		if r.corpus == nil {
			continue
		}
		i := slices.IndexFunc(p.readings, func(r Reading) bool { return sameMarks(r.Mentions, own[k]) })
		if i < 0 {
			i = len(p.readings)
			p.readings = append(p.readings, Reading{Mentions: own[k]})
		}
		p.readings[i].By = append(p.readings[i].By, k)
	}
	slices.SortStableFunc(p.readings, func(a, b Reading) int { return cmp.Compare(len(b.By), len(a.By)) })
	readers := w.readers()
	needed := readers
	if w.options.Agree > 0 {
		needed = min(w.options.Agree, readers)
	}
	first := len(p.readings[0].By)
	p.agreed = first >= needed && (len(p.readings) == 1 || first > len(p.readings[1].By))
	return p
}

// fillValues gives amounts without a value the one that others give the same
// span, where these give but one.
func fillValues(own [][]text.Mention) {
	type key struct {
		text.Span
		text.Type
	}
	values := map[key][]text.Money{}
	for _, list := range own {
		for _, m := range list {
			k := key{m.Span, m.Type}
			if m.Money != nil && !slices.Contains(values[k], *m.Money) {
				values[k] = append(values[k], *m.Money)
			}
		}
	}
	for _, list := range own {
		for i, m := range list {
			if known := values[key{m.Span, m.Type}]; m.Money == nil && len(known) == 1 {
				list[i].Money = &known[0]
			}
		}
	}
}

// sameMarks reports whether two readings are the same.
func sameMarks(a, b []text.Mention) bool {
	return slices.EqualFunc(a, b, func(x, y text.Mention) bool {
		valued := x.Money != nil && y.Money != nil && *x.Money == *y.Money
		return x.Span == y.Span && x.Type == y.Type && (valued || x.Money == nil && y.Money == nil) &&
			slices.Equal(x.Alt, y.Alt)
	})
}

// shown is a place with the words around it that are shown with it.
func shown(s string, span text.Span) text.Span {
	return text.Span{
		Start: wordStart(s, max(0, span.Start-contextBytes)),
		End:   wordEnd(s, min(len(s), span.End+contextBytes)),
	}
}

// applyDecisions gives each decision to the place that it is about.
func (w *merging) applyDecisions(m *Merged) []error {
	var errs []error
	for _, b := range w.blocks {
		at := slices.IndexFunc(w.spots, func(p spot) bool { return p.span.Overlaps(b.span) && !p.agreed })
		if exact := slices.IndexFunc(w.spots, func(p spot) bool { return p.span == b.span }); exact >= 0 && (at < 0 || w.spots[at].span != b.span) {
			at = exact
		}
		if at < 0 {
			at = w.force(b)
		}
		if at < 0 {
			// Nobody marks anything there, and nothing is to be marked.
			m.Settled += min(1, b.count())
			m.comments = append(m.comments, b.comments...)
			continue
		}
		p := &w.spots[at]
		if said, any := b.says(); p.agreed && (!any || sameMarks(said, p.readings[0].Mentions)) {
			m.Settled += b.count()
			m.comments = append(m.comments, b.comments...)
			continue
		}
		if p.dispute == nil {
			p.dispute = &Dispute{}
		}
		d := p.dispute
		d.comments = append(d.comments, b.comments...)
		holds := p.span == b.span && b.sameReadings(p.readings)
		switch {
		case !b.decided && !b.carried:
		case b.decided && holds && !d.Decided:
			d.Decided, d.Decision, d.from = true, b.decision, b.Line
			if b.carried {
				d.before, d.stale = b.before, true
			}
		case b.decided && d.Decided:
			errs = append(errs, b.fault(b.Line, "the place is decided in line %d already", d.from))
		case b.decided:
			d.keep(b.decision, shown(w.doc.Text, p.span), w.doc)
		default:
			d.keep(b.before, shown(w.doc.Text, p.span), w.doc)
		}
	}
	return errs
}

// force makes a place of a decision at which nobody marks anything any more, or
// returns that of an agreed reading it touches. It returns -1 where there is
// nothing to decide.
func (w *merging) force(b *decisionBlock) int {
	if at := slices.IndexFunc(w.spots, func(p spot) bool { return p.span.Overlaps(b.span) }); at >= 0 {
		return at
	}
	if said, _ := b.says(); len(said) == 0 {
		return -1
	}
	at, _ := slices.BinarySearchFunc(w.spots, b.span, func(p spot, s text.Span) int { return p.span.Compare(s) })
	w.spots = slices.Insert(w.spots, at, w.place(b.span, make([][]text.Mention, len(w.readings))))
	return at
}

// keep remembers a decision that was made about other readings: as a line to
// choose where it fits into what is shown, else as a comment.
func (d *Dispute) keep(decision []text.Mention, window text.Span, doc *text.Document) {
	fits := !slices.ContainsFunc(decision, func(m text.Mention) bool { return !window.Contains(hull(m)) })
	if fits && !d.stale {
		d.before, d.stale = decision, true
		return
	}
	var parts []string
	for _, m := range decision {
		parts = append(parts, fmt.Sprintf("%s %q", m.Type.Label(), doc.Surface(m.Span)))
	}
	if len(parts) == 0 {
		parts = []string{"nothing"}
	}
	comment := "# decided before, about other words: " + strings.Join(parts, ", ")
	if !slices.Contains(d.comments, comment) {
		d.comments = append(d.comments, comment)
	}
}

// settle puts the document's mentions together: agreed ones but where a
// decision marks over them, decisions, and what is pending.
func (w *merging) settle() []error {
	var errs []error
	type choice struct {
		text.Mention
		dispute *Dispute
	}
	var chosen []choice
	for _, p := range w.spots {
		if p.dispute == nil || !p.dispute.Decided {
			continue
		}
		for _, m := range p.dispute.Decision {
			chosen = append(chosen, choice{m, p.dispute})
		}
	}
	slices.SortStableFunc(chosen, func(a, b choice) int { return a.Compare(b.Span) })
	furthest := -1 // index of the mention that reaches furthest
	for i, c := range chosen {
		if furthest >= 0 {
			if before := chosen[furthest]; before.Overlaps(c.Span) && before.dispute != c.dispute {
				errs = append(errs, w.fault(c.dispute, "%q is marked over by the decision in line %d", w.doc.Surface(c.Span), before.dispute.from))
			}
		}
		if furthest < 0 || c.End > chosen[furthest].End {
			furthest = i
		}
		w.doc.Mentions = append(w.doc.Mentions, c.Mention)
	}
	if len(errs) > 0 {
		return errs
	}
	free := func(s text.Span) bool {
		return !slices.ContainsFunc(chosen, func(c choice) bool { return hull(c.Mention).Overlaps(s) })
	}
	for _, p := range w.spots {
		switch {
		case p.dispute == nil:
			for _, m := range p.readings[0].Mentions {
				if free(hull(m)) {
					w.doc.Mentions = append(w.doc.Mentions, m)
				}
			}
		case !p.dispute.Decided && !w.options.DropPending && free(p.span):
			w.doc.Mentions = append(w.doc.Mentions, text.Mention{Span: p.span, Type: text.TypeIgnore})
		}
	}
	sortMentions(w.doc)
	return nil
}

func (w *merging) fault(d *Dispute, format string, args ...any) error {
	return fault{w.options.Decided.Name, d.from, fmt.Sprintf(format, args...)}
}

// fault is what is wrong in a line of a file.
type fault struct {
	name string
	line int
	msg  string
}

func (f fault) Error() string { return fmt.Sprintf("%s:%d: %s", f.name, f.line, f.msg) }

// compareFaults orders faults of decisions by line, after all other errors.
func compareFaults(a, b error) int {
	var x, y fault
	if errors.As(a, &x); errors.As(b, &y) {
		return cmp.Compare(x.line, y.line)
	}
	return cmp.Compare(x.line, 0)
}
