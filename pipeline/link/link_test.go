package link

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/pipeline/token"
	"rollcall/text"
)

// document is marked text with its marks as mentions, and as the candidates
// that they came from.
func document(t testing.TB, marked string) *text.Document {
	t.Helper()
	s, mentions, err := text.ParseMarked(marked)
	if err != nil {
		t.Fatal(err)
	}
	d := prepared(t, s)
	for _, m := range mentions {
		m.Type = text.Type(strings.ToUpper(string(m.Type)))
		m.Score, m.Source = 0.6, text.Source{Stage: "test"}
		d.Mentions = append(d.Mentions, m)
		d.Candidates = append(d.Candidates, text.Candidate{Mention: m})
	}
	return d
}

func prepared(t testing.TB, s string) *text.Document {
	t.Helper()
	d := &text.Document{Text: s}
	if err := token.Tokens(d); err != nil {
		t.Fatal(err)
	}
	if err := token.Sentences(d); err != nil {
		t.Fatal(err)
	}
	return d
}

// run a stage and list what it added to the candidates, in order of the text.
func added(t testing.TB, d *text.Document, stage func(*text.Document) error) []string {
	t.Helper()
	before := len(d.Candidates)
	if err := stage(d); err != nil {
		t.Fatal(err)
	}
	more := slices.Clone(d.Candidates[before:])
	slices.SortStableFunc(more, func(a, b text.Candidate) int { return a.Span.Compare(b.Span) })
	var out []string
	for _, c := range more {
		out = append(out, fmt.Sprintf("%s %d %q %s", c.Type, c.Start, d.Surface(c.Span), c.Source.Rule))
	}
	return out
}

