package eval

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"slices"
	"strings"

	"rollcall/text"
)

// Write writes the run as JSON: a head that people and jq can read, then one
// line for each document with its counts by scheme and type, the mentions that
// were scored and which stood for which. The texts themselves are left out;
// their digests are there. The same run gives the same bytes.
func (r *Run) Write(w io.Writer) error {
	head, err := marshalIndent(r.savedHead())
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	// Errors of out are kept by it until Flush.
	out.Write(bytes.TrimSuffix(head, []byte("\n}")))
	out.WriteString(",\n  \"documents\": [")
	between := "\n"
	for f := range r.Files {
		for i := range r.Files[f].Result.Documents {
			line, err := marshal(r.Files[f].savedDocument(f, i))
			if err != nil {
				return err
			}
			out.WriteString(between)
			out.Write(line)
			between = ",\n"
		}
	}
	out.WriteString("\n  ]\n}\n")
	return out.Flush()
}

func (r *Run) savedHead() savedHead {
	head := savedHead{
		Format: SavedFormat, Version: r.Version, Go: r.Go, Command: r.Command, Note: r.Note, Seed: r.Seed,
		System:  savedSystem{r.System.Name, r.System.Kind, r.System.Digest},
		Answers: savedAnswers{r.AnswersDigest(), r.answers()},
		Speed:   newSavedSpeed(r.Speed),
		Gold:    savedGold{r.GoldDigest(), r.Documents(), r.Mentions(), []savedGoldFile{}},
		Schemes: newSavedSchemes(r.Result()),
		Offsets: text.Byte.String(),
	}
	for i := range r.Files {
		f := &r.Files[i]
		file := savedGoldFile{Path: f.Path, Digest: f.GoldDigest(), Types: f.Types, Overlap: f.MinOverlap}
		for _, w := range f.Result.Warnings {
			file.Warnings = append(file.Warnings, savedWarning{w.Message, w.Documents})
		}
		head.Gold.Files = append(head.Gold.Files, file)
	}
	return head
}

// answers is the number of answers scored, less those that an IGNORE span took
// out.
func (r *Run) answers() int {
	n := 0
	for _, f := range r.Files {
		for i := range f.Result.Documents {
			d := &f.Result.Documents[i]
			n += len(d.Answers) - len(d.Ignored)
		}
	}
	return n
}

func (f *GoldFile) savedDocument(file, i int) savedDocument {
	d := &f.Result.Documents[i]
	out := savedDocument{
		File: file, ID: d.ID,
		Text:    savedTextKey{f.textDigest(i), len(d.Text)},
		Meta:    d.Meta,
		Counts:  savedCounts(d),
		Gold:    f.savedMentions(i, d.Gold),
		Answers: f.savedMentions(i, d.Answers),
		Pairs:   make([][2]int, len(d.Pairs)),
		Ignored: d.Ignored,
	}
	if i < len(f.texts) {
		out.Text.Bytes = f.texts[i].length
	}
	if f.Lines != nil {
		out.Line = f.Lines[i]
	}
	for k, p := range d.Pairs {
		out.Pairs[k] = [2]int{p.Gold, p.Answer}
	}
	return out
}

func savedCounts(d *Document) map[string]map[text.Type]savedCount {
	counts := map[string]map[text.Type]savedCount{}
	for _, s := range Schemes() {
		types := map[text.Type]savedCount{}
		for t, c := range d.Tally(s) {
			types[t] = newSavedCount(c)
		}
		counts[s.Name] = types
	}
	return counts
}

func (f *GoldFile) savedMentions(document int, mentions []text.Mention) []savedMention {
	out := make([]savedMention, len(mentions))
	for i, m := range mentions {
		out[i] = newSavedMention(m, strings.ToValidUTF8(f.surface(document, m.Span), "\uFFFD"))
	}
	return out
}

// marshal is json.Marshal that leaves <, > and & readable.
func marshal(v any) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), err
}

// marshalIndent indents, but for objects and lists that hold no others, each of
// which stands on one line.
func marshalIndent(v any) ([]byte, error) {
	compact, err := marshal(v)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, compact, "", "  "); err != nil {
		return nil, err
	}
	return innermost.ReplaceAllFunc(out.Bytes(), func(lines []byte) []byte {
		// Inside a string a line's end is written as an escape.
		line := indents.ReplaceAll(lines, []byte(" "))
		return slices.Concat(line[:1], bytes.TrimSpace(line[1:len(line)-1]), line[len(line)-1:])
	}), nil
}

var (
	innermost = regexp.MustCompile(`[\[{]\n[^\[\]{}]*\n *[\]}]`)
	indents   = regexp.MustCompile(`\n *`)
)
