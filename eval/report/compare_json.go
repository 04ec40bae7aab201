package report

import (
	"encoding/json"
	"io"

	"rollcall/eval"
	"rollcall/eval/stats"
	"rollcall/text"
)

type jsonComparison struct {
	Gold      jsonGold                        `json:"gold"`
	Old       jsonRun                         `json:"old"`
	New       jsonRun                         `json:"new"`
	Inference jsonInferenceMethod             `json:"inference"`
	Schemes   map[string]jsonSchemeDifference `json:"schemes"`
	// Measures are by name and row.
	Measures map[string]map[string]jsonCompared `json:"measures,omitempty"`
	Files    []jsonFileDifference               `json:"files,omitempty"`
	// ChangeCounts are of all changes that fit the filter, listed or not.
	ChangeCounts map[string]int `json:"change_counts"`
	Offsets      string         `json:"offsets"` // of changes
	Changes      []jsonChange   `json:"changes"`
	Warnings     []string       `json:"warnings,omitempty"`
}

type jsonGold struct {
	Digest    string `json:"digest"`
	Documents int    `json:"documents"`
	Mentions  int    `json:"mentions"`
}

// jsonRun is what a system can be known again by.
type jsonRun struct {
	System  string `json:"system"`
	Kind    string `json:"kind"`
	Digest  string `json:"digest,omitempty"` // of the pipeline
	Answers string `json:"answers_digest"`
	Version string `json:"version,omitempty"`
	Command string `json:"command,omitempty"`
	Note    string `json:"note,omitempty"`
}

func newJSONRun(r *eval.Run) jsonRun {
	return jsonRun{r.System.Name, string(r.System.Kind), r.System.Digest, r.AnswersDigest(), r.Version, r.Command, r.Note}
}

type jsonInferenceMethod struct {
	Level     float64 `json:"level"`
	Resamples int     `json:"resamples"`
	Seed      uint64  `json:"seed"`
	Method    string  `json:"method"` // of intervals
}

func newJSONInferenceMethod(o stats.Options, documents int) jsonInferenceMethod {
	o = filled(o)
	return jsonInferenceMethod{o.Level, o.Resamples, o.Seed, o.Method.For(documents).String()}
}

type jsonSchemeDifference struct {
	Types map[text.Type]jsonCompared `json:"types"`
	Micro jsonCompared               `json:"micro"`
	Macro jsonCompared               `json:"macro"`
}

// jsonCompared has counts and effect of all but a macro average.
type jsonCompared struct {
	Old       *jsonCounts `json:"old,omitempty"`
	New       *jsonCounts `json:"new,omitempty"`
	Precision jsonDelta   `json:"precision"`
	Recall    jsonDelta   `json:"recall"`
	F1        jsonDelta   `json:"f1"`
	Adjusted  *float64    `json:"p_adjusted"` // of F1
	Outcome   string      `json:"outcome"`
	Differ    int         `json:"documents_that_differ"`
	Effect    *jsonEffect `json:"effect,omitempty"`
}

type jsonDelta struct {
	Old        *float64 `json:"old"`
	New        *float64 `json:"new"`
	Difference *float64 `json:"difference"`
	Low        *float64 `json:"low"`
	High       *float64 `json:"high"`
	P          *float64 `json:"p"`
}

type jsonEffect struct {
	Found int `json:"found"`
	Lost  int `json:"lost"`
	Come  int `json:"come"`
	Gone  int `json:"gone"`
}

type jsonFileDifference struct {
	Path      string    `json:"path"`
	Documents int       `json:"documents"`
	F1        jsonDelta `json:"f1"`
	Adjusted  *float64  `json:"p_adjusted"`
	Outcome   string    `json:"outcome"`
	Differ    int       `json:"documents_that_differ"`
}

type jsonChange struct {
	Change   string       `json:"change"`
	Document string       `json:"document"`
	Line     int          `json:"line,omitempty"`
	GoldFile string       `json:"gold_file,omitempty"`
	GoldLine int          `json:"gold_line,omitempty"`
	Gold     *jsonMention `json:"gold"`
	Old      jsonSide     `json:"old"`
	New      jsonSide     `json:"new"`
	Context  string       `json:"gold_context,omitempty"`
}

type jsonSide struct {
	Right   bool         `json:"right"`
	Error   string       `json:"error,omitempty"`
	Answer  *jsonMention `json:"answer"`
	Context string       `json:"context,omitempty"`
}

func newJSONDelta(d stats.Delta) jsonDelta {
	return jsonDelta{
		orNull(d.Old), orNull(d.New), orNull(d.Value),
		orNull(d.Low), orNull(d.High), orNull(d.P),
	}
}

func newJSONCompared(d eval.Difference, counted bool) jsonCompared {
	out := jsonCompared{
		Precision: newJSONDelta(d.Precision), Recall: newJSONDelta(d.Recall), F1: newJSONDelta(d.F1),
		Adjusted: orNull(d.Adjusted), Outcome: d.Outcome.String(), Differ: d.Differ,
	}
	if counted {
		old, new := newJSONCounts(d.Old), newJSONCounts(d.New)
		out.Old, out.New = &old, &new
		out.Effect = &jsonEffect{d.Effect.Found, d.Effect.Lost, d.Effect.Come, d.Effect.Gone}
	}
	return out
}

