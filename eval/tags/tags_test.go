package tags

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// spansOf writes spans as "PER[0,2) LOC[3,4)".
func read(t testing.TB, line, scheme string, r Reading) string {
	t.Helper()
	labels := NewLabels()
	sequence, err := labels.ParseAll(strings.Fields(line))
	if err != nil {
		t.Fatal(err)
	}
	s, err := SchemeNamed(scheme)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, c := range Decode(nil, sequence, s, r) {
		out = append(out, strings.Repeat(".", c.First)+strings.Repeat(labels.Name(c.Label), c.End-c.First))
	}
	return strings.Join(out, " ")
}

func TestDecode(t *testing.T) {
	for _, c := range []struct {
		scheme, tags     string
		lenient, discard string // spans of one-letter labels as they lie: "aa ...b"
		illegal          int
	}{
		{"BIO", "", "", "", 0},
		{"BIO", "O O", "", "", 0},
		{"BIO", "B-a I-a O B-b", "aa ...b", "aa ...b", 0},
		{"BIO", "B-a B-a I-a", "a .aa", "a .aa", 0},
		{"BIO", "I-a I-a O", "aa", "", 2 - 1}, // the second I continues the first: only one is illegal
		{"BIO", "O I-a B-a", ".a ..a", "..a", 1},
		{"BIO", "B-a I-b I-b", "a .bb", "a", 1},
		{"BIO", "B-a I-b I-a", "a .b ..a", "a", 2},
		{"BIO", "B-a E-a", "aa", "a", 1},
		{"BIO", "S-a", "a", "", 1},
		{"IOB1", "I-a I-a B-a I-b", "aa ..a ...b", "aa ..a ...b", 0},
		{"IOB1", "O B-a I-a", ".aa", "..a", 1},
		{"IOB1", "I-a B-b", "a .b", "a", 1},
		{"BIOES", "B-a I-a E-a S-b S-b", "aaa ...b ....b", "aaa ...b ....b", 0},
		{"BIOES", "B-a I-a O", "aa", "", 1},
		{"BIOES", "B-a S-a", "a .a", ".a", 1},
		{"BIOES", "B-a B-a E-a", "a .aa", ".aa", 1},
		{"BIOES", "E-a I-a", "a .a", "", 3}, // E after nothing, I after E, the end after I
		{"BIOES", "O B-a", ".a", "", 1},
		{"BIOES", "B-a E-b", "a .b", "", 1},
		{"BILOU", "U-a B-b I-b L-b", "a .bbb", "a .bbb", 0},
		{"BMES", "S-a B-b M-b E-b", "a .bbb", "a .bbb", 0},
		{"IOE2", "I-a E-a E-a O I-b E-b", "aa ..a ....bb", "aa ..a ....bb", 0},
		{"IOE2", "I-a I-a O", "aa", "", 1},
		{"IOE2", "I-a I-b E-b", "a .bb", ".bb", 1},
		{"IOE1", "I-a E-a I-a O I-a I-b", "aa ..a ....a .....b", "aa ..a ....a .....b", 0},
		{"IOE1", "E-a I-a O", "a .a", "a .a", 0},
		{"IOE1", "I-a E-a O", "aa", "", 1},
	} {
		if got := read(t, c.tags, c.scheme, Lenient); got != c.lenient {
			t.Errorf("%s, %s, lenient: %q, expected %q", c.scheme, c.tags, got, c.lenient)
		}
		if got := read(t, c.tags, c.scheme, Discard); got != c.discard {
			t.Errorf("%s, %s, discard: %q, expected %q", c.scheme, c.tags, got, c.discard)
		}
		labels := NewLabels()
		sequence, _ := labels.ParseAll(strings.Fields(c.tags))
		s, _ := SchemeNamed(c.scheme)
		if got := Validate(sequence, s); len(got) != c.illegal {
			t.Errorf("%s, %s: %d illegal, expected %d: %v", c.scheme, c.tags, len(got), c.illegal, got)
		}
	}
}

