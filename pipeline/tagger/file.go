package tagger

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/klauspost/compress/zstd"
)

// compressed is what stands behind the name of a file that is compressed by
// Zstandard. The models inside the program are: a third of the size, and read
// in some milliseconds.
const compressed = ".zst"

// maxFile is the size in bytes beyond which a file is not decompressed.
const maxFile = 1 << 30

// readFile reads a file, or the compressed one in its place.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	data, err := fs.ReadFile(fsys, name)
	if !errors.Is(err, fs.ErrNotExist) {
		return data, err
	}
	packed, errPacked := fs.ReadFile(fsys, name+compressed)
	if errors.Is(errPacked, fs.ErrNotExist) {
		return nil, err
	}
	if errPacked != nil {
		return nil, errPacked
	}
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxFile))
	if err != nil {
		return nil, err
	}
	defer decoder.Close()
	if data, err = decoder.DecodeAll(packed, nil); err != nil {
		return nil, fmt.Errorf("%s: damaged: %w", name+compressed, err)
	}
	return data, nil
}

// LoadLexicon reads a lexicon's file, or the compressed one that stands in its
// place with .zst behind its name. Errors name the file.
func LoadLexicon(fsys fs.FS, name string) (*Lexicon, error) {
	data, err := readFile(fsys, name)
	if err != nil {
		return nil, err
	}
	l, err := ReadLexicon(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return l, nil
}
