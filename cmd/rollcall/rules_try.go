package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/concord"
	"rollcall/cmd/rollcall/internal/ordered"
	"rollcall/internal/yamlfile"
	"rollcall/pipeline"
	"rollcall/pipeline/data"
	"rollcall/pipeline/rule"
	"rollcall/text"
)

const tryLong = `Shows what a pattern, or the rules of a file, hit in a corpus: one line a hit,
lined up, with the words around it. CORPUS is text, web pages, JSON lines or
gold (see rollcall gold formats), files or folders.

Where gold exists, right or wrong stands before the hit: right if gold has just
this mention with this type, or without --type and a label in the pattern with
any. Under a wrong hit stands what gold has there. Of a veto a hit is right if
it takes out no mention of gold. Otherwise nothing is known: "?".

At the end stand the counts, and the precision with its interval over documents.
--watch runs it again whenever the file of rules is saved.`

const tryExample = `  rollcall rules try 'mayor {PERSON: Cap+}' articles/
  rollcall rules try 'chair of the {Cap+}' dev.jsonl --type organisation
  rollcall rules try mine.yaml gold/ --rule mayor --watch
  rollcall rules try mine.yaml gold/ --only wrong --sort right --limit 200`

type tryFlags struct {
	folder   *string // of data
	rules    []string
	typ      string
	labels   string
	pipeline string
	limit    int
	sort     *choice
	only     *choice
	format   *choice
	color    *choice
	watch    bool
	workers  int
}

func newRulesTryCmd(folder *string) *cobra.Command {
	f := tryFlags{folder: folder}
	cmd := &cobra.Command{
		Use:     "try PATTERN|FILE CORPUS...",
		Short:   "Show what a pattern hits in a corpus, line by line",
		Long:    tryLong,
		Example: tryExample,
		Args:    cobra.MinimumNArgs(2),
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0], args[1:]) },
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&f.rules, "rule", nil, "of a file, only rules of these `names`")
	flags.StringVarP(&f.typ, "type", "t", "", "`type` of what the pattern marks without a label of its own")
	flags.StringVar(&f.labels, "map", "", "`file` that says which type a label of gold is (see rollcall gold --help)")
	flags.StringVarP(&f.pipeline, "pipeline", "p", "", "`name` of a pipeline of which what comes before its rules runs first, for patterns that ask what others found")
	flags.IntVar(&f.limit, "limit", 50, "`hits` to show; 0 for all")
	f.sort = choiceFlag(cmd, "sort", "s", "order: place, left or right (by the words on that side), hit, or verdict", "place", "left", "right", "hit", "verdict")
	f.only = choiceFlag(cmd, "only", "", "show only hits that are right, wrong or unknown", "", "right", "wrong", "unknown")
	f.format = gridFormat(cmd)
	f.color = choiceFlag(cmd, "color", "", "colours: auto, always or never", "auto", "always", "never")
	flags.BoolVarP(&f.watch, "watch", "w", false, "run again whenever the file of rules is saved, until interrupted")
	flags.IntVar(&f.workers, "workers", 2, "documents worked on at once")
	return cmd
}

// hit is one place that a rule matches.
type hit struct {
	text.Span
	Type    text.Type // empty where neither pattern nor flag says
	Rule    string
	Verdict string
	Gold    []text.Mention // what gold has there, if the hit is wrong
	doc     *text.Document
	place   string // file, document and line
	line    concord.Line
}

// What is known of a hit.
const (
	hitRight   = "right"
	hitWrong   = "wrong"
	hitUnknown = "unknown"
)

func (f *tryFlags) run(cmd *cobra.Command, what string, paths []string) error {
	if f.typ != "" {
		t, err := typeNamed(f.typ, false)
		if err != nil {
			return err
		}
		f.typ = string(t)
	}
	isFile := isRuleFile(what)
	switch {
	case f.watch && !isFile:
		return errors.New("--watch needs a file that is saved: rollcall rules try FILE CORPUS --watch")
	case !isFile && len(f.rules) > 0:
		return fmt.Errorf("--rule picks rules of a file, and %q is none", what)
	case isFile && f.typ != "":
		return errors.New("--type is for a pattern; the rules of a file say their types")
	}
	set, err := f.read(what, isFile)
	if err != nil && !f.watch {
		return err
	}
	before, err2 := f.before(cmd, set)
	if err2 != nil {
		return err2
	}
	corpus, err2 := f.open(paths, cmd.InOrStdin())
	if err2 != nil {
		return err2
	}
	if !f.watch {
		t, err := f.try(cmd.Context(), set, before, corpus.documents())
		if err != nil {
			return err
		}
		return t.write(cmd.OutOrStdout(), f)
	}
	return f.watching(cmd, what, before, corpus, set, err)
}

func isRuleFile(what string) bool {
	return (yamlfile.Is(what) || isFolder(what)) && !missing([]string{what})
}

// read makes the set of rules to try.
func (f *tryFlags) read(what string, isFile bool) (*rule.Set, error) {
	files := data.Over(*f.folder)
	if !isFile {
		if yamlfile.Is(what) {
			return nil, fmt.Errorf("there is no file %s", what)
		}
		return rule.Pattern(files, what, text.Type(f.typ))
	}
	set, err := readRules(*f.folder, []string{what})
	if err != nil || len(f.rules) == 0 {
		return set, err
	}
	var others, known []string
	for _, r := range set.Rules() {
		known = append(known, r.Name)
		if !slices.Contains(f.rules, r.Name) {
			others = append(others, r.Name)
		}
	}
	for _, name := range f.rules {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("%s has no rule %s: it has %s", what, name, strings.Join(known, ", "))
		}
	}
	return set.Without(others...), nil
}

