package gate

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"rollcall/eval"
	"rollcall/eval/stats"
	"rollcall/text"
)

// Evidence is what was measured.
type Evidence struct {
	Run *eval.Run
	// GoldFiles are the paths of Run.Files as they were opened.
	GoldFiles []string
	Failed    []string // ids of documents that the system failed on

	Base *eval.Run // nil where it is not there

	RulesTried *RulesCheck // nil where they were not tried
	RuleErr    error       // why not
	RulesWrong []RuleFailure

	Speed *eval.Speed // nil where it was not measured

	Skip []Kind // gates that are not to be held
	// Renew tells that the run becomes the baseline, so that what differs from
	// the one before fails nothing.
	Renew bool
	Stats stats.Options
}

// MostFindings is how many places a gate lists: as many as GitHub shows
// annotations of a step.
const MostFindings = 10

// Judge holds evidence against the conditions. The error is of a condition that
// names what is not there.
func Judge(c *Config, e Evidence) (*Report, error) {
	j := &judging{config: c, Evidence: e, report: &Report{Config: c, Run: e.Run, Base: e.Base}}
	j.answers()
	// The baseline comes first: what got worse since explains a figure under its
	// floor better than all that is wrong.
	err := errors.Join(j.baseline(), j.floors())
	j.rules()
	j.speed()
	slices.SortStableFunc(j.report.Gates, func(a, b Gate) int {
		return cmp.Compare(slices.Index(Kinds(), a.Kind), slices.Index(Kinds(), b.Kind))
	})
	return j.report, err
}

type judging struct {
	Evidence
	config *Config
	report *Report
}

func (j *judging) add(g Gate, at Place) {
	g.Address = Address{j.config.Path, at.Line, at.Column}
	for _, k := range j.Skip {
		if g.Kind == k {
			g.Status, g.Reason, g.Findings, g.More = Skipped, "left out by --skip", nil, 0
		}
	}
	if j.Renew && g.Status == Failed && (g.Kind == KindBaseline || g.Kind == KindSpeed) {
		g.Status, g.Findings, g.More = Skipped, nil, 0
		if g.Reason = "renewed"; g.Baseline != nil && g.Baseline.Mismatch == nil {
			g.Reason = "renewed, though worse"
		}
	}
	j.report.Gates = append(j.report.Gates, g)
}

func passedIf(ok bool) Status {
	if ok {
		return Passed
	}
	return Failed
}

func (j *judging) answers() {
	j.add(Gate{
		Kind: KindAnswers, Status: passedIf(len(j.Failed) == 0),
		Answers: &Answers{j.Run.Documents(), j.Failed},
	}, Place{1, 1})
}

// floors holds figures against floors. Each file of gold that a floor names has
// intervals of its own.
func (j *judging) floors() error {
	results := map[int]*eval.Result{}
	inferred := map[int]eval.Inference{}
	var errs []error
	for _, f := range j.config.Floors {
		file, err := j.config.locate(f, j.GoldFiles)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		r := results[file]
		if r == nil {
			if r = j.Run.Result(); file >= 0 {
				r = j.Run.Files[file].Result
			}
			results[file], inferred[file] = r, r.Infer(eval.Schemes(), j.Stats)
		}
		check := &FloorCheck{Floor: f, Interval: stats.NoInterval()}
		check.measure(r, inferred[file], j.Stats)
		g := Gate{Kind: KindFloor, Floor: check}
		least := check.Value
		if f.Sure {
			least = check.Interval.Low
		}
		// The comparison says no where there is nothing to score. A figure that is
		// the floor may have lost its last bit on the way from percent.
		g.Status = passedIf(least >= f.Least-1e-12)
		if g.Status == Failed {
			j.explain(&g, r, file, f)
		}
		j.add(g, f.Place)
	}
	return errors.Join(errs...)
}

// measure finds the figure.
func (c *FloorCheck) measure(r *eval.Result, inferred eval.Inference, o stats.Options) {
	pick := func(ratios eval.Ratios, intervals eval.RatioIntervals) {
		switch c.Figure {
		case Precision:
			c.Value, c.Interval = ratios.Precision, intervals.Precision
		case Recall:
			c.Value, c.Interval = ratios.Recall, intervals.Recall
		default:
			c.Value, c.Interval = ratios.F1, intervals.F1
		}
	}
	if c.Scheme == MoneyValue {
		intervals := eval.RatioIntervals{Precision: stats.NoInterval(), Recall: stats.NoInterval(), F1: stats.NoInterval()}
		if of, ok := r.InferMeasures(o).Money["value"]; ok {
			intervals = of
		}
		pick(r.Values().Value.Ratios(), intervals)
		return
	}
	for i, s := range eval.Schemes() {
		if s.Name != c.Scheme {
			continue
		}
		of := inferred.Schemes[i]
		tally := r.Tally(s)
		switch c.Type {
		case Micro:
			pick(tally.Total().Ratios(), of.Micro)
		case Macro:
			pick(tally.Macro(), of.Macro)
		default:
			intervals, ok := of.Types[c.Type]
			if !ok {
				intervals = eval.RatioIntervals{Precision: stats.NoInterval(), Recall: stats.NoInterval(), F1: stats.NoInterval()}
			}
			pick(tally[c.Type].Ratios(), intervals)
		}
	}
}

