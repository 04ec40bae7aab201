package data

import (
	"embed"
	"io/fs"
	"unsafe"
)

// inPlace are the files that are used where they lie in the program and never
// copied, by path: those that are embedded as strings, too. The linker keeps
// one copy of a file however often it is embedded. A new one is a variable and a line here.
var inPlace = map[string]*string{
	"models/reader/model.safetensors": &readerWeights,
}

//go:embed models/reader/model.safetensors
var readerWeights string

// files is an embed.FS whose files in inPlace have Bytes.
type files struct{ embed.FS }

// Open opens a file.
func (f files) Open(name string) (fs.File, error) {
	file, err := f.FS.Open(name)
	if content, ok := inPlace[name]; ok && err == nil {
		return placed{file, *content}, nil
	}
	return file, err
}

// placed is an open file whose contents can be had without a copy.
type placed struct {
	fs.File
	content string
}

// Bytes are the file's contents in the read-only part of the program.
func (p placed) Bytes() []byte { return unsafe.Slice(unsafe.StringData(p.content), len(p.content)) }
