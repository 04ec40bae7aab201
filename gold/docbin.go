package gold

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tinylib/msgp/msgp"

	"rollcall/text"
)

// spaCy's DocBin (spacy.tokens._serialize, version 0.1): a MessagePack map,
// compressed by zlib, of
//
//	attrs    numbers of the token attributes, the first ORTH
//	tokens   an array of uint64, a row a token and a column an attribute
//	spaces   a byte a token: whether a blank follows
//	lengths  an int32 a document: its tokens
//	strings  all strings that attributes stand for by their hash
//
// and categories, flags, user data and span groups, a value a document. All
// numbers of the arrays are little-endian. The text is its tokens with their
// blanks, white space being tokens too, so nothing of it is lost.

// Numbers of spacy.attrs that matter here.
const (
	attrOrth    = 65
	attrEntIOB  = 77
	attrEntType = 78
)

// Values of ENT_IOB.
const (
	iobMissing = iota
	iobInside
	iobOutside
	iobBegin
)

// docBin is a file decoded as far as it matters.
type docBin struct {
	attrs         []uint64
	tokens        []byte
	spaces        []byte
	lengths       []byte
	strings       []string
	groups        [][]byte
	unknownSpaces int // documents that were made of words without their blanks
}

func looksDocBin(s *sample) bool {
	return len(s.data) > 2 && s.data[0] == 0x78 && (uint(s.data[0])<<8|uint(s.data[1]))%31 == 0
}

func (c *Corpus) readDocBin(data []byte, o Options) {
	bin, err := decodeDocBin(data)
	if err == nil {
		err = bin.documents(c, o)
	}
	if err != nil {
		c.problem(0, Error, "docbin", "%v", err)
	}
	if bin != nil && bin.unknownSpaces > 0 {
		c.note("%s made of words whose blanks are not known: one stands between any two", plural(bin.unknownSpaces, "document"))
	}
}

func decodeDocBin(data []byte) (*docBin, error) {
	r, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("not a DocBin: %w", err)
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("not a DocBin: %w", err)
	}
	n, raw, err := msgp.ReadMapHeaderBytes(raw)
	if err != nil {
		return nil, fmt.Errorf("not a DocBin: %w", err)
	}
	bin := &docBin{}
	for range n {
		var key []byte
		if key, raw, err = msgp.ReadMapKeyZC(raw); err != nil {
			return nil, err
		}
		switch string(key) {
		case "attrs":
			bin.attrs, raw, err = readList(raw, msgp.ReadUint64Bytes)
		case "tokens":
			bin.tokens, raw, err = msgp.ReadBytesZC(raw)
		case "spaces":
			bin.spaces, raw, err = msgp.ReadBytesZC(raw)
		case "lengths":
			bin.lengths, raw, err = msgp.ReadBytesZC(raw)
		case "strings":
			bin.strings, raw, err = readList(raw, msgp.ReadStringBytes)
		case "span_groups":
			bin.groups, raw, err = readList(raw, msgp.ReadBytesZC)
		case "flags":
			var flags []bool
			flags, raw, err = readList(raw, readUnknownSpaces)
			for _, unknown := range flags {
				if unknown {
					bin.unknownSpaces++
				}
			}
		default:
			raw, err = msgp.Skip(raw)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
	}
	return bin, nil
}

// readList reads an array whose elements read decodes.
func readList[T any](raw []byte, read func([]byte) (T, []byte, error)) ([]T, []byte, error) {
	n, raw, err := msgp.ReadArrayHeaderBytes(raw)
	if err != nil {
		return nil, raw, err
	}
	var items []T
	for range n {
		var item T
		if item, raw, err = read(raw); err != nil {
			return nil, raw, err
		}
		items = append(items, item)
	}
	return items, raw, nil
}

func readUnknownSpaces(raw []byte) (unknown bool, rest []byte, err error) {
	n, raw, err := msgp.ReadMapHeaderBytes(raw)
	if err != nil {
		return false, raw, err
	}
	for range n {
		var key []byte
		if key, raw, err = msgp.ReadMapKeyZC(raw); err != nil {
			return false, raw, err
		}
		if string(key) == "has_unknown_spaces" {
			unknown, raw, err = msgp.ReadBoolBytes(raw)
		} else {
			raw, err = msgp.Skip(raw)
		}
		if err != nil {
			return false, raw, err
		}
	}
	return unknown, raw, nil
}

