// Package pace measures how fast a pipeline reads, in a measure that survives a
// change of machine: words read in the time that a fixed piece of work, the
// yardstick, takes on the same processor in the same moments.
//
// Both are counted in processor time, so that programs beside take no share,
// and take turns, so that a processor that slows down slows both. The figure is
// the median over rounds; a round in which something came between does not move
// it.
//
// The yardstick does what pipelines do: it hashes features of words and looks
// up weights in a table that no cache holds, multiplies matrices, and allocates
// little. It is not the pipeline, so a machine with another balance of
// arithmetic and memory gives another pace: speeds of other kinds of processor
// are told apart by eval.Speed.Machine and are not compared.
//
// Left out on purpose: the speed of the pipeline fast as a yardstick. It would
// hide whatever makes the stages slower that all pipelines have.
package pace

import (
	"math"
	"slices"
	"time"

	"rollcall/internal/cputime"
)

// Yardstick names the fixed work; whoever changes that changes the name.
const Yardstick = "yardstick 1"

// Round is one turn: words read, the processor time that took, and that of the
// yardstick beside it.
type Round struct {
	Words           int
	Took, Yardstick time.Duration
}

// Pace is the words read in the time of the yardstick.
func (r Round) Pace() float64 {
	return float64(r.Words) / r.Took.Seconds() * r.Yardstick.Seconds()
}

// longEnough is how much processor time a round takes at least, so that what
// the clock and the collector of garbage do is small beside it.
const longEnough = 300 * time.Millisecond

// Measure runs rounds: read reads all documents once and returns the number of
// their words. The yardstick runs before and after it, and the mean of the two
// counts. A first turn, which fills caches, is not counted.
func Measure(rounds int, read func() (words int, err error)) ([]Round, error) {
	return measure(rounds, longEnough, read)
}

func measure(rounds int, atLeast time.Duration, read func() (words int, err error)) ([]Round, error) {
	begin := cputime.Now()
	words, err := read()
	if err != nil {
		return nil, err
	}
	times := 1
	if took := cputime.Now() - begin; took > 0 && took < atLeast {
		times = int(math.Ceil(float64(atLeast) / float64(took)))
	}
	w := newWork()
	w.run()
	before := w.run()
	var out []Round
	for range rounds {
		begin := cputime.Now()
		for range times {
			if _, err := read(); err != nil {
				return nil, err
			}
		}
		took := cputime.Now() - begin
		after := w.run()
		out = append(out, Round{words * times, took, (before + after) / 2})
		before = after
	}
	return out, nil
}

// Median is the middle of values, and the range that holds the true median with
// 95 % of confidence, by order statistics (David and Nagaraja, Order Statistics,
// 2003, section 7.1): the widest that the values give where they are fewer than
// six.
func Median(values []float64) (median, low, high float64) {
	n := len(values)
	if n == 0 {
		return math.NaN(), math.NaN(), math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	median = (sorted[(n-1)/2] + sorted[n/2]) / 2
	// k is the greatest number of values that may lie outside on either side:
	// P(fewer than k+1 of n fall under the median) is at most 2.5 %.
	k, below, choose := 0, math.Pow(0.5, float64(n)), math.Pow(0.5, float64(n))
	for k+1 <= (n-1)/2 && below <= 0.025 {
		choose *= float64(n-k) / float64(k+1)
		k++
		below += choose
	}
	if below > 0.025 && k > 0 {
		k--
	}
	return median, sorted[k], sorted[n-1-k]
}
