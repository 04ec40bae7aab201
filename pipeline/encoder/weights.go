package encoder

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"rollcall/pipeline/encoder/kernel"
)

// table is an embedding: a row of floats for each index, kept as floats or as
// 8-bit integers with a scale for each row.
type table struct {
	width  int
	floats []float32
	int8s  []int8
	scales []float32
}

// addTo adds row i to x.
func (t *table) addTo(x []float32, i int) {
	if t.int8s == nil {
		for j, v := range t.floats[i*t.width : (i+1)*t.width] {
			x[j] += v
		}
		return
	}
	scale := t.scales[i]
	for j, v := range t.int8s[i*t.width : (i+1)*t.width] {
		x[j] += float32(float32(v) * scale)
	}
}

// linear is x·Wᵀ + bias, in float32 or in 8-bit integers.
type linear struct {
	inputs, outputs int
	int8s           *kernel.Linear // nil for float32
	floats          []float32      // inputs × outputs
	bias            []float32
}

// layerNorm is the gain and bias of a layer norm.
type layerNorm struct{ gain, bias []float32 }

// layer is one layer of the encoder.
type layer struct {
	attention  *linear // query, key and value side by side
	output     *linear
	outputNorm layerNorm
	up, down   *linear
	downNorm   layerNorm
}

// weights are all numbers of a model.
type weights struct {
	words     *table
	positions []float32 // with row 0 of the token types added
	shapes    []float32 // the case embedding; nil if there is none
	norm      layerNorm
	layers    []layer
	head      *linear
}

// loader takes tensors out of a file and keeps what is wrong with them.
type loader struct {
	tensors  tensors
	prefix   string
	quantise bool
	errs     []error
}

func (l *loader) refuse(name, format string, args ...any) {
	l.errs = append(l.errs, fmt.Errorf("tensor %s: %w", name, fmt.Errorf(format, args...)))
}

// names of layer norm parameters in TensorFlow's time.
var oldName = map[string]string{"weight": "gamma", "bias": "beta"}

// find is the tensor of that name, with or without the architecture's prefix;
// ok is false if it is missing.
func (l *loader) find(name string) (t tensor, ok bool) {
	if t, ok = l.tensors[l.prefix+name]; !ok {
		t, ok = l.tensors[name]
	}
	return t, ok
}

// need is the tensor of that name and shape. Where there is none the fault is
// kept and ok is false.
func (l *loader) need(name string, shape ...int) (t tensor, ok bool) {
	t, ok = l.find(name)
	if !ok {
		l.refuse(l.prefix+name, "is missing")
		return tensor{}, false
	}
	if !slices.Equal(t.shape, shape) {
		l.refuse(l.prefix+name, "has the shape %d, not %d", t.shape, shape)
		return tensor{}, false
	}
	return t, true
}

func (l *loader) floats(name string, shape ...int) []float32 {
	t, ok := l.need(name, shape...)
	if !ok {
		return nil
	}
	x, err := t.floats()
	if err != nil {
		l.refuse(l.prefix+name, "%w", err)
	}
	return x
}

// rows is a matrix whose rows are floats, or integers with a scale each: the
// tensor name+"_scale".
func (l *loader) rows(name string, rows, columns int) *table {
	t, ok := l.need(name, rows, columns)
	if !ok {
		return nil
	}
	out := &table{width: columns}
	var err error
	if t.dtype == typeI8 {
		out.scales = l.floats(name+"_scale", rows)
		out.int8s, err = t.int8s()
	} else {
		out.floats, err = t.floats()
	}
	if err != nil {
		l.refuse(l.prefix+name, "%w", err)
	}
	return out
}

func (l *loader) norm(name string, width int) layerNorm {
	part := func(kind string) []float32 {
		full := name + "." + kind
		if _, ok := l.find(full); !ok {
			if old := name + "." + oldName[kind]; l.has(old) {
				full = old
			}
		}
		return l.floats(full, width)
	}
	return layerNorm{part("weight"), part("bias")}
}

func (l *loader) has(name string) bool {
	_, ok := l.find(name)
	return ok
}

