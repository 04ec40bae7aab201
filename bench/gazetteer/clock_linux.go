package main

import (
	"time"

	"golang.org/x/sys/unix"
)

// busy is the processor time that the program has taken, which does not count
// what other programs take.
func busy() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t); err != nil {
		return time.Since(start)
	}
	return time.Duration(t.Nano())
}
