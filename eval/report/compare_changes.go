package report

import (
	"fmt"
	"strings"

	"rollcall/eval"
	"rollcall/text"
)

// changeTitles name the kinds of change.
var changeTitles = map[eval.ChangeKind]string{
	eval.NewlyRight: "newly right",
	eval.NewlyWrong: "newly wrong",
	eval.StillWrong: "changed, still wrong",
}

// changeSummary is "143 newly right, 31 newly wrong, 12 changed, still wrong".
func changeSummary(n [3]int) string {
	var parts []string
	for _, k := range eval.ChangeKinds() {
		parts = append(parts, fmt.Sprintf("%d %s", n[k], changeTitles[k]))
	}
	return strings.Join(parts, "; ")
}

// changeAddress is the document and the line that a change stands in.
func changeAddress(c eval.Change) string {
	if c.Line == 0 {
		return plain(c.Document)
	}
	return fmt.Sprintf("%s:%d", plain(c.Document), c.Line)
}

// goldAddress is the file and line of gold of a change's document.
func goldAddress(c eval.Change) string {
	if c.GoldLine == 0 {
		return plain(c.GoldFile)
	}
	return fmt.Sprintf("%s:%d", plain(c.GoldFile), c.GoldLine)
}

// changeSubject is what the change is about: the gold mention, or the answer.
func changeSubject(c eval.Change) string {
	const room = 50
	m, s := c.Gold, c.GoldText
	if m == nil {
		m, s = c.New.Answer, c.New.Text
		if m == nil {
			m, s = c.Old.Answer, c.Old.Text
		}
	}
	return tail(plain(strings.Join(strings.Fields(s), " ")), room) + "  " + plain(string(m.Type))
}

// changeStory tells what was and what is: "was missed", "now wrong bounds".
func changeStory(c eval.Change) string {
	fault := func(s eval.Side) string { return kindTitles[s.Fault] }
	switch {
	case c.Gold == nil && c.Kind == eval.NewlyRight:
		return "spurious, gone" + by(c.Old.Answer)
	case c.Gold == nil && c.Kind == eval.NewlyWrong:
		return "spurious, come" + by(c.New.Answer)
	case c.Kind == eval.NewlyRight:
		return "was " + fault(c.Old) + by(c.New.Answer)
	case c.Kind == eval.NewlyWrong:
		return "now " + fault(c.New) + by(c.New.Answer)
	}
	if c.Gold == nil {
		return "spurious before and after" + by(c.New.Answer)
	}
	return "was " + fault(c.Old) + ", now " + fault(c.New) + by(c.New.Answer)
}

// by says who gave an answer, where that is known.
func by(m *text.Mention) string {
	if m == nil || m.Source == (text.Source{}) {
		return ""
	}
	return ", by " + plain(m.Source.String())
}

// changeReadings are the readings that tell a change: gold only where neither
// system has it right, a system only where it has an answer.
func changeReadings(c eval.Change) []reading {
	var out []reading
	add := func(side, context string, m *text.Mention, surface string) {
		switch {
		case m == nil:
		case context != "":
			out = append(out, reading{side, context})
		default:
			whole, err := text.Marked(surface, []text.Mention{{Span: text.Span{End: len(surface)}, Type: m.Type}})
			if err == nil {
				out = append(out, reading{side, whole})
			}
		}
	}
	if c.Kind == eval.StillWrong {
		add("gold", c.GoldContext, c.Gold, c.GoldText)
	}
	add("old", c.Old.Context, c.Old.Answer, c.Old.Text)
	add("new", c.New.Context, c.New.Answer, c.New.Text)
	return out
}

// groupsOf are the groups of a kind.
func (c Comparison) groupsOf(k eval.ChangeKind) []eval.ChangeGroup {
	var out []eval.ChangeGroup
	for _, g := range c.Groups {
		if g.Kind == k {
			out = append(out, g)
		}
	}
	return out
}

// listTitle is that of the list of a kind.
func (c Comparison) listTitle(k eval.ChangeKind) string {
	groups := c.groupsOf(k)
	shown := 0
	for _, g := range groups {
		shown += len(g.Changes)
	}
	switch {
	case len(groups) == c.Picked[k]:
		return fmt.Sprintf("%s, %d", changeTitles[k], c.Picked[k])
	case shown == len(groups):
		return fmt.Sprintf("%s, %d of %d", changeTitles[k], len(groups), c.Picked[k])
	}
	return fmt.Sprintf("%s, %d of %d, the most frequent first", changeTitles[k], shown, c.Picked[k])
}

// times says how often there is a change like the one shown.
func times(g eval.ChangeGroup) string {
	if len(g.Changes) == 1 {
		return ""
	}
	return fmt.Sprintf("%d × ", len(g.Changes))
}