// linear joins linear layers that read the same inputs into one.
func (l *loader) linear(inputs, outputs int, parts ...string) *linear {
	before := len(l.errs)
	var bias []float32
	var tables []*table
	for _, name := range parts {
		tables = append(tables, l.rows(name+".weight", outputs, inputs))
		bias = append(bias, l.floats(name+".bias", outputs)...)
	}
	if len(l.errs) > before {
		return nil
	}
	out := &linear{inputs: inputs, outputs: outputs * len(parts), bias: bias}
	integers := l.quantise
	for _, t := range tables {
		integers = integers || t.int8s != nil
	}
	if !integers {
		out.floats = transpose(tables, outputs)
		return out
	}
	// The integers of a single layer are packed from where they lie.
	var joined []int8
	var scales []float32
	for _, t := range tables {
		if t.int8s == nil {
			t.int8s, t.scales = quantised(t.floats, outputs, inputs)
		}
		if len(tables) == 1 {
			joined, scales = t.int8s, t.scales
			break
		}
		joined, scales = append(joined, t.int8s...), append(scales, t.scales...)
	}
	out.int8s = kernel.NewLinear(kernel.PackOutputs(joined, inputs, out.outputs), scales, bias)
	return out
}

// transpose puts tables of rows × width side by side as columns.
func transpose(tables []*table, rows int) []float32 {
	width, columns := tables[0].width, rows*len(tables)
	out := make([]float32, width*columns)
	for k, t := range tables {
		for r := range rows {
			for i, v := range t.floats[r*width : (r+1)*width] {
				out[i*columns+k*rows+r] = v
			}
		}
	}
	return out
}

// quantised rounds each row to 8-bit integers by its own scale.
func quantised(x []float32, rows, width int) ([]int8, []float32) {
	q, scales := make([]int8, rows*width), make([]float32, rows)
	kernel.QuantiseRows(q, scales, x, width)
	return q, scales
}

// readWeights takes what config asks for out of the tensors and reports all
// that is missing or wrong.
func readWeights(c *config, file tensors, quantise bool) (*weights, error) {
	l := &loader{tensors: file, prefix: c.names.prefix, quantise: quantise}
	w := &weights{}
	w.words = l.rows("embeddings.word_embeddings.weight", c.Vocabulary, c.Hidden)
	w.positions = l.floats("embeddings.position_embeddings.weight", c.Positions, c.Hidden)
	if t, ok := l.find("embeddings.token_type_embeddings.weight"); ok && len(t.shape) > 0 && t.shape[0] > 0 {
		w.positions = addToRows(w.positions, l.floats("embeddings.token_type_embeddings.weight", t.shape[0], c.Hidden), c.Hidden)
	} else if c.Types != nil && *c.Types > 0 && !ok && c.ModelType == "bert" {
		l.refuse(l.prefix+"embeddings.token_type_embeddings.weight", "is missing, and type_vocab_size is %d", *c.Types)
	}
	if c.Case > 0 {
		w.shapes = l.floats("embeddings.case_embeddings.weight", c.Case, c.Hidden)
	} else if l.has("embeddings.case_embeddings.weight") {
		l.refuse(l.prefix+"embeddings.case_embeddings.weight", `is not in use: config.json lacks "case_embeddings": %d`, shapes)
	}
	w.norm = l.norm("embeddings.LayerNorm", c.Hidden)
	for i := range c.Layers {
		in := func(name string) string { return fmt.Sprintf(c.names.layer, i) + name }
		w.layers = append(w.layers, layer{
			attention:  l.linear(c.Hidden, c.Hidden, in(c.names.query), in(c.names.key), in(c.names.value)),
			output:     l.linear(c.Hidden, c.Hidden, in(c.names.output)),
			outputNorm: l.norm(in(c.names.outputNorm), c.Hidden),
			up:         l.linear(c.Hidden, c.Intermediate, in(c.names.up)),
			down:       l.linear(c.Intermediate, c.Hidden, in(c.names.down)),
			downNorm:   l.norm(in(c.names.downNorm), c.Hidden),
		})
	}
	l.prefix, l.quantise = "", false
	w.head = l.linear(c.Hidden, len(c.labels), "classifier")
	if !l.has("classifier.weight") {
		l.errs = append(l.errs, errors.New("without classifier.weight it is not a token-classification model"))
	}
	return w, joinSome(l.errs)
}

// addToRows adds the first row of b to every row of a, in memory of its own.
func addToRows(a, b []float32, width int) []float32 {
	if len(b) < width {
		return a
	}
	out := make([]float32, len(a))
	for i, v := range a {
		out[i] = v + b[i%width]
	}
	return out
}

// finite reports whether all numbers are.
func finite(x []float32) bool {
	for _, v := range x {
		if math.Float32bits(v)&0x7f800000 == 0x7f800000 {
			return false
		}
	}
	return true
}
