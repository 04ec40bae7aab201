package rule

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"rollcall/text"

	"pgregory.net/rapid"
)

// ends is the naive reference: all positions at which a match of n that begins
// at a position can end, read off the definition of each part.
func ends(v *view, c *compiler, n *node, at int) map[int]bool {
	out := map[int]bool{}
	switch n.op {
	case opSequence:
		out[at] = true
		for _, k := range n.kids {
			next := map[int]bool{}
			for p := range out {
				maps.Copy(next, ends(v, c, k, p))
			}
			out = next
		}
	case opEither:
		for _, k := range n.kids {
			maps.Copy(out, ends(v, c, k, at))
		}
	case opRepeat:
		now := map[int]bool{at: true}
		for i := 0; n.max < 0 || i <= n.max; i++ {
			if i >= n.min {
				maps.Copy(out, now)
			}
			next := map[int]bool{}
			for p := range now {
				maps.Copy(next, ends(v, c, n.kids[0], p))
			}
			if len(next) == 0 {
				break
			}
			now = next
		}
	case opCapture:
		return ends(v, c, n.kids[0], at)
	case opLook:
		seen := false
		if n.back {
			for start := range at + 1 {
				seen = seen || ends(v, c, n.kids[0], start)[at]
			}
		} else {
			seen = len(ends(v, c, n.kids[0], at)) > 0
		}
		if seen != n.not {
			out[at] = true
		}
	case opType:
		for _, f := range v.found {
			if f.first == at && f.is(n.typ) {
				out[f.end] = true
			}
		}
	case opStart:
		if at == 0 {
			out[at] = true
		}
	case opEnd:
		if at == len(v.tokens) {
			out[at] = true
		}
	case opToken:
		b := &builder{compiler: c, program: &program{}}
		if at < len(v.tokens) && b.test(n.test).holds(v, at) {
			out[at+1] = true
		}
	}
	return out
}

// ab is the macro that drawn patterns may use.
var ab = func() *scope {
	in := newScope()
	n, err := parsePattern("a|b", in)
	if err != nil {
		panic(err)
	}
	in.macros["ab"] = n
	return in
}()

// patternGen draws patterns over the words a, b and c. Some are refused by the
// parser, which the caller skips.
func patternGen(t *rapid.T, depth int) string {
	if depth == 0 {
		return rapid.SampledFrom([]string{"a", "b", "c", "!a", "Any", `"b"`, "Start", "End", "/[ab]/", "b&!c", "$ab", "!$ab", "Any&$ab&!b", "(a|c)&!c", "!(a|c)", "type:X", "type:Y>0.5", "!type:X", "Any&type:ANY"}).Draw(t, "atom")
	}
	sub := func() string { return patternGen(t, depth-1) }
	switch rapid.IntRange(0, 7).Draw(t, "form") {
	case 7:
		return "(" + sub() + " | " + sub() + ")"
	case 6:
		return rapid.SampledFrom([]string{"(?=", "(?!", "(?<=", "(?<!"}).Draw(t, "look") + sub() + ") " + sub()
	case 0:
		return sub() + " " + sub()
	case 1:
		return "(" + sub() + "|" + sub() + ")"
	case 2:
		return "(" + sub() + ")" + rapid.SampledFrom([]string{"?", "*", "+", "{2}", "{1,3}", "{2,}"}).Draw(t, "count")
	case 3:
		return sub() + " " + sub() + "?"
	case 4:
		return "(" + sub() + "|" + sub() + ")*"
	}
	return sub()
}

func textGen(t *rapid.T) *text.Document {
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 0, 8).Draw(t, "text")
	d := &text.Document{Text: strings.Join(words, " ")}
	for i := range words {
		d.Tokens = append(d.Tokens, text.Token{Span: text.Span{Start: 2 * i, End: 2*i + 1}})
	}
	for range rapid.IntRange(0, 3).Draw(t, "candidates") {
		if len(words) == 0 {
			break
		}
		first := rapid.IntRange(0, len(words)-1).Draw(t, "first")
		last := rapid.IntRange(first, len(words)-1).Draw(t, "last")
		d.Candidates = append(d.Candidates, text.Candidate{Mention: text.Mention{
			Span: text.Span{Start: 2 * first, End: 2*last + 1}, Type: rapid.SampledFrom([]text.Type{"X", "Y"}).Draw(t, "type"),
			Score: rapid.SampledFrom([]float64{0.3, 0.5, 0.9}).Draw(t, "score"), Source: text.Source{Stage: "s"},
		}})
	}
	return d
}

