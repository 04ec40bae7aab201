package report

import (
	"fmt"
	"io"
	"strconv"

	"rollcall/eval"
	"rollcall/eval/stats"
	"rollcall/text"
)

func writeRankingHTML(w io.Writer, r *eval.Ranking, _ bool) error {
	p := &htmlPage{
		Kicker: "rollcall compare",
		Title:  fmt.Sprintf("%d systems, ranked", len(r.Systems)),
		Facts: []htmlFact{
			{Name: "Gold", Value: goldFact(r.Systems[0].Run, r.Documents, r.Mentions)}, {"Gold digest", r.Gold, true},
		},
		Generator: generator(r.Systems[0].Run.Version),
	}
	var names []string
	var runs []*eval.Run
	for i, s := range r.Systems {
		place := strconv.Itoa(i + 1)
		p.Facts = append(p.Facts, htmlFact{Name: "System " + place, Value: systemFact(s.Run)})
		names, runs = append(names, "System "+place), append(runs, s.Run)
	}
	p.Facts = append(p.Facts, runFacts(names, runs...)...)
	if notes := rankingNotes(r); len(notes) > 0 {
		p.Sections = append(p.Sections, warningSection(notes))
	}
	notes := append(rankingNote(r), method(r.Stats, r.Documents)...)
	p.Sections = append(p.Sections,
		htmlSection{ID: "ranking", Title: "Ranking", Short: "Ranking", Blocks: []htmlBlock{
			{Title: schemeTitle(r.Scheme), Table: rankingTable(r), Notes: notes},
			{Title: "F1 by type", Table: rankedTypes(r)},
		}},
		htmlSection{ID: "pairs", Title: "Each against each", Short: "Pairs", Blocks: []htmlBlock{
			{Title: r.Scheme.Name + " F1, the better less the worse", Table: pairTable(r), Notes: []string{"p is adjusted by Holm for looking at all pairs."}},
		}})
	list, err := disagreementList(r)
	if err != nil {
		return err
	}
	p.List = list
	return p.write(w)
}

// mostDisagreements is how many a page has at most.
const mostDisagreements = 20_000

// disagreementList is the list of what the systems do not all read alike.
func disagreementList(r *eval.Ranking) (*htmlList, error) {
	if len(r.Disagreements) == 0 {
		return nil, nil
	}
	l := &htmlList{Title: "Where they do not agree", What: "places", Without: "The list of places needs JavaScript."}
	shown := r.Disagreements
	if len(shown) > mostDisagreements {
		shown = shown[:mostDisagreements]
		l.Left = fmt.Sprintf("The first %d of %d places are in this page, so that a browser can hold it; rollcall compare of two of the systems lists what differs between them.", len(shown), len(r.Disagreements))
	}
	data := listData{What: [2]string{"place", "places"}, Sides: []string{"gold"}, None: []string{"nothing in gold"}}
	var runs []*eval.Run
	for _, s := range r.Systems {
		runs = append(runs, s.Run)
		data.Sides = append(data.Sides, tail(plain(s.Run.System.Name), 24))
		data.None = append(data.None, "no answer")
	}
	find := newDocumentFinder(runs...)
	used, seen := map[text.Type]bool{}, map[*eval.MentionIndex]bool{}
	for i := range shown {
		for _, side := range find.sides(shown[i].Document, disagreementMentions(&shown[i])) {
			if !seen[side.all] {
				seen[side.all] = true
				see(side.all, used)
			}
		}
	}
	types := newTypeIndex(used)
	right := listFacet{Key: "right", Title: "Right", Look: "chips"}
	wrong := listFacet{Key: "wrong", Title: "Wrong", Look: "chips"}
	for i := range r.Systems {
		right.Values = append(right.Values, listValue{Name: strconv.Itoa(i + 1), Label: data.Sides[i+1]})
		wrong.Values = append(wrong.Values, listValue{Name: strconv.Itoa(i + 1), Label: data.Sides[i+1]})
	}
	var documents, files indexer[string]
	for i := range shown {
		d := &shown[i]
		mentions := disagreementMentions(d)
		words, typ := d.GoldText, text.Type("")
		item := listItem{States: []string{""}, Facets: [][]int{{}, {}}, Bare: d.DocumentText == ""}
		texts := []string{d.GoldText}
		for k, s := range d.Sides {
			state := sideStateOf(d.Gold != nil, s)
			item.States = append(item.States, state)
			side := 1
			if s.Right {
				side = 0
			}
			item.Facets[side] = append(item.Facets[side], k)
			texts = append(texts, s.Text)
			if d.Gold == nil && s.Answer != nil {
				words, typ = s.Text, s.Answer.Type
			}
		}
		if d.Gold != nil {
			typ = d.Gold.Type
		}
		item.Kind = fmt.Sprintf("%d of %d right", d.Right, len(d.Sides))
		item.Subject, item.Type = head(oneLine(words), 160), types.of(typ)
		item.Address = placeAddress(d.Document, d.Line)
		item.Facets = append(item.Facets, types.several(mentions), []int{documents.of(d.Document)}, []int{files.of(d.GoldFile)})
		item.Text, item.Cut, item.Marks = placeExcerpt(d.DocumentText, types, find.sides(d.Document, mentions), texts)
		item.Details = append(item.Details, [2]string{"Document", plain(d.Document)})
		if d.Line > 0 {
			item.Details = append(item.Details, [2]string{"Line", strconv.Itoa(d.Line)})
		}
		if d.GoldFile != "" {
			gold := plain(d.GoldFile)
			if d.GoldLine > 0 {
				gold = placeAddress(d.GoldFile, d.GoldLine)
			}
			item.Details = append(item.Details, [2]string{"Gold", gold})
		}
		for k, s := range d.Sides {
			if by := answerDetail(s.Answer); by != "" {
				item.Details = append(item.Details, [2]string{data.Sides[k+1] + " by", by})
			}
		}
		data.Items = append(data.Items, item)
	}
	data.Types = types.list()
	data.Facets = []listFacet{right, wrong, types.facet(), documentFacet("document", "Document", documents.keys), documentFacet("file", "Gold file", files.keys)}
	return l, l.encode(data)
}

