package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rollcall/eval"
	"rollcall/text"
)

// htmlSection has the kinds of errors, the types confused and the surfaces, each
// with what mending it would give, and links to the list of those errors.
func (f *faults) htmlSection(system string) htmlSection {
	all := f.picked.All
	s := htmlSection{ID: "errors", Title: "Errors", Short: "Errors"}
	s.Lead = fmt.Sprintf("%s has %s. ", plain(system), plural(all.Faults, "error"))
	if f.picky {
		s.Lead = fmt.Sprintf("%d of %s of %s are picked. ", all.Faults, plural(f.all, "error"), plain(system))
	}
	if all.Faults == 0 {
		s.Lead = strings.TrimSpace(s.Lead)
		return s
	}
	s.Lead += fmt.Sprintf("What belongs to one cause is one error: a name of which two answers were made is one split. "+
		"Strict F1 is %s; beside each group stands what it would be if the group were mended: its gold mentions found, its wrong answers gone, all else as it is.", percent(f.picked.F1))
	s.Blocks = append(s.Blocks, htmlBlock{Title: "By kind", Table: f.kindTable()})
	if len(f.picked.Confusions) > 0 {
		s.Blocks = append(s.Blocks, htmlBlock{Title: "Types confused", Table: f.confusionTable()})
	}
	if len(f.surface) > 0 {
		title := "By surface, what gives most first"
		b := htmlBlock{Title: title, Table: f.surfaceTable()}
		if n := len(f.picked.Surfaces); len(f.surface) < n {
			b.Notes = []string{fmt.Sprintf("%d of %d surfaces; --surfaces all has every one, and the list below every error.", len(f.surface), n)}
		}
		s.Blocks = append(s.Blocks, b)
	}
	return s
}

var repairHeads = []htmlHead{
	{Text: "errors", Number: true}, {Text: "documents", Number: true},
	{Text: "FN", Help: "gold mentions that are not found", Number: true}, {Text: "FP", Help: "answers that are wrong", Number: true},
	{Text: "F1 if mended", Number: true}, {Text: "gain", Help: "in points of F1", Number: true}, {Text: ""},
}

func repairCells(r eval.Repair, most float64) []htmlCell {
	cells := numberCells(strconv.Itoa(r.Faults), strconv.Itoa(r.Documents), strconv.Itoa(r.Gold), strconv.Itoa(r.Answers),
		percent(r.F1), points(r.Gain))
	return append(cells, htmlCell{Bar: singleBar(r.Gain, most, "gain")})
}

func (f *faults) kindTable() *htmlTable {
	t := &htmlTable{Caption: "Errors by kind", Head: append([]htmlHead{{Text: ""}}, repairHeads...)}
	most := 0.0
	for _, k := range f.picked.Kinds {
		most = max(most, k.Gain)
	}
	for _, k := range f.picked.Kinds {
		if k.Faults > 0 {
			name := htmlCell{Text: k.Kind.String(), Sub: faultHelp[k.Kind], Link: f.link(listQuery("kind", k.Kind.String()))}
			t.Rows = append(t.Rows, htmlRow{Cells: append([]htmlCell{name}, repairCells(k.Repair, most)...)})
		}
	}
	cells := repairCells(f.picked.All, 0)
	t.Rows = append(t.Rows, htmlRow{Total: true, Cells: append([]htmlCell{{Text: "all"}}, cells...)})
	return t
}

// link is empty where there is no list to go to.
func (f *faults) link(query string) string {
	if !f.listed {
		return ""
	}
	return query
}

func (f *faults) confusionTable() *htmlTable {
	t := &htmlTable{Caption: "Types confused", Head: append([]htmlHead{{Text: "gold"}, {Text: "answered"}}, repairHeads...)}
	most := 0.0
	for _, c := range f.picked.Confusions {
		most = max(most, c.Gain)
	}
	for _, c := range f.picked.Confusions {
		gold, answer := typeCell(c.Gold), typeCell(c.Answer)
		gold.Link = f.link(listQuery("confused", confusionName(c.Gold, c.Answer)))
		t.Rows = append(t.Rows, htmlRow{Cells: append([]htmlCell{gold, answer}, repairCells(c.Repair, most)...)})
	}
	return t
}

func confusionName(gold, answer text.Type) string {
	return plain(string(gold) + " as " + string(answer))
}

