package stats

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// The sums of the packed table are those of the table, whatever is in it.
func TestCompactAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, columns := rapid.IntRange(0, 20).Draw(t, "rows"), rapid.IntRange(0, 12).Draw(t, "columns")
		kinds := rapid.SliceOfN(rapid.IntRange(0, 5), columns, columns).Draw(t, "kinds")
		table := NewTable(rows, columns)
		for i := range rows {
			if i > 0 && rapid.Bool().Draw(t, "again") {
				copy(table.Row(i), table.Row(rapid.IntRange(0, i-1).Draw(t, "row")))
				continue
			}
			for c, kind := range kinds {
				n := float64(rapid.IntRange(0, 9).Draw(t, "n"))
				switch kind {
				case 1:
					n /= 2
				case 2:
					n /= 3
				case 3:
					n = -n
				case 4:
					n *= 1 << 41
				case 5:
					n *= 100_000
				}
				table.Row(i)[c] = n
			}
		}
		a := newCompact(table).newAdder(columns)
		want := make([]float64, columns)
		g := rand.NewPCG(1, 2)
		a.drawRows(g)
		g = rand.NewPCG(1, 2)
		for i := 0; i < rows; i += 2 {
			x := g.Uint64()
			for k := i; k < min(i+2, rows); k++ {
				for c, v := range table.Row(int(below(g, uint32(x), uint32(rows)))) {
					want[c] += v
				}
				x >>= 32
			}
		}
		a.add()
		if diff := cmp.Diff(want, a.sums, cmpopts.EquateApprox(1e-12, 1e-9)); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
	})
}

// Numbers below n are as likely as each other.
func TestBelow(t *testing.T) {
	g := generator(1, 2, 3)
	counts := make([]float64, 7)
	const n = 70_000
	for range n {
		counts[below(g, uint32(g.Uint64()), 7)]++
	}
	chi := 0.0
	for _, c := range counts {
		chi += (c - n/7) * (c - n/7) / (n / 7)
	}
	if chi > 22.46 { // 0.001 of chi-square with 6 degrees of freedom
		t.Errorf("chi-square %v of %v", chi, counts)
	}
	if slices.Max(counts) == 0 {
		t.Error("nothing drawn")
	}
}
