package gold

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/text"
)

// Format is a way in which annotated documents are written.
type Format struct {
	Name    string   // what --from and --to call it
	Doc     string   // one line on what it is and who writes it
	Endings []string // of its files, the one that is written first
	// Unit is what the format's offsets count. Formats of tokens count none and
	// say Char.
	Unit text.Unit
	// Holds is what the format has a place for; the rest is lost in writing.
	Holds Feature
	// PerDocument says that a file is one document, so that many documents are
	// a folder.
	PerDocument bool

	// looks reports whether data is of this format, which is what tells formats
	// with the same ending apart.
	looks func(s *sample) bool
	read  func(c *Corpus, data []byte, o Options)
	// write writes documents without anything that Holds does not have. Of a
	// PerDocument format it is given one document.
	write func(docs []*text.Document, o WriteOptions) ([]File, error)
}

// Formats is the list of all formats, the project's own first. A new one is a
// file with its two functions and a line here. Where two look alike, detection
// takes the first.
func Formats() []Format {
	return []Format{
		{"jsonl", "JSON lines with id, text and mentions: rollcall's own",
			[]string{".jsonl", ".ndjson", ".json"}, text.Char, HoldsAll, false, looksOwn, readOwn, writeOwn},
		{"marked", "text with [Person Ann] marks: rollcall's own, for people",
			[]string{".marked"}, text.Char, HoldsText | HoldsSpacing | HoldsID | HoldsNested | HoldsAlternatives | HoldsValues | HoldsMetadata, true, nil, readMarked, writeMarked},
		{"conll", "a token and its tag a line: CoNLL, W-NUT, most corpora",
			[]string{".conll", ".iob", ".iob1", ".iob2", ".bio", ".ioe", ".bioes", ".bilou", ".tsv", ".txt"}, text.Char, 0, false, looksCoNLL, (*Corpus).readCoNLL, writeCoNLL},
		{"brat", "standoff .ann beside .txt: brat",
			[]string{".ann"}, text.Char, HoldsText | HoldsSpacing | HoldsID | HoldsCrossing, true, looksBrat, (*Corpus).readBrat, writeBrat},
		{"xml", "inline tags, MUC's <ENAMEX TYPE=…> or <PERSON>: MUC, IEER, CoreNLP",
			[]string{".sgml", ".sgm", ".xml"}, text.Char, HoldsText | HoldsSpacing | HoldsID | HoldsNested, false, looksInline, (*Corpus).readInline, writeInline},
		{"spacy", "Doc.to_json() with ents: spaCy 3",
			[]string{".json", ".jsonl"}, text.Char, HoldsText | HoldsSpacing, false, looksSpacy, (*Corpus).readSpacy, writeSpacy},
		{"spacy-train", `[text, {"entities": [[0, 3, "PERSON"]]}]: spaCy 2`,
			[]string{".json", ".jsonl"}, text.Char, HoldsText | HoldsSpacing, false, looksSpacyTrain, (*Corpus).readSpacyTrain, writeSpacyTrain},
		{"docbin", "DocBin, what spacy train reads: spaCy 3",
			[]string{".spacy"}, text.Char, HoldsText | HoldsSpacing, false, looksDocBin, (*Corpus).readDocBin, writeDocBin},
		{"prodigy", "tasks with spans and answer: Prodigy db-out",
			[]string{".jsonl", ".json"}, text.Char, HoldsText | HoldsSpacing | HoldsID | HoldsCrossing | HoldsScores | HoldsMetadata, false, looksProdigy, (*Corpus).readProdigy, writeProdigy},
		{"labelstudio", "tasks with annotations or predictions: Label Studio JSON and JSON-MIN",
			[]string{".json", ".jsonl"}, text.Char, HoldsText | HoldsSpacing | HoldsID | HoldsCrossing | HoldsScores | HoldsMetadata, false, looksLabelStudio, (*Corpus).readLabelStudio, writeLabelStudio},
		{"doccano", "text with label, labels or entities: doccano",
			[]string{".jsonl", ".json"}, text.Char, HoldsText | HoldsSpacing | HoldsID | HoldsCrossing | HoldsMetadata, false, looksDoccano, (*Corpus).readDoccano, writeDoccano},
		{"gate", "TextWithNodes and AnnotationSet: GATE XML",
			[]string{".xml"}, text.UTF16, HoldsText | HoldsSpacing | HoldsID | HoldsCrossing | HoldsMetadata, true, looksGATE, (*Corpus).readGATE, writeGATE},
		{"webanno", "WebAnno TSV 3: WebAnno, INCEpTION",
			[]string{".tsv"}, text.UTF16, HoldsText | HoldsID | HoldsCrossing, true, looksWebAnno, (*Corpus).readWebAnno, writeWebAnno},
		{"hf", "tokens and ner_tags, names or numbers: Hugging Face datasets",
			[]string{".jsonl", ".json"}, text.Char, HoldsID, false, looksRows, (*Corpus).readRows, writeRows},
		{"presidio", "entity_type, start, end, score: Presidio's analyzer",
			[]string{".json", ".jsonl"}, text.Char, HoldsCrossing | HoldsScores, false, looksPresidio, (*Corpus).readPresidio, writePresidio},
		{"transformers", "entity_group, word, start, end, score: transformers' pipeline",
			[]string{".json", ".jsonl"}, text.Char, HoldsCrossing | HoldsScores, false, looksPipeline, (*Corpus).readPipeline, writePipeline},
	}
}

// FormatNamed is the format of that name.
func FormatNamed(name string) (Format, error) {
	var names []string
	for _, f := range Formats() {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Format{}, fmt.Errorf("there is no format %q: use %s", name, strings.Join(names, ", "))
}

// allEndings are those of annotated files, before compression, each once.
func allEndings() []string {
	var all []string
	for _, f := range Formats() {
		for _, e := range f.Endings {
			if !slices.Contains(all, e) {
				all = append(all, e)
			}
		}
	}
	return all
}
