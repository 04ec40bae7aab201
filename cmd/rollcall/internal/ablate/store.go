package ablate

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"os"
	"path/filepath"

	"rollcall/pipeline"
	"rollcall/text"
)

// keyOf tells stages apart by what they do.
func keyOf(stages []pipeline.Stage) string {
	key := ""
	for _, s := range stages {
		key += s.Name + " " + s.Digest() + "\n"
	}
	return key
}

func documentKey(key string, d *text.Document) string {
	h := sha256.New()
	h.Write([]byte(key))
	h.Write([]byte(d.Text))
	return hex.EncodeToString(h.Sum(nil))
}

// Folder is a Store of files in a folder, one a document. A file that cannot be
// read is as good as none.
type Folder string

func (f Folder) path(key string) string { return filepath.Join(string(f), key[:2], key[2:]) }

// Load reads a file of the folder.
func (f Folder) Load(key string) (*text.Document, bool) {
	content, err := os.ReadFile(f.path(key))
	if err != nil {
		return nil, false
	}
	d := new(text.Document)
	if gob.NewDecoder(flate.NewReader(bytes.NewReader(content))).Decode(d) != nil {
		return nil, false
	}
	return d, true
}

// Save writes one, under another name first, so that a run that is broken off
// leaves no half of a file.
func (f Folder) Save(key string, d *text.Document) {
	var content bytes.Buffer
	w, _ := flate.NewWriter(&content, flate.BestSpeed) // the level is a good one
	if gob.NewEncoder(w).Encode(d) != nil || w.Close() != nil {
		return
	}
	path := f.path(key)
	if os.MkdirAll(filepath.Dir(path), 0o755) != nil {
		return
	}
	part, err := os.CreateTemp(filepath.Dir(path), "*.part")
	if err != nil {
		return
	}
	_, err = part.Write(content.Bytes())
	if closed := part.Close(); err == nil && closed == nil {
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		os.Remove(part.Name())
	}
}
