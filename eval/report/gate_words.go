package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"rollcall/eval"
	"rollcall/eval/gate"
	"rollcall/text"
)

// newGateLine puts a gate into words.
func newGateLine(g gate.Gate, r *gate.Report) gateLine {
	l := gateLine{Gate: g, remark: plain(g.Reason)}
	do := commands{r.Config, r.Run}
	switch g.Kind {
	case gate.KindAnswers:
		l.answers(do)
	case gate.KindFloor:
		l.floor(do)
	case gate.KindBaseline:
		l.baseline(do)
	case gate.KindRules:
		l.rules(do)
	case gate.KindSpeed:
		l.speed(do)
	}
	if g.Status != gate.Failed {
		l.next, l.why = nil, ""
	}
	for _, f := range g.Findings {
		l.places = append(l.places, newGatePlace(f))
	}
	return l
}

func (l *gateLine) answers(do commands) {
	a := l.Answers
	l.measured = fmt.Sprintf("%d of %s", a.Documents-len(a.Failed), plural(a.Documents, "document"))
	l.asked = "all"
	if len(a.Failed) > 0 {
		l.why = "failed on " + few(a.Failed)
		l.next = []string{do.words("extract", do.config.Gold)}
	}
}

// few is the first of many names.
func few(names []string) string {
	const most = 5
	shown := make([]string, 0, most)
	for _, name := range names[:min(len(names), most)] {
		shown = append(shown, plain(name))
	}
	out := strings.Join(shown, ", ")
	if more := len(names) - most; more > 0 {
		out += fmt.Sprintf(" and %d more", more)
	}
	return out
}

func (l *gateLine) floor(do commands) {
	f := l.Floor
	l.name = plain(f.String())
	l.measured = finePercent(f.Value)
	if !f.Interval.None() {
		l.measured += " " + plainInterval(f.Interval)
	}
	if f.Sure {
		l.measured = fmt.Sprintf("%s of %s", finePercent(f.Interval.Low), finePercent(f.Value))
	}
	l.asked = "≥ " + number(fineRound(100*f.Least))
	switch {
	case l.Status == gate.Skipped:
		return
	case math.IsNaN(f.Value):
		l.remark = "nothing there"
		l.why = "neither gold nor the answers have any of it: is the type, or the scheme, the one that is meant?"
	case l.Status == gate.Failed && f.Sure && f.Value >= f.Least:
		l.why = "the lower end of the interval is under the floor: more gold would narrow it"
	}
	l.next = []string{do.eval(f)}
}

// finePercent shows a figure with two decimals: with fewer, one just under a
// floor would look like the floor.
func finePercent(x float64) string {
	if math.IsNaN(x) {
		return "–"
	}
	return strconv.FormatFloat(100*x, 'f', 2, 64)
}

// fineRound takes away what the conversion from percent and back left.
func fineRound(x float64) float64 { return math.Round(x*1e9) / 1e9 }

var outcomeRemarks = map[eval.Outcome]string{
	eval.NoDifference: "same",
	eval.Untested:     "untested",
	eval.WithinChance: "chance",
	eval.GotBetter:    "better",
	eval.GotWorse:     "worse",
}

func (l *gateLine) baseline(do commands) {
	b := l.Baseline
	l.asked = "no worse"
	renew := "if it is meant to be so: " + do.update()
	switch {
	case b == nil:
		l.next = []string{do.update()}
		return
	case b.Mismatch != nil:
		m := b.Mismatch
		if l.Status == gate.Skipped {
			return
		}
		l.measured = fmt.Sprintf("gold %s, the baseline's %s", m.New.Digest, m.Old.Digest)
		l.remark = "other gold"
		l.why = l.Reason
		l.next = []string{"if the gold was meant to change: " + do.update()}
		if m.Shared > 0 {
			l.next = append(l.next, fmt.Sprintf("or compare the %s that are the same: baseline: {…, common: true}", plural(m.Shared, "document")))
		}
		return
	}
	switch m := b.Measure; {
	case m == nil:
		l.name = b.Scheme.Name + " F1"
	case m.Measure.Name == eval.Money.Name:
		l.name = "value of MONEY, F1"
	default:
		l.name = m.Measure.Name + " F1, " + m.Row
	}
	if b.Type != "" {
		l.name += " of " + plain(string(b.Type))
	}
	l.measured = fmt.Sprintf("%s, was %s", finePercent(b.F1.New), finePercent(b.F1.Old))
	if b.MaxDrop > 0 {
		l.asked += ", −" + number(fineRound(100*b.MaxDrop))
	}
	if l.Status == gate.Skipped {
		return
	}
	if l.remark = outcomeRemarks[b.Outcome]; b.Dropped && b.Outcome != eval.GotWorse {
		l.remark = "dropped"
	}
	switch {
	case b.Outcome == eval.WithinChance && math.IsNaN(b.Adjusted) && b.Dropped:
	case b.Outcome == eval.WithinChance && math.IsNaN(b.Adjusted):
		l.remark = outcomeRemarks[eval.Untested] // one of the two has no such figure
	case b.Outcome == eval.WithinChance, b.Outcome == eval.GotBetter, b.Outcome == eval.GotWorse:
		l.remark += ", p " + pValue(b.Adjusted)
	}
	if b.Measure != nil {
		l.next = []string{do.compare("--scheme=" + b.Measure.Measure.Name), renew}
		return
	}
	l.why = effectLine(b.Effect)
	l.next = []string{do.compare("--kind", "newly-wrong", typeFlag(b.Type)), renew}
}

func typeFlag(t text.Type) string {
	if t == "" {
		return ""
	}
	return "--type=" + string(t)
}

