package pipeline

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"slices"
	"strings"

	"rollcall/text"
)

// combineStage is what the stage writes into Source.Stage.
const combineStage = "combine"

// Reader is how far a stage's scores are believed where several propose the
// same.
type Reader struct {
	// Weight is what the log-odds of the stage's score are multiplied by.
	Weight float64 `yaml:"weight"`
	// Floor is the score that the stage is taken to give to what it does not
	// propose.
	Floor float64 `yaml:"floor"`
}

// Combination pools the scores of several readers by their log-odds
// (Genest and Zidek, Combining probability distributions, 1986): with
// logit(p) = ln(p/(1-p)),
//
//	logit(score) = Bias + Σ Weight · logit(the reader's score, or its Floor)
//
// One reader with the weight 1 and no bias keeps its scores.
type Combination struct {
	Bias    float64
	Readers map[string]Reader // by the name of the stage
}

// Combine appends a candidate for each span and type that one of the readers
// proposed, with the score that they give it together; its Source.Rule names
// those that proposed it ("encoder+tagger"). What they proposed themselves
// loses to it for good. What a veto took out before is not counted.
func (c Combination) Combine(candidates []text.Candidate) []text.Candidate {
	names := slices.Sorted(maps.Keys(c.Readers))
	type key struct {
		text.Span
		text.Type
	}
	// told are the best scores of the readers, by their places in names; 0
	// where a reader did not propose this.
	type opinion struct {
		key   key
		told  []float64
		money *text.Money
	}
	var opinions []opinion // in order of first proposal
	at := map[key]int{}
	of := make([]int, len(candidates)) // places in opinions, -1 for none
	for i := range candidates {
		of[i] = -1
		cand := &candidates[i]
		reader, ok := slices.BinarySearch(names, cand.Source.Stage)
		if !ok || cand.Loss != nil && (cand.Loss.To < 0 || IsCounted(candidates, i)) {
			continue
		}
		k := key{cand.Span, cand.Type}
		n, known := at[k]
		if !known {
			n = len(opinions)
			at[k] = n
			opinions = append(opinions, opinion{key: k, told: make([]float64, len(names))})
		}
		of[i] = n
		o := &opinions[n]
		o.told[reader] = max(o.told[reader], score(cand))
		if o.money == nil {
			o.money = cand.Money
		}
	}
	made := len(candidates) // where what is made here begins
	for _, o := range opinions {
		sum := c.Bias
		var by []string
		for k, name := range names {
			r, told := c.Readers[name], o.told[k]
			if told > 0 {
				by = append(by, name)
			} else {
				told = r.Floor
			}
			sum += float64(r.Weight * logit(told))
		}
		// math.Log and math.Exp differ in the last bits between processors;
		// what comes out must not.
		pooled := max(math.Round(1e6/(1+math.Exp(-sum)))/1e6, 1e-6)
		candidates = append(candidates, text.Candidate{Mention: text.Mention{
			Span: o.key.Span, Type: o.key.Type, Score: pooled, Money: o.money,
			Source: text.Source{Stage: combineStage, Rule: strings.Join(by, "+")},
		}})
	}
	for i, n := range of {
		if n >= 0 {
			candidates[i].Loss = &text.Loss{To: made + n, Reason: fmt.Sprintf("counted in combine's %.2f", candidates[made+n].Score)}
		}
	}
	return candidates
}

// IsCounted reports whether candidate i lost to the one that Combine made of it
// and others, which is no verdict on it and holds whatever is decided.
func IsCounted(candidates []text.Candidate, i int) bool {
	c := &candidates[i]
	if c.Loss == nil || c.Loss.To < 0 || c.Loss.To >= len(candidates) {
		return false
	}
	by := &candidates[c.Loss.To]
	return by.Source.Stage == combineStage && by.Span == c.Span && by.Type == c.Type &&
		slices.Contains(strings.Split(by.Source.Rule, "+"), c.Source.Stage)
}

// logit is the logarithm of the odds of p, which is kept a millionth away from
// 0 and 1.
func logit(p float64) float64 {
	p = min(max(p, 1e-6), 1-1e-6)
	return math.Log(p / (1 - p))
}

// newCombine is Combination as a stage.
func newCombine(_ fs.FS, options func(any) error) (Stage, error) {
	var o struct {
		Bias    float64           `yaml:"bias"`
		Readers map[string]Reader `yaml:"readers"`
	}
	if err := options(&o); err != nil {
		return Stage{}, err
	}
	c := Combination{o.Bias, o.Readers}
	if err := c.check(); err != nil {
		return Stage{}, err
	}
	return Stage{Run: func(d *text.Document) error {
		d.Candidates = c.Combine(d.Candidates)
		return nil
	}}, nil
}

func (c Combination) check() error {
	var errs []error
	if len(c.Readers) == 0 {
		errs = append(errs, errors.New("no readers: name stages, as in readers: {tagger: {weight: 0.5, floor: 0.05}}"))
	}
	if !(math.Abs(c.Bias) <= 100) {
		errs = append(errs, fmt.Errorf("bias %v lies outside -100 to 100", c.Bias))
	}
	for _, name := range slices.Sorted(maps.Keys(c.Readers)) {
		r := c.Readers[name]
		if !slices.ContainsFunc(Kinds(), func(k Kind) bool {
			return k.Name == name && k.Makes&Candidates != 0 && name != combineStage
		}) {
			errs = append(errs, fmt.Errorf("reader %q is no stage that proposes", name))
		}
		if !(math.Abs(r.Weight) <= 100) {
			errs = append(errs, fmt.Errorf("reader %s: weight %v lies outside -100 to 100", name, r.Weight))
		}
		if !(r.Floor > 0 && r.Floor < 1) {
			errs = append(errs, fmt.Errorf("reader %s: floor %v: what it does not propose has a score between 0 and 1", name, r.Floor))
		}
	}
	return errors.Join(errs...)
}
