package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Three documents in which new is right once more each: of the four ways to
// swap, mirror images left out, one differs as much.
func TestExactRandomisation(t *testing.T) {
	d, err := Difference(of(0, 0, 0, 1), of(1, 1, 1, 1), mean, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := d[0]; !got.Exact || got.P != 0.25 || got.Rows != 3 || got.Value != 0.75 {
		t.Errorf("got %+v, want exact P of 1/4 by 3 rows", got)
	}
	// One document up by two, two down by one: all are as extreme as 0.
	d, _ = Difference(of(0, 1, 1), of(2, 0, 0), mean, Options{})
	if got := d[0]; !got.Exact || got.P != 1 {
		t.Errorf("got %+v, want P 1", got)
	}
	d, _ = Difference(of(1, 2), of(1, 2), mean, Options{})
	if got := d[0]; !got.Exact || got.P != 1 || got.Low != 0 || got.High != 0 || got.Rows != 0 {
		t.Errorf("of a system with itself: %+v", got)
	}
	if _, err := Difference(of(1, 2), of(1), mean, Options{}); err == nil {
		t.Error("tables of different length are compared")
	}
}

// Where all ways can be tried, drawing some comes to the same.
func TestDrawnSwapsAgreeWithAll(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	old, new := corpus(rng, 12, 8, 0.7), corpus(rng, 12, 8, 0.8)
	for i := range 12 { // the same gold
		new.Row(i)[2] = max(old.Row(i)[2], new.Row(i)[0])
		old.Row(i)[2] = new.Row(i)[2]
	}
	exact, err := Difference(old, new, prf, Options{})
	if err != nil || !exact[0].Exact {
		t.Fatal(err, exact)
	}
	drawn := newSwaps(old, new).some(prf, exact, Options{Resamples: 100_000, Workers: 2})
	for i, e := range exact {
		p := float64(drawn.extreme[i]) / float64(drawn.valid[i])
		near(t, "P by sample", p, e.P, 5*math.Sqrt(e.P*(1-e.P)/100_000)+1e-9)
	}
}

func TestUnpaired(t *testing.T) {
	// Of the ten ways to choose two rows of five, one has both that are right
	// in the first group, and one is as extreme the other way round: none, since
	// the groups are of different sizes. The difference is 1; only itself
	// reaches that.
	d, err := Unpaired(of(1, 1), of(0, 0, 0), mean, Options{Resamples: 50_000})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "P", d[0].P, 0.1, 0.01)
	if d[0].Value != -1 || d[0].Old != 1 || d[0].New != 0 {
		t.Errorf("got %+v", d[0])
	}
	rng := rand.New(rand.NewPCG(9, 9))
	a, b := corpus(rng, 80, 15, 0.6), corpus(rng, 50, 15, 0.9)
	d, err = Unpaired(a, b, prf, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range d {
		if d[i].P > 0.01 || d[i].Low <= 0 {
			t.Errorf("groups far apart: %+v", d[i])
		}
	}
	same, _ := Unpaired(a, a, prf, Options{})
	if same[0].P != 1 || same[0].Value != 0 {
		t.Errorf("equal groups: %+v", same[0])
	}
}

// Swapping what is compared with what changes signs only.
func TestDifferenceIsAntisymmetric(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 3))
	for _, rows := range []int{9, 25, 90} {
		a, b := corpus(rng, rows, 10, 0.8), corpus(rng, rows, 10, 0.83)
		o := Options{Resamples: 2000}
		ab, err := Difference(a, b, prf, o)
		if err != nil {
			t.Fatal(err)
		}
		ba, _ := Difference(b, a, prf, o)
		for i := range ab {
			near(t, "value", ab[i].Value, -ba[i].Value, 1e-12)
			near(t, "low end", ab[i].Low, -ba[i].High, 1e-9)
			near(t, "P", ab[i].P, ba[i].P, 1e-12)
			if ab[i].Low > ab[i].Value || ab[i].High < ab[i].Value {
				t.Errorf("%d rows: the difference is outside its interval: %+v", rows, ab[i])
			}
		}
	}
}