func TestRepair(t *testing.T) {
	for _, c := range []struct{ scheme, tags, lenient, discard string }{
		{"BIO", "O I-a I-a I-b", "O B-a I-a B-b", "O O O O"},
		{"BIO", "B-a I-b I-b", "B-a B-b I-b", "B-a O O"},
		{"IOB1", "O B-a B-b", "O I-a I-b", "O O O"},
		{"BIOES", "B-a I-a S-b I-c", "B-a E-a S-b S-c", "O O S-b O"},
		{"BILOU", "I-a I-a", "B-a L-a", "O O"},
		{"IOE2", "I-a O I-b", "E-a O E-b", "O O O"},
		{"IOE1", "E-a O I-b E-b", "I-a O I-b I-b", "O O O O"},
	} {
		labels := NewLabels()
		sequence, err := labels.ParseAll(strings.Fields(c.tags))
		if err != nil {
			t.Fatal(err)
		}
		s, _ := SchemeNamed(c.scheme)
		for r, want := range map[Reading]string{Lenient: c.lenient, Discard: c.discard} {
			got := strings.Join(s.WriteAll(Repair(sequence, s, r), labels), " ")
			if got != want {
				t.Errorf("%s, %s, %s: %s, expected %s", c.scheme, c.tags, r, got, want)
			}
		}
	}
}

func TestDescribe(t *testing.T) {
	labels := NewLabels()
	for _, c := range []struct{ scheme, tags, want string }{
		{"BIO", "O I-PER", "I-PER cannot begin a span in BIO"},
		{"BIO", "B-ORG I-PER", "I-PER cannot follow B-ORG in BIO"},
		{"BIO", "S-ORG", "BIO has no S-ORG"},
		{"BILOU", "B-ORG", "B-ORG cannot be the last tag of a span in BILOU"},
		{"BILOU", "B-ORG O", "B-ORG cannot be the last tag of a span in BILOU"},
	} {
		sequence, err := labels.ParseAll(strings.Fields(c.tags))
		if err != nil {
			t.Fatal(err)
		}
		s, _ := SchemeNamed(c.scheme)
		all := Validate(sequence, s)
		if len(all) == 0 {
			t.Fatalf("%s: nothing illegal", c.tags)
		}
		if got := all[0].Describe(s, labels); got != c.want {
			t.Errorf("%s: %q, expected %q", c.tags, got, c.want)
		}
	}
}

func TestParse(t *testing.T) {
	labels := NewLabels()
	for tag, want := range map[string]Tag{
		"O":          0,
		"B-A":        NewTag(Begin, labels.ID("A")),
		"I-x-y":      NewTag(Inside, labels.ID("x-y")),
		"L-A":        NewTag(End, labels.ID("A")),
		"W-A":        NewTag(Single, labels.ID("A")),
		"B":          NewTag(Begin, labels.ID("_")),
		"E-\xff\xfe": NewTag(End, labels.ID("\xff\xfe")),
	} {
		for range 2 { // as new and as known
			if got, err := labels.Parse(tag); err != nil || got != want {
				t.Errorf("%q: %v, %v, expected %v", tag, got, err, want)
			}
		}
	}
	for _, bad := range []string{"", "-", "X-PER", "PER", "B-", "O-PER", "b-PER", "BI-PER"} {
		if got, err := labels.Parse(bad); err == nil {
			t.Errorf("%q is read as %v", bad, got)
		}
	}
	_, err := labels.ParseAll([]string{"O", "x", "B-A", "y"})
	if err == nil || strings.Count(err.Error(), "\n") != 1 || !strings.Contains(err.Error(), "tag 4: ") {
		t.Errorf("the error does not list both faults: %v", err)
	}
}

func TestGuess(t *testing.T) {
	for _, c := range []struct {
		tags, want string
		illegal    int
	}{
		{"", "BIO", 0},
		{"O O", "BIO", 0},
		{"B-a I-a O", "BIO", 0},
		{"I-a I-a O", "IOB1", 0},
		{"I-a B-a O", "IOB1", 0},
		{"B-a I-a B-a I-b", "BIO", 1},
		{"B-a E-a O S-b", "BIOES", 0},
		{"S-b", "BIOES", 0},
		{"I-a E-a O", "IOE2", 0},
		{"I-a E-a I-a O", "IOE1", 0},
	} {
		sequence, err := NewLabels().ParseAll(strings.Fields(c.tags))
		if err != nil {
			t.Fatal(err)
		}
		s, illegal := Guess(sequence)
		if s.Name != c.want || illegal != c.illegal {
			t.Errorf("%s: %s with %d illegal, expected %s with %d", c.tags, s.Name, illegal, c.want, c.illegal)
		}
	}
}

func TestSchemeNamed(t *testing.T) {
	for name, want := range map[string]string{"iob2": "BIO", "bio": "BIO", "IOBES": "BIOES", "Bilou": "BILOU", "ioe2": "IOE2"} {
		if s, err := SchemeNamed(name); err != nil || s.Name != want {
			t.Errorf("%s: %s, %v", name, s.Name, err)
		}
	}
	if _, err := SchemeNamed("BLOB"); err == nil || !strings.Contains(err.Error(), "BIOES") {
		t.Errorf("%v", err)
	}
	for _, r := range Readings() {
		if got, err := ParseReading(r.String()); err != nil || got != r {
			t.Errorf("%s: %v, %v", r, got, err)
		}
	}
	if _, err := ParseReading("begin"); err == nil {
		t.Error("no error for an unknown reading")
	}
}

