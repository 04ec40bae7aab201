package gold

import (
	"fmt"
	"strings"

	"rollcall/text"
)

// Options say how an annotated file is to be read. The zero value tells the
// format from the file and keeps all labels as they stand.
type Options struct {
	Map    Map
	Format string // name of the format; empty: told by ending and content

	// TokenColumn and TagColumn are the columns of a tag file, from 1, or from
	// the end if negative; 0 is the first for tokens and the last for tags.
	TokenColumn, TagColumn int
	// Scheme is that of a tag file: iob1, iob2 (bio), bioes (bilou) or ioe;
	// empty: told by the tags.
	Scheme string
	// TagNames are what the numbers of ner_tags mean, from 0 on.
	TagNames []string
	// Layer picks annotations where a file has several sets of them: the name
	// of an annotation set of GATE, the layer or feature of WebAnno, the
	// from_name of Label Studio, the key of a spaCy span group. Empty takes
	// all, and of spaCy the entities.
	Layer string
	// Texts are documents that the file's own are read against: their texts
	// stand in where a format has none, by id or, without ids, in order.
	Texts []*text.Document

	// KeepTokens keeps the tokens of formats that have them, so that writing
	// tokens writes the same. A pipeline must not see them: its own are part of
	// what is measured.
	KeepTokens bool

	// beside reads a file that belongs to another; nil is os.ReadFile.
	beside func(path string) ([]byte, error)
}

// WriteOptions say how documents are to be written.
type WriteOptions struct {
	Unit   text.Unit // what the offsets of JSON lines count
	Scheme string    // of tags: iob2 (the default), iob1, bioes, bilou, ioe1 or ioe2
	// Types are what the documents were annotated for, nil for all; only JSON
	// lines can say so.
	Types []text.Type
}

// File is one file of what a format writes.
type File struct {
	// Name is the file's name within a folder; empty where all documents are in
	// one file, which the caller names.
	Name string
	Data []byte
}

// Write writes documents and says what of them the format cannot hold. Two
// mentions that may not overlap in it are settled in favour of the longer, then
// the earlier.
func (f Format) Write(docs []*text.Document, o WriteOptions) ([]File, Losses, error) {
	kept, losses := f.fit(docs)
	if len(o.Types) > 0 && f.Name != "jsonl" {
		losses.add("list of annotated types", 1, 0)
	}
	if !f.PerDocument {
		files, err := f.write(kept, o)
		return files, losses.sorted(), err
	}
	var files []File
	names := map[string]bool{}
	for _, d := range kept {
		stem := uniqueName(fileName(d.ID), names)
		if f.Holds.has(HoldsID) && stem != d.ID {
			losses.add("id that cannot name a file", 1, 1)
		}
		some, err := f.write([]*text.Document{d}, o)
		if err != nil {
			return nil, nil, fmt.Errorf("document %q: %w", d.ID, err)
		}
		for _, file := range some {
			files = append(files, File{stem + file.Name, file.Data})
		}
	}
	return files, losses.sorted(), nil
}

// fileName is an id as the name of a file, without ending.
func fileName(id string) string {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(id, "_"))
	name = strings.Trim(name, " .")
	if name == "" {
		name = "_"
	}
	return name
}

// uniqueName makes a name different, also where case does not count, from those
// in taken, and adds it.
func uniqueName(name string, taken map[string]bool) string {
	unique := name
	for n := 2; taken[strings.ToLower(unique)]; n++ {
		unique = fmt.Sprintf("%s-%d", name, n)
	}
	taken[strings.ToLower(unique)] = true
	return unique
}
