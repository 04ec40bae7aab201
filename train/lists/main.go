// Lists makes the name lists that are derived from public ones, and measures
// all lists as proposers.
//
//	go run ./train/lists build    -gazetteers DIR -raw FILE,… -out pipeline/data/gazetteers
//	go run ./train/lists measure  -lists pipeline/data/gazetteers -write GOLD…
//
// build reads the GeoNames extracts and the census names, drops what is an
// everyday word of English, and writes one file a list. measure compares what
// each list with a type would propose with annotated corpora, and writes the
// share that is right into the head of the file.
//
// build writes heads without precision, so measure -write follows it.
//
// Which names are everyday words is read off unlabelled news: words that stand
// in lower case in mid-sentence more often than capitalised.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "lists:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("say build or measure")
	}
	fs := flag.NewFlagSet(args[0], flag.ContinueOnError)
	switch args[0] {
	case "build":
		sources := fs.String("gazetteers", "", "folder with the public lists, as NOTICE.md names them")
		rawFiles := fs.String("raw", "", "unlabelled news: JSON lines, comma between files")
		out := fs.String("out", "pipeline/data/gazetteers", "folder to write to")
		if err := fs.Parse(args[1:]); err != nil {
			return err
		}
		if *sources == "" || *rawFiles == "" {
			return fmt.Errorf("build needs -gazetteers and -raw")
		}
		return build(*sources, strings.Split(*rawFiles, ","), *out)
	case "measure":
		dir := fs.String("lists", "pipeline/data/gazetteers", "folder of the lists")
		write := fs.Bool("write", false, "write the precision into the files")
		if err := fs.Parse(args[1:]); err != nil {
			return err
		}
		return measure(*dir, fs.Args(), *write)
	}
	return fmt.Errorf("%s: not build or measure", args[0])
}
