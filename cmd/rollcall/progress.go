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
	bytes atomic.Int64 // read so far
	shown atomic.Int64 // documents, for the bar's goroutine
	total int64        // bytes to read, 0 where unknown
}

// maxListed is how many failures are listed again at the end: no run's memory
// is to grow with them.
const maxListed = 20

// barDelay is how long a run takes at least before it gets a bar.
const barDelay = 300 * time.Millisecond

func newProgress(errOut io.Writer, files []source.File, quiet bool) *progress {
	p := &progress{errOut: errOut, live: !quiet && isTerminal(errOut), began: time.Now()}
	for _, f := range files {
		if f.Path == source.Stdin {
			p.total = 0 // there is no telling
			break
		}
		p.total += f.Size
	}
	return p
}

// move brings the bar up to date, and up in the first place once the run has
// taken some time: mpb's own delay would swallow failures told before it.
func (p *progress) move() {
	if !p.live || p.bar == nil && time.Since(p.began) < barDelay {
		return
	}
	if p.bar == nil {
		p.start()
	}
	p.bar.SetCurrent(p.bytes.Load())
}

func (p *progress) start() {
	style := mpb.BarFillerBuilder(mpb.BarStyle().Lbound("").Rbound("").Filler("━").Tip("━").Padding("─"))
	if p.total == 0 {
		style = mpb.SpinnerStyle().PositionLeft()
	}
	p.bars = mpb.New(mpb.WithOutput(p.errOut), mpb.WithWidth(40))
	p.bar = p.bars.New(p.total, style,
		mpb.BarRemoveOnComplete(),
		mpb.AppendDecorators(
			decor.OnCondition(decor.Percentage(decor.WC{W: 5}), p.total > 0),
			decor.Any(func(decor.Statistics) string { return "  " + documents(int(p.shown.Load())) }),
			decor.OnCondition(decor.AverageETA(decor.ET_STYLE_GO, decor.WC{W: 6}), p.total > 0),
		),
	)
}

// read takes note of bytes that were read, from any goroutine.
func (p *progress) read(n int64) {
	p.bytes.Add(n)
}

// done counts a document that was written.
func (p *progress) done(d *text.Document) {
	p.documents++
	p.words += render.Words(d)
	p.mentions += len(d.Mentions)
	p.shown.Store(int64(p.documents))
	p.move()
}

// failed reports a document that was not.
func (p *progress) failed(address string, err error) {
	p.failures++
	p.move()
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
		line := fmt.Sprintf("%s, %s, %s in %s", documents(p.documents),
			render.Count(p.words, "word", "words"), render.Count(p.mentions, "mention", "mentions"), rounded(took))
		if passed > 0 {
			line += "; passed over " + render.Count(passed, "file of another kind", "files of other kinds")
		}
		fmt.Fprintln(p.errOut, line)
	}
	if p.failures == 0 {
		return nil
	}
	if p.failures+p.documents > 1 {
		fmt.Fprintf(p.errOut, "rollcall: %s failed, %s done\n", documents(p.failures), render.Number(p.documents))
	}
	if p.failures > 1 {
		fmt.Fprintf(p.errOut, "  %s\n", strings.Join(p.listed, "\n  "))
	}
	if more := p.failures - len(p.listed); more > 0 {
		fmt.Fprintf(p.errOut, "  … and %s more\n", render.Number(more))
	}
	return failure{errors.Join(p.first...), true}
}

func documents(n int) string { return render.Count(n, "document", "documents") }

// rounded is a duration with the digits that mean something to a reader.
func rounded(d time.Duration) time.Duration {
	if d < time.Second {
		return d.Round(time.Millisecond)
	}
	return d.Round(10 * time.Millisecond)
}
