package report

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"rollcall/eval"
	"rollcall/eval/stats"
	"rollcall/text"
)

// clickedInputs are gold and answers with errors of every kind in every ten
// documents, and texts that would like to be markup.
func clickedInputs(t *testing.T, documents int) []Input {
	t.Helper()
	gold := []string{
		"[Person Ann Lee] met the [Organisation Bank of Gondor] in [Place Paris].",
		"The [Organisation Harbour Trust of Ur] owes [Money $5m], said [Person Bo].\n\nNext day, [Place Oslo] slept.",
		"[Place Rome] and [Person Zoë 😀 Quill] </script><!-- <b>bold</b>.",
		"In [Place New Ulm] [Person Cy] sang.",
		"Nothing is here but [Organisation Ulmer Bote].",
	}
	answers := []string{
		"[Person Ann] [Person Lee] met the Bank of [Place Gondor] in [Organisation Paris].",
		"[Organisation The Harbour Trust of Ur] owes $5m, said [Person Bo].\n\nNext [Place day], [Place Oslo] slept.",
		"[Place Rome] and Zoë [Person 😀 Quill \\</script>\\<!-- \\<b>bold]\\</b>.",
		"In [Organisation New Ulm Cy] sang.",
		"[Person Nothing] is here but [Place Ulmer] Bote.",
	}
	var g, a []*text.Document
	for i := range documents {
		k := i % len(gold)
		id := fmt.Sprintf("wire/%d-%d", i, k)
		g = append(g, marked(t, id, gold[k]))
		one := marked(t, id, strings.ReplaceAll(answers[k], "\\<", "<"))
		for j := range one.Mentions {
			one.Mentions[j].Score = float64(1+(i+j)%9) / 10
			one.Mentions[j].Source = text.Source{Stage: "tagger", Rule: fmt.Sprint("r", j)}
		}
		a = append(a, one)
	}
	half := documents / 2
	in := func(name string, from, to int) Input {
		return Input{name, []Scored{
			{Name: "ours", Digest: "0123456789ab", Result: score(t, g[from:to], a[from:to])},
			{Name: "none", Result: score(t, g[from:to], nil)},
		}}
	}
	return []Input{in("gold/a-rather-long-name-of-a-file.jsonl", 0, half), in("gold/b.jsonl", half, documents)}
}

func TestPagesInBrowser(t *testing.T) {
	open := openPages(t)
	infer := &stats.Options{Resamples: 200, Seed: 1, Level: 0.95}
	t.Run("eval", func(t *testing.T) {
		page := write(t, "html", New(clickedInputs(t, 60), Options{
			Schemes: []eval.Scheme{eval.Strict}, Brief: eval.Schemes()[1:], Errors: -1, Infer: infer, Power: 0.8, MoneyIfAny: true,
			Measures: eval.Measures(),
			Details:  Details{Surfaces: 6, Keys: []eval.Key{eval.ByType(), eval.ByStage()}, Thresholds: true, Calibration: true},
			Origin:   Origin{Origin: eval.Origin{Version: "v1", Command: "rollcall eval " + strings.Repeat("a-long-word/", 20)}, Gold: "0123456789ab"},
		}))
		clickThrough(open(t, page), page, "errors", "kind", "spurious")
	})
	t.Run("compare", func(t *testing.T) {
		page := comparisonPage(t, clickedComparison(t), ComparisonOptions{Changes: -1})
		clickThrough(open(t, page), page, "changes", "change", "newly-wrong")
	})
	t.Run("ranking", func(t *testing.T) {
		page := rankingPage(t, rankNews(t))
		data, _ := dataOf(t, page)
		b := open(t, page)
		b.counts(-1, len(data.Items), "places")
		b.click("#items > li:first-child .head")
		b.fits()
		b.contrasts()
		b.click(chip("right", "1"))
		b.counts(pickedBy(data, "right", "1"), len(data.Items), "places")
	})
	t.Run("many", func(t *testing.T) { manyErrors(t, open) })
}

