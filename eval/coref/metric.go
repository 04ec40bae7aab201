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
		return Figures{mean(links.Precision, non.Precision), mean(links.Recall, non.Recall), mean(links.F1, non.F1)}
	case hasLinks:
		return links
	case hasNon:
		return non
	}
	return Figures{math.NaN(), math.NaN(), math.NaN()}
}

// CoNLL is the mean of MUC, B³ and CEAF-e, of each figure by itself, a figure
// without a denominator counted as 0: the F1 is that of the shared task. A mean
// of figures none of which has a denominator is NaN.
func (c Counts) CoNLL() Figures {
	m, b, e := c.MUC.Figures(), c.BCubed.Figures(), c.CEAFe.Figures()
	return Figures{
		mean(m.Precision, b.Precision, e.Precision),
		mean(m.Recall, b.Recall, e.Recall),
		mean(m.F1, b.F1, e.F1),
	}
}

func mean(figures ...float64) float64 {
	sum, defined := 0.0, false
	for _, x := range figures {
		if !math.IsNaN(x) {
			sum += x
			defined = true
		}
	}
	if !defined {
		return math.NaN()
	}
	return sum / float64(len(figures))
}
