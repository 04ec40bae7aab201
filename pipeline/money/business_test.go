package money

import (
	"strings"
	"testing"

	"rollcall/text"
)

// How business news of several countries and decades writes its money: the
// spans, and the values in our own form ("?" where the text gives a currency
// but no number that a decimal holds).
func TestBusinessNews(t *testing.T) {
	for want, values := range map[string]string{
		// rates, hyphens and fractions
		"The bid is [Money $70]-a-share, or [Money $35]-a-barrel oil.":                        "¤ 70|¤ 35",
		"It had [Money $100-million]-plus in sales, a [Money $1 million]-a-year man.":         "at least ¤ 100000000|¤ 1000000",
		"It earned [Money 12 1/2 cents] a share, up from [Money 7½ cents].":                   "¤ 0.125|¤ 0.075",
		"The stock closed at [Money $24 1/8], off [Money $1-3/8].":                            "¤ 24.125|¤ 1.375",
		"Copper rose [Money 1/4 cent], tin [Money half a cent], zinc [Money one-half cent].":  "¤ 0.0025|¤ 0.005|¤ 0.005",
		"It rose [Money 3/4 of a cent] and [Money three-quarters of a cent].":                 "¤ 0.0075|¤ 0.0075",
		"It slid [Money two-thirds of a cent] to [Money 2 1/3 cents].":                        "?|?",
		"The dividend rose to [Money 30.05 Canadian cents].":                                  "CAD 0.3005",
		"A [Money 64-cent] rise, a [Money five-cent] fall, a [Money 50-cent]-a-share payout.": "¤ 0.64|¤ 0.05|¤ 0.5",
		"The 30-year bond was quoted at 101 22/32, up 1/4 point.":                             "",
		"A [Money $.50] fare, a [Money $ .75] toll.":                                          "¤ 0.5|¤ 0.75",
		// several currencies
		"Ottawa pledged [Money C$1.2 billion], Canberra [Money A$40 million].":                       "CAD 1200000000|AUD 40000000",
		"It fetched [Money DM1.2 billion], [Money 1.8415 marks] to the dollar.":                      "DEM 1200000000|DEM 1.8415",
		"The dollar fell to [Money 142.10 yen] from [Money 145.20/30 yen].":                          "JPY 142.1|JPY 145.2 to JPY 145.3",
		"Gold was [Money 409.40/90 dlrs], tin [Money 805/807 stg].":                                  "USD 409.4 to USD 409.9|GBP 805 to GBP 807",
		"The unit lost [Money # 5 million], then [Money #1.6 billion].":                              "GBP 5000000|GBP 1600000000",
		"It paid [Money $250 million Canadian] for it.":                                              "CAD 250000000",
		"It paid [Money $250 million] (Canadian) for it.":                                            "CAD 250000000",
		"A Canadian gave [Money $3 million] Canadian funds.":                                         "CAD 3000000",
		"It raised [Money 100 million ECUs] and [Money 5 European currency units].":                  "XEU 100000000|XEU 5",
		"Brazil spent [Money 20 million new cruzados], Argentina [Money 5 billion australs].":        "BRN 20000000|ARA 5000000000",
		"[Money 1.2 trillion lire], [Money 3.9 billion pesetas], [Money 1 billion Finnish markkaa].": "ITL 1200000000000|ESP 3900000000|FIM 1000000000",
		"It costs [Money Y5 million] in Tokyo, [Money L20 billion] in Rome; Y2K did not.":            "JPY 5000000|ITL 20000000000",
		"It rose to [Money 12.3 H.K. dollars], or [Money 3.25 H.K. Dlrs].":                           "HKD 12.3|HKD 3.25",
		"The wage is [Money dlrs 10.6] an hour, or [Money 10 mln dlrs] in all.":                      "USD 10.6|USD 10000000",
		"In Stockholm the Swedish share rose [Money 48 crowns] to [Money 690 crowns].":               "SEK 48|SEK 690",
		"Shr [Money 27.5p] vs [Money 24.3p]; the shares rose [Money 49p] to [Money 2,575p].":         "GBP 0.275|GBP 0.243|GBP 0.49|GBP 25.75",
		"It made [Money 2.5 mln stg], or [Money 5 million pounds sterling].":                         "GBP 2500000|GBP 5000000",
		"He owes [Money 3,49 zł], [Money 50,- Kč] and [Money S/.50].":                                "PLN 3.49|CZK 50|PEN 50",
		"A [Money 200- rand] note.": "ZAR 200",
		"Fined [Money Rs 5 lakh crore], [Money Rs 2 crore 50 lakh], [Money 5 crore INR].":        "INR 5000000000000|INR 25000000|INR 50000000",
		"In Riyadh it paid [Money SR 520] and [Money SR5 million], then [Money QR 3.5 billion].": "SAR 520|SAR 5000000|QAR 3500000000",
		"In Freetown, Sierra Leone, it paid [Money Le 5,000] and [Money 500 Le].":                "SLE 5000|SLE 500",
		"[Money 10 EURO] COINS AND [Money TEN DOLLAR] BILLS":                                     "EUR 10|¤ 10",
		"It lost [Money 13.1 mln marks] and pays [Money eight marks], not [Money nine marks].":   "¤ 13100000|¤ 8|¤ 9",
		"It paid [Money 3 billion won]; the two won praise, 12 won medals; [Money 50 won] each.": "KRW 3000000000|KRW 50",
		// how many is said in words
		"It is worth [Money a half-billion dollars], [Money a quarter-million dollars].":      "¤ 500000000|¤ 250000",
		"[Money Hundred-dollar] bills? No, [Money two and three-quarter million dollars].":    "¤ 100|¤ 2750000",
		"It cost [Money several million dollars] or [Money a few hundred dollars].":           "?|?",
		"[Money Fifty cents], he said. [Money One hundred and twenty-five thousand dollars].": "¤ 0.5|¤ 125000",
		// ranges and coordination
		"He wants [Money $5 million] to [Money $7 million].":                                            "¤ 5000000|¤ 7000000",
		"It is between [Money $1.5 million] and [Money $2 million].":                                    "¤ 1500000|¤ 2000000",
		"It paid [Money $11]-[Money $12] a share, [Money 12 to 14 cents] before.":                       "¤ 11|¤ 12|¤ 0.12 to ¤ 0.14",
		"It fell from [Money 20 to 15 cents].":                                                          "¤ 0.15 to ¤ 0.2",
		"A [Money $5-to-$10 million] deal, a [Money $2.5-to-$3 billion] one.":                           "¤ 5000000 to ¤ 10000000|¤ 2500000000 to ¤ 3000000000",
		"A [Money 10- to 15-cent] rise, a [Money five- to ten-dollar] fee.":                             "¤ 0.1 to ¤ 0.15|¤ 5 to ¤ 10",
		"Of [Money €1.5-2bn], [Money £1.5bn]-[Money £2bn].":                                             "EUR 1500000000 to EUR 2000000000|GBP 1500000000|GBP 2000000000",
		"Net rose 5.44 billion to [Money 222.22 billion yen], the stock 1/4 to [Money 14 dollars].":     "JPY 222220000000|¤ 14",
		"Wheat is at [Money 2.88-1/4 dlrs], corn at [Money $1.45 1/2].":                                 "USD 2.8825|¤ 1.455",
		"It holds [Money 72/78 mln dlrs] or [Money 1/10 of a cent].":                                    "USD 72000000 to USD 78000000|USD 0.001",
		"Up to [Money $25 million] and a fifth at up to [Money $50 million].":                           "at most ¤ 25000000|at most ¤ 50000000",
		"It paid [Money $5 million] and a quarter of the shares, [Money a million and a half dollars].": "¤ 5000000|¤ 1500000",
		// decimal marks
		"It lost 2,5 percent and made [Money 1,234 million euros], [Money 1.500 euros] each.": "EUR 1234000|EUR 1500",
		"It lost 2.5 percent and made [Money 1,234 million euros], [Money 1.500 euros] each.": "EUR 1234000000|EUR 1.5",
		"The pound rose to [Money $1,8923].":                                                  "?",
		"it made 2 . 5 percent , or [Money 1 . 6 billion yen] .":                              "JPY 1600000000",
	} {
		checkMarked(t, want, values)
	}
}