func (l *gateLine) rules(do commands) {
	l.asked = "all"
	l.next = []string{do.rules()}
	r := l.Rules
	if r == nil {
		if l.Status == gate.Failed {
			l.remark, l.why = "not readable", l.Reason
		}
		return
	}
	l.name = plural(r.Rules, "rule")
	l.measured = fmt.Sprintf("%d of %s", r.Examples-r.Failed, plural(r.Examples, "example"))
}

func (l *gateLine) speed(do commands) {
	s := l.Gate.Speed
	if s == nil {
		l.next = []string{do.update()}
		return
	}
	if s.Now.Rounds > 0 {
		l.name = thousands(int(math.Round(s.Now.WordsPerSecond))) + " words/s"
	}
	l.asked = "≥ " + number(fineRound(s.AtLeast))
	if s.Now.Rounds == 0 || s.Base == nil {
		return
	}
	l.measured = fmt.Sprintf("%.2f of the baseline", s.Ratio)
	if l.Status == gate.Passed && s.Ratio < s.AtLeast {
		l.remark = fmt.Sprintf("noise, up to %.2f", s.High)
	}
	l.why = fmt.Sprintf("median of %d rounds, at most %.2f with 95 %% confidence; processor time against %s",
		s.Now.Rounds, s.High, s.Now.Yardstick)
	l.next = []string{"measure again where nothing else runs", "if it is meant to be so: " + do.update()}
}

func newGatePlace(f gate.Finding) gatePlace {
	p := gatePlace{Address: f.Address}
	switch {
	case f.Change != nil:
		often := ""
		if f.Times > 1 {
			often = fmt.Sprintf("%d × ", f.Times)
		}
		p.what = fmt.Sprintf("%s: %s%s, %s", changeAddress(*f.Change), often, squeezed(changeSubject(*f.Change)), changeStory(*f.Change))
		p.readings = changeReadings(*f.Change)
	case f.Fault != nil:
		p.what = strings.TrimSpace(fmt.Sprintf("%s: %s %s", faultAddress(f.Fault), f.Fault.Kind, faultNote(f.Fault)))
		p.readings = contexts(f.Fault.Errors[0])
	case f.Value != nil:
		v := f.Value
		p.what = fmt.Sprintf("%s:%d: %s: %s in gold, %s answered", plain(v.Document.ID), v.Line,
			plain(squeezed(v.Gold.In(v.Document.Text))), showValue(v.Gold.Money), showValue(v.Answer.Money))
	case f.Rule != nil:
		p.what = fmt.Sprintf("rule %s: %s", plain(f.Rule.Rule), plain(f.Rule.Reason))
		p.readings = []reading{{"want", f.Rule.Want}, {"got", f.Rule.Got}}
	}
	return p
}

// squeezed has one blank where there are several.
func squeezed(s string) string { return strings.Join(strings.Fields(s), " ") }

// commands are those that a reader of a report may want to give next.
type commands struct {
	config *gate.Config
	run    *eval.Run
}

// words is a command with paths of the gate file.
func (c commands) words(command string, paths []string, more ...string) string {
	out := []string{"rollcall", command}
	for _, p := range paths {
		out = append(out, shellWord(c.config.Beside(p)))
	}
	for _, m := range more {
		if m != "" {
			out = append(out, shellWord(m))
		}
	}
	return strings.Join(out, " ")
}

// eval shows the errors behind a floor.
func (c commands) eval(f *gate.FloorCheck) string {
	paths := c.config.Gold
	if f.File != "" {
		paths = []string{f.File}
	}
	more := c.system()
	switch {
	case f.Scheme == gate.MoneyValue:
		return c.words("eval", paths, append(more, "--scheme=money")...)
	case f.Type != gate.Micro && f.Type != gate.Macro:
		more = append(more, "--type="+string(f.Type))
	}
	if f.Scheme != eval.Strict.Name {
		more = append(more, "--scheme="+f.Scheme)
	}
	return c.words("eval", paths, append(more, "--errors")...)
}

// system are the flags that name what is let through, to eval.
func (c commands) system() []string {
	if c.run.System.Kind == eval.AnswersSystem {
		return []string{"--predictions=" + c.run.System.Name}
	}
	if c.run.System.Name == "default" {
		return c.data()
	}
	return append([]string{"--pipeline=" + c.run.System.Name}, c.data()...)
}

// data are the flags that say what a pipeline reads.
func (c commands) data() (flags []string) {
	s := c.config.System
	for _, flag := range []struct {
		name   string
		values []string
	}{{"data", []string{s.Data}}, {"model", []string{s.Model}}, {"rules", s.Rules}, {"gazetteer", s.Gazetteers}} {
		if value := strings.Join(flag.values, ","); value != "" && c.run.System.Kind == eval.PipelineSystem {
			flags = append(flags, "--"+flag.name+"="+value)
		}
	}
	return flags
}

func (c commands) compare(more ...string) string {
	words := []string{c.run.System.Name}
	for _, p := range c.config.Gold {
		words = append(words, "--gold="+c.config.Beside(p))
	}
	words = append(words, c.data()...)
	return c.words("compare", []string{c.config.Baseline.File}, append(words, more...)...)
}

func (c commands) update() string {
	file := ""
	if c.config.Baseline != nil {
		file = ", and commit " + plain(c.config.Beside(c.config.Baseline.File))
	}
	return "rollcall gate " + shellWord(c.config.Path) + " --update" + file
}

func (c commands) rules() string { return c.words("rules test", c.config.Rules.Paths) }

// shellWord is a word as a shell takes it.
func shellWord(word string) string {
	word = plain(word)
	if word != "" && !strings.ContainsAny(word, " \t'\"\\$&|;<>()*?[]`#~!") {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
