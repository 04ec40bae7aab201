package render

import (
	"embed"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"

	"rollcall/text"
)

//go:embed page
var pageFiles embed.FS

var pageTemplates = template.Must(template.ParseFS(pageFiles, "page/page.html"))

func pageFile(name string) string {
	content, err := pageFiles.ReadFile("page/" + name)
	if err != nil {
		panic(err) // embedded above
	}
	return string(content)
}

// page writes one HTML file with all documents, which loads nothing from
// anywhere. Documents are written as they come; what sums them up stands at
// the end of the file and beside or over them on the screen.
type page struct {
	w         io.Writer
	generator string
	sum       pageSum
	words     int
}

type pageSum struct {
	Title, Facts, Generator string
	Types                   []pageType
	Documents               []pageEntry
	JS                      template.JS
}

type pageType struct {
	Class, Type, Label string
	Count              int
	typ                text.Type
}

type pageEntry struct {
	Number   int
	ID       string
	Mentions int
}

func newHTML(w io.Writer, o Options) Renderer {
	return &page{w: w, generator: o.Generator}
}

// pageClasses is how many looks of mentions the style sheet has; all types
// beyond the guideline's four share the last.
const pageClasses = 5

func (p *page) class(t text.Type) string {
	if i := slices.Index(text.Types(), t); i >= 0 {
		return "c" + strconv.Itoa(i)
	}
	return "c" + strconv.Itoa(pageClasses-1)
}

// typeWord is a type as a word of a sentence.
func typeWord(t text.Type) string { return strings.ToLower(Line(string(t))) }

func (p *page) head() error {
	return pageTemplates.ExecuteTemplate(p.w, "head", struct {
		Generator string
		CSS       template.CSS
	}{p.generator, template.CSS(pageFile("page.css"))})
}

// pageDocument is what the template needs of a document.
type pageDocument struct {
	Number    int
	ID, Facts string
	Pieces    []piece
	Data      pageData
}

// piece is a run of text, a mention, the blank beginning of the text, or the
// beginning or end of a block.
type piece struct {
	Text          string
	Mention, Lead bool
	Index         int
	Class         string
	Open          string
	Close         bool
}

// pageData is what the script knows of a document. Its keys are short because
// they stand in the page for each mention.
type pageData struct {
	Entities []pageEntity  `json:"entities"`
	Mentions []pageMention `json:"mentions"`
}

type pageEntity struct {
	Name     string   `json:"n"`
	Aliases  []string `json:"a,omitempty"`
	Mentions []int    `json:"m"`
}

type pageMention struct {
	Type    string  `json:"t"`
	Class   string  `json:"k"`
	Surface string  `json:"x"`
	Entity  int     `json:"e"`
	Score   float64 `json:"s,omitempty"`
	Source  string  `json:"f,omitempty"`
	Value   string  `json:"v,omitempty"`
	Line    int     `json:"l"`
	Before  string  `json:"b"`
	After   string  `json:"c"`
}

// Write writes the document's section.
func (p *page) Write(d *text.Document) error {
	if len(p.sum.Documents) == 0 {
		if err := p.head(); err != nil {
			return err
		}
	}
	n := len(p.sum.Documents) + 1
	id := Line(d.ID)
	p.sum.Documents = append(p.sum.Documents, pageEntry{n, id, len(d.Mentions)})
	for _, m := range d.Mentions {
		p.countType(m.Type)
	}
	words := Words(d)
	p.words += words
	return pageTemplates.ExecuteTemplate(p.w, "document", pageDocument{
		Number: n, ID: id,
		Facts:  Count(words, "word", "words") + ", " + Count(len(d.Mentions), "mention", "mentions"),
		Pieces: p.pieces(d),
		Data:   p.data(d),
	})
}

func (p *page) countType(t text.Type) {
	i := slices.IndexFunc(p.sum.Types, func(e pageType) bool { return e.typ == t })
	if i < 0 {
		i = len(p.sum.Types)
		p.sum.Types = append(p.sum.Types, pageType{p.class(t), typeWord(t), Plural(t), 0, t})
	}
	p.sum.Types[i].Count++
}

