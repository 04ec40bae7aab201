package token

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/text"
)

// split tokenises s and joins the tokens with bars.
func split(t *testing.T, s string) string {
	t.Helper()
	d := &text.Document{Text: s}
	if err := Tokens(d); err != nil {
		t.Fatal(err)
	}
	checkTokens(t, d)
	var parts []string
	for _, tok := range d.Tokens {
		parts = append(parts, d.Surface(tok.Span))
	}
	return strings.Join(parts, "|")
}

func TestTokens(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"Ann O'Sullivan met Ravi D’Souza's aunt.", "Ann|O'Sullivan|met|Ravi|D’Souza|'s|aunt|."},
		{"China's, China’s, the princelings' and James' sons", "China|'s|,|China|’s|,|the|princelings|'|and|James|'|sons"},
		{"the 'red princelings' and ‘old guards’ of", "the|'|red|princelings|'|and|‘|old|guards|’|of"},
		{"don't can’t WON'T cannot I'll they've she'd", "do|n't|ca|n’t|WO|N'T|cannot|I|'ll|they|'ve|she|'d"},
		{"do n't , China 's $ 5", "do|n't|,|China|'s|$|5"},
		{"Shanghai-listed ex-PLA Al-Qaeda 60-year-old 10-20", "Shanghai|-|listed|ex|-|PLA|Al|-|Qaeda|60|-|year|-|old|10|-|20"},
		{"U.S.-led, the U.S. and U.S.A. at 5 a.m. today", "U.S.|-|led|,|the|U.S.|and|U.S.A.|at|5|a.m.|today"},
		{"and/or 24/7 Jan/Feb", "and|/|or|24|/|7|Jan|/|Feb"},
		{"$1.2bn €5,000 HK$2.5m US$ 20,000 NT$3 £3m C$10", "$|1.2|bn|€|5,000|HK$|2.5|m|US$|20,000|NT$|3|£|3|m|C$|10"},
		{"Rs16,189-crore Rs.5 Rs 7 RM10 RM 2.5 1,00,000", "Rs|16,189|-|crore|Rs.|5|Rs|7|RM|10|RM|2.5|1,00,000"},
		{"R500 million R1.5bn N2.3 billion R2 N95 USD10m EUR5", "R|500|million|R|1.5|bn|N|2.3|billion|R2|N95|USD|10|m|EUR|5"},
		{"96c 4 cents or 4$, $1.8 bln", "96|c|4|cents|or|4|$|,|$|1.8|bln"},
		{"3rd 1990s 21st 5G 1MDB 7km 76% 10:30am 2:1", "3rd|1990s|21st|5G|1MDB|7|km|76|%|10:30|am|2|:|1"},
		{"AT&T, R&D, Q&A, Lee & Sons", "AT&T|,|R&D|,|Q&A|,|Lee|&|Sons"},
		{"Mail ann.lee@mail.example.org, see https://example.com/a?b=c. Or www.example.com.", "Mail|ann.lee@mail.example.org|,|see|https://example.com/a?b=c|.|Or|www.example.com|."},
		{"(example.org) @ann_lee: #vote", "(|example.org|)|@ann_lee|:|#|vote"},
		{"“Yes,” she said — ``no'' -- or... well…", "“|Yes|,|”|she|said|—|``|no|''|--|or|...|well|…"},
		{"Mr. Lee of Acme Inc. met Gen. J. K. Rao.", "Mr.|Lee|of|Acme|Inc.|met|Gen.|J.|K.|Rao|."},
		{"No. 5 and no. He said no.", "No.|5|and|no|.|He|said|no|."},
		{"vitamin C. The plan", "vitamin|C|.|The|plan"},
		{"\ufeffa\u00a0b\u200bc\r\nd\u2009e", "a|b|c|d|e"},
		{"go 👩‍👩‍👧 🇨🇳 now ❤️", "go|👩‍👩‍👧|🇨🇳|now|❤️"},
		{"S\xe3o Paulo caf\xe9 \xff\xfe x\x93y", "S\xe3o|Paulo|caf\xe9|\xff\xfe|x|\x93|y"},
		{"world.Today is", "world|.|Today|is"},
		{"Dvořák Xi'an Qur'an o'clock l'Union", "Dvořák|Xi'an|Qur'an|o'clock|l'Union"},
	} {
		if diff := cmp.Diff(c.want, split(t, c.in)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.in, diff)
		}
	}
}
