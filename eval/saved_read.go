package eval

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"

	"rollcall/text"
)

// IsSaved reports whether data, the beginning of a file, looks like a saved
// run, of whatever version.
func IsSaved(data []byte) bool {
	data = bytes.TrimLeft(data, "\uFEFF \t\r\n")
	data, ok := bytes.CutPrefix(data, []byte("{"))
	if !ok {
		return false
	}
	data, ok = bytes.CutPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte(`"format"`))
	return ok && bytes.Contains(data[:min(len(data), 40)], []byte(`"`+savedFormatName))
}

// ReadRun reads what Run.Write wrote; name is what errors call the file. All
// that the file says twice is checked: digests, counts and figures have to be
// what the documents give, so that a file that was cut, merged or changed by
// hand is refused, with the line on which it goes wrong. The run is without
// texts until AttachTexts.
func ReadRun(r io.Reader, name string) (*Run, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	in := savedReader{name: name, data: bytes.TrimPrefix(data, []byte("\uFEFF"))}
	return in.read()
}

// savedReader reads one file.
type savedReader struct {
	name string
	data []byte
	dec  *json.Decoder

	head savedHead
	run  *Run
}

// fail is an error with the line of a byte of the file.
func (in *savedReader) fail(at int64, format string, args ...any) error {
	line := 1 + bytes.Count(in.data[:min(max(at, 0), int64(len(in.data)))], []byte("\n"))
	return fmt.Errorf("%s:%d: %w", in.name, line, fmt.Errorf(format, args...))
}

// syntax is an error of the decoder with its address.
func (in *savedReader) syntax(err error) error {
	at := in.dec.InputOffset()
	var bad *json.SyntaxError
	if errors.As(err, &bad) {
		at = bad.Offset
	}
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		return in.fail(int64(len(bytes.TrimRight(in.data, "\n"))), "the file ends too early")
	}
	return in.fail(at, "not a saved result: %w", err)
}

func (in *savedReader) read() (*Run, error) {
	if err := in.checkFormat(); err != nil {
		return nil, err
	}
	in.dec = json.NewDecoder(bytes.NewReader(in.data))
	head := map[string]json.RawMessage{}
	var documents []savedDocument
	var offsets []int64 // where each document stands
	if _, err := in.dec.Token(); err != nil {
		return nil, in.syntax(err)
	}
	for in.dec.More() {
		key, err := in.dec.Token()
		if err != nil {
			return nil, in.syntax(err)
		}
		if key != "documents" {
			var value json.RawMessage
			if err := in.dec.Decode(&value); err != nil {
				return nil, in.syntax(err)
			}
			head[key.(string)] = value
			continue
		}
		if documents, offsets, err = in.readDocuments(); err != nil {
			return nil, err
		}
	}
	if _, err := in.dec.Token(); err != nil {
		return nil, in.syntax(err)
	}
	if _, err := in.dec.Token(); err != io.EOF {
		return nil, in.fail(in.dec.InputOffset(), "something follows the saved result")
	}
	if err := in.readHead(head); err != nil {
		return nil, err
	}
	if err := in.build(documents, offsets); err != nil {
		return nil, err
	}
	return in.run, in.checkHead()
}

// checkFormat refuses what is no saved run, and what a newer program wrote, by
// the key alone.
func (in *savedReader) checkFormat() error {
	var key struct {
		Format *string `json:"format"`
	}
	in.dec = json.NewDecoder(bytes.NewReader(in.data))
	if err := in.dec.Decode(&key); err != nil {
		return in.syntax(err)
	}
	switch {
	case key.Format == nil:
		return in.fail(0, `not a saved result: no key "format"`)
	case *key.Format == SavedFormat:
		return nil
	case strings.HasPrefix(*key.Format, savedFormatName):
		return in.fail(0, "written by a newer rollcall as %q; this one reads %q", *key.Format, SavedFormat)
	}
	return in.fail(0, "not a saved result: format is %q and not %q", *key.Format, SavedFormat)
}

