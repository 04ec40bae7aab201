package eval

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestRowsAddUpToTheTally(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := scoreDrawn(t, drawDocuments(t))
		for _, s := range Schemes() {
			rows := r.Rows(s)
			sum := Tally{}
			for i, row := range rows.Counts {
				own := Tally{}
				var total Counts
				for k, c := range row {
					total = total.Plus(c)
					if c != (Counts{}) {
						own[rows.Types[k]] = c
					}
				}
				if diff := cmp.Diff(r.Documents[i].Tally(s), own); diff != "" {
					t.Errorf("%s, document %d: %s", s.Name, i, diff)
				}
				if total != rows.Total(i) {
					t.Errorf("%s, document %d: total %+v, want %+v", s.Name, i, rows.Total(i), total)
				}
				sum.Add(own)
			}
			if diff := cmp.Diff(r.Tally(s), sum); diff != "" {
				t.Errorf("%s: %s", s.Name, diff)
			}
		}
	})
}
