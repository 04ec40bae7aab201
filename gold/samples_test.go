package gold

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/text"
)

// The sample text, marked, in the labels of spaCy; see testdata/formats.
const (
	evora = "[PERSON Zoe\u0301 Okafor] 🙂 joined [ORG Banco d’Évora]\r\nin [GPE Lisbon] for [Money $5 million]."
	ada   = "[PERSON Ada Obi] left [LOC Oslo] ."
)

// without5 is the sample text without the money.
func without5(marked string) string {
	return strings.Replace(marked, "[Money $5 million]", "$5 million", 1)
}

var toOthers = strings.NewReplacer("[PERSON ", "[PER ", "[Person ", "[PER ", "[GPE ", "[LOC ")

func TestSamples(t *testing.T) {
	marks := func(s string) string { return strings.ReplaceAll(s, "[PERSON ", "[Person ") }
	texts := []*text.Document{{ID: "e-1", Text: "Zoe\u0301 Okafor 🙂 joined Banco d’Évora\r\nin Lisbon for $5 million."}}
	tests := []struct {
		file, format string
		options      Options
		ids, want    []string
		note         string   // all notes, joined
		problems     []string // pieces of each
	}{
		{"prodigy.jsonl", "prodigy", Options{}, []string{"e-1", "prodigy-0002"}, []string{evora, "[Person Ada] met [Person Ben]."},
			"passed over: 1 span answered reject, 1 task answered ignore, 1 task answered reject", nil},
		{"doccano-label.jsonl", "doccano", Options{}, []string{"41", "42"}, []string{evora, "Nothing here."}, "", nil},
		{"doccano-relations.jsonl", "doccano", Options{}, []string{"41"}, []string{evora}, "passed over: 1 comment, 1 relation", nil},
		{"labelstudio.json", "labelstudio", Options{}, []string{"7"}, []string{evora}, "passed over: 1 relation, 1 result of type choices", nil},
		{"labelstudio.json", "labelstudio", Options{Layer: "other"}, []string{"7"}, []string{unmarked(evora)},
			"passed over: 1 relation, 1 result of type choices, 4 spans of label", nil},
		{"labelstudio-old.json", "labelstudio", Options{}, []string{"7"}, []string{evora}, "", nil},
		{"labelstudio-min.json", "labelstudio", Options{}, []string{"7"}, []string{evora}, "", nil},
		{"labelstudio-predictions.jsonl", "labelstudio", Options{}, []string{"e-1"}, []string{evora}, "", nil},
		{"spacy.jsonl", "spacy", Options{}, []string{"spacy-0001", "spacy-0002"}, []string{evora, "[Lieu DATE] and X are names of symbols."}, "passed over: 2 spans of group sc", nil},
		{"spacy.jsonl", "spacy", Options{Layer: "sc"}, []string{"spacy-0001", "spacy-0002"},
			[]string{strings.Replace(unmarked(evora), "Zoe\u0301 Okafor 🙂", "[OUTER [NAME Zoe\u0301 Okafor] 🙂]", 1), "DATE and X are names of symbols."}, "", nil},
		{"spacy.spacy", "docbin", Options{}, []string{"spacy-0001", "spacy-0002"}, []string{evora, "[Lieu DATE] and X are names of symbols."}, "passed over: 2 spans of group sc", nil},
		{"spacy.spacy", "docbin", Options{Layer: "sc"}, []string{"spacy-0001", "spacy-0002"},
			[]string{strings.Replace(unmarked(evora), "Zoe\u0301 Okafor 🙂", "[OUTER [NAME Zoe\u0301 Okafor] 🙂]", 1), "DATE and X are names of symbols."}, "", nil},
		{"spacy-small.spacy", "docbin", Options{}, []string{"spacy-small-0001"}, []string{"[Lieu DATE] and X are names of symbols."}, "", nil},
		{"spacy-train.json", "spacy-train", Options{}, []string{"spacy-train-0001"}, []string{evora}, "", nil},
		{"spacy-annotator.json", "spacy-train", Options{}, []string{"spacy-annotator-0001"}, []string{evora}, "", nil},
		{"spacy-paragraphs.json", "spacy-train", Options{}, []string{"spacy-paragraphs-0001"}, []string{"[Person Ada Obi]'s [Money €3bn], paid."},
			"passed over: 1 token whose annotation is missing", nil},
		{"presidio.json", "presidio", Options{Texts: texts}, []string{"e-1"},
			[]string{without5(strings.NewReplacer("[ORG ", "[ORGANIZATION ", "[GPE ", "[LOCATION ").Replace(evora))}, "", nil},
		{"transformers.json", "transformers", Options{Texts: texts}, []string{"e-1"}, []string{without5(toOthers.Replace(evora))}, "", nil},
		{"transformers-pieces.json", "transformers", Options{Texts: texts}, []string{"e-1"}, []string{without5(toOthers.Replace(evora))}, "", nil},
		{"hf.jsonl", "hf", Options{TagNames: strings.Fields(tagNames["conll2003"])}, []string{"0", "1"},
			[]string{strings.Replace(ada, "PERSON", "PER", 1), "No names ."}, "", nil},
		{"hf-viewer.json", "hf", Options{}, []string{"0"}, []string{"[person Ada Obi] left [location Oslo] ."}, "", nil},
		{"brat/evora.ann", "brat", Options{}, []string{"evora"},
			[]string{"[Person Zoe\u0301 Okafor] 🙂 joined [GPE [ORG Banco d’Évora]\r\nin [GPE Lisbon]] [Money for [Money $5 million]]."},
			"passed over: 1 attribute, 1 event, 1 link to a knowledge base, 1 mention in several pieces, read as one, 1 note, 2 relations",
			[]string{"evora.ann:5: warning: T5 is in 2 pieces; read as the whole"}},
		{"brat/lines.ann", "brat", Options{}, []string{"lines"}, []string{strings.ReplaceAll(unmarked2(evora, "GPE"), "\r\n", "\n")},
			"lines.txt: its line ends of two characters are counted as one, and read as one", nil},
		{"gate.xml", "gate", Options{}, []string{"gate"}, []string{strings.NewReplacer("[ORG ", "[Organization ", "[GPE ", "[Location ", "[PERSON ", "[\\Person ", "[Money ", "[\\Money ").Replace(evora)},
			"passed over: 1 annotation of set Original markups, 2 annotations of set default, 4 features of an annotation", nil},
		{"gate.xml", "gate", Options{Layer: "default"}, []string{"gate"}, []string{strings.Replace(unmarked2(evora, "PERSON"), "[Person ", "[\\Person ", 1)},
			"passed over: 4 annotations of set Key, 1 annotation of set Original markups, 1 annotation of type Token", nil},
		{"webanno.tsv", "webanno", Options{}, []string{"webanno"},
			[]string{"🙂 [Person Ada Obi] of [ORG [GPE New Delhi] Bank] left.\nPre-[G_P|E Oslo]\tdays: €3."}, "passed over: 1 span without a label", nil},
		{"webanno.tsv", "webanno", Options{Layer: "Act|kind"}, []string{"webanno"},
			[]string{"🙂 Ada Obi of New Delhi Bank [leave left].\nPre-Oslo\tdays: €3."}, "", nil},
		{"webanno-custom.tsv", "webanno", Options{}, []string{"webanno-custom"}, []string{"[Person Ada] left [GPE Oslo]."}, "", nil},
		{"muc.sgml", "xml", Options{}, []string{"nyt960101.0001", "nyt-2"},
			[]string{" BC-[ORGANIZATION OBI]-BANK \n [DATE 01-01] \nBC-OBI-BANK\n   [ORGANIZATION Obi & Sons Inc.] said — <late> — it paid\n" +
				"[Ignore $3] and [Money $5 < $9] to the [ORGANIZATION White House], 3 < 4.\n   More from [Person Zoë\nOkafor].",
				"[LOCATION Oslo] slept."},
			"passed over: 1 optional mention, read as IGNORE", nil},
		{"corenlp.xml", "xml", Options{}, []string{"corenlp-0001"},
			[]string{"[Person Ada Obi] left [LOCATION Oslo] for the [ORGANIZATION Bank of [LOCATION Delhi]] on [DATE Monday], a R&D trip.\n"}, "", nil},
		{"conll2003.txt", "conll", Options{}, []string{"conll2003-0001", "conll2003-0002"}, []string{"[PER Ada Obi] left [LOC Oslo] [LOC Delhi] .", "[PER Bo]"}, "", nil},
		{"conll2003.txt", "conll", Options{TokenColumn: 1, TagColumn: -2, Scheme: "iob1"}, []string{"conll2003-0001", "conll2003-0002"},
			[]string{"[NP Ada Obi] [VP left] [NP Oslo Delhi] .", "[NP Bo]"}, "", nil},
		{"conll2012.conll", "conll", Options{}, []string{"bc/x/01", "bc/x/01#001"}, []string{"[Person Ada] left", "[GPE Oslo]"}, "", nil},
		{"uner.iob2", "conll", Options{TokenColumn: 2, TagColumn: 3}, []string{"n-1", "n-2"}, []string{"[Person Ada] left", "[GPE Oslo]"}, "", nil},
	}
	unseen := map[string]bool{}
	for _, pattern := range []string{"*.*", "brat/*.ann"} {
		paths, err := filepath.Glob(filepath.Join("testdata/formats", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range paths {
			unseen[filepath.ToSlash(p)] = filepath.Base(p) != "README.md"
		}
	}
	for _, tt := range tests {
		t.Run(tt.file+" "+tt.options.Layer, func(t *testing.T) {
			path := "testdata/formats/" + tt.file
			unseen[path] = false
			c, err := tt.options.Read(path)
			if err != nil {
				t.Fatal(err)
			}
			if c.Format != tt.format {
				t.Errorf("format %s, want %s", c.Format, tt.format)
			}
			var ids, got, problems []string
			for _, d := range c.Documents {
				ids = append(ids, d.ID)
				got = append(got, marked(t, d))
			}
			want := make([]string, len(tt.want))
			for i, w := range tt.want {
				want[i] = marks(w)
			}
			for _, p := range c.Problems {
				problems = append(problems, p.Error())
			}
			if diff := cmp.Diff(tt.ids, ids); diff != "" {
				t.Errorf("ids (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("documents (-want +got):\n%s", diff)
			}
			if note := strings.Join(c.Notes, "\n"); note != tt.note {
				t.Errorf("notes %q, want %q", note, tt.note)
			}
			if len(problems) != len(tt.problems) {
				t.Errorf("problems %q", problems)
			}
			for i, p := range tt.problems {
				if i < len(problems) && !strings.Contains(problems[i], p) {
					t.Errorf("problem %q, want %q", problems[i], p)
				}
			}
		})
	}
	for path, missing := range unseen {
		if missing {
			t.Errorf("%s is read by no case", path)
		}
	}
}

// unmarked is marked text without its marks.
func unmarked(s string) string {
	plain, _, err := text.ParseMarked(s)
	if err != nil {
		panic(err) // a constant of this test
	}
	return plain
}

// unmarked2 keeps only the marks of one type.
func unmarked2(s string, keep text.Type) string {
	plain, mentions, err := text.ParseMarked(s)
	if err != nil {
		panic(err) // a constant of this test
	}
	mentions = slices.DeleteFunc(mentions, func(m text.Mention) bool { return m.Type != keep })
	again, err := text.Marked(plain, mentions)
	if err != nil {
		panic(err)
	}
	return again
}

// What beside spans and types the samples say.
func TestSampleDetails(t *testing.T) {
	open := func(file string, o Options) *Corpus {
		t.Helper()
		c, err := o.Open("testdata/formats/" + file)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	muc := open("muc.sgml", Options{}).Documents[0]
	var alts []string
	for _, m := range muc.Mentions {
		for _, a := range m.Alt {
			alts = append(alts, string(a.Type)+" "+muc.Surface(a.Span))
		}
	}
	if diff := cmp.Diff([]string{"ORGANIZATION Obi", "LOCATION White House"}, alts); diff != "" {
		t.Errorf("alternatives (-want +got):\n%s", diff)
	}
	gate := open("gate.xml", Options{}).Documents[0]
	if string(gate.Meta["source"]) != `"Evora Wire"` || string(gate.Meta["year"]) != "2023" || len(gate.Meta) != 2 {
		t.Errorf("GATE's document features: %s", gate.Meta)
	}
	studio := open("labelstudio-predictions.jsonl", Options{}).Documents[0]
	if studio.Mentions[0].Score != 0.75 {
		t.Errorf("score %v", studio.Mentions[0].Score)
	}
	pieces := open("transformers-pieces.json", Options{Texts: []*text.Document{{ID: "a", Text: studio.Text}}}).Documents[0]
	if pieces.Mentions[0].Score != 0.5 {
		t.Errorf("score of pieces %v", pieces.Mentions[0].Score)
	}
	doccano := open("doccano-label.jsonl", Options{}).Documents[0]
	if string(doccano.Meta["source"]) != `"Evora Wire"` {
		t.Errorf("doccano's metadata: %s", doccano.Meta)
	}
	brat, err := Read("testdata/formats/brat", DefaultMap())
	if err != nil {
		t.Fatal(err)
	}
	if len(brat.Documents) != 2 || brat.FileOf(1) != filepath.Join("testdata", "formats", "brat", "lines.ann") || brat.Documents[0].Mentions[0].Type != "PERSON" {
		t.Errorf("a folder of brat: %v", brat.Files)
	}
	if problems := Check(brat); len(problems) == 0 || !strings.HasPrefix(problems[0].Path, filepath.Join("testdata", "formats", "brat")+string(os.PathSeparator)) {
		t.Errorf("problems of a folder: %v", problems)
	}
}