func (f *faults) surfaceTable() *htmlTable {
	t := &htmlTable{Caption: "Errors by surface", Head: []htmlHead{
		{Text: "gold, or spurious answer"}, {Text: "error"}, {Text: "answered instead"},
		{Text: "errors", Number: true}, {Text: "documents", Number: true}, {Text: "gain", Help: "in points of F1", Number: true}, {Text: ""},
	}}
	most := f.surface[0].Gain
	for _, s := range f.surface {
		name := htmlCell{Marked: markedParts(s.Surface, s.Type), Link: f.link(listQuery("surface", surfaceName(surfaceKeyOf(s))))}
		instead := htmlCell{}
		if len(s.Readings) > 0 {
			instead.Marked = markedParts(s.Readings[0].Surface, s.Readings[0].Type)
			if n := len(s.Readings) - 1; n > 0 {
				instead.Sub = fmt.Sprintf("and %d more", n)
			}
		}
		row := htmlRow{Cells: []htmlCell{name, {Text: s.Kind.String()}, instead}}
		row.Cells = append(row.Cells, numberCells(strconv.Itoa(s.Faults), strconv.Itoa(s.Documents), points(s.Gain))...)
		row.Cells = append(row.Cells, htmlCell{Bar: singleBar(s.Gain, most, "gain")})
		t.Rows = append(t.Rows, row)
	}
	return t
}

// markedParts are mentions joined by " + ", each with its type.
func markedParts(surface string, t text.Type) []markedPart {
	const and = " + "
	const room = 120
	surfaces, types := strings.Split(surface, and), strings.Split(string(t), and)
	switch {
	case len(types) == len(surfaces):
	case len(types) == 1:
		types = slices.Repeat(types, len(surfaces))
	default: // a surface that holds " + " itself
		surfaces, types = []string{surface}, []string{string(t)}
	}
	var out []markedPart
	for i := range surfaces {
		if i > 0 {
			out = append(out, markedPart{Text: and})
		}
		typ := text.Type(types[i])
		out = append(out, markedPart{head(plain(surfaces[i]), room), typeClass(typ), typeWord(typ)})
	}
	return out
}

// typeWord is a type as a word of a sentence.
func typeWord(t text.Type) string { return strings.ToLower(plain(string(t))) }

// surfaceKey is what makes errors the same for eval.SurfaceRepair.
type surfaceKey struct {
	kind    eval.FaultKind
	surface string
	typ     text.Type
}

func surfaceKeyOf(s eval.SurfaceRepair) surfaceKey { return surfaceKey{s.Kind, s.Surface, s.Type} }

func surfaceName(k surfaceKey) string {
	return plain(k.kind.String() + " " + string(k.typ) + " " + k.surface)
}

// keyOfFault finds the surface of a fault as eval does.
func keyOfFault(f *eval.Fault) surfaceKey {
	meant := f.Gold()
	if f.Kind == eval.FaultSpurious {
		meant = f.Answers()
	}
	var surfaces, types []string
	for _, m := range meant {
		s := strings.ToValidUTF8(m.In(f.Document().Text), "\uFFFD")
		surfaces = append(surfaces, strings.Join(strings.Fields(s), " "))
		types = append(types, string(m.Type))
	}
	if len(slices.Compact(slices.Clone(types))) == 1 {
		types = types[:1]
	}
	return surfaceKey{f.Kind, strings.Join(surfaces, " + "), text.Type(strings.Join(types, " + "))}
}

