// Package cputime tells how much work the program has done, for measurements
// that what else runs on the machine must not lengthen.
package cputime

import "time"

// started is what times are counted from where there is no processor time.
var started = time.Now()

// Now is the processor time that the program has taken since it began, of all
// its threads, in user and kernel mode; where a system does not tell it, the
// time gone by. Differences of two are what took how long.
func Now() time.Duration { return now() }