func (in *savedReader) readHead(keys map[string]json.RawMessage) error {
	data, err := json.Marshal(keys)
	if err != nil {
		return in.fail(0, "%w", err)
	}
	if err := json.Unmarshal(data, &in.head); err != nil {
		return in.fail(0, "not a saved result: %w", err)
	}
	if in.head.Offsets != text.Byte.String() {
		return in.fail(0, "offsets are %q: a saved result has %q", in.head.Offsets, text.Byte)
	}
	in.run = &Run{
		Origin: Origin{in.head.Version, in.head.Go, in.head.Command, in.head.Seed, in.head.Note},
		System: System{in.head.System.Name, in.head.System.Kind, in.head.System.Digest},
	}
	if in.run.Speed, err = in.head.Speed.speed(); err != nil {
		return in.fail(0, "%w", err)
	}
	for _, f := range in.head.Gold.Files {
		file := GoldFile{Path: f.Path, Types: f.Types, MinOverlap: f.Overlap, Result: &Result{}}
		for _, w := range f.Warnings {
			file.Result.Warn(Warning{Documents: w.Documents, Message: w.Message})
		}
		in.run.Files = append(in.run.Files, file)
	}
	return nil
}

func (in *savedReader) readDocuments() (list []savedDocument, offsets []int64, err error) {
	open, err := in.dec.Token()
	if err != nil {
		return nil, nil, in.syntax(err)
	}
	if open != json.Delim('[') {
		return nil, nil, in.fail(in.dec.InputOffset(), "documents is no list")
	}
	for in.dec.More() {
		// More has passed over the comma and the line's end.
		at := in.dec.InputOffset()
		at += int64(len(in.data[at:]) - len(bytes.TrimLeft(in.data[at:], ", \t\r\n")))
		var d savedDocument
		if err := in.dec.Decode(&d); err != nil {
			var syntax *json.SyntaxError
			if errors.As(err, &syntax) || err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
				return nil, nil, in.syntax(err)
			}
			return nil, nil, in.fail(at, "document %q: %w", d.ID, err)
		}
		list, offsets = append(list, d), append(offsets, at)
	}
	if _, err := in.dec.Token(); err != nil {
		return nil, nil, in.syntax(err)
	}
	return list, offsets, nil
}

// build makes results of the documents, checking each.
func (in *savedReader) build(documents []savedDocument, offsets []int64) error {
	var errs []error
	for i, saved := range documents {
		if saved.File < 0 || saved.File >= len(in.run.Files) {
			errs = append(errs, in.fail(offsets[i], "document %q: file %d of %d", saved.ID, saved.File, len(in.run.Files)))
			continue
		}
		d, known, err := saved.document(in.run.Files[saved.File].MinOverlap)
		if err != nil {
			errs = append(errs, in.fail(offsets[i], "document %q: %w", saved.ID, err))
			continue
		}
		f := &in.run.Files[saved.File]
		f.Result.Documents = append(f.Result.Documents, d)
		f.texts = append(f.texts, known)
		if saved.Line > 0 || f.Lines != nil {
			f.Lines = append(f.Lines, saved.Line)
		}
	}
	for i := range in.run.Files {
		in.run.Files[i].Result.findValues()
	}
	return errors.Join(errs...)
}

// document is a document without its text, and what is known of that.
func (s *savedDocument) document(minOverlap float64) (Document, savedText, error) {
	known := savedText{s.Text.Digest, s.Text.Bytes, map[text.Span]string{}}
	d := Document{ID: s.ID, Meta: s.Meta, MinOverlap: minOverlap, Alignment: Alignment{Ignored: s.Ignored}}
	read := func(from []savedMention, side string) (mentions []text.Mention, err error) {
		for _, m := range from {
			if m.Start < 0 || m.End > s.Text.Bytes || m.Start >= m.End {
				return nil, fmt.Errorf("%s: %s %d-%d is empty or outside the text of %d bytes",
					side, m.Type, m.Start, m.End, s.Text.Bytes)
			}
			known.surfaces[m.Span] = m.Surface
			mentions = append(mentions, m.mention())
		}
		return mentions, nil
	}
	var err error
	if d.Gold, err = read(s.Gold, "gold"); err != nil {
		return d, known, err
	}
	if d.Answers, err = read(s.Answers, "answers"); err != nil {
		return d, known, err
	}
	if d.Pairs, err = s.pairs(&d, minOverlap); err != nil {
		return d, known, err
	}
	return d, known, s.checkCounts(&d)
}

