package report

import (
	"fmt"
	"strings"

	"rollcall/eval"
	"rollcall/eval/stats"
	"rollcall/text"
)

// line names a line of figures: of a scheme, counted through those shown in
// full and then those in brief, and of a type, or of the mean over types, or of
// all mentions.
type line struct {
	scheme int
	typ    text.Type
	macro  bool
}

// infer works out the intervals of a part's figures, and which differences of
// the systems beside from the first are beyond chance.
func (p *Part) infer(in Input, o Options) {
	if o.Infer == nil {
		return
	}
	schemes := append(append([]eval.Scheme{}, o.Schemes...), o.Brief...)
	for i := range p.Systems {
		inf := in.Systems[i].Result.Infer(schemes, *o.Infer)
		p.Systems[i].Inference = &inf
		if m := p.Systems[i].Measured; m.MUC != nil || m.Fair != nil || m.Cover != nil || m.Money != nil {
			of := in.Systems[i].Result.InferMeasures(*o.Infer)
			p.Systems[i].Measures = &of
		}
		if i == 0 || p.Documents < 2 {
			continue
		}
		// The results are of the same gold, so that there is no error.
		p.Systems[i].Contrasts, _ = eval.Contrasts(in.Systems[0].Result, in.Systems[i].Result, schemes, *o.Infer)
	}
}

// intervals are those of a line, none where none were asked for.
func (s System) intervals(l line) eval.RatioIntervals {
	none := stats.NoInterval()
	if s.Inference == nil {
		return eval.RatioIntervals{Precision: none, Recall: none, F1: none}
	}
	of := s.Inference.Schemes[l.scheme]
	switch {
	case l.macro:
		return of.Macro
	case l.typ == "":
		return of.Micro
	}
	if i, ok := of.Types[l.typ]; ok {
		return i
	}
	return eval.RatioIntervals{Precision: none, Recall: none, F1: none}
}

// difference is that of a line from the first system's.
func (s System) difference(l line) (eval.Difference, bool) {
	if s.Contrasts == nil {
		return eval.Difference{}, false
	}
	of := s.Contrasts[l.scheme]
	switch {
	case l.macro:
		return of.Macro, true
	case l.typ == "":
		return of.Micro, true
	}
	d, ok := of.Types[l.typ]
	return d, ok
}

// mark says whether a system's figure differs from the first's by more than
// chance.
func (s System) mark(l line) string {
	d, ok := s.difference(l)
	switch {
	case !ok:
		return ""
	case d.Outcome == eval.NoDifference:
		return "="
	case d.Outcome == eval.WithinChance, d.Outcome == eval.Untested:
		return "~"
	}
	return " "
}

// span writes an interval, without brackets: columns are narrow.
func span(i stats.Interval) string {
	if i.None() {
		return "–"
	}
	return percent(i.Low) + "–" + percent(i.High)
}

// level is that of the intervals for a heading, "95 %".
func (s System) level() string {
	return fmt.Sprintf("%.4g %%", 100*s.Inference.Stats.Level)
}

// hasIntervals reports whether a table of the part shows any. The five counts
// have ratios of their own, which none are worked out for.
func (p Part) hasIntervals() bool {
	return p.Systems[0].Inference != nil && p.Documents > 1 && !p.counts
}

// notes say how the intervals of a report's tables, and the marks beside
// figures, came about.
func (r Report) notes() []string {
	parts := r.tabled()
	if !r.Whole.hasIntervals() {
		return nil
	}
	s := r.Whole.Systems[0]
	var drawn, few bool
	for _, p := range parts {
		if p.hasIntervals() {
			student := s.Inference.Stats.Method.For(p.Documents) == stats.Student
			drawn, few = drawn || !student, few || student
		}
	}
	o := s.Inference.Stats
	var how []string
	if drawn {
		how = append(how, fmt.Sprintf("%s, %s resamples, seed %d", methodNames[o.Method.For(stats.FewRows)], thousands(o.Resamples), o.Seed))
	}
	if few {
		student := methodNames[stats.Student]
		if o.Method == stats.Auto {
			student += fmt.Sprintf(" under %d documents", stats.FewRows)
		}
		how = append(how, student)
	}
	notes := []string{fmt.Sprintf("%s: intervals over documents; %s.", s.level(), strings.Join(how, "; "))}
	if len(r.Whole.Systems) > 1 {
		notes = append(notes, fmt.Sprintf("~ within chance of %s at %.4g, = the same; by randomisation over documents, Holm over types.",
			tail(plain(s.Name), 14), 1-o.Level))
	}
	return notes
}

var methodNames = map[stats.Method]string{
	stats.Widened:    "bootstrap (BCa, widened for few documents)",
	stats.BCa:        "bootstrap (BCa)",
	stats.Percentile: "bootstrap (percentile)",
	stats.Student:    "Student's t on log odds",
}

