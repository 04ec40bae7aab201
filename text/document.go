// Package text is the ground floor: the data that every other package speaks
// of, and its two written forms, JSON lines for programs and marked text for
// people. It decides nothing about language and imports the standard library
// only.
//
// A Document's Text never changes. Everything else is a span of it, counted in
// bytes of UTF-8 (or of whatever bytes came in: invalid UTF-8 is kept as it
// is). Other units exist only at the door, where JSON is read and written.
//
// What is proposed (Candidates) and what is decided (Mentions) are kept apart,
// so that "why was this missed?" has an answer: never proposed, proposed with
// other bounds, or proposed and lost, and to whom.
//
// Left out on purpose: part-of-speech tags, lemmas and trees, which no stage
// needs, and any link from a token back to its document, which would make a
// token something other than plain data.
package text

import "encoding/json"

// Document is one article and all that is known about it.
type Document struct {
	ID   string
	Text string
	// Meta holds the keys of a JSON line that have no field here (source,
	// date, licence, …), each value as it stood; they are written back.
	Meta map[string]json.RawMessage

	Blocks     []Block     // paragraphs, headlines, …: in order, not overlapping
	Tokens     []Token     // in order, not overlapping, without white space
	Sentences  []Sentence  // in order, not overlapping
	Candidates []Candidate // all that was proposed, overlaps and all
	Mentions   []Mention   // what was decided: in order, not overlapping
	Entities   []Entity    // which mentions name the same thing
}

// Surface is the text that a span covers.
func (d *Document) Surface(s Span) string { return d.Text[s.Start:s.End] }

// TokenKind says what a token is made of.
type TokenKind uint8

// The kinds of token.
const (
	Word        TokenKind = iota // letters, with inner apostrophes, dots or digits: O'Sullivan, U.S., G7
	Number                       // digits with separators: 10,000 1.2 ½
	Punctuation                  // , ( “ — and the like, one token each; "..." is one
	Symbol                       // currency signs, emoji, %, +, …
	Address                      // URL, e-mail address, @handle
	Clitic                       // 's ’s ' after a word, n't, 're
)

var tokenKindNames = [...]string{"word", "number", "punctuation", "symbol", "address", "clitic"}

// String is the kind's name in lower case.
func (k TokenKind) String() string { return tokenKindNames[k] }

// Token is a slice of the text that is not divided further.
type Token struct {
	Span
	Kind TokenKind
}

// BlockKind says what role a block plays in the article.
type BlockKind uint8

// The kinds of block.
const (
	Paragraph BlockKind = iota
	Headline            // the article's title, often in capitals
	Byline              // "By Jane Doe", "by JAYADEVA RANADE"
	Dateline            // a line that holds only a date, or only a place and a date
	Heading             // a lone short line over a section
	Item                // a bullet, or an entry of a numbered or lettered list
)

var blockKindNames = [...]string{"paragraph", "headline", "byline", "dateline", "heading", "item"}

// String is the kind's name in lower case.
func (k BlockKind) String() string { return blockKindNames[k] }

// Block is a piece of layout: a paragraph, a headline, a list item.
type Block struct {
	Span
	Kind BlockKind
}

// Sentence is a run of tokens. It may reach over a blank line where a
// paragraph was broken in mid-sentence.
type Sentence struct {
	Span
	FirstToken, EndToken int       // half-open range of Document.Tokens
	Block                BlockKind // kind of the block that the sentence begins in
}

// Source says who proposed a mention: the stage and, where the stage has parts
// that can be named, the rule, list or label that fired. Stage is never empty
// in what the program writes.
type Source struct {
	Stage string `json:"stage"`
	Rule  string `json:"rule,omitempty"`
}

// String is "stage/rule", or the stage alone.
func (s Source) String() string {
	if s.Rule == "" {
		return s.Stage
	}
	return s.Stage + "/" + s.Rule
}

// Money is the value of an amount. Numbers are decimal strings without
// exponent or thousands separators ("1200000000"), so that nothing is rounded
// on the way; an empty string means "not known".
type Money struct {
	Amount   string `json:"amount,omitempty"`   // the amount, where it is one number
	Currency string `json:"currency,omitempty"` // ISO 4217 code; absent where the text does not tell
	Min      string `json:"min,omitempty"`      // lower end of a range or of "more than"
	Max      string `json:"max,omitempty"`      // upper end of a range or of "up to"
	Approx   bool   `json:"approx,omitempty"`   // hedged: about, nearly, some
}

// Mention is a name or an amount at one place in the text.
type Mention struct {
	Span
	Type   Type
	Score  float64 // probability that it is right, 0 to 1; 0 where unknown
	Source Source
	Money  *Money // for MONEY whose value is known
	// Key identifies what is named in a list of names of the user's own, as the
	// list says; empty where none does.
	Key string
	// Alt lists other readings that are as right as this one. Only gold has
	// them.
	Alt []Alternative
}

// Alternative is another acceptable reading of a gold mention.
type Alternative struct {
	Span
	Type Type
}

// Candidate is a mention that a stage proposed, with what became of it.
type Candidate struct {
	Mention
	Loss *Loss // nil as long as it is undecided, and if it won
}

// Loss says why a candidate did not become a mention.
type Loss struct {
	To     int    // index in Document.Candidates of the winner, -1 if none
	Reason string // "overlaps a longer name", "vetoed by rule …"
}

// Entity is a thing that is named, and the mentions that name it.
type Entity struct {
	ID       string   // "E1", "E2", … in order of first mention
	Type     Type     //
	Name     string   // the fullest name in the text
	Aliases  []string // its other names, in order of first mention
	Mentions []int    // indices into Document.Mentions, ascending
	Key      string   // the key of its mentions, where those that have one agree
}
