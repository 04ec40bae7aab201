package report

import (
	"encoding/json"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"rollcall/eval/gate"
)

// SARIF is the Static Analysis Results Interchange Format, version 2.1.0
// (OASIS Standard, 2020), as code scanning reads it. Names are those of the
// standard.
type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool              sarifTool         `json:"tool"`
	Invocations       []sarifInvocation `json:"invocations"`
	AutomationDetails sarifAutomation   `json:"automationDetails"`
	ColumnKind        string            `json:"columnKind"`
	Results           []sarifResult     `json:"results"`
	Properties        map[string]string `json:"properties,omitempty"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID               string       `json:"id"`
	Name             string       `json:"name"`
	ShortDescription sarifMessage `json:"shortDescription"`
}

type sarifMessage struct {
	Text string `json:"text"`
}

type sarifInvocation struct {
	CommandLine         string `json:"commandLine"`
	ExecutionSuccessful bool   `json:"executionSuccessful"`
	ExitCode            int    `json:"exitCode"`
}

type sarifAutomation struct {
	ID string `json:"id"`
}

type sarifResult struct {
	RuleID              string            `json:"ruleId"`
	RuleIndex           int               `json:"ruleIndex"`
	Kind                string            `json:"kind"`
	Level               string            `json:"level"`
	Message             sarifMessage      `json:"message"`
	Locations           []sarifLocation   `json:"locations,omitempty"`
	PartialFingerprints map[string]string `json:"partialFingerprints"`
}

type sarifLocation struct {
	PhysicalLocation sarifPhysical `json:"physicalLocation"`
}

type sarifPhysical struct {
	ArtifactLocation sarifArtifact `json:"artifactLocation"`
	Region           *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI       string `json:"uri"`
	URIBaseID string `json:"uriBaseId,omitempty"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
}

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// WriteSARIF writes the failed gates, and the places that explain them, as
// results: an error at the line of the gate file for each gate, a warning for
// each place.
func WriteSARIF(w io.Writer, g Gates) error {
	run := sarifRun{
		Tool:              sarifTool{sarifDriver{Name: "rollcall", Version: g.Version, Rules: []sarifRule{}}},
		Invocations:       []sarifInvocation{{CommandLine: g.Command, ExecutionSuccessful: true}},
		AutomationDetails: sarifAutomation{"rollcall gate/" + filepath.ToSlash(g.Config.Path)},
		ColumnKind:        "unicodeCodePoints",
		Results:           []sarifResult{},
		Properties:        map[string]string{"gold": g.Run.GoldDigest(), "system": squeezed(systemLine(g.Run))},
	}
	if !g.Passed() {
		run.Invocations[0].ExitCode = 1
	}
	for _, k := range gate.Kinds() {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{
			ID: "gate/" + string(k), Name: "Gate" + strings.ToUpper(string(k[:1])) + string(k[1:]), ShortDescription: sarifMessage{k.Doc()},
		})
	}
	for _, l := range g.lines {
		if l.Status != gate.Failed {
			continue
		}
		message := l.title() + ": " + l.story()
		if len(l.next) > 0 {
			message += "\nnext: " + strings.Join(l.next, "\n")
		}
		run.Results = append(run.Results, g.sarif(l.Kind, "error", l.Address, message, l.title()))
	}
	for p := range g.explained() {
		message := p.what
		for _, r := range p.readings {
			message += "\n" + r.side + ": " + plain(r.context)
		}
		run.Results = append(run.Results, g.sarif(p.gate.Kind, "warning", p.Address, message, p.what))
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{sarifSchema, "2.1.0", []sarifRun{run}})
}

func (g Gates) sarif(k gate.Kind, level string, at gate.Address, message, known string) sarifResult {
	r := sarifResult{
		RuleID: "gate/" + string(k), RuleIndex: slices.Index(gate.Kinds(), k), Kind: "fail", Level: level,
		Message: sarifMessage{message}, PartialFingerprints: map[string]string{"rollcallGate/v1": string(k) + ": " + known},
	}
	if at.File == "" {
		return r
	}
	p := sarifPhysical{ArtifactLocation: sarifArtifact{URI: fileURI(g.fromRoot(at.File))}}
	if !filepath.IsAbs(at.File) {
		p.ArtifactLocation.URIBaseID = "%SRCROOT%"
	}
	if at.Line > 0 {
		p.Region = &sarifRegion{at.Line, at.Column}
	}
	r.Locations = []sarifLocation{{p}}
	return r
}

// fileURI is a path as a reference in a URI, such as "a%20b/c.jsonl".
func fileURI(path string) string {
	u := url.URL{Path: filepath.ToSlash(path)}
	if filepath.IsAbs(path) {
		u.Scheme = "file"
	}
	return u.String()
}
