// Licences prints, as a Markdown table, the modules whose code is in the
// program, with the licence that each one's own file states.
//
//	go run ./bench/licences
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if err := table(); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

func table() error {
	list := exec.Command("go", "list", "-deps", "-f",
		"{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}", "./cmd/rollcall")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		return err
	}
	modules := strings.Split(strings.TrimSpace(string(out)), "\n")
	slices.Sort(modules)
	fmt.Printf("| module | version | licence |\n| --- | --- | --- |\n")
	for _, m := range slices.Compact(modules) {
		fields := strings.Split(m, "\t")
		if len(fields) != 3 {
			continue
		}
		name, err := licence(fields[2])
		if err != nil {
			return fmt.Errorf("%s: %w", fields[0], err)
		}
		fmt.Printf("| %s | %s | %s |\n", fields[0], fields[1], name)
	}
	return nil
}

// known are words that only one licence's text has. The order matters: the
// licences of three clauses contain those of two.
var known = []struct{ words, name string }{
	{"Apache License", "Apache-2.0"},
	{"Neither the name", "BSD-3-Clause"},
	{"may be used to endorse", "BSD-3-Clause"},
	{"Redistribution and use", "BSD-2-Clause"},
	{"Permission is hereby granted, free of charge", "MIT"},
	{"free and unencumbered software", "Unlicense"},
}

// licence names the licence whose text stands in a module's folder.
func licence(dir string) (string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*LICENSE*"))
	if err != nil || len(files) == 0 {
		return "", fmt.Errorf("no licence file")
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		return "", err
	}
	folded := bytes.Join(bytes.Fields(text), []byte(" "))
	for _, k := range known {
		if bytes.Contains(folded, []byte(k.words)) {
			return k.name, nil
		}
	}
	return "", fmt.Errorf("%s is of no known kind", filepath.Base(files[0]))
}