// faultList is the list of errors.
func (r Report) faultList() (*htmlList, error) {
	f := r.details.faults
	if f.picked.All.Faults == 0 {
		return nil, nil
	}
	l := &htmlList{Title: "List of errors", What: "errors"}
	l.Without = "The list of errors needs JavaScript. rollcall eval --errors=all prints it."
	if n := len(f.shown); n < f.picked.All.Faults {
		l.Left = fmt.Sprintf("%d of %d errors are in this page, so that a browser can hold it; --errors=all puts every one in, --errors=N so many of each kind.", n, f.picked.All.Faults)
	}
	data := listData{What: [2]string{"error", "errors"}, Sides: []string{"gold", "answer"}, None: []string{"nothing in gold", "no answer"}}

	// Excerpts show the neighbours too.
	used, indexes, seen := map[text.Type]bool{}, mentionIndexes{}, map[*eval.Document]bool{}
	for i := range f.shown {
		if d := f.shown[i].Document(); !seen[d] {
			seen[d] = true
			see(indexes.of(d.Gold), used)
			see(indexes.of(d.Answers), used)
		}
	}
	types := newTypeIndex(used)

	var documents, files indexer[string]
	var surfaces indexer[surfaceKey]
	var confusions indexer[string]
	fileOf := r.filesOfDocuments()
	for _, fault := range r.details.inOrder() {
		d := fault.Document()
		gold, answers := fault.Gold(), fault.Answers()
		key := keyOfFault(fault)
		item := listItem{
			Kind: fault.Kind.String(), Subject: head(plain(key.surface), 160), Address: faultAddress(fault),
		}
		subject := gold
		if len(gold) == 0 {
			subject = answers
		}
		item.Type = types.of(subject[0].Type)
		confused := []int{}
		if fault.Kind == eval.FaultType || fault.Kind == eval.FaultTypeAndBounds {
			confused = append(confused, confusions.of(confusionName(fault.Errors[0].Gold.Type, fault.Errors[0].Answer.Type)))
		}
		item.Facets = [][]int{
			{int(fault.Kind)}, types.several(append(slices.Clone(gold), answers...)), {documents.of(d.ID)}, {surfaces.of(key)}, confused,
		}
		if fileOf != nil {
			item.Facets = append(item.Facets, []int{files.of(fileOf[d])})
		}
		item.Text, item.Cut, item.Marks = excerpt(d.Text, types, []sideMentions{{indexes.of(d.Gold), gold}, {indexes.of(d.Answers), answers}})
		item.Details = append(item.Details, [2]string{"Document", plain(d.ID)}, [2]string{"Line", strconv.Itoa(fault.Line())})
		for _, a := range answers {
			if by := answerDetail(a); by != "" {
				item.Details = append(item.Details, [2]string{"Answered by", by})
			}
		}
		data.Items = append(data.Items, item)
	}
	data.Types = types.list()
	kinds := listFacet{Key: "kind", Title: "Kind of error", Look: "chips"}
	for _, k := range eval.FaultKinds() {
		kinds.Values = append(kinds.Values, listValue{Name: k.String(), Help: faultHelp[k]})
	}
	hidden := listFacet{Key: "surface", Title: "Surface", Values: []listValue{}}
	for _, k := range surfaces.keys {
		hidden.Values = append(hidden.Values, listValue{Name: surfaceName(k), Label: k.kind.String() + " “" + head(plain(k.surface), 60) + "”"})
	}
	confused := documentFacet("confused", "Confused", confusions.keys)
	confused.Look = ""
	data.Facets = []listFacet{kinds, types.facet(), documentFacet("document", "Document", documents.keys), hidden, confused}
	if fileOf != nil {
		data.Facets = append(data.Facets, documentFacet("file", "Gold file", files.keys))
	}
	return l, l.encode(data)
}

// inOrder are the errors shown, in order of the documents and of the text.
func (d details) inOrder() []*eval.Fault {
	at := map[*eval.Document]int{}
	for i := range d.result.Documents {
		at[&d.result.Documents[i]] = i
	}
	out := make([]*eval.Fault, len(d.faults.shown))
	for i := range out {
		out[i] = &d.faults.shown[i]
	}
	first := func(f *eval.Fault) text.Span {
		if m := f.Errors[0].Gold; m != nil {
			return m.Span
		}
		return f.Errors[0].Answer.Span
	}
	slices.SortStableFunc(out, func(a, b *eval.Fault) int {
		return cmp.Or(cmp.Compare(at[a.Document()], at[b.Document()]), first(a).Compare(first(b)))
	})
	return out
}

// filesOfDocuments tells the gold file of each document; nil where there is one
// file.
func (r Report) filesOfDocuments() map[*eval.Document]string {
	if len(r.Files) < 2 {
		return nil
	}
	of := map[*eval.Document]string{}
	at := 0
	for _, p := range r.Files {
		for range p.Documents {
			of[&r.details.result.Documents[at]] = p.Name
			at++
		}
	}
	return of
}

// answerDetail says who gave an answer and how sure it was.
func answerDetail(m *text.Mention) string {
	by := strings.TrimPrefix(by(m), ", by ")
	if m != nil && m.Score != 0 {
		if by != "" {
			by += ", "
		}
		by += "score " + scoreDetail(m)
	}
	return by
}
