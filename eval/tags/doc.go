// Package tags reads and scores tag sequences: one tag a token, as CoNLL files
// and sequence taggers have them.
//
// A Scheme says how spans are written as tags. It is a set of transitions
// between neighbouring tags: those that it allows, those that begin, continue
// and end a span. Everything else follows from these sets: Decode, Encode,
// Validate, Repair, and Guess, which tells the scheme of a file from how few of
// its transitions are illegal under each.
//
// Tagged data is seldom legal throughout, and scorers differ in what they make
// of the rest, so that the reading is a choice of its own and part of every
// report: Lenient is conlleval's and seqeval's default (a tag that continues
// nothing begins a span), Discard is seqeval's strict mode and SeqScore's
// repair of that name (what is not legal is no span), Refuse makes it an error
// that lists the lines.
//
// A File keeps the bytes of what was read and one Tag of four bytes a token,
// so that a million tokens are read and scored in the time that a scripting
// language needs to start. Score counts the spans that are right, as conlleval
// does, and the labels of tokens, with "nothing" among them, as a Confusion.
// Label brings spans of characters to the same form by way of tokens: those of
// Words, which both sides then share, or any others.
//
// Left out on purpose: overlapping and nested spans, which a tag sequence
// cannot hold; IO tags, which cannot tell two neighbours of one label apart;
// tags with the label first ("PER-B").
package tags
