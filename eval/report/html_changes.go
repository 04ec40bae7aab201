package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rollcall/eval"
	"rollcall/text"
)

// mostGroups is how many groups of changes that are alike are shown; the list
// has all changes.
const mostGroups = 25

// changeSection says how many changes there are of each kind, and which are
// alike.
func (c Comparison) changeSection() htmlSection {
	s := htmlSection{ID: "changes", Title: "What changed", Short: "What changed"}
	s.Lead = changeSummary(c.Picked) + "."
	if c.filtered {
		s.Lead = "Of the changes that were asked for: " + s.Lead
	}
	t := &htmlTable{Caption: "Changes that are alike, the most frequent first", Head: []htmlHead{
		{Text: "gold, or spurious answer"}, {Text: "change"}, {Text: "old"}, {Text: "new"}, {Text: "times", Number: true},
	}}
	groups := eval.GroupChanges(c.Listed)
	alike := 0
	for _, g := range groups {
		if len(g.Changes) < 2 {
			continue
		}
		if alike++; alike > mostGroups {
			continue
		}
		ch := g.Changes[0]
		subject, typ := changeWords(ch)
		name := htmlCell{Marked: markedParts(oneLine(subject), typ), Link: listQuery("alike", alikeName(ch))}
		t.Rows = append(t.Rows, htmlRow{Cells: []htmlCell{name, {Text: changeTitles[g.Kind], Class: changeClasses[g.Kind]},
			sideCell(ch, ch.Old), sideCell(ch, ch.New), numberCell(strconv.Itoa(len(g.Changes)))}})
	}
	if len(t.Rows) > 0 {
		b := htmlBlock{Title: "Changes that are alike, the most frequent first", Table: t}
		if alike > mostGroups {
			b.Notes = []string{fmt.Sprintf("%d of %d groups of two or more; the list below has every change.", mostGroups, alike)}
		}
		s.Blocks = append(s.Blocks, b)
	}
	return s
}

var changeClasses = map[eval.ChangeKind]string{eval.NewlyRight: "better", eval.NewlyWrong: "worse"}

// sideCell is what a system says at the place of a change.
func sideCell(c eval.Change, s eval.Side) htmlCell {
	cell := htmlCell{Text: sideState(c, s)}
	if s.Answer != nil {
		cell.Marked = markedParts(oneLine(s.Text), s.Answer.Type)
		cell.Sub, cell.Text = cell.Text, ""
	}
	return cell
}

// sideState is "right", or what is wrong.
func sideState(c eval.Change, s eval.Side) string {
	return sideStateOf(c.Gold != nil, s)
}

func sideStateOf(gold bool, s eval.Side) string {
	switch {
	case !s.Right:
		return "✗ " + kindTitles[s.Fault]
	case !gold:
		return "✓ no answer"
	}
	return "✓ right"
}

// changeWords are what a change is about: the gold mention, or the answer.
func changeWords(c eval.Change) (string, text.Type) {
	switch {
	case c.Gold != nil:
		return c.GoldText, c.Gold.Type
	case c.New.Answer != nil:
		return c.New.Text, c.New.Answer.Type
	}
	return c.Old.Text, c.Old.Answer.Type
}

// alikeName tells one group of changes that are alike from another.
func alikeName(c eval.Change) string {
	name := c.Kind.String()
	add := func(state, surface string, m *text.Mention) {
		name += " / " + state
		if m != nil {
			name += string(m.Type) + " " + oneLine(surface)
		}
	}
	add("", c.GoldText, c.Gold)
	add(sideState(c, c.Old)+" ", c.Old.Text, c.Old.Answer)
	add(sideState(c, c.New)+" ", c.New.Text, c.New.Answer)
	return plain(name)
}

