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
		{"Amazon.com's site, NEWS.COM; ann@a.b", "Amazon.com|'s|site|,|NEWS.COM|;|ann@a.b"},
		{"ftp://a.org/x_(y) http://b.org/?q=1&r=2, ok", "ftp://a.org/x_(y)|http://b.org/?q=1&r=2|,|ok"},
		{"(see http://a.org/x) and http://a.org/(x", "(|see|http://a.org/x|)|and|http://a.org/|(|x"},
		{"(example.org) @ann_lee: #vote", "(|example.org|)|@ann_lee|:|#|vote"},
		{"“Yes,” she said — ``no'' -- or... well…", "“|Yes|,|”|she|said|—|``|no|''|--|or|...|well|…"},
		{"Mr. Lee of Acme Inc. met Gen. J. K. Rao.", "Mr.|Lee|of|Acme|Inc.|met|Gen.|J.|K.|Rao|."},
		{"No. 5 and no. He said no.", "No.|5|and|no|.|He|said|no|."},
		{"vitamin C. The plan", "vitamin|C|.|The|plan"},
		{"\ufeffa\u00a0b\u200bc\r\nd\u2009e", "a|b|c|d|e"},
		{"go 👩‍👩‍👧 🇨🇳 now ❤️", "go|👩‍👩‍👧|🇨🇳|now|❤️"},
		{"S\xe3o Paulo caf\xe9 \xff\xfe x\x93y", "S\xe3o|Paulo|caf\xe9|\xff\xfe|x|\x93|y"},
		{"Tk.500, KSh500, A$5, Bds$7, ₹500cr, GH₵20, 50p, £1.5m-£2m", "Tk.|500|,|KSh|500|,|A$|5|,|Bds$|7|,|₹|500|cr|,|GH₵|20|,|50|p|,|£|1.5|m|-|£|2|m"},
		{"a $50 green jacket, .5 percent, 1½ miles, N°5", "a|$|50|green|jacket|,|.5|percent|,|1½|miles|,|N|°|5"},
		{"SR4.2 billion, Dh1.2bn, PM2.5, iOS14.2 and H5N1.", "SR|4.2|billion|,|Dh|1.2|bn|,|PM2.5|,|iOS14.2|and|H5N1|."},
		{"plate 36 Q. Ms. Osei; RISC-V. Ann; L.Oyun", "plate|36|Q|.|Ms.|Osei|;|RISC|-|V|.|Ann|;|L.|Oyun"},
		{"Dale &amp; Sons &#8217; A & B; R&D;", "Dale|&amp;|Sons|&#8217;|A|&|B|;|R&D|;"},
		{"in Group A. Spain; by E. Spain", "in|Group|A|.|Spain|;|by|E.|Spain"},
		{"(Ala.) Jackson, Miss. D-Miss. I miss. Miss Lee", "(|Ala|.|)|Jackson|,|Miss.|D|-|Miss.|I|miss|.|Miss|Lee"},
		{"rock 'n' roll, the '90s, get 'em", "rock|'n|'|roll|,|the|'|90s|,|get|'em"},
		{"John \"JJ\" Lee's 'good old days'.", "John|\"|JJ|\"|Lee|'s|'|good|old|days|'|."},
		{"Inc.. Then Inc... And", "Inc.|.|Then|Inc|...|And"},
		{"世界 Привет العربية", "世界|Привет|العربية"},
		{"inter\u00adnational a\u00ad b", "inter\u00adnational|a|b"},
		{"** a ** ___ b === -- --- c", "**|a|**|___|b|===|--|---|c"},
		{"Hi :-) and :( but 3:0, a:b", "Hi|:-)|and|:(|but|3|:|0|,|a|:|b"},
		{"\x00\x01 a", "\x00|\x01|a"},
		{"world.Today is", "world|.|Today|is"},
		{"Dvořák Xi'an Qur'an o'clock l'Union", "Dvořák|Xi'an|Qur'an|o'clock|l'Union"},
	} {
		if diff := cmp.Diff(c.want, split(t, c.in)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.in, diff)
		}
	}
}

func TestTokenKinds(t *testing.T) {
	for _, c := range []struct {
		text string
		want []text.TokenKind
	}{
		{"O'Neill U.S. G7 Inc. AT&T", []text.TokenKind{text.Word, text.Word, text.Word, text.Word, text.Word}},
		{"10,000 1.2 ½ 3rd 1990s .5", []text.TokenKind{text.Number, text.Number, text.Number, text.Number, text.Number, text.Number}},
		{"$ € HK$5 % + 🎉 :-)", []text.TokenKind{text.Symbol, text.Symbol, text.Symbol, text.Number, text.Symbol, text.Symbol, text.Symbol, text.Symbol}},
		{"Rs5 RM10", []text.TokenKind{text.Word, text.Number, text.Word, text.Number}},
		{", “ ... -- — `` / ?!", []text.TokenKind{text.Punctuation, text.Punctuation, text.Punctuation, text.Punctuation, text.Punctuation, text.Punctuation, text.Punctuation, text.Punctuation}},
		{"http://a.org www.a.org ann@a.org @ann", []text.TokenKind{text.Address, text.Address, text.Address, text.Address}},
		{"Ann's isn’t they're", []text.TokenKind{text.Word, text.Clitic, text.Word, text.Clitic, text.Word, text.Clitic}},
		{"workers' rights", []text.TokenKind{text.Word, text.Clitic, text.Word}},
		{"‘dear workers’ said", []text.TokenKind{text.Punctuation, text.Word, text.Word, text.Punctuation, text.Word}},
		{"'dear workers' said", []text.TokenKind{text.Punctuation, text.Word, text.Word, text.Punctuation, text.Word}},
		{"is n't China 's", []text.TokenKind{text.Word, text.Clitic, text.Word, text.Clitic}},
	} {
		d := &text.Document{Text: c.text}
		if err := Tokens(d); err != nil {
			t.Fatal(err)
		}
		var got []text.TokenKind
		for _, tok := range d.Tokens {
			got = append(got, tok.Kind)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.text, diff)
		}
	}
}

// Tokens of text that a tokeniser has spaced out are those of the text itself,
// but for quotes, whose sides the spaces hide.
func TestSpacedTokens(t *testing.T) {
	for _, s := range []string{
		"Mr. Lee's firm, Acme Inc., didn't pay Rs 5.",
		"The U.S.-led force (of 1,000 men) left at 5 a.m. on Jan. 3.",
		"Is it $1.2bn? She'd said: \"No. 5 isn't here...\"",
		"See www.example.org; write to ann@example.org -- now!",
	} {
		plain := split(t, s)
		if spaced := split(t, strings.ReplaceAll(plain, "|", " ")); spaced != plain {
			t.Errorf("%q spaced out gives\n%s, want\n%s", s, spaced, plain)
		}
	}
}
