package gazetteer_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"rollcall/pipeline/gazetteer"
)

func TestCheck(t *testing.T) {
	known := read(t, map[string]string{
		"cities.tsv": "# type: PLACE\nname\nHalden\nReed\n", "surnames.tsv": "name\nReed\n", "firms.tsv": "# type: ORGANISATION\nname\nReed\n",
	})
	c := gazetteer.Checker{Known: known, Everyday: func(w string) bool {
		return strings.EqualFold(w, "target") || strings.EqualFold(w, "seat")
	}}
	fsys := fstest.MapFS{
		"firms.tsv": {Data: []byte("# type: ORGANISATION\nname\tkey\tcase\twieght\tnote\tAlias\n" +
			"Target\n" +
			"SEAT\n" +
			"seat\t\tignore\n" +
			"Reed\tR1\n" +
			"Halden\n" +
			"Yahoo! Otter\n" +
			"Otter Mill\tO1\nOtter Mill\tO2\n" +
			"Marsh\nMarsh\n" +
			"who said\t\tupper\n" +
			"O'Reed & Sons, Ltd.\nAl-Tariq\nJ.P. Marsh\nMoody's\nR&D\nU.S.\n")},
		"words.csv": {Data: []byte("name\nriver\n\x01\n")},
		"fine.tsv":  {Data: []byte("# type: PLACE\n# precision: 0.9\nname\nOstby\n")},
	}
	for name, want := range map[string]string{
		"firms.tsv": `
1:1 column unread "": column "wieght" is not read: is weight meant?
1:1 column unread "": column "Alias" is not read: is aliases meant?
1:1 not measured "": neither precision nor weight: 0.9 is taken; rollcall gazetteer bench measures it
3:1 everyday word "Target": news mostly writes it in lower case
5:1 everyday word "seat": news mostly writes it in lower case, and it is matched in any case
6:1 other meaning "Reed": also PLACE (cities), in surnames
7:1 other meaning "Halden": also PLACE (cities)
8:1 never matches "Yahoo! Otter": a sentence ends inside it, before "Otter"
10:1 several lines "Otter Mill": stands on line 9 too, with another type, key or context
12:1 unreadable "": name "Marsh" stands in this list already, on line 11`,
		"words.csv": `
1:1 without a type "": no type is said: the list serves rules (list:words), and proposes nothing
3:1 unreadable "": name "\x01" holds the character U+0001`,
		"fine.tsv": "",
	} {
		var got []string
		for _, f := range c.Check(fsys, name) {
			got = append(got, fmt.Sprintf("%d:%d %s %q: %s", f.Line, f.Column, f.Kind, f.Name, f.Message))
			if f.Path != name || f.Fault() != (f.Kind == gazetteer.Unreadable || f.Kind == gazetteer.Unreachable) {
				t.Errorf("%+v", f)
			}
		}
		if diff := cmp.Diff(strings.TrimPrefix(want, "\n"), strings.Join(got, "\n")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if got := c.Check(fsys, "nowhere.tsv"); len(got) != 1 || !got[0].Fault() {
		t.Errorf("a file that is not there: %v", got)
	}
}

// No name of the shipped lists is one that no text can hold.
func TestShippedNamesCanMatch(t *testing.T) {
	for _, l := range shipped(t).Lists() {
		for _, f := range (gazetteer.Checker{}).Check(os.DirFS("../data"), l.Path) {
			if f.Fault() {
				t.Errorf("%s:%d: %s %s: %s", f.Path, f.Line, f.Name, f.Kind, f.Message)
			}
		}
	}
}
