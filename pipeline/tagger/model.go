package tagger

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"math"
	"path"
	"slices"
	"sync"

	"rollcall/text"
)

// Names of the files of a model folder.
const (
	metaFile    = "model.json"
	weightsFile = "model.bin"
	lexiconFile = "lexicon.bin"
)

// featureVersion changes whenever a feature changes its meaning; weights of
// another version are of no use.
const featureVersion = 1

const weightsMagic = "rollcall tagger 1\n\x00\x00\x00\x00\x00\x00" // 24 bytes

// Model is a trained tagger. It is read-only and may be used by any number of
// goroutines.
type Model struct {
	Meta Meta

	labels  labels
	lexicon *Lexicon
	first   *table // weights of the first pass
	second  *table // and what the second adds
	tr      [2]*transitions
	scratch sync.Pool
}

// Meta is what model.json holds: what the model tells apart, how it was made and
// what it reached.
type Meta struct {
	Types       []text.Type `json:"types"`
	Features    int         `json:"features"` // version of the feature templates
	Weights     Checksum    `json:"weights"`
	Lexicon     Checksum    `json:"lexicon"`
	Calibration Calibration `json:"calibration"`
	Options     Options     `json:"options"`
	Sources     []Origin    `json:"sources"`
	Dev         []Figures   `json:"dev"`
}

// Checksum guards a file against damage.
type Checksum struct {
	Bytes int    `json:"bytes"`
	CRC32 string `json:"crc32"` // IEEE polynomial, eight hexadecimal digits
}

func checksum(data []byte) Checksum {
	return Checksum{len(data), fmt.Sprintf("%08x", crc32.ChecksumIEEE(data))}
}

// Calibration maps the model's own probability p of a mention to how often
// such mentions are right: 1/(1+exp(-(Slope*logit(p)+Shift))), after Platt
// (1999).
type Calibration struct {
	Slope float64 `json:"slope"`
	Shift float64 `json:"shift"`
}

func (c Calibration) apply(p float64) float64 {
	p = min(max(p, 1e-6), 1-1e-6)
	return 1 / (1 + math.Exp(-(c.Slope*math.Log(p/(1-p)) + c.Shift)))
}

// reverse is the inverse of apply.
func (c Calibration) reverse(p float64) float64 {
	return 1 / (1 + math.Exp(-(math.Log(p/(1-p))-c.Shift)/c.Slope))
}

// Types lists the types that the model tells apart.
func (m *Model) Types() []text.Type { return slices.Clone(m.labels.types) }

// Load reads a model folder, whose .bin files may be compressed by Zstandard
// (model.bin.zst). Damaged files, and files of another version, are errors
// that name the file.
func Load(fsys fs.FS, dir string) (*Model, error) {
	data, err := fs.ReadFile(fsys, path.Join(dir, metaFile))
	if err != nil {
		return nil, fmt.Errorf("tagger model: %w", err)
	}
	m := &Model{}
	if err := json.Unmarshal(data, &m.Meta); err != nil {
		return nil, fmt.Errorf("%s: %w", path.Join(dir, metaFile), err)
	}
	weights, errW := readChecked(fsys, path.Join(dir, weightsFile), m.Meta.Weights)
	lexicon, errL := readChecked(fsys, path.Join(dir, lexiconFile), m.Meta.Lexicon)
	if err := errors.Join(errW, errL); err != nil {
		return nil, err
	}
	if err := m.decode(weights, lexicon); err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return m, nil
}

func readChecked(fsys fs.FS, name string, want Checksum) ([]byte, error) {
	data, err := readFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("tagger model: %w", err)
	}
	if got := checksum(data); got != want {
		return nil, fmt.Errorf("%s: damaged: %d bytes with checksum %s, %s says %d and %s",
			name, got.Bytes, got.CRC32, metaFile, want.Bytes, want.CRC32)
	}
	return data, nil
}

