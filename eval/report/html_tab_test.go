package report

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
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
