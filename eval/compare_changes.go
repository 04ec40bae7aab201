package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rollcall/text"
)

// ChangeKind says what became of a place from one system to another.
type ChangeKind uint8

// The kinds of change.
const (
	NewlyRight ChangeKind = iota // gold is found that was not, or a spurious answer is gone
	NewlyWrong                   // gold is lost that was found, or a spurious answer is there that was not
	StillWrong                   // wrong before and after, and not in the same way
)

var changeKindNames = [...]string{"newly-right", "newly-wrong", "still-wrong"}

// ChangeKinds lists all kinds in the order of reports.
func ChangeKinds() []ChangeKind { return []ChangeKind{NewlyRight, NewlyWrong, StillWrong} }

// String is the kind's name on the command line and in JSON.
func (k ChangeKind) String() string { return changeKindNames[k] }

// ParseChangeKind is the inverse of String.
func ParseChangeKind(name string) (ChangeKind, error) {
	if i := slices.Index(changeKindNames[:], name); i >= 0 {
		return ChangeKind(i), nil
	}
	return 0, fmt.Errorf("unknown kind of change %q: there are %s", name, strings.Join(changeKindNames[:], ", "))
}

// Change is a place where two systems do not say the same and not both are
// right: a gold mention, or, where there is none, a spurious answer.
type Change struct {
	Kind     ChangeKind
	Document string // id
	// Line is that of the document's text where the mention starts, from 1; 0
	// where the text is not known.
	Line     int
	GoldFile string
	GoldLine int // on which the document begins in GoldFile; 0 where that is not known

	Gold     *text.Mention // nil where the answers are spurious
	GoldText string        // what it covers
	// GoldContext is the place with the gold mentions there in marked text, as
	// in Error; empty where gold has none there or the text is not known.
	GoldContext string
	Old, New    Side
	// DocumentText is that of the document, empty where it is not known.
	DocumentText string

	around string // the words around, unmarked and in one line
}

// Side is what one of the two systems says at the place of a change.
type Side struct {
	// Right tells that the scheme calls it right; where gold has no mention,
	// that there is no answer.
	Right   bool
	Fault   Kind          // what is wrong; of no meaning where Right
	Answer  *text.Mention // nil for no answer
	Text    string        // what the answer covers
	Context string        // with all answers there; empty where there is none or the text is not known
}

// answerKey is what makes two answers the same.
type answerKey struct {
	text.Span
	text.Type
}

func keyOf(m *text.Mention) answerKey { return answerKey{m.Span, m.Type} }

// twin is a document as two systems answered it.
type twin struct {
	digest           string // of its gold
	old, new         *Document
	oldFile, newFile *GoldFile
	oldIndex         int // of the document in its file
	newIndex         int
	order            [2]int // file and document in New
}

// changes are those of a document, in order of the text.
func (t *twin) changes(s Scheme) []Change {
	var out []Change
	oldPairs, newPairs := pairsOfGold(t.old), pairsOfGold(t.new)
	newOrder := goldOrder(t.new)
	for i, g := range goldOrder(t.old) {
		h := newOrder[i]
		c := Change{Gold: &t.new.Gold[h], Old: t.side(true, oldPairs[g], s), New: t.side(false, newPairs[h], s)}
		switch {
		case c.Old.Right && c.New.Right, !c.Old.Right && !c.New.Right && sameAnswer(c.Old.Answer, c.New.Answer):
			continue
		case c.New.Right:
			c.Kind = NewlyRight
		case c.Old.Right:
			c.Kind = NewlyWrong
		default:
			c.Kind = StillWrong
		}
		c.GoldText = t.surface(c.Gold.Span)
		out = append(out, c)
	}
	out = append(out, t.spuriousChanges()...)
	slices.SortStableFunc(out, func(a, b Change) int { return a.place().Compare(b.place()) })
	t.locate(out)
	return out
}

// side is what one system says of a gold mention.
func (t *twin) side(old bool, p Pair, s Scheme) Side {
	d := t.new
	if old {
		d = t.old
	}
	side := Side{Right: s.Judge(p) == Correct}
	if !side.Right {
		side.Fault, _ = p.kind()
	}
	if p.Answer >= 0 {
		side.Answer = &d.Answers[p.Answer]
		side.Text = t.surface(side.Answer.Span)
	}
	return side
}

// spuriousChanges are the changes among answers that have no gold: those that
// are gone, those that are there for the first time, and those that turned into
// each other.
func (t *twin) spuriousChanges() []Change {
	gone := surplus(t.old, t.new)
	come := surplus(t.new, t.old)
	var out []Change
	for _, p := range Align(gone, come).Pairs {
		c := Change{
			Kind: StillWrong,
			Old:  Side{Right: true},
			New:  Side{Right: true},
		}
		if p.Gold >= 0 {
			c.Old = Side{Fault: SpuriousAnswer, Answer: &gone[p.Gold], Text: t.surface(gone[p.Gold].Span)}
		} else {
			c.Kind = NewlyWrong
		}
		if p.Answer >= 0 {
			c.New = Side{Fault: SpuriousAnswer, Answer: &come[p.Answer], Text: t.surface(come[p.Answer].Span)}
		} else {
			c.Kind = NewlyRight
		}
		out = append(out, c)
	}
	return out
}

