package coref

import "math"

// Fractions are the two fractions of a metric. They add.
type Fractions struct {
	RecallOf, RecallTo       float64 // numerator and denominator of recall
	PrecisionOf, PrecisionTo float64 // numerator and denominator of precision
}

// Plus is the sum, part by part.
func (f Fractions) Plus(o Fractions) Fractions {
	f.RecallOf += o.RecallOf
	f.RecallTo += o.RecallTo
	f.PrecisionOf += o.PrecisionOf
	f.PrecisionTo += o.PrecisionTo
	return f
}

// Figures are the figures of the fractions.
func (f Fractions) Figures() Figures {
	s := Figures{Precision: ratio(f.PrecisionOf, f.PrecisionTo), Recall: ratio(f.RecallOf, f.RecallTo)}
	s.F1 = harmonic(s.Precision, s.Recall)
	return s
}

// Figures are precision, recall and their harmonic mean, each NaN where it has
// no denominator.
type Figures struct{ Precision, Recall, F1 float64 }

func ratio(of, to float64) float64 {
	if to == 0 {
		return math.NaN()
	}
	return of / to
}

// harmonic is the harmonic mean: NaN if both are undefined, and 0 if one is or
// both are 0.
func harmonic(p, r float64) float64 {
	switch {
	case math.IsNaN(p) && math.IsNaN(r):
		return math.NaN()
	case math.IsNaN(p) || math.IsNaN(r) || p+r == 0:
		return 0
	}
	return 2 * p * r / (p + r)
}

// Counts are what all metrics are worked out from. They add: those of a corpus
// are the sum over its documents.
type Counts struct {
	Mentions Fractions // mentions found, whatever their entities
	MUC      Fractions
	BCubed   Fractions
	CEAFm    Fractions
	CEAFe    Fractions
	LEA      Fractions
	Links    Fractions // BLANC's pairs of mentions of the same entity
	NonLinks Fractions // and those of different entities

	GoldEntities, AnswerEntities int
	// Repeated are the mentions that a side has in more than one place. They
	// count where they are given first.
	Repeated int
}

// Plus is the sum.
func (c Counts) Plus(o Counts) Counts {
	c.Mentions = c.Mentions.Plus(o.Mentions)
	c.MUC = c.MUC.Plus(o.MUC)
	c.BCubed = c.BCubed.Plus(o.BCubed)
	c.CEAFm = c.CEAFm.Plus(o.CEAFm)
	c.CEAFe = c.CEAFe.Plus(o.CEAFe)
	c.LEA = c.LEA.Plus(o.LEA)
	c.Links = c.Links.Plus(o.Links)
	c.NonLinks = c.NonLinks.Plus(o.NonLinks)
	c.GoldEntities += o.GoldEntities
	c.AnswerEntities += o.AnswerEntities
	c.Repeated += o.Repeated
	return c
}

// Count compares the entities of a document. The order of entities and of
// their mentions has no say, unless a mention is given more than once.
func Count(gold, answers []Cluster) Counts {
	g, a := newPartition(gold), newPartition(answers)
	recall, precision := g.against(a), a.against(g)
	join := func(r, p fraction) Fractions { return Fractions{r.of, r.to, p.of, p.to} }
	c := Counts{
		Mentions:       join(recall.mentions, precision.mentions),
		MUC:            join(recall.muc, precision.muc),
		BCubed:         join(recall.bCubed, precision.bCubed),
		LEA:            join(recall.lea, precision.lea),
		Links:          join(recall.links, precision.links),
		NonLinks:       join(recall.nonLinks, precision.nonLinks),
		GoldEntities:   len(g.clusters),
		AnswerEntities: len(a.clusters),
		Repeated:       g.repeated + a.repeated,
	}
	byMention, byEntity := align(g, a)
	c.CEAFm = Fractions{byMention, recall.mentions.to, byMention, precision.mentions.to}
	c.CEAFe = Fractions{byEntity, float64(len(g.clusters)), byEntity, float64(len(a.clusters))}
	return c
}

type fraction struct{ of, to float64 }

// side is one side of every metric but CEAF: recall of gold against the
// answers, precision of the answers against gold.
type side struct{ mentions, muc, bCubed, lea, links, nonLinks fraction }

func (p partition) against(other partition) side {
	var s side
	inBoth := 0.0      // mentions of this side that the other has
	linkedThere := 0.0 // pairs of those that the other side links
	common := make([]float64, len(other.clusters))
	for _, c := range p.clusters {
		shared, alone := other.parts(c)
		size := float64(len(c))
		s.mentions.to += size
		s.mentions.of += size - float64(alone)

		// Vilain et al. 1995: the links that are missing to make the cluster
		// whole are one less than its parts.
		s.muc.to += size - 1
		s.muc.of += size - float64(len(shared)+alone)

		linked, squares := 0.0, 0.0
		for _, part := range shared {
			n := float64(part.size)
			squares += n * n
			linked += pairs(n)
			common[part.cluster] += n
			inBoth += n
		}
		// Bagga and Baldwin 1998: each mention's share of its cluster, summed.
		s.bCubed.to += size
		s.bCubed.of += squares / size

		// Moosavi and Strube 2016: the share of links that are resolved,
		// weighted by size; a singleton has one link, to itself.
		s.lea.to += size
		switch {
		case len(c) > 1:
			s.lea.of += size * linked / pairs(size)
		case len(shared) == 1 && len(other.clusters[shared[0].cluster]) == 1:
			s.lea.of++
		}

		s.links.to += pairs(size)
		s.links.of += linked
	}
	for _, n := range common {
		linkedThere += pairs(n)
	}
	// Luo et al. 2014: pairs of mentions of different entities, on both sides.
	s.nonLinks.to = pairs(s.mentions.to) - s.links.to
	s.nonLinks.of = pairs(inBoth) - p.linkedOf(other) - linkedThere + s.links.of
	return s
}

// linkedOf are the pairs of mentions that both sides have and this one links.
func (p partition) linkedOf(other partition) float64 {
	linked := 0.0
	for _, c := range p.clusters {
		n := 0.0
		for _, m := range c {
			if _, ok := other.of[m]; ok {
				n++
			}
		}
		linked += pairs(n)
	}
	return linked
}

// pairs is the number of pairs of n things.
func pairs(n float64) float64 { return n * (n - 1) / 2 }
