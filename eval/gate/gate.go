package gate

import (
	"rollcall/eval"
	"rollcall/eval/stats"
)

// Kind is what a gate is about.
type Kind string

// The kinds of gate, in the order of reports.
const (
	KindAnswers  Kind = "answers"
	KindFloor    Kind = "floor"
	KindBaseline Kind = "baseline"
	KindRules    Kind = "rules"
	KindSpeed    Kind = "speed"
)

// Kinds lists the kinds, in the order of reports.
func Kinds() []Kind { return []Kind{KindAnswers, KindFloor, KindBaseline, KindRules, KindSpeed} }

// Doc says what gates of the kind ask, for one line.
func (k Kind) Doc() string {
	switch k {
	case KindAnswers:
		return "every document is answered"
	case KindFloor:
		return "a figure is at least what the gate file says"
	case KindBaseline:
		return "nothing is worse than in the baseline by more than chance explains"
	case KindRules:
		return "every example of the rules passes"
	case KindSpeed:
		return "the pipeline is no slower than a share of the baseline's speed"
	}
	return ""
}

// Status is how a gate came out.
type Status string

// The outcomes.
const (
	Passed  Status = "ok"
	Failed  Status = "FAIL"
	Skipped Status = "skipped" // it could not be measured here, or was not to be
)

// Address is a place in a file; a Line of 0 is the file as a whole.
type Address struct {
	File         string
	Line, Column int // from 1
}

// Gate is one condition and how it came out. One of the pointers is there,
// unless nothing could be measured.
type Gate struct {
	Kind    Kind
	Status  Status
	Address Address // of the condition in the gate file
	// Reason is why it failed or was skipped where no figure says so.
	Reason string

	Answers  *Answers
	Floor    *FloorCheck
	Baseline *BaselineCheck
	Rules    *RulesCheck
	Speed    *SpeedCheck

	// Findings are the places that a failed gate is about, of which More are left
	// out.
	Findings []Finding
	More     int
}

// Answers counts the documents of gold.
type Answers struct {
	Documents int
	Failed    []string // ids of those that the system failed on
}

// FloorCheck is a figure and its floor.
type FloorCheck struct {
	Floor
	Value    float64 // NaN where there is nothing to score
	Interval stats.Interval
}

// BaselineCheck is a figure's difference from the baseline: of one scheme, over
// all types or of one, or of a measure.
type BaselineCheck struct {
	Scheme  eval.Scheme
	Measure *eval.MeasureDifference // nil for a scheme; Difference says what it says
	MaxDrop float64                 // that of Baseline
	eval.Difference
	// Dropped tells that F1 fell by more than MaxDrop, whatever chance says.
	Dropped bool
	// Mismatch tells that the baseline is of other gold and nothing could be
	// compared.
	Mismatch *eval.GoldMismatch
}

// RulesCheck counts the rules and the examples that were tried.
type RulesCheck struct {
	Rules, Examples, Failed int
}

// SpeedCheck is the speed beside that of the baseline.
type SpeedCheck struct {
	SpeedFloor
	Base, Now *eval.Speed
	// Ratio is Now's pace to Base's; High is the upper end of its interval, given
	// Base.
	Ratio, High float64
}

// Finding is a place that explains a failed gate. One of the pointers is there.
type Finding struct {
	Address
	Change *eval.Change // newly wrong, the first of Times that are alike
	Times  int
	Fault  *eval.Fault
	Value  *eval.ValueError
	Rule   *RuleFailure
}

// RuleFailure is an example that did not come out as it says.
type RuleFailure struct {
	Address
	Rule      string
	Want, Got string // in marked text
	Reason    string
}

// Report is all gates.
type Report struct {
	Config *Config
	Run    *eval.Run // what was let through
	Base   *eval.Run // the baseline; nil where there is none
	// Comparison is that with the baseline; nil where there is none, or where it is
	// of other gold.
	Comparison *eval.Comparison
	Gates      []Gate
	Warnings   []string
}

// Count counts the gates of a status.
func (r *Report) Count(s Status) int {
	n := 0
	for _, g := range r.Gates {
		if g.Status == s {
			n++
		}
	}
	return n
}

// Passed reports whether no gate failed.
func (r *Report) Passed() bool { return r.Count(Failed) == 0 }
