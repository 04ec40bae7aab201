package report

import (
	"fmt"
	"math"
	"strconv"

	"rollcall/eval"
	"rollcall/eval/stats"
)

// power works out what a part's gold can show, by the first scheme.
func (p *Part) power(in Input, o Options) {
	if o.Power == 0 || len(o.Schemes) == 0 {
		return
	}
	var opponents []eval.Opponent
	for _, s := range in.Systems[1:] {
		opponents = append(opponents, eval.Opponent{Name: s.Name, Result: s.Result})
	}
	var with stats.Options
	if o.Infer != nil {
		with = *o.Infer
	}
	// The results are of the same gold, so that there is no error.
	found, _ := in.Systems[0].Result.Power(o.Schemes[0], opponents, o.Power, with)
	p.Power = &found
}

// powerTables lay out what a gold can show, a table for each pairing.
func powerTables(p *eval.Power) []powerTable {
	var out []powerTable
	for _, pair := range p.Pairings {
		t := powerTable{title: pairingTitle(pair)}
		t.grid.header = []string{"", "F1", "documents", "r", "detects", "1 point needs", "more"}
		row := func(name string, l eval.PowerLine) []string {
			correlation := "–"
			if !math.IsNaN(l.Correlation) {
				correlation = strconv.FormatFloat(l.Correlation, 'f', 2, 64)
			}
			needed, more := "–", "–"
			switch {
			case l.Needed >= stats.MostRows:
				needed, more = "> "+thousands(stats.MostRows), ""
			case l.Needed > 0:
				needed, more = thousands(l.Needed), thousands(l.More)
			}
			return []string{name, percent(l.F1), strconv.Itoa(l.Documents), correlation, percent(l.Detectable), needed, more}
		}
		for _, l := range pair.Types {
			t.grid.rows = append(t.grid.rows, row(plain(string(l.Type)), l))
		}
		t.grid.totals, t.grid.strong = [][]string{row("micro", pair.Micro)}, 4
		out = append(out, t)
	}
	return out
}

type powerTable struct {
	title string
	grid  grid
}

func pairingTitle(pair eval.Pairing) string {
	c := pair.Micro.Correlation
	switch {
	case pair.Name != "":
		return fmt.Sprintf("against %s, as observed", plain(pair.Name))
	case c >= 0.8:
		return "against another version of the system (correlation supposed)"
	}
	return "against a stranger (correlation supposed)"
}

func powerTitle(p *eval.Power) string {
	return fmt.Sprintf("What %s can show of %s F1 (power %.4g %%, two-sided test at %.4g)",
		plural(p.Documents, "document"), p.Scheme.Name, 100*p.Power, 1-p.Level)
}

// powerNotes explain the columns.
var powerNotes = []string{
	"documents: that have any of the type. r: correlation of what each does to the F1 of both systems.",
	"detects: smallest true difference found, in points. 1 point needs: documents like these for that.",
}

// jsonPower is the part of a JSON report about power.
type jsonPower struct {
	Scheme    string        `json:"scheme"`
	Documents int           `json:"documents"`
	Power     float64       `json:"power"`
	Level     float64       `json:"level"`
	Target    float64       `json:"target"`
	Pairings  []jsonPairing `json:"pairings"`
}

type jsonPairing struct {
	With  *string                  `json:"with"` // null where the correlation is supposed
	Types map[string]jsonPowerLine `json:"types"`
	Micro jsonPowerLine            `json:"micro"`
}

type jsonPowerLine struct {
	Documents   int      `json:"documents"`
	Correlation *float64 `json:"correlation"`
	Detectable  *float64 `json:"detectable"`
	Needed      *int     `json:"needed"`
	More        *int     `json:"more"`
}

func newJSONPower(p *eval.Power) *jsonPower {
	if p == nil {
		return nil
	}
	line := func(l eval.PowerLine) jsonPowerLine {
		out := jsonPowerLine{Documents: l.Documents, Correlation: orNull(l.Correlation), Detectable: orNull(l.Detectable)}
		if l.Needed > 0 {
			out.Needed, out.More = &l.Needed, &l.More
		}
		return out
	}
	out := &jsonPower{p.Scheme.Name, p.Documents, p.Power, p.Level, p.Target, nil}
	for _, pair := range p.Pairings {
		j := jsonPairing{Types: map[string]jsonPowerLine{}, Micro: line(pair.Micro)}
		if pair.Name != "" {
			j.With = &pair.Name
		}
		for _, l := range pair.Types {
			j.Types[string(l.Type)] = line(l)
		}
		out.Pairings = append(out.Pairings, j)
	}
	return out
}
