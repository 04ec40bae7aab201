package gazetteer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rollcall/pipeline/gazetteer"
	"rollcall/text"
)

// shipped is the set of the project's own lists.
func shipped(t testing.TB) *gazetteer.Set {
	t.Helper()
	s, err := gazetteer.Read(os.DirFS("../data"), "gazetteers")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRead(t *testing.T) {
	s := read(t, map[string]string{
		"a-towns.tsv": "\ufeff# Some towns.\r\n# type: PLACE\r\n# propose: yes\r\n# precision: 0.75\r\n# measured: by hand\r\n" +
			"# source: a walk\r\n# licence: MIT\r\nname\tcase\tcountry\r\nHalden\t\tNO\r\n\r\n# a remark\r\nNice\tstrict\r\n",
		"b-firms.csv": "note,name\n\"big, old\",\"Marsh, Reed & Co.\"\n# a remark\n,Halden Ferries\n",
		"readme.md":   "not a list",
	})
	want := []gazetteer.List{
		{
			Name: "a-towns", Path: "lists/a-towns.tsv", Type: text.TypePlace, Propose: true, Precision: 0.75,
			Measured: "by hand", Source: "a walk", Licence: "MIT", Names: 2, Unread: []string{"country"}, Types: []text.Type{text.TypePlace},
		},
		{Name: "b-firms", Path: "lists/b-firms.csv", Names: 2, Unread: []string{"note"}},
	}
	if diff := cmp.Diff(want, s.Lists()); diff != "" {
		t.Error(diff)
	}
	d := prepared(t, "Halden Ferries left Nice for Marsh, Reed & Co.")
	if diff := cmp.Diff([]string{"a-towns:Halden", "b-firms:Halden Ferries", "a-towns:Nice", "b-firms:Marsh, Reed & Co."}, found(s, d)); diff != "" {
		t.Error(diff)
	}
}

func TestReadProposing(t *testing.T) {
	fsys := fstest.MapFS{
		"l/evidence.tsv": {Data: []byte("# type: PLACE\n# propose: no\nname\nHalden\n\xff\n")},
		"l/firms.tsv":    {Data: []byte("# type: ORGANISATION\n# propose: yes\n# precision: 0.5\nname\nHalden Ferries\n")},
	}
	s, err := gazetteer.ReadProposing(fsys, "l")
	if err != nil {
		t.Fatal(err)
	}
	var names []int
	for _, l := range s.Lists() {
		names = append(names, l.Names)
	}
	if diff := cmp.Diff([]int{0, 1}, names); diff != "" {
		t.Errorf("names read of each list:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"firms:Halden Ferries"}, found(s, prepared(t, "Halden Ferries left Halden."))); diff != "" {
		t.Error(diff)
	}
}

// All that is wrong is told at once, with its place.
func TestReadErrors(t *testing.T) {
	fsys := fstest.MapFS{}
	for name, content := range map[string]string{
		"case.tsv":    "# case: sometimes\nname\tcase\nHalden\tever\n",
		"propose.tsv": "case\tname\tpropose\n\tHalden\tnever\n\tReed\tno\nexact\n",
		"columns.tsv": "names\nHalden\n",
		"empty.tsv":   "# type: PLACE\n",
		"names.tsv":   "note\tname\nx\tHalden\nx\t Halden\nx\tNew  Halden\nx\t\nx\t---\nx\tHal\x01den\nx\tHal\xffden\nx\tHalden\nx\tCôte d’Azel\nx\tCote d'Azel\nx\ty\tz\n",
		"properties.tsv": "# type: PLACE\n# typ: PLACE\n# type: PERSON\n# source:\n# propose: maybe\n# precision: 95\n" +
			"# Remarks: are fine\n# so: \n#ok\nname\nHalden\n",
		"proposing.tsv": "# propose: yes\nname\nHalden\n",
		"quotes.csv":    "name\nHalden\n\"New\" Halden\n",
		"twice.csv":     "name\nHalden\n\"Marsh, Reed\"\n\"Marsh, Reed\"\n",
	} {
		fsys["l/"+name] = &fstest.MapFile{Data: []byte(content)}
	}
	_, err := gazetteer.Read(fsys, "l", "l/twice.csv")
	if err == nil {
		t.Fatal("no error")
	}
	want := strings.Split(strings.TrimSpace(`
l/case.tsv:1:3: case is "sometimes", not exact, strict, title, upper, any or ignore
l/case.tsv:3:8: case of "Halden" is "ever", not exact, strict, title, upper, any or ignore
l/columns.tsv:1:1: no column is called name
l/empty.tsv:2:1: no line names the columns, such as: name
l/names.tsv:3:3: name " Halden" has a space too many
l/names.tsv:4:3: name "New  Halden" has a space too many
l/names.tsv:5:3: name "" is empty
l/names.tsv:6:3: name "---" has neither letter nor digit
l/names.tsv:7:3: name "Hal\x01den" holds the character U+0001
l/names.tsv:8:3: name "Hal\xffden" is not valid UTF-8
l/names.tsv:12:5: 3 columns, and the heading has 2
l/names.tsv:9:3: name "Halden" stands in this list already, on line 2
l/names.tsv:11:3: name "Cote d'Azel" stands in this list already, on line 10
l/properties.tsv:2:3: property "typ" is none of type, case, propose, precision, measured, source, licence
l/properties.tsv:3:3: type is said twice
l/properties.tsv:4:3: source has no value
l/properties.tsv:5:3: propose is "maybe", not yes, no or always
l/properties.tsv:6:3: precision is "95", not a number above 0 and up to 1
l/properties.tsv:8:3: so has no value
l/propose.tsv:2:9: propose of "Halden" is "never", not yes, no or always
l/propose.tsv:4:6: name "" is empty
l/proposing.tsv:1:3: the list proposes and has no type: write one as in # type: PLACE, or a column
l/quotes.csv:3:5: extraneous or missing " in quoted-field
l/twice.csv:4:1: name "Marsh, Reed" stands in this list already, on line 3
l/twice.csv: a list called twice was read from l/twice.csv
l/twice.csv:4:1: name "Marsh, Reed" stands in this list already, on line 3
`), "\n")
	if diff := cmp.Diff(want, strings.Split(err.Error(), "\n")); diff != "" {
		t.Error(diff)
	}
}

func TestReadMissing(t *testing.T) {
	if _, err := gazetteer.Read(fstest.MapFS{}, "lists"); err == nil {
		t.Error("no error for a folder that is not there")
	}
}

// A file that is no list at all does not flood the terminal.
func TestReadManyErrors(t *testing.T) {
	fsys := fstest.MapFS{"a.tsv": &fstest.MapFile{Data: []byte("name\n" + strings.Repeat("Halden\n", 50_000))}}
	_, err := gazetteer.Read(fsys, "a.tsv")
	if err == nil {
		t.Fatal("no error")
	}
	if n := strings.Count(err.Error(), "\n") + 1; n != 100 {
		t.Errorf("%d errors are told, want 100", n)
	}
	if !strings.HasSuffix(err.Error(), "what is wrong after that is not listed") {
		t.Errorf("the last error does not say that there are more: %s", err.Error()[len(err.Error())-100:])
	}
}

// Every list says where it is from, and every typed one how good it is.
func TestShipped(t *testing.T) {
	for _, l := range shipped(t).Lists() {
		if l.Source == "" || l.Licence == "" || l.Names == 0 {
			t.Errorf("%s: source %q, licence %q, %d names", l.Path, l.Source, l.Licence, l.Names)
		}
		if l.Type != "" && (l.Precision == 0 || l.Measured == "") {
			t.Errorf("%s: has a type and no measured precision", l.Path)
		}
	}
}

// The lists are part of every start, which is to take less than 150 ms.
func TestShippedMemory(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	s := shipped(t)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if mb := float64(after.HeapAlloc-before.HeapAlloc) / 1e6; mb > 16 {
		t.Errorf("the lists take %.1f MB, want at most 16", mb)
	}
	runtime.KeepAlive(s)
}

func FuzzRead(f *testing.F) {
	f.Add("name\nHalden\n", "In Halden")
	f.Add("# type: PLACE\n# propose: yes\n# precision: .5\nname\tcase\nÅ-b’c\tany\n", "å b'c")
	f.Add("case,name\nstrict,\"A, B\"\n", "A, B")
	f.Add("\xff\xfe", "\xff")
	f.Add("name\ttype\tkey\taliases\tweight\tcase\tpropose\tbefore\tafter\tnear\nReed\tPLACE\tR1\tRéed|REED\t0.5\ttitle\talways\tin|at the\t,\triv*\n", "in Reed, by rivers")
	f.Add("name,aliases,near\nReed,\"A|b | c\",\"x, y|z*\"\n", "Reed x, y A b c z")
	f.Fuzz(func(t *testing.T, list, content string) {
		for _, ext := range []string{".tsv", ".csv"} {
			fsys := fstest.MapFS{"l" + ext: &fstest.MapFile{Data: []byte(list)}}
			s, err := gazetteer.Read(fsys, "l"+ext)
			if err != nil {
				continue
			}
			d := prepared(t, content)
			first, end := 0, 0
			for _, m := range s.Match(d) {
				if m.First < end && (m.First != first || m.End != end) || m.End <= m.First || m.End > len(d.Tokens) {
					t.Fatalf("match %v after %d in %d tokens", m, end, len(d.Tokens))
				}
				first, end = m.First, m.End
			}
			if err := s.Weighing("tagger").Propose(d); err != nil {
				t.Fatal(err)
			}
			again := reopened(t, compiled(t, s))
			if diff := cmp.Diff(s.Match(d), again.Match(d), cmpopts.IgnoreUnexported(gazetteer.Match{})); diff != "" {
				t.Fatalf("matches (-source +compiled):\n%s", diff)
			}
			gazetteer.Checker{Known: s, Everyday: func(string) bool { return true }}.Check(fsys, "l"+ext)
		}
	})
}

// many are a hundred thousand made-up names.
func many() string {
	var b strings.Builder
	b.WriteString("# type: PLACE\nname\tkey\n")
	for i := range 100_000 {
		fmt.Fprintf(&b, "%c%x %c%x\tQ%d\n", 'A'+i%26, i*7919%65536, 'A'+i/26%26, i, i)
	}
	return b.String()
}

func BenchmarkReadCompiled(b *testing.B) {
	data := compiled(b, read(b, map[string]string{"many.tsv": many()}))
	path := filepath.Join(b.TempDir(), "many.gaz")
	if err := os.WriteFile(path, data, 0o666); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := gazetteer.Read(os.DirFS(filepath.Dir(path)), "many.gaz"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadProposing(b *testing.B) {
	for b.Loop() {
		if _, err := gazetteer.ReadProposing(os.DirFS("../data"), "gazetteers"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		shipped(b)
	}
}
