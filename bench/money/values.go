package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"rollcall/pipeline/money"
	"rollcall/text"

	"github.com/cockroachdb/apd/v3"
)

// a suiteLine is a line of the value suites.
type suiteLine struct {
	ID, Text string
	Group    string
	Expected []struct {
		Text  *string
		Kind  string
		Value json.RawMessage
		Unit  *string
		ISO   *string
	}
}

func readSuite(path string) ([]suiteLine, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var lines []suiteLine
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		var l suiteLine
		if err := json.Unmarshal(in.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		lines = append(lines, l)
	}
	return lines, in.Err()
}

func values(folder string, list bool) ([]errorAt, error) {
	table := markdown()
	table.Header("values", "amounts", "right", "of 100")
	var all []errorAt
	for _, s := range []struct {
		name  string
		score func([]suiteLine, bool) (right int, wrong []errorAt)
	}{
		{"money/recognizers-dev.jsonl", inText},
		{"money/duckling-dev.jsonl", alone},
		{"money/price_parser.jsonl", prices},
		{"money/compromise.jsonl", phrases},
	} {
		lines, err := readSuite(filepath.Join(folder, s.name))
		if err != nil {
			return nil, err
		}
		right, wrong := s.score(lines, list)
		n := right + len(wrong)
		table.Append(s.name, n, right, percent(ratio(right, n)))
		for _, e := range wrong {
			e.suite = strings.TrimSuffix(s.name, ".jsonl")
			all = append(all, e)
		}
	}
	return all, table.Render()
}

// units are the suites' names of currencies that are not known by their code:
// "" where the name tells no country. small gives the power of ten by which the
// suite's unit is smaller than ours.
var units = map[string]string{
	"Dollar": "", "Pound": "", "Cent": "", "Franc": "", "Rupee": "", "Riyal": "", "Unnamed": "", "Sen": "",
	"Pence": "GBP", "Peseta": "ESP", "Netherlands guilder": "NLG", "Bitcoin": "BTC", "Satoshi": "BTC",
}

var small = map[string]int32{"Cent": 2, "Pence": 2, "Sen": 2, "Satoshi": 8}

// same reports whether the value is what the suite expects. A currency where
// the suite has none is right: it may come from the rest of the sentence.
func same(m *text.Money, amount string, unit, iso *string) bool {
	if m == nil {
		return false
	}
	var want, got apd.Decimal
	if _, _, err := want.SetString(amount); err != nil {
		return false
	}
	if unit != nil {
		want.Exponent -= small[*unit]
	}
	have := m.Amount
	if have == "" {
		return false
	}
	if _, _, err := got.SetString(have); err != nil || got.Cmp(&want) != 0 {
		return false
	}
	switch {
	case iso != nil:
		return m.Currency == *iso
	case unit != nil && units[*unit] != "":
		return m.Currency == units[*unit]
	}
	return true
}

// inText scores amounts inside sentences: the surface and the value must be
// among the answers.
func inText(lines []suiteLine, list bool) (right int, wrong []errorAt) {
	for _, l := range lines {
		answers, err := propose(l.Text)
		if err != nil {
			panic(err)
		}
		for _, e := range l.Expected {
			var want string
			if json.Unmarshal(e.Value, &want) != nil || want == "" {
				continue // a currency without an amount
			}
			ok := false
			for _, a := range answers {
				ok = ok || strings.TrimSpace(*e.Text) == l.Text[a.Start:a.End] && same(a.Money, want, e.Unit, e.ISO)
			}
			if ok {
				right++
				continue
			}
			wrong = append(wrong, errorAt{id: l.ID, what: "value", surface: *e.Text})
			if list {
				fmt.Printf("value    %s: want %q = %s %s; got", l.ID, *e.Text, want, *e.Unit)
				for _, a := range answers {
					fmt.Printf(" %q %+v", l.Text[a.Start:a.End], *a.Money)
				}
				fmt.Println()
			}
		}
	}
	return right, wrong
}

// alone scores documents that are one amount and nothing else.
func alone(lines []suiteLine, list bool) (right int, wrong []errorAt) {
	for _, l := range lines {
		for _, e := range l.Expected {
			var want string
			if err := json.Unmarshal(e.Value, &want); err != nil {
				panic(err)
			}
			var m text.Money
			answers, err := propose(l.Text)
			ok := err == nil && len(answers) == 1
			if ok {
				m = *answers[0].Money
			}
			low, high, ranged := strings.Cut(want, ", ")
			switch {
			case !ok:
			case ranged:
				ok = same(&text.Money{Amount: m.Min, Currency: m.Currency}, low, e.Unit, e.ISO) &&
					same(&text.Money{Amount: m.Max, Currency: m.Currency}, high, e.Unit, e.ISO)
			default:
				ok = same(&m, want, e.Unit, e.ISO) && (e.Kind != "under" || m.Max == m.Amount) && (e.Kind != "above" || m.Min == m.Amount)
			}
			if ok {
				right++
				continue
			}
			wrong = append(wrong, errorAt{id: l.ID, what: "value", surface: l.Text})
			if list {
				fmt.Printf("value    %s: %q want %s %s; got %+v %v\n", l.ID, l.Text, want, *e.Unit, m, err)
			}
		}
	}
	return right, wrong
}

// prices scores the price strings that carry their currency: the first amount
// in the string must have the value expected.
func prices(lines []suiteLine, list bool) (right int, wrong []errorAt) {
	for i, l := range lines {
		for _, e := range l.Expected {
			if e.Unit == nil || *e.Unit == "" || !strings.Contains(l.Text, *e.Unit) || string(e.Value) == "null" {
				continue
			}
			want := strings.TrimSuffix(string(e.Value), ".0")
			m, err := money.Parse(strings.TrimSpace(l.Text))
			ok := err == nil && same(&m, want, nil, nil)
			if !ok {
				answers, err := propose(l.Text)
				ok = err == nil && len(answers) > 0 && same(answers[0].Money, want, nil, nil)
			}
			if ok {
				right++
				continue
			}
			wrong = append(wrong, errorAt{id: fmt.Sprintf("line %d", i+1), what: "value", surface: strings.TrimSpace(l.Text)})
			if list {
				fmt.Printf("price    %q want %s %s; got %+v %v\n", l.Text, want, *e.Unit, m, err)
			}
		}
	}
	return right, wrong
}

// phrases scores short texts of which some hold one amount, given by its value
// or by its surface, and some none.
func phrases(lines []suiteLine, list bool) (right int, wrong []errorAt) {
	for i, l := range lines {
		answers, err := propose(l.Text)
		if err != nil {
			panic(err)
		}
		missing := len(l.Expected)
		for _, e := range l.Expected {
			var want json.Number
			given := json.Unmarshal(e.Value, &want) == nil && want != ""
			for _, a := range answers {
				if given && same(a.Money, want.String(), nil, nil) || !given && e.Text != nil && *e.Text == l.Text[a.Start:a.End] {
					missing--
					break
				}
			}
		}
		if missing == 0 && len(answers) == len(l.Expected) {
			right++
			continue
		}
		wrong = append(wrong, errorAt{id: fmt.Sprintf("line %d", i+1), what: "value"})
		if list {
			fmt.Printf("phrase   line %d: %d answers, %d expected\n", i+1, len(answers), len(l.Expected))
		}
	}
	return right, wrong
}
