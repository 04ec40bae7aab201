package coref

import "math"

// Metric is a way of scoring entities.
type Metric struct {
	Name   string // as in tables and JSON
	Doc    string // what it counts, for one line
	Source string
	Of     func(Counts) Figures
}

// Average is the name of the mean that stands for all.
const Average = "conll"

// Metrics lists the metrics in the order in which reports show them; a new one
// is an entry here.
func Metrics() []Metric {
	return []Metric{
		{
			"mentions", "mentions found, whatever their entities", "Pradhan et al. 2014",
			func(c Counts) Figures { return c.Mentions.Figures() },
		},
		{
			"muc", "links that make a cluster whole", "Vilain et al. 1995",
			func(c Counts) Figures { return c.MUC.Figures() },
		},
		{
			"b3", "for each mention, the share of its cluster that is right", "Bagga and Baldwin 1998",
			func(c Counts) Figures { return c.BCubed.Figures() },
		},
		{
			"ceaf_m", "mentions in common of clusters aligned one to one", "Luo 2005",
			func(c Counts) Figures { return c.CEAFm.Figures() },
		},
		{
			"ceaf_e", "likeness of clusters aligned one to one, each counting alike", "Luo 2005",
			func(c Counts) Figures { return c.CEAFe.Figures() },
		},
		{
			"blanc", "pairs linked and pairs not linked, averaged", "Recasens and Hovy 2011; Luo et al. 2014",
			Counts.BLANC,
		},
		{
			"lea", "share of links resolved, by size of cluster", "Moosavi and Strube 2016",
			func(c Counts) Figures { return c.LEA.Figures() },
		},
		{
			Average, "mean of muc, b3 and ceaf_e", "CoNLL-2012 shared task",
			Counts.CoNLL,
		},
	}
}

// BLANC is the mean of the scores of links and of non-links: of one of the two
// alone if gold has no pair of the other kind (Recasens and Hovy 2011, as the
// reference scorer has it), and NaN if it has neither.
func (c Counts) BLANC() Figures {
	links, non := c.Links.Figures(), c.NonLinks.Figures()
	switch hasLinks, hasNon := c.Links.RecallTo > 0, c.NonLinks.RecallTo > 0; {
	case hasLinks && hasNon:
		mean := func(a, b float64) float64 { return (orZero(a) + orZero(b)) / 2 }
		return Figures{mean(links.Precision, non.Precision), mean(links.Recall, non.Recall), mean(links.F1, non.F1)}
	case hasLinks:
		return links
	case hasNon:
		return non
	}
	return Figures{math.NaN(), math.NaN(), math.NaN()}
}

// CoNLL is the mean of MUC, B³ and CEAF-e, of each figure by itself, a figure
// without a denominator counted as 0: the F1 is that of the shared task. It is
// NaN where neither side has an entity.
func (c Counts) CoNLL() Figures {
	if c.GoldEntities+c.AnswerEntities == 0 {
		return Figures{math.NaN(), math.NaN(), math.NaN()}
	}
	var mean Figures
	for _, f := range []Fractions{c.MUC, c.BCubed, c.CEAFe} {
		s := f.Figures()
		mean.Precision += orZero(s.Precision) / 3
		mean.Recall += orZero(s.Recall) / 3
		mean.F1 += orZero(s.F1) / 3
	}
	return mean
}

func orZero(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return x
}
