// Package coref scores entities: which mentions are said to name the same
// thing. Both sides are partitions of mentions into clusters, and mentions are
// the same if their spans are.
//
// The metrics are those of the reference scorer of the CoNLL-2012 shared task
// (Pradhan et al., ACL 2014) and LEA. As there, mentions that one side has and
// the other lacks ("twinless") stay where they are: they cost precision or
// recall, and no side is changed to fit the other. Each metric is a pair of
// fractions, the numerators and denominators of which are sums over the
// documents, so that Counts add and ratios derive from them.
//
// We differ in two places. A figure without a denominator is NaN, where the
// reference scorer prints 0: MUC where no side links anything, BLANC where gold
// has but one mention. And the assignment of CEAF is found for clusters that
// are connected by common mentions only, which changes no digit, and lets a
// document have thousands of entities.
//
// Left out on purpose: partial matches of mentions, and minimum spans (a
// mention whose bounds are wrong is a matter of the span schemes of package
// eval); and the type of an entity, which they score too.
package coref