func TestEncodeErrors(t *testing.T) {
	for _, spans := range [][]Span{
		{{0, 0, 1}}, {{-1, 1, 1}}, {{2, 4, 1}}, {{1, 3, 1}, {2, 3, 1}}, {{1, 2, 1}, {0, 1, 1}}, {{0, 1, Nothing}},
	} {
		if got, err := Encode(spans, 3, BIO); err == nil {
			t.Errorf("%v is written as %v", spans, got)
		}
	}
}

// anyTags draws a sequence of tags that need not be legal in any scheme.
func anyTags(t *rapid.T) []Tag {
	labels := rapid.IntRange(1, 3).Draw(t, "labels")
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Tag {
		p := Prefix(rapid.IntRange(0, prefixes-1).Draw(t, "prefix"))
		return NewTag(p, Label(rapid.IntRange(1, labels).Draw(t, "label")))
	}), 0, 12).Draw(t, "tags")
}

func anySpans(t *rapid.T, n int) []Span {
	var spans []Span
	for at := 0; at < n; {
		at += rapid.IntRange(0, 2).Draw(t, "gap")
		end := at + rapid.IntRange(1, 3).Draw(t, "length")
		if end > n {
			break
		}
		spans = append(spans, Span{at, end, Label(rapid.IntRange(1, 2).Draw(t, "label"))})
		at = end
	}
	return spans
}

func TestEveryScheme(t *testing.T) {
	for _, s := range Schemes() {
		t.Run(s.Name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				n := rapid.IntRange(0, 12).Draw(t, "n")
				spans := anySpans(t, n)
				tags, err := Encode(spans, n, s)
				if err != nil {
					t.Fatal(err)
				}
				if bad := Validate(tags, s); len(bad) > 0 {
					t.Fatalf("%v is written as %v, which is illegal: %v", spans, tags, bad)
				}
				for _, r := range Readings() {
					if diff := cmp.Diff(spans, Decode(nil, tags, s, r)); diff != "" {
						t.Fatalf("%s: what is read differs from what was written:\n%s", r, diff)
					}
				}
			})
			rapid.Check(t, func(t *rapid.T) {
				checkAnyTags(t, s, anyTags(t))
			})
		})
	}
}

// checkAnyTags checks what holds for all tags, legal or not.
func checkAnyTags(t interface{ Fatalf(string, ...any) }, s Scheme, tags []Tag) {
	legal := len(Validate(tags, s)) == 0
	for _, r := range Readings() {
		spans := Decode(nil, tags, s, r)
		repaired := Repair(tags, s, r)
		if bad := Validate(repaired, s); len(bad) > 0 {
			t.Fatalf("%s: %v repaired is %v, which is illegal", r, tags, repaired)
		}
		if diff := cmp.Diff(spans, Decode(nil, repaired, s, r)); diff != "" {
			t.Fatalf("%s: repair changes the spans of %v:\n%s", r, tags, diff)
		}
		if legal && !slices.Equal(tags, repaired) {
			t.Fatalf("%s: repair changes the legal %v to %v", r, tags, repaired)
		}
	}
	// The lenient reading loses no token and the other finds nothing else.
	inside := 0
	for _, tag := range tags {
		if tag != 0 {
			inside++
		}
	}
	lenient := Decode(nil, tags, s, Lenient)
	for _, c := range lenient {
		inside -= c.End - c.First
	}
	if inside != 0 {
		t.Fatalf("the lenient reading of %v leaves %d tokens out", tags, inside)
	}
}

// FuzzDecode reads lines of bytes as tags, in every scheme and reading.
func FuzzDecode(f *testing.F) {
	f.Add("O B-a I-a", byte(0))
	f.Add("I-a E-a S-b B-c O I-c", byte(2))
	f.Add("B I E", byte(6))
	f.Add("B-\xff I-\xff", byte(1))
	f.Fuzz(func(t *testing.T, line string, which byte) {
		labels := NewLabels()
		var tags []Tag
		for _, field := range strings.Fields(line) {
			if tag, err := labels.Parse(field); err == nil {
				tags = append(tags, tag)
			}
		}
		all := Schemes()
		checkAnyTags(t, all[int(which)%len(all)], tags)
		Guess(tags)
	})
}
