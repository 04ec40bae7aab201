package gold

import "crypto/sha256"

// HeldOut draws one document in five by its id alone (the first byte of the
// id's SHA-256, modulo 5, is 0), so that a document stays drawn when others
// come and go. Training leaves these out where a corpus has no development part
// of its own, and evaluation can be had on them alone.
func HeldOut(id string) bool {
	sum := sha256.Sum256([]byte(id))
	return sum[0]%5 == 0
}

// HeldOutOnly is the corpus with only the documents that HeldOut draws.
func (c *Corpus) HeldOutOnly() *Corpus {
	part := *c
	part.Documents, part.Lines = nil, nil
	for i, d := range c.Documents {
		if HeldOut(d.ID) {
			part.Documents = append(part.Documents, d)
			part.Lines = append(part.Lines, c.Lines[i])
		}
	}
	return &part
}
