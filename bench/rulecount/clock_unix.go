//go:build unix

package main

import (
	"syscall"
	"time"
)

// now is the time that the processors have spent on this program, so that what
// else the machine does is not counted.
func now() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return time.Duration(time.Now().UnixNano())
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