// decode fills m from the bytes of its two files; m.Meta is set.
func (m *Model) decode(weights, lexicon []byte) (err error) {
	if m.Meta.Features != featureVersion {
		return fmt.Errorf("features of version %d; this program computes version %d: train the model again", m.Meta.Features, featureVersion)
	}
	if c := m.Meta.Calibration; !(c.Slope > 0 && c.Slope < 100 && math.Abs(c.Shift) < 100) {
		return fmt.Errorf("calibration %+v makes no sense", c)
	}
	if m.labels, err = newLabels(m.Meta.Types); err != nil {
		return err
	}
	if !slices.Equal(m.labels.types, m.Meta.Types) {
		return fmt.Errorf("types are not in order or repeat: %q", m.Meta.Types)
	}
	if m.lexicon, err = ReadLexicon(lexicon); err != nil {
		return fmt.Errorf("%s: %w", lexiconFile, err)
	}
	fail := func(err error) error { return fmt.Errorf("%s: %w", weightsFile, err) }
	if len(weights) < len(weightsMagic) || string(weights[:len(weightsMagic)]) != weightsMagic {
		return fail(errors.New("not the weights of a tagger"))
	}
	weights = weights[len(weightsMagic):]
	n := m.labels.count()
	for pass := range m.tr {
		if m.tr[pass], weights, err = readTransitions(weights, n); err != nil {
			return fail(err)
		}
	}
	if m.first, weights, err = readTable(weights, n-1); err != nil {
		return fail(err)
	}
	if m.second, weights, err = readTable(weights, n-1); err != nil {
		return fail(err)
	}
	if len(weights) != 0 {
		return fail(fmt.Errorf("%d bytes too many", len(weights)))
	}
	return nil
}

// encode is the inverse of decode.
func (m *Model) encode() []byte {
	out := []byte(weightsMagic)
	for _, t := range m.tr {
		out = t.append(out)
	}
	return m.second.append(m.first.append(out))
}

// Files returns the files of the model's folder by name.
func (m *Model) Files() (map[string][]byte, error) {
	weights := m.encode()
	meta := m.Meta
	meta.Weights, meta.Lexicon = checksum(weights), checksum(m.lexicon.data)
	head, err := json.MarshalIndent(meta, "", "  ")
	if err != nil {
		return nil, err
	}
	return map[string][]byte{metaFile: append(head, '\n'), weightsFile: weights, lexiconFile: m.lexicon.data}, nil
}

func (t *transitions) append(dst []byte) []byte {
	put := func(v float64) {
		if math.IsInf(v, 0) {
			v = 0 // illegal; legality is known anyway
		}
		dst = binary.LittleEndian.AppendUint32(dst, math.Float32bits(float32(v)))
	}
	for _, v := range t.start {
		put(v)
	}
	for _, v := range t.pair {
		put(v)
	}
	return dst
}

// rounded is t as it is after writing and reading.
func (t *transitions) rounded() *transitions {
	r := newTransitions(t.n)
	for i, v := range t.start {
		r.start[i] = float64(float32(v))
	}
	for i, v := range t.pair {
		r.pair[i] = float64(float32(v))
	}
	r.update()
	return r
}

func readTransitions(data []byte, n int) (*transitions, []byte, error) {
	if len(data) < 4*(n+n*n) {
		return nil, nil, errShort
	}
	t := newTransitions(n)
	take := func(dst []float64) error {
		for i := range dst {
			v := float64(math.Float32frombits(binary.LittleEndian.Uint32(data)))
			data = data[4:]
			if !(math.Abs(v) <= scoreRange) {
				return fmt.Errorf("transition score %g", v)
			}
			dst[i] = v
		}
		return nil
	}
	if err := errors.Join(take(t.start), take(t.pair)); err != nil {
		return nil, nil, err
	}
	t.update()
	return t, data, nil
}

// scratch is the space that tagging one document needs.
type scratch struct {
	view   view
	ctx    context
	lat    lattice
	bundle bundle
	scores []float32
	sum    []int32
	seq    []uint8
	found  []chunk
}

func (m *Model) borrow() *scratch {
	if s, ok := m.scratch.Get().(*scratch); ok {
		return s
	}
	return &scratch{}
}

// Propose appends to d.Candidates what the model takes for mentions, with the
// probability that the mention is right as Score. It needs Tokens and
// Sentences. A document without them is an error only if it has text that is
// not white space.
func (m *Model) Propose(d *text.Document) error { return m.propose(d, 0) }

