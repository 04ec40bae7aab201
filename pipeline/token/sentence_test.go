package token

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/text"
)

// cut is s with its tokens and sentences, held to what the package promises.
func cut(t *testing.T, s string) *text.Document {
	t.Helper()
	d := &text.Document{Text: s}
	if err := Tokens(d); err != nil {
		t.Fatal(err)
	}
	if err := Sentences(d); err != nil {
		t.Fatal(err)
	}
	checkTokens(t, d)
	checkSentences(t, d)
	return d
}

// In these texts a bar stands where a sentence must end; it is taken out before
// the text is cut.
func TestSentences(t *testing.T) {
	for name, marked := range map[string]string{
		"plain":                 "The bank closed.| It opened again!| Who knew?| Nobody.",
		"titles":                "Mr. Osei met Dr. Lee.| Gen. Rao and Sen. Amy Cho left.",
		"initials":              "J. K. Mensah and Ann B. Cole spoke.| George H. W. Poe listened.",
		"single letters":        "She takes vitamin C.| The dose is small.| It was plan B.| He and I.| Did you go?",
		"company then opener":   "He sold Acme Inc.| However, he kept Dale Corp. shares.| They rose.",
		"company then name":     "Acme Inc. Chairman Ann Lee and Dale & Co. Director Bo Ray met.",
		"country":               "They live in the U.S.| They like it.| The U.S. Treasury and the U.S. embassy agreed.",
		"hours":                 "It began at 6 a.m. and ended at 9 p.m.| The mayor slept.",
		"months":                "On Jan. 5 and on Sept. 11 it rained.| It was dry in Dec.| Then it snowed.",
		"states and zones":      "She moved to Oakland, CA.| Then to 5th Ave. in the city.| At 5 p.m. EST.| They met Ann Lee, MD.| All of it in Jackson, Miss.| Nobody knew.",
		"and so on":             "Roads, bridges, etc.| Mayors pay for them.",
		"numbers":               "Route No. 5 is shut.| See p. 12 and Fig. 3.| He said no.| Few people left.",
		"money":                 "It paid Rs. 500 crore and $1.2 million.| Shares fell 2.5 percent.",
		"quotes close":          "“We agree.”| The others left.| \"Fine.\"| (They came back.)| 'Good.'| It rained.",
		"two quotes close":      "\"He said 'never.'\"| They left.| “‘Go.’”| They went.",
		"quote then stop":       "He called it \"a mess\".| Nobody answered.",
		"said after a question": "\"Is it over?\" Mr. Lee asked.| \"Never!\" she said.",
		"said in lower case":    "\"It is over.\" she said.| He left.",
		"inside a quotation":    "\"It is over.| We lost,\" he said.| They went home.",
		"brackets":              "He left (he was tired) at noon.| (She stayed.)| It was late.",
		"ellipsis":              "He was ... tired.| She waited...| Then she left.",
		"mixed marks":           "What?!| No!!| Really...?| Yes.",
		"exclamation in name":   "She works at Yahoo! in sales.",
		"spaced by a tokeniser": "Mr . Lee of Acme Inc . spoke .| He did n't stay , she said .| The U.S. agreed .",
		"no space after stop":   "It rained.|Then it snowed.| He has 1.5 million.",
		"web and mail":          "See www.example.com.| Write to ann@example.org.| Thanks.",
		"dateline in paragraph": "NAIROBI, Kenya (AP) _ The talks began.| They ended.",
		"lower-case names":      "The rebels fled.| al-Nusra denied it.| iPhone sales rose.",
		"no capitals at all":    "i like it here.| do you?| we should stay.",
		"emoji":                 "What a day! 🎉| Back to work. 😀| Bye :-)| See you.",
		"numbered inline":       "1. Roads| 2. Bridges| 3. Harbours",
	} {
		t.Run(name, func(t *testing.T) {
			var want []string
			for part := range strings.SplitSeq(marked, "|") {
				want = append(want, strings.TrimSpace(part))
			}
			d := cut(t, strings.ReplaceAll(marked, "|", ""))
			var got []string
			for _, s := range d.Sentences {
				got = append(got, d.Surface(s.Span))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("sentences (-want +got):\n%s", diff)
			}
		})
	}
}