func writeComparisonJSON(w io.Writer, c Comparison, _ bool) error {
	out := jsonComparison{
		Gold: jsonGold{c.Gold, c.Documents, c.Mentions},
		Old:  newJSONRun(c.Old), New: newJSONRun(c.New),
		Inference:    newJSONInferenceMethod(c.Stats, c.Documents),
		Schemes:      map[string]jsonSchemeDifference{},
		ChangeCounts: map[string]int{},
	}
	for _, s := range c.Schemes {
		scheme := jsonSchemeDifference{
			Types: map[text.Type]jsonCompared{},
			Micro: newJSONCompared(s.Micro, true), Macro: newJSONCompared(s.Macro, false),
		}
		for _, d := range s.Types {
			scheme.Types[d.Type] = newJSONCompared(d, true)
		}
		out.Schemes[s.Scheme.Name] = scheme
	}
	for _, d := range c.Measures {
		if out.Measures == nil {
			out.Measures = map[string]map[string]jsonCompared{}
		}
		if out.Measures[d.Measure.Name] == nil {
			out.Measures[d.Measure.Name] = map[string]jsonCompared{}
		}
		out.Measures[d.Measure.Name][d.Row] = jsonCompared{
			Precision: newJSONDelta(d.Precision), Recall: newJSONDelta(d.Recall), F1: newJSONDelta(d.F1),
			Adjusted: orNull(d.Adjusted), Outcome: d.Outcome.String(), Differ: d.Differ,
		}
	}
	for _, f := range c.Files {
		out.Files = append(out.Files, jsonFileDifference{
			f.Path, f.Documents, newJSONDelta(f.F1), orNull(f.Adjusted), f.Outcome.String(), f.Differ,
		})
	}
	for _, k := range eval.ChangeKinds() {
		out.ChangeCounts[k.String()] = c.Picked[k]
	}
	out.Offsets, out.Changes = newJSONChanges(c.Listed)
	out.Warnings = c.Notes
	return encodeJSON(w, out)
}

// newJSONChanges counts offsets in characters, or, where a text that they count
// in is not known, all in bytes.
func newJSONChanges(changes []eval.Change) (offsets string, out []jsonChange) {
	unit := text.Char
	for _, c := range changes {
		if c.DocumentText == "" {
			unit = text.Byte
		}
	}
	out = []jsonChange{}
	var index *text.Index
	last := ""
	for _, c := range changes {
		if index == nil || c.DocumentText != last {
			index, last = text.NewIndex(c.DocumentText, text.Char), c.DocumentText
		}
		mention := func(m *text.Mention, surface string) *jsonMention {
			if m == nil {
				return nil
			}
			out := &jsonMention{Start: m.Start, End: m.End, Type: m.Type, Text: surface, Score: m.Score}
			if unit == text.Char {
				out.Start, out.End = index.FromByte(m.Start), index.FromByte(m.End)
			}
			if m.Source != (text.Source{}) {
				out.Source = &m.Source
			}
			return out
		}
		side := func(s eval.Side) jsonSide {
			out := jsonSide{Right: s.Right, Answer: mention(s.Answer, s.Text), Context: s.Context}
			if !s.Right {
				out.Error = s.Fault.String()
			}
			return out
		}
		out = append(out, jsonChange{
			Change: c.Kind.String(), Document: c.Document, Line: c.Line, GoldFile: c.GoldFile, GoldLine: c.GoldLine,
			Gold: mention(c.Gold, c.GoldText), Old: side(c.Old), New: side(c.New), Context: c.GoldContext,
		})
	}
	return unit.String(), out
}

type jsonRanking struct {
	Gold      jsonGold            `json:"gold"`
	Scheme    string              `json:"scheme"`
	Inference jsonInferenceMethod `json:"inference"`
	Systems   []jsonRanked        `json:"systems"` // the best first
	Pairs     []jsonRankedPair    `json:"pairs"`
	Warnings  []string            `json:"warnings,omitempty"`
}

type jsonRanked struct {
	jsonRun
	Group     string                   `json:"group"`
	Counts    jsonCounts               `json:"micro"`
	Precision jsonBounds               `json:"precision_interval"`
	Recall    jsonBounds               `json:"recall_interval"`
	F1        jsonBounds               `json:"f1_interval"`
	Types     map[text.Type]jsonCounts `json:"types"`
}

type jsonBounds struct {
	Low  *float64 `json:"low"`
	High *float64 `json:"high"`
}

func newJSONBounds(i stats.Interval) jsonBounds {
	return jsonBounds{orNull(i.Low), orNull(i.High)}
}

// jsonRankedPair names systems by their place in the ranking, from 0.
type jsonRankedPair struct {
	Better   int       `json:"better"`
	Worse    int       `json:"worse"`
	F1       jsonDelta `json:"f1"`
	Adjusted *float64  `json:"p_adjusted"`
	Differ   bool      `json:"differ"`
}

func writeRankingJSON(w io.Writer, r *eval.Ranking, _ bool) error {
	out := jsonRanking{
		Gold:   jsonGold{r.Gold, r.Documents, r.Mentions},
		Scheme: r.Scheme.Name, Inference: newJSONInferenceMethod(r.Stats, r.Documents),
	}
	for _, s := range r.Systems {
		ranked := jsonRanked{
			jsonRun: newJSONRun(s.Run), Group: s.Letters, Counts: newJSONCounts(s.Counts),
			Precision: newJSONBounds(s.Intervals.Precision), Recall: newJSONBounds(s.Intervals.Recall),
			F1: newJSONBounds(s.Intervals.F1), Types: map[text.Type]jsonCounts{},
		}
		for i, t := range r.Types {
			ranked.Types[t] = newJSONCounts(s.ByType[i])
		}
		out.Systems = append(out.Systems, ranked)
	}
	for _, p := range r.Pairs {
		out.Pairs = append(out.Pairs, jsonRankedPair{p.Better, p.Worse, newJSONDelta(p.F1), orNull(p.Adjusted), p.Differ})
	}
	out.Warnings = rankingNotes(r)
	return encodeJSON(w, out)
}

func encodeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
