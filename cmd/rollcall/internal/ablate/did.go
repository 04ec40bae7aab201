package ablate

import (
	"time"

	"rollcall/eval"
	"rollcall/pipeline"
	"rollcall/text"
)

// did is what a part did in a document.
type did struct {
	part           int // index in Bench.parts
	matched, acted bool
	Deeds
}

// Deeds are what a part did by itself, whatever became of it.
type Deeds struct {
	// Fired is what it proposed, and what it took out or changed of what others
	// proposed.
	Fired int
	// Right and Wrong are how much of that gold agrees with: a proposal that is
	// a mention of gold, or taking out what is none. What lies in a span of
	// IGNORE, or is of a type that is not scored, is neither.
	Right, Wrong int
	Took         time.Duration // in matching
}

func (d Deeds) plus(o Deeds) Deeds {
	return Deeds{d.Fired + o.Fired, d.Right + o.Right, d.Wrong + o.Wrong, d.Took + o.Took}
}

// note enters what the parts of a stage did.
func (b *Bench) note(d *document, s pipeline.Stage, traces []pipeline.Trace, candidates []text.Candidate) error {
	for _, t := range traces {
		part := s.Parts[t.Part]
		deeds, err := b.deeds(d, part, t, candidates)
		if err != nil {
			return err
		}
		d.did = append(d.did, did{b.part(part.Name), len(t.Matched) > 0, len(t.Proposed)+len(t.Changed) > 0, deeds})
	}
	return nil
}

// deeds judges what a trace tells, by the candidates after the stage. A part
// that gives a candidate another type or score puts a new one in its place: the
// new one is judged.
func (b *Bench) deeds(d *document, p pipeline.Part, t pipeline.Trace, candidates []text.Candidate) (Deeds, error) {
	at, against := t.Proposed, false
	switch p.Does {
	case "vetoes":
		at, against = t.Changed, true
	case "lowers":
		against = true
	}
	var of []text.Mention
	for _, i := range at {
		of = append(of, candidates[i].Mention)
	}
	right, wrong, err := b.count(d, of)
	if against {
		right, wrong = wrong, right
	}
	return Deeds{len(of), right, wrong, t.Took}, err
}

// count tells how many mentions are right and wrong, by the same ruler as
// answers are.
func (b *Bench) count(d *document, mentions []text.Mention) (right, wrong int, err error) {
	if len(mentions) == 0 {
		return 0, 0, nil
	}
	r, err := b.judge(d, mentions)
	if err != nil {
		return 0, 0, err
	}
	for _, p := range r.Pairs {
		switch eval.Strict.Judge(p) {
		case eval.Correct:
			right++
		case eval.Incorrect, eval.Spurious:
			wrong++
		}
	}
	return right, wrong, nil
}

// scored is a document's answers held against gold.
type scored struct {
	right  []bool // by gold mention
	wrong  map[answer]int
	counts eval.Counts
}

// answer is what makes two answers the same.
type answer struct {
	text.Span
	text.Type
}

func scoredOf(d *eval.Document) *scored {
	s := &scored{right: make([]bool, len(d.Gold)), wrong: map[answer]int{}, counts: d.Tally(eval.Strict).Total()}
	for _, p := range d.Pairs {
		switch eval.Strict.Judge(p) {
		case eval.Correct:
			s.right[p.Gold] = true
		case eval.Incorrect, eval.Spurious:
			m := &d.Answers[p.Answer]
			s.wrong[answer{m.Span, m.Type}]++
		}
	}
	return s
}

// effect is what the step from one set of answers to another brings.
func effect(old, new *scored) eval.Effect {
	var e eval.Effect
	for i := range old.right {
		switch {
		case new.right[i] && !old.right[i]:
			e.Found++
		case old.right[i] && !new.right[i]:
			e.Lost++
		}
	}
	for key, n := range new.wrong {
		e.Come += max(n-old.wrong[key], 0)
	}
	for key, n := range old.wrong {
		e.Gone += max(n-new.wrong[key], 0)
	}
	return e
}