func clickedComparison(t *testing.T) *eval.Comparison {
	t.Helper()
	in := clickedInputs(t, 60)
	run := func(k int) *eval.Run {
		r := &eval.Run{System: eval.System{Name: in[0].Systems[k].Name, Kind: eval.AnswersSystem}}
		for _, i := range in {
			r.Files = append(r.Files, eval.GoldFile{Path: i.Gold, Result: i.Systems[k].Result})
		}
		return r
	}
	c, err := eval.Compare(run(1), run(0), eval.CompareOptions{Schemes: eval.Schemes()[:2], Stats: stats.Options{Resamples: 200, Seed: 1}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// clickThrough does what a reader does with the list of a page, and checks what
// it shows against the data in it.
func clickThrough(b *tab, page, what, facet, value string) {
	data, ok := dataOf(b.T, page)
	if !ok {
		b.Fatal("there is no list")
	}
	all := len(data.Items)
	fits := func(keep func(listItem) bool) (n int) {
		for _, item := range data.Items {
			if keep(item) {
				n++
			}
		}
		return n
	}
	has := func(key, name string) func(listItem) bool {
		f := slices.IndexFunc(data.Facets, func(f listFacet) bool { return f.Key == key })
		v := slices.IndexFunc(data.Facets[f].Values, func(v listValue) bool { return v.Name == name })
		return func(item listItem) bool { return slices.Contains(item.Facets[f], v) }
	}
	b.counts(-1, all, what)
	b.fits()
	b.contrasts()

	// By kind, and every value says how many there are.
	b.click(chip(facet, value))
	n := fits(has(facet, value))
	b.counts(n, all, what)
	if got := ask[string](b, `document.querySelector(%q).closest("label").querySelector("b").textContent`, chip(facet, value)); got != thousands(n) {
		b.Errorf("the box of %s says %s, want %d", value, got, n)
	}
	kinds := ask[[]string](b, `[...new Set([...document.querySelectorAll("#items .kind")].map((e) => e.textContent))]`)
	if i := slices.IndexFunc(data.Items, has(facet, value)); len(kinds) != 1 || kinds[0] != data.Items[i].Kind {
		b.Errorf("only %s was asked for, and there are %q", value, kinds)
	}
	// By kind and type.
	both := fits(func(i listItem) bool { return has(facet, value)(i) && has("type", "PLACE")(i) })
	b.click(chip("type", "PLACE"))
	b.counts(both, all, what)
	if hash := ask[string](b, `location.hash`); hash != "#list?"+facet+"="+value+"&type=PLACE" {
		b.Errorf("the address is %s", hash)
	}
	// The address is enough to come back.
	b.do(chromedp.Reload(), chromedp.WaitReady(chromedp.CSS("#main")))
	b.counts(both, all, what)
	b.click(chip(facet, value))
	b.counts(fits(has("type", "PLACE")), all, what)
	b.click("#filters .clear")
	b.counts(-1, all, what)

	// By document and by file.
	for _, key := range []string{"document", "file"} {
		f := slices.IndexFunc(data.Facets, func(f listFacet) bool { return f.Key == key })
		name := data.Facets[f].Values[1].Name
		ask[bool](b, `(() => { const s = document.querySelector("select[data-facet=%s]"); s.value = "1"; return s.dispatchEvent(new Event("change")); })()`, key)
		b.counts(fits(has(key, name)), all, what)
		b.click("#filters .clear")
		b.counts(-1, all, what)
	}

	// By words, without regard to case and accents, all of them.
	b.enter("zoe QUILL")
	b.counts(fits(func(i listItem) bool { return strings.Contains(i.Text, "Zoë") && strings.Contains(i.Text, "Quill") }), all, what)
	b.enter(" nowheretobefound")
	b.counts(0, all, what)
	b.click("#filters .clear")
	b.counts(-1, all, what)

	// By a link of a table.
	for i, link := range ask[[]string](b, `[...document.querySelectorAll("table a[href^='#list?']")].map((a) => a.getAttribute("href"))`) {
		query, err := url.ParseQuery(strings.TrimPrefix(link, "#list?"))
		if err != nil {
			b.Fatal(err)
		}
		for key, names := range query {
			ask[bool](b, `document.querySelectorAll("table a[href^='#list?']")[%d].click(), true`, i)
			b.counts(fits(has(key, names[0])), all, what)
		}
	}
	if seen := ask[bool](b, `(() => { const r = document.getElementById("list").getBoundingClientRect(); return r.top < innerHeight && r.bottom > 0; })()`); !seen {
		b.Error("a link does not lead to the list")
	}
	b.click("#filters .clear")
	b.counts(-1, all, what)

	// Each item has the words marked that it is about; opened, what is around
	// too.
	for range all {
		if ask[int](b, `document.querySelectorAll("#items > li").length`) == all {
			break
		}
		// It may have grown by itself meanwhile, and the button be gone.
		ask[bool](b, `document.querySelector("#more button").click(), true`)
	}
	shown := ask[[][][]string](b, `[...document.querySelectorAll("#items > li")].map((li) => [...li.querySelectorAll(".readings dd")].map((dd) => [...dd.querySelectorAll("mark")].map((m) => m.textContent)))`)
	for i, item := range data.Items {
		for side := range data.Sides {
			if got, want := shown[i][side], markedBy(item, side); !slices.Equal(got, want) {
				b.Errorf("item %d marks %q on side %d, want %q", i, got, side, want)
			}
		}
	}
	b.click("#items > li:nth-child(2) .head")
	b.await(`document.querySelector("#items > li:nth-child(2) .head").getAttribute("aria-expanded") === "true"`)
	opened := ask[string](b, `document.querySelector("#items > li:nth-child(2) .readings dd:last-of-type").textContent`)
	if words := strings.Fields(data.Items[1].Text); !strings.Contains(opened, words[0]) || !strings.Contains(opened, words[len(words)-1]) {
		b.Errorf("opened it shows %q of %q", opened, data.Items[1].Text)
	}
	detail := ask[string](b, `document.querySelector("#items > li:nth-child(2) .detail").textContent`)
	for _, d := range data.Items[1].Details {
		if !strings.Contains(detail, d[1]) {
			b.Errorf("%s is not among %q", d[1], detail)
		}
	}
	b.fits()
	b.contrasts()
	b.click("#items > li:nth-child(2) .head")
	b.await(`!document.querySelector("#items > li:nth-child(2) .detail")`)

	// By keyboard.
	ask[bool](b, `document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "/", bubbles: true}))`)
	b.await(`document.activeElement.type === "search"`)
	b.do(chromedp.KeyEvent(kb.Escape))
	for range 3 {
		b.do(chromedp.KeyEvent("j"))
	}
	b.do(chromedp.KeyEvent("k"), chromedp.KeyEvent(kb.Enter))
	b.await(`document.querySelector("#items > li:nth-child(2) .head").getAttribute("aria-expanded") === "true"`)

	// What was in a text as markup is text.
	if ask[bool](b, `[...document.querySelectorAll("main b, main script, main img")].some((e) => e.textContent === "bold" || e.tagName === "IMG")`) {
		b.Error("markup of a text became markup of the page")
	}
}

// manyErrors shows that a page of ten thousand errors is none too many: only
// some are drawn, all are found.
func manyErrors(t *testing.T, open func(*testing.T, string) *tab) {
	page := write(t, "html", New(clickedInputs(t, 5500), Options{
		Schemes: []eval.Scheme{eval.Strict}, Errors: -1, Details: Details{Surfaces: 20},
	}))
	data, _ := dataOf(t, page)
	all := len(data.Items)
	if all < 10_000 {
		t.Fatalf("only %d errors", all)
	}
	b := open(t, page)
	b.counts(-1, all, "errors")
	drawn := func() int { return ask[int](b, `document.querySelectorAll("#items > li").length`) }
	if n := drawn(); n == 0 || n > 400 {
		t.Errorf("%d errors are drawn at first", n)
	}
	missed := pickedBy(data, "kind", "missed")
	b.click(chip("kind", "missed"))
	b.counts(missed, all, "errors")
	before := drawn()
	ask[bool](b, `document.getElementById("more").scrollIntoView(), true`)
	b.await(`document.querySelectorAll("#items > li").length > %d`, before)
	b.click("#filters .clear")
	b.enter("wire/5499-4")
	b.counts(len(filter(data.Items, func(i listItem) bool { return strings.Contains(i.Address, "wire/5499-4") })), all, "errors")
	took := ask[float64](b, `(() => {
		const input = document.querySelector("input[data-value=spurious]"), from = performance.now();
		input.click();
		return performance.now() - from;
	})()`)
	t.Logf("%d errors, %d bytes; to pick and draw anew takes %.0f ms", all, len(page), took)
}

func filter[T any](list []T, keep func(T) bool) (out []T) {
	for _, x := range list {
		if keep(x) {
			out = append(out, x)
		}
	}
	return out
}
