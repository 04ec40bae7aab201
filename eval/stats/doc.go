// Package stats says what in a figure is chance. It knows no text, only
// numbers: tables of counts, a row for each unit that was drawn (a document)
// and a column for each thing counted there.
//
// Counts add and ratios derive, so that a figure of any sample of documents is
// worked out from the sums of its rows. That is all the package needs: a Metric
// turns sums of columns into figures, Bootstrap draws rows to find how far the
// figures would move with other documents of the same kind, and Difference
// swaps rows of two systems to find how far apart they would be if which
// system is which were chance. Unpaired compares two groups of documents, Holm
// corrects for looking at many figures, and Sensitivity tells what a corpus is
// too small to show.
//
// Documents are drawn and not mentions, since the mentions of a document are
// alike: a name that is missed once is missed all through it. An interval over
// mentions as if they were independent is too narrow.
//
// Everything is seeded and deterministic: the same table, metric and options
// give the same digits with any number of workers.
//
// Left out on purpose: tests that assume a distribution of F1 (none is known),
// McNemar's test (it wants independent mentions and a figure that is a share),
// and the bootstrap's own test of a difference (Berg-Kirkpatrick, Burkett and
// Klein, EMNLP 2012), which is as lenient with few documents as the percentile
// interval is narrow.
package stats