// On small patterns and texts the matcher reaches as far as the reference,
// forward and backward.
func TestMatchingEqualsReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := patternGen(t, 3)
		n, err := parsePattern(s, ab)
		if err != nil {
			t.Skip(err.Error())
		}
		c := newCompiler()
		var p program
		forward, backward := c.compile(&p, n, false, ""), c.compile(&p, n, true, "")
		d := textGen(t)
		set := &Set{compiler: c, starts: &startSet{}}
		v := set.view(d, &memory{})
		m := (&memory{}).matcher(v, &p, run{0, len(v.tokens), text.Paragraph})
		for at := range len(v.tokens) + 1 {
			want := none
			for end := range ends(v, c, n, at) {
				want = max(want, end)
			}
			if got := m.reach(forward, at); got != want {
				t.Fatalf("%s on %q at %d: reaches %d, want %d", s, d.Text, at, got, want)
			}
			first := none
			for start := range at + 1 {
				if ends(v, c, n, start)[at] {
					first = start
					break
				}
			}
			if got := m.reach(backward, at); got != first {
				t.Fatalf("%s on %q back from %d: reaches %d, want %d", s, d.Text, at, got, first)
			}
		}
	})
}

// Features of all kinds, on text from the tokeniser: what the short cuts leave
// out, no rule would have found.
func TestShortCutsOnText(t *testing.T) {
	set, err := ReadSources(lists, Source{Path: "r", Content: []byte(`rules:
  - {name: r0, type: X, score: 1, pattern: 'Num=5|Num=1000', examples: {match: ['[X 5]'], no_match: [b]}}
  - {name: r1, type: X, score: 1, pattern: 'stem:chair|stem:die|stem:happy', examples: {match: ['[X chair]'], no_match: [b]}}
  - {name: r2, type: X, score: 1, pattern: '/(un)?(told|spoken)/', examples: {match: ['[X told]'], no_match: [b]}}
  - {name: r3, type: X, score: 1, pattern: 'shape:Xxxxx (list:months|list:titles)', examples: {match: ['[X Anna May]'], no_match: [b]}}
  - {name: r4, type: X, score: 1, regexp: '(?i)kiss|\bs.me', examples: {match: ['[X kiss]'], no_match: [b]}}
  - {name: r5, type: X, score: 1, pattern: 'NumWord<4 (Caps|Year|Address)', examples: {match: ['[X one NATO]'], no_match: [b]}}
  - {name: r6, type: X, score: 1, pattern: 'Cap', before: '"said"', after: 'End|","', examples: {match: ['said [X Ann]'], no_match: [b]}}
`)})
	if err != nil {
		t.Fatal(err)
	}
	words := rapid.SampledFrom([]string{"5", "five", "1,000", "Chairs", "dying", "happily", "untold", "SPOKEN", "spoken", "Anna", "May", "Dr", "Tan Sri", "KISS", "\u212aiss", "kiſſ", "some", "Same",
		"one", "NATO", "1987", "a@b.org", "said", "Ann", ",", ".", "\n\n"})
	rapid.Check(t, func(t *rapid.T) {
		d := &text.Document{Text: strings.Join(rapid.SliceOfN(words, 0, 12).Draw(t, "words"), " ")}
		if err := prepare(d); err != nil {
			t.Fatal(err)
		}
		mem := &memory{}
		v := set.view(d, mem)
		due := slices.Clone(set.due(v, &mem.due))
		for k := range set.rules {
			var all, mine []turn
			if set.ready[k].re != nil {
				all = []turn{{int32(k), 0}}
			} else {
				for i := range v.runs {
					all = append(all, turn{int32(k), int32(i)})
				}
			}
			for _, turn := range due {
				if int(turn.rule) == k {
					mine = append(mine, turn)
				}
			}
			want := set.find(v, k, all, mem)
			var got []text.Mention
			if len(mine) > 0 {
				got = set.find(v, k, mine, mem)
			}
			if len(want) != len(got) {
				t.Fatalf("rule %d on %q: %d with the short cuts, %d without", k, d.Text, len(got), len(want))
			}
		}
	})
}

// What a sentence must hold is only a short cut: with it and without, the same
// is found.
func TestShortCutLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := patternGen(t, 3)
		content := fmt.Sprintf("macros: {ab: a|b}\nrules:\n  - {name: r, type: X, score: 1, pattern: '%s', examples: {match: ['[X a]'], no_match: [b]}}", s)
		set, err := ReadSources(nil, Source{Path: "r", Content: []byte(content)})
		if err != nil {
			t.Skip(err.Error())
		}
		d := textGen(t)
		v := set.view(d, &memory{})
		var all []turn
		for i := range v.runs {
			all = append(all, turn{0, int32(i)})
		}
		mem := &memory{}
		want := set.find(v, 0, all, mem)
		got := set.find(v, 0, set.due(v, &mem.due), mem)
		if len(want) != len(got) {
			t.Fatalf("%s on %q: %d with the short cut, %d without", s, d.Text, len(got), len(want))
		}
	})
}

