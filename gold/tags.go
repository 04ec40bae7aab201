package gold

import (
	"fmt"
	"strings"

	"rollcall/text"
)

// tag is a token's tag: where in a mention the token stands, and the label.
// The prefixes of other spellings are brought to B, I, E and S: L and M and U
// and W of BILUO and BMEWO.
type tag struct {
	prefix byte // O, B, I, E or S
	label  string
}

// parseTag reads O, or a prefix, "-" and a label.
func parseTag(s string) (tag, bool) {
	if s == "O" {
		return tag{prefix: 'O'}, true
	}
	if len(s) < 3 || s[1] != '-' {
		return tag{prefix: 'O'}, false
	}
	switch s[0] {
	case 'B', 'I', 'E', 'S':
		return tag{s[0], s[2:]}, true
	case 'L':
		return tag{'E', s[2:]}, true
	case 'M':
		return tag{'I', s[2:]}, true
	case 'U', 'W':
		return tag{'S', s[2:]}, true
	}
	return tag{prefix: 'O'}, false
}

// isTag reports whether s is a tag.
func isTag(s string) bool {
	_, ok := parseTag(s)
	return ok
}

// scheme is a way of writing spans as tags.
type scheme uint8

const (
	iob2  scheme = iota // B begins every mention
	iob1                // B only where a mention follows one of its own label
	bioes               // E or L ends, S or U is a mention of one token
	ioe                 // E ends every mention, or only where one of its own label follows
)

// String is the scheme's usual name.
func (s scheme) String() string { return [...]string{"IOB2", "IOB1", "BIOES", "IOE"}[s] }

// schemeNamed is the scheme that Options.Scheme names. bare says that tags are
// labels without a prefix.
func schemeNamed(name string) (s scheme, bare bool, err error) {
	switch strings.ToLower(name) {
	case "iob2", "bio", "iob":
		return iob2, false, nil
	case "iob1":
		return iob1, false, nil
	case "bioes", "iobes", "bilou", "biluo", "bmewo", "bmes":
		return bioes, false, nil
	case "ioe", "ioe1", "ioe2":
		return ioe, false, nil
	case "io":
		return iob1, true, nil
	}
	return 0, false, fmt.Errorf("there is no tag scheme %q: use iob1, iob2, bioes, bilou, ioe or io", name)
}

// tagScheme tells a file's scheme from its tags, sentence by sentence: only
// BIOES and IOE have E, and IOE has nothing else that BIOES has; a file without
// one B where IOB1 would write I is IOB1, if it has an I there.
type tagScheme struct {
	beginsWithI, beginsWithB bool
	b, e, s                  bool
}

// add looks at a tag and the one before it in the sentence.
func (t *tagScheme) add(before, tag tag) {
	if tag.prefix == 'O' {
		return
	}
	fresh := before.prefix == 'O' || before.label != tag.label
	switch tag.prefix {
	case 'B':
		t.b = true
		t.beginsWithB = t.beginsWithB || fresh
	case 'I':
		t.beginsWithI = t.beginsWithI || fresh
	case 'E':
		t.e = true
	case 'S':
		t.s = true
	}
}

func (t *tagScheme) scheme() scheme {
	switch {
	case t.e && !t.b && !t.s:
		return ioe
	case t.e || t.s:
		return bioes
	case t.beginsWithI && !t.beginsWithB:
		return iob1
	}
	return iob2
}

// chunk is a mention as a range of a sentence's tokens.
type chunk struct {
	first, end int
	label      string
}

// chunksOf reads a sentence's tags as leniently as it can be done without
// losing a mention: a tag that continues nothing begins a mention. It returns
// the indices of the tags that the scheme does not allow there.
func chunksOf(tags []tag, in scheme) (chunks []chunk, illegal []int) {
	return appendChunks(nil, tags, in)
}

// appendChunks is chunksOf with a slice to fill.
func appendChunks(chunks []chunk, tags []tag, in scheme) (_ []chunk, illegal []int) {
	open := false // the last chunk may go on
	for i, t := range tags {
		if t.prefix == 'O' {
			if open && in == bioes {
				illegal = append(illegal, i)
			}
			open = false
			continue
		}
		last := len(chunks) - 1
		if open && chunks[last].label == t.label && (t.prefix == 'I' || t.prefix == 'E') {
			chunks[last].end = i + 1
		} else {
			interrupted := open && in == bioes
			wantsOpen := in != ioe && (t.prefix == 'I' && in != iob1 || t.prefix == 'E')
			if interrupted || wantsOpen {
				illegal = append(illegal, i)
			}
			chunks = append(chunks, chunk{i, i + 1, t.label})
			open = true
		}
		if t.prefix == 'E' || t.prefix == 'S' {
			open = false
		}
	}
	if open && in == bioes {
		illegal = append(illegal, len(tags)-1)
	}
	return chunks, illegal
}

// tagsFor writes the tags of a sentence's words in a scheme.
func tagsFor(d *text.Document, words []text.Span, mentions []text.Mention, name string) ([]string, error) {
	tags := make([]string, len(words))
	for i := range tags {
		tags[i] = "O"
	}
	lastEnd, lastType := -1, text.Type("")
	for _, m := range mentions {
		first, last := wordsUnder(words, m.Span)
		if first < 0 {
			continue
		}
		if strings.ContainsAny(string(m.Type), " \t\r\n") || m.Type == "" {
			return nil, fmt.Errorf("the type %q of %q cannot stand in a tag: map it to one without white space", m.Type, d.Surface(m.Span))
		}
		touches := lastEnd == first && lastType == m.Type
		for i := first; i <= last; i++ {
			prefix := "I"
			switch name {
			case "", "iob2", "bio":
				if i == first {
					prefix = "B"
				}
			case "iob1":
				if i == first && touches {
					prefix = "B"
				}
			case "bioes", "bilou":
				switch {
				case first == last:
					prefix = map[bool]string{true: "S", false: "U"}[name == "bioes"]
				case i == first:
					prefix = "B"
				case i == last:
					prefix = map[bool]string{true: "E", false: "L"}[name == "bioes"]
				}
			case "ioe2":
				if i == last {
					prefix = "E"
				}
			case "ioe1":
				// Where the next mention of the same type follows, the tag before
				// it is mended below.
			default:
				return nil, fmt.Errorf("there is no tag scheme %q to write: use iob2, iob1, bioes, bilou, ioe1 or ioe2", name)
			}
			tags[i] = prefix + "-" + string(m.Type)
		}
		if name == "ioe1" && touches {
			tags[first-1] = "E-" + string(m.Type)
		}
		lastEnd, lastType = last+1, m.Type
	}
	return tags, nil
}
