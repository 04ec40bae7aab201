// Package eval scores answers against gold. It knows nothing of where either
// came from, so it scores any system.
//
// The way of a figure: Align pairs each gold mention with at most one answer
// and the other way round; a Scheme gives its verdict on each pair; verdicts
// are Counts, which add; precision, recall and F1 are derived from counts when
// they are asked for and stored nowhere. A Result keeps the pairs, so that
// anything else can be worked out from it later, and the warnings, which belong
// to the figures as much as the digits do.
//
// One alignment serves all schemes. Scorers that search a partner anew for
// every scheme, or walk through the lists in the order given, report numbers
// that cannot be compared with each other or with those of tomorrow.
//
// Left out on purpose: everything about tokens and tag sequences (spans are
// compared as they stand, so that two systems need not share a tokeniser),
// credit for overlapping more than one partner, and any printing, which is
// package report's.
package eval
