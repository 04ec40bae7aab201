package report

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"rollcall/eval"
	"rollcall/text"
)

//go:embed page
var pageFiles embed.FS

var pageTemplates = template.Must(template.ParseFS(pageFiles, "page/*.html"))

func pageFile(name string) string {
	content, err := pageFiles.ReadFile("page/" + name)
	if err != nil {
		panic(err) // embedded above
	}
	return string(content)
}

// htmlPage is one file that loads nothing from anywhere. Tables and plots stand
// in it as they are; the list of errors or changes stands in it as data, which
// the page's script shows as far as it is looked at.
type htmlPage struct {
	Kicker, Title string
	Facts         []htmlFact
	Headline      *htmlHeadline
	Sections      []htmlSection
	List          *htmlList
	Generator     string
	CSS           template.CSS
	JS            template.JS
}

// htmlFact is a line of what a page is about. Code is what is to be typed or
// compared letter by letter.
type htmlFact struct {
	Name, Value string
	Code        bool
}

// htmlHeadline is the figure that people look for first.
type htmlHeadline struct {
	Figure, Name, Interval string
	Word, Outcome          string // what it comes to, and its look
	Plot                   *plot
	Beside                 []htmlFact
}

type htmlSection struct {
	ID, Title, Lead string
	Short           string // in the list of sections
	Warn            bool   // it is warnings
	List            []string
	Blocks          []htmlBlock
	Folds           []htmlSection
}

// htmlBlock is a table or a chart with what is said of it.
type htmlBlock struct {
	Title string
	Table *htmlTable
	Chart *lineChart
	Notes []string
	Warn  []string
}

type htmlTable struct {
	Caption string // what it is called by those who do not see it
	Head    []htmlHead
	Rows    []htmlRow
}

type htmlHead struct {
	Text, Help string
	Number     bool
	Axis       *axis
	Swatch     string // the look of what is counted, in bars
}

type htmlRow struct {
	Total bool
	Cells []htmlCell
}

// htmlCell is one cell. The first of a row names it.
type htmlCell struct {
	Text, Sub string
	Number    bool
	Strong    bool
	Class     string // of a type or an outcome
	Plot      *plot
	Bar       *stackedBar
	Link      string // to the list, filtered
	Marked    []markedPart
}

// markedPart is a mention, or what stands between two.
type markedPart struct{ Text, Class, Label string }

func (p *htmlPage) write(w io.Writer) error {
	p.CSS, p.JS = template.CSS(pageFile("report.css")), template.JS(pageFile("report.js"))
	var out bytes.Buffer
	if err := pageTemplates.ExecuteTemplate(&out, "report.html", p); err != nil {
		return err
	}
	_, err := w.Write(out.Bytes())
	return err
}

// Navigation are the sections that a reader can go to.
func (p *htmlPage) Navigation() []htmlSection {
	out := slices.Clone(p.Sections)
	if p.List != nil {
		out = append(out, htmlSection{ID: "list", Short: p.List.Title})
	}
	return out
}

// typeClasses is how many looks of types the style sheet has; all beyond the
// guideline's four share the last.
const typeClasses = 5

func typeClass(t text.Type) string {
	if i := slices.Index(text.Types(), t); i >= 0 {
		return "c" + strconv.Itoa(i)
	}
	return "c" + strconv.Itoa(typeClasses-1)
}

// typeCell names a row by a type.
func typeCell(t text.Type) htmlCell {
	return htmlCell{Text: plain(string(t)), Class: "type " + typeClass(t)}
}

func numberCell(s string) htmlCell { return htmlCell{Text: s, Number: true} }

func numberCells(list ...string) (cells []htmlCell) {
	for _, s := range list {
		cells = append(cells, numberCell(s))
	}
	return cells
}

// gridTable is a table as the other formats have it.
func gridTable(caption string, g grid) *htmlTable {
	t := &htmlTable{Caption: caption}
	number := func(column int) bool {
		return column >= max(1, g.texts) && !(g.remarks && column == len(g.header)-1)
	}
	for i, h := range g.header {
		t.Head = append(t.Head, htmlHead{Text: h, Number: number(i)})
	}
	add := func(rows [][]string, total bool) {
		for _, row := range rows {
			r := htmlRow{Total: total}
			for i, s := range row {
				r.Cells = append(r.Cells, htmlCell{Text: s, Number: number(i), Strong: total && i == g.strong && i > 0})
			}
			t.Rows = append(t.Rows, r)
		}
	}
	add(g.rows, false)
	add(g.totals, true)
	return t
}

func gridBlocks(title string, grids []grid, notes ...string) []htmlBlock {
	var out []htmlBlock
	for i, g := range grids {
		b := htmlBlock{Table: gridTable(title, g)}
		if i == 0 {
			b.Title = title
		}
		if i == len(grids)-1 {
			b.Notes = notes
		}
		out = append(out, b)
	}
	return out
}

// htmlList is the list at the end of a page, as data for its script.
type htmlList struct {
	Title   string
	What    string // one of the things listed, "error"
	Lead    string
	Left    string // how many of them are not in the page, and how to have them
	Without string // what stands there without script
	Data    template.JS
}

// listData is what the script knows. Its keys are short where they stand in the
// page once for each item.
type listData struct {
	What   [2]string   `json:"what"`  // one and many
	Sides  []string    `json:"sides"` // whose reading is whose
	None   []string    `json:"none"`  // what a side without one says
	Types  []listType  `json:"types"`
	Facets []listFacet `json:"facets"`
	Items  []listItem  `json:"items"`
}