// Close writes the legend, the list of documents and the script.
func (p *page) Close() error {
	if len(p.sum.Documents) == 0 {
		if err := p.head(); err != nil {
			return err
		}
	}
	mentions := 0
	for _, t := range p.sum.Types {
		mentions += t.Count
	}
	slices.SortFunc(p.sum.Types, func(a, b pageType) int { return text.CompareTypes(a.typ, b.typ) })
	p.sum.Title = Count(len(p.sum.Documents), "document", "documents")
	if len(p.sum.Documents) == 1 {
		p.sum.Title = p.sum.Documents[0].ID
	}
	p.sum.Facts = Count(p.words, "word", "words") + ", " + Count(mentions, "mention", "mentions")
	p.sum.Generator = p.generator
	p.sum.JS = template.JS(pageFile("page.js"))
	return pageTemplates.ExecuteTemplate(p.w, "foot", p.sum)
}

// pieces cuts the text at the edges of mentions, and of blocks that look
// different.
func (p *page) pieces(d *text.Document) []piece {
	var pieces []piece
	at := 0
	add := func(to int) {
		if to > at {
			pieces = append(pieces, piece{Text: shown(d.Text[at:to])})
			at = to
		}
	}
	lead := len(d.Text) - len(strings.TrimLeft(d.Text, "\uFEFF \t\r\n"))
	if lead > 0 && (len(d.Mentions) == 0 || d.Mentions[0].Start >= lead) {
		pieces = append(pieces, piece{Text: shown(d.Text[:lead]), Lead: true})
		at = lead
	}
	blocks := special(d, at)
	var open *text.Block
	edge := func(limit int) { // opens and closes blocks up to limit
		for {
			if open != nil {
				if open.End > limit {
					return
				}
				add(open.End)
				pieces = append(pieces, piece{Close: true})
				open = nil
			}
			if len(blocks) == 0 || blocks[0].Start > limit {
				return
			}
			add(blocks[0].Start)
			open = &blocks[0]
			pieces = append(pieces, piece{Open: open.Kind.String()})
			blocks = blocks[1:]
		}
	}
	for i, m := range d.Mentions {
		edge(m.Start)
		add(m.Start)
		pieces = append(pieces, piece{Text: shown(d.Surface(m.Span)), Mention: true, Index: i, Class: p.class(m.Type)})
		at = m.End
	}
	edge(len(d.Text))
	add(len(d.Text))
	return pieces
}

// special lists the blocks that are set differently from a paragraph, but for
// those that a mention reaches out of.
func special(d *text.Document, from int) []text.Block {
	var blocks []text.Block
	for _, b := range d.Blocks {
		switch b.Kind {
		case text.Headline, text.Byline, text.Dateline, text.Heading:
		default:
			continue
		}
		crossed := slices.ContainsFunc(d.Mentions, func(m text.Mention) bool {
			return m.Overlaps(b.Span) && !b.Contains(m.Span)
		})
		if !crossed && b.Start >= from && b.Len() > 0 {
			blocks = append(blocks, b)
		}
	}
	return blocks
}

// shown is text as the page shows it. A browser would drop a NUL and take a
// lone carriage return for nothing.
func shown(s string) string {
	return Plain(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"))
}

// pageContext is how much text stands around a mention in the list of
// mentions, in terminal columns.
const pageContext = 28

func (p *page) data(d *text.Document) pageData {
	data := pageData{Entities: []pageEntity{}, Mentions: []pageMention{}}
	for _, e := range d.Entities {
		entity := pageEntity{Name: Line(e.Name), Mentions: e.Mentions}
		for _, a := range e.Aliases {
			entity.Aliases = append(entity.Aliases, Line(a))
		}
		data.Entities = append(data.Entities, entity)
	}
	of := entityOf(d)
	lines := newLineCounter(d.Text)
	for i, m := range d.Mentions {
		place := placeOf(d, m.Span, lines)
		before, cut := tail(place.Before, pageContext, place.CutLeft)
		if cut {
			before = "…" + before
		}
		after, cut := head(place.After, pageContext, place.CutRight)
		if cut {
			after += "…"
		}
		source := ""
		if m.Source != (text.Source{}) {
			source = m.Source.String()
		}
		data.Mentions = append(data.Mentions, pageMention{
			Type: typeWord(m.Type), Class: p.class(m.Type), Surface: place.Surface, Entity: of[i],
			Score: m.Score, Source: Line(source), Value: Value(m.Money),
			Line: place.Line, Before: before, After: after,
		})
	}
	return data
}
