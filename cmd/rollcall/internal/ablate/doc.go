// Package ablate finds out what each part of a pipeline is worth, a part being
// a rule or a list of names: the answers of the whole pipeline are held against
// those that it would give without the part, on documents of gold.
//
// The pipeline is not run once for each part. It is cut in front of the stage
// that has the parts; what stands before the cut (tokens, taggers, a
// transformer) runs once per document, and only what stands behind runs again,
// without the part, and only in documents in which the part did something. In
// all others nothing can differ. So the answers are exactly those of a full run
// without the part, which the tests hold the package to.
//
// Worth is a difference of F1 with all its doubt: by documents, with interval
// and p-value of package stats, the latter adjusted for looking at many parts.
// Beside it stands what the part alone brings and breaks, in mentions, since
// that is what an author can do something about.
//
// Left out on purpose: Shapley values and the like, which share out what
// several parts find together. Nobody can act on a third of a name; that two
// rules find the same shows when Smallest drops one of them.
package ablate
