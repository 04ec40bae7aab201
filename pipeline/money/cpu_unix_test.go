//go:build unix

package money

import (
	"syscall"
	"time"
)

// busy is the processor time that this process has used, which other
// processes do not lengthen as they do the time on the clock.
func busy() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
