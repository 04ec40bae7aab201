package money

import (
	"strings"
	"testing"

	iso "golang.org/x/text/currency"
)

// noMoney are codes of ISO 4217 that no amount of money is written in: metals,
// units of the bond market, testing, and no currency.
const noMoney = " XAG XAU XPD XPT XBA XBB XBC XBD XTS XXX "

// Every currency that the tables of x/text know, withdrawn ones too, is in
// ours.
func TestEveryISOCurrencyIsKnown(t *testing.T) {
	n := 0
	for it := iso.Query(iso.Historical, iso.NonTender); it.Next(); {
		code := it.Unit().String()
		if strings.Contains(noMoney, " "+code+" ") {
			continue
		}
		n++
		if _, ok := known().byCode[code]; !ok {
			t.Errorf("%s is not in currencies.tsv", code)
		}
	}
	if n < 280 {
		t.Errorf("x/text gave %d currencies only", n)
	}
}

// The table says what is wrong with a line, and where.
func TestReadLexiconErrors(t *testing.T) {
	for line, want := range map[string]string{
		"USD\t2":                                   "currencies.tsv:2: 2 fields, want 8",
		"USD\ttwo\t\t\t\t\t\tiso":                  `currencies.tsv:2: minor "two" is no number`,
		"USD\t2\t\t\t\tcent:x\t\tiso":              `currencies.tsv:2: digits of subunit "cent" are no number`,
		"\t2\t\t\t\t\t\tiso":                       `currencies.tsv:2: code "" stands twice or is empty`,
		"A\t2\t\t\t\t\t\tiso\nA\t2\t\t\t\t\t\tiso": `currencies.tsv:3: code "A" stands twice or is empty`,
	} {
		if _, err := readLexicon("# head\n" + line); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", line, err, want)
		}
	}
}
