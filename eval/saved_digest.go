package eval

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"rollcall/text"
)

// digestLength is the number of hexadecimal digits that a digest is cut to: 48
// bits, so that two different golds are taken for one by a chance of about one
// in 10^14.
const digestLength = 12

// digest is a SHA-256 over the parts, written as JSON so that no two lists of
// parts look the same.
func digest(parts ...any) string {
	data, err := json.Marshal(parts)
	if err != nil {
		panic(err) // strings, numbers and lists of them always marshal
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])[:digestLength]
}

// textDigest is over the bytes themselves: JSON would take all invalid UTF-8
// for the same.
func textDigest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])[:digestLength]
}

// GoldDigest identifies what the run was scored against: ids and texts of the
// documents, the types that were scored, and the gold mentions of these types,
// with alternatives, values and IGNORE spans, and how much of one an answer has
// to cover. The order of documents and of
// mentions, and how documents are spread over files, do not matter.
func (r *Run) GoldDigest() string {
	var all []string
	for i := range r.Files {
		all = append(all, r.Files[i].documentDigests()...)
	}
	return combine(all)
}

// GoldDigest is that of one file.
func (f *GoldFile) GoldDigest() string { return combine(f.documentDigests()) }

func combine(digests []string) string {
	slices.Sort(digests)
	return digest(digests)
}

func (f *GoldFile) documentDigests() []string {
	digests := make([]string, len(f.Result.Documents))
	for i := range digests {
		digests[i] = f.documentDigest(i)
	}
	return digests
}

// documentDigest identifies a document of gold as it was scored.
func (f *GoldFile) documentDigest(i int) string {
	d := &f.Result.Documents[i]
	types := slices.Clone(f.Types)
	slices.SortFunc(types, text.CompareTypes)
	return digest(d.ID, f.textDigest(i), types, f.MinOverlap, digestMentions(d.Gold, true))
}

func (f *GoldFile) textDigest(document int) string {
	if document < len(f.texts) {
		return f.texts[document].digest
	}
	return textDigest(f.Result.Documents[document].Text)
}

// AnswersDigest identifies the answers that were scored: their documents'
// ids, spans and types. Two runs with the same digests of gold and answers have
// the same figures.
func (r *Run) AnswersDigest() string {
	var all []string
	for _, f := range r.Files {
		for i := range f.Result.Documents {
			d := &f.Result.Documents[i]
			all = append(all, digest(d.ID, digestMentions(d.Answers, false)))
		}
	}
	return combine(all)
}

// digestMentions writes mentions for a digest, in an order of their own.
func digestMentions(mentions []text.Mention, gold bool) []any {
	sorted := slices.Clone(mentions)
	slices.SortStableFunc(sorted, func(a, b text.Mention) int { return compareMentions(&a, &b) })
	out := []any{}
	for _, m := range sorted {
		out = append(out, m.Start, m.End, string(m.Type))
		if !gold {
			continue
		}
		alternatives := slices.Clone(m.Alt)
		slices.SortFunc(alternatives, func(a, b text.Alternative) int {
			return cmp.Or(a.Span.Compare(b.Span), cmp.Compare(a.Type, b.Type))
		})
		for _, a := range alternatives {
			out = append(out, "or", a.Start, a.End, string(a.Type))
		}
		if m.Money != nil {
			out = append(out, m.Money)
		}
	}
	return out
}
