package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"rollcall/cmd/rollcall/internal/render"
	"rollcall/cmd/rollcall/internal/source"
	"rollcall/text"
)

// progress reports on standard error how a run goes: failures always, a bar
// and a closing line only on a terminal.
type progress struct {
	errOut    io.Writer
	live      bool // a terminal, and not asked to be quiet
	began     time.Time
	documents int
	words     int
	mentions  int

	failures int
	listed   []string // addresses of the first failures
	first    []error  // the first failures

	bars  *mpb.Progress
	bar   *mpb.Bar
	bytes atomic.Int64
	total int64
}

// maxListed is how many failures are listed again at the end: no run's memory
// is to grow with them.
const maxListed = 20

// barDelay is how long a run takes at least before it gets a bar.
const barDelay = 300 * time.Millisecond

func newProgress(errOut io.Writer, files []source.File, quiet bool) *progress {
	p := &progress{errOut: errOut, live: !quiet && isTerminal(errOut), began: time.Now()}
	if !p.live {
		return p
	}
	for _, f := range files {
		if f.Path == source.Stdin {
			p.total = 0
			break
		}
		p.total += f.Size
	}
	delay := make(chan any)
	time.AfterFunc(barDelay, func() { close(delay) })
	p.bars = mpb.New(mpb.WithOutput(errOut), mpb.WithWidth(40), mpb.WithRenderDelay(delay), mpb.WithAutoRefresh())
	count := decor.Any(func(decor.Statistics) string {
		return fmt.Sprintf("%.0f MB read", float64(p.bytes.Load())/1e6)
	}, decor.WCSyncSpace)
	style := mpb.BarFillerBuilder(mpb.BarStyle().Lbound("").Rbound("").Filler("━").Tip("━").Padding("─"))
	if p.total == 0 {
		style = mpb.SpinnerStyle()
	}
	p.bar = p.bars.New(p.total, style,
		mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Name("reading ")),
		mpb.AppendDecorators(
			decor.OnCondition(decor.Percentage(decor.WC{W: 5}), p.total > 0),
			decor.Name("  "), count, decor.Name("  "),
			decor.OnCondition(decor.AverageETA(decor.ET_STYLE_GO), p.total > 0),
		),
	)
	return p
}

// read takes note of bytes that were read, from any goroutine.
func (p *progress) read(n int64) {
	p.bytes.Add(n)
	if p.bar != nil {
		p.bar.IncrInt64(n)
	}
}

// done counts a document that was written.
func (p *progress) done(d *text.Document) {
	p.documents++
	p.words += render.Words(d)
	p.mentions += len(d.Mentions)
}

// failed reports a document that was not.
func (p *progress) failed(address string, err error) {
	p.failures++
	if len(p.listed) < maxListed {
		p.listed = append(p.listed, address)
		p.first = append(p.first, err)
	}
	line := fmt.Sprintf("rollcall: %v\n", err)
	if p.bars != nil {
		// Through the container, which keeps the line above the bar.
		if _, err := io.WriteString(p.bars, line); err == nil {
			return
		}
	}
	io.WriteString(p.errOut, line)
}

// stop takes the bar away; what is written afterwards is not disturbed by it.
func (p *progress) stop() {
	if p.bars == nil {
		return
	}
	p.bar.Abort(true)
	p.bars.Wait()
	p.bars = nil
}

// close says how it went, and is the run's error: a failure if a document
// failed.
func (p *progress) close(passed int) error {
	if p.live {
		took := time.Since(p.began)
		line := fmt.Sprintf("%s, %d words, %d mentions in %s", documents(p.documents), p.words, p.mentions, rounded(took))
		if passed > 0 {
			line += fmt.Sprintf("; %d files of other kinds passed over", passed)
		}
		fmt.Fprintln(p.errOut, line)
	}
	if p.failures == 0 {
		return nil
	}
	if p.failures+p.documents > 1 {
		fmt.Fprintf(p.errOut, "rollcall: %s failed, %d done\n", documents(p.failures), p.documents)
	}
	if p.failures > 1 {
		fmt.Fprintf(p.errOut, "  %s\n", strings.Join(p.listed, "\n  "))
	}
	if more := p.failures - len(p.listed); more > 0 {
		fmt.Fprintf(p.errOut, "  … and %d more\n", more)
	}
	return failure{errors.Join(p.first...), true}
}

func documents(n int) string {
	if n == 1 {
		return "1 document"
	}
	return fmt.Sprintf("%d documents", n)
}

// rounded is a duration with the digits that mean something to a reader.
func rounded(d time.Duration) time.Duration {
	if d < time.Second {
		return d.Round(time.Millisecond)
	}
	return d.Round(10 * time.Millisecond)
}
