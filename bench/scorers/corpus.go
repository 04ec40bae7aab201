package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"rollcall/text"
)

// The size of what is scored: a million tokens.
const (
	corpusDocuments = 2000
	sentences       = 25 // a document
	tokens          = 20 // a sentence
	mentionEvery    = 14 // tokens, about
)

// corpus is gold and answers of made-up documents, in two forms.
type corpus struct {
	goldJSONL, answersJSONL string
	goldBIO, answersBIO     string
	tokens, mentions        int
	bytesJSONL, bytesBIO    int64 // of both files
}

// span is a mention in tokens of a sentence.
type span struct {
	first, end int
	typ        text.Type
}

// newCorpus writes the files. Answers are wrong in every way: missed, moved,
// of another type, made up.
func newCorpus(folder string, documents int) (*corpus, error) {
	c := &corpus{
		goldJSONL: filepath.Join(folder, "gold.jsonl"), answersJSONL: filepath.Join(folder, "answers.jsonl"),
		goldBIO: filepath.Join(folder, "gold.bio"), answersBIO: filepath.Join(folder, "answers.bio"),
	}
	outs := map[string]*bufio.Writer{}
	var files []*os.File
	for _, path := range []string{c.goldJSONL, c.answersJSONL, c.goldBIO, c.answersBIO} {
		f, err := os.Create(path)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
		outs[path] = bufio.NewWriter(f)
	}
	gold, answers := text.NewWriter(outs[c.goldJSONL]), text.NewWriter(outs[c.answersJSONL])
	draw := rand.New(rand.NewPCG(1, 2))
	for i := range documents {
		d := &text.Document{ID: fmt.Sprintf("document-%04d", i)}
		a := &text.Document{ID: d.ID}
		var body strings.Builder
		for _, bio := range []string{c.goldBIO, c.answersBIO} {
			fmt.Fprintf(outs[bio], "-DOCSTART- O\n\n")
		}
		for range sentences {
			words, at := sentence(draw, &body)
			right := mentions(draw)
			said := answered(draw, right)
			c.tokens += len(words)
			c.mentions += len(right)
			place(d, right, words, at)
			place(a, said, words, at)
			tagged(outs[c.goldBIO], words, right)
			tagged(outs[c.answersBIO], words, said)
		}
		d.Text = body.String()
		// Answers carry the text too, as most exports do, so that it is read and
		// compared.
		a.Text = d.Text
		if err := gold.Write(d); err != nil {
			return nil, err
		}
		if err := answers.Write(a); err != nil {
			return nil, err
		}
	}
	if err := gold.Flush(); err != nil {
		return nil, err
	}
	if err := answers.Flush(); err != nil {
		return nil, err
	}
	for i, f := range files {
		if err := outs[f.Name()].Flush(); err != nil {
			return nil, err
		}
		info, err := f.Stat()
		if err != nil {
			return nil, err
		}
		if i < 2 {
			c.bytesJSONL += info.Size()
		} else {
			c.bytesBIO += info.Size()
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// sentence writes a line of words and returns them with where each begins.
func sentence(draw *rand.Rand, body *strings.Builder) (words []string, at []int) {
	for i := range tokens {
		if i > 0 {
			body.WriteByte(' ')
		}
		w := fmt.Sprintf("word%d", draw.IntN(8000))
		words, at = append(words, w), append(at, body.Len())
		body.WriteString(w)
	}
	body.WriteByte('\n')
	return words, at
}

// mentions are those of a sentence; none is beside another, so that every
// scheme of tags says the same.
func mentions(draw *rand.Rand) (out []span) {
	for at := draw.IntN(mentionEvery); at < tokens; {
		end := min(tokens, at+1+draw.IntN(3))
		out = append(out, span{at, end, text.Types()[draw.IntN(4)]})
		at = end + 2 + draw.IntN(2*mentionEvery-5)
	}
	return out
}

// answered are the mentions of an imperfect reader.
func answered(draw *rand.Rand, gold []span) (out []span) {
	for _, s := range gold {
		switch draw.IntN(10) {
		case 0:
			continue
		case 1:
			s.end = max(s.first+1, s.end-1)
		case 2:
			s.typ = text.Types()[draw.IntN(4)]
		}
		out = append(out, s)
	}
	if n := len(gold); n == 0 || gold[0].first > 3 {
		if draw.IntN(4) == 0 {
			out = append([]span{{0, 1, text.TypePlace}}, out...)
		}
	}
	return out
}

// place adds spans of a sentence to a document.
func place(d *text.Document, spans []span, words []string, at []int) {
	for _, s := range spans {
		last := s.end - 1
		d.Mentions = append(d.Mentions, text.Mention{
			Span: text.Span{Start: at[s.first], End: at[last] + len(words[last])}, Type: s.typ,
		})
	}
}

// tagged writes a sentence as tags.
func tagged(out *bufio.Writer, words []string, spans []span) {
	for i, w := range words {
		tag := "O"
		for _, s := range spans {
			if i >= s.first && i < s.end {
				tag = "I-" + string(s.typ)
				if i == s.first {
					tag = "B-" + string(s.typ)
				}
			}
		}
		fmt.Fprintf(out, "%s %s\n", w, tag)
	}
	out.WriteByte('\n')
}
