// Package encoder proposes names that a small pre-trained transformer finds: a
// BERT-like encoder with a label for each word, run by this program itself.
//
// A model is a folder in the layout of Hugging Face:
//
//	config.json        model_type bert (MiniLM too) or distilbert, sizes, id2label
//	model.safetensors  the weights, under the names that transformers gives them
//	tokenizer.json     WordPiece; or else vocab.txt, a piece a line
//	tokenizer_config.json  do_lower_case and the like; optional, for vocab.txt
//	labels.map         optional: NAME=TYPE lines, what the model's types are here
//
// config.json may have seven keys that are ours:
//
//	case_embeddings  40: an uncased model sees the case of words after all. A row
//	                 of embeddings.case_embeddings.weight [40, hidden_size] is added
//	                 to each piece: class of the word + 10 for a piece that is not
//	                 the word's first + 20 for the first word of a line. Classes: 1 a
//	                 punctuation character, 2 digits, 3 digits and letters, 4 no
//	                 letter, 5 lower, 6 UPPER, 7 one capital, 8 Title, 9 mIxed; 0 is
//	                 for [CLS] and [SEP].
//	window           pieces that the network sees together, [CLS] and [SEP]
//	                 included (128)
//	context          pieces at each edge of a window that are seen and not
//	                 labelled, but for the ends of the text (20)
//	slack            by how many pieces a window may be shorter to end where a
//	                 sentence does (0); such a window needs less context
//	temperature      logits are divided by it before they become scores (1)
//	labels_on        "word": the model labels each word of BERT's, punctuation being
//	                 words; "token": the first word of each token, as models
//	                 trained on CoNLL files do. Without it, "word" where one of the
//	                 keys above is there, and "token" where none is: then the
//	                 model is somebody else's
//	label_scheme     "IOB1": mentions begin with I-, but for one that follows
//	                 another of its type, which begins with B-. All other schemes
//	                 are told from id2label
//
// Quantised weights are tensors of type I8 in their usual shape [rows, columns],
// beside which stands an F32 tensor of the same name with _scale behind it,
// [rows]: weight = integer · scale, integers from -127 to 127, a row being an
// output of a linear layer or a piece of the vocabulary. Word embeddings and any
// linear layer may be so; the activations of such a layer are rounded row by
// row while it runs. All other tensors are F32, F16 or BF16.
//
// The way of a document: text is cut into BERT's words and their pieces
// (wordpiece.go); pieces into windows (window.go); each window goes through the
// network (forward.go), which gives a weight for every label to the first piece
// of each word; words that share a token are joined to units (propose.go), and
// the best sequence that the labels' scheme allows decides (decode.go). A score
// is the probability of the mention as a whole, from the same sums.
//
// The answer depends on the document alone. All arithmetic is done in an order
// that is the same on every processor (see package kernel), and windows do not
// see each other.
//
// Left out on purpose: BPE and Unigram vocabularies, relative positions, and
// other architectures, each of which is an error that says so;
// special pieces written in a text ("[SEP]") are read as the characters they
// are; threads (documents run beside each other).
package encoder

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"sync"

	"rollcall/text"
)

// Names of the files of a model folder.
const (
	configFile          = "config.json"
	weightsFile         = "model.safetensors"
	tokeniserFileName   = "tokenizer.json"
	tokeniserConfigFile = "tokenizer_config.json"
	vocabularyFile      = "vocab.txt"
)

// Model is an encoder with all that belongs to it. It is read-only and may be
// used by any number of goroutines.
type Model struct {
	config    *config
	tokeniser *tokeniser
	labels    *labels
	network   *network
	scratch   sync.Pool

	temperature, alternatives float64
}

// Options change how a model is read.
type Options struct {
	// Quantise rounds the weights of linear layers that the file has as floats
	// to 8-bit integers: several times as fast, and a little less exact.
	Quantise bool
	// Temperature takes the place of the model's own: logits are divided by it
	// before they become scores, so that a higher one makes all scores less
	// sure. 0 keeps the model's. What is found does not depend on it.
	Temperature float64
	// Alternatives is the probability, above 0, from which on mentions are
	// proposed that are not in the best sequence of labels: other types, other
	// edges, and what was rather taken for no name. 0 proposes none.
	Alternatives float64
}

func (o Options) check() error {
	var errs []error
	if t := o.Temperature; t != 0 && !(t >= minTemperature && t <= maxTemperature) {
		errs = append(errs, fmt.Errorf("temperature %v lies outside %v to %v", t, minTemperature, maxTemperature))
	}
	if a := o.Alternatives; a != 0 && !(a >= leastAlternative && a <= 1) {
		errs = append(errs, fmt.Errorf("alternatives %v: a probability from %v to 1", a, leastAlternative))
	}
	return errors.Join(errs...)
}

