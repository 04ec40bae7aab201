package cluster_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/pipeline/cluster"
)

// table writes the builder's table to a file and reads it.
func table(t interface {
	Helper()
	Fatal(args ...any)
}, b *cluster.Builder) *cluster.Table {
	t.Helper()
	data, err := b.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	tab, err := cluster.Read(fstest.MapFS{"t.bin": &fstest.MapFile{Data: data}}, "t.bin")
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

func TestTable(t *testing.T) {
	b := cluster.NewBuilder([3]int{4, 16, 1024})
	for w, ids := range map[string][3]uint16{
		"Halden": {3, 15, 1023}, "halden": {0, 0, 0}, "0000": {1, 2, 3}, "O'Reed": {2, 7, 500},
	} {
		if err := b.Class(w, ids); err != nil {
			t.Fatal(err)
		}
	}
	b.Case("halden", [4]int{cluster.Lower: 1, cluster.Title: 20})
	b.Case("river", [4]int{cluster.Lower: 50, cluster.Title: 3})
	b.Case("march", [4]int{cluster.Lower: 10, cluster.Title: 11})
	b.Case("nato", [4]int{cluster.Title: 2, cluster.Upper: 9})
	b.Case("iphone", [4]int{cluster.Mixed: 5})
	b.Case("unseen", [4]int{})
	tab := table(t, b)

	if got, want := tab.Sizes(), [3]int{4, 16, 1024}; got != want {
		t.Errorf("sizes %v, want %v", got, want)
	}
	for _, c := range []struct {
		word string
		ids  [3]uint16
		ok   bool
	}{
		{"Halden", [3]uint16{3, 15, 1023}, true},
		{"halden", [3]uint16{0, 0, 0}, true},
		{"HALDEN", [3]uint16{}, false},
		{"1984", [3]uint16{1, 2, 3}, true},
		{"O’Reed", [3]uint16{2, 7, 500}, true},
		{"", [3]uint16{}, false},
		{"\xff\xfe", [3]uint16{}, false},
	} {
		if ids, ok := tab.Classes(c.word); ids != c.ids || ok != c.ok {
			t.Errorf("classes of %q are %v, %v, want %v, %v", c.word, ids, ok, c.ids, c.ok)
		}
	}
	for _, c := range []struct {
		word  string
		level int
		usual cluster.Casing
		ok    bool
	}{
		{"Halden", 0, cluster.Title, true},
		{"RIVER", 7, cluster.Lower, true},
		{"March", 3, cluster.Title, true},
		{"nato", 0, cluster.Upper, true},
		{"IPHONE", 0, cluster.Mixed, true},
		{"unseen", 0, cluster.Lower, false},
	} {
		level, ok := tab.LowerShare(c.word)
		usual, ok2 := tab.Usual(c.word)
		if level != c.level || usual != c.usual || ok != c.ok || ok2 != c.ok {
			t.Errorf("%q: level %d, %v, usual %v, %v, want %d, %v, %v", c.word, level, ok, usual, ok2, c.level, c.usual, c.ok)
		}
	}
}

func TestTableHoldsWhatWasEntered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.Custom(func(t *rapid.T) [3]uint16 {
			return [3]uint16{
				rapid.Uint16Range(0, 7).Draw(t, "coarse"), rapid.Uint16Range(0, 99).Draw(t, "middle"), rapid.Uint16Range(0, 1023).Draw(t, "fine"),
			}
		})
		words := rapid.MapOf(rapid.StringMatching(`[a-zé'0.]{1,6}`), id).Draw(t, "words")
		b := cluster.NewBuilder([3]int{8, 100, 1024})
		for w, ids := range words {
			if err := b.Class(w, ids); err != nil {
				t.Fatal(err)
			}
		}
		tab := table(t, b)
		for w, want := range words {
			if got, ok := tab.Classes(w); !ok || got != want {
				t.Fatalf("classes of %q are %v, %v, want %v", w, got, ok, want)
			}
		}
	})
}

func TestCasingOf(t *testing.T) {
	for word, want := range map[string]string{
		"river": "lower", "Halden": "title", "NATO": "upper", "McReed": "mixed", "iPhone": "mixed", "U.S.": "upper", "A": "title",
		"Élan": "title", "O'Reed": "mixed", "1984": "none", "": "none", "3rd": "lower", "\xff": "none",
	} {
		got := "none"
		if c, ok := cluster.CasingOf(word); ok {
			got = c.String()
		}
		if got != want {
			t.Errorf("casing of %q is %s, want %s", word, got, want)
		}
	}
}