// The matcher looks at each part of a pattern at each place of a text a few
// times at most, whatever the pattern and the text: those that make a
// backtracking matcher slow, and any others.
func TestWorkIsBounded(t *testing.T) {
	bounded := func(t interface {
		Fatalf(string, ...any)
	}, s *Set, d *text.Document, pattern string) {
		mem := &memory{}
		v := s.view(d, mem)
		most := 0
		var all []turn
		for i, r := range v.runs {
			all = append(all, turn{0, int32(i)})
			most += (r.end - r.first + 1) * len(s.ready[0].program.code)
		}
		s.find(v, 0, all, mem)
		// Each place is entered, waits for two others at most and for one end of
		// each candidate, and is left.
		if most *= 4 + len(d.Candidates); mem.steps > most {
			t.Fatalf("%s on %d words: %d steps, want %d at most", pattern, len(d.Tokens), mem.steps, most)
		}
	}
	read := func(pattern, context string) (*Set, error) {
		return ReadSources(nil, Source{Path: "r", Content: fmt.Appendf(nil,
			"macros: {ab: a|b}\nrules:\n  - {name: r, type: X, score: 1, pattern: '%s', %s examples: {match: ['[X a]'], no_match: [b]}}", pattern, context)})
	}
	for _, pattern := range []string{
		"(a|a)* b", "(a* a)* b", "(a+)+ b", "(a | a a | a a a)+ b", "a? a? a? a? a? a? a? a? a a a a a a a a b", "a | a+ b", "(Any* a Any*)+ b", "a{1,50} b",
		"((a | a a)+ (a | a a)+)+ b", "(a (a (a (a a?)*)*)*)* b", "(?=(a a?)+ b) a+ b", "((?!(a+ b)) a)+ b", "(Any{1,20}){1,20} b", "{a+} {a+} {a+} {a+} b",
	} {
		s, err := read(pattern, "not_before: '(a a?)+ b', after: 'Any+ b',")
		if err != nil {
			t.Errorf("%s: %v", pattern, err)
			continue
		}
		d := &text.Document{Text: strings.Repeat("a ", 3000)}
		for i := range 3000 {
			d.Tokens = append(d.Tokens, text.Token{Span: text.Span{Start: 2 * i, End: 2*i + 1}})
		}
		bounded(t, s, d, pattern)
	}
	for _, pattern := range []string{"(a*)*", "((?=a))*", "(Start|a?)+"} {
		if _, err := read(pattern, ""); err == nil || !strings.Contains(err.Error(), "can be nothing at all") {
			t.Errorf("%s repeats nothing, and the reader says %v", pattern, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		pattern := patternGen(t, 4)
		s, err := read(pattern, "")
		if err != nil {
			t.Skip(err.Error())
		}
		bounded(t, s, textGen(t), pattern)
	})
}

// Patterns of the greatest size are read or refused, and matched without a deep
// stack.
func TestLargePatterns(t *testing.T) {
	for pattern, good := range map[string]bool{
		"x (a? a){100} b": true, "(x (a? a? a? a? a){99})+ b": true, "((a{100}){10})+ b": true, "((a{100}){100}) b": false,
		"(" + strings.Repeat("a|", 2000) + "b)+ c": true, strings.Repeat("(", 90) + "a" + strings.Repeat(")", 90): true,
		strings.Repeat("(", 200_000): false, strings.Repeat("!", 200_000) + "a": false, strings.Repeat("(?=", 101) + "a" + strings.Repeat(")", 101): false,
	} {
		s, err := ReadSources(nil, Source{Path: "r", Content: fmt.Appendf(nil, "rules:\n  - {name: r, type: X, score: 1, pattern: '%s', examples: {match: ['[X a]'], no_match: [b]}}", pattern)})
		if (err == nil) != good {
			t.Errorf("%.40s: %v", pattern, err)
		}
		if err == nil {
			d := &text.Document{Text: strings.Repeat("x a a ", 400)}
			if err := prepare(d); err != nil {
				t.Fatal(err)
			}
			if err := s.Propose(d); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func FuzzPattern(f *testing.F) {
	for _, s := range []string{
		"chair of the {Organisation: Cap+}", `{Cap{1,3}} ("and"|"of")* list:x`, "(((a", "{a", "!a&!b", "/[/", "stem:", "$m", "a{2", "a{1,101}",
		`"`, `""`, "Start", "a**", "(a{100}){100}", "é+ \xff", "$m{9} $m", "{P: {a}}", "list:a&Cap", "Start&a", "&", "a &b",
		"(?=a) b", "(?<!a b)c", "(?", "!(a|b)", "!(a b)", "type:X>0.5", "type:X@s=0..1", "Num=2..1", "Num>", "Cap>3", "shape:Xx-dd", `shape:"`, `type:"A B"`,
	} {
		f.Add(s)
	}
	in := newScope()
	macro, err := parsePattern("x (y|z)", in)
	if err != nil {
		f.Fatal(err)
	}
	in.macros["m"] = macro
	f.Fuzz(func(t *testing.T, s string) {
		n, err := parsePattern(s, in)
		var pe *patternError
		if err != nil {
			if !errors.As(err, &pe) || pe.at < 0 || pe.at > len(s) || pe.msg == "" {
				t.Fatalf("%q: error %v has no place", s, err)
			}
			return
		}
		c := newCompiler()
		for _, backward := range []bool{false, true} {
			var p program
			if c.compile(&p, n, backward, "X"); len(p.code) > 20*maxSize {
				t.Fatalf("%q makes %d instructions", s, len(p.code))
			}
		}
	})
}

func FuzzRules(f *testing.F) {
	f.Add(faulty)
	f.Add("rules:\n  - {name: r, type: X, score: 1, pattern: 'a {b}', before: c, not_after: d, examples: {match: ['a [X b]'], no_match: [b]}}")
	f.Add("rules:\n  - {name: r, type: X, score: 1, regexp: 'a(?P<m>b)', examples: {match: ['a[X b]'], no_match: [c]}}")
	f.Add("macros: {m: a|b}\nrules:\n - {name: v, type: ANY, veto: inside, pattern: '$m+', examples: {match: ['[X a]'], no_match: ['[X c]']}}")
	f.Add("rules: [")
	f.Add("lists: {l: [a, b c]}\nmacros: {m: 'list:l'}\nrules:\n - {name: v, type: ANY, retype: X, candidates: inside, priority: 3, where: [body, item], pattern: '$m+ (?!c) type:ANY>0.5?', examples: {match: ['[X a]'], no_match: ['[X c]']}}")
	f.Add("include: [f.yaml, rules/people.yaml]\nrules:\n - {name: v, type: PERSON, lower: 3, regexp: '(?i)lee|bo', examples: {match: ['[Person:0.5 Lee]'], no_match: [{text: a, given: '[X a]'}]}}")
	f.Add("lists: {l: |\n  a\n  b\n}\nrules: []")
	f.Add("rules:\n - {name: v, type: X, score: 1, pattern: '(Num=1..3|NumWord>2|Year|shape:Xx-dd|!(a|b)) (?<=a b)', examples: {match: ['[X a]'], no_match: [c]}}")
	f.Add("a: &x [*x]\n")
	f.Add("? [a]\n: b\n")
	f.Add("!!binary x")
	f.Fuzz(func(t *testing.T, content string) {
		s, err := ReadSources(lists, Source{Path: "f.yaml", Content: []byte(content)})
		if err != nil {
			for line := range strings.SplitSeq(err.Error(), "\n") {
				if utf8.ValidString(line) && line == "" {
					t.Fatalf("an empty error for %q", content)
				}
			}
			return
		}
		for _, failure := range s.Test(prepare) {
			if failure.Line < 1 || failure.Rule == "" {
				t.Fatalf("%q: failure without a place: %v", content, failure)
			}
		}
		d := &text.Document{Text: "President Ann Lee of the a b c met Dr Bo. " + content[:min(len(content), 200)]}
		if err := prepare(d); err != nil {
			t.Fatal(err)
		}
		if err := s.Propose(d); err != nil {
			t.Fatal(err)
		}
		for _, c := range d.Candidates {
			if c.Start < 0 || c.Start >= c.End || c.End > len(d.Text) || c.Source.Rule == "" {
				t.Fatalf("%q: candidate %+v", content, c)
			}
		}
	})
}

// Rules that can not fire cost next to nothing: each asks for a word of its
// own.
func BenchmarkRules(b *testing.B) {
	for _, count := range []int{10, 100, 1_000, 10_000} {
		b.Run(fmt.Sprint(count), func(b *testing.B) {
			s, err := ReadSources(nil, Source{Path: "r.yaml", Content: made(`type: X, score: 0.9, pattern: '%s of the {Cap+}'`, count)})
			if err != nil {
				b.Fatal(err)
			}
			d := &text.Document{Text: strings.Repeat("The head of the Northern Water Board said on Tuesday that lakehou5se of the Big River Trust was well known. ", 100)}
			if err := prepare(d); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(d.Text)))
			for b.Loop() {
				d.Candidates = d.Candidates[:0]
				if err := s.Propose(d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestClassesAreListedInOrder(t *testing.T) {
	if names := ClassNames(); !slices.IsSorted(names) {
		t.Errorf("%v", names)
	}
}
