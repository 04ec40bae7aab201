package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"rollcall/text"
)

// tally counts what became of mentions.
type tally struct{ right, wrong, missed int }

var numberWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
		seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million
		millions billion billions trillion trillions lakh lakhs crore crores half quarter tens`) {
		m[w] = true
	}
	return m
}()

// holdsNumber reports whether an amount is written with a digit or a number
// word.
func holdsNumber(s string) bool {
	if strings.ContainsAny(s, "0123456789") {
		return true
	}
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == ' ' || r == '-' || r == '\n' }) {
		if numberWords[w] {
			return true
		}
	}
	return false
}

// spans counts strict matches with the gold mentions of MONEY that hold a
// number. An answer that overlaps only a gold mention without one is neither
// right nor wrong. forms, if not nil, gets the counts by form.
func spans(docs []*text.Document, forms map[string]*tally, list bool) (t tally, errors []errorAt) {
	for _, d := range docs {
		answers, err := propose(d.Text)
		if err != nil {
			panic(err)
		}
		found := map[text.Span]bool{}
		for _, a := range answers {
			found[a.Span] = true
			right, skip := false, false
			for _, m := range d.Mentions {
				if m.Type != text.TypeMoney && m.Type != text.TypeIgnore {
					continue
				}
				right = right || m.Type == text.TypeMoney && m.Span == a.Span
				skip = skip || m.Overlaps(a.Span) && (m.Type == text.TypeIgnore || !holdsNumber(d.Surface(m.Span)))
			}
			if skip {
				continue
			}
			var form *tally
			if forms != nil {
				if form = forms[a.Source.Rule]; form == nil {
					form = &tally{}
					forms[a.Source.Rule] = form
				}
			} else {
				form = &tally{}
			}
			if right {
				t.right++
				form.right++
				continue
			}
			t.wrong++
			form.wrong++
			errors = append(errors, errorAt{id: d.ID, what: "spurious", surface: oneLine(d.Surface(a.Span))})
			if list {
				fmt.Printf("spurious %-14s %s: %s\n", a.Source.Rule, d.ID, inContext(d, a.Span))
			}
		}
		for _, m := range d.Mentions {
			if m.Type != text.TypeMoney || found[m.Span] || !holdsNumber(d.Surface(m.Span)) {
				continue
			}
			t.missed++
			errors = append(errors, errorAt{id: d.ID, what: "missed", surface: oneLine(d.Surface(m.Span))})
			if list {
				fmt.Printf("missed   %-14s %s: %s\n", "", d.ID, inContext(d, m.Span))
			}
		}
	}
	return t, errors
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// inContext is the span in marks with the text around it, on one line.
func inContext(d *text.Document, s text.Span) string {
	const around = 40
	from, to := max(s.Start-around, 0), min(s.End+around, len(d.Text))
	line := d.Text[from:s.Start] + "⟦" + d.Surface(s) + "⟧" + d.Text[s.End:to]
	return strings.ToValidUTF8(oneLine(line), "")
}

func printScores(forms map[string]*tally) {
	table := markdown()
	table.Header("form", "right", "wrong", "precision")
	var rare tally
	for _, name := range slices.Sorted(maps.Keys(forms)) {
		f := forms[name]
		if f.right+f.wrong < 10 {
			rare.right += f.right
			rare.wrong += f.wrong
		}
		table.Append(name, f.right, f.wrong, percent(ratio(f.right, f.right+f.wrong)))
	}
	table.Append("all below ten", rare.right, rare.wrong, percent(ratio(rare.right, rare.right+rare.wrong)))
	table.Render()
}