// pairs are the pairs with what fits in each, worked out anew. Each scored
// mention has to be in exactly one.
func (s *savedDocument) pairs(d *Document, minOverlap float64) ([]Pair, error) {
	goldSeen, answerSeen := make([]bool, len(d.Gold)), make([]bool, len(d.Answers))
	take := func(seen []bool, k int, what string) error {
		if k < 0 || k >= len(seen) {
			return fmt.Errorf("%s mention %d of %d is in a pair", what, k, len(seen))
		}
		if seen[k] {
			return fmt.Errorf("%s mention %d is in two pairs", what, k)
		}
		seen[k] = true
		return nil
	}
	a := aligner{gold: d.Gold, answers: d.Answers, least: minOverlap}
	pairs := make([]Pair, len(s.Pairs))
	for i, p := range s.Pairs {
		pairs[i] = Pair{Gold: p[0], Answer: p[1]}
		if p[0] != -1 {
			if err := take(goldSeen, p[0], "gold"); err != nil {
				return nil, err
			}
		}
		if p[1] != -1 {
			if err := take(answerSeen, p[1], "answer"); err != nil {
				return nil, err
			}
		}
		switch {
		case p[0] == -1 && p[1] == -1:
			return nil, fmt.Errorf("pair %d is of nothing with nothing", i)
		case p[0] == -1 || p[1] == -1:
			continue
		}
		full, _, fits := a.pair(int32(p[0]), int32(p[1]))
		if !fits {
			return nil, fmt.Errorf("pair %d is of mentions that do not touch", i)
		}
		pairs[i] = full
	}
	for i, m := range d.Gold {
		if m.Type == text.TypeIgnore {
			if goldSeen[i] {
				return nil, fmt.Errorf("gold mention %d is IGNORE and in a pair", i)
			}
			goldSeen[i] = true
		}
	}
	for _, k := range s.Ignored {
		if err := take(answerSeen, k, "ignored answer"); err != nil {
			return nil, err
		}
	}
	if i := slices.Index(goldSeen, false); i >= 0 {
		return nil, fmt.Errorf("gold mention %d is in no pair", i)
	}
	if i := slices.Index(answerSeen, false); i >= 0 {
		return nil, fmt.Errorf("answer mention %d is in no pair", i)
	}
	return pairs, nil
}

// checkCounts holds the counts that the file has, of schemes that are known
// here, against those of the pairs.
func (s *savedDocument) checkCounts(d *Document) error {
	ours := savedCounts(d)
	for _, scheme := range slices.Sorted(maps.Keys(s.Counts)) {
		if mine, known := ours[scheme]; known && !maps.Equal(mine, s.Counts[scheme]) {
			return fmt.Errorf("counts of %s are %v, but its pairs give %v: the file was changed, or written by a program that counts otherwise",
				scheme, s.Counts[scheme], mine)
		}
	}
	return nil
}

// checkHead holds what the head says against what the documents give.
func (in *savedReader) checkHead() error {
	got := in.run.savedHead()
	var errs []error
	differs := func(what string, said, given any) {
		if said != given {
			errs = append(errs, in.fail(0, "%s is %v, but the documents give %v: the file was changed or is cut", what, said, given))
		}
	}
	differs("gold.documents", in.head.Gold.Documents, got.Gold.Documents)
	differs("gold.mentions", in.head.Gold.Mentions, got.Gold.Mentions)
	differs("gold.digest", in.head.Gold.Digest, got.Gold.Digest)
	for i, f := range in.head.Gold.Files {
		differs("the digest of "+f.Path, f.Digest, got.Gold.Files[i].Digest)
	}
	differs("answers.digest", in.head.Answers.Digest, got.Answers.Digest)
	for _, name := range slices.Sorted(maps.Keys(got.Schemes)) {
		if said, ok := in.head.Schemes[name]; ok && !reflect.DeepEqual(said, got.Schemes[name]) {
			errs = append(errs, in.fail(0, "the figures of %s are not those of the documents: the file was changed", name))
		}
	}
	return errors.Join(errs...)
}
