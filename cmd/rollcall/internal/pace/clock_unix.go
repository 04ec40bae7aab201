//go:build unix

package pace

import (
	"time"

	"golang.org/x/sys/unix"
)

// now is the processor time that the program has taken, of all its threads.
func now() time.Duration {
	var use unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &use); err != nil {
		return time.Since(started)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}
