package pipeline_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/pipeline"
	"rollcall/text"
)

// ambiguous are articles in which one name is to be decided, each in one
// meaning; what is marked of other names is not looked at.
var ambiguous = []struct{ name, article string }{
	{"Jordan", "Michael Jordan scored 40 points for the Chicago Bulls on Sunday. After the game [PERSON Jordan] said that his knee was fine."},
	{"Jordan", "The king met ministers of Egypt and Syria in Amman on Monday. Officials in [PLACE Jordan] said the border would stay open."},
	{"Jordan", "Striker Jordan Reed left the pitch early. The coach said that [PERSON Jordan] had trained hard all week."},
	{"Jordan", "Aid convoys from [PLACE Jordan] and Lebanon reached the camps on Friday, the United Nations said."},
	{"Turkey", "The president of [PLACE Turkey] flew to Athens for talks with the Greek prime minister."},
	{"Turkey", "Floods in northern [PLACE Turkey] killed at least nine people, officials said on Thursday."},
	{"May", "Theresa May resigned as prime minister. [PERSON May] said that she was proud of her record."},
	{"May", "The talks will resume in May, the ministry said on Monday, after the elections in April."},
	{"May", "Exports fell by 4 percent in May from a year earlier, customs data showed."},
	{"May", "Prime minister Theresa May faced her party on Tuesday. Ministers told [PERSON May] that she had lost them."},
	{"Georgia", "Voters in [PLACE Georgia] and Alabama went to the polls on Tuesday."},
	{"Georgia", "Russian troops entered [PLACE Georgia] in 2008 and stayed in two of its regions."},
	{"Georgia", "The singer Georgia Reed, 31, was treated for burns. Her mother said that [PERSON Georgia] was awake and had asked for her guitar."},
	{"Washington", "Denzel Washington won the prize for his role. [PERSON Washington] thanked his wife and his children."},
	{"Washington", "She flew to [PLACE Washington] on Monday for a hearing in the Senate."},
	{"Washington", "[PLACE Washington] and Beijing agreed to cut tariffs on steel, diplomats said."},
	{"Washington", "Mr Kerry Washington opened the bakery in 1987. Mr [PERSON Washington] sold it to his sister."},
}

// A list with one meaning of each name does not decide between them: with it,
// as many are right as without it, and more than where it has the last word.
func TestListsDoNotDecideAmbiguousNames(t *testing.T) {
	const names = "Jordan,PLACE\nTurkey,PLACE\nMay,PERSON\nGeorgia,PLACE\nWashington,PLACE\n"
	dir := t.TempDir()
	evidence := write(t, dir, "evidence.csv", "# precision: 0.95\nname,type\n"+names)
	verdict := write(t, dir, "verdict.csv", "# precision: 0.95\n# propose: always\nname,type\n"+names)
	for _, name := range []string{"fast", "default"} {
		right := map[string]int{}
		for _, lists := range [][]string{nil, {evidence}, {verdict}} {
			p, err := pipeline.Open(name, pipeline.Options{Lists: lists})
			if err != nil {
				t.Fatal(err)
			}
			key := ""
			if lists != nil {
				key = filepath.Base(lists[0])
			}
			for _, a := range ambiguous {
				content, gold, err := text.ParseMarked(a.article)
				if err != nil {
					t.Fatal(err)
				}
				d := &text.Document{ID: a.article, Text: content}
				if err := p.Run(d); err != nil {
					t.Fatal(err)
				}
				got, want := readings(d, d.Mentions, a.name), readings(d, gold, a.name)
				if got == want {
					right[key]++
				} else if key == "evidence.csv" {
					t.Logf("%s: %s: got %s, want %s", name, a.article, got, want)
				}
			}
		}
		if right["evidence.csv"] < right[""] {
			t.Errorf("%s: %d right with the list, %d without", name, right["evidence.csv"], right[""])
		}
		if right["evidence.csv"] < len(ambiguous)*8/10 {
			t.Errorf("%s: %d of %d right", name, right["evidence.csv"], len(ambiguous))
		}
		if right["verdict.csv"] >= right["evidence.csv"] {
			t.Errorf("%s: %d right where the list decides, %d where it is evidence", name, right["verdict.csv"], right["evidence.csv"])
		}
	}
}

// readings is what mentions make of the places in a text where a name stands
// alone: "PERSON -" where the first is a person and the second is no name.
func readings(d *text.Document, mentions []text.Mention, name string) string {
	var out []string
	for at := 0; ; {
		i := strings.Index(d.Text[at:], name)
		if i < 0 {
			return strings.Join(out, " ")
		}
		span := text.Span{Start: at + i, End: at + i + len(name)}
		at = span.End
		kind := "-"
		for _, m := range mentions {
			if m.Span == span {
				kind = string(m.Type)
			}
		}
		// Part of a longer name, which is not what is asked.
		if before := strings.Fields(d.Text[:span.Start]); len(before) > 0 && strings.Contains("Michael Theresa Denzel Kerry", before[len(before)-1]) ||
			strings.HasPrefix(d.Text[span.End:], " Reed") {
			continue
		}
		out = append(out, kind)
	}
}

