package report

import (
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"

	"rollcall/eval/gate"
)

// mostAnnotations is how many of a kind GitHub shows of one step; what is over
// it would push out the annotations of failed gates.
const mostAnnotations = 10

// WriteAnnotations writes workflow commands, which GitHub shows beside the lines
// that they name: an error for each failed gate, at its line of the gate file,
// and a warning for each place that explains it, at the line of the gold
// document or of the rule's example.
//
// Source: GitHub Docs, Workflow commands for GitHub Actions; escaping as in
// actions/toolkit, packages/core/src/command.ts.
func WriteAnnotations(w io.Writer, g Gates) error {
	var out strings.Builder
	errors := 0
	for _, l := range g.lines {
		if l.Status == gate.Failed && errors < mostAnnotations {
			errors++
			message := l.story()
			if len(l.next) > 0 {
				message += "\nnext: " + strings.Join(l.next, "\n")
			}
			g.annotate(&out, "error", l.Address, "gate: "+l.title(), message)
		}
	}
	for _, p := range g.firstExplained(mostAnnotations) {
		message := p.what
		for _, r := range p.readings {
			message += "\n" + r.side + ": " + r.context
		}
		g.annotate(&out, "warning", p.Address, "gate: "+p.gate.title(), message)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// explainedPlace is a place with the first failed gate that it explains.
type explainedPlace struct {
	gatePlace
	gate gateLine
}

// firstExplained are the first places of each kind of gate in turn, so that many
// of one leave room for those of another.
func (g Gates) firstExplained(most int) []explainedPlace {
	of := map[gate.Kind][]explainedPlace{}
	for p := range g.explained() {
		of[p.gate.Kind] = append(of[p.gate.Kind], p)
	}
	var out []explainedPlace
	for i, any := 0, true; any; i++ {
		any = false
		for _, k := range gate.Kinds() {
			if i < len(of[k]) && len(out) < most {
				out = append(out, of[k][i])
				any = true
			}
		}
	}
	return out
}

// explained goes through the places that explain failed gates, each once: what
// made a type worse made all types together worse too.
func (g Gates) explained() func(yield func(explainedPlace) bool) {
	return func(yield func(explainedPlace) bool) {
		seen := map[string]bool{}
		for _, l := range g.lines {
			if l.Status != gate.Failed {
				continue
			}
			for _, p := range l.places {
				if seen[p.key()] {
					continue
				}
				seen[p.key()] = true
				if !yield(explainedPlace{p, l}) {
					return
				}
			}
		}
	}
}

// key is the same for the same place.
func (p gatePlace) key() string {
	key := p.address() + "\x00" + p.what
	for _, r := range p.readings {
		key += "\x00" + r.context
	}
	return key
}

func (g Gates) annotate(out *strings.Builder, command string, at gate.Address, title, message string) {
	var properties []string
	add := func(name, value string) { properties = append(properties, name+"="+annotationProperty(value)) }
	if at.File != "" {
		add("file", g.fromRoot(at.File))
	}
	if at.Line > 0 {
		add("line", fmt.Sprint(at.Line))
	}
	if at.Column > 0 {
		add("col", fmt.Sprint(at.Column))
	}
	add("title", title)
	fmt.Fprintf(out, "::%s %s::%s\n", command, strings.Join(properties, ","), annotationData(message))
}

// fromRoot is a path as seen from the root of the repository.
func (g Gates) fromRoot(file string) string {
	if filepath.IsAbs(file) || strings.HasPrefix(file, "…") {
		return file
	}
	return path.Join(g.Root, filepath.ToSlash(file))
}

var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func annotationData(s string) string { return dataEscapes.Replace(plainLines(s)) }

func annotationProperty(s string) string { return propertyEscapes.Replace(plain(s)) }
