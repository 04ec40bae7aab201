package cputime

import (
	"testing"
	"time"
)

// Waiting is no work, where the system tells the two apart, and work is.
func TestNow(t *testing.T) {
	began, at := time.Now(), Now()
	sum := uint64(1)
	for time.Since(began) < 30*time.Millisecond {
		for range 1000 {
			sum = sum*6364136223846793005 + 1442695040888963407
		}
	}
	worked := Now() - at
	if worked <= 0 || sum == 0 {
		t.Errorf("%v of work took %v of processor time", time.Since(began), worked)
	}
	if at = Now(); Now() < at {
		t.Error("the clock goes back")
	}
}