func TestAcronyms(t *testing.T) {
	for _, tt := range []struct {
		name, marked string
		want         []string
	}{
		{"long form by its head word, before and after",
			"The MoST was silent. The Ministry of Salt Taxes (MoST) is old. Ask the MoST.",
			[]string{`ORGANISATION 4 "MoST" defined`, `ORGANISATION 25 "Ministry of Salt Taxes" long-short`, `ORGANISATION 49 "MoST" long-short`, `ORGANISATION 71 "MoST" defined`}},
		{"long form by a candidate",
			"[Organisation Brass Lantern Trio] (BLT) sang.",
			[]string{`ORGANISATION 0 "Brass Lantern Trio" long-short`, `ORGANISATION 20 "BLT" long-short`}},
		{"the head word corrects a candidate's type",
			"[Person Hanna Berg University] (HBU) opened.",
			[]string{`ORGANISATION 0 "Hanna Berg University" long-short`, `ORGANISATION 23 "HBU" long-short`}},
		{"the other order",
			"the NSB (National Salt Bureau) said",
			[]string{`ORGANISATION 4 "NSB" short-long`, `ORGANISATION 9 "National Salt Bureau" short-long`}},
		{"quotes in the brackets",
			"National Salt Bureau (the “NSB”) said",
			[]string{`ORGANISATION 0 "National Salt Bureau" long-short`, `ORGANISATION 29 "NSB" long-short`}},
		{"between commas",
			"The National Salt Bureau, or NSB, said",
			[]string{`ORGANISATION 4 "National Salt Bureau" long-short`, `ORGANISATION 29 "NSB" long-short`}},
		{"between dashes",
			"The National Salt Bureau — NSB — said",
			[]string{`ORGANISATION 4 "National Salt Bureau" long-short`, `ORGANISATION 29 "NSB" long-short`}},
		{"after a possessive",
			"National Salt Bureau's (NSB) head",
			[]string{`ORGANISATION 0 "National Salt Bureau" long-short`, `ORGANISATION 24 "NSB" long-short`}},
		{"dots and small words",
			"The Office for the Control of Tar (O.C.T.) said",
			[]string{`ORGANISATION 4 "Office for the Control of Tar" long-short`, `ORGANISATION 35 "O.C.T." long-short`}},
		{"other order of words",
			"the Marlian Farmers' Party (PFM) won",
			[]string{`ORGANISATION 4 "Marlian Farmers' Party" long-short`, `ORGANISATION 28 "PFM" long-short`}},
		{"letters from inside a word",
			"the Metropolitan Telephone Company (METCO) failed",
			[]string{`ORGANISATION 4 "Metropolitan Telephone Company" long-short`, `ORGANISATION 36 "METCO" long-short`}},
		{"a blend needs a candidate",
			"[Organisation International Salt Police] (Intersalp) and International Pepper Police (Interpep)",
			[]string{`ORGANISATION 0 "International Salt Police" long-short`, `ORGANISATION 27 "Intersalp" long-short`}},
		{"hyphenated acronym, and not its first part",
			"The Peasant Labour Party-North (PLP-N) met. The PLP-N won.",
			[]string{`ORGANISATION 4 "Peasant Labour Party-North" long-short`, `ORGANISATION 32 "PLP-N" long-short`, `ORGANISATION 48 "PLP-N" defined`}},
		{"letters of another language",
			"[Organisation Marlian Football Union] (FKM) met. FKM won.",
			[]string{`ORGANISATION 24 "FKM" bracketed`, `ORGANISATION 34 "FKM" defined`}},
		{"country codes are nobody's acronym",
			"[Organisation Ines Blanc] (MAR) beat [Organisation Rosa Vidal] (MAR).", nil},
		{"an act is not the body",
			"The National Salt Bureau (NSB) breaks the NSB Act.",
			[]string{`ORGANISATION 4 "National Salt Bureau" long-short`, `ORGANISATION 26 "NSB" long-short`}},
		{"a numbered one is another",
			"The National Salt Bureau (NSB) beat NSB 2 and NSB B.",
			[]string{`ORGANISATION 4 "National Salt Bureau" long-short`, `ORGANISATION 26 "NSB" long-short`}},
		{"not a name", "the Chief Salt Officer (CSO) and artificial salt (AS)", nil},
		{"a stock symbol", "Brass Lanterns (NYSE: BL) rose", nil},
		{"a party or a place", "[Person Ann Bell] (Labour), [Person Bob Hart] (D-Calif.), [Person Al Roe] (53)", nil},
		{"an age and a year", "Ministry of Salt (1999)", nil},
		{"two of the same letters: each holds from where it stands",
			"The Salt Traders Union (STU) and the STU. The School of Tin University (STU) and the STU.",
			[]string{`ORGANISATION 4 "Salt Traders Union" long-short`, `ORGANISATION 24 "STU" long-short`, `ORGANISATION 37 "STU" defined`,
				`ORGANISATION 46 "School of Tin University" long-short`, `ORGANISATION 72 "STU" long-short`, `ORGANISATION 85 "STU" defined`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := added(t, document(t, tt.marked), Acronyms)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestAlign(t *testing.T) {
	for _, tt := range []struct {
		long, short string
		fits        bool
	}{
		{"Ministry of State Security", "MoSS", true},
		{"Ministry of State Security", "MSS", true},
		{"Ministry of Foreign Affairs", "MoFA", true},
		{"Council of Europe", "CoE", true},
		{"Communist Party of China", "CPC", true},
		{"Federal Bureau of Investigation", "FBI", true},
		{"Federal Bureau of Investigation", "CIA", false},
		{"American Telephone and Telegraph", "AT&T", true},
		{"Bureau of Salt", "BAY", false},
		{"Non-Governmental Salt Boards", "NGSBs", true},
	} {
		fits := fit(strings.Fields(strings.ReplaceAll(tt.long, "-", " - ")), letters(tt.short)) <= affordable(len(letters(tt.short)))
		if fits != tt.fits {
			t.Errorf("%s for %s: %v, want %v", tt.short, tt.long, fits, tt.fits)
		}
	}
}

func TestLetters(t *testing.T) {
	for word, want := range map[string]string{
		"MoSS": "moss", "U.N.": "un", "NGOs": "ngo", "AT&T": "at&t", "G20": "", "BBC": "bbc", "CoE": "coe",
		"Ann": "", "eBay": "", "I": "", "AS\xff": "", "MPs": "mp", "": "",
	} {
		if got := string(letters(word)); strings.ReplaceAll(want, "&", "") != got {
			t.Errorf("letters(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestConsistency(t *testing.T) {
	for _, tt := range []struct {
		name, marked string
		want         []string
	}{
		{"a surname after the full name",
			"[Person Ines Almadov] spoke. Later Almadov left.",
			[]string{`PERSON 26 "Almadov" surname`}},
		{"a surname before the full name",
			"It was said that Almadov left. Then [Person Ines Almadov] spoke.",
			[]string{`PERSON 17 "Almadov" surname`}},
		{"a family name that is written first",
			"[Person Zhang Mibao] spoke. Later Zhang left, and so did Mibao.",
			[]string{`PERSON 25 "Zhang" surname`}},
		{"a surname that was something else",
			"[Person Ines Almadov] spoke. Later [Place Almadov] left.",
			[]string{`PERSON 26 "Almadov" surname`}},
		{"a city that is also a surname",
			"[Person Ines Almadov] came to [Place Almadov]. In [Place Almadov] it rained on Almadov.", nil},
		{"no surname inside another name",
			"[Person Ines Almadov] spoke at Almadov Hall, at New Almadov, at pro-Almadov rallies and with van Almadov.", nil},
		{"no surname that is a common word",
			"[Person Ann Wood] spoke. It was made of wood. Wood burns.", nil},
		{"a king's number is no surname", "[Person Kusar XV] spoke, before XV fell.", nil},
		{"what is passed over time and again is none",
			"[Person Te Kanori] means good. He spoke Kanori to the Kanori, in Kanori, for Kanori.", nil},
		{"a name found often is a name where it was missed",
			"[Person Almadov] spoke. We saw [Person Almadov]. We met [Person Almadov]. We like Almadov.",
			[]string{`PERSON 55 "Almadov" repeat`}},
		{"but not in small letters, and not as a title",
			"We saw [Person Kadir]. We met [Person Kadir]. We like [Person Kadir] and the Kadir. Any kadir.", nil},
		{"a name found once is not enough",
			"We saw [Person Almadov]. We like Almadov.", nil},
		{"capitals in the headline",
			"ALMADOV TO LEAVE TOMORROW\n\nThe president, [Person Almadov], will leave.",
			[]string{`PERSON 0 "ALMADOV" headline`}},
		{"nothing decided", "Almadov spoke.", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := added(t, document(t, tt.marked), Consistency)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// A surer surname does not outweigh a sure tag, and a doubtful tag gives way.
func TestConsistencyScores(t *testing.T) {
	for _, tt := range []struct {
		score float64
		wins  bool
	}{{0.45, true}, {0.99, false}} {
		d := document(t, "[Person Ines Almadov] spoke. Later [Place Almadov] left.")
		d.Mentions[1].Score = tt.score
		if err := Consistency(d); err != nil {
			t.Fatal(err)
		}
		wins := false
		for _, c := range d.Candidates[2:] {
			wins = wins || c.Score > tt.score
		}
		if wins != tt.wins {
			t.Errorf("against a score of %v: %v, want %v", tt.score, wins, tt.wins)
		}
	}
}

func TestScoresFile(t *testing.T) {
	m, err := readScores(scoreFile)
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]bool{
		ruleLongShort: true, ruleShortLong: true, ruleBracketed: true, ruleDefined: true,
		ruleRepeat: true, ruleRetype: true, ruleSurname: true, ruleHeadline: true,
	}
	for key, score := range m {
		rule, _, _ := strings.Cut(key, "\t")
		if !rules[rule] {
			t.Errorf("%q: no such rule", key)
		}
		if score <= 0.5 || score >= 1 {
			t.Errorf("%q: %v is not worth proposing, or certain", key, score)
		}
	}
	for _, bad := range []string{"a\tb\tc\t1", "a\tb\tc\t2\t1", "a\tb\tc\tx\t1", "a\tb\tc\t1\t1\na\tb\tc\t1\t1\n"} {
		if _, err := readScores(bad); err == nil {
			t.Errorf("%q: no error", bad)
		}
	}
}

func TestWordFiles(t *testing.T) {
	for word, typ := range heads {
		if typ != none && typ != text.TypeOrganisation && typ != text.TypePlace {
			t.Errorf("heads.txt: %s has the type %q", word, typ)
		}
		if word != strings.ToLower(word) {
			t.Errorf("heads.txt: %s is not in small letters", word)
		}
	}
	for alias, name := range aliases {
		if aliases[name] != name {
			t.Errorf("aliases.txt: %q stands for %q, which stands for %q", alias, name, aliases[name])
		}
	}
	if !familyFirst["Zhang"] || !familyFirst["Kim"] {
		t.Error("family-first.txt was not read")
	}
}

// Whatever the text and whatever was decided in it, candidates begin and end at
// tokens, say where they come from, and come out the same again; every mention
// of a name belongs to one entity.
func check1(t testing.TB, d *text.Document) {
	t.Helper()
	for _, stage := range []func(*text.Document) error{Acronyms, Consistency} {
		before := len(d.Candidates)
		again := *d
		again.Candidates = slices.Clone(d.Candidates)
		if err := stage(d); err != nil {
			t.Fatal(err)
		}
		if err := stage(&again); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d.Candidates, again.Candidates); diff != "" {
			t.Fatalf("the second time it proposed something else:\n%s", diff)
		}
		a := read(d)
		for _, c := range d.Candidates[before:] {
			if _, ok := a.tokens(c.Span); !ok {
				t.Fatalf("%v is not made of tokens", c.Span)
			}
			if c.Source.Stage == "" || c.Source.Rule == "" || c.Score <= 0 || c.Score >= 1 {
				t.Fatalf("candidate without source or score: %+v", c)
			}
		}
	}
	if err := Entities(d); err != nil {
		t.Fatal(err)
	}
	owner := map[int]string{}
	first := -1
	for i, e := range d.Entities {
		if e.ID != fmt.Sprintf("E%d", i+1) || len(e.Mentions) == 0 {
			t.Fatalf("entity %d: %+v", i, e)
		}
		if e.Mentions[0] <= first {
			t.Fatalf("entities are not in order of their first mention")
		}
		first = e.Mentions[0]
		for k, m := range e.Mentions {
			if k > 0 && m <= e.Mentions[k-1] || owner[m] != "" || d.Mentions[m].Type != e.Type {
				t.Fatalf("entity %+v: mention %d is out of order, shared or of another type", e, m)
			}
			owner[m] = e.ID
		}
	}
	for i, m := range d.Mentions {
		if (owner[i] == "") != (m.Type == text.TypeMoney || m.Type == text.TypeIgnore) {
			t.Fatalf("mention %d (%s) has the entity %q", i, m.Type, owner[i])
		}
	}
}

// marksAnything takes runs of a document's tokens for mentions, by the bytes
// of choice.
func marksAnything(d *text.Document, choice []byte) {
	types := append(text.Types(), "GADGET")
	at := 0
	for i := 0; i+2 < len(choice) && at < len(d.Tokens); i += 3 {
		first := at + int(choice[i])%4
		end := min(first+1+int(choice[i+1])%4, len(d.Tokens))
		if first >= end {
			break
		}
		m := text.Mention{
			Span:  text.Span{Start: d.Tokens[first].Start, End: d.Tokens[end-1].End},
			Type:  types[int(choice[i+2])%len(types)],
			Score: float64(choice[i+1]) / 256, Source: text.Source{Stage: "test"},
		}
		d.Mentions = append(d.Mentions, m)
		d.Candidates = append(d.Candidates, text.Candidate{Mention: m})
		at = end
	}
}

func FuzzLink(f *testing.F) {
	for _, s := range []string{
		"", "(", "(MoST", "Ministry of Salt (MS)", "MS (Ministry of Salt)", "A, or B,", "((((((AB))))))", "AB (AB (AB (AB",
		"National Salt Bureau (\xff\xfeNSB) \xe2\x80", "\ufeffANN BELL\r\n\r\nAnn Bell, Bell’s and the Bells", "P-N-P-N-P (P-N-P-N)",
		"— NSB — NSB — NSB", "the the the Of of (TTTOO)", "Émile Zola Ésprit (ÉZÉ) İstanbul İl (İİ)",
	} {
		f.Add(s, []byte{0, 1, 2, 1, 2, 1, 0, 0, 0, 2, 1, 1})
	}
	f.Fuzz(func(t *testing.T, s string, choice []byte) {
		d := prepared(t, s)
		marksAnything(d, choice)
		check1(t, d)
	})
}

func TestAnyDocument(t *testing.T) {
	words := []string{"Ann", "Bell", "Zhang", "Salt", "salt", "Ministry", "of", "the", "MS", "MoS", "(", ")", ",", "“", "-", ".", "\n\n", "SALT", "Jr.", "'s", "12"}
	rapid.Check(t, func(rt *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 60).Draw(rt, "words"), " ")
		d := prepared(t, s)
		marksAnything(d, rapid.SliceOfN(rapid.Byte(), 0, 60).Draw(rt, "marks"))
		check1(t, d)
	})
}

// Mentions that do not keep to the tokens, as another system's may, are left
// alone and still belong to an entity.
func TestMentionsInsideTokens(t *testing.T) {
	d := prepared(t, "Almadovs and Almadov")
	d.Mentions = []text.Mention{
		{Span: text.Span{Start: 0, End: 7}, Type: text.TypePerson},
		{Span: text.Span{Start: 13, End: 20}, Type: text.TypePerson},
	}
	check1(t, d)
	if len(d.Entities) != 1 || !utf8.ValidString(d.Entities[0].Name) {
		t.Errorf("entities: %+v", d.Entities)
	}
}

// What is easy to write a thousand times takes no more than its share each time.
func TestLinearTime(t *testing.T) {
	for _, unit := range []string{
		"National Salt Bureau (NSB) and NSB. ", "(NSB ", "NSB (", "“ ", "Ann Bell, Bell, ", "A-B-", "NSB, or ", "ANN BELL\n\nAnn Bell ",
	} {
		measure := func(n int) time.Duration {
			d := prepared(t, strings.Repeat(unit, n))
			marksAnything(d, []byte(strings.Repeat("\x00\x01\x00\x01\x00\x01", n)))
			start := time.Now()
			for _, stage := range []func(*text.Document) error{Acronyms, Consistency, Entities} {
				if err := stage(d); err != nil {
					t.Fatal(err)
				}
			}
			return time.Since(start)
		}
		// Sixteen times the text; quadratic time would be 256 times. A machine
		// that is busy with something else gets another try.
		var few, many time.Duration
		for range 4 {
			few, many = max(measure(2000), time.Millisecond), measure(32000)
			if many < 80*few {
				break
			}
		}
		if many >= 80*few {
			t.Errorf("%q: %v for 2000, %v for 32000", unit, few, many)
		}
	}
}

func BenchmarkLink(b *testing.B) {
	one := "[Organisation National Salt Bureau] (NSB) chief [Person Ines Almadov] flew to [Place Marlia], where Almadov met the NSB. "
	d := document(b, strings.Repeat(one, 50))
	candidates := slices.Clone(d.Candidates)
	b.SetBytes(int64(len(d.Text)))
	for b.Loop() {
		d.Candidates = append(d.Candidates[:0], candidates...)
		for _, stage := range []func(*text.Document) error{Acronyms, Consistency, Entities} {
			if err := stage(d); err != nil {
				b.Fatal(err)
			}
		}
	}
}