// explain lists what is wrong with the mentions that a floor is about: what got
// worse since the baseline, if anything did.
func (j *judging) explain(g *Gate, r *eval.Result, file int, f Floor) {
	if f.Scheme == MoneyValue {
		wrong := r.ValueErrors()
		for i := range wrong {
			g.find(Finding{Address: j.goldAddress(wrong[i].Document), Value: &wrong[i]})
		}
		return
	}
	var types []text.Type
	if f.Type != Micro && f.Type != Macro {
		types = []text.Type{f.Type}
	}
	in := ""
	if file >= 0 {
		in = j.Run.Files[file].Path
	}
	g.findChanges(j.newlyWrong(types, in))
	if g.Findings != nil {
		return
	}
	faults := eval.FaultFilter{Types: types}.Pick(r.Faults())
	eval.AddContexts(faults[:min(len(faults), MostFindings)])
	for i := range faults {
		g.find(Finding{Address: j.goldAddress(faults[i].Document()), Fault: &faults[i]})
	}
}

// newlyWrong are the changes for the worse since the baseline, in a file of gold
// or, where that is empty, in all, of some types or, where types is nil, of all.
func (j *judging) newlyWrong(types []text.Type, file string) []eval.Change {
	if j.report.Comparison == nil {
		return nil
	}
	all := eval.ChangeFilter{Kinds: []eval.ChangeKind{eval.NewlyWrong}, Types: types}.Pick(j.report.Comparison.Changes)
	return slices.DeleteFunc(all, func(c eval.Change) bool { return file != "" && c.GoldFile != file })
}

// findChanges adds changes, of those that are alike one only, the most frequent
// first.
func (g *Gate) findChanges(changes []eval.Change) {
	for _, group := range eval.GroupChanges(changes) {
		if len(g.Findings) == MostFindings {
			g.More += len(group.Changes)
			continue
		}
		c := &group.Changes[0]
		g.Findings = append(g.Findings, Finding{
			Address: Address{File: c.GoldFile, Line: c.GoldLine}, Change: c, Times: len(group.Changes),
		})
	}
}

// find adds a finding, or counts it where there are enough.
func (g *Gate) find(f Finding) {
	if len(g.Findings) == MostFindings {
		g.More++
		return
	}
	g.Findings = append(g.Findings, f)
}

// goldAddress is where a document stands in gold.
func (j *judging) goldAddress(d *eval.Document) Address {
	for _, f := range j.Run.Files {
		for i := range f.Result.Documents {
			if f.Result.Documents[i].ID != d.ID || f.Result.Documents[i].Text != d.Text {
				continue
			}
			a := Address{File: f.Path}
			if f.Lines != nil {
				a.Line = f.Lines[i]
			}
			return a
		}
	}
	return Address{}
}

// baseline compares with the baseline, under each scheme over all types and for
// each type.
func (j *judging) baseline() error {
	b := j.config.Baseline
	if b == nil {
		return nil
	}
	if j.Base == nil {
		j.add(Gate{Kind: KindBaseline, Status: Failed, Reason: fmt.Sprintf("there is no baseline %s", j.config.Beside(b.File))}, b.Place)
		return nil
	}
	c, err := eval.Compare(j.Base, j.Run, eval.CompareOptions{Schemes: b.Schemes, Measures: b.Measures, Common: b.Common, Stats: j.Stats})
	var mismatch *eval.GoldMismatch
	if errors.As(err, &mismatch) {
		j.add(Gate{
			Kind: KindBaseline, Status: Failed, Reason: mismatch.Error(),
			Baseline: &BaselineCheck{Scheme: b.Schemes[0], MaxDrop: b.MaxDrop, Mismatch: mismatch},
		}, b.Place)
		return nil
	}
	if err != nil {
		return err
	}
	j.report.Comparison = c
	for _, w := range c.Warnings {
		j.report.Warnings = append(j.report.Warnings, w.String())
	}
	for _, s := range c.Schemes {
		all := j.compared(s, s.Micro)
		j.add(all, b.Place)
		for _, d := range s.Types {
			j.add(j.compared(s, d), b.Place)
		}
	}
	for i := range c.Measures {
		m := &c.Measures[i]
		if i > 0 && m.Measure.Name == c.Measures[i-1].Measure.Name {
			continue // its parts, which the first figure has in it
		}
		check := &BaselineCheck{Measure: m, MaxDrop: b.MaxDrop, Difference: eval.Difference{
			Precision: m.Precision, Recall: m.Recall, F1: m.F1, Adjusted: m.Adjusted, Outcome: m.Outcome, Differ: m.Differ,
		}}
		j.add(check.gate(), b.Place)
	}
	return nil
}

