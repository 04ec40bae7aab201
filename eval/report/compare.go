package report

import (
	"fmt"
	"io"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"rollcall/eval"
	"rollcall/eval/stats"
)

// Comparison is what is shown of two systems on the same gold.
type Comparison struct {
	*eval.Comparison
	// Listed are the changes that are listed, in order of their kinds.
	Listed []eval.Change
	// Groups are what people are shown of them: where not all changes of a kind
	// are listed, an example each of those that there are most of.
	Groups []eval.ChangeGroup
	// Picked counts, by kind, the changes that fit the filter, listed or not.
	Picked [3]int

	// Notes are the warnings of the comparison and those of the two results.
	Notes []string

	places    int  // decimals of percentages
	listAsked bool // by the user, and not by default
	filtered  bool
}

// ComparisonOptions say which changes are listed.
type ComparisonOptions struct {
	// Changes is how many of each kind are listed: none if 0, all if negative.
	Changes int
	// Most is how many are listed at most, about equally many of each kind where
	// there are more; no matter how many if 0.
	Most int
	// Asked tells that the user wants them rather than the figures where a
	// format has room for one of the two.
	Asked  bool
	Filter eval.ChangeFilter
}

// NewComparison puts together what is shown of a comparison.
func NewComparison(c *eval.Comparison, o ComparisonOptions) Comparison {
	picked := o.Filter.Pick(c.Changes)
	r := Comparison{Comparison: c, listAsked: o.Asked, filtered: len(picked) < len(c.Changes)}
	r.Notes = append(texts(c.Warnings), runNotes([]string{"old", "new"}, c.Old, c.New)...)
	r.places = placesFor(c)
	for _, ch := range picked {
		r.Picked[ch.Kind]++
	}
	o.Changes = perKind(o.Changes, o.Most, r.Picked[:])
	for _, k := range eval.ChangeKinds() {
		of := eval.ChangeFilter{Kinds: []eval.ChangeKind{k}}.Pick(picked)
		if o.Changes < 0 || len(of) <= o.Changes {
			r.Listed = append(r.Listed, of...)
			for _, ch := range of {
				r.Groups = append(r.Groups, eval.ChangeGroup{Kind: k, Changes: []eval.Change{ch}})
			}
			continue
		}
		r.Listed = append(r.Listed, of[:o.Changes]...)
		groups := eval.GroupChanges(of)
		r.Groups = append(r.Groups, groups[:min(len(groups), o.Changes)]...)
	}
	return r
}

// perKind is how many of each kind are listed, all if negative: n, or fewer
// where together they would be more than most.
func perKind(n, most int, counts []int) int {
	if most <= 0 {
		return n
	}
	limit := slices.Max(counts)
	if n >= 0 {
		limit = min(limit, n)
	}
	return sort.Search(limit, func(n int) bool {
		sum := 0
		for _, c := range counts {
			sum += min(c, n+1)
		}
		return sum > most
	})
}

// placesFor is with how many decimals differences are shown: two where all are
// small, so that they take no more room than one decimal does otherwise.
func placesFor(c *eval.Comparison) int {
	most := 0.0
	see := func(deltas ...stats.Delta) {
		for _, d := range deltas {
			for _, x := range []float64{d.Value, d.Low, d.High} {
				if !math.IsNaN(x) {
					most = max(most, math.Abs(x))
				}
			}
		}
	}
	for _, s := range c.Schemes {
		for _, d := range append(slices.Clone(s.Types), s.Micro, s.Macro) {
			see(d.Precision, d.Recall, d.F1)
		}
	}
	for _, f := range c.Files {
		see(f.F1)
	}
	if most < 0.0995 {
		return 2
	}
	return 1
}

// CompareFormat is a way of writing comparisons of two systems and rankings of
// many.
type CompareFormat struct {
	Name, Doc  string
	Comparison func(w io.Writer, c Comparison, color bool) error
	Ranking    func(w io.Writer, r *eval.Ranking, color bool) error
}

