package gazetteer_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"rollcall/text"
)

// What a name may look like in text, and that offsets are of the text as it is.
func TestFolding(t *testing.T) {
	s := read(t, map[string]string{"l.tsv": "name\nCôte d’Azel\nStraßenbau\nİzmir\nIğdır\nŁódź Łan\nO’Reed\nMarsh-Otter\n" +
		norm.NFD.String("Åsgård Öl") + "\nMoody's\nNiños Héroes\nQing’an\nHalden Ferries\nÆgir\n"})
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"composed", "in Åsgård Öl", []string{"Åsgård Öl"}},
		{"decomposed", norm.NFD.String("in Åsgård Öl and Niños Héroes"), []string{norm.NFD.String("Åsgård Öl"), norm.NFD.String("Niños Héroes")}},
		{"without marks", "in Asgard Ol and Ninos Heroes", []string{"Asgard Ol", "Ninos Heroes"}},
		{"apostrophes", "Cote d'Azel, Côte dʼAzel, Côte d’Azel", []string{"Cote d'Azel", "Côte dʼAzel", "Côte d’Azel"}},
		{"sharp s", "Straßenbau, Strassenbau and STRASSENBAU", []string{"Straßenbau", "Strassenbau", "STRASSENBAU"}},
		{"capital sharp s", "die STRAẞENBAU", []string{"STRAẞENBAU"}},
		{"Turkish i", "İzmir, Izmir, IZMIR; Iğdır, Igdir, IĞDIR", []string{"İzmir", "Izmir", "IZMIR", "Iğdır", "Igdir", "IĞDIR"}},
		{"Polish l", "Lodz Lan, ŁÓDŹ ŁAN", []string{"Lodz Lan", "ŁÓDŹ ŁAN"}},
		{"ligature", "Ægir, Aegir", []string{"Ægir", "Aegir"}},
		{"hyphen and space", "Marsh-Otter, Marsh Otter, Marsh–Otter, Marsh‑Otter", []string{"Marsh-Otter", "Marsh Otter", "Marsh–Otter", "Marsh‑Otter"}},
		{"a hyphen with spaces is none", "Marsh - Otter", nil},
		{"wide space", "Halden  Ferries, Halden\u00a0Ferries, Halden\u2009Ferries, Halden\tFerries", []string{"Halden  Ferries", "Halden\u00a0Ferries", "Halden\u2009Ferries", "Halden\tFerries"}},
		{"over lines", "The ministry said on Monday that the owner of Halden\nFerries would pay, and that by the end of the year Halden\r\nFerries had to close.",
			[]string{"Halden\nFerries", "Halden\r\nFerries"}},
		{"possessives", "O’Reed's, O'Reed’s and Moody's", []string{"O’Reed", "O'Reed", "Moody's"}},
		{"in quotation marks and brackets", "“Halden Ferries” (Ægir), [İzmir]", []string{"Halden Ferries", "Ægir", "İzmir"}},
		{"soft hyphen", "Stra\u00adßenbau", []string{"Stra\u00adßenbau"}},
		{"after what is no UTF-8", "\xff\xfe Halden Ferries \xff", []string{"Halden Ferries"}},
		{"longer words", "Izmirs Lodza", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := prepared(t, c.text)
			var got []string
			for _, m := range s.Match(d) {
				got = append(got, d.Text[d.Tokens[m.First].Start:d.Tokens[m.End-1].End])
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%q: matches (-want +got):\n%s", c.text, diff)
			}
		})
	}
}

// Whatever a name is made of, it is found where it stands alone in a sentence,
// composed or decomposed.
func TestNameIsFoundInEitherForm(t *testing.T) {
	letters := []rune("abcdeéèöüßøłçñžşğıİÅÆŁŽșțăếřů")
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.Custom(func(t *rapid.T) string {
			return "X" + string(rapid.SliceOfN(rapid.SampledFrom(letters), 2, 8).Draw(t, "letters"))
		})
		name := strings.Join(rapid.SliceOfN(word, 1, 3).Draw(t, "words"), rapid.SampledFrom([]string{" ", "-", "’"}).Draw(t, "gap"))
		for _, inList := range []string{norm.NFC.String(name), norm.NFD.String(name)} {
			s := read(t, map[string]string{"l.tsv": "name\n" + inList + "\n"})
			for _, inText := range []string{norm.NFC.String(name), norm.NFD.String(name)} {
				d := &text.Document{Text: "they saw " + inText + ", then left"}
				prepare(t, d)
				matches := s.Match(d)
				if len(matches) != 1 {
					t.Fatalf("list %+q, text %+q: %d matches", inList, inText, len(matches))
				}
				if got := d.Text[d.Tokens[matches[0].First].Start:d.Tokens[matches[0].End-1].End]; got != inText {
					t.Fatalf("list %+q, text %+q: matched %+q", inList, inText, got)
				}
			}
		}
	})
}

func TestCasePolicies(t *testing.T) {
	s := read(t, map[string]string{"l.tsv": "name\tcase\nHalden Line\texact\nOtter Line\tstrict\nmarsh line of reeds\ttitle\nwho\tupper\nreed line\tany\nBog Line\tignore\n"})
	for _, c := range []struct {
		text string
		want []string
	}{
		{"the Halden Line, halden line, HALDEN LINE, Halden line", []string{"Halden Line", "HALDEN LINE"}},
		{"the Otter Line, OTTER LINE, otter line", []string{"Otter Line"}},
		{"TRAINS ON HALDEN LINE AND OTTER LINE STOP", []string{"HALDEN LINE"}},
		{"the marsh line of reeds, the Marsh Line of Reeds, the Marsh Line Of Reeds, the MARSH LINE OF REEDS, the Marsh line of reeds",
			[]string{"marsh line of reeds", "Marsh Line of Reeds", "Marsh Line Of Reeds", "MARSH LINE OF REEDS"}},
		{"Who asked WHO, and who said Who?", []string{"WHO"}},
		{"WHO ASKED THEM", nil},
		{"Reed Line, REED line, reed line; bog LINE", []string{"Reed Line", "REED line", "reed line", "bog LINE"}},
	} {
		d := prepared(t, c.text)
		var got []string
		for _, m := range s.Match(d) {
			got = append(got, d.Text[d.Tokens[m.First].Start:d.Tokens[m.End-1].End])
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q: matches (-want +got):\n%s", c.text, diff)
		}
	}
}
