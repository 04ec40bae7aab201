package gazetteer_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"rollcall/pipeline/gazetteer"
	"rollcall/text"
)

// compiled is the compiled form of a set.
func compiled(t fataler, s *gazetteer.Set) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := s.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// reopened is a set read from a compiled file.
func reopened(t fataler, data []byte) *gazetteer.Set {
	t.Helper()
	s, err := gazetteer.Read(fstest.MapFS{"lists.gaz": &fstest.MapFile{Data: data}}, "lists.gaz")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// rich has every column and every property.
var rich = map[string]string{
	"towns.tsv": "# type: PLACE\n# precision: 0.8\n# measured: by hand\n# source: a walk\n# licence: MIT\n" +
		"name\tkey\taliases\tweight\tcase\tpropose\tbefore\tafter\tnear\tnote\n" +
		"Halden\tT1\tNew Halden|Haldenstad\t0.95\n" +
		"Reed\tT2\t\t\tstrict\t\tin|at\triver|valley\tOtter*|the lake\n" +
		"Nice\tT3\t\t\t\tno\n" +
		"Mali\tT4\t\t\tupper\talways\n",
	"firms.csv": "# type: ORGANISATION\n\"name\",\"type\",\"key\"\n\"Marsh, Reed & Co.\",,F1\n\"Halden \"\"Ferries\"\"\",ORGANISATION,F2\nReed,PERSON,P1\nReed,PERSON,P2\n",
	"words.tsv": "# case: any\nname\nriver\n",
}

func TestCompiledIsTheSame(t *testing.T) {
	source := read(t, rich)
	data := compiled(t, source)
	if again := compiled(t, read(t, rich)); !bytes.Equal(data, again) {
		t.Error("the same lists give different bytes")
	}
	s := reopened(t, data)
	lists := slices.Clone(source.Lists())
	for i := range lists {
		lists[i].Path = "lists.gaz"
	}
	if diff := cmp.Diff(lists, s.Lists()); diff != "" {
		t.Errorf("lists (-source +compiled):\n%s", diff)
	}
	want := slices.Collect(source.Entries())
	if len(want) != 11 {
		t.Errorf("%d entries, want 11", len(want))
	}
	if diff := cmp.Diff(want, slices.Collect(s.Entries())); diff != "" {
		t.Errorf("entries (-source +compiled):\n%s", diff)
	}
	for _, name := range []string{"reed", "NEW HALDEN", "Marsh, Reed & Co.", "nobody", ""} {
		if diff := cmp.Diff(source.Find(name), s.Find(name)); diff != "" {
			t.Errorf("find %q (-source +compiled):\n%s", name, diff)
		}
	}
	d := prepared(t, "In Reed by the river, Otters left. Reed of Marsh, Reed & Co. saw New Halden and MALI.")
	if diff := cmp.Diff(candidates(source, d), candidates(s, d)); diff != "" {
		t.Errorf("candidates (-source +compiled):\n%s", diff)
	}
	if len(candidates(s, d)) == 0 {
		t.Error("no candidates")
	}
}

// candidates are what a set proposes.
func candidates(s *gazetteer.Set, d *text.Document) []text.Candidate {
	e := text.Document{Text: d.Text, Tokens: d.Tokens, Sentences: d.Sentences}
	s.ProposeFrom(&e, func(l gazetteer.List) bool { return l.Propose })
	return e.Candidates
}

func TestCompiledMatchesAsSource(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		files, lists := drawLists(t)
		d := drawText(t)
		source := read(t, files)
		s := reopened(t, compiled(t, source))
		unexported := cmpopts.IgnoreUnexported(gazetteer.Match{})
		if diff := cmp.Diff(source.Match(d), s.Match(d), unexported); diff != "" {
			t.Fatalf("%q (-source +compiled):\n%s", d.Text, diff)
		}
		if diff := cmp.Diff(naive(lists, d), s.Match(d), unexported); diff != "" {
			t.Fatalf("%q (-naive +compiled):\n%s", d.Text, diff)
		}
	})
}

