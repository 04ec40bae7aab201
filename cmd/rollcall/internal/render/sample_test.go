package render

import (
	"strings"

	"rollcall/text"
)

// sample is a document with all that the forms have to show: entities with
// aliases, money, line ends of two kinds, a wide character, an emoji, markup
// and a control character.
func sample() *text.Document {
	d, mentions := parse("\uFEFF\r\n" + `MILL TO CLOSE

By [Person Ann Lee]

The [Organisation Nordvik Pulp Works] ([Organisation NPW]) mill at [Place Ostby] 🏭 will close, [Person Zoë Brandt] said. [Organisation NPW]'s owner, [Organisation 東京製紙], asks for [Money €1.2 million] or [Money about $5]. ` + "\r\n" + `<script>alert("1 & 2")</script> [Person Lee] asked` + "\x1b[31m red\x1b[0m " + `why [Place Ostby] pays.
`)
	d.ID = "news/mill.txt"
	d.Mentions = mentions
	for i := range d.Mentions {
		m := &d.Mentions[i]
		m.Score, m.Source = 0.9, text.Source{Stage: "tagger", Rule: string(m.Type)}
		switch d.Surface(m.Span) {
		case "€1.2 million":
			m.Source = text.Source{Stage: "money", Rule: "symbol-amount"}
			m.Money = &text.Money{Amount: "1200000", Currency: "EUR"}
		case "about $5":
			m.Score, m.Source = 0, text.Source{Stage: "money"}
			m.Money = &text.Money{Amount: "5", Approx: true}
		}
	}
	d.Entities = []text.Entity{
		{ID: "E1", Type: text.TypePerson, Name: "Ann Lee", Aliases: []string{"Lee"}, Mentions: []int{0, 9}},
		{ID: "E2", Type: text.TypeOrganisation, Name: "Nordvik Pulp Works", Aliases: []string{"NPW"}, Mentions: []int{1, 2, 5}},
		{ID: "E3", Type: text.TypePlace, Name: "Ostby", Mentions: []int{3, 10}},
		{ID: "E4", Type: text.TypePerson, Name: "Zoë Brandt", Mentions: []int{4}},
	}
	headline := strings.Index(d.Text, "MILL")
	byline := strings.Index(d.Text, "By ")
	d.Blocks = []text.Block{
		{Span: text.Span{Start: headline, End: headline + len("MILL TO CLOSE")}, Kind: text.Headline},
		{Span: text.Span{Start: byline, End: byline + len("By Ann Lee")}, Kind: text.Byline},
	}
	return d
}

func parse(marked string) (*text.Document, []text.Mention) {
	// The control sequence holds a bracket that is no mark.
	plain, mentions, err := text.ParseMarked(strings.ReplaceAll(marked, "\x1b[", "\x1b\\["))
	if err != nil {
		panic(err)
	}
	return &text.Document{ID: "x", Text: plain}, mentions
}
