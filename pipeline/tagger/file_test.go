package tagger

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/klauspost/compress/zstd"
)

// A folder of compressed files is the same model; the plain file goes first
// where both are there, and damage has an address.
func TestCompressedFiles(t *testing.T) {
	m := toyModel(t, toyOptions())
	files, err := m.Files()
	if err != nil {
		t.Fatal(err)
	}
	encoder, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{"m/" + metaFile: {Data: files[metaFile]}}
	for _, name := range []string{weightsFile, lexiconFile} {
		fsys["m/"+name+".zst"] = &fstest.MapFile{Data: encoder.EncodeAll(files[name], nil)}
	}
	got, err := Load(fsys, "m")
	if err != nil {
		t.Fatal(err)
	}
	if !got.first.equal(m.first) || !got.second.equal(m.second) {
		t.Error("compressed and read again, the weights are others")
	}
	if _, err := LoadLexicon(fsys, "m/"+lexiconFile); err != nil {
		t.Error(err)
	}
	packed := fsys["m/"+weightsFile+".zst"]
	fsys["m/"+weightsFile+".zst"] = &fstest.MapFile{Data: packed.Data[:len(packed.Data)/2]}
	if _, err := Load(fsys, "m"); err == nil || !strings.Contains(err.Error(), "m/model.bin.zst: damaged") {
		t.Errorf("half a file: %v", err)
	}
	fsys["m/"+weightsFile] = &fstest.MapFile{Data: files[weightsFile]}
	if _, err := Load(fsys, "m"); err != nil {
		t.Errorf("a plain file beside a damaged one: %v", err)
	}
	if _, err := LoadLexicon(fsys, "m/nothing.bin"); err == nil || !strings.Contains(err.Error(), "nothing.bin: ") || strings.Contains(err.Error(), ".zst") {
		t.Errorf("no such file: %v", err)
	}
}
