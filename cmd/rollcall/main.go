// Rollcall finds people, organisations, places and amounts of money in
// articles, and scores anybody's answers against hand-annotated gold.
//
// Each subcommand is one file with a function newNAMECmd, entered in the list
// in root.go. What documents are read from is in internal/source, how answers
// look is in internal/render, and internal/ordered works on many at once.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

func main() {
	// A document's memory is garbage as soon as it is written, and what stays is
	// small: letting the heap double once more leaves the cores to the workers.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first interrupt lets a command write out what is complete; after it
	// the signals have their usual effect, so that a second one ends at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
