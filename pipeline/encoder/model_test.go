package encoder

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// testFiles are the files of a model of testdata, to be damaged.
func testFiles(t testing.TB, name string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for _, f := range []string{configFile, vocabularyFile, weightsFile} {
		data, err := os.ReadFile(filepath.Join("testdata", name, f))
		if err != nil {
			t.Fatal(err)
		}
		files[f] = &fstest.MapFile{Data: data}
	}
	return files
}

// edit changes keys of a JSON file; nil takes a key out.
func edit(t testing.TB, file *fstest.MapFile, changes map[string]any) {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(file.Data, &all); err != nil {
		t.Fatal(err)
	}
	for key, value := range changes {
		all[key] = value
		if value == nil {
			delete(all, key)
		}
	}
	file.Data, _ = json.Marshal(all)
}

// editTensors changes the weights.
func editTensors(t testing.TB, file *fstest.MapFile, change func(tensors)) {
	t.Helper()
	ts, err := readTensors(file.Data)
	if err != nil {
		t.Fatal(err)
	}
	change(ts)
	file.Data = encodeTensors(ts)
}

// TestFaultsHaveAnAddress damages a model in every way that has a message of
// its own, and wants the file and what is wrong in it.
func TestFaultsHaveAnAddress(t *testing.T) {
	const query = "bert.encoder.layer.1.attention.self.query.weight"
	configured := func(changes map[string]any) func(fstest.MapFS) {
		return func(f fstest.MapFS) { edit(t, f[configFile], changes) }
	}
	weighted := func(change func(tensors)) func(fstest.MapFS) {
		return func(f fstest.MapFS) { editTensors(t, f[weightsFile], change) }
	}
	tokenised := func(content string) func(fstest.MapFS) {
		return func(f fstest.MapFS) { f[tokeniserFileName] = &fstest.MapFile{Data: []byte(content)} }
	}
	for name, c := range map[string]struct {
		damage func(fstest.MapFS)
		want   []string
	}{
		"no files": {func(f fstest.MapFS) { clear(f) }, []string{"open config.json", "open model.safetensors", "neither tokenizer.json nor vocab.txt"}},
		"architecture": {configured(map[string]any{"model_type": "roberta"}), []string{
			`config.json: model_type "roberta": bert (MiniLM too) and distilbert are read`}},
		"config is not JSON": {func(f fstest.MapFS) { f[configFile].Data = []byte("{") }, []string{"config.json: unexpected end"}},
		"type of a key":      {configured(map[string]any{"hidden_size": "big"}), []string{"config.json: ", "hidden_size"}},
		"no sizes, all told": {configured(map[string]any{"hidden_size": nil, "num_hidden_layers": 1e6, "layer_norm_eps": 0}), []string{"hidden_size 0", "num_hidden_layers 1000000", "layer_norm_eps 0"}},
		"heads":              {configured(map[string]any{"num_attention_heads": 5}), []string{"num_attention_heads 5 does not divide hidden_size 32"}},
		"activation":         {configured(map[string]any{"hidden_act": "swish"}), []string{`activation "swish"`}},
		"positions":          {configured(map[string]any{"position_embedding_type": "relative_key"}), []string{`"relative_key"`}},
		"window":             {configured(map[string]any{"window": 129}), []string{"window 129: 8 to max_position_embeddings 128"}},
		"context":            {configured(map[string]any{"context": 63}), []string{"context 63 leaves nothing of a window of 128"}},
		"slack":              {configured(map[string]any{"slack": 86}), []string{"slack 86 leaves nothing of a window of 128 with a context of 20"}},
		"temperature":        {configured(map[string]any{"temperature": 0}), []string{"temperature 0"}},
		"labels_on":          {configured(map[string]any{"labels_on": "x"}), []string{`labels_on "x"`}},
		"no labels":          {configured(map[string]any{"id2label": nil}), []string{"id2label has 0 labels"}},
		"scheme":             {configured(map[string]any{"label_scheme": "IOB2"}), []string{`label_scheme "IOB2": "IOB1" is possible`}},
		"weights of PyTorch": {func(f fstest.MapFS) { f["pytorch_model.bin"] = f[weightsFile]; delete(f, weightsFile) }, []string{
			"model.safetensors", "pytorch_model.bin is there, which is not read"}},
		"gap in labels":       {configured(map[string]any{"id2label": map[string]string{"0": "O", "2": "B-PER"}}), []string{"none for 1"}},
		"unknown labels":      {configured(map[string]any{"id2label": map[string]string{"0": "O", "1": "B-DATE"}}), []string{"config.json: id2label: no label of", "labels.map"}},
		"number of labels":    {configured(map[string]any{"id2label": map[string]string{"0": "O", "1": "B-PER"}}), []string{"tensor classifier.weight: has the shape [7 32], not [2 32]", "classifier.bias"}},
		"case not in use":     {configured(map[string]any{"case_embeddings": nil}), []string{`bert.embeddings.case_embeddings.weight: is not in use`}},
		"case of another":     {configured(map[string]any{"case_embeddings": 10}), []string{"case_embeddings 10: 40 is read"}},
		"small vocab_size":    {configured(map[string]any{"vocab_size": 50}), []string{"config.json: vocab_size is 50, but the vocabulary has pieces up to number", "tensor bert.embeddings.word_embeddings.weight: has the shape"}},
		"pieces are missing":  {func(f fstest.MapFS) { f[vocabularyFile].Data = []byte("[CLS]\nx\n") }, []string{"vocab.txt: the piece [SEP] is missing", "the piece [UNK] is missing"}},
		"tensor is missing":   {weighted(func(ts tensors) { delete(ts, query) }), []string{"model.safetensors: tensor " + query + ": is missing"}},
		"no classifier":       {weighted(func(ts tensors) { delete(ts, "classifier.weight") }), []string{"not a token-classification model"}},
		"no types":            {weighted(func(ts tensors) { delete(ts, "bert.embeddings.token_type_embeddings.weight") }), []string{"token_type_embeddings.weight: is missing, and type_vocab_size is 2"}},
		"dtype":               {weighted(func(ts tensors) { x := ts[query]; x.dtype = "I32"; ts[query] = x }), []string{query + ": is I32, not F32, F16 or BF16"}},
		"integers, no scales": {weighted(func(ts tensors) { x := ts[query]; x.dtype, x.data = typeI8, x.data[:len(x.data)/4]; ts[query] = x }), []string{query + "_scale: is missing"}},
		"integers of a norm": {weighted(func(ts tensors) {
			name := "bert.embeddings.LayerNorm.bias"
			ts[name] = tensor{typeI8, []int{32}, make([]byte, 32)}
		}), []string{"bert.embeddings.LayerNorm.bias: is I8, not F32"}},
		"infinite number": {weighted(func(ts tensors) {
			x := slices.Clone(ts[query].data)
			binary.LittleEndian.PutUint32(x[40:], 0x7f800000)
			ts[query] = tensor{typeF32, ts[query].shape, x}
		}), []string{query + ": element 10 is +Inf"}},
		"shape":            {weighted(func(ts tensors) { x := ts[query]; x.shape = []int{64, 16}; ts[query] = x }), []string{query + ": has the shape [64 16], not [32 32]"}},
		"all are told":     {weighted(func(ts tensors) { clear(ts) }), []string{"word_embeddings.weight: is missing", "more faults of this kind"}},
		"cut":              {func(f fstest.MapFS) { f[weightsFile].Data = f[weightsFile].Data[:50_000] }, []string{"model.safetensors: tensor ", "lie outside the data"}},
		"cut in header":    {func(f fstest.MapFS) { f[weightsFile].Data = f[weightsFile].Data[:100] }, []string{"model.safetensors: truncated, or not a safetensors file"}},
		"empty":            {func(f fstest.MapFS) { f[weightsFile].Data = nil }, []string{"not a safetensors file: 0 bytes"}},
		"tokenizer of BPE": {tokenised(`{"model":{"type":"BPE"}}`), []string{`tokenizer.json: model type "BPE": only WordPiece is read`, "normalizer", "pre_tokenizer"}},
		"tokenizer cut":    {tokenised(`{"model":{"type":"Wor`), []string{"tokenizer.json: unexpected end"}},
		"negative piece": {tokenised(`{"model":{"type":"WordPiece","vocab":{"a":-1}},"normalizer":{"type":"BertNormalizer"},"pre_tokenizer":{"type":"BertPreTokenizer"}}`),
			[]string{`piece "a" has the id -1`}},
		"map": {func(f fstest.MapFS) { f[mapFile] = &fstest.MapFile{Data: []byte("PER=PERSON\nLOC\n")} }, []string{`labels.map: 2: "LOC" is not of the form`}},
	} {
		files := testFiles(t, "bert")
		c.damage(files)
		m, err := Load(files, ".")
		if err == nil {
			t.Errorf("%s: loads, as %v", name, m.Types())
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: gives %v\n want  %s", name, err, want)
			}
		}
	}
}