// thousands writes 10,000.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// InferenceWarnings are those that belong to the intervals of the whole.
func (r Report) InferenceWarnings() []string {
	var out []string
	if inf := r.Whole.Systems[0].Inference; inf != nil {
		for _, w := range inf.Warnings {
			out = append(out, w.String())
		}
	}
	return out
}

// jsonIntervals say how a part's intervals were made.
type jsonIntervals struct {
	Level     float64  `json:"level"`
	Method    string   `json:"method"`
	Over      string   `json:"over"`
	Resamples int      `json:"resamples"`
	Seed      uint64   `json:"seed"`
	Warnings  []string `json:"warnings,omitempty"`
}

func newJSONIntervals(inf *eval.Inference) *jsonIntervals {
	if inf == nil {
		return nil
	}
	o := inf.Stats
	out := &jsonIntervals{Level: o.Level, Method: o.Method.For(inf.Documents).String(), Over: "documents", Resamples: o.Resamples, Seed: o.Seed}
	for _, w := range inf.Warnings {
		out.Warnings = append(out.Warnings, w.String())
	}
	return out
}

// jsonInterval holds both ends of each ratio's interval, null where there is
// none.
type jsonInterval struct {
	Precision *[2]float64 `json:"precision"`
	Recall    *[2]float64 `json:"recall"`
	F1        *[2]float64 `json:"f1"`
}

// jsonDifference is how far a system beside is from the first.
type jsonDifference struct {
	F1       *float64    `json:"f1"`
	Interval *[2]float64 `json:"interval"`
	P        *float64    `json:"p"`
	Adjusted *float64    `json:"p_adjusted"`
	Outcome  string      `json:"outcome"`
}

func ends(i stats.Interval) *[2]float64 {
	if i.None() {
		return nil
	}
	return &[2]float64{i.Low, i.High}
}

// infer adds what is known of the line to its ratios.
func (j *jsonRatios) infer(s System, l line) {
	if s.Inference == nil {
		return
	}
	i := s.intervals(l)
	j.Interval = &jsonInterval{ends(i.Precision), ends(i.Recall), ends(i.F1)}
	j.Undefined = i.F1.Undefined
	if d, ok := s.difference(l); ok {
		j.Difference = &jsonDifference{orNull(d.F1.Value), ends(d.F1.Interval), orNull(d.F1.P), orNull(d.Adjusted), d.Outcome.String()}
	}
}

// infer adds the intervals of the measures' figures over all types.
func (j *jsonMeasured) infer(s System) {
	if s.Measures == nil {
		return
	}
	of := func(i eval.RatioIntervals) *jsonInterval {
		return &jsonInterval{ends(i.Precision), ends(i.Recall), ends(i.F1)}
	}
	if j.MUC != nil {
		j.MUC.Interval = of(s.Measures.MUC)
	}
	if j.Fair != nil {
		j.Fair.All.Fair.Interval, j.Fair.All.Weighted.Interval = of(s.Measures.Fair), of(s.Measures.FairBounds)
	}
	if j.Cover != nil {
		j.Cover.Bytes.Interval = of(s.Measures.Bytes)
	}
	for name, slot := range j.Money {
		slot.Interval = of(s.Measures.Money[name])
		j.Money[name] = slot
	}
}

// measureNote says the interval of a measure that has no column for it.
func (p Part) measureNote(figure string, of func(eval.MeasureIntervals) eval.RatioIntervals) string {
	m := p.Systems[0].Measures
	if m == nil || !p.hasIntervals() || of(*m).F1.None() {
		return ""
	}
	return fmt.Sprintf("\n%s over all types, %s: %s.", figure, p.Systems[0].level(), span(of(*m).F1))
}

// csvIntervalHeader names the columns that csvIntervals fills.
var csvIntervalHeader = []string{
	"precision_low", "precision_high", "recall_low", "recall_high", "f1_low", "f1_high", "f1_difference", "p_adjusted",
	"interval_level", "interval_method", "resamples", "seed",
}

func csvIntervals(s System, l line) []string {
	i := s.intervals(l)
	var cells []string
	for _, i := range []stats.Interval{i.Precision, i.Recall, i.F1} {
		cells = append(cells, number(i.Low), number(i.High))
	}
	if d, ok := s.difference(l); ok {
		cells = append(cells, number(d.F1.Value), number(d.Adjusted))
	} else {
		cells = append(cells, "", "")
	}
	o := s.Inference.Stats
	return append(cells, number(o.Level), o.Method.For(s.Inference.Documents).String(), fmt.Sprint(o.Resamples), fmt.Sprint(o.Seed))
}