// What looks like money and is none.
func TestNotMoney(t *testing.T) {
	for _, want := range []string{
		"In 2014 NPR aired it; NPR 2014; PHP 7.4 and CAD 2000; SDG 5 and 17 SDGs; SAR 1.", "All H-1Bs, F-16s, G20 states and 5G phones.",
		"ALL 5 million people, TOP 10 million users, TRY 5 options.", "all 5 million people and top 3 million users",
		"Bahia 2 Corinthians 1 Guarani 0 Mineiro 0 Cruzeiro 2; Metz 1 Le Havre 0.", "All 23 Euro '96 men left.", "See S/P on March 9 S/P.",
		"He weighs 300 pounds; a 20-pound turkey; a 4,000-pound car.", "It mined 1.5 million pounds of copper and 60 million pounds of zinc.",
		"The mill sold 3 million pounds, all newsprint.", "She lost 45 pounds and gained 12.", "5 pound bags of sugar.",
		"South Korea won 5 golds; 12 won medals in Seoul.", "In Seoul, 120 won the seats.", "The paper gave 24 marks; in Germany the pupil got 12 marks.",
		"Output passed the three million mark in Germany.", "50 Cent sang; Mike Pence, 50 Pence aides; two Penny stocks.",
		"A 5 million real estate deal in Brazil.", "The Rand Corporation and 12 Rand Paul aides.", "Vitamin K500 pills, N500 masks, R500 routers; wells E15b and K7m.",
		"The video is 1080p, the clip 720p.", "At 6.30p.m. on Friday.", "He put in his two cents' worth.", "A six-figure salary, a four-figure sum.",
		"Take SR 520 or MK 19; scan QR 5; Le 5 mars; EUR/USD 1.0850 and USD/JPY 142.50.", "On 9/11 marks were made.", "The yen, the pound and 5 percent.", "Trade balance in (million) tonnes.",
	} {
		checkMarked(t, want, "")
	}
}

// checkMarked checks the spans of marked text and the values, parted by "|".
func checkMarked(t *testing.T, want, values string) {
	t.Helper()
	plain, _, err := text.ParseMarked(want)
	if err != nil {
		t.Fatal(err)
	}
	got, mentions := propose(t, plain)
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
		return
	}
	var all []string
	for _, m := range mentions {
		v := Format(*m.Money)
		if v == "" {
			v = "?"
		}
		all = append(all, v)
	}
	if got := strings.Join(all, "|"); got != values {
		t.Errorf("%q: got values %q, want %q", want, got, values)
	}
}
