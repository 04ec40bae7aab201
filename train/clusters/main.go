// Clusters learns the word classes and casing statistics that package cluster
// reads.
//
//	go run ./train/clusters -out pipeline/data/clusters/news.bin TEXT…
//
// A TEXT is a file of JSON lines with a key "text" or a CoNLL tag file, packed
// by xz or not. Only hashes of words and small numbers go into the output.
//
// Words are put into classes so that a word's class tells as much as possible
// about the words beside it: exchange clustering (Kneser & Ney 1993; Martin,
// Liermann & Ney 1998) in the form that compares classes with neighbouring
// words and not with their classes (predictive exchange, Uszkoreit & Brants
// 2008), on both sides as ClusterCat does (Dehdari, Tan & van Genabith 2016).
// There is no randomness: words start in classes by frequency, are visited by
// frequency, and move to the best class, of equal ones the first.
package main

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "clusters:", err)
		os.Exit(1)
	}
}

func run() error {
	out := flag.String("out", "pipeline/data/clusters/news.bin", "file to write")
	sizes := flag.String("classes", "64,320,1024", "numbers of classes, one clustering each; three")
	minCount := flag.Int("min", 5, "how often a word must occur to have classes")
	contexts := flag.Int("contexts", 20000, "how many frequent neighbours tell words apart; rarer ones by their shape")
	rounds := flag.Int("rounds", 12, "most visits to each word")
	sample := flag.String("sample", "", "file for sample words of each class, to be read by a person")
	plain := flag.String("words", "", "file for the words and their classes in plain text; holds words of the texts, not to be shipped")
	forms := flag.String("casings", "", "file for the counted casings in plain text; not to be shipped either")
	flag.Parse()
	if flag.NArg() == 0 {
		return fmt.Errorf("name the files to learn from")
	}
	var k [3]int
	parts := strings.Split(*sizes, ",")
	if len(parts) != len(k) {
		return fmt.Errorf("-classes %s: three numbers are needed", *sizes)
	}
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil || n < 2 {
			return fmt.Errorf("-classes %s: %q is not a number of classes", *sizes, p)
		}
		k[i] = n
	}

	c, err := readCorpus(flag.Args(), *minCount)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%d tokens, %d words to cluster\n", len(c.stream), len(c.words))
	m := c.neighbours(*contexts)
	var classes [3][]uint16
	for i := range k {
		fmt.Fprintf(os.Stderr, "%d classes\n", k[i])
		classes[i] = m.exchange(k[i], *rounds)
	}
	if *sample != "" {
		if err := writeSample(*sample, c, classes); err != nil {
			return err
		}
	}
	if *plain != "" {
		if err := writeWords(*plain, c, classes); err != nil {
			return err
		}
	}
	if *forms != "" {
		if err := writeCasings(*forms, c); err != nil {
			return err
		}
	}
	return write(*out, c, k, classes)
}
