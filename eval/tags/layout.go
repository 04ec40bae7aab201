package tags

import (
	"bytes"
	"strings"

	"rollcall/text"
)

// Layout is a file as running text: each document's tokens with a blank between
// them, and its sentences with a line break.
type Layout struct {
	Texts  []string
	file   *File
	starts []uint32 // of each token in its document's text
}

// bareToken stands for a token of a file that has only tags.
const bareToken = "_"

// Layout writes the file's documents.
func (f *File) Layout() *Layout {
	l := &Layout{file: f, Texts: make([]string, len(f.Documents)), starts: make([]uint32, len(f.Tags))}
	var out strings.Builder
	for k := range f.Documents {
		out.Reset()
		first, end := f.Document(k)
		if at, _ := f.Sentence(first); !f.Bare {
			last := f.Sentences[end-1] - 1
			out.Grow(int(f.tokens[last].to - f.tokens[at].from))
		}
		for s := first; s < end; s++ {
			from, to := f.Sentence(s)
			for i := from; i < to; i++ {
				switch {
				case i > from:
					out.WriteByte(' ')
				case s > first:
					out.WriteByte('\n')
				}
				l.starts[i] = uint32(out.Len())
				if f.Bare {
					out.WriteString(bareToken)
				} else {
					out.Write(f.Token(i))
				}
			}
		}
		l.Texts[k] = out.String()
	}
	return l
}

// Token is where a token of the file stands in its document's text.
func (l *Layout) Token(i int) text.Span {
	start := int(l.starts[i])
	if l.file.Bare {
		return text.Span{Start: start, End: start + len(bareToken)}
	}
	p := l.file.tokens[i]
	return text.Span{Start: start, End: start + int(p.to-p.from)}
}

// Tokens are those of a document.
func (l *Layout) Tokens(document int) []text.Token {
	first, end := l.file.tokensOf(document)
	out := make([]text.Token, 0, end-first)
	for i := first; i < end; i++ {
		out = append(out, text.Token{Span: l.Token(i)})
	}
	return out
}

func (f *File) tokensOf(document int) (first, end int) {
	a, b := f.Document(document)
	first, _ = f.Sentence(a)
	return first, f.Sentences[b-1]
}

// Mentions are spans, in order, as mentions of the documents that they begin
// in. A span that goes on in the next document, as it can where the other file
// ends sentences elsewhere, is cut at the end of its own.
func (l *Layout) Mentions(spans []Span, labels *Labels) [][]text.Mention {
	out := make([][]text.Mention, len(l.Texts))
	all := make([]text.Mention, len(spans))
	n := 0
	for k := range out {
		_, end := l.file.tokensOf(k)
		first := n
		for ; n < len(spans) && spans[n].First < end; n++ {
			s := spans[n]
			all[n].Start = int(l.starts[s.First])
			all[n].End = l.Token(min(s.End, end) - 1).End
			all[n].Type = text.Type(labels.Name(s.Label))
		}
		out[k] = all[first:n:n]
	}
	return out
}

// DivideBySentence makes each sentence a document.
func (f *File) DivideBySentence() {
	f.Documents, f.IDs = make([]int, len(f.Sentences)), make([]string, len(f.Sentences))
	for i := range f.Documents {
		f.Documents[i] = i + 1
	}
}

// Lines are the lines, from 1, that documents begin in.
func (f *File) Lines() []int {
	out := make([]int, len(f.Documents))
	line, at := 1, uint32(0)
	for k := range out {
		first, _ := f.tokensOf(k)
		from := f.tokens[first].from
		line += bytes.Count(f.data[at:from], []byte{'\n'})
		out[k], at = line, from
	}
	return out
}

// Relabel rewrites the file's tags with the labels that a map gives for those
// of its spans, in the scheme; a span whose label is mapped to Nothing is left
// out.
func (f *File) Relabel(spans []Span, to func(Label) Label, s Scheme) []Span {
	kept := make([]Span, 0, len(spans))
	for _, c := range spans {
		if c.Label = to(c.Label); c.Label != Nothing {
			kept = append(kept, c)
		}
	}
	f.Tags = make([]Tag, len(f.Tags))
	s.write(f.Tags, kept)
	return kept
}
