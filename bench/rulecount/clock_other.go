//go:build !unix

package main

import "time"

// now is the time of day, where that of the processors is not to be had.
func now() time.Duration { return time.Duration(time.Now().UnixNano()) }
