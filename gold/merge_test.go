package gold

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"rollcall/text"
)

func merge(t testing.TB, o MergeOptions, annotators ...Annotator) *Merged {
	t.Helper()
	m, err := Merge(annotators, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// mergedText is the documents as marked text.
func mergedText(t testing.TB, m *Merged) []string {
	t.Helper()
	var out []string
	for _, d := range m.Documents {
		s, err := markedBody(d)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

// decided reads a list back after the replacements.
func decided(t testing.TB, list string, replace ...string) *Decisions {
	t.Helper()
	for i := 0; i < len(replace); i += 2 {
		if !strings.Contains(list, replace[i]) {
			t.Fatalf("the list has no %q:\n%s", replace[i], list)
		}
	}
	d, err := ParseDecisions("todo.txt", strings.NewReplacer(replace...).Replace(list))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const (
	annSays = "[Person Ama Boateng] of [Organisation Volta Bank] flew to [Place Upper West Region] in May."
	boSays  = "[Person Ama Boateng] of the [Place Volta] Bank flew to [Place Upper West] Region in [Person May]."
	cySays  = "[Person Ama Boateng] of [Organisation Volta Bank] flew to [Place Upper West] Region in May."
)

func three(t testing.TB) (ann, bo, cy Annotator) {
	return annotator(t, "ann", annSays), annotator(t, "bo", strings.Replace(boSays, "the ", "", 1)), annotator(t, "cy", cySays)
}

const firstList = `
@ 15-25 d0
  ann.jsonl:1 | Ama Boateng of [Organisation Volta Bank] flew to Upper West Region in May.
  bo.jsonl:1  | Ama Boateng of [Place Volta] Bank flew to Upper West Region in May.
>

@ 34-51 d0
  ann.jsonl:1 | Ama Boateng of Volta Bank flew to [Place Upper West Region] in May.
  bo.jsonl:1  | Ama Boateng of Volta Bank flew to [Place Upper West] Region in May.
>

@ 55-58 d0
  ann.jsonl:1 | Volta Bank flew to Upper West Region in May.
  bo.jsonl:1  | Volta Bank flew to Upper West Region in [Person May].
>
`

func TestMergeTwo(t *testing.T) {
	ann, bo, _ := three(t)
	m := merge(t, MergeOptions{}, ann, bo)
	if diff := cmp.Diff(listHead+firstList, m.List()); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
	if m.Agreed != 1 || m.Pending() != 3 {
		t.Errorf("agreed %d, pending %d", m.Agreed, m.Pending())
	}
	if diff := cmp.Diff([]string{"[Person Ama Boateng] of [Ignore Volta Bank] flew to [Ignore Upper West Region] in [Ignore May]."}, mergedText(t, m)); diff != "" {
		t.Error(diff)
	}
	m = merge(t, MergeOptions{DropPending: true}, ann, bo)
	if diff := cmp.Diff([]string{"[Person Ama Boateng] of Volta Bank flew to Upper West Region in May."}, mergedText(t, m)); diff != "" {
		t.Error(diff)
	}
	if got := m.Disputes[0].Line; got != 0 {
		t.Errorf("a line before there is a list: %d", got)
	}
	if m.List(); m.Disputes[1].Line != strings.Count(listHead, "\n")+7 {
		t.Errorf("line %d of the second dispute", m.Disputes[1].Line)
	}
}

func TestMergeMajority(t *testing.T) {
	ann, bo, cy := three(t)
	m := merge(t, MergeOptions{Agree: 2}, ann, bo, cy)
	if diff := cmp.Diff([]string{cySays}, mergedText(t, m)); diff != "" {
		t.Error(diff)
	}
	if len(m.Disputes) != 0 || m.Agreed != 3 {
		t.Errorf("%d disputes, %d agreed", len(m.Disputes), m.Agreed)
	}
	// Two against two is no majority, whichever came first.
	m = merge(t, MergeOptions{Agree: 2}, ann, bo, cy, annotator(t, "dee", strings.Replace(boSays, "the ", "", 1)))
	if m.Pending() != 2 {
		t.Errorf("%d pending, want Volta Bank and May", m.Pending())
	}
	if _, err := Merge([]Annotator{ann, bo}, MergeOptions{Agree: 3}); err == nil {
		t.Error("three of two can agree")
	}
}

func TestMergeDecided(t *testing.T) {
	ann, bo, cy := three(t)
	list := merge(t, MergeOptions{}, ann, bo).List()
	answers := []string{
		"@ 15-25 d0\n  ann", "@ 15-25 d0\n# asked the bank\nx ann",
		"in [Person May].\n>", "in [Person May].\n> Volta Bank flew to Upper [Place West] Region in May.",
	}
	d := decided(t, list, answers...)
	m := merge(t, MergeOptions{Decided: d}, ann, bo)
	want := "[Person Ama Boateng] of [Organisation Volta Bank] flew to Upper [Place West] Region in May."
	if diff := cmp.Diff([]string{want}, mergedText(t, m)); diff != "" {
		t.Error("a mark by hand takes the place of what it touches:", diff)
	}
	if m.Pending() != 1 {
		t.Errorf("%d pending", m.Pending())
	}
	again := m.List()
	if !strings.Contains(again, "# asked the bank\nx ann") || !strings.Contains(again, "\n> Volta Bank flew to Upper [Place West] Region in May.") {
		t.Errorf("decisions are not kept:\n%s", again)
	}

	// bo comes to agree on May, and cy joins: what was decided about places at
	// which the readings are the same stays.
	agreed := annotator(t, "bo", "[Person Ama Boateng] of [Place Volta] Bank flew to [Place Upper] West Region in May.")
	m = merge(t, MergeOptions{Decided: decided(t, list, "@ 15-25 d0\n  ann", "@ 15-25 d0\nx ann", "Volta Bank flew to [Place Upper West Region] in May.\n  bo", "Volta Bank flew to [Place Upper West Region] in May.\nx bo")}, ann, agreed, cy)
	if diff := cmp.Diff([]string{"[Person Ama Boateng] of [Organisation Volta Bank] flew to [Ignore Upper West Region] in May."}, mergedText(t, m)); diff != "" {
		t.Error(diff)
	}
	if list := m.List(); !strings.Contains(list, "  decided before | Ama Boateng of Volta Bank flew to [Place Upper West] Region in May.") {
		t.Errorf("a decision about other readings is not shown:\n%s", list)
	}
}

// What a person decided is not lost when all annotators come to agree on
// something else, or on nothing.
func TestMergeDecisionAgainstAgreement(t *testing.T) {
	ann, bo := annotator(t, "ann", "in [Place Wa] Town"), annotator(t, "bo", "in [Place Wa Town]")
	list := merge(t, MergeOptions{}, ann, bo).List()
	d := decided(t, list, "  ann", "x ann")
	for _, now := range []string{"in [Place Wa Town]", "in [Organisation Wa Town]", "in Wa Town"} {
		m := merge(t, MergeOptions{Decided: d}, annotator(t, "ann", now), annotator(t, "bo", now))
		list := m.List()
		if m.Pending() != 1 || !strings.Contains(list, "decided before") || !strings.Contains(list, "in [Place Wa] Town") {
			t.Fatalf("%s: the decision is lost:\n%s", now, list)
		}
		// Undecided it stays, and decided again it holds.
		m = merge(t, MergeOptions{Decided: decided(t, list)}, annotator(t, "ann", now), annotator(t, "bo", now))
		if diff := cmp.Diff(list, m.List()); diff != "" {
			t.Errorf("%s: %s", now, diff)
		}
		m = merge(t, MergeOptions{Decided: decided(t, list, "  decided", "x decided")}, annotator(t, "ann", now), annotator(t, "bo", now))
		if diff := cmp.Diff([]string{"in [Place Wa] Town"}, mergedText(t, m)); diff != "" {
			t.Errorf("%s: %s", now, diff)
		}
	}
	m := merge(t, MergeOptions{Decided: d}, ann, annotator(t, "bo", "in [Place Wa] Town"))
	if m.Settled != 1 || len(m.Disputes) != 0 {
		t.Errorf("all agree with the decision: settled %d, disputes %d", m.Settled, len(m.Disputes))
	}
}

func TestMergeFaults(t *testing.T) {
	ann, bo, _ := three(t)
	list := merge(t, MergeOptions{}, ann, bo).List()
	head := strings.Count(listHead, "\n")
	for _, tt := range []struct{ from, to, want string }{
		{"Volta Bank] flew", "Volta Bank] fled", fmt.Sprintf(`todo.txt:%d: these are not the document's words: they go on with "fled to Upper West Region in May." where it has "flew to`, head+3)},
		{"[Organisation Volta Bank]", "[Organisation Volta Bank", fmt.Sprintf("todo.txt:%d: [ is never closed", head+3)},
		{"@ 15-25 d0", "@ 15-25 d1", fmt.Sprintf(`todo.txt:%d: the annotators have no document "d1"; take the block out`, head+2)},
		{"@ 15-25 d0", "@ 15-925 d0", fmt.Sprintf("todo.txt:%d: 15-925 is no place in the document, which has 59 characters", head+2)},
		{"@ 15-25 d0", "@ 15 d0", fmt.Sprintf(`todo.txt:%d: a block begins as in`, head+2)},
		{"  ann.jsonl:1 | Ama Boateng of [O", "x ann.jsonl:1 | Ama Boateng of [O", ""},
		{">\n\n@ 34", "> Ama Boateng of [Organisation Volta Ba]nk flew to Upper West Region in May.\n\n@ 34", fmt.Sprintf(`todo.txt:%d: "Volta Ba" cuts the word "Volta Bank"`, head+5)},
		{">\n\n@ 34", "> Ama Boateng of [Organisation [Place Volta] Bank] flew to Upper West Region in May.\n\n@ 34", fmt.Sprintf(`todo.txt:%d: "Volta" is marked inside "Volta Bank": the longest name wins`, head+5)},
		{">\n\n@ 34", "Volta Bank\n\n@ 34", fmt.Sprintf("todo.txt:%d: neither a reading", head+5)},
		{"@ 15-25 d0\n  ann", "oh\n@ 15-25 d0\nx ann", fmt.Sprintf("todo.txt:%d: a line before the first block", head+2)},
		{"  ann.jsonl:1 | Ama Boateng of [Organisation Volta Bank] flew to Upper West Region in May.\n  bo", "x ann.jsonl:1 | Ama Boateng of [Organisation Volta Bank] flew to Upper West Region in May.\nx bo", fmt.Sprintf("todo.txt:%d: decided twice, in line %d too", head+4, head+3)},
		{">\n\n@ 34", "> Ama Boateng of [Organisation Volta Bank flew to Upper] West Region in May.\n\n@ 34", ""},
	} {
		if !strings.Contains(list, tt.from) {
			t.Fatalf("the list has no %q", tt.from)
		}
		d, err := ParseDecisions("todo.txt", strings.Replace(list, tt.from, tt.to, 1))
		if err == nil {
			_, err = Merge([]Annotator{ann, bo}, MergeOptions{Decided: d})
		}
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.HasPrefix(err.Error(), tt.want)) {
			t.Errorf("%q for %q: got %v, want %q", tt.to, tt.from, err, tt.want)
		}
	}
	both := strings.Replace(list, ">\n\n@ 34", "> Ama Boateng of [Organisation Volta Bank flew to Upper] West Region in May.\n\n@ 34", 1)
	both = strings.Replace(both, "  bo.jsonl:1  | Ama Boateng of Volta Bank flew to [Place Upper West]", "x bo.jsonl:1  | Ama Boateng of Volta Bank flew to [Place Upper West]", 1)
	_, err := Merge([]Annotator{ann, bo}, MergeOptions{Decided: decided(t, both)})
	if want := fmt.Sprintf(`todo.txt:%d: "Upper West" is marked over by the decision in line %d`, head+7, head+2); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	crossing := annotator(t, "cy", "[Person Ama Boateng] of Volta Bank flew to Upper West Region in May.")
	doc := crossing.Corpora[0].Documents[0]
	doc.Mentions = append(doc.Mentions, text.Mention{Span: text.Span{Start: 4, End: 14}, Type: "PLACE"})
	if _, err := Merge([]Annotator{ann, crossing}, MergeOptions{}); err == nil || !strings.Contains(err.Error(), `cy.jsonl:1: document "d0" at 0-14: mentions 0-11 and 4-14 cross`) {
		t.Errorf("got %v", err)
	}
	other := annotator(t, "bo", strings.Replace(boSays, "the ", "", 1))
	other.Corpora[0].Types = []text.Type{"PERSON"}
	if _, err := Merge([]Annotator{ann, other}, MergeOptions{}); err == nil || !strings.Contains(err.Error(), "ann is annotated for all types, bo for [PERSON]") {
		t.Errorf("got %v", err)
	}
}

// Values and other readings are written, decided on and kept.
func TestMergeValues(t *testing.T) {
	read := func(name, s string) Annotator {
		d, err := ParseMarkedFile(name, "---\nid: m\nannotator: "+name+"\ndate: "+name+"\n---\n"+s)
		if err != nil {
			t.Fatal(err)
		}
		c := &Corpus{Path: name}
		c.add(d, 1)
		return Annotator{name, []*Corpus{c}}
	}
	ann := read("ann", "paid [Money:USD5 $5], [Money:~USD6 $6], [Money $7] at the [?Organisation [Place Rex]]\n")
	bo := read("bo", "paid [Money $5], [Money:USD6 $6], [Money $7] at the [Place Rex]\n")
	m := merge(t, MergeOptions{}, ann, bo)
	if m.Pending() != 2 || m.Agreed != 2 {
		t.Fatalf("pending %d, agreed %d: %s", m.Pending(), m.Agreed, m.List())
	}
	list := m.List()
	d := decided(t, list, "  bo:1  | paid $5, [Money:USD6 $6]", "x bo:1  | paid $5, [Money:USD6 $6]", "  ann:1 | paid $5, $6, $7 at the [?", "x ann:1 | paid $5, $6, $7 at the [?")
	m = merge(t, MergeOptions{Decided: d}, ann, bo)
	if diff := cmp.Diff([]string{"paid [Money:USD5 $5], [Money:USD6 $6], [Money $7] at the [?Organisation [Place Rex]]"}, mergedText(t, m)); diff != "" {
		t.Error(diff)
	}
	if got := string(m.Documents[0].Meta["annotator"]); got != `"ann; bo"` {
		t.Errorf("annotator %s", got)
	}
	if !slices.Contains(m.Notes, "annotators differ in these keys of documents, and the first one's stay: date") {
		t.Errorf("notes %q", m.Notes)
	}
}

// A document that one annotator alone has stands as it is.
func TestMergeOneReader(t *testing.T) {
	m := merge(t, MergeOptions{Agree: 2}, annotator(t, "ann", "[Place Wa]", "[Place Wa]"), annotator(t, "bo", "[Place Wa]"))
	if diff := cmp.Diff([]string{"[Place Wa]", "[Place Wa]"}, mergedText(t, m)); diff != "" {
		t.Error(diff)
	}
	if len(m.Notes) != 1 {
		t.Errorf("notes %q", m.Notes)
	}
}

// Any bytes in the text: the list is one that is read back, every annotator's
// reading of every place can be had again, and deciding for one annotator
// everywhere gives that annotator's file. Writing and reading changes nothing.
func TestMergeLosesNothing(t *testing.T) {
	pieces := []string{"Ama", "Volta Bank", "[x]", `\`, "a|b", " | ", "\n", "\t", "\r", "é", "\xff", "\u2028", "  ", "> ", "@ 1-2 q", "x", "# ", "\u0085", "名"}
	rapid.Check(t, func(rt *rapid.T) {
		readers := rapid.IntRange(2, 4).Draw(rt, "annotators")
		var annotators []Annotator
		for k := range readers {
			annotators = append(annotators, Annotator{Name: fmt.Sprint("a", k), Corpora: []*Corpus{{Path: fmt.Sprint("a", k, ".jsonl")}}})
		}
		for n := range rapid.IntRange(1, 2).Draw(rt, "documents") {
			parts := rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 12).Draw(rt, "text")
			for k := range readers {
				d := &text.Document{ID: fmt.Sprint("d ", n)}
				for _, p := range parts {
					start := len(d.Text)
					d.Text += p
					if rapid.IntRange(0, 2).Draw(rt, "marked") == 0 {
						d.Mentions = append(d.Mentions, text.Mention{
							Span: text.Span{Start: start, End: len(d.Text)}, Type: rapid.SampledFrom([]text.Type{"PLACE", "PERSON", "Own type", "?"}).Draw(rt, "type"),
						})
					}
				}
				d.Mentions = slices.DeleteFunc(d.Mentions, func(m text.Mention) bool { return m.Type == "?" })
				annotators[k].Corpora[0].add(d, n+1)
			}
		}
		m, err := Merge(annotators, MergeOptions{Agree: rapid.IntRange(0, readers).Draw(rt, "agree")})
		if err != nil {
			rt.Fatal(err)
		}
		list := m.List()
		d, err := ParseDecisions("todo", list)
		if err != nil {
			rt.Fatalf("%v\n%s", err, list)
		}
		all, err := Merge(annotators, MergeOptions{Decided: d})
		if err != nil {
			rt.Fatalf("%v\n%s", err, list)
		}
		who := rapid.IntRange(0, readers-1).Draw(rt, "who")
		lines := strings.Split(all.List(), "\n")
		for i, line := range lines {
			label, _, _ := strings.Cut(line, " | ")
			if strings.HasPrefix(line, "  ") && strings.Contains(label, fmt.Sprintf("a%d.jsonl:", who)) {
				lines[i] = "x" + line[1:]
			}
		}
		list = strings.Join(lines, "\n")
		d, err = ParseDecisions("todo", list)
		if err != nil {
			rt.Fatalf("%v\n%s", err, list)
		}
		done, err := Merge(annotators, MergeOptions{Decided: d})
		if err != nil {
			rt.Fatalf("%v\n%s", err, list)
		}
		if diff := cmp.Diff(list, done.List()); diff != "" {
			rt.Fatalf("the list changes:\n%s", diff)
		}
		for i, got := range done.Documents {
			want := annotators[who].Corpora[0].Documents[i]
			if diff := cmp.Diff(want.Mentions, got.Mentions, cmpopts.EquateEmpty()); diff != "" || done.Pending() != 0 {
				rt.Fatalf("decided as %d reads it, %d pending:\n%s\n%s", who, done.Pending(), diff, list)
			}
		}
	})
}

// Whatever stands in a list, reading it ends well or with an error; and what
// was read is written so that it is read again as the same.
func FuzzDecisions(f *testing.F) {
	ann, bo, cy := three(f)
	annotators := []Annotator{ann, bo, cy}
	m, err := Merge(annotators, MergeOptions{})
	if err != nil {
		f.Fatal(err)
	}
	list := m.List()
	f.Add(list)
	f.Add(strings.Replace(list, "  ann", "x ann", 1))
	f.Add(strings.Replace(list, ">", "> Ama Boateng of [Organisation Volta Bank] flew to Upper West Region in May.", 1))
	f.Add("@ 0-11 d0\nx decided before | [Place Ama Boateng] of Volta Bank flew to Upper West Region in May.\n")
	f.Add("@ 15-25 d0\n  ann.jsonl:1 | Ama Boateng of [Organisation Volta Bank] flew to Upper West Region in May.\n>\\x41[\n# x\n")
	f.Add("@ 52-54 d0\r\n> \\x20\\n\\t[?Place x]\r\n@")
	f.Fuzz(func(t *testing.T, data string) {
		d, err := ParseDecisions("todo", data)
		if err != nil {
			return
		}
		m, err := Merge(annotators, MergeOptions{Decided: d})
		if err != nil {
			return
		}
		list := m.List()
		d, err = ParseDecisions("todo", list)
		if err != nil {
			t.Fatalf("%v in what was written:\n%s", err, list)
		}
		again, err := Merge(annotators, MergeOptions{Decided: d})
		if err != nil {
			t.Fatalf("%v in what was written:\n%s", err, list)
		}
		if diff := cmp.Diff(m.Documents, again.Documents); diff != "" {
			t.Fatalf("the documents change:\n%s\n%s", diff, list)
		}
		if diff := cmp.Diff(list, again.List()); diff != "" {
			t.Fatalf("the list changes:\n%s", diff)
		}
	})
}
