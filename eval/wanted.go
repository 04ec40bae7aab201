package eval

import (
	"slices"

	"rollcall/text"
)

// align pairs what is to be scored of a document's mentions.
func (d *Document) align(gold, answers []text.Mention, opts Options) {
	d.MinOverlap = opts.MinOverlap
	d.Gold = wantedGold(gold, opts.Types)
	d.Answers = wantedAnswers(answers, d.Gold, opts.Types)
	for {
		d.Alignment = align(d.Gold, d.Answers, opts.MinOverlap)
		// An answer of another type is there for the reading that it equals,
		// and for nothing else.
		drop := make([]bool, len(d.Answers))
		for _, p := range d.Pairs {
			if p.Answer >= 0 && !p.Same && !isWanted(d.Answers[p.Answer].Type, opts.Types) {
				drop[p.Answer] = true
			}
		}
		if !slices.Contains(drop, true) {
			return
		}
		var kept []text.Mention
		for i, m := range d.Answers {
			if !drop[i] {
				kept = append(kept, m)
			}
		}
		d.Answers = kept
	}
}

func isWanted(t text.Type, types []text.Type) bool {
	return types == nil || slices.Contains(types, t)
}

// wantedGold are the gold mentions of the given types, and all IGNORE spans.
// Where only an alternative reading is of a type asked for, its span is ignored.
func wantedGold(mentions []text.Mention, types []text.Type) []text.Mention {
	if !slices.ContainsFunc(mentions, func(m text.Mention) bool { return !isIgnore(m) && !isWanted(m.Type, types) }) {
		return mentions
	}
	var kept []text.Mention
	for _, m := range mentions {
		if isIgnore(m) || isWanted(m.Type, types) {
			kept = append(kept, m)
			continue
		}
		for _, a := range m.Alt {
			if isWanted(a.Type, types) {
				kept = append(kept, text.Mention{Span: a.Span, Type: text.TypeIgnore})
			}
		}
	}
	return kept
}

// wantedAnswers are the answers of the given types, and those of another that
// are an alternative reading of a gold mention. IGNORE is no answer.
func wantedAnswers(mentions, gold []text.Mention, types []text.Type) []text.Mention {
	var readings []text.Alternative
	if types != nil {
		for _, m := range gold {
			for _, a := range m.Alt {
				if !isWanted(a.Type, types) {
					readings = append(readings, a)
				}
			}
		}
	}
	unwanted := func(m text.Mention) bool {
		if isIgnore(m) {
			return true
		}
		return !isWanted(m.Type, types) && !slices.Contains(readings, text.Alternative{Span: m.Span, Type: m.Type})
	}
	if !slices.ContainsFunc(mentions, unwanted) {
		return mentions
	}
	return slices.DeleteFunc(slices.Clone(mentions), unwanted)
}