// Lists of a compiled file and lists as text make one set.
func TestCompiledBesideText(t *testing.T) {
	data := compiled(t, read(t, map[string]string{"towns.tsv": "name\nHalden\n", "rivers.tsv": "name\nHalden\nOtter\n"}))
	s, err := gazetteer.Read(fstest.MapFS{
		"l/a.gaz":     {Data: data},
		"l/firms.tsv": {Data: []byte("name\nHalden Ferries\nOtter\n")},
	}, "l")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"firms:Halden Ferries", "rivers:Halden", "towns:Halden", "firms:Otter", "rivers:Otter"}
	if diff := cmp.Diff(want, found(s, prepared(t, "Halden Ferries on the Otter"))); diff != "" {
		t.Error(diff)
	}
	if _, err := s.WriteTo(&bytes.Buffer{}); err == nil {
		t.Error("a set that is compiled in part was compiled")
	}
	_, err = gazetteer.Read(fstest.MapFS{"l/a.gaz": {Data: data}, "l/towns.tsv": {Data: []byte("name\nX\n")}}, "l")
	if err == nil || err.Error() != "l/a.gaz: a list called towns was read from l/towns.tsv" {
		t.Errorf("error is %v", err)
	}
}

// A file on disk is used where it lies, and stays readable when it is replaced.
func TestCompiledOnDisk(t *testing.T) {
	dir := t.TempDir()
	source := read(t, rich)
	if err := os.WriteFile(filepath.Join(dir, "lists.gaz"), compiled(t, source), 0o666); err != nil {
		t.Fatal(err)
	}
	s, err := gazetteer.Read(os.DirFS(dir), ".")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "lists.gaz")); err != nil && !strings.Contains(err.Error(), "used by another process") {
		t.Fatal(err)
	}
	d := prepared(t, "New Halden and MALI")
	if diff := cmp.Diff(candidates(source, d), candidates(s, d)); diff != "" {
		t.Error(diff)
	}
}

// Whatever is wrong with a file, it is refused: each byte of it counts.
func TestCompiledDamaged(t *testing.T) {
	data := compiled(t, read(t, rich))
	refused := func(what string, data []byte) {
		t.Helper()
		_, err := gazetteer.Read(fstest.MapFS{"lists.gaz": &fstest.MapFile{Data: data}}, "lists.gaz")
		if err == nil || !strings.HasPrefix(err.Error(), "lists.gaz: ") {
			t.Errorf("%s: error is %v", what, err)
		}
	}
	for i := range data {
		bad := slices.Clone(data)
		bad[i] ^= 1 << (i % 8)
		refused("changed byte", bad)
	}
	for n := range data {
		if n < 200 || n%7 == 0 || n > len(data)-20 {
			refused("cut off", data[:n])
		}
	}
	refused("longer", append(slices.Clone(data), make([]byte, 8)...))
	refused("another file", []byte(strings.Repeat("name\nHalden\n", 50)))
	refused("line ends changed", bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")))
}

// FuzzCompiled changes a file and gives it the checksum that it should have:
// what is then not refused must be usable.
func FuzzCompiled(f *testing.F) {
	data := compiled(f, read(f, rich))
	f.Add(uint16(gazetteer.HeaderSize), []byte{}, uint16(0), "Reed")
	f.Add(uint16(40), []byte{1, 2, 3, 4, 5, 6, 7, 8}, uint16(0), "Halden")
	f.Add(uint16(1200), []byte("\xff\xff\xff\xff\xff\xff\xff\xff"), uint16(16), "New Halden and MALI, Reed")
	f.Fuzz(func(t *testing.T, at uint16, change []byte, cut uint16, content string) {
		bad := slices.Clone(data)
		copy(bad[int(at)%len(bad):], change)
		bad = gazetteer.Seal(bad[:len(bad)-int(cut)%len(bad)])
		s, err := gazetteer.Read(fstest.MapFS{"lists.gaz": &fstest.MapFile{Data: bad}}, "lists.gaz")
		if err != nil {
			return
		}
		for e := range s.Entries() {
			s.Find(e.Name)
		}
		for _, d := range []*text.Document{prepared(t, content), prepared(t, "In Reed by the river Reed of Marsh, Reed & Co. saw New Halden and MALI.")} {
			for _, m := range s.Match(d) {
				s.Entry(m)
			}
			s.ProposeFrom(d, func(l gazetteer.List) bool { return l.Propose })
		}
	})
}
