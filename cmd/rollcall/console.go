package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// isTerminal reports whether a stream of the program is a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// useColor decides on colours: as asked by "always" or "never", otherwise on a
// terminal that can show them and whose user has not set NO_COLOR
// (https://no-color.org: any value but an empty one).
func useColor(asked string, onTerminal bool) bool {
	switch asked {
	case "always":
		return true
	case "never":
		return false
	}
	return onTerminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// Tables are made to be read: on a wide terminal they do not grow further than
// the eye follows a line, on a narrow one they do not shrink to nothing.
const (
	minTable = 50
	maxTable = 100
)

// tableWidth is how wide a table on w may be.
func tableWidth(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok || !isTerminal(w) {
		return maxTable
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		return maxTable
	}
	return min(max(width, minTable), maxTable)
}
