// Package report shows the results of package eval: as tables for people, as
// JSON and CSV for programs, as Markdown for pages.
//
// New asks eval for everything that is to be shown; the formats only write.
// Nothing is worked out while printing, so that all formats show the same
// digits.
//
// Left out on purpose: colours as the only bearer of a meaning, and rounding
// anywhere but in tables.
package report

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"rollcall/eval"
	"rollcall/eval/stats"
)

// Input is the result of one gold file, once for each system. All inputs have
// the same systems in the same order; the first is the one that is scored and
// the others stand beside it.
type Input struct {
	Gold    string
	Systems []Scored
}

// Scored is what one system has reached.
type Scored struct {
	Name   string
	Digest string // identifies what the system knew; empty where that is not known
	Result *eval.Result
	Beyond Beyond
}

// Options say what is shown.
type Options struct {
	Schemes []eval.Scheme // in full
	// Brief are schemes of which the tables show one line only, after the
	// others: precision, recall and F1 over all types. JSON and CSV leave them
	// out.
	Brief []eval.Scheme
	// Measures are shown in tables of their own, after the schemes.
	Measures []eval.Measure
	// MoneyIfAny shows the measure money too, where gold gives values.
	MoneyIfAny bool
	// Counts shows the five counts of MUC and SemEval in the tables of schemes,
	// with the ratios that follow from them, instead of TP, FP and FN.
	Counts bool
	// FilesInBrief gives each of several files one line, of the first scheme,
	// instead of tables of its own. JSON and CSV have all of it in any case.
	FilesInBrief bool
	// Errors is how many errors of each kind of the first system are listed:
	// none if 0, all if negative.
	Errors int
	// MostErrors is how many errors are listed at most, about equally many of each
	// kind where there are more; no matter how many if 0.
	MostErrors int
	// Details are what is shown after the figures.
	Details Details
	// Infer says how intervals are worked out; nil leaves them out, and the
	// marks of differences beyond chance.
	Infer *stats.Options
	// Origin says how the result came about.
	Origin Origin
	// Power is for what probability of being found differences are told that the
	// gold can show, by the first scheme; 0 leaves them out.
	Power float64
}

// Report is all that is shown.
type Report struct {
	Whole Part
	Files []Part // the parts of the whole, if there is more than one

	details      details
	origin       Origin
	errorsAsked  bool
	filesInBrief bool
}

// Part is the report on a gold file, or on several together.
type Part struct {
	Name                string
	Documents, Mentions int
	Systems             []System
	Power               *eval.Power // what its gold can show, if that was asked for

	counts bool // the five counts instead of TP, FP, FN
}

// System is what is shown of a system.
type System struct {
	Name      string
	Digest    string
	Summaries []eval.Summary // of the schemes shown in full
	Brief     []eval.Summary // of those shown in brief
	Warnings  []eval.Warning
	Measured  Measured
	Beyond    Beyond

	// Inference is about the schemes shown in full and then those in brief;
	// nil where it was not asked for. Contrasts are the differences of the same
	// schemes from the first system, for those beside it.
	Inference *eval.Inference
	Contrasts []eval.Contrast
	Measures  *eval.MeasureIntervals // of the measures, where any is shown

	ErrorCounts [4]int // of all errors, by kind; the first system's only
}

// New puts a report together. With several inputs the whole is their
// documents pooled, as if the gold were one.
func New(inputs []Input, o Options) Report {
	r := Report{origin: o.Origin, errorsAsked: o.Errors != 0, filesInBrief: o.FilesInBrief}
	if len(inputs) == 1 {
		r.Whole = newPart(inputs[0], o)
		r.details = newDetails(inputs[0].Systems[0], o)
		return r
	}
	whole := Input{Gold: fmt.Sprintf("all %d files", len(inputs))}
	for i, in := range inputs {
		for k, s := range in.Systems {
			if i == 0 {
				whole.Systems = append(whole.Systems, Scored{Name: s.Name, Digest: s.Digest, Result: eval.Pool()})
			}
			whole.Systems[k].Result = eval.Pool(whole.Systems[k].Result, s.Result)
			whole.Systems[k].Beyond.pool(s.Beyond, i == 0)
		}
	}
	r.Whole = newPart(whole, o)
	r.details = newDetails(whole.Systems[0], o)
	o.Errors, o.Brief, o.Power = 0, nil, 0 // said once, for the whole
	for _, in := range inputs {
		r.Files = append(r.Files, newPart(in, o))
	}
	return r
}

// parts are all parts in the order in which they are shown: the whole is last.
func (r Report) parts() []Part { return append(slices.Clone(r.Files), r.Whole) }

// tabled are the parts that get tables of their own.
func (r Report) tabled() []Part {
	if r.filesInBrief {
		return []Part{r.Whole}
	}
	return r.parts()
}