// before is what runs before the rules.
func (f *tryFlags) before(cmd *cobra.Command, set *rule.Set) ([]pipeline.Stage, error) {
	name := f.pipeline
	if name == "" && set != nil && set.AsksForCandidates() {
		name = "fast"
		fmt.Fprintln(cmd.ErrOrStderr(), "rollcall: the rules ask what others found; taken from pipeline fast, --pipeline takes another")
	}
	if name == "" {
		return []pipeline.Stage{{Name: "tokens", Run: prepareExample}}, nil
	}
	p, err := pipeline.Open(name, pipeline.Options{Data: *f.folder})
	if err != nil {
		return nil, err
	}
	stages := p.Stages()
	at := slices.IndexFunc(stages, func(s pipeline.Stage) bool { return s.Name == rule.Stage })
	if at < 0 {
		at = slices.IndexFunc(stages, func(s pipeline.Stage) bool { return s.Name == "resolve" })
	}
	if at < 0 {
		at = len(stages)
	}
	return stages[:at], nil
}

// tried is what came of trying.
type tried struct {
	documents int
	hits      []hit
	perDoc    []rightOf
	known     bool // whether gold says anything
	failed    []error
}

// rightOf is how many hits of a document are right, and how many it is known
// of.
type rightOf struct{ right, known int }

// try finds the hits in documents.
func (f *tryFlags) try(ctx context.Context, set *rule.Set, before []pipeline.Stage, docs func(func(tryDocument) bool)) (*tried, error) {
	type found struct {
		hits []hit
		err  error
		doc  tryDocument
	}
	look := func(d tryDocument) (out found) {
		out.doc = d
		if out.err = d.err; out.err != nil {
			return out
		}
		out.hits, out.err = hitsOf(set, before, d)
		return out
	}
	t := &tried{}
	for out := range ordered.Map(ctx, docs, f.workers, look) {
		if out.err != nil {
			t.failed = append(t.failed, out.err)
			continue
		}
		t.documents++
		t.known = t.known || out.doc.annotated
		n := rightOf{}
		for _, h := range out.hits {
			if h.Verdict != hitUnknown {
				n.known++
			}
			if h.Verdict == hitRight {
				n.right++
			}
		}
		t.perDoc = append(t.perDoc, n)
		t.hits = append(t.hits, out.hits...)
	}
	if ctx.Err() != nil {
		return nil, errors.New("interrupted")
	}
	return t, nil
}

// hitsOf are the hits in one document, in order of place.
func hitsOf(set *rule.Set, before []pipeline.Stage, in tryDocument) ([]hit, error) {
	d := &text.Document{ID: in.doc.ID, Text: in.doc.Text}
	if err := pipeline.Run(before, d); err != nil {
		return nil, err
	}
	var hits []hit
	rules := set.Rules()
	for _, t := range set.Watch(d) {
		r := &rules[t.Rule]
		if len(t.Proposed) == 0 {
			for _, s := range t.Matched {
				hits = append(hits, hit{Span: s, Type: cmp.Or(r.Retype, r.Type), Rule: r.Name, doc: d})
			}
			continue
		}
		for _, i := range t.Proposed {
			c := &d.Candidates[i]
			hits = append(hits, hit{Span: c.Span, Type: c.Type, Rule: r.Name, doc: d})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a.Span.Compare(b.Span) })
	line, seen := in.line, 0
	for i := range hits {
		h := &hits[i]
		k := slices.IndexFunc(rules, func(r rule.Rule) bool { return r.Name == h.Rule })
		h.judge(in, &rules[k])
		line, seen = line+strings.Count(d.Text[seen:h.Start], "\n"), h.Start
		h.place = fmt.Sprintf("%s:%d", in.place, line)
		h.line = concord.Of(d, h.Span)
	}
	return hits, nil
}

// judge compares a hit with gold.
func (h *hit) judge(in tryDocument, r *rule.Rule) {
	against := cmp.Or(r.Veto, r.Candidates)
	if r.Veto == "" && r.Lower == 0 {
		against = ""
	}
	if !in.annotated {
		h.Verdict = hitUnknown
		return
	}
	typed := func(t text.Type) bool { return h.Type == "" || h.Type == rule.AnyType || t == h.Type }
	h.Verdict = hitWrong
	if against != "" {
		h.Verdict = hitRight
	}
	for _, m := range in.doc.Mentions {
		if m.Type == text.TypeIgnore {
			if m.Overlaps(h.Span) && against == "" {
				h.Verdict = hitUnknown
			}
			continue
		}
		if against != "" {
			if typed(m.Type) && against.Reaches(h.Span, m.Span) {
				h.Verdict = hitWrong
				h.Gold = append(h.Gold, m)
			}
			continue
		}
		same := m.Span == h.Span && typed(m.Type)
		for _, a := range m.Alt {
			same = same || a.Span == h.Span && typed(a.Type)
		}
		if same {
			h.Verdict, h.Gold = hitRight, nil
			return
		}
		if m.Overlaps(h.Span) {
			h.Gold = append(h.Gold, m)
		}
	}
}
