package eval

import "rollcall/text"

// MUC are the five counts of the Message Understanding Conferences, which
// SemEval-2013 task 9.1 and nervaluate took over. Every pair is counted once:
// an incorrect one under the type of its gold mention, so that the possible and
// the actual of a type are the mentions of it and what was answered in their
// place, and the sums over types are those over all.
//
// Counts differ in that alone: they count the answer of an incorrect pair under
// its own type, as conlleval does. In a total the two say the same.
type MUC struct{ Correct, Partial, Incorrect, Missed, Spurious int }

// MUC are the counts as MUC has them.
func (c Counts) MUC() MUC {
	return MUC{c.Correct, c.Partial, c.IncorrectGold, c.Missed, c.Spurious}
}

// Plus is the sum.
func (m MUC) Plus(o MUC) MUC {
	m.Correct += o.Correct
	m.Partial += o.Partial
	m.Incorrect += o.Incorrect
	m.Missed += o.Missed
	m.Spurious += o.Spurious
	return m
}

// Possible is POS = COR + PAR + INC + MIS: what gold holds.
func (m MUC) Possible() int { return m.Correct + m.Partial + m.Incorrect + m.Missed }

// Actual is ACT = COR + PAR + INC + SPU: what was answered.
func (m MUC) Actual() int { return m.Correct + m.Partial + m.Incorrect + m.Spurious }

// credit is COR + PAR/2.
func (m MUC) credit() float64 { return float64(m.Correct) + float64(m.Partial)/2 }

// wrong is INC + PAR/2.
func (m MUC) wrong() float64 { return float64(m.Incorrect) + float64(m.Partial)/2 }

// Recall is REC = (COR + PAR/2) / POS. MUC-7 gave no partial credit: PAR was 0.
func (m MUC) Recall() float64 { return ratio(m.credit(), m.Possible()) }

// Precision is PRE = (COR + PAR/2) / ACT.
func (m MUC) Precision() float64 { return ratio(m.credit(), m.Actual()) }

// F is ((β²+1)·PRE·REC) / (β²·PRE + REC). MUC prints it for β = 1 ("P&R"), 1/2
// ("2P&R": precision counts twice) and 2 ("P&2R"). It is 0 where nothing is
// right and NaN where there is neither gold nor an answer.
func (m MUC) F(beta float64) float64 {
	b := beta * beta
	return share((b+1)*m.credit(), b*float64(m.Possible())+float64(m.Actual()))
}

// Ratios are precision, recall and F for β = 1.
func (m MUC) Ratios() Ratios { return Ratios{m.Precision(), m.Recall(), m.F(1)} }

// Undergeneration is UND = MIS / POS.
func (m MUC) Undergeneration() float64 { return ratio(float64(m.Missed), m.Possible()) }

// Overgeneration is OVG = SPU / ACT.
func (m MUC) Overgeneration() float64 { return ratio(float64(m.Spurious), m.Actual()) }

// Substitution is SUB = (INC + PAR/2) / (COR + PAR + INC).
func (m MUC) Substitution() float64 {
	return ratio(m.wrong(), m.Correct+m.Partial+m.Incorrect)
}

// ErrorPerResponse is ERR = (INC + PAR/2 + MIS + SPU) / (COR + PAR + INC + MIS +
// SPU): the share of wrong among all that gold or the answers fill.
func (m MUC) ErrorPerResponse() float64 {
	return ratio(m.wrong()+float64(m.Missed+m.Spurious), m.Possible()+m.Spurious)
}

// MUCSource says where the measures of MUCScore come from.
const MUCSource = "Chinchor, MUC-7 Test Scores Introduction, 1998 (M98-1024); Chinchor and Sundheim, MUC-5 Evaluation Metrics, 1993 (M93-1007)"

// MUCScore is the score of the named-entity task of MUC-7: every mention has two
// slots, its text (right if the bounds are: the scheme exact) and its type
// (right if it is and the spans overlap: the scheme type).
type MUCScore struct {
	Types      []TypeMUC // both slots of the mentions of a type, where any is counted under it
	Text, Type MUC       // one slot each, over all types
	All        MUC
}

// TypeMUC are the counts of one type.
type TypeMUC struct {
	Type text.Type
	MUC
}

// MUC scores the result as MUC-7 did.
func (r *Result) MUC() MUCScore {
	bounds, types := r.Tally(Exact), r.Tally(TypeOnly)
	s := MUCScore{Text: bounds.Total().MUC(), Type: types.Total().MUC()}
	s.All = s.Text.Plus(s.Type)
	both := Tally{}
	both.Add(bounds)
	both.Add(types)
	for _, t := range both.Types() {
		if m := both[t].MUC(); m != (MUC{}) {
			s.Types = append(s.Types, TypeMUC{t, m})
		}
	}
	return s
}
