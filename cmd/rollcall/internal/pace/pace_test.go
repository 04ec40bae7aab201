package pace

import (
	"errors"
	"math"
	"testing"
	"time"
)

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		values            []float64
		median, low, high float64
	}{
		{[]float64{3}, 3, 3, 3},
		{[]float64{4, 1}, 2.5, 1, 4},
		{[]float64{5, 3, 1, 2, 4}, 3, 1, 5}, // five: 93.75 % is all there is
		{[]float64{1, 2, 3, 4, 5, 6}, 3.5, 1, 6},
		// Of nine, the second and the eighth: 96.1 % (tables of the sign test).
		{[]float64{9, 8, 7, 6, 5, 4, 3, 2, 1}, 5, 2, 8},
		// Of fifteen, the fourth and the twelfth: 96.5 %.
		{[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, 8, 4, 12},
	} {
		if m, low, high := Median(c.values); m != c.median || low != c.low || high != c.high {
			t.Errorf("%v: %v (%v–%v), want %v (%v–%v)", c.values, m, low, high, c.median, c.low, c.high)
		}
	}
	if m, _, _ := Median(nil); !math.IsNaN(m) {
		t.Errorf("of nothing: %v", m)
	}
}

// spin takes processor time, and twice as much of it for twice as many steps.
func spin(steps int) {
	x := uint64(1)
	for range steps {
		x = x*6364136223846793005 + 1442695040888963407
	}
	sink = x
}

var sink uint64

// Half the speed is half the pace, and work that is the same has the same pace.
func TestMeasure(t *testing.T) {
	read := func(steps int) func() (int, error) {
		return func() (int, error) { spin(steps); return 1000, nil }
	}
	const round = 60 * time.Millisecond
	pace := func(steps int) float64 {
		rounds, err := measure(3, round, read(steps))
		if err != nil {
			t.Fatal(err)
		}
		var paces []float64
		for _, r := range rounds {
			if r.Took < round/2 || r.Yardstick <= 0 || r.Words%1000 != 0 {
				t.Errorf("a round of %+v", r)
			}
			paces = append(paces, r.Pace())
		}
		median, _, _ := Median(paces)
		return median
	}
	const steps = 20_000_000
	one, two, again := pace(steps), pace(2*steps), pace(steps)
	if ratio := two / one; ratio < 0.35 || ratio > 0.7 {
		t.Errorf("twice the work has %.2f of the pace", ratio)
	}
	if ratio := again / one; ratio < 0.7 || ratio > 1.4 {
		t.Errorf("the same work has %.2f of the pace", ratio)
	}
}

func TestMeasureFails(t *testing.T) {
	want := errors.New("no")
	if _, err := Measure(1, func() (int, error) { return 0, want }); !errors.Is(err, want) {
		t.Errorf("%v", err)
	}
}

// The yardstick is the same work each time.
func TestYardstick(t *testing.T) {
	w := newWork()
	w.run()
	first := w.sink
	v := newWork()
	v.run()
	if v.sink != first {
		t.Errorf("%v and %v", v.sink, first)
	}
	var times []float64
	for range 7 {
		times = append(times, w.run().Seconds())
	}
	median, low, high := Median(times)
	t.Logf("%v (%v–%v)", dur(median), dur(low), dur(high))
	if median < 0.002 || median > 1 {
		t.Errorf("the yardstick takes %v: some hundredths of a second are meant", dur(median))
	}
}

func dur(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
