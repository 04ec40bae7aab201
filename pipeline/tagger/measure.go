package tagger

import (
	"math"

	"rollcall/text"
)

// Count is how many mentions gold has, how many were found, and how many of
// these have exactly the bounds and type of a gold mention.
type Count struct {
	Gold  int `json:"gold"`
	Found int `json:"found"`
	Right int `json:"right"`
}

// F1 is the harmonic mean of precision and recall, 0 where nothing is right.
func (c Count) F1() float64 {
	if c.Right == 0 {
		return 0
	}
	return 2 * float64(c.Right) / float64(c.Gold+c.Found)
}

func (c *Count) add(o Count) { c.Gold += o.Gold; c.Found += o.Found; c.Right += o.Right }

// Figures are the counts of one corpus.
type Figures struct {
	Name  string              `json:"name"`
	Types map[text.Type]Count `json:"types"`
	All   Count               `json:"all"`
}

// Measure tags the documents and compares with their Mentions: exact bounds,
// exact type. Gold of types that the model does not know is left out, and what
// overlaps an IGNORE mention counts neither way. The documents' Candidates stay
// as they are.
func (m *Model) Measure(corpora []Corpus) []Figures {
	var out []Figures
	for _, c := range corpora {
		f := Figures{Name: c.Name, Types: map[text.Type]Count{}}
		for _, d := range c.Documents {
			tagged := *d
			tagged.Candidates = nil
			if err := m.Propose(&tagged); err != nil {
				continue
			}
			type key struct {
				text.Span
				text.Type
			}
			gold := map[key]bool{}
			var ignored []text.Span
			for _, g := range d.Mentions {
				if g.Type == text.TypeIgnore {
					ignored = append(ignored, g.Span)
				} else if _, ok := m.labels.index(g.Type); ok {
					gold[key{g.Span, g.Type}] = true
				}
			}
			for g := range gold {
				c := f.Types[g.Type]
				c.Gold++
				f.Types[g.Type] = c
			}
		found:
			for _, p := range tagged.Candidates {
				for _, s := range ignored {
					if s.Overlaps(p.Span) {
						continue found
					}
				}
				c := f.Types[p.Type]
				c.Found++
				if gold[key{p.Span, p.Type}] {
					c.Right++
				}
				f.Types[p.Type] = c
			}
		}
		for _, c := range f.Types {
			f.All.add(c)
		}
		out = append(out, f)
	}
	return out
}

// calibrate fits the map from the model's probabilities to observed
// frequencies on the dev documents or, without any, on the training documents.
func (t *trainer) calibrate(l *learner) Calibration {
	all := t.dev
	if len(all) == 0 {
		all = t.train
	}
	var logits []float64
	var right []bool
	var seq []uint8
	for _, s := range all {
		for _, x := range s.samples {
			if x == nil {
				continue
			}
			e := l.score(x, nil)
			seq = l.lat.viterbi(seq[:0], l.tr, e)
			found := chunks(nil, seq)
			if len(found) == 0 {
				continue
			}
			l.lat.run(l.tr, e)
			gold := chunks(nil, x.gold)
			for _, c := range found {
				p := min(max(l.lat.span(c), 1e-6), 1-1e-6)
				hit := false
				for _, g := range gold {
					hit = hit || g == c
				}
				logits = append(logits, math.Log(p/(1-p)))
				right = append(right, hit)
			}
		}
	}
	return platt(logits, right)
}

// platt fits a logistic curve by Newton's method. Too little data leaves
// probabilities as they are.
func platt(logits []float64, right []bool) Calibration {
	c := Calibration{Slope: 1}
	if len(logits) < 100 {
		return c
	}
	for range 50 {
		var ga, gb, haa, hab, hbb float64
		for i, x := range logits {
			p := 1 / (1 + math.Exp(-(c.Slope*x + c.Shift)))
			y := 0.0
			if right[i] {
				y = 1
			}
			d, h := p-y, p*(1-p)
			ga += d * x
			gb += d
			haa += h * x * x
			hab += h * x
			hbb += h
		}
		// A weak pull towards the identity keeps the system solvable.
		ga += c.Slope - 1
		gb += c.Shift
		haa++
		hbb++
		det := haa*hbb - hab*hab
		if det < 1e-9 {
			break
		}
		da, db := (hbb*ga-hab*gb)/det, (haa*gb-hab*ga)/det
		c.Slope -= da
		c.Shift -= db
		if math.Abs(da)+math.Abs(db) < 1e-9 {
			break
		}
	}
	if !(c.Slope > 0.05 && c.Slope < 20 && math.Abs(c.Shift) < 20) {
		return Calibration{Slope: 1}
	}
	return c
}
