package eval

import (
	"encoding/json"
	"fmt"
	"math"

	"rollcall/text"
)

// SavedFormat is the first key of a saved run. A reader refuses what it does
// not know; the number grows when a file says something that an older reader
// would misread, not when a key is added.
const SavedFormat = "rollcall result 1"

// savedFormatName is SavedFormat without its number.
const savedFormatName = "rollcall result "

// A saved run is one JSON object. Its head is for people and jq: schemes is the
// object of the same name in the output of rollcall eval. It holds nothing that
// the documents do not say; a reader works all of it out again and refuses a
// file in which the two differ.
type savedHead struct {
	Format  string `json:"format"`
	Version string `json:"version"`
	Go      string `json:"go"`
	Command string `json:"command"`
	Note    string `json:"note,omitempty"`
	Seed    uint64 `json:"seed"`

	System  savedSystem            `json:"system"`
	Answers savedAnswers           `json:"answers"`
	Speed   *savedSpeed            `json:"speed,omitempty"`
	Gold    savedGold              `json:"gold"`
	Schemes map[string]savedScheme `json:"schemes"`
	Offsets string                 `json:"offsets"` // always byte: the text, which other units count, is not there
}

type savedSystem struct {
	Name   string     `json:"name"`
	Kind   SystemKind `json:"kind"`
	Digest string     `json:"digest,omitempty"`
}

type savedAnswers struct {
	Digest   string `json:"digest"`
	Mentions int    `json:"mentions"`
}

type savedGold struct {
	Digest    string          `json:"digest"`
	Documents int             `json:"documents"`
	Mentions  int             `json:"mentions"`
	Files     []savedGoldFile `json:"files"`
}

type savedGoldFile struct {
	Path     string         `json:"path"`
	Digest   string         `json:"digest"`
	Types    []text.Type    `json:"types"` // null for all
	Overlap  float64        `json:"min_overlap,omitempty"`
	Warnings []savedWarning `json:"warnings,omitempty"`
}

type savedWarning struct {
	Message   string   `json:"message"`
	Documents []string `json:"documents,omitempty"`
}

type savedScheme struct {
	Types map[text.Type]savedFigures `json:"types"`
	Micro savedFigures               `json:"micro"`
	Macro savedRatios                `json:"macro"`
}

type savedFigures struct {
	TP float64 `json:"tp"`
	FP float64 `json:"fp"`
	FN float64 `json:"fn"`
	savedRatios
}

type savedRatios struct {
	Precision *float64 `json:"precision"`
	Recall    *float64 `json:"recall"`
	F1        *float64 `json:"f1"`
}

// savedDocument is a line of the list of documents.
type savedDocument struct {
	File    int                                 `json:"file"` // index into gold.files
	Line    int                                 `json:"line,omitempty"`
	ID      string                              `json:"id"`
	Text    savedTextKey                        `json:"text"`
	Meta    map[string]json.RawMessage          `json:"meta,omitempty"`
	Counts  map[string]map[text.Type]savedCount `json:"counts"` // by scheme and type
	Gold    []savedMention                      `json:"gold"`
	Answers []savedMention                      `json:"answers"`
	Pairs   [][2]int                            `json:"pairs"` // indices into gold and answers; -1 for nothing
	Ignored []int                               `json:"ignored,omitempty"`
}

type savedTextKey struct {
	Digest string `json:"digest"`
	Bytes  int    `json:"bytes"`
}

// savedCount is correct, partial, incorrect gold, incorrect answers, missed,
// spurious.
type savedCount [6]int

func newSavedCount(c Counts) savedCount {
	return savedCount{c.Correct, c.Partial, c.IncorrectGold, c.IncorrectAnswer, c.Missed, c.Spurious}
}

// savedMention is [start, end, type, surface], and after that, if there is any
// of it, an object with the rest.
type savedMention struct {
	text.Span
	Type    text.Type
	Surface string
	savedExtra
}

type savedExtra struct {
	Score  float64            `json:"score,omitempty"`
	Source *text.Source       `json:"source,omitempty"`
	Money  *text.Money        `json:"money,omitempty"`
	Alt    []savedAlternative `json:"alt,omitempty"`
}

type savedAlternative struct {
	Start int       `json:"start"`
	End   int       `json:"end"`
	Type  text.Type `json:"type"`
}

func newSavedMention(m text.Mention, surface string) savedMention {
	s := savedMention{m.Span, m.Type, surface, savedExtra{Score: m.Score, Money: m.Money}}
	if m.Source != (text.Source{}) {
		s.Source = &m.Source
	}
	for _, a := range m.Alt {
		s.Alt = append(s.Alt, savedAlternative{a.Start, a.End, a.Type})
	}
	return s
}

func (s savedMention) mention() text.Mention {
	m := text.Mention{Span: s.Span, Type: s.Type, Score: s.Score, Money: s.Money}
	if s.Source != nil {
		m.Source = *s.Source
	}
	for _, a := range s.Alt {
		m.Alt = append(m.Alt, text.Alternative{Span: text.Span{Start: a.Start, End: a.End}, Type: a.Type})
	}
	return m
}

// MarshalJSON writes the list.
func (s savedMention) MarshalJSON() ([]byte, error) {
	list := []any{s.Start, s.End, s.Type, s.Surface}
	if s.Score != 0 || s.Source != nil || s.Money != nil || s.Alt != nil {
		list = append(list, s.savedExtra)
	}
	return marshal(list)
}

// UnmarshalJSON reads the list.
func (s *savedMention) UnmarshalJSON(data []byte) error {
	var list []json.RawMessage
	if err := json.Unmarshal(data, &list); err != nil || len(list) < 4 || len(list) > 5 {
		return fmt.Errorf("%s is no mention: [start, end, type, text] is meant", data)
	}
	into := []any{&s.Start, &s.End, &s.Type, &s.Surface, &s.savedExtra}
	for i, item := range list {
		if err := json.Unmarshal(item, into[i]); err != nil {
			return fmt.Errorf("%s is no mention: %w", data, err)
		}
	}
	return nil
}

// newSavedSchemes are the figures of a result, as reports have them.
func newSavedSchemes(r *Result) map[string]savedScheme {
	schemes := map[string]savedScheme{}
	for _, s := range Schemes() {
		sum := r.Summary(s)
		out := savedScheme{
			Types: map[text.Type]savedFigures{},
			Micro: newSavedFigures(sum.Micro),
			Macro: newSavedRatios(sum.Macro),
		}
		for _, t := range sum.Types {
			out.Types[t.Type] = newSavedFigures(t.Counts)
		}
		schemes[s.Name] = out
	}
	return schemes
}

func newSavedFigures(c Counts) savedFigures {
	return savedFigures{c.TP(), c.FP(), c.FN(), newSavedRatios(Ratios{c.Precision(), c.Recall(), c.F1()})}
}

// newSavedRatios leaves null where there is no denominator.
func newSavedRatios(r Ratios) savedRatios {
	number := func(x float64) *float64 {
		if math.IsNaN(x) {
			return nil
		}
		return &x
	}
	return savedRatios{number(r.Precision), number(r.Recall), number(r.F1)}
}
