package report

import (
	"encoding/xml"
	"io"
	"strings"

	"rollcall/eval/gate"
)

// JUnit's XML as CI systems read it: Jenkins' xUnit schema and what GitLab,
// GitHub's reporters and Azure take over of it. A kind of gate is a suite and a
// gate a test case.
type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Skipped  int          `xml:"skipped,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string          `xml:"name,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Properties []junitProperty `xml:"properties>property,omitempty"`
	Cases      []junitCase     `xml:"testcase"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	ClassName string        `xml:"classname,attr"`
	Name      string        `xml:"name,attr"`
	File      string        `xml:"file,attr"`
	Line      int           `xml:"line,attr"`
	Failure   *junitMessage `xml:"failure,omitempty"`
	Skipped   *junitSkipped `xml:"skipped,omitempty"`
	Out       string        `xml:"system-out,omitempty"`
}

type junitMessage struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

type junitSkipped struct {
	Message string `xml:"message,attr"`
}

// WriteJUnit writes the gates as JUnit XML.
func WriteJUnit(w io.Writer, g Gates) error {
	out := junitSuites{Name: "rollcall gate", Tests: len(g.lines), Failures: g.Count(gate.Failed), Skipped: g.Count(gate.Skipped)}
	for _, k := range gate.Kinds() {
		s := junitSuite{Name: string(k)}
		for _, l := range g.lines {
			if l.Kind == k {
				s.add(l, g)
			}
		}
		if len(s.Cases) == 0 {
			continue
		}
		for _, a := range g.about() {
			s.Properties = append(s.Properties, junitProperty{a[0], squeezed(a[1])})
		}
		out.Suites = append(out.Suites, s)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(out); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (s *junitSuite) add(l gateLine, g Gates) {
	c := junitCase{
		ClassName: "gate." + string(l.Kind), Name: l.name,
		File: g.fromRoot(l.Address.File), Line: l.Address.Line, Out: l.story(),
	}
	if c.Name == "" {
		c.Name = string(l.Kind)
	}
	// The number of rules and of words a second changes from run to run; a test
	// case is known again by its name.
	if l.Kind == gate.KindRules || l.Kind == gate.KindSpeed {
		c.Name = string(l.Kind)
	}
	s.Tests++
	switch l.Status {
	case gate.Failed:
		s.Failures++
		c.Failure = &junitMessage{Message: l.story(), Type: string(l.Kind), Text: strings.TrimSpace(plainLines(l.advice()))}
	case gate.Skipped:
		s.Skipped++
		c.Skipped = &junitSkipped{Message: l.remark}
	}
	s.Cases = append(s.Cases, c)
}