// documents adds the file's documents to a corpus.
func (b *docBin) documents(c *Corpus, o Options) error {
	orth, iob, kind := slices.Index(b.attrs, attrOrth), slices.Index(b.attrs, attrEntIOB), slices.Index(b.attrs, attrEntType)
	if orth < 0 {
		return errors.New("the tokens have no ORTH")
	}
	if iob < 0 || kind < 0 {
		return errors.New("the tokens have no ENT_IOB and ENT_TYPE: write the DocBin with these attributes")
	}
	width := 8 * len(b.attrs)
	if len(b.tokens)%width != 0 || len(b.lengths)%4 != 0 {
		return fmt.Errorf("%d bytes of tokens are no rows of %d attributes", len(b.tokens), len(b.attrs))
	}
	names := spacyStrings(b.strings)
	row := 0
	for n := range len(b.lengths) / 4 {
		length := int(int32(binary.LittleEndian.Uint32(b.lengths[4*n:])))
		if length < 0 || (row+length)*width > len(b.tokens) || row+length > len(b.spaces) {
			return fmt.Errorf("document %d has %d tokens, more than there are", n+1, length)
		}
		d := &text.Document{ID: c.nextID()}
		var body strings.Builder
		spans := make([]text.Span, length)
		missing, inside := 0, false
		for i := range length {
			value := func(column int) uint64 {
				return binary.LittleEndian.Uint64(b.tokens[(row+i)*width+8*column:])
			}
			word, known := names[value(orth)]
			if !known {
				return fmt.Errorf("document %d: the string of token %d is not in the file", n+1, i)
			}
			spans[i].Start = body.Len()
			body.WriteString(word)
			spans[i].End = body.Len()
			if o.KeepTokens && strings.TrimSpace(word) != "" {
				d.Tokens = append(d.Tokens, text.Token{Span: spans[i]})
			}
			if b.spaces[row+i] != 0 {
				body.WriteByte(' ')
			}
			state := value(iob)
			switch label := names[value(kind)]; {
			case o.Layer != "":
			case state == iobMissing && label == "":
				missing++
				inside = false
			case state == iobOutside || label == "":
				inside = false
			default:
				last := len(d.Mentions) - 1
				if state == iobInside && inside && string(d.Mentions[last].Type) == label {
					d.Mentions[last].End = spans[i].End
				} else {
					d.Mentions = append(d.Mentions, text.Mention{Span: spans[i], Type: text.Type(label)})
				}
				inside = true
			}
		}
		if missing > 0 && missing < length {
			c.skip("document annotated only in part")
		}
		d.Text = body.String()
		d.Mentions = withoutEmpty(d.Mentions)
		if n < len(b.groups) {
			if err := c.addSpanGroups(d, spans, b.groups[n], names, o.Layer); err != nil {
				return fmt.Errorf("document %d: span groups: %w", n+1, err)
			}
		}
		c.add(d, n+1)
		row += length
	}
	return nil
}

// addSpanGroups reads the groups of a document: a map from a group, itself
// encoded, to the keys that it stands under. Of a group, spans are five
// big-endian numbers: id, entry of a knowledge base and label in 8 bytes each,
// then in 4 each the first token, the last but one, and the same in characters.
func (c *Corpus) addSpanGroups(d *text.Document, tokens []text.Span, raw []byte, names map[uint64]string, layer string) error {
	if len(raw) == 0 || raw[0]>>4 == 0x9 { // an empty list, where there are none
		return nil
	}
	n, raw, err := msgp.ReadMapHeaderBytes(raw)
	if err != nil {
		return err
	}
	for range n {
		var group []byte
		var keys []string
		if group, raw, err = msgp.ReadBytesZC(raw); err != nil {
			return err
		}
		if keys, raw, err = readList(raw, msgp.ReadStringBytes); err != nil {
			return err
		}
		spans, err := groupSpans(group)
		if err != nil {
			return err
		}
		for _, key := range keys {
			for _, s := range spans {
				if key != layer {
					c.skip("span of group " + key)
					continue
				}
				first, end := int(binary.BigEndian.Uint32(s[24:])), int(binary.BigEndian.Uint32(s[28:]))
				label := names[binary.BigEndian.Uint64(s[16:])]
				if first >= end || end > len(tokens) || label == "" {
					return fmt.Errorf("a span of group %s of tokens %d to %d, label %q", key, first, end, label)
				}
				d.Mentions = append(d.Mentions, text.Mention{
					Span: text.Span{Start: tokens[first].Start, End: tokens[end-1].End}, Type: text.Type(label),
				})
			}
		}
	}
	d.Mentions = withoutEmpty(d.Mentions)
	return nil
}

const groupSpanSize = 3*8 + 4*4

