// Package gate tells whether a system may pass: whether it is good enough, no
// worse than it was, and no slower, by a file of conditions that stands beside
// the gold.
//
// Parse reads the file into a Config, Judge holds Evidence (what was measured)
// against it, and the Report has one Gate for each condition. Everything that a
// reader sees of a gate is in there as data; package report puts it into words.
//
// A figure of a few documents moves by chance. A floor is held against the
// figure as it stands, or, where the file asks for it, against the lower end of
// its interval; a baseline is a result of the same gold, document by document,
// and fails only what is worse by more than chance explains.
//
// Left out on purpose: running anything (a Config says what is to be measured,
// and the caller measures it, with whatever system it has), and gates on the
// difference of two averages, which say nothing of what chance does.
package gate
