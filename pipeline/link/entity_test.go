package link

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEntities(t *testing.T) {
	for _, tt := range []struct {
		name, marked string
		want         []string // ID TYPE Name (Aliases) [Mentions]
	}{
		{"one name, many mentions",
			"[Place Marlia] is not [Place Tossa]. [Place Marlia] is small.",
			[]string{"E1 PLACE Marlia () [0 2]", "E2 PLACE Tossa () [1]"}},
		{"a headline's capitals",
			"[Person INES ALMADOV] LEAVES\n\n[Person Ines Almadov] left.",
			[]string{"E1 PERSON Ines Almadov (INES ALMADOV) [0 1]"}},
		{"surname and full name, in either order",
			"[Person Almadov] spoke. [Person Ines Almadov] left. [Person Almadov] wept.",
			[]string{"E1 PERSON Ines Almadov (Almadov) [0 1 2]"}},
		{"a family: the one named last",
			"[Person Ines Almadov] spoke. [Person Almadov] left. [Person Oleg Almadov] spoke. [Person Almadov] left. [Person Ines] wept.",
			[]string{"E1 PERSON Ines Almadov (Almadov, Ines) [0 1 4]", "E2 PERSON Oleg Almadov (Almadov) [2 3]"}},
		{"family name first",
			"[Person Zhang Mibao] spoke. [Person Zhang] left.",
			[]string{"E1 PERSON Zhang Mibao (Zhang) [0 1]"}},
		{"a middle name",
			"[Person Ann Bell] spoke. [Person Ann Mary Bell] left. [Person Ann Rose Ball] wept.",
			[]string{"E1 PERSON Ann Mary Bell (Ann Bell) [0 1]", "E2 PERSON Ann Rose Ball () [2]"}},
		{"acronym and definition",
			"The [Organisation NSB] met. The [Organisation National Salt Bureau] ([Organisation NSB]) met.",
			[]string{"E1 ORGANISATION National Salt Bureau (NSB) [0 1 2]"}},
		{"the definition's long form was found with more before it",
			"The [Organisation Royal National Salt Bureau] ([Organisation NSB]) met. The [Organisation NSB] met.",
			[]string{"E1 ORGANISATION Royal National Salt Bureau (NSB) [0 1 2]"}},
		{"an organisation's short form",
			"[Organisation Brass Lantern Group] rose. [Organisation Brass Lantern] fell. [Organisation Brass] too.",
			[]string{"E1 ORGANISATION Brass Lantern Group (Brass Lantern, Brass) [0 1 2]"}},
		{"a short form of two",
			"[Organisation Brass Lantern Group] sued [Organisation Brass Works]. [Organisation Brass] won.",
			[]string{"E1 ORGANISATION Brass Lantern Group () [0]", "E2 ORGANISATION Brass Works () [1]", "E3 ORGANISATION Brass () [2]"}},
		{"a head word is no short form",
			"[Organisation Ministry of Salt] and [Organisation Ministry].",
			[]string{"E1 ORGANISATION Ministry of Salt () [0]", "E2 ORGANISATION Ministry () [1]"}},
		{"a part of a compound is no short form",
			"[Organisation Brass] and the [Organisation Brass-owned Lantern Works].",
			[]string{"E1 ORGANISATION Brass () [0]", "E2 ORGANISATION Brass-owned Lantern Works () [1]"}},
		{"designators",
			"[Place Hebao] and [Place Hebao Province], but [Place Marlia] and [Place Marlia City].",
			[]string{"E1 PLACE Hebao Province (Hebao) [0 1]", "E2 PLACE Marlia () [2]", "E3 PLACE Marlia City () [3]"}},
		{"countries",
			"The [Place U.S.], the [Place US], the [Place United States] and [Place America], but [Organisation US].",
			[]string{"E1 PLACE United States (U.S., US, America) [0 1 2 3]", "E2 ORGANISATION US () [4]"}},
		{"spellings",
			"[Organisation Al-Hadid], [Organisation Al Hadid], [Organisation People's Salt] and [Organisation People’s  Salt].",
			[]string{"E1 ORGANISATION Al-Hadid (Al Hadid) [0 1]", "E2 ORGANISATION People's Salt (People’s Salt) [2 3]"}},
		{"amounts and ignored spans are no things; types of one's own are",
			"[Money $5] and [Ignore X] and [Gadget Widgetron] and [Gadget widgetron].",
			[]string{"E1 GADGET Widgetron (widgetron) [2 3]"}},
		{"nothing", "No names.", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := document(t, tt.marked)
			if err := Entities(d); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, e := range d.Entities {
				got = append(got, fmt.Sprintf("%s %s %s (%s) %v", e.ID, e.Type, e.Name, strings.Join(e.Aliases, ", "), e.Mentions))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
