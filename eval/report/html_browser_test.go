package report

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"rollcall/eval"
	"rollcall/eval/stats"
	"rollcall/text"
)

// browserVariable names a browser to test pages in. Without it the first is
// taken that is found where browsers are wont to be; where there is none the
// tests are skipped.
const browserVariable = "ROLLCALL_BROWSER"

// tab is a tab of a browser with a page in it.
type tab struct {
	*testing.T
	ctx     context.Context
	address string

	mu       sync.Mutex
	requests []string
	console  []string
}

// openPages starts a browser for the test and shows pages in tabs of it.
func openPages(t *testing.T) func(t *testing.T, page string) *tab {
	t.Helper()
	if testing.Short() {
		t.Skip("no browser is started in short tests")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox)
	named := os.Getenv(browserVariable)
	if named != "" {
		options = append(options, chromedp.ExecPath(named))
	}
	browser, cancel := chromedp.NewContext(context.Background(), chromedp.WithAllocatorOptions(options...))
	t.Cleanup(cancel)
	if err := chromedp.Do(browser); err != nil {
		if named == "" && errors.Is(err, exec.ErrNotFound) {
			t.Skipf("no browser to look at pages in; %s names one: %v", browserVariable, err)
		}
		t.Fatalf("the browser does not start: %v", err)
	}
	dir := t.TempDir()
	return func(t *testing.T, content string) *tab {
		t.Helper()
		path := filepath.Join(dir, strings.ReplaceAll(t.Name(), "/", "-")+".html")
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := chromedp.NewContext(browser)
		t.Cleanup(cancel)
		if err := chromedp.Do(ctx); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithTimeout(ctx, 3*time.Minute)
		t.Cleanup(stop)
		b := &tab{T: t, ctx: ctx, address: (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()}
		_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
		if err == nil {
			// A tab behind another one gets no keys.
			_, err = chromedp.Call(ctx, page.BringToFront, cdp.Empty{})
		}
		if err != nil {
			t.Fatal(err)
		}
		err = chromedp.Listen(ctx, func(event any) {
			b.mu.Lock()
			defer b.mu.Unlock()
			switch e := event.(type) {
			case *network.EventRequestWillBeSent:
				b.requests = append(b.requests, e.Request.URL)
			case *runtime.EventConsoleAPICalled:
				for _, a := range e.Args {
					b.console = append(b.console, string(a.Value))
				}
			case *runtime.EventExceptionThrown:
				b.console = append(b.console, fmt.Sprint(e.ExceptionDetails))
			case *log.EventEntryAdded:
				b.console = append(b.console, e.Entry.Text)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		b.resize(1280, 900)
		b.do(chromedp.Navigate(b.address), chromedp.WaitReady(chromedp.CSS("#main")))
		t.Cleanup(b.checkHeard)
		return b
	}
}

// checkHeard checks that the page asked for nothing but itself, and that its
// console stayed silent until now.
func (b *tab) checkHeard() {
	b.Helper()
	ask[any](b, `console.log("listening?")`)
	b.mu.Lock()
	defer b.mu.Unlock()
	if n := len(b.console); len(b.requests) == 0 || n == 0 || b.console[n-1] != `"listening?"` {
		b.Errorf("nobody listens: %d requests, console %q", len(b.requests), b.console)
	} else if n > 1 {
		b.Errorf("the console says %q", b.console[:n-1])
	}
	for _, r := range b.requests {
		if bare, _, _ := strings.Cut(r, "#"); bare != b.address && !strings.HasPrefix(r, "data:") {
			b.Errorf("the page asks for %s", r)
		}
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

// ask evaluates an expression in the page.
func ask[T any](b *tab, expression string, args ...any) T {
	b.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](fmt.Sprintf(expression, args...)))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return value
}

// await waits until an expression is true.
func (b *tab) await(expression string, args ...any) {
	b.Helper()
	expression = fmt.Sprintf(expression, args...)
	if _, err := chromedp.Run(b.ctx, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(10*time.Second))); err != nil {
		b.Fatalf("waiting for %s: %v; the list says %q", expression, err, ask[string](b, `(document.getElementById("count") || {}).textContent || ""`))
	}
}

func (b *tab) click(selector string) {
	b.Helper()
	// Where it is, and not under what sticks to the top.
	ask[bool](b, `document.querySelector(%q).scrollIntoView({block: "center"}), true`, selector)
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

// enter types into the search.
func (b *tab) enter(words string) {
	b.Helper()
	b.do(chromedp.SendKeys(chromedp.CSS("#filters input[type=search]"), words))
}

// chip is the box of a value of a facet.
func chip(facet, value string) string {
	return fmt.Sprintf("input[data-facet=%q][data-value=%q]", facet, value)
}

// counts waits for the list to say how many items it has.
func (b *tab) counts(n, of int, what string) {
	b.Helper()
	said := fmt.Sprintf("%s of %s %s", thousands(n), thousands(of), what)
	if n < 0 {
		said = thousands(of) + " " + what
	}
	b.await(`document.getElementById("count").textContent === %q`, said)
}

func (b *tab) resize(width, height int64) {
	b.Helper()
	b.do(chromedp.EmulateViewport(width, height))
}

func (b *tab) scheme(name string) {
	b.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
	if err != nil {
		b.Fatal(err)
	}
}

// fits checks that nothing reaches out of the page at the side, whatever is
// opened.
func (b *tab) fits() {
	b.Helper()
	ask[bool](b, `document.querySelectorAll("details").forEach((d) => d.open = true), true`)
	for _, width := range []int64{360, 390, 768, 1024, 1280} {
		b.resize(width, 800)
		wide := ask[[]string](b, `(() => {
			const room = document.documentElement.clientWidth;
			const out = document.documentElement.scrollWidth > room ? ["the page: " + document.documentElement.scrollWidth] : [];
			for (const e of document.querySelectorAll("#main *")) {
				if (e.closest(".scroll, svg, select")) continue;
				if (e.getBoundingClientRect().right > room + 1) out.push(e.tagName + "." + e.className + ": " + e.textContent.slice(0, 40));
			}
			return out;
		})()`)
		if len(wide) > 0 {
			b.Errorf("at %d pixels there reach out: %q", width, wide)
		}
	}
	b.resize(1280, 900)
}

// contrasts checks texts of all looks against what is behind them (WCAG 2.2
// asks for 4.5), in light and dark.
func (b *tab) contrasts() {
	b.Helper()
	var papers []string
	for _, name := range []string{"light", "dark"} {
		b.scheme(name)
		papers = append(papers, ask[string](b, `getComputedStyle(document.body).backgroundColor`))
		faint := ask[[]string](b, `(() => {
			const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
			const rgb = (c) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
			const light = ([r, g, b]) => [r, g, b].map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
			const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; } return [255, 255, 255, 255]; };
			const out = new Set();
			for (const e of document.querySelectorAll("body *")) {
				if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) || e.closest("svg, script, style, noscript, .skip, .empty") || !e.checkVisibility()) continue;
				const a = light(rgb(getComputedStyle(e).color)), c = light(behind(e));
				const ratio = (Math.max(a, c) + 0.05) / (Math.min(a, c) + 0.05);
				if (ratio < 4.5) out.add(e.tagName + "." + e.className + " " + ratio.toFixed(2));
			}
			return [...out];
		})()`)
		if len(faint) > 0 {
			b.Errorf("%s: too faint: %q", name, faint)
		}
	}
	if papers[0] == papers[1] {
		b.Errorf("light and dark have the same paper, %s", papers[0])
	}
	b.scheme("light")
}

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
