package money

import (
	"strings"
	"sync"
	"testing"

	"rollcall/pipeline/token"
	"rollcall/text"

	"github.com/google/go-cmp/cmp"
)

// reporter is what tests and properties have in common.
type reporter interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// propose runs the stage and gives back the text marked, and the values.
func propose(t reporter, s string) (string, []text.Mention) {
	t.Helper()
	d := &text.Document{Text: s}
	if err := token.Tokens(d); err != nil {
		t.Fatal(err)
	}
	if err := Propose(d); err != nil {
		t.Fatal(err)
	}
	var mentions []text.Mention
	for _, c := range d.Candidates {
		mentions = append(mentions, c.Mention)
	}
	marked, err := text.Marked(s, mentions)
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return marked, mentions
}

// Each line is marked text; what the stage marks must be the same.
func TestSpans(t *testing.T) {
	for _, want := range []string{
		// signs before
		"The plant cost [Money $1.2 billion].", "It paid [Money $48.2 million] in [Money €5,000] notes.",
		"A [Money US$4.7 billion] deal, [Money HK$2.5m] of it in cash.", "[Money A$68m], [Money C$1.34], [Money NT$134.8 billion] and [Money R$20].",
		"The [Money Rs 16,189-crore] project.", "Worth [Money Rs. 5 lakh crore].", "He owed [Money ₹1,00,000] and [Money Tk 2,977 crore].",
		"Bail of [Money RM10 million].", "Priced at [Money £3m] and [Money ₦500].", "The [Money $180-million] dam.", "[Money $2.5-billion] in aid.",
		"From [Money $ 48.2 million] to [Money US$ 371 million].", "It was [Money US $1.5 billion].", "Bread costs [Money Dh2.50] in Dubai.",
		// codes
		"A loan of [Money USD 10.2 million] and [Money EUR 125].", "It rose to [Money GHS2.8billion].", "A fee of [Money 42MYR] or [Money 3 GBP].",
		"They lost [Money 75 USD million].",
		// names
		"A fine of [Money 10,000 yuan].", "They want [Money 10 million Australian dollars] and [Money 42 kuwaiti dinars].",
		"A [Money 20-billion US-dollar] plan, a [Money 30-million-dollar] temple.", "Fares start at [Money 44-baht].",
		"Profit of [Money 700 million dlrs].", "It lost [Money dlrs 220 million].", "Worth [Money 2.4 mln dlrs].",
		// words
		"[Money two and a half million dollars]", "He won [Money a hundred pounds] in London.", "Half: [Money half a billion euros].",
		"It cost [Money five dollars and thirty-five cents].", "[Money half-a million ringgit]", "About [Money one million dollars] was left.",
		"A [Money million-dollar] house for [Money a million dollars].",
		// how many is not said
		"They lost [Money billions of dollars].", "[Money hundreds of millions of dollars] are missing.", "It needs [Money several hundred billion won].",
		"It is a [Money multibillion-dollar] trade.", "They earn [Money a few hundred dollars].",
		// small units
		"Up [Money 20 cents].", "A fare of [Money 35 pence] in Leeds.", "It fell to [Money £1.20] from [Money 150p] in London.", "The price is [Money 10¢].",
		// ranges
		"Fines from [Money 10,000 yuan] to [Money 500 yuan].", "It is worth [Money $10-20 million].", "Between [Money 2 billion and 3 billion pounds] in all.",
		"Costs of [Money $30 million] to [Money $40 million].", "Between [Money 2 and 3 billion euros] more.", "It takes [Money $3] or [Money $4].",
		"A sum of [Money $1.2–1.4 trillion].", "They earn [Money 250-300 rupees].", "It is [Money $2 to $3 million].", "For [Money 3 or 4 dollars].",
		// rates, hedges and what else stays outside
		"[Money $70]-a-share", "[Money $5] per barrel", "About [Money $5], nearly [Money $6], up to [Money $7], more than [Money $8].",
		"[Money $1 million]-plus", "A [Money $100] bill and a [Money $50] green jacket.", "([Money $13 million])", "[Money 60 cents] on the dollar",
		// decimal comma, groups
		"In Namibia [Money N$2,25 billion] and [Money N$8 600].", "[Money €1,5 million]", "[Money 1'000'000 francs]", "[Money 1 000 000 euros]", "[Money 5 000 euros]",
		"[Money $12.00]. It was [Money 1500 Rs].",
		// over a line break
		"It paid [Money $1.2\nbillion] for it.", "It paid [Money 10,000\nyuan].",
		// not money
		"The yuan fell against the dollar.", "He weighs 180 pounds.", "A 180-pound man.", "Police found 300 pounds of cocaine.",
		"A four-figure sum.", "My two cents on it.", "The rapper 50 Cent sang.", "It rose 5 percent.", "Call 555-1234 or use a G7 phone.",
		"Million Dollar Baby won.", "In 2008 the dollar fell.", "In constant 2019 dollars, it grew.", "She is 5 and won twice.", "COP27 and COP 28 met.",
		"ALL 5 solutions are wrong.", "The TOP 10 list.", "They raised 5 million.", "The three million mark was passed.", "The 12 euro zone states met.",
		"See https://a.example/$5 for it.", "In 2008 [Money $5] was paid.", "In 2008 [Money Rs 40,000] was paid.",
		"$", "5", "$ million", "a $", "", "dollars of 5", "$\n\n5 million",
	} {
		plain, _, err := text.ParseMarked(want)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := propose(t, plain); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

func TestParse(t *testing.T) {
	for s, want := range map[string]text.Money{
		"$1":                             {Amount: "1"},
		"US$1.2bn":                       {Amount: "1200000000", Currency: "USD"},
		"HK$2.5m":                        {Amount: "2500000", Currency: "HKD"},
		"€5,000":                         {Amount: "5000", Currency: "EUR"},
		"€1,5 million":                   {Amount: "1500000", Currency: "EUR"},
		"1.234.567,89 euros":             {Amount: "1234567.89", Currency: "EUR"},
		"Rp 1.500":                       {Amount: "1500", Currency: "IDR"},
		"$1.500":                         {Amount: "1.5"},
		"12,34,567.89 rupees":            {Amount: "1234567.89", Currency: "INR"},
		"Rs 5 lakh crore":                {Amount: "5000000000000", Currency: "INR"},
		"Rs 2 crore 50 lakh":             {Amount: "25000000", Currency: "INR"},
		"£20.50":                         {Amount: "20.5", Currency: "GBP"},
		"34 cents":                       {Amount: "0.34"},
		"50 pence":                       {Amount: "0.5", Currency: "GBP"},
		"5 fen":                          {Amount: "0.05", Currency: "CNY"},
		"3 jiao":                         {Amount: "0.3", Currency: "CNY"},
		"30 kopecks":                     {Amount: "0.3", Currency: "RUB"},
		"80 USD million":                 {Amount: "80000000", Currency: "USD"},
		"twenty MUSD":                    {Amount: "20000000", Currency: "USD"},
		"two and a half million dollars": {Amount: "2500000"},
		"eight hundred and twenty five dollars and thirty-five cents": {Amount: "825.35"},
		"one million two hundred thousand euros":                      {Amount: "1200000", Currency: "EUR"},
		"three quarters of a million pounds":                          {Amount: "750000", Currency: "GBP"},
		"one point three billion yuan":                                {Amount: "1300000000", Currency: "CNY"},
		"a dollar":                                                    {Amount: "1"},
		"half a trillion pesos":                                       {Amount: "500000000000"},
		"2 1/2 million euros":                                         {Amount: "2500000", Currency: "EUR"},
		"$2½ million":                                                 {Amount: "2500000"},
		"about $10-$20":                                               {Min: "10", Max: "20", Approx: true},
		"$10-20 million":                                              {Min: "10000000", Max: "20000000"},
		"$50-100,000":                                                 {Min: "50000", Max: "100000"},
		"between 10 and 20 dollars":                                   {Min: "10", Max: "20"},
		"from 10 dollars to 20 dollars":                               {Min: "10", Max: "20"},
		"up to Rs 3 crore":                                            {Amount: "30000000", Max: "30000000", Currency: "INR"},
		"more than €7":                                                {Amount: "7", Min: "7", Currency: "EUR"},
		"$5 million or more":                                          {Amount: "5000000", Min: "5000000"},
		"600-plus billion won":                                        {Amount: "600000000000", Min: "600000000000", Currency: "KRW"},
		"billions of euros":                                           {Currency: "EUR", Approx: true},
		"₿21,000,000":                                                 {Amount: "21000000", Currency: "BTC"},
		"2 satoshis":                                                  {Amount: "0.00000002", Currency: "BTC"},
		"42 Lebanese Pounds":                                          {Amount: "42", Currency: "LBP"},
		"42 le":                                                       {Amount: "42", Currency: "EGP"},
		"malaysia ringgit 42":                                         {Amount: "42", Currency: "MYR"},
		"C$5.95":                                                      {Amount: "5.95", Currency: "CAD"},
		"US\u00a0$ 20\u00a0000":                                       {Amount: "20000", Currency: "USD"},
		"$0":                                                          {Amount: "0"},
		"17 USD 25":                                                   {Amount: "17.25", Currency: "USD"},
		"12,34,567":                                                   {},
		"$1,2,3":                                                      {},
		"$1.2.3":                                                      {},
		"$12,34":                                                      {Amount: "12.34"},
		"$10:30":                                                      {},
		"$ five":                                                      {Amount: "5"},
		"$":                                                           {},
		"":                                                            {},
		"5":                                                           {},
		"the yuan":                                                    {},
		"$5 and a hat":                                                {},
		"about":                                                       {},
		"paid $5":                                                     {},
		"$5 $6":                                                       {},
		"008f2 dollars":                                               {},
		"money penny":                                                 {},
		"$1,8923":                                                     {}, // 1.8923 or 18,923
		"$1,234,56":                                                   {},
		"$12,3":                                                       {Amount: "12.3"},
		"$1e5":                                                        {},
		"$0x10":                                                       {},
		"$5-":                                                         {},
		"$--5":                                                        {},
		"$5.":                                                         {},
		"5 hundred hundred dollars":                                   {},
		"two million thousand dollars":                                {},
		"one million million dollars":                                 {Amount: "1000000000000"},
		"twenty twelve dollars":                                       {},
		"two three dollars":                                           {},
		"1/3 of a dollar":                                             {}, // no decimal holds it
		"3/2 dollars":                                                 {},
		"0/4 dollars":                                                 {},
		"5 1/0 dollars":                                               {},
		"€1.2.3,4":                                                    {},
		"$119. 95":                                                    {},
		"1.837, 32 €":                                                 {},
		"$..75":                                                       {},
		"$.750.30":                                                    {},
		"US$:12.99":                                                   {},
		"USD EUR 5":                                                   {},
		"5 USD EUR":                                                   {},
		"half half a dollar":                                          {},
		"dollars":                                                     {},
		"1/4 cent":                                                    {Amount: "0.0025"},
		"half a cent":                                                 {Amount: "0.005"},
		"145.20/30 yen":                                               {Min: "145.2", Max: "145.3", Currency: "JPY"},
		"from 20 to 15 cents":                                         {Min: "0.15", Max: "0.2"},
		"lower than 7€":                                               {Amount: "7", Max: "7", Currency: "EUR"},
		"3 GBP 1 pence":                                               {Amount: "3.01", Currency: "GBP"},
		"42 Saudiriyal":                                               {Amount: "42", Currency: "SAR"},
		"10k$":                                                        {Amount: "10000"},
		"sixty five dollars and four cents USD":                       {Amount: "65.04", Currency: "USD"},
		"5 million dollars Canadian":                                  {Amount: "5000000", Currency: "CAD"},
		"$500-odd":                                                    {Amount: "500", Approx: true},
		"$99999999999999999999999999999999999999999999999999999999999999999999999": {},
	} {
		got, err := Parse(s)
		if (want == text.Money{}) {
			if err == nil {
				t.Errorf("Parse(%q) = %+v, want an error", s, got)
			}
			continue
		}
		if err != nil || got != want {
			t.Errorf("Parse(%q) = %+v, %v, want %+v", s, got, err, want)
		}
	}
}

// In an article the currency is what the article tells.
func TestCurrencyOfTheArticle(t *testing.T) {
	for s, want := range map[string]string{
		"NAIROBI: The bill came to $5 million.":                                               "",
		"TORONTO (Canadian Press) - The bill came to $5 million.":                             "CAD",
		"Bridge opens\n\nBy Ann Lee\n\nSYDNEY, March 3 — The bill came to $5 million.":        "AUD",
		"SINGAPORE — It raised US$5 million and kept $2 million.":                             "USD USD",
		"Mexico and Mexican banks lent $5 million.":                                           "",
		"In Taipei, Taiwan lent NT$5 million, and $3 million.":                                "TWD ",
		"It paid 5 million Swiss francs, then 300 francs.":                                    "CHF CHF",
		"WASHINGTON: The United States gave $5 million, the U.S. agency said.":                "USD",
		"Canada and its Canadian banks lent $5 million.":                                      "CAD",
		"Canada and Australia, Canadian and Australian banks, lent $5 million.":               "",
		"Singapore firms in Singapore had US$3 from the United States and U.S. banks and $4.": "USD SGD",
		"In Ireland and in Dublin he paid 5 million pounds, 10 Irish pounds and 30p a share.": "GBP IEP GBP",
		"Hong Kong and Hong Kong banks lent 5 million dollars.":                               "",
		"In Manila the fine was 500 pesos.":                                                   "PHP",
		"In Mexico City the fine was 500 pesos.":                                              "MXN",
		"The fine was 500 pesos.":                                                             "",
		"In Islamabad he paid Rs 500.":                                                        "PKR",
		"He paid Rs 500.":                                                                     "INR",
		"In Cairo bread costs 5 pounds and 3 million pounds were spent.":                      "EGP EGP",
		"Kenya spent 3 million shillings.":                                                    "KES",
		"South African mines paid R120 000.":                                                  "ZAR",
		"It cost €5.20, then 30 cents more.":                                                  "EUR EUR",
		"In Kuwait, 250 fils is 0.25 dinars.":                                                 "KWD KWD",
	} {
		_, mentions := propose(t, s)
		var got []string
		for _, m := range mentions {
			got = append(got, m.Money.Currency)
		}
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%q: got %q, want %q", s, g, want)
		}
	}
}

func TestHedges(t *testing.T) {
	_, mentions := propose(t, "About $5, almost $6, up to $7, more than $8, no less than $9, $10 or so, $11 million-plus, less than $12, between $13-14 million, an estimated $15.")
	var got []string
	for _, m := range mentions {
		got = append(got, strings.ReplaceAll(Format(*m.Money), "¤ ", ""))
	}
	want := []string{"about 5", "about 6", "at most 7", "at least 8", "at least 9", "about 10", "at least 11000000", "at most 12", "13000000 to 14000000", "about 15"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Every candidate says who proposed it and how sure that is.
func TestSourceAndScore(t *testing.T) {
	_, mentions := propose(t, "It paid $5, 20€, USD 7, 3 GBP, dlrs 100, 10,000 yuan, two million euros, billions of dollars, 20 cents, five dollars and ten cents, a 3-million-euro plan.")
	seen := map[string]bool{}
	for _, m := range mentions {
		seen[m.Source.Rule] = true
		if m.Source.Stage != Stage || m.Score <= 0 || m.Score >= 1 {
			t.Errorf("%v has score %v", m.Source, m.Score)
		}
	}
	for form := range precision {
		if !seen[form] {
			t.Errorf("no amount came from %q", form)
		}
	}
}

// The same text gives the same amounts, whatever was read before it and
// whatever else is read at the same time.
func TestNothingIsKeptBetweenDocuments(t *testing.T) {
	texts := []string{
		"OTTAWA - Canada gave $5 million and 20 cents.", "In Lagos N500 million and K500 were paid.", "The fine is $5 and 500 pesos.",
		"In London it costs 50p or 5 pounds.", "It lost 2,5 percent, or 1.500 euros.", "US$5, later $6.", "SYDNEY: It cost $7.", "DM5, then 6.5 marks.",
	}
	read := func(s string) string {
		d := &text.Document{Text: s}
		if err := token.Tokens(d); err != nil {
			return err.Error()
		}
		if err := Propose(d); err != nil {
			return err.Error()
		}
		var all []string
		for _, c := range d.Candidates {
			all = append(all, c.In(s)+"="+Format(*c.Money))
		}
		return strings.Join(all, "|")
	}
	want := map[string]string{}
	for _, s := range texts {
		want[s] = read(s)
		if want[s] == "" {
			t.Errorf("%q: nothing found", s)
		}
	}
	var wait sync.WaitGroup
	for worker := range 8 {
		wait.Go(func() {
			for i := range 50 * len(texts) {
				s := texts[(i*3+worker)%len(texts)]
				if got := read(s); got != want[s] {
					t.Errorf("%q: got %q, alone %q", s, got, want[s])
					return
				}
			}
		})
	}
	wait.Wait()
}

// A document that is an amount and nothing else is read as one.
func TestDocumentThatIsAnAmount(t *testing.T) {
	for s, want := range map[string]string{
		"20 rupees 43": "INR 20.43", "a dollar": "¤ 1", "about $10-$20\n": "about ¤ 10 to ¤ 20", "ringgit 42": "MYR 42",
		"from 10 dollars to 20 dollars": "¤ 10 to ¤ 20", "up to 42 le": "at most EGP 42",
		"£5 - £10": "GBP 5GBP 10",
		"50 Cent":  "", "won 5": "", "TOP 10": "", "Million Dollar Baby": "", "5 real": "", "20 rupees 43 and more words": "INR 20",
	} {
		_, mentions := propose(t, s)
		got := ""
		for _, m := range mentions {
			got += Format(*m.Money)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
}
