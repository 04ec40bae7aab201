package eval

import (
	"fmt"
	"slices"
	"strings"
)

// Measure is a way to count that is no Scheme: its figures are not those of
// verdicts on pairs alone, and are shown in a table of their own.
type Measure struct {
	Name   string // as in --scheme and in JSON
	Doc    string // what it counts, for one line
	Source string
}

// The measures.
var (
	MUC7 = Measure{
		Name:   "muc7",
		Doc:    "two slots a mention, its text and its type; ERR, UND, OVG, SUB",
		Source: MUCSource,
	}
	FairEval = Measure{
		Name:   "faireval",
		Doc:    "what is nearly right is one error, not two; errors of label and bounds",
		Source: FairSource,
	}
	Covered = Measure{
		Name:   "cover",
		Doc:    "how much of the mentions' bytes the other side covers, whatever the types",
		Source: CoverSource,
	}
	Money = Measure{
		Name:   "money",
		Doc:    "amount and currency of mentions whose value gold gives",
		Source: ValueSource,
	}
)

// Measures lists the measures in the order in which reports show them.
func Measures() []Measure { return []Measure{MUC7, FairEval, Covered, Money} }

// Named finds schemes and measures by name, keeping the order given. The error
// names all that are unknown, and those that there are.
func Named(names ...string) ([]Scheme, []Measure, error) {
	var measures []Measure
	var rest, known []string
	for _, m := range Measures() {
		known = append(known, m.Name)
	}
	for _, name := range names {
		if i := slices.Index(known, name); i >= 0 {
			measures = append(measures, Measures()[i])
		} else {
			rest = append(rest, name)
		}
	}
	schemes, err := SchemesNamed(rest...)
	if err != nil {
		return nil, nil, fmt.Errorf("%w, and the measures %s", err, strings.Join(known, ", "))
	}
	return schemes, measures, nil
}