// leastAlternative bounds how many alternatives there can be.
const leastAlternative = 0.001

// Load reads a model folder with its weights as they are. The weights are used
// where they lie if the files of fsys have a method Bytes() []byte that gives
// their contents, which must not change; otherwise they are read into memory.
// All faults are reported at once, each with its file.
func Load(fsys fs.FS, dir string) (*Model, error) { return Open(fsys, dir, Options{}) }

// Open is Load with options.
func Open(fsys fs.FS, dir string, o Options) (*Model, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	f := folder{fsys, dir}
	m := &Model{alternatives: o.Alternatives}
	m.scratch.New = func() any { return &scratch{} }

	var errConfig, errWeights, errTokeniser error
	m.config, errConfig = load(f, configFile, readConfig)
	m.tokeniser, errTokeniser = f.tokeniser()
	file, errWeights := load(f, weightsFile, readTensors)
	if errors.Is(errWeights, fs.ErrNotExist) {
		errWeights = f.otherWeights(errWeights)
	}
	own, errMap := load(f, mapFile, readMap)
	if errors.Is(errMap, fs.ErrNotExist) {
		errMap = nil
	}
	if err := errors.Join(errConfig, errTokeniser, errWeights, errMap); err != nil {
		return nil, err
	}
	var errLabels error
	if m.labels, errLabels = newLabels(m.config.labels, m.config.Scheme == "IOB1", own); errLabels != nil {
		errLabels = f.at(configFile, fmt.Errorf("id2label: %w", errLabels))
	}
	w, err := readWeights(m.config, file, o.Quantise)
	if err != nil {
		errWeights = f.at(weightsFile, err)
	}
	if n := m.tokeniser.vocabulary.pieces; n > m.config.Vocabulary {
		errTokeniser = f.at(configFile, fmt.Errorf("vocab_size is %d, but the vocabulary has pieces up to number %d", m.config.Vocabulary, n-1))
	}
	if err := errors.Join(errLabels, errTokeniser, errWeights); err != nil {
		return nil, err
	}
	m.temperature = cmp.Or(o.Temperature, m.config.temperature)
	m.network = &network{
		weights: w, width: m.config.Hidden, heads: m.config.Heads,
		epsilon: float32(m.config.Epsilon), relu: m.config.Activation == "relu",
		classID: m.tokeniser.vocabulary.class, separatorID: m.tokeniser.vocabulary.separator,
	}
	return m, nil
}

// Types lists the types that the model proposes.
func (m *Model) Types() []text.Type { return m.labels.types() }

// folder is a model folder.
type folder struct {
	fsys fs.FS
	dir  string
}

// at puts the file before an error.
func (f folder) at(name string, err error) error {
	return fmt.Errorf("%s: %w", path.Join(f.dir, name), err)
}

// load reads a file of the folder and what it means.
func load[T any](f folder, name string, read func([]byte) (T, error)) (T, error) {
	var out T
	data, err := f.read(name)
	if err != nil {
		return out, fmt.Errorf("encoder model: %w", err)
	}
	if out, err = read(data); err != nil {
		return out, f.at(name, err)
	}
	return out, nil
}

// read gives the contents of a file, in place where the file can.
func (f folder) read(name string) ([]byte, error) {
	name = path.Join(f.dir, name)
	file, err := f.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if b, ok := file.(interface{ Bytes() []byte }); ok {
		return b.Bytes(), nil
	}
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if info.IsDir() || info.Size() < 0 || info.Size() > 1<<40 {
		return io.ReadAll(file)
	}
	data := make([]byte, info.Size())
	if _, err := io.ReadFull(file, data); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return data, nil
}

// otherWeights says what to do with weights in a form that is not read.
func (f folder) otherWeights(missing error) error {
	for _, other := range []string{"pytorch_model.bin", "model.safetensors.index.json", "model.onnx"} {
		if _, err := fs.Stat(f.fsys, path.Join(f.dir, other)); err == nil {
			return fmt.Errorf("%w; %s is there, which is not read: save the model as one file in the safetensors format", missing, other)
		}
	}
	return missing
}

// tokeniser reads tokenizer.json, or vocab.txt where there is none.
func (f folder) tokeniser() (*tokeniser, error) {
	t, err := load(f, tokeniserFileName, readTokeniser)
	if !errors.Is(err, fs.ErrNotExist) {
		return t, err
	}
	v, err := load(f, vocabularyFile, readVocabulary)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("encoder model: neither %s nor %s is in %s", tokeniserFileName, vocabularyFile, f.dir)
	} else if err != nil {
		return nil, err
	}
	read := func(config []byte) (*tokeniser, error) { return newTokeniser(v, config) }
	t, err = load(f, tokeniserConfigFile, read)
	if errors.Is(err, fs.ErrNotExist) {
		return read(nil)
	}
	return t, err
}
