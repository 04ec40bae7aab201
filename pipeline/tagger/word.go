package tagger

import (
	"slices"

	"rollcall/text"
)

// style is how a sentence is cased as a whole.
type style uint8

const (
	styleNormal style = iota
	styleTitle        // Every Long Word Is Capitalised
	styleUpper        // HEADLINE IN CAPITALS
	styleLower        // no capitals at all
)

// word is what is known of a token before looking at labels.
type word struct {
	form    uint64    // hash as written, digits as 0; in capital sentences recased
	lower   uint64    // hash in lower case
	prefix  [3]uint64 // first 2, 3, 4 bytes in lower case
	suffix  [4]uint64 // last 1, 2, 3, 4 bytes in lower case
	shape   uint64    // letters and digits as classes, runs shortened
	long    uint64    // the same, runs not shortened
	known   Word      // lexicon entry of the lower-case word
	cluster [Clusterings]uint16
	initial byte   // first letter in upper case, if it is one of A to Z
	id      int32  // number of the lower-case word in the document
	cased   form   // as written, in capital sentences recased
	written form   // as written
	lists   uint16 // lists of the longest known name that covers the token
	place   uint8  // and where in it: 0 alone, 1 first, 2 inside, 3 last
	begins  bool   // first word of a sentence, a quotation or after a colon
	nested  uint8  // 1 in quotation marks, 2 in brackets
	style   style
	block   text.BlockKind
	opening uint8 // 1 in the first tokens of the document, else 0

	run   [2]int32 // strict run of capitals around the token, in tokens of the document
	loose [2]int32 // the same, with of, the, and, de, … between capitals
}

// evidence is what the document shows of a lower-case word wherever it stands.
type evidence struct {
	lower   int32 // times it is written in lower case
	capital int32 // times it is capitalised where that is not called for
}

// view is a document, or a part of a very long one, made ready for features. It
// is scratch space that is used again.
type view struct {
	lex   *Lexicon
	words []word
	sents []text.Sentence // token indices count from the view's first token
	ids   map[uint64]int32
	seen  []evidence
	buf   []byte
	alt   []byte
}

// load reads the sentences of d into the view.
func (v *view) load(lex *Lexicon, d *text.Document, sents []text.Sentence, first bool) {
	v.lex = lex
	v.words = v.words[:0]
	v.sents = v.sents[:0]
	v.seen = v.seen[:0]
	if v.ids == nil {
		v.ids = map[uint64]int32{}
	}
	clear(v.ids)
	for k, s := range sents {
		begin := len(v.words)
		n := s.EndToken - s.FirstToken
		v.words = slices.Grow(v.words, n)[:begin+n]
		ws := v.words[begin:]
		for i := range ws {
			ws[i] = word{block: s.Block}
			tok := d.Tokens[s.FirstToken+i]
			v.look(&ws[i], d.Text[tok.Start:tok.End], tok.Kind)
			if first && k < 3 && i < 8 && begin+i < 24 {
				ws[i].opening = 1
			}
		}
		st := styleOf(ws)
		for i := range ws {
			ws[i].style = st
			if st == styleUpper && ws[i].written != formOther {
				tok := d.Tokens[s.FirstToken+i]
				v.recase(&ws[i], d.Text[tok.Start:tok.End])
			}
		}
		v.mark(ws, d, s)
		v.match(ws, st)
		runs(ws, int32(begin))
		v.sents = append(v.sents, text.Sentence{Span: s.Span, FirstToken: begin, EndToken: begin + n, Block: s.Block})
	}
	for i := range v.words {
		w := &v.words[i]
		if w.style == styleUpper || w.style == styleTitle {
			continue
		}
		switch {
		case w.written == formLower:
			v.seen[w.id].lower++
		case w.written.capital() && !w.begins:
			v.seen[w.id].capital++
		}
	}
}

// look fills what can be told from the token alone.
func (v *view) look(w *word, s string, kind text.TokenKind) {
	v.buf = appendLower(v.buf[:0], s)
	lower := v.buf
	if len(lower) == 0 {
		lower = append(lower, 0)
	}
	digits := false
	for i, c := range lower {
		if '0' <= c && c <= '9' {
			lower[i] = '0'
			digits = true
		}
	}
	w.written = formOf(s, kind)
	w.cased = w.written
	w.lower = hashBytes(lower)
	for i := range w.prefix {
		if n := i + 2; len(lower) > n {
			w.prefix[i] = hashBytes(lower[:n])
		}
	}
	for i := range w.suffix {
		if n := i + 1; len(lower) > n {
			w.suffix[i] = hashBytes(lower[len(lower)-n:])
		}
	}
	w.form = w.lower
	if w.written != formLower && w.written != formOther && w.written != formNumber {
		v.alt = append(v.alt[:0], s...)
		if digits {
			for i, c := range v.alt {
				if '0' <= c && c <= '9' {
					v.alt[i] = '0'
				}
			}
		}
		w.form = hashBytes(v.alt)
	}
	w.shape, w.long = shapes(s)
	if c := lower[0]; 'a' <= c && c <= 'z' {
		w.initial = c - 'a' + 'A'
	}
	if w.written != formOther && w.written != formNumber {
		w.known, _ = v.lex.word(w.lower)
		v.clusters(w)
	}
	id, ok := v.ids[w.lower]
	if !ok {
		id = int32(len(v.seen))
		v.ids[w.lower] = id
		v.seen = append(v.seen, evidence{})
	}
	w.id = id
}

func (v *view) clusters(w *word) {
	w.cluster = w.known.Clusters
	if w.form != w.lower {
		if k, ok := v.lex.word(w.form); ok && k.Clusters[0] != 0 {
			w.cluster = k.Clusters
		}
	}
}

// recase rewrites a word of a sentence in capitals as running text would
// write it; unknown words are taken for names.
func (v *view) recase(w *word, s string) {
	lower := appendLower(v.buf[:0], s)
	v.buf = lower
	switch {
	case w.written == formLetter && len(s) > 1, w.written == formDotted, w.written == formNumber, w.written == formAddress:
		return
	case w.known.Casing == LowerCase:
		w.cased = formLower
		w.form = w.lower
		w.shape, w.long = shapes(string(lower))
	case w.known.Casing == UpperCase:
		return
	default:
		v.alt = appendTitle(v.alt[:0], lower)
		w.cased = formTitle
		w.form = hashBytes(v.alt)
		w.shape, w.long = shapes(string(v.alt))
	}
	v.clusters(w)
}

// styleOf tells how a sentence is cased.
func styleOf(ws []word) style {
	lower, long, title, upper := 0, 0, 0, 0
	for i := range ws {
		w := &ws[i]
		switch w.written {
		case formLower, formInner:
			lower++
			if w.prefix[1] != 0 { // four letters or more
				long++
			}
		case formTitle, formMixed:
			title++
		case formUpper:
			upper++
		}
	}
	switch {
	case lower == 0 && title == 0 && upper >= 2, upper >= 3 && lower+title <= upper/6:
		return styleUpper
	case long == 0 && title >= 4, title >= 6 && long*8 <= title:
		return styleTitle
	case title+upper == 0 && lower >= 3:
		return styleLower
	}
	return styleNormal
}
