package token

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/text"
)

func TestBlocks(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string // kind: the words, or of many the first and the last
	}{
		{"article with everything", `


12 March 2022

'HARBOUR REFORM STALLS AMID STRIKE'

by MARTHA OSEI

Dockers in Port Selwyn have gone on strike. They want more pay and

better hours, their union said.

2. The harbour authority refused. It has offered the following:

- i) a bonus;
- ii) a new canteen.

Outlook

Talks go on.`, []string{
			"dateline: 12 March 2022",
			"headline: 'HARBOUR … STRIKE'",
			"byline: by MARTHA OSEI",
			"paragraph: Dockers … and",
			"paragraph: better … said.",
			"item: 2. … following:",
			"item: - … bonus;",
			"item: - … canteen.",
			"heading: Outlook",
			"paragraph: Talks go on.",
		}},
		{"headline on two lines", "MINISTER QUITS OVER BRIDGE\nCOLLAPSE IN THE NORTH\nBy ANNA DELANEY\nMonday, May 3, 2021\n\nShe left.", []string{
			"headline: MINISTER … NORTH",
			"byline: By ANNA DELANEY",
			"dateline: Monday, May 3, 2021",
			"paragraph: She left.",
		}},
		{"hard-wrapped lines", `The harbour authority of Port Selwyn said on Monday that it would
close two of its four berths for repairs that may last until the
end of the year. Its director, Kofi Osei, said that the
work had been put off too long.

A spokesman for the union said that nobody had been asked.`, []string{
			"paragraph: The … long.",
			"paragraph: A … asked.",
		}},
		{"markers that were wrapped onto a line", `The harbour authority of Port Selwyn said on Monday that the plan of
6. April was dead and that nobody had asked for anything like that
- not even the dockers - since the strike of last year, when seven
men left.`, []string{"paragraph: The … left."}},
		{"headline over wrapped lines", `PORT SELWYN'S HARBOUR IS TO LOSE TWO OF ITS FOUR BERTHS FOR A YEAR
The harbour authority of Port Selwyn said on Monday that it would
close two of its four berths for repairs that may last until the
end of the year.`, []string{"headline: PORT … YEAR", "paragraph: The … year."}},
		{"a wrapped list", `- the harbour authority of Port Selwyn, which has four berths and a
  crane, and which nobody likes
- the dockers' union, whose members went on strike in the last year
  and may do so again`, []string{"item: - … likes", "item: - … again"}},
		{"first lines indented", `    The harbour authority of Port Selwyn said on Monday that it will
close two of its berths for repairs that may last the whole of the
    A spokesman for the union said that nobody had been asked at all
and that the authority would hear of it before the end of the week.`, []string{
			"paragraph: The … the",
			"paragraph: A … week.",
		}},
		{"indented paragraphs", `The harbour authority of Port Selwyn said on Monday that it would
close two of its four berths for repairs that may last all year.
   A spokesman for the union said that nobody had been asked and
that the authority would hear of it. Others were of his view, too.`, []string{
			"paragraph: The … year.",
			"paragraph: A … too.",
		}},
		{"a paragraph a line", "Minister quits over bridge collapse\nAnna Delaney reports from Kisumu\nThe minister resigned.\nHe had been in office for a year, and nobody in the province will miss him, as the mayor put it on Monday.\nNobody wept.", []string{
			"headline: Minister … collapse",
			"byline: Anna … Kisumu",
			"paragraph: The minister resigned.",
			"paragraph: He … Monday.",
			"paragraph: Nobody wept.",
		}},
		{"list of words", "Needed\n\nnails\nropes and paint\nhammers", []string{
			"headline: Needed", "paragraph: nails", "paragraph: ropes and paint", "paragraph: hammers",
		}},
		{"a line cut in two", "It was a cold\nnight in town.", []string{"paragraph: It … town."}},
		{"bullets and letters", "The aims:\n• roads\n* bridges\n(a) harbours\nb) canals", []string{
			"paragraph: The aims:", "item: • roads", "item: * bridges", "item: (a) harbours", "item: b) canals",
		}},
		{"initials are no list", "J. Mensah wrote this.\n\nK. was his friend.\n\nA. N. Other helped.", []string{
			"paragraph: J. Mensah wrote this.", "paragraph: K. was his friend.", "paragraph: A. N. Other helped.",
		}},
		{"interview", "Q. What happened?\nA. Nothing.", []string{"item: Q. … happened?", "item: A. Nothing."}},
		{"place and date", "NAIROBI, March 3\n\nNAIROBI, March 3 (AP) - It rained.", []string{
			"dateline: NAIROBI, March 3", "paragraph: NAIROBI, … rained.",
		}},
		{"CRLF and BOM", "\ufeffRain in the north\r\n\r\nIt rained.\r\nIt snowed.", []string{
			"headline: Rain in the north", "paragraph: It rained.", "paragraph: It snowed.",
		}},
		{"by is no byline", "By August, the waters had gone.\n\nBy and large it was fine", []string{
			"paragraph: By … gone.", "paragraph: By … fine",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := cut(t, c.text)
			var got []string
			for _, b := range d.Blocks {
				words := strings.Fields(d.Surface(b.Span))
				s := strings.Join(words, " ")
				if n := len(words); n > 4 || n > 2 && b.Kind == text.Item {
					s = words[0] + " … " + words[n-1]
				}
				got = append(got, fmt.Sprintf("%s: %s", b.Kind, s))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("blocks (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSentenceOverBlankLine(t *testing.T) {
	d := cut(t, "Dockers want more pay and\n\nbetter hours. They said so.\n\n3. The mayor\n\nrefused.")
	var got []string
	for _, s := range d.Sentences {
		got = append(got, s.Block.String()+": "+d.Surface(s.Span))
	}
	want := []string{
		"paragraph: Dockers want more pay and\n\nbetter hours.",
		"paragraph: They said so.",
		"item: 3. The mayor",
		"paragraph: refused.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sentences (-want +got):\n%s", diff)
	}
}