// warnings are those to show with the i-th of the tabled parts. Those of the
// whole are those of its files, which are said there if they have tables.
func (r Report) warnings(i int) []string {
	var out []string
	switch {
	case len(r.Files) == 0:
		out = warningsOf(r.Whole, "")
	case r.filesInBrief:
		for _, p := range r.Files {
			out = append(out, warningsOf(p, p.Name+": ")...)
		}
	case i < len(r.Files):
		return warningsOf(r.Files[i], "")
	}
	return append(out, r.InferenceWarnings()...)
}

// notesOf are those to show with the i-th of the tabled parts: with the last.
func (r Report) notesOf(i int) []string {
	if i < len(r.tabled())-1 {
		return nil
	}
	return r.notes()
}

// warningsOf are a part's, each with its system where that is not the first.
func warningsOf(p Part, prefix string) []string {
	var out []string
	for k, s := range p.Systems {
		for _, w := range s.Warnings {
			if k > 0 {
				out = append(out, prefix+s.Name+": "+w.String())
			} else {
				out = append(out, prefix+w.String())
			}
		}
	}
	return out
}

func newPart(in Input, o Options) Part {
	p := Part{Name: in.Gold, counts: o.Counts}
	for i, s := range in.Systems {
		system := System{Name: s.Name, Digest: s.Digest, Warnings: s.Result.Warnings, Beyond: s.Beyond}
		for _, scheme := range o.Schemes {
			system.Summaries = append(system.Summaries, s.Result.Summary(scheme))
		}
		for _, scheme := range o.Brief {
			system.Brief = append(system.Brief, s.Result.Summary(scheme))
		}
		system.Measured = measure(s.Result, o)
		if i == 0 {
			p.Documents, p.Mentions = len(s.Result.Documents), s.Result.Mentions()
			system.ErrorCounts = s.Result.CountErrors()
		}
		p.Systems = append(p.Systems, system)
	}
	p.infer(in, o)
	for i := range p.Systems {
		p.Systems[i].Beyond.infer(o.Infer)
	}
	p.power(in, o)
	return p
}

// Format is a way of writing a report.
type Format struct {
	Name, Doc string
	Write     func(w io.Writer, r Report, color bool) error
}

// Formats lists the formats; a new one is a file and an entry here.
func Formats() []Format {
	return []Format{
		{"table", "for reading in a terminal", writeTable},
		{"json", "one object, all digits", writeJSON},
		{"csv", "a line for each figure's row; with errors asked for, a line for each error instead", writeCSV},
		{"markdown", "tables for a page or a pull request", writeMarkdown},
		{"html", "one page to click through, that loads nothing", writeHTML},
	}
}

// FormatNamed finds a format. The error names those that there are.
func FormatNamed(name string) (Format, error) {
	var names []string
	for _, f := range append(Formats(), AsOthers()...) {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Format{}, fmt.Errorf("unknown format %q: there are %s", name, strings.Join(names, ", "))
}

// percent writes a ratio with one decimal, "–" where there is none.
func percent(x float64) string {
	if math.IsNaN(x) {
		return "–"
	}
	return strconv.FormatFloat(100*x, 'f', 1, 64)
}

// count writes a number of mentions, with the half that a partial pair may
// leave.
func count(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// plural is "1 document", "2 documents".
func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// plain makes control characters visible, so that no document can send orders
// to a terminal, and leaves valid UTF-8.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// kindTitles say what a kind of error is.
var kindTitles = map[eval.Kind]string{
	eval.WrongBounds:    "wrong bounds",
	eval.WrongType:      "wrong type",
	eval.MissedGold:     "missed",
	eval.SpuriousAnswer: "spurious",
}

// title names an error: that of its kind, or of both faults.
func title(e eval.Error) string {
	if e.WrongSpan {
		return "wrong type and bounds"
	}
	return kindTitles[e.Kind]
}

// address is the document and the line that an error stands in.
func address(e eval.Error) string { return fmt.Sprintf("%s:%d", plain(e.Document.ID), e.Line) }

// surface is what a missed or spurious mention is: where others stand around
// it, the marks alone do not tell which is meant.
func surface(e eval.Error) string {
	m := e.Gold
	switch e.Kind {
	case eval.MissedGold:
	case eval.SpuriousAnswer:
		m = e.Answer
	default:
		return ""
	}
	const room = 60
	return tail(plain(strings.Join(strings.Fields(m.In(e.Document.Text)), " ")), room)
}

// reading is one side's reading of a place.
type reading struct{ side, context string }

// contexts are the readings of an error: of the sides that have a mention
// there.
func contexts(e eval.Error) []reading {
	var out []reading
	if e.GoldContext != "" {
		out = append(out, reading{"gold", e.GoldContext})
	}
	if e.AnswerContext != "" {
		out = append(out, reading{"answer", e.AnswerContext})
	}
	return out
}