type listType struct {
	Name  string `json:"name"`
	Class string `json:"class"`
}

// listFacet is something that items are picked by.
type listFacet struct {
	Key    string      `json:"key"`
	Title  string      `json:"title"`
	Look   string      `json:"look"` // chips, select, or none for one that only links pick by
	Values []listValue `json:"values"`
}

type listValue struct {
	Name  string `json:"name"`            // in links
	Label string `json:"label,omitempty"` // where it is not the name
	Help  string `json:"help,omitempty"`
	Class string `json:"class,omitempty"`
}

// listItem is an error or a change.
type listItem struct {
	Facets  [][]int     `json:"f"` // for each facet, which of its values
	Kind    string      `json:"k"`
	Subject string      `json:"s"` // the words that it is about
	Type    int         `json:"t"` // of the first of them
	Note    string      `json:"n,omitempty"`
	Address string      `json:"a"`
	Text    string      `json:"x"` // the words around
	Cut     int         `json:"c,omitempty"`
	Bare    bool        `json:"b,omitempty"` // the text is not known, only the mentions are
	Marks   [][][4]int  `json:"m"`           // for each side: start, length, type, 1 for what the item is about
	States  []string    `json:"z,omitempty"` // of the sides
	Details [][2]string `json:"d,omitempty"`
}

func (l *htmlList) encode(d listData) error {
	data, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("the list of %s: %w", d.What[1], err)
	}
	// Marshal writes <, >, & and the line separators as escapes, so that no text
	// can end the element that the data stands in.
	l.Data = template.JS(data)
	return nil
}

// indexer numbers what items share.
type indexer[K comparable] struct {
	at   map[K]int
	keys []K
}

func (x *indexer[K]) of(k K) int {
	i, ok := x.at[k]
	if !ok {
		if x.at == nil {
			x.at = map[K]int{}
		}
		i = len(x.keys)
		x.at[k] = i
		x.keys = append(x.keys, k)
	}
	return i
}

// typeIndex numbers types in the order of reports.
type typeIndex struct{ types []text.Type }

func newTypeIndex(all map[text.Type]bool) typeIndex {
	var x typeIndex
	for t := range all {
		x.types = append(x.types, t)
	}
	slices.SortFunc(x.types, text.CompareTypes)
	return x
}

func (x typeIndex) of(t text.Type) int {
	i, _ := slices.BinarySearchFunc(x.types, t, text.CompareTypes)
	return i
}

// several are the numbers of types, in order, each once.
func (x typeIndex) several(mentions []*text.Mention) []int {
	out := []int{}
	for _, m := range mentions {
		if m != nil {
			out = append(out, x.of(m.Type))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (x typeIndex) list() (out []listType) {
	for _, t := range x.types {
		out = append(out, listType{plain(string(t)), typeClass(t)})
	}
	return out
}

func (x typeIndex) facet() listFacet {
	f := listFacet{Key: "type", Title: "Type", Look: "chips"}
	for _, t := range x.types {
		f.Values = append(f.Values, listValue{Name: plain(string(t)), Class: typeClass(t)})
	}
	return f
}

// documentFacet picks by document.
func documentFacet(key, title string, names []string) listFacet {
	f := listFacet{Key: key, Title: title, Look: "select", Values: []listValue{}}
	for _, n := range names {
		f.Values = append(f.Values, listValue{Name: plain(n)})
	}
	return f
}

// plains is plain of each.
func plains(list []string) (out []string) {
	for _, s := range list {
		out = append(out, plain(s))
	}
	return out
}

// oneLine writes any white space as one blank.
func oneLine(s string) string { return strings.Join(strings.Fields(plainSpace(s)), " ") }

// plainSpace is plain, but for line ends and tabs, and keeps to each byte that is
// no UTF-8 by itself, so that what is shown of two pieces of text, cut where
// wholeStart and wholeEnd allow it, is what is shown of both together.
func plainSpace(s string) string {
	var out strings.Builder
	for i, r := range s {
		switch {
		case r == '\r' && strings.HasPrefix(s[i+1:], "\n"):
		case r == '\r', r == '\n':
			out.WriteByte('\n')
		case r == '\t':
			out.WriteByte(' ')
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			out.WriteRune('\uFFFD')
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// scoreDetail is a score as a detail shows it.
func scoreDetail(m *text.Mention) string { return strconv.FormatFloat(m.Score, 'g', 4, 64) }

// faultHelp says what the kinds of fault are.
var faultHelp = map[eval.FaultKind]string{
	eval.FaultTooLong:       "the answer holds the gold mention and more",
	eval.FaultTooShort:      "the answer is a part of the gold mention",
	eval.FaultCrossing:      "each has what the other has not",
	eval.FaultType:          "the words are right, the type is not",
	eval.FaultTypeAndBounds: "neither words nor type are right",
	eval.FaultSplit:         "one gold mention, several answers",
	eval.FaultMerged:        "several gold mentions, one answer",
	eval.FaultMissed:        "nothing was answered there",
	eval.FaultSpurious:      "gold has nothing there",
}

// listQuery links to the list with what it is picked by.
func listQuery(facet, value string) string {
	return "#list?" + url.Values{facet: {value}}.Encode()
}