// gate judges the check.
func (c *BaselineCheck) gate() Gate {
	// A figure that only the baseline has is one that was lost altogether, which
	// Outcome tells; one of the new system alone is no drop.
	c.Dropped = c.MaxDrop > 0 && c.F1.Old-orZero(c.F1.New) > c.MaxDrop
	return Gate{Kind: KindBaseline, Baseline: c, Status: passedIf(c.Outcome != eval.GotWorse && !c.Dropped)}
}

func (j *judging) compared(s eval.SchemeComparison, d eval.Difference) Gate {
	g := (&BaselineCheck{Scheme: s.Scheme, MaxDrop: j.config.Baseline.MaxDrop, Difference: d}).gate()
	if g.Status == Passed {
		return g
	}
	var types []text.Type
	if d.Type != "" {
		types = []text.Type{d.Type}
	}
	g.findChanges(j.newlyWrong(types, ""))
	return g
}

func orZero(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return x
}

func (j *judging) rules() {
	r := j.config.Rules
	if r == nil {
		return
	}
	g := Gate{Kind: KindRules, Rules: j.RulesTried, Status: Failed}
	switch {
	case j.RuleErr != nil:
		g.Reason = j.RuleErr.Error()
	case j.RulesTried == nil:
		g.Reason = "the rules were not tried"
	default:
		g.Status = passedIf(len(j.RulesWrong) == 0)
	}
	for i := range j.RulesWrong {
		g.find(Finding{Address: j.RulesWrong[i].Address, Rule: &j.RulesWrong[i]})
	}
	j.add(g, r.Place)
}

func (j *judging) speed() {
	s := j.config.Speed
	if s == nil {
		return
	}
	g := Gate{Kind: KindSpeed, Status: Failed}
	switch {
	case j.Run.System.Kind != eval.PipelineSystem:
		g.Status, g.Reason = Skipped, "answers that come as a file have no speed"
	case j.Renew && j.Speed != nil && (j.Base == nil || j.Base.Speed == nil):
		g.Status, g.Reason = Skipped, "renewed"
		g.Speed = &SpeedCheck{SpeedFloor: *s, Now: j.Speed, Ratio: math.NaN(), High: math.NaN()}
	case j.Base == nil:
		g.Status, g.Reason = Skipped, "there is no baseline to hold it against"
	case j.Base.Speed == nil:
		g.Reason = "the baseline does not say how fast it was"
	case j.Speed == nil:
		g.Status, g.Reason = Skipped, "it was not measured"
	default:
		g.Speed = s.check(j.Base.Speed, j.Speed)
		if g.Reason = j.Speed.Against(j.Base.Speed); g.Reason != "" {
			g.Status = Skipped
			break
		}
		g.Status = passedIf(!g.Speed.TooSlow())
	}
	j.add(g, s.Place)
}

func (s *SpeedFloor) check(base, now *eval.Speed) *SpeedCheck {
	return &SpeedCheck{SpeedFloor: *s, Base: base, Now: now, Ratio: now.Pace / base.Pace, High: now.High / base.Pace}
}

// TooSlow reports whether the speed is under the floor, and not by the noise of
// measuring only: the interval of the median lies under it as a whole.
func (c *SpeedCheck) TooSlow() bool { return c.Ratio < c.AtLeast && c.High < c.AtLeast }

// hopeless is the share of a floor under which a speed needs no more rounds.
const hopeless = 0.8

// Undecided reports whether a speed that was measured in few rounds is under
// the floor by so little, or with so much noise, that more rounds should decide.
func (s *SpeedFloor) Undecided(base, now *eval.Speed) bool {
	if now.Against(base) != "" {
		return false
	}
	c := s.check(base, now)
	return c.Ratio < s.AtLeast && c.High >= hopeless*s.AtLeast
}
