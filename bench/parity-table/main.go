// Parity-table runs the worked cases of other scorers and prints, as a Markdown
// table, how many give the numbers that those scorers publish, where rollcall
// gives another number, and why.
//
//	go run ./bench/parity-table [-cases ../shared/evalcases] [-v]
//
// The cases are JSON files, one for each scorer, that lie beside the project
// where it is developed; their numbers are the scorers' own. Without the folder
// nothing is printed. A number that is neither theirs nor the one that is
// explained here makes the exit status 1.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

func main() {
	folder := flag.String("cases", casesFolder("."), "folder of the cases")
	verbose := flag.Bool("v", false, "list the cases that differ or fail")
	flag.Parse()
	failed, err := run(os.Stdout, *folder, *verbose)
	if err != nil {
		fmt.Fprintln(os.Stderr, "parity-table:", err)
		os.Exit(2)
	}
	if failed > 0 {
		fmt.Fprintf(os.Stderr, "parity-table: %d cases failed\n", failed)
		os.Exit(1)
	}
}

// run writes the table and returns the number of cases that failed.
func run(out io.Writer, folder string, verbose bool) (failed int, err error) {
	if _, err := os.Stat(folder); os.IsNotExist(err) {
		fmt.Fprintf(os.Stderr, "parity-table: %s is not here: nothing to run\n", folder)
		return 0, nil
	}
	cell := tw.CellConfig{
		Alignment:  tw.CellAlignment{PerColumn: []tw.Align{tw.AlignLeft, tw.AlignRight, tw.AlignRight, tw.AlignRight, tw.AlignLeft}},
		Formatting: tw.CellFormatting{AutoFormat: tw.Off, AutoWrap: tw.WrapNone},
	}
	table := tablewriter.NewTable(out,
		tablewriter.WithRenderer(renderer.NewMarkdown()),
		tablewriter.WithConfig(tablewriter.Config{Header: cell, Row: cell}))
	table.Header("scorer", "cases", "its number", "ours instead", "why ours is another")
	var notes []string
	sum := [3]int{}
	for _, s := range scorers() {
		cases, err := s.runFile(folder)
		if err != nil {
			return failed, err
		}
		same, other := 0, 0
		var why []string
		for _, c := range cases {
			switch {
			case len(c.faults) > 0:
				failed++
				notes = append(notes, fmt.Sprintf("FAILED %s: %s: %s", s.name, c.id, strings.Join(c.faults, "; ")))
			case c.why != "":
				other++
				notes = append(notes, fmt.Sprintf("%s: %s: %s", s.name, c.id, c.why))
				if !contains(why, c.why) {
					why = append(why, c.why)
				}
			default:
				same++
			}
		}
		if err := table.Append(s.name, len(cases), same, other, strings.Join(why, "; ")); err != nil {
			return failed, err
		}
		sum[0], sum[1], sum[2] = sum[0]+len(cases), sum[1]+same, sum[2]+other
	}
	if err := table.Append("**all**", sum[0], sum[1], sum[2], ""); err != nil {
		return failed, err
	}
	if err := table.Render(); err != nil {
		return failed, err
	}
	if verbose || failed > 0 {
		fmt.Fprintln(out)
		for _, n := range notes {
			if verbose || strings.HasPrefix(n, "FAILED") {
				fmt.Fprintln(out, n)
			}
		}
	}
	return failed, nil
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
