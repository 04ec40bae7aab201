package gazetteer

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"math"
	"os"
	"slices"

	"rollcall/text"
)

// A compiled file is a table: a header of headerSize bytes, then the sections,
// each filled up to a multiple of 8 bytes, all numbers little-endian. Beside
// head, which is JSON, they are used where they lie.
//
//	 0  magic, 8 bytes
//	 8  version
//	12  CRC-32 (Castagnoli) of all that follows
//	16  length of the file
//	24  dividing: a hash that says how names are divided and folded
//	32  homes of the slots
//	40  lengths of the sections: head, starts, slots, entries, facts, strings
const (
	magic      = "\x89GAZ\r\n\x1a\n" // as PNG's, it tells of transfers that change line ends
	version    = 1
	headerSize = 40 + 8*sectionCount
)

const (
	sectionHead = iota
	sectionStarts
	sectionSlots
	sectionEntries
	sectionFacts
	sectionStrings
	sectionCount
)

// head is what is not used in place.
type head struct {
	Lists   []List      `json:"lists"`
	Classes []wireClass `json:"classes"`
}

type wireClass struct {
	Type    text.Type `json:"type,omitempty"`
	Weight  float64   `json:"weight"`
	Propose propose   `json:"propose"`
	Before  string    `json:"before,omitempty"`
	After   string    `json:"after,omitempty"`
	Near    string    `json:"near,omitempty"`
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// WriteTo writes the compiled form of the set's lists, whose bytes depend on
// the lists alone, not on where they lie. Lists that were read from a compiled file
// cannot be written again.
func (s *Set) WriteTo(w io.Writer) (int64, error) {
	if len(s.tables) != 1 || s.tables[0].mapped {
		return 0, errors.New("lists are compiled from their text, not from a compiled file")
	}
	t := s.tables[0]
	h := head{Lists: slices.Clone(t.lists)}
	for i := range h.Lists {
		h.Lists[i].Path = ""
	}
	for _, c := range t.classes {
		h.Classes = append(h.Classes, wireClass{c.kind, c.weight, c.propose, c.before, c.after, c.near})
	}
	encoded, err := json.Marshal(h)
	if err != nil {
		return 0, err
	}
	sections := [sectionCount][]byte{encoded, t.starts, t.slots, t.entries, t.facts, t.strings}
	header := make([]byte, 0, headerSize)
	header = append(header, magic...)
	header = binary.LittleEndian.AppendUint32(header, version)
	header = binary.LittleEndian.AppendUint32(header, 0)
	size := uint64(headerSize)
	for _, b := range sections {
		size += padded(uint64(len(b)))
	}
	header = binary.LittleEndian.AppendUint64(header, size)
	header = binary.LittleEndian.AppendUint64(header, dividing())
	header = binary.LittleEndian.AppendUint64(header, t.homes)
	for _, b := range sections {
		header = binary.LittleEndian.AppendUint64(header, uint64(len(b)))
	}
	parts := [][]byte{header}
	sum := crc32.Checksum(header[16:], castagnoli)
	for _, b := range sections {
		padding := make([]byte, padded(uint64(len(b)))-uint64(len(b)))
		sum = crc32.Update(crc32.Update(sum, castagnoli, b), castagnoli, padding)
		parts = append(parts, b, padding)
	}
	binary.LittleEndian.PutUint32(header[12:], sum)
	var written int64
	for _, b := range parts {
		n, err := w.Write(b)
		written += int64(n)
		if err != nil {
			return written, err
		}
	}
	return written, nil
}

func padded(n uint64) uint64 { return (n + 7) &^ 7 }

// dividing is a hash of how some names of every kind are divided and folded. A
// file that was compiled by a program that does it otherwise must not be used.
func dividing() uint64 {
	h := uint64(0)
	for _, name := range []string{
		"Otter", "U.S.", "O'Reed & Sons", "Côte d’Azel", "al-Tariq", "Moody's", "R&D 2.0", "Łódź", "Straße", "İzmir",
		"J.P. Marsh, Jr.", "AT&T", "Guinea-Lissau", "Yahoo!", "@reed", "3M", "5,000-Mile", "Ægir Þór", "St. Reed's", "ʻOtter", "NGO (of) X/Y",
	} {
		words, err := wordsOf(name, nil)
		if err != nil {
			continue
		}
		var p trail
		for i := range words {
			p = p.step(&words[i])
		}
		h = mix(h ^ p.fold ^ p.exact)
	}
	return h
}

// openTable reads a compiled file, in place if that can be: out of the program,
// or mapped into memory, where it stays as long as the program runs.
func openTable(fsys fs.FS, name string) (*table, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	switch f := f.(type) {
	case interface{ Bytes() []byte }:
		return readTable(f.Bytes())
	case *os.File:
		if data, err := mapFile(f); err == nil {
			return readTable(data)
		}
	}
	data, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	return readTable(data)
}

var errDamaged = errors.New("the compiled list is damaged: build it again")

// readTable is the table whose compiled form data is. It keeps data. Whatever
// bytes data is, a table that it returns can be used without panic.
func readTable(data []byte) (*table, error) {
	if len(data) < headerSize || string(data[:8]) != magic {
		return nil, errors.New("not a compiled list, or not all of one: rollcall gazetteer build makes such files")
	}
	if v := binary.LittleEndian.Uint32(data[8:]); v != version {
		return nil, fmt.Errorf("compiled in form %d, and this program reads form %d: build it again", v, version)
	}
	if n := binary.LittleEndian.Uint64(data[16:]); n != uint64(len(data)) {
		return nil, fmt.Errorf("the compiled list has %d bytes, and %d are here: build or copy it again", n, len(data))
	}
	if crc32.Checksum(data[16:], castagnoli) != binary.LittleEndian.Uint32(data[12:]) {
		return nil, errDamaged
	}
	if binary.LittleEndian.Uint64(data[24:]) != dividing() {
		return nil, errors.New("compiled by a version of the program that divides names otherwise: build it again")
	}
	var sections [sectionCount][]byte
	rest := data[headerSize:]
	for i := range sections {
		n := binary.LittleEndian.Uint64(data[40+8*i:])
		if n > uint64(len(rest)) || padded(n) > uint64(len(rest)) {
			return nil, errDamaged
		}
		sections[i], rest = rest[:n:n], rest[padded(n):]
	}
	var h head
	if err := json.Unmarshal(sections[sectionHead], &h); err != nil || len(rest) > 0 {
		return nil, errDamaged
	}
	t := &table{
		lists: h.Lists, homes: binary.LittleEndian.Uint64(data[32:]), mapped: true,
		starts: sections[sectionStarts], slots: sections[sectionSlots], entries: sections[sectionEntries],
		facts: sections[sectionFacts], strings: sections[sectionStrings],
	}
	for _, c := range h.Classes {
		t.classes = append(t.classes, class{c.Type, c.Weight, c.Propose, c.Before, c.After, c.Near})
	}
	if !t.sound() {
		return nil, errDamaged
	}
	return t, nil
}

// sound reports whether every place that the table names is there, that of
// strings apart, and sets shift.
func (t *table) sound() bool {
	bitCount := uint64(len(t.starts)) * 8
	if bitCount < 64 || bitCount&(bitCount-1) != 0 || bitCount > math.MaxUint32 {
		return false
	}
	for t.shift = 64; bitCount > 1; bitCount >>= 1 {
		t.shift--
	}
	if len(t.slots)%slotSize != 0 || len(t.entries)%entrySize != 0 || len(t.facts)%factSize != 0 {
		return false
	}
	slots, entries, facts := uint64(len(t.slots)/slotSize), len(t.entries)/entrySize, uint32(len(t.facts)/factSize)
	if t.homes == 0 || t.homes >= slots || len(t.lists) > maxLists {
		return false
	}
	for at := 0; at < len(t.slots); at += slotSize {
		if v := binary.LittleEndian.Uint32(t.slots[at+4:]); int(v&^moreBit) > entries {
			return false
		}
	}
	if binary.LittleEndian.Uint64(t.slots[len(t.slots)-slotSize:]) != 0 {
		return false // a search would go on for ever
	}
	for at := 0; at < len(t.entries); at += entrySize {
		b := t.entries[at : at+entrySize : at+entrySize]
		if binary.LittleEndian.Uint32(b[12:]) >= facts || int(binary.LittleEndian.Uint16(b[16:])) >= len(t.lists) ||
			int(policy(b[18])&caseMask) >= len(policyNames) || policy(b[18])&^(caseMask|bound|weak|last|alias) != 0 {
			return false
		}
	}
	if entries > 0 && policy(t.entries[len(t.entries)-2])&last == 0 {
		return false
	}
	for at := 0; at < len(t.facts); at += factSize {
		if int(binary.LittleEndian.Uint32(t.facts[at:])) >= len(t.classes) {
			return false
		}
	}
	for i := range t.classes {
		c := &t.classes[i]
		if !(c.weight > 0 && c.weight <= 1) || c.propose > proposeAlways || c.propose >= proposeYes && c.kind == "" {
			return false
		}
	}
	return true
}
