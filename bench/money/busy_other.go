//go:build !unix

package main

import "time"

var started = time.Now()

// busy is the time on the clock, where nothing better is at hand.
func busy() time.Duration { return time.Since(started) }
