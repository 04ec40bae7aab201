package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rollcall/eval"
	"rollcall/eval/coref"
	"rollcall/eval/report"
	"rollcall/gold"
	"rollcall/text"
)

// entityFlags are those of rollcall eval that speak of entities.
type entityFlags struct {
	entities   bool
	singletons *choice
}

// entityHelp is the part of the help about entities.
func entityHelp() string {
	var out strings.Builder
	out.WriteString(`
--entities compares which mentions are said to name the same thing, in the
documents of gold that have "entities", as the reference scorer of CoNLL-2012
does. Mentions match if their spans do; those that one side lacks cost it recall
or precision. --singletons says what becomes of mentions that are alone: given
takes the entities listed, dropped leaves those of one mention out, added makes
one of every mention that is in none.
`)
	for _, m := range coref.Metrics() {
		describe(&out, m.Name, m.Doc, m.Source)
	}
	return out.String()
}

func (f *evalFlags) addEntityFlags(cmd *cobra.Command, flags *pflag.FlagSet) {
	flags.BoolVar(&f.entities, "entities", false, "show how well mentions are grouped: MUC, B³, CEAF, BLANC, LEA, CoNLL mean")
	f.singletons = choiceFlag(cmd, "singletons", "", "entities of one mention: given, dropped or added", "given", "dropped", "added")
}

// beyond is what a system has reached on the i-th gold file in tokens and in
// entities.
func (f *evalFlags) beyond(c *gold.Corpus, s *system, i int, types []text.Type, r *eval.Result) (b report.Beyond, err error) {
	b.Tokens, b.Reading, err = f.tokenResult(c, s, types, r)
	if err == nil && f.entities {
		b.Entities, err = f.entityResult(c, s.answers[i], types, r)
	}
	return b, err
}

// entityResult compares entities in the documents of gold that have some.
func (f *evalFlags) entityResult(c *gold.Corpus, answers []*text.Document, types []text.Type, r *eval.Result) (*coref.Result, error) {
	singletons, err := coref.ParseSingletons(f.singletons.value)
	if err != nil {
		return nil, err
	}
	answered := map[string]*text.Document{}
	for _, d := range answers {
		answered[d.ID] = d
	}
	scored := map[string]*eval.Document{}
	for i := range r.Documents {
		scored[r.Documents[i].ID] = &r.Documents[i]
	}
	var compared []coref.Document
	var without []string
	unanswered := true
	for _, g := range c.Documents {
		if len(g.Entities) == 0 {
			without = append(without, g.ID)
			continue
		}
		a := answered[g.ID]
		if a == nil {
			a = &text.Document{ID: g.ID}
		}
		unanswered = unanswered && len(a.Entities) == 0
		compared = append(compared, entityDocument(g, a, scored[g.ID], types))
	}
	if len(compared) == 0 {
		return nil, errors.New("--entities: gold has no entities: a document lists them under \"entities\", or each mention names its own under \"entity\"")
	}
	if len(without) > 0 {
		r.Warn(eval.Warning{Documents: without, Message: documents(len(without)) + " of gold without entities, in which they are not scored"})
	}
	if unanswered {
		r.Warn(eval.Warning{Message: "the answers have no entities"})
	}
	result := coref.Score(compared, singletons)
	if n := result.Total().Repeated; n > 0 {
		r.Warn(eval.Warning{Message: fmt.Sprintf("mentions that are in more than one entity, or twice in one, and count where they stand first: %d", n)})
	}
	return result, nil
}

// entityDocument says, by the alignment of mentions, which of them are scored
// and where answers stand that have an alternative of a gold mention.
func entityDocument(g, a *text.Document, d *eval.Document, types []text.Type) coref.Document {
	stands := map[text.Span]text.Span{}
	ignored := map[text.Span]bool{}
	if d != nil {
		for _, p := range d.Pairs {
			if p.Gold >= 0 && p.Answer >= 0 && p.SameSpan {
				stands[d.Answers[p.Answer].Span] = d.Gold[p.Gold].Span
			}
		}
		for _, i := range d.Ignored {
			ignored[d.Answers[i].Span] = true
		}
	}
	wanted := func(m text.Mention) bool {
		return m.Type != text.TypeIgnore && (types == nil || slices.Contains(types, m.Type))
	}
	return coref.Document{
		Gold: g, Answers: a,
		GoldAt: func(m text.Mention) (text.Span, bool) { return m.Span, wanted(m) },
		AnswersAt: func(m text.Mention) (text.Span, bool) {
			span, paired := stands[m.Span]
			if !paired {
				span = m.Span
			}
			return span, wanted(m) && (paired || !ignored[m.Span])
		},
	}
}
