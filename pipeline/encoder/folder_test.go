package encoder

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"rollcall/text"
)

// encodeTensors writes the safetensors format.
func encodeTensors(ts tensors) []byte {
	type entry struct {
		DType   dtype  `json:"dtype"`
		Shape   []int  `json:"shape"`
		Offsets [2]int `json:"data_offsets"`
	}
	entries := map[string]entry{}
	var body []byte
	for _, name := range slices.Sorted(maps.Keys(ts)) {
		t := ts[name]
		for len(body)%8 != 0 {
			body = append(body, 0)
		}
		entries[name] = entry{t.dtype, t.shape, [2]int{len(body), len(body) + len(t.data)}}
		body = append(body, t.data...)
	}
	header, err := json.Marshal(entries)
	if err != nil {
		panic(err)
	}
	for len(header)%8 != 0 {
		header = append(header, ' ')
	}
	return append(append(binary.LittleEndian.AppendUint64(nil, uint64(len(header))), header...), body...)
}

func floatTensor(x []float32, shape ...int) tensor {
	var data []byte
	for _, v := range x {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return tensor{typeF32, shape, data}
}

// randomModel is an int8 model with random weights, of any size, and the
// vocabulary of testdata/bert.
func randomModel(t testing.TB, width, layers, intermediate int) fstest.MapFS {
	t.Helper()
	vocab, err := os.ReadFile(filepath.Join("testdata", "bert", "vocab.txt"))
	if err != nil {
		t.Fatal(err)
	}
	v, err := readVocabulary(vocab)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	ts := tensors{}
	floats := func(name string, mean, deviation float64, shape ...int) {
		n := 1
		for _, s := range shape {
			n *= s
		}
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(mean + deviation*r.NormFloat64())
		}
		ts[name] = floatTensor(x, shape...)
	}
	integers := func(name string, scale float32, rows, columns int) {
		data := make([]byte, rows*columns)
		for i := range data {
			data[i] = byte(int8(r.IntN(255) - 127))
		}
		ts[name] = tensor{typeI8, []int{rows, columns}, data}
		ts[name+"_scale"] = floatTensor(slices.Repeat([]float32{scale}, rows), rows)
	}
	norm := func(name string) { floats(name+".weight", 1, 0.1, width); floats(name+".bias", 0, 0.1, width) }
	linear := func(name string, in, out int) {
		integers(name+".weight", float32(1/math.Sqrt(float64(in))/73), out, in)
		floats(name+".bias", 0, 0.1, out)
	}
	integers("bert.embeddings.word_embeddings.weight", 0.01, v.pieces, width)
	floats("bert.embeddings.position_embeddings.weight", 0, 0.3, 128, width)
	floats("bert.embeddings.case_embeddings.weight", 0, 0.3, shapes, width)
	norm("bert.embeddings.LayerNorm")
	for i := range layers {
		in := fmt.Sprintf("bert.encoder.layer.%d.", i)
		for _, part := range []string{"query", "key", "value"} {
			linear(in+"attention.self."+part, width, width)
		}
		linear(in+"attention.output.dense", width, width)
		norm(in + "attention.output.LayerNorm")
		linear(in+"intermediate.dense", width, intermediate)
		linear(in+"output.dense", intermediate, width)
		norm(in + "output.LayerNorm")
	}
	floats("classifier.weight", 0, 0.1, 7, width)
	floats("classifier.bias", 0, 0.1, 7)
	config := fmt.Sprintf(`{"model_type":"bert","hidden_size":%d,"num_hidden_layers":%d,"num_attention_heads":%d,
		"intermediate_size":%d,"vocab_size":%d,"max_position_embeddings":128,"layer_norm_eps":1e-12,"hidden_act":"gelu",
		"case_embeddings":40,"id2label":{"0":"O","1":"B-PERSON","2":"I-PERSON","3":"B-ORGANISATION","4":"I-ORGANISATION","5":"B-PLACE","6":"I-PLACE"}}`,
		width, layers, width/8, intermediate, v.pieces)
	return fstest.MapFS{
		configFile:     {Data: []byte(config)},
		vocabularyFile: {Data: vocab},
		weightsFile:    {Data: encodeTensors(ts)},
	}
}

func article(t testing.TB) string {
	t.Helper()
	return "The minister said on Monday that Lisbon would sign the treaty with Nordvik Shipping Ltd, " +
		"whose president, Zoë O'Neill, arrived at 3 p.m. from Zürich; the deal is worth $4.5bn.\n"
}

// tokensOf cuts at every change between letters or digits, blanks and other
// characters, which is enough where tokens only have to be plausible.
func tokensOf(s string) []text.Token {
	var tokens []text.Token
	for i := 0; i < len(s); {
		kind := func(b byte) int {
			switch {
			case b == ' ' || b == '\n' || b == '\t':
				return 0
			case b >= 0x80 || '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'z':
				return 1
			}
			return 2
		}
		j := i + 1
		for j < len(s) && kind(s[j]) == kind(s[i]) && kind(s[i]) != 2 {
			j++
		}
		if kind(s[i]) != 0 {
			tokens = append(tokens, text.Token{Span: text.Span{Start: i, End: j}})
		}
		i = j
	}
	return tokens
}
