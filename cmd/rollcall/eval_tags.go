package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rollcall/eval"
	"rollcall/eval/report"
	"rollcall/eval/tags"
	"rollcall/gold"
	"rollcall/text"
)

// tagFlags are those of rollcall eval that speak of tag files and of tokens.
type tagFlags struct {
	tokens       bool
	tagScheme    string
	repair       *choice
	tokenColumn  int
	goldColumn   int
	answerColumn int

	conll  bool    // the scheme conll was asked for
	tagged *tagged // the tag files, where two sides of tags are compared
}

const tagHelp = `
Tag files (CoNLL columns, one token a line) on both sides, or in two columns of
one file as conlleval takes it, are compared token by token, with the labels as
they stand:
  conll    spans and types are right, in tag files: conlleval's and seqeval's
           phrases, with accuracy, figures for tokens and their confusion
--tags names their scheme (IOB1, BIO, BIOES, BILOU, BMES, IOE1, IOE2; by itself
it is told from gold), two for gold and answers; --repair says what becomes of
tags that the scheme does not allow: conlleval begins a span with them (seqeval
by default), discard takes only legal spans (seqeval's strict mode), none
refuses them, line by line. --format conlleval and --format seqeval print what
those programs do.
--tokens adds the token level to any comparison: by the tokens of a CoNLL gold
file, otherwise by words and signs as the text has them.
`

const tagExample = `
  rollcall eval dev.conll --predictions theirs.conll --scheme conll
  rollcall eval - --format conlleval < gold-and-answers.txt
  rollcall eval dev.conll --predictions a.conll --repair discard --format seqeval`

func (f *evalFlags) addTagFlags(cmd *cobra.Command, flags *pflag.FlagSet) {
	flags.BoolVar(&f.tokens, "tokens", false, "show the token level: accuracy, figures by label, and the confusion of labels")
	flags.StringVar(&f.tagScheme, "tags", "", "tag `scheme` of tag files, or of gold and answers: bio,bioes")
	f.repair = choiceFlag(cmd, "repair", "", "illegal tags: conlleval, discard or none", "conlleval", "discard", "none")
	flags.IntVar(&f.tokenColumn, "token-column", 0, "column of tokens in tag files, from 1 (default the first)")
	flags.IntVar(&f.goldColumn, "gold-column", 0, "column of gold's tags, from 1, or from the end if negative (default the last)")
	flags.IntVar(&f.answerColumn, "answer-column", 0, "column of the answers' tags; without --predictions, in the gold file itself")
	complete(cmd, "tags", func() (names []string) {
		for _, s := range tags.Schemes() {
			names = append(names, s.Name)
		}
		return names
	})
}

// conllScheme is strict by another name: that under which the verdict on the
// spans of tags is known.
func conllScheme() eval.Scheme {
	s := eval.Strict
	s.Name = "conll"
	s.Doc = "span and type are right, in tags as conlleval and seqeval read them"
	s.Source = "CoNLL-2000 and 2003 (conlleval)"
	return s
}

// conllOptions takes the scheme conll, which is made here, out of the names
// that others look for.
func (f *evalFlags) conllOptions(args []string) (o report.Options, err error) {
	asked := f.schemes
	f.conll = slices.Contains(asked, "conll")
	if !f.conll {
		return f.reportOptions(args)
	}
	f.schemes = slices.DeleteFunc(slices.Clone(asked), func(name string) bool { return name == "conll" })
	if len(f.schemes) == 0 {
		f.schemes = []string{eval.Strict.Name}
		if o, err = f.reportOptions(args); err == nil {
			o.Schemes = []eval.Scheme{conllScheme()}
		}
		return o, err
	}
	if o, err = f.reportOptions(args); err == nil {
		o.Schemes = append([]eval.Scheme{conllScheme()}, o.Schemes...)
	}
	return o, err
}

// asOthers reports whether the report is one that another program prints.
func (f *evalFlags) asOthers() bool { return f.format == "conlleval" || f.format == "seqeval" }

// tokenResult is the token level of a system on a gold file; nil where it was
// not asked for.
func (f *evalFlags) tokenResult(c *gold.Corpus, s *system, types []text.Type, r *eval.Result) (*tags.Result, string, error) {
	if !f.tokens && !f.conll && !f.asOthers() && (f.tagged == nil || f.format != "json") {
		return nil, "", nil
	}
	if f.tagged != nil && f.tagged.answers[s.name] != nil {
		return f.tagged.result(s, types)
	}
	tokens := tags.Words
	if tagFile(c.Path) {
		tokens = tokenLines
	}
	var docs []tags.Document
	for _, d := range r.Documents {
		docs = append(docs, tags.Document{Tokens: tokens(d.Text), Gold: d.Gold, Answers: d.Answers})
	}
	t, cut := tags.ScoreTokens(docs)
	if cut > 0 {
		r.Warn(eval.Warning{Message: fmt.Sprintf("mentions that begin or end inside a token, all of which counts as in: %d", cut)})
	}
	if f.asOthers() {
		for i := range r.Documents {
			byLabel := map[string]tags.Counts{}
			for typ, c := range r.Documents[i].Tally(eval.Strict) {
				byLabel[string(typ)] = tags.Counts{Gold: c.Gold(), Answers: c.Answers(), Correct: c.Correct}
			}
			t.CountSpans(i, byLabel)
		}
	}
	return t, "", nil
}

// tokenLines are the tokens of a text that was made of a tag file: it has a
// blank, or a line break, between them.
func tokenLines(s string) []text.Span {
	var out []text.Span
	from := 0
	for i := 0; i <= len(s); i++ {
		if i == len(s) || s[i] == ' ' || s[i] == '\n' {
			if i > from {
				out = append(out, text.Span{Start: from, End: i})
			}
			from = i + 1
		}
	}
	return out
}