// changeList is the list of changes.
func (c Comparison) changeList() (*htmlList, error) {
	if len(c.Listed) == 0 {
		return nil, nil
	}
	l := &htmlList{Title: "List of changes", What: "changes"}
	l.Without = "The list of changes needs JavaScript. rollcall compare --changes=all prints it."
	if n := c.Picked[0] + c.Picked[1] + c.Picked[2]; len(c.Listed) < n {
		l.Left = fmt.Sprintf("%d of %d changes are in this page, so that a browser can hold it; --changes=all puts every one in, --changes=N so many of each kind.", len(c.Listed), n)
	}
	data := listData{What: [2]string{"change", "changes"}, Sides: []string{"gold", "old", "new"}, None: []string{"nothing in gold", "no answer", "no answer"}}
	find := newDocumentFinder(c.Old, c.New)
	used, seen := map[text.Type]bool{}, map[*eval.MentionIndex]bool{}
	for i := range c.Listed {
		for _, side := range find.sides(c.Listed[i].Document, changeMentions(&c.Listed[i])) {
			if !seen[side.all] {
				seen[side.all] = true
				see(side.all, used)
			}
		}
	}
	types := newTypeIndex(used)

	var documents, files, alike indexer[string]
	for _, ch := range c.inOrder() {
		words, typ := changeWords(*ch)
		item := listItem{
			Kind: changeTitles[ch.Kind], Subject: head(oneLine(words), 160), Type: types.of(typ), Address: changeAddress(*ch),
			States: []string{"", sideState(*ch, ch.Old), sideState(*ch, ch.New)},
		}
		faults := []int{}
		for _, s := range []eval.Side{ch.Old, ch.New} {
			if !s.Right {
				faults = append(faults, int(s.Fault))
			}
		}
		slices.Sort(faults)
		item.Facets = [][]int{
			{int(ch.Kind)}, slices.Compact(faults), types.several([]*text.Mention{ch.Gold, ch.Old.Answer, ch.New.Answer}),
			{documents.of(ch.Document)}, {files.of(ch.GoldFile)}, {alike.of(alikeName(*ch))},
		}
		item.Text, item.Cut, item.Marks = placeExcerpt(ch.DocumentText, types, find.sides(ch.Document, changeMentions(ch)), []string{ch.GoldText, ch.Old.Text, ch.New.Text})
		item.Bare = ch.DocumentText == ""
		item.Details = append(item.Details, [2]string{"Document", plain(ch.Document)})
		if ch.Line > 0 {
			item.Details = append(item.Details, [2]string{"Line", strconv.Itoa(ch.Line)})
		}
		if ch.GoldFile != "" {
			item.Details = append(item.Details, [2]string{"Gold", goldAddress(*ch)})
		}
		for _, side := range []struct {
			name string
			m    *text.Mention
		}{{"Old answer by", ch.Old.Answer}, {"New answer by", ch.New.Answer}} {
			if by := answerDetail(side.m); by != "" {
				item.Details = append(item.Details, [2]string{side.name, by})
			}
		}
		data.Items = append(data.Items, item)
	}
	data.Types = types.list()
	kinds := listFacet{Key: "change", Title: "Change", Look: "chips"}
	for _, k := range eval.ChangeKinds() {
		kinds.Values = append(kinds.Values, listValue{Name: k.String(), Label: changeTitles[k], Class: changeClasses[k]})
	}
	faults := listFacet{Key: "kind", Title: "Error of either", Look: "chips"}
	for _, k := range eval.Kinds() {
		faults.Values = append(faults.Values, listValue{Name: k.String(), Label: kindTitles[k]})
	}
	group := documentFacet("alike", "Alike", alike.keys)
	group.Look = ""
	data.Facets = []listFacet{kinds, faults, types.facet(), documentFacet("document", "Document", documents.keys), documentFacet("file", "Gold file", files.keys), group}
	if len(files.keys) < 2 {
		data.Facets[4].Look = ""
	}
	return l, l.encode(data)
}

// inOrder are the changes listed, in the order of the documents and of the text,
// which is that of the comparison.
func (c Comparison) inOrder() []*eval.Change {
	type place struct {
		document, file string
		gold, old, new text.Span
	}
	span := func(m *text.Mention) text.Span {
		if m == nil {
			return text.Span{Start: -1, End: -1}
		}
		return m.Span
	}
	placeOf := func(ch *eval.Change) place {
		return place{ch.Document, ch.GoldFile, span(ch.Gold), span(ch.Old.Answer), span(ch.New.Answer)}
	}
	rank := map[place]int{}
	for i := range c.Changes {
		rank[placeOf(&c.Changes[i])] = i
	}
	out := make([]*eval.Change, len(c.Listed))
	for i := range out {
		out[i] = &c.Listed[i]
	}
	slices.SortStableFunc(out, func(a, b *eval.Change) int { return rank[placeOf(a)] - rank[placeOf(b)] })
	return out
}

// changeMentions are those of gold, old and new.
func changeMentions(c *eval.Change) []*text.Mention {
	return []*text.Mention{c.Gold, c.Old.Answer, c.New.Answer}
}

// placeAddress is a document, or a file, and the line where that is known.
func placeAddress(name string, line int) string {
	if line == 0 {
		return plain(name)
	}
	return fmt.Sprintf("%s:%d", plain(name), line)
}

// documentFinder finds the documents of several results that something stands
// in, for the mentions around it.
type documentFinder struct {
	runs    []map[string]*eval.Document
	indexes mentionIndexes
}

func newDocumentFinder(runs ...*eval.Run) documentFinder {
	f := documentFinder{indexes: mentionIndexes{}}
	for _, r := range runs {
		of, twice := map[string]*eval.Document{}, map[string]bool{}
		for _, file := range r.Files {
			for i := range file.Result.Documents {
				d := &file.Result.Documents[i]
				twice[d.ID] = of[d.ID] != nil
				of[d.ID] = d
			}
		}
		for id, is := range twice {
			if is {
				delete(of, id) // which is meant is not known
			}
		}
		f.runs = append(f.runs, of)
	}
	return f
}

// sides are the mentions of gold and of each result in a document; own are those
// that it is about, in the same order, nil for none.
func (f documentFinder) sides(document string, own []*text.Mention) []sideMentions {
	known := true
	for _, of := range f.runs {
		known = known && of[document] != nil
	}
	sides := make([]sideMentions, len(own))
	for i, m := range own {
		sides[i] = sideMentions{all: &eval.MentionIndex{}, own: []*text.Mention{m}}
		switch {
		case known && i == 0:
			sides[i].all = f.indexes.of(f.runs[len(f.runs)-1][document].Gold)
		case known:
			sides[i].all = f.indexes.of(f.runs[i-1][document].Answers)
		case m != nil:
			sides[i].all = indexOf([]text.Mention{*m})
		}
	}
	return sides
}

// placeExcerpt is an excerpt of a document's text. Where that is not known it is
// what the mentions cover, as texts has it, each on a line of its own.
func placeExcerpt(in string, types typeIndex, sides []sideMentions, texts []string) (shown string, cut int, marks [][][4]int) {
	if in != "" {
		return excerpt(in, types, sides)
	}
	var out strings.Builder
	units := 0
	for i, side := range sides {
		marks = append(marks, [][4]int{})
		m := side.own[0]
		if m == nil {
			continue
		}
		words := oneLine(texts[i])
		marks[i] = append(marks[i], [4]int{units, utf16Length(words), types.of(m.Type), 1})
		out.WriteString(words + "\n\n")
		units += utf16Length(words) + 2
	}
	return out.String(), 0, marks
}