func groupSpans(raw []byte) ([][]byte, error) {
	n, raw, err := msgp.ReadMapHeaderBytes(raw)
	if err != nil {
		return nil, err
	}
	var spans [][]byte
	for range n {
		var key []byte
		if key, raw, err = msgp.ReadMapKeyZC(raw); err != nil {
			return nil, err
		}
		if string(key) == "spans" {
			spans, raw, err = readList(raw, msgp.ReadBytesZC)
		} else {
			raw, err = msgp.Skip(raw)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, s := range spans {
		if len(s) != groupSpanSize {
			return nil, fmt.Errorf("a span of %d bytes, not %d", len(s), groupSpanSize)
		}
	}
	return spans, nil
}

// spacyStrings is what attributes stand for: a string's number if it is one of
// spaCy's symbols, else its hash.
func spacyStrings(known []string) map[uint64]string {
	names := make(map[uint64]string, 2*len(known))
	for first, run := range spacySymbols {
		for i, s := range strings.Fields(run) {
			names[first+uint64(i)] = s
		}
	}
	names[0] = ""
	for _, s := range known {
		names[spacyHash(s)] = s
	}
	return names
}

// spacyNumber is what an attribute has for a string.
func spacyNumber(symbols map[string]uint64, s string) uint64 {
	if n, ok := symbols[s]; ok {
		return n
	}
	return spacyHash(s)
}

// spacyHash is MurmurHash64A with the seed 1, which spaCy's StringStore takes.
func spacyHash(s string) uint64 {
	const m, r = 0xc6a4a7935bd1e995, 47
	h := 1 ^ uint64(len(s))*m
	for ; len(s) >= 8; s = s[8:] {
		k := binary.LittleEndian.Uint64([]byte(s[:8])) * m
		k ^= k >> r
		h = (h ^ k*m) * m
	}
	if len(s) > 0 {
		var last [8]byte
		copy(last[:], s)
		h = (h ^ binary.LittleEndian.Uint64(last[:])) * m
	}
	h = (h ^ h>>r) * m
	return h ^ h>>r
}

func writeDocBin(docs []*text.Document, _ WriteOptions) ([]File, error) {
	symbols := map[string]uint64{"": 0}
	for first, run := range spacySymbols {
		for i, s := range strings.Fields(run) {
			symbols[s] = first + uint64(i)
		}
	}
	used := map[string]bool{"": true}
	number := func(s string) uint64 {
		used[s] = true
		return spacyNumber(symbols, s)
	}
	var tokens, spaces, lengths []byte
	for _, d := range docs {
		all := spacyTokens(d)
		lengths = binary.LittleEndian.AppendUint32(lengths, uint32(len(all)))
		mentions := d.Mentions
		for _, t := range all {
			for len(mentions) > 0 && mentions[0].End <= t.Start {
				mentions = mentions[1:]
			}
			state, label := uint64(iobOutside), ""
			if len(mentions) > 0 && mentions[0].Start <= t.Start {
				state, label = iobInside, string(mentions[0].Type)
				if mentions[0].Start == t.Start {
					state = iobBegin
				}
			}
			// What is not UTF-8 would be another string to Python.
			word := validUTF8(d.Surface(t.Span))
			for _, v := range []uint64{number(word), state, number(validUTF8(label))} {
				tokens = binary.LittleEndian.AppendUint64(tokens, v)
			}
			spaces = append(spaces, map[bool]byte{true: 1}[t.space])
		}
	}
	raw := msgp.AppendMapHeader(nil, 9)
	raw = msgp.AppendString(msgp.AppendString(raw, "version"), "0.1")
	raw = msgp.AppendArrayHeader(msgp.AppendString(raw, "attrs"), 3)
	for _, a := range []int{attrOrth, attrEntIOB, attrEntType} {
		raw = msgp.AppendInt(raw, a)
	}
	raw = msgp.AppendBytes(msgp.AppendString(raw, "tokens"), tokens)
	raw = msgp.AppendBytes(msgp.AppendString(raw, "spaces"), spaces)
	raw = msgp.AppendBytes(msgp.AppendString(raw, "lengths"), lengths)
	words := sortedKeys(used)
	raw = msgp.AppendArrayHeader(msgp.AppendString(raw, "strings"), uint32(len(words)))
	for _, w := range words {
		raw = msgp.AppendString(raw, w)
	}
	raw = msgp.AppendArrayHeader(msgp.AppendString(raw, "cats"), uint32(len(docs)))
	for range docs {
		raw = msgp.AppendMapHeader(raw, 0)
	}
	raw = msgp.AppendArrayHeader(msgp.AppendString(raw, "flags"), uint32(len(docs)))
	for range docs {
		raw = msgp.AppendBool(msgp.AppendString(msgp.AppendMapHeader(raw, 1), "has_unknown_spaces"), false)
	}
	raw = msgp.AppendArrayHeader(msgp.AppendString(raw, "span_groups"), uint32(len(docs)))
	for range docs {
		raw = msgp.AppendBytes(raw, msgp.AppendArrayHeader(nil, 0))
	}
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	if _, err := w.Write(raw); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return []File{{Data: out.Bytes()}}, nil
}

// validUTF8 has U+FFFD for each byte that is not UTF-8, as JSON has.
func validUTF8(s string) string {
	var out strings.Builder
	for _, r := range s {
		out.WriteRune(r)
	}
	return out.String()
}