// surplus are the spurious answers of a document that the other one does not
// have, neither as spurious nor as anything else: what became of a gold mention
// is said there.
func surplus(d, other *Document) []text.Mention {
	var out []text.Mention
	for _, p := range d.Pairs {
		if p.Gold < 0 {
			out = append(out, d.Answers[p.Answer])
		}
	}
	if out == nil {
		return nil
	}
	left := map[answerKey]int{} // how many more of an answer d has
	for _, p := range d.Pairs {
		if p.Answer >= 0 {
			left[keyOf(&d.Answers[p.Answer])]++
		}
	}
	for _, p := range other.Pairs {
		if p.Answer >= 0 {
			left[keyOf(&other.Answers[p.Answer])]--
		}
	}
	return slices.DeleteFunc(out, func(m text.Mention) bool {
		left[keyOf(&m)]--
		return left[keyOf(&m)] < 0
	})
}

// pairsOfGold is the pair that each gold mention is in.
func pairsOfGold(d *Document) []Pair {
	out := make([]Pair, len(d.Gold))
	for _, p := range d.Pairs {
		if p.Gold >= 0 {
			out[p.Gold] = p
		}
	}
	return out
}

// goldOrder is the gold mentions that are scored, in the one order that both
// twins have: as lists they can be in two.
func goldOrder(d *Document) []int32 {
	order := make([]int32, 0, len(d.Gold))
	for i := range d.Gold {
		if d.Gold[i].Type != text.TypeIgnore {
			order = append(order, int32(i))
		}
	}
	sortMentions(order, d.Gold)
	return order
}

func sameAnswer(a, b *text.Mention) bool {
	if a == nil || b == nil {
		return a == b
	}
	return keyOf(a) == keyOf(b)
}

// place is where a change stands: at the gold mention, or at the answer that
// comes first.
func (c *Change) place() text.Span {
	if c.Gold != nil {
		return c.Gold.Span
	}
	var place *text.Span
	for _, m := range []*text.Mention{c.Old.Answer, c.New.Answer} {
		if m != nil && (place == nil || m.Span.Compare(*place) < 0) {
			place = &m.Span
		}
	}
	return *place
}

// document is the one of the two whose text is known; ok is false where neither
// is.
func (t *twin) document() (d *Document, ok bool) {
	switch {
	case !t.newFile.textMissing(t.newIndex):
		return t.new, true
	case !t.oldFile.textMissing(t.oldIndex):
		return t.old, true
	}
	return nil, false
}

func (f *GoldFile) textMissing(document int) bool {
	return document < len(f.texts) && f.texts[document].missing(&f.Result.Documents[document])
}

// surface is what a span covers. Every mention of a saved run is known by that
// run, so that of the two at least one knows a mention of either.
func (t *twin) surface(s text.Span) string {
	if d, ok := t.document(); ok {
		return s.In(d.Text)
	}
	return cmp.Or(t.newFile.surface(t.newIndex, s), t.oldFile.surface(t.oldIndex, s))
}

// locate adds addresses and contexts to changes, which are in order of place.
func (t *twin) locate(changes []Change) {
	if len(changes) == 0 {
		return
	}
	for i := range changes {
		c := &changes[i]
		c.Document, c.GoldFile = t.new.ID, t.newFile.Path
		if t.newFile.Lines != nil {
			c.GoldLine = t.newFile.Lines[t.newIndex]
		}
	}
	d, ok := t.document()
	if !ok {
		return
	}
	gold, old, new := NewMentionIndex(t.new.Gold), NewMentionIndex(t.old.Answers), NewMentionIndex(t.new.Answers)
	line, counted := 1, 0
	for i := range changes {
		c := &changes[i]
		start := c.place().Start
		line += strings.Count(d.Text[counted:start], "\n")
		counted = start
		c.Line, c.DocumentText = line, d.Text

		around := c.place()
		for _, m := range []*text.Mention{c.Old.Answer, c.New.Answer} {
			if m != nil {
				around = cover(around, m.Span)
			}
		}
		// Twice, so that what shares a reading of another side is seen too.
		var goldThere, oldThere, newThere []text.Mention
		for range 2 {
			goldThere, oldThere, newThere = gold.Touching(around), old.Touching(around), new.Touching(around)
			for _, m := range slices.Concat(goldThere, oldThere, newThere) {
				around = cover(around, m.Span)
			}
		}
		window := widen(d.Text, around)
		c.around = oneLine(window.In(d.Text))
		c.GoldContext = d.marked(window, goldThere, c.Gold)
		c.Old.Context = d.marked(window, oldThere, c.Old.Answer)
		c.New.Context = d.marked(window, newThere, c.New.Answer)
	}
}
