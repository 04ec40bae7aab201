package report

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"

	"rollcall/eval"
	"rollcall/eval/gate"
)

type jsonGates struct {
	Passed   bool              `json:"passed"`
	System   jsonGateSystem    `json:"system"`
	Gold     jsonGateGold      `json:"gold"`
	Baseline *jsonGateBaseline `json:"baseline,omitempty"`
	Renewed  string            `json:"renewed,omitempty"`
	Gates    []jsonGate        `json:"gates"`
	Warnings []string          `json:"warnings,omitempty"`
	Version  string            `json:"version"`
}

type jsonGateSystem struct {
	Name    string `json:"name"`
	Kind    string `json:"kind"`
	Digest  string `json:"digest,omitempty"`
	Answers string `json:"answers_digest"`
}

type jsonGateGold struct {
	Digest    string `json:"digest"`
	Documents int    `json:"documents"`
	Mentions  int    `json:"mentions"`
}

type jsonGateBaseline struct {
	jsonGateSystem
	Gold    string `json:"gold_digest"`
	Version string `json:"version"`
	Command string `json:"command"`
	Note    string `json:"note,omitempty"`
}

type jsonGate struct {
	Kind     string    `json:"kind"`
	Of       string    `json:"of,omitempty"`
	Status   string    `json:"status"`
	File     string    `json:"file"` // of the condition
	Line     int       `json:"line"`
	Value    *float64  `json:"value"` // F1, share of the baseline's speed, share of documents or examples
	Low      *float64  `json:"low,omitempty"`
	High     *float64  `json:"high,omitempty"`
	Least    *float64  `json:"least,omitempty"`
	Old      *float64  `json:"old,omitempty"`
	P        *float64  `json:"p,omitempty"`
	Outcome  string    `json:"outcome,omitempty"`
	Measured string    `json:"measured"`
	Asked    string    `json:"asked"`
	Remark   string    `json:"remark,omitempty"`
	Why      string    `json:"why,omitempty"`
	Next     []string  `json:"next,omitempty"`
	Findings []jsonHit `json:"findings,omitempty"`
	More     int       `json:"more,omitempty"`
}

type jsonHit struct {
	File     string            `json:"file"`
	Line     int               `json:"line,omitempty"`
	Column   int               `json:"column,omitempty"`
	Message  string            `json:"message"`
	Readings map[string]string `json:"readings,omitempty"`
}

func newJSONGateSystem(r *eval.Run) jsonGateSystem {
	return jsonGateSystem{r.System.Name, string(r.System.Kind), r.System.Digest, r.AnswersDigest()}
}

func writeGateJSON(w io.Writer, g Gates, _ bool) error {
	out := jsonGates{
		Passed: g.Passed(), System: newJSONGateSystem(g.Run), Version: g.Version, Renewed: g.Renewed, Warnings: g.Warnings,
		Gold: jsonGateGold{g.Run.GoldDigest(), g.Run.Documents(), g.Run.Mentions()}, Gates: []jsonGate{},
	}
	if g.Base != nil {
		out.Baseline = &jsonGateBaseline{newJSONGateSystem(g.Base), g.Base.GoldDigest(), g.Base.Version, g.Base.Command, g.Base.Note}
	}
	for _, l := range g.lines {
		out.Gates = append(out.Gates, newJSONGate(l))
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func newJSONGate(l gateLine) jsonGate {
	j := jsonGate{
		Kind: string(l.Kind), Of: l.name, Status: string(l.Status), File: l.Address.File, Line: l.Address.Line,
		Measured: l.measured, Asked: l.asked, Remark: l.remark, Why: l.why, Next: l.next, More: l.More,
	}
	share := func(n, of int) *float64 { return orNull(float64(n) / float64(of)) }
	switch {
	case l.Answers != nil:
		j.Value = share(l.Answers.Documents-len(l.Answers.Failed), l.Answers.Documents)
	case l.Floor != nil:
		j.Value, j.Low, j.High, j.Least = orNull(l.Floor.Value), orNull(l.Floor.Interval.Low), orNull(l.Floor.Interval.High), &l.Floor.Least
	case l.Baseline != nil && l.Baseline.Mismatch == nil:
		b := l.Baseline
		j.Value, j.Old, j.P, j.Outcome = orNull(b.F1.New), orNull(b.F1.Old), orNull(b.Adjusted), b.Outcome.String()
	case l.Rules != nil:
		j.Value = share(l.Rules.Examples-l.Rules.Failed, l.Rules.Examples)
	case l.Gate.Speed != nil && l.Status != gate.Skipped:
		s := l.Gate.Speed
		j.Value, j.High, j.Least = orNull(s.Ratio), orNull(s.High), &s.AtLeast
	}
	for _, p := range l.places {
		hit := jsonHit{File: p.File, Line: p.Line, Column: p.Column, Message: p.what}
		for _, r := range p.readings {
			if hit.Readings == nil {
				hit.Readings = map[string]string{}
			}
			hit.Readings[r.side] = r.context
		}
		j.Findings = append(j.Findings, hit)
	}
	return j
}

func writeGateCSV(w io.Writer, g Gates, _ bool) error {
	out := csv.NewWriter(w)
	lines := [][]string{{"status", "gate", "of", "value", "low", "high", "least", "old", "p", "outcome", "remark", "file", "line"}}
	cell := func(x *float64) string {
		if x == nil {
			return ""
		}
		return number(*x)
	}
	for _, l := range g.lines {
		j := newJSONGate(l)
		lines = append(lines, []string{
			j.Status, j.Kind, j.Of, cell(j.Value), cell(j.Low), cell(j.High), cell(j.Least), cell(j.Old), cell(j.P),
			j.Outcome, j.Remark, j.File, strconv.Itoa(j.Line),
		})
	}
	return out.WriteAll(lines)
}