func write(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// Keys come out with mentions and entities, whoever found the mention, and
// only for the type that the mention has.
func TestKeys(t *testing.T) {
	dir := t.TempDir()
	list := write(t, dir, "folk.csv", "# propose: no\nname,type,key\nAngela Merkel,PERSON,Q567\nMerkel,PERSON,Q567\nParis,PERSON,Q1\nBerlin,PLACE,Q64\n")
	p, err := pipeline.Open("fast", pipeline.Options{Lists: []string{list}})
	if err != nil {
		t.Fatal(err)
	}
	d := &text.Document{Text: "Angela Merkel flew from Berlin to Paris on Monday. Merkel said she was tired. Leaders of Berlin met her."}
	if err := p.Run(d); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range d.Mentions {
		got = append(got, d.Surface(m.Span)+" "+string(m.Type)+" "+m.Key)
	}
	want := []string{"Angela Merkel PERSON Q567", "Berlin PLACE Q64", "Paris PLACE ", "Merkel PERSON Q567", "Berlin PLACE Q64"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("mentions (-want +got):\n%s", diff)
	}
	got = nil
	for _, e := range d.Entities {
		got = append(got, e.Name+" "+e.Key)
	}
	if diff := cmp.Diff([]string{"Angela Merkel Q567", "Berlin Q64", "Paris "}, got); diff != "" {
		t.Errorf("entities (-want +got):\n%s", diff)
	}
}

func TestUserLists(t *testing.T) {
	dir := t.TempDir()
	firms := write(t, dir, "firms.tsv", "# type: ORGANISATION\nname\nHalden Ferries\n")
	more := write(t, dir, "more.csv", "name,type\nOstby Mill,ORGANISATION\n")
	words := write(t, dir, "words.tsv", "name\nferry\n")
	taken := write(t, dir, "people.tsv", "# type: PERSON\nname\nReed\n")
	notes := write(t, dir, "notes.txt", "Halden\n")
	t.Run("a folder, and a pipeline without the stage", func(t *testing.T) {
		folder := t.TempDir()
		write(t, folder, "firms.tsv", "# type: ORGANISATION\nname\nHalden Ferries\n")
		write(t, folder, "readme.md", "no list")
		p, err := pipeline.Open("prose", pipeline.Options{Lists: []string{folder, more}})
		if err != nil {
			t.Fatal(err)
		}
		d := &text.Document{Text: "they left Halden Ferries for Ostby Mill"}
		if err := p.Run(d); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range d.Candidates {
			if c.Source.Stage == "gazetteer" {
				got = append(got, c.Source.Rule+": "+d.Surface(c.Span))
			}
		}
		if diff := cmp.Diff([]string{"firms: Halden Ferries", "more: Ostby Mill"}, got); diff != "" {
			t.Error(diff)
		}
	})
	digests := map[string]bool{}
	for _, lists := range [][]string{nil, {firms}, {firms, more}} {
		p, err := pipeline.Open("fast", pipeline.Options{Lists: lists})
		if err != nil {
			t.Fatal(err)
		}
		digests[p.Digest()] = true
	}
	if len(digests) != 3 {
		t.Errorf("3 sets of lists have %d digests", len(digests))
	}
	for _, c := range []struct {
		list, want string
	}{
		{words, "no type is said"},
		{taken, "a list called people was read from gazetteers/people.tsv"},
		{notes, "a list is a .tsv or .csv file"},
		{filepath.Join(dir, "nowhere.tsv"), "nowhere.tsv"},
		{t.TempDir(), "no .tsv, .csv or .gaz file in this folder"},
	} {
		if _, err := pipeline.Open("fast", pipeline.Options{Lists: []string{c.list}}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.list, err, c.want)
		}
	}
}

// A pipeline file names lists that lie beside it.
func TestListsBesideThePipelineFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "sub", "lists"), 0o777); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "firms.csv", "name,type\nHalden Ferries,ORGANISATION\n")
	write(t, filepath.Join(dir, "sub", "lists"), "towns.tsv", "# type: PLACE\nname\nOstby\n")
	file := write(t, filepath.Join(dir, "sub"), "mine.yaml",
		"stages: [tokens, sentences, {gazetteer: {lists: [../firms.csv, lists, gazetteers/countries.tsv]}}, resolve]\n")
	p, err := pipeline.Open(file, pipeline.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := &text.Document{Text: "they left Halden Ferries in Ostby"}
	if err := p.Run(d); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range d.Mentions {
		got = append(got, m.Source.Rule+": "+d.Surface(m.Span))
	}
	if diff := cmp.Diff([]string{"firms: Halden Ferries", "towns: Ostby"}, got); diff != "" {
		t.Error(diff)
	}
	file = write(t, dir, "wrong.yaml", "stages: [tokens, sentences, {gazetteer: {lists: [nowhere.csv]}}, resolve]\n")
	if _, err := pipeline.Open(file, pipeline.Options{}); err == nil || !strings.Contains(err.Error(), "nowhere.csv") {
		t.Errorf("error is %v", err)
	}
}