// CompareFormats lists the formats; a new one is a file and an entry here.
func CompareFormats() []CompareFormat {
	return []CompareFormat{
		{"table", "for reading in a terminal", writeComparisonTable, writeRankingTable},
		{"json", "one object, all digits", writeComparisonJSON, writeRankingJSON},
		{"csv", "a line for each type and scheme; with changes asked for, a line for each change instead", writeComparisonCSV, writeRankingCSV},
		{"markdown", "for a comment on a pull request", writeComparisonMarkdown, writeRankingMarkdown},
		{"html", "one page to click through, that loads nothing", writeComparisonHTML, writeRankingHTML},
	}
}

// CompareFormatNamed finds a format. The error names those that there are.
func CompareFormatNamed(name string) (CompareFormat, error) {
	var names []string
	for _, f := range CompareFormats() {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return CompareFormat{}, fmt.Errorf("unknown format %q: there are %s", name, strings.Join(names, ", "))
}

// runNotes are the warnings of results, each with the file of gold where there
// are several, and with the system where not all have it.
func runNotes(names []string, runs ...*eval.Run) []string {
	var out []string
	of := map[string][]string{}
	for k, run := range runs {
		for _, f := range run.Files {
			for _, w := range f.Result.Warnings {
				note := w.String()
				if len(run.Files) > 1 {
					note = f.Path + ": " + note
				}
				if of[note] == nil {
					out = append(out, note)
				}
				if !slices.Contains(of[note], names[k]) {
					of[note] = append(of[note], names[k])
				}
			}
		}
	}
	for i, note := range out {
		if len(of[note]) < len(runs) {
			out[i] = strings.Join(of[note], ", ") + ": " + note
		}
	}
	return out
}

// rankingNotes are the warnings of a ranking and of its results.
func rankingNotes(r *eval.Ranking) []string {
	var names []string
	var runs []*eval.Run
	for _, s := range r.Systems {
		names, runs = append(names, s.Run.System.Name), append(runs, s.Run)
	}
	return append(texts(r.Warnings), runNotes(names, runs...)...)
}

func texts(warnings []eval.Warning) []string {
	var out []string
	for _, w := range warnings {
		out = append(out, w.String())
	}
	return out
}

// signed is a number of mentions with its sign, 0 without.
func signed(n int) string {
	switch {
	case n > 0:
		return "+" + strconv.Itoa(n)
	case n < 0:
		return "−" + strconv.Itoa(-n)
	}
	return "0"
}

// ratio is a figure in percent.
func (c Comparison) ratio(x float64) string {
	if math.IsNaN(x) {
		return "–"
	}
	return strconv.FormatFloat(100*x, 'f', c.places, 64)
}

// points is a difference of figures.
func (c Comparison) points(x float64) string { return signedPoints(x, c.places) }

// signedPercent is a difference of ratios, in points.
func signedPercent(x float64) string { return signedPoints(x, 1) }

func signedPoints(x float64, places int) string {
	if math.IsNaN(x) {
		return "–"
	}
	s := strconv.FormatFloat(math.Abs(100*x), 'f', places, 64)
	switch {
	case strings.Trim(s, "0.") == "":
		return s
	case x > 0:
		return "+" + s
	}
	return "−" + s
}

// interval is that of a difference.
func (c Comparison) interval(i stats.Interval) string { return signedInterval(i, c.places) }

// interval is that of a difference, in points with one decimal.
func interval(i stats.Interval) string { return signedInterval(i, 1) }

func signedInterval(i stats.Interval, places int) string {
	if i.None() {
		return "–"
	}
	return "[" + signedPoints(i.Low, places) + ", " + signedPoints(i.High, places) + "]"
}

// plainInterval is that of a figure.
func plainInterval(i stats.Interval) string {
	if i.None() {
		return "–"
	}
	return "[" + percent(i.Low) + ", " + percent(i.High) + "]"
}

// pValue is P with three decimals, or two where it is large.
func pValue(p float64) string {
	switch {
	case math.IsNaN(p):
		return "–"
	case p < 0.001:
		return "<0.001"
	case p > 0.9995:
		return "1"
	}
	return strconv.FormatFloat(p, 'f', 3, 64)
}

// headline says in one line what a comparison comes to.
func (c Comparison) headline(s eval.SchemeComparison) string {
	d := s.Micro
	what := map[eval.Outcome]string{
		eval.NoDifference: "no difference in any document",
		eval.Untested:     "nothing to test it by",
		eval.WithinChance: "no more than chance explains",
		eval.GotBetter:    "better",
		eval.GotWorse:     "worse",
	}[d.Outcome]
	p := "p = " + pValue(d.Adjusted)
	if d.Adjusted < 0.001 {
		p = "p < 0.001"
	}
	out := fmt.Sprintf("%s F1 %s → %s", s.Scheme.Name, c.ratio(d.F1.Old), c.ratio(d.F1.New))
	switch d.Outcome {
	case eval.NoDifference:
		return out + ": " + what
	case eval.Untested:
		return fmt.Sprintf("%s, %s: %s", out, c.points(d.F1.Value), what)
	}
	return fmt.Sprintf("%s, %s %s, %s: %s", out, c.points(d.F1.Value), c.interval(d.F1.Interval), p, what)
}

// effectLine says the effect in mentions.
func effectLine(e eval.Effect) string {
	return fmt.Sprintf("%s found, %s lost; wrong answers: %s come, %s gone",
		signed(e.Found), signed(-e.Lost), signed(e.Come), signed(-e.Gone))
}

// systemLine is a system with what it can be known again by.
func systemLine(r *eval.Run) string {
	line := plain(r.System.Name)
	switch {
	case r.System.Kind == eval.PipelineSystem && r.System.Digest != "":
		line += "  pipeline " + r.System.Digest
	default:
		line += "  answers " + r.AnswersDigest()
	}
	if r.Note != "" {
		line += "  " + plain(r.Note)
	}
	return line
}

// goldLine says what the comparison is made on.
func (c Comparison) goldLine() string {
	return goldOf(c.New, c.Documents, c.Mentions, c.Gold)
}

func goldOf(r *eval.Run, documents, mentions int, digest string) string {
	files := plural(len(r.Files), "file")
	if len(r.Files) == 1 {
		files = plain(r.Files[0].Path)
	}
	return fmt.Sprintf("%s: %s, %s  digest %s", files, plural(documents, "document"), plural(mentions, "mention"), digest)
}

// method says how intervals and P were made.
func method(o stats.Options, documents int) []string {
	o = filled(o)
	return []string{
		fmt.Sprintf("%.4g %% intervals over documents by %s", 100*o.Level, methodNames[o.Method.For(documents)]),
		fmt.Sprintf("p by approximate randomisation of documents; %s draws, seed %d", thousands(o.Resamples), o.Seed),
	}
}

// filled has the defaults where nothing was asked for.
func filled(o stats.Options) stats.Options {
	if o.Resamples == 0 {
		o.Resamples = stats.DefaultResamples
	}
	if o.Level == 0 {
		o.Level = stats.DefaultLevel
	}
	return o
}

const (
	differenceNote = "p of types and of files is adjusted by Holm; ~ no more than chance explains, = no document differs"
	effectNote     = "found, lost: gold mentions right in new only, in old only; come, gone: wrong answers likewise"
)

// rankingNote explains the letters.
func rankingNote(r *eval.Ranking) []string {
	return []string{fmt.Sprintf("systems that share a letter do not differ by more than chance explains (%s, Holm, level %s)",
		plural(len(r.Pairs), "pair"), strconv.FormatFloat(1-filled(r.Stats).Level, 'g', 2, 64))}
}
