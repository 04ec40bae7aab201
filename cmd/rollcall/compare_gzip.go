package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// gzipEnding is that of saved results which are compressed.
const gzipEnding = ".gz"

// openPlain opens a file, and decompresses it if its name says so.
func openPlain(path string) (io.ReadCloser, error) {
	file, err := os.Open(filepath.Clean(path))
	if err != nil || !strings.HasSuffix(path, gzipEnding) {
		return file, err
	}
	plain, err := gzip.NewReader(file)
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return struct {
		io.Reader
		io.Closer
	}{plain, file}, nil
}

// compressedFor is data as a file of that name has it. The same data gives the
// same bytes: no time and no name is written.
func compressedFor(path string, data []byte) []byte {
	if !strings.HasSuffix(path, gzipEnding) {
		return data
	}
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is one of the package's own
	}
	w.Write(data) // a buffer takes all
	w.Close()
	return out.Bytes()
}