func TestReadErrors(t *testing.T) {
	b := cluster.NewBuilder([3]int{2, 2, 2})
	if err := b.Class("Halden", [3]uint16{2, 0, 0}); err == nil {
		t.Error("class 2 of 2 was taken")
	}
	if err := b.Class("Halden", [3]uint16{1, 0, 0}); err != nil {
		t.Fatal(err)
	}
	good, err := b.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	with := func(at int, c byte) []byte {
		bad := append([]byte(nil), good...)
		bad[at] = c
		return bad
	}
	for name, data := range map[string][]byte{
		"empty": {}, "text": []byte(strings.Repeat("name\n", 20)), "cut off": good[:len(good)-1], "no slots": good[:32],
		"no classes": with(8, 0), "too many classes": with(9, 0xff), "other number of slots": with(20, 9), "other number of entries": with(24, 0),
		"full": append(append([]byte(nil), with(20, 1)[:32]...), "\x01\x01\x01\x01\x01\x01\x01\x81"...),
	} {
		_, err := cluster.Read(fstest.MapFS{"t.bin": &fstest.MapFile{Data: data}}, "t.bin")
		if err == nil || !strings.HasPrefix(err.Error(), "t.bin: ") {
			t.Errorf("%s: error %v, want one that names the file", name, err)
		}
	}
	if _, err := cluster.Read(fstest.MapFS{}, "t.bin"); err == nil {
		t.Error("no error for a file that is not there")
	}
}

func FuzzRead(f *testing.F) {
	b := cluster.NewBuilder([3]int{2, 2, 2})
	if err := b.Class("Halden", [3]uint16{1, 0, 1}); err != nil {
		f.Fatal(err)
	}
	good, err := b.Bytes()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good, "Halden")
	f.Add([]byte{}, "")
	f.Fuzz(func(t *testing.T, data []byte, word string) {
		tab, err := cluster.Read(fstest.MapFS{"t.bin": &fstest.MapFile{Data: data}}, "t.bin")
		if err != nil {
			return
		}
		tab.Classes(word)
		tab.LowerShare(word)
	})
}

func shipped(t testing.TB) *cluster.Table {
	t.Helper()
	tab, err := cluster.Read(os.DirFS("../data"), "clusters/news.bin")
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

// Words of a kind are nearer one another than words of different kinds: the
// clusters make sense.
func TestShipped(t *testing.T) {
	tab := shipped(t)
	kinds := [][]string{
		{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday"},
		{"January", "February", "August", "September", "October", "November"},
		{"France", "Germany", "Spain", "Italy", "Japan"},
		{"David", "Peter", "Robert", "Michael", "Richard", "Paul"},
		{"said", "says", "added"},
	}
	// shared is how many of the three clusterings put both words together.
	shared := func(a, b string) int {
		x, ok := tab.Classes(a)
		y, ok2 := tab.Classes(b)
		if !ok || !ok2 {
			t.Fatalf("%q or %q has no classes", a, b)
		}
		n := 0
		for i := range x {
			if x[i] == y[i] {
				n++
			}
		}
		return n
	}
	for i, kind := range kinds {
		for _, w := range kind[1:] {
			if shared(kind[0], w) == 0 {
				t.Errorf("%s and %s share no class", kind[0], w)
			}
		}
		for _, other := range kinds[i+1:] {
			if n := shared(kind[0], other[0]); n > 1 {
				t.Errorf("%s and %s share %d classes", kind[0], other[0], n)
			}
		}
	}
	for word, want := range map[string]cluster.Casing{
		"POLICE": cluster.Lower, "Government": cluster.Lower, "because": cluster.Lower,
		"paris": cluster.Title, "LONDON": cluster.Title, "nato": cluster.Upper, "FBI": cluster.Upper,
	} {
		level, ok := tab.LowerShare(word)
		usual, _ := tab.Usual(word)
		if !ok || usual != want || (level >= 6) != (want == cluster.Lower) {
			t.Errorf("%s is usually %v, lower case at level %d (known: %v), want %v", word, usual, level, ok, want)
		}
	}
}

// The file is part of the binary and of every start.
func TestShippedSize(t *testing.T) {
	info, err := os.Stat("../data/clusters/news.bin")
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > 2_500_000 {
		t.Errorf("the table takes %d bytes, want at most 2.5 million", info.Size())
	}
}

func TestNormal(t *testing.T) {
	var got []string
	for _, w := range []string{"Halden", "1984", "G20", "O’Reed", "naïve2", "000"} {
		got = append(got, cluster.Normal(w))
	}
	if diff := cmp.Diff([]string{"Halden", "0000", "G00", "O'Reed", "naïve0", "000"}, got); diff != "" {
		t.Error(diff)
	}
}

func BenchmarkClasses(b *testing.B) {
	tab := shipped(b)
	words := strings.Fields("The minister of finance told Halden on Monday that prices in 1984 were too high")
	i := 0
	for b.Loop() {
		tab.Classes(words[i%len(words)])
		i++
	}
}