// disagreementMentions are those of gold and of all systems.
func disagreementMentions(d *eval.Disagreement) []*text.Mention {
	out := []*text.Mention{d.Gold}
	for _, s := range d.Sides {
		out = append(out, s.Answer)
	}
	return out
}

func rankingTable(r *eval.Ranking) *htmlTable {
	var values []float64
	for _, s := range r.Systems {
		for _, e := range rankedEstimates(s) {
			values = append(values, e.Value, e.Low, e.High)
		}
	}
	a := ratioAxis(values)
	t := &htmlTable{Caption: "Ranking", Head: []htmlHead{
		{Text: ""}, {Text: "F1", Number: true, Axis: a}, {Text: "group", Help: "systems that share a letter do not differ by more than chance explains"},
		{Text: "Precision", Number: true, Axis: a}, {Text: "Recall", Number: true, Axis: a},
		{Text: "TP", Number: true}, {Text: "FP", Number: true}, {Text: "FN", Number: true},
	}}
	for i, s := range r.Systems {
		row := htmlRow{Cells: []htmlCell{{Text: fmt.Sprintf("%d. %s", i+1, plain(s.Run.System.Name))}}}
		for k, e := range rankedEstimates(s) {
			c := estimateCell(e, a, "own", percent(e.Value), span(e.Interval))
			c.Strong = k == 0
			row.Cells = append(row.Cells, c)
			if k == 0 {
				row.Cells = append(row.Cells, htmlCell{Text: s.Letters, Class: "letters"})
			}
		}
		row.Cells = append(row.Cells, numberCells(count(s.Counts.TP()), count(s.Counts.FP()), count(s.Counts.FN()))...)
		t.Rows = append(t.Rows, row)
	}
	return t
}

// rankedEstimates are F1, precision and recall.
func rankedEstimates(s eval.Ranked) []stats.Estimate {
	return []stats.Estimate{
		{Value: s.Counts.F1(), Interval: s.Intervals.F1},
		{Value: s.Counts.Precision(), Interval: s.Intervals.Precision},
		{Value: s.Counts.Recall(), Interval: s.Intervals.Recall},
	}
}

func rankedTypes(r *eval.Ranking) *htmlTable {
	var values []float64
	for _, s := range r.Systems {
		for _, c := range s.ByType {
			values = append(values, c.F1())
		}
	}
	a := ratioAxis(values)
	t := &htmlTable{Caption: "F1 by type", Head: []htmlHead{{Text: ""}}}
	for _, typ := range r.Types {
		t.Head = append(t.Head, htmlHead{Text: plain(string(typ)), Number: true, Axis: a})
	}
	for i, s := range r.Systems {
		row := htmlRow{Cells: []htmlCell{{Text: fmt.Sprintf("%d. %s", i+1, plain(s.Run.System.Name))}}}
		for _, c := range s.ByType {
			cell := htmlCell{Text: percent(c.F1()), Number: true, Plot: &plot{Axis: a}}
			cell.Plot.point(c.F1(), "own", "")
			row.Cells = append(row.Cells, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func pairTable(r *eval.Ranking) *htmlTable {
	var values []float64
	for _, p := range r.Pairs {
		values = append(values, p.F1.Value, p.F1.Low, p.F1.High)
	}
	a := differenceAxis(values)
	t := &htmlTable{Caption: "Each against each", Head: []htmlHead{
		{Text: "better"}, {Text: "worse"}, {Text: "difference", Number: true, Axis: a}, {Text: "p", Number: true}, {Text: ""},
	}}
	for _, p := range r.Pairs {
		shape, word, class := "even", "~ chance", ""
		if p.Differ {
			shape, word, class = "up", "▲ beyond chance", "better"
		}
		t.Rows = append(t.Rows, htmlRow{Cells: []htmlCell{
			{Text: plain(r.Systems[p.Better].Run.System.Name)}, {Text: plain(r.Systems[p.Worse].Run.System.Name)},
			estimateCell(p.F1.Estimate, a, shape, signedPercent(p.F1.Value), interval(p.F1.Interval)),
			numberCell(pValue(p.Adjusted)), {Text: word, Class: class},
		}})
	}
	return t
}
