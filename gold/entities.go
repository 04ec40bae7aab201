package gold

import "rollcall/text"

// RenumberEntities keeps a document's entities right after mentions were taken
// out of it: to is where each went, -1 for nowhere. An entity keeps the mentions
// that are left, and one that has none left is gone.
func RenumberEntities(d *text.Document, to []int) {
	var kept []text.Entity
	for _, e := range d.Entities {
		var mentions []int
		for _, i := range e.Mentions {
			if to[i] >= 0 {
				mentions = append(mentions, to[i])
			}
		}
		if e.Mentions = mentions; len(mentions) > 0 {
			kept = append(kept, e)
		}
	}
	d.Entities = kept
}
