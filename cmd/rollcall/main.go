// Rollcall finds people, organisations, places and amounts of money in
// articles, and scores anybody's answers against hand-annotated gold.
package main

import "os"

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