// TestForms: halves, other names and other files say the same.
func TestForms(t *testing.T) {
	const s = "Ann Lee left Zürich.\nMcTavish & Co."
	want := propose(t, loadTest(t, "bert", Options{}), s)
	if len(want) == 0 {
		t.Fatal("nothing is proposed: the test has nothing to compare")
	}
	for name, change := range map[string]func(fstest.MapFS){
		"without prefix, old norms": func(f fstest.MapFS) {
			editTensors(t, f[weightsFile], func(ts tensors) {
				for _, name := range slices.Collect(maps.Keys(ts)) {
					x := ts[name]
					delete(ts, name)
					ts[strings.NewReplacer("bert.", "", "LayerNorm.weight", "LayerNorm.gamma", "LayerNorm.bias", "LayerNorm.beta").Replace(name)] = x
				}
			})
		},
		"tokenizer.json": func(f fstest.MapFS) {
			vocab := map[string]int{}
			for i, piece := range strings.Split(strings.TrimSpace(string(f[vocabularyFile].Data)), "\n") {
				vocab[piece] = i
			}
			delete(f, vocabularyFile)
			data, _ := json.Marshal(map[string]any{
				"model":         map[string]any{"type": "WordPiece", "vocab": vocab, "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100},
				"normalizer":    map[string]any{"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": nil, "lowercase": true},
				"pre_tokenizer": map[string]any{"type": "BertPreTokenizer"},
			})
			f[tokeniserFileName] = &fstest.MapFile{Data: data}
		},
		"unaligned": func(f fstest.MapFS) {
			data := f[weightsFile].Data
			n := binary.LittleEndian.Uint64(data)
			binary.LittleEndian.PutUint64(data, n+1)
			f[weightsFile].Data = slices.Insert(data, int(8+n), ' ')
		},
		"names of types": func(f fstest.MapFS) {
			f[configFile].Data = bytes.ReplaceAll(f[configFile].Data, []byte("PERSON"), []byte("WHO"))
			f[mapFile] = &fstest.MapFile{Data: []byte("WHO=PERSON\n")}
		},
		"tokenizer_config.json": func(f fstest.MapFS) {
			f[tokeniserConfigFile] = &fstest.MapFile{Data: []byte(`{"do_lower_case":true}`)}
		},
	} {
		files := testFiles(t, "bert")
		change(files)
		m, err := Load(files, ".")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, propose(t, m, s)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

// TestHalves holds the conversion of 16-bit floats against their definition.
func TestHalves(t *testing.T) {
	for bits, want := range map[uint16]float32{
		0x3c00: 1, 0xc000: -2, 0x7bff: 65504, 0x0400: 1.0 / (1 << 14), 0x0001: 1.0 / (1 << 24), 0x83ff: -1023.0 / (1 << 24), 0x3555: 0.33325195, 0: 0,
	} {
		got, err := tensor{typeF16, []int{1}, binary.LittleEndian.AppendUint16(nil, bits)}.floats()
		if err != nil || got[0] != want {
			t.Errorf("%#04x is %v, want %v (%v)", bits, got, want, err)
		}
	}
	if got, err := (tensor{typeBF16, []int{1}, []byte{0x40, 0xc0}}).floats(); err != nil || got[0] != -3 {
		t.Errorf("BF16 c040 is %v (%v)", got, err)
	}
	for _, x := range []tensor{{typeF16, []int{1}, []byte{0, 0x7c}}, {typeBF16, []int{1}, []byte{0xc0, 0x7f}}} {
		if got, err := x.floats(); err == nil {
			t.Errorf("%s % x is read as %v", x.dtype, x.data, got)
		}
	}
}

// inPlaceFS is a file system whose files can show their contents.
type inPlaceFS struct{ fstest.MapFS }

type inPlaceFile struct {
	fs.File
	data []byte
}

func (f inPlaceFile) Bytes() []byte { return f.data }

func (f inPlaceFS) Open(name string) (fs.File, error) {
	file, err := f.MapFS.Open(name)
	if err != nil {
		return nil, err
	}
	return inPlaceFile{file, f.MapFS[name].Data}, nil
}

// TestWeightsAreUsedInPlace: what a file shows is not copied.
func TestWeightsAreUsedInPlace(t *testing.T) {
	files := testFiles(t, "int8")
	m, err := Load(inPlaceFS{files}, ".")
	if err != nil {
		t.Fatal(err)
	}
	before := m.network.words.int8s[0]
	ts, err := readTensors(files[weightsFile].Data)
	if err != nil {
		t.Fatal(err)
	}
	ts["bert.embeddings.word_embeddings.weight"].data[0]++
	if m.network.words.int8s[0] == before {
		t.Error("the table of pieces is a copy")
	}
}

// FuzzLoad damages the files of a model: the answer is an error or a model that
// works, never a panic.
func FuzzLoad(f *testing.F) {
	files := testFiles(f, "int8")
	f.Add(files[configFile].Data, files[vocabularyFile].Data, files[weightsFile].Data[:9000], []byte(nil), 0, byte(0))
	f.Add(files[configFile].Data, files[vocabularyFile].Data, []byte(nil), []byte("PERSON=X\n"), 700, byte(1))
	f.Add(files[configFile].Data, files[vocabularyFile].Data, []byte(nil), []byte(nil), 20_000, byte(0x80))
	f.Add([]byte(`{"model_type":"bert","hidden_size":32768,"num_hidden_layers":256,"vocab_size":2147483647}`), []byte("[UNK]\n[CLS]\n[SEP]"), []byte("\x02\x00\x00\x00\x00\x00\x00\x00{}"), []byte("="), 0, byte(0))
	f.Add([]byte("{}"), []byte{}, []byte("\x60\x00\x00\x00\x00\x00\x00\x00"+fmt.Sprintf("%-96s", `{"x":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}`)), []byte{}, 0, byte(0))
	whole := files[weightsFile].Data
	f.Fuzz(func(t *testing.T, config, vocabulary, weights, labels []byte, at int, change byte) {
		if len(weights) == 0 {
			weights = slices.Clone(whole)
		}
		if at >= 0 && at < len(weights) {
			weights[at] ^= change
		}
		m, err := Load(fstest.MapFS{
			configFile: {Data: config}, vocabularyFile: {Data: vocabulary},
			weightsFile: {Data: weights}, mapFile: {Data: labels},
		}, ".")
		if err != nil {
			return
		}
		if err := m.Propose(tokenised(t, "Ann Lee left Zürich.")); err != nil && err != errNumbers {
			t.Error(err)
		}
	})
}

// FuzzTokeniserFile reads damaged tokenizer.json files and cuts text by what
// came of them.
func FuzzTokeniserFile(f *testing.F) {
	f.Add([]byte(`{"model":{"type":"WordPiece","vocab":{"[UNK]":0,"[CLS]":1,"[SEP]":2,"a":3,"##b":4}},"normalizer":{"type":"BertNormalizer","lowercase":false},"pre_tokenizer":{"type":"BertPreTokenizer"}}`), "ab Ab \xff")
	f.Fuzz(func(t *testing.T, file []byte, s string) {
		tok, err := readTokeniser(file)
		if err != nil {
			return
		}
		var c cut
		tok.cut(&c, s)
		for _, id := range c.pieces {
			if int(id) >= tok.vocabulary.pieces {
				t.Errorf("piece %d of %d", id, tok.vocabulary.pieces)
			}
		}
	})
}