// Proposing is Propose with alternatives: all mentions whose score is least or
// more are proposed too that are not in the best sequence of labels, being
// other types, other edges, or rather no names. Those that overlap exclude each
// other. least is a probability from 0.001 to 1; 0 stands for no alternatives.
func (m *Model) Proposing(least float64) (func(*text.Document) error, error) {
	if least != 0 && !(least >= 0.001 && least <= 1) {
		return nil, fmt.Errorf("alternatives %v: a probability from 0.001 to 1", least)
	}
	return func(d *text.Document) error { return m.propose(d, least) }, nil
}

// secondChoice stands behind the type in Source.Rule of what is not in the best
// sequence.
const secondChoice = " (second choice)"

func (m *Model) propose(d *text.Document, least float64) error {
	s := m.borrow()
	defer m.scratch.Put(s)
	for k, sents := range parts(d.Sentences) {
		m.tag(s, d, sents, k == 0)
		base := sents[0].FirstToken
		for _, sent := range s.view.sents {
			n := m.labels.count()
			e := s.scores[sent.FirstToken*n : sent.EndToken*n]
			s.seq = s.lat.viterbi(s.seq[:0], m.tr[1], e)
			s.found = chunks(s.found[:0], s.seq)
			if len(s.found) == 0 && least == 0 {
				continue
			}
			s.lat.run(m.tr[1], e)
			add := func(c chunk, score float64, note string) {
				t := m.labels.types[c.typ]
				d.Candidates = append(d.Candidates, text.Candidate{Mention: text.Mention{
					Span: text.Span{
						Start: d.Tokens[base+sent.FirstToken+c.first].Start,
						End:   d.Tokens[base+sent.FirstToken+c.end-1].End,
					},
					Type:   t,
					Score:  score,
					Source: text.Source{Stage: "tagger", Rule: string(t) + note},
				}})
			}
			for _, c := range s.found {
				if c.end-c.first > longestName {
					continue
				}
				add(c, m.Meta.Calibration.apply(s.lat.span(c)), "")
			}
			if least == 0 {
				continue
			}
			s.lat.spans(m.Meta.Calibration.reverse(least), func(c chunk, p float64) {
				if !slices.Contains(s.found, c) {
					add(c, m.Meta.Calibration.apply(p), secondChoice)
				}
			})
		}
	}
	return nil
}

// tag leaves the scores of both passes over the sentences in s.scores.
func (m *Model) tag(s *scratch, d *text.Document, sents []text.Sentence, first bool) {
	s.view.load(m.lexicon, d, sents, first)
	n := m.labels.count()
	size := len(s.view.words) * n
	s.scores = slices.Grow(s.scores[:0], size)[:size]
	s.sum = slices.Grow(s.sum[:0], n)[:n-1]
	for _, sent := range s.view.sents {
		for i := sent.FirstToken; i < sent.EndToken; i++ {
			s.view.features(&s.bundle, i, sent.FirstToken, sent.EndToken)
			m.first.scores(s.scores[i*n:(i+1)*n], s.sum, s.bundle.keys[:s.bundle.n], false)
		}
	}
	s.ctx.gather(&s.view, m.tr[0], s.scores, &s.lat)
	for _, sent := range s.view.sents {
		for i := sent.FirstToken; i < sent.EndToken; i++ {
			s.ctx.features(&s.bundle, &s.view, i, sent.FirstToken, sent.EndToken)
			if s.bundle.n > 0 {
				m.second.scores(s.scores[i*n:(i+1)*n], s.sum, s.bundle.keys[:s.bundle.n], true)
			}
		}
	}
}

// scores turns the weights of features into scores of all labels, or adds them.
func (t *table) scores(dst []float32, sum []int32, keys []uint64, add bool) {
	clear(sum)
	for _, k := range keys {
		t.add(sum, k)
	}
	if !add {
		clear(dst)
	}
	for y, v := range sum {
		dst[y+1] += float32(v) * t.scale
	}
}

// Origin is a file that a model was trained or chosen on.
type Origin struct {
	Path      string  `json:"path"`
	SHA256    string  `json:"sha256"`
	Use       string  `json:"use"` // train or dev
	Weight    float64 `json:"weight,omitempty"`
	Documents int     `json:"documents"`
	Mentions  int     `json:"mentions"`
}
