package gold

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rollcall/text"
)

// WebAnno TSV 3, which WebAnno and INCEpTION write: a head that names layers
// and their features, then sentences of a token a line, with a column for each
// feature:
//
//	#FORMAT=WebAnno TSV 3.3
//	#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value
//
//	#Text=Ann Lee left.
//	1-1	0-3	Ann	*[1]	PERSON[1]
//	1-2	4-7	Lee	*[1]	PERSON[1]
//	1-3	8-12	left	_	_
//	1-4	12-13	.	_	_
//
// Offsets are UTF-16 units of the whole text. What belongs to one annotation
// has its number in brackets; annotations on one token have bars between them;
// characters that mean something have a backslash before them. A line numbered
// 1-1.1 is a part of a token. White space between sentences is not in the file,
// and read as line breaks.

const webannoNER = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"

func looksWebAnno(s *sample) bool { return s.begins("#FORMAT=WebAnno TSV 3") }

// webannoColumn is a column after the first three.
type webannoColumn struct {
	layer, feature string
	span           bool // of a layer of spans, not of relations or chains
}

// webannoReader puts a document together.
type webannoReader struct {
	c       *Corpus
	line    int
	columns []webannoColumn
	chosen  int // column of labels, from 0

	body     strings.Builder
	units    int // length of the body in UTF-16 units
	sentence string
	begun    bool // the sentence's place is known
	mentions []webannoMention
	numbered map[string]int // mentions by their number
}

type webannoMention struct {
	start, end number
	label      string
	line       int
}

func (c *Corpus) readWebAnno(data []byte, o Options) {
	r := &webannoReader{c: c, chosen: -1, numbered: map[string]int{}}
	for line := range strings.SplitSeq(strings.TrimPrefix(string(data), "\uFEFF"), "\n") {
		r.line++
		line = strings.TrimSuffix(line, "\r")
		var err error
		switch {
		case strings.HasPrefix(line, "#FORMAT="):
			if !strings.HasPrefix(line, "#FORMAT=WebAnno TSV 3") {
				err = fmt.Errorf("%s: only version 3 is read", line)
			}
		case strings.HasPrefix(line, "#T_"):
			r.head(line)
		case strings.HasPrefix(line, "#Text="):
			r.begin(unescapeTSV(line[len("#Text="):]))
		case strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "":
			// #Sentence.id= and other comments.
		default:
			if r.chosen < 0 {
				if err := r.choose(o.Layer); err != nil {
					c.problem(r.line, Error, "webanno", "%v", err)
					return
				}
			}
			err = r.token(line)
		}
		if err != nil {
			c.problem(r.line, Error, "webanno", "%v", err)
		}
	}
	d := &text.Document{ID: baseName(c.Path), Text: r.body.String()}
	index := text.NewIndex(d.Text, text.UTF16)
	for i, m := range r.mentions {
		if m.label == "" {
			c.skip("span without a label")
			continue
		}
		one, err := foreign{start: m.start, end: m.end, label: m.label}.mention(d, index, text.UTF16)
		if err != nil {
			c.Problems = append(c.Problems, mentionProblem(c.Path, m.line, d, i, text.UTF16, err))
			continue
		}
		d.Mentions = append(d.Mentions, one)
	}
	c.add(d, 1)
}

// head reads the line of a layer.
func (r *webannoReader) head(line string) {
	kind, layer, _ := strings.Cut(line, "=")
	parts := strings.Split(layer, "|")
	features := parts[1:]
	if len(features) == 0 {
		features = []string{""}
	}
	for _, f := range features {
		r.columns = append(r.columns, webannoColumn{parts[0], f, kind == "#T_SP"})
	}
}

// choose finds the column of labels: of the layer asked for, of named entities,
// or of the only custom layer; in it the feature value, or the only one.
func (r *webannoReader) choose(layer string) error {
	wanted, feature, _ := strings.Cut(layer, "|")
	if layer == "" {
		var own []string
		for _, col := range r.columns {
			standard := strings.HasPrefix(col.layer, "de.tudarmstadt.ukp.dkpro.core.api.")
			if col.span && (!standard || col.layer == webannoNER) && !slices.Contains(own, col.layer) {
				own = append(own, col.layer)
			}
		}
		switch {
		case slices.Contains(own, webannoNER):
			wanted = webannoNER
		case len(own) == 1:
			wanted = own[0]
		case len(own) == 0:
			return errors.New("there is no layer of named entities, nor one of your own: name another with --layer")
		default:
			return fmt.Errorf("there are several layers: name one with --layer: %s", strings.Join(own, ", "))
		}
	}
	var found []int
	for i, col := range r.columns {
		if col.span && (col.layer == wanted || strings.HasSuffix(col.layer, "."+wanted)) && !strings.HasPrefix(col.feature, "ROLE_") {
			found = append(found, i)
		}
	}
	if len(found) == 0 {
		return fmt.Errorf("there is no layer of spans %q", wanted)
	}
	for _, i := range found {
		if name := r.columns[i].feature; name == feature && feature != "" || feature == "" && (name == "value" || name == "label") {
			r.chosen = i
			return nil
		}
	}
	if feature != "" {
		return fmt.Errorf("the layer %s has no feature %q", r.columns[found[0]].layer, feature)
	}
	if len(found) > 1 {
		var names []string
		for _, i := range found {
			names = append(names, r.columns[i].feature)
		}
		return fmt.Errorf("the layer %s has several features: name one with --layer '%s|%s': %s", wanted, wanted, names[0], strings.Join(names, ", "))
	}
	r.chosen = found[0]
	return nil
}

// begin begins a sentence, or goes on with one of several lines.
func (r *webannoReader) begin(sentence string) {
	if r.sentence != "" && !r.begun {
		r.sentence += "\n" + sentence
		return
	}
	r.sentence, r.begun = sentence, false
}

// token reads a line of a token or of a part of one.
func (r *webannoReader) token(line string) error {
	fields := strings.Split(line, "\t")
	if len(fields) < 3 {
		return fmt.Errorf("%q is not a number, offsets and a token", line)
	}
	from, to, _ := strings.Cut(fields[1], "-")
	start, err1 := strconv.Atoi(from)
	end, err2 := strconv.Atoi(to)
	if err1 != nil || err2 != nil || start < 0 || end < start {
		return fmt.Errorf("%q are no offsets", fields[1])
	}
	if !r.begun {
		if err := r.place(start, unescapeTSV(fields[2])); err != nil {
			return err
		}
	}
	if 3+r.chosen >= len(fields) {
		return fmt.Errorf("there are %d columns, and %d are needed", len(fields), 4+r.chosen)
	}
	for _, cell := range splitTSV(fields[3+r.chosen]) {
		label, id := cutNumber(cell)
		if label == "_" && id == "" {
			continue
		}
		if label == "*" || label == "_" {
			label = ""
		}
		m := webannoMention{number{start, true}, number{end, true}, unescapeTSV(label), r.line}
		if id == "" {
			if start == end {
				r.c.skip("span without a length")
				continue
			}
			r.mentions = append(r.mentions, m)
			continue
		}
		if k, seen := r.numbered[id]; seen {
			r.mentions[k].start.value = min(r.mentions[k].start.value, start)
			r.mentions[k].end.value = max(r.mentions[k].end.value, end)
			continue
		}
		r.numbered[id] = len(r.mentions)
		r.mentions = append(r.mentions, m)
	}
	return nil
}

// webannoGap is the most white space between two sentences: a wrong offset must
// not fill the memory.
const webannoGap = 1 << 12

// place puts the sentence into the text, where its first token says.
func (r *webannoReader) place(start int, token string) error {
	r.begun = true
	if r.sentence == "" {
		return fmt.Errorf("the token %q has no sentence: #Text= was expected before it", token)
	}
	k := max(0, strings.Index(r.sentence, token))
	start -= text.NewIndex(r.sentence[:k], text.UTF16).Len()
	switch gap := start - r.units; {
	case gap < 0:
		return fmt.Errorf("the sentence begins at %d, before the end of the one above, %d", start, r.units)
	case gap > webannoGap:
		return fmt.Errorf("the sentence begins at %d, and the one above ends at %d", start, r.units)
	default:
		r.body.WriteString(strings.Repeat("\n", gap))
	}
	r.body.WriteString(r.sentence)
	r.units = start + text.NewIndex(r.sentence, text.UTF16).Len()
	return nil
}

// splitTSV divides a cell at bars without a backslash.
func splitTSV(cell string) []string {
	var parts []string
	from := 0
	for i := 0; i < len(cell); i++ {
		switch cell[i] {
		case '\\':
			i++
		case '|':
			parts = append(parts, cell[from:i])
			from = i + 1
		}
	}
	return append(parts, cell[from:])
}

// cutNumber splits off "[12]".
func cutNumber(cell string) (value, id string) {
	k := strings.LastIndexByte(cell, '[')
	if k < 0 || !strings.HasSuffix(cell, "]") || k > 0 && cell[k-1] == '\\' {
		return cell, ""
	}
	id = cell[k+1 : len(cell)-1]
	if _, err := strconv.Atoi(id); err != nil {
		return cell, ""
	}
	return cell[:k], id
}

var escapeTSVText = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`, "\b", `\b`, "\f", `\f`)

var escapeTSVValue = strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, "|", `\|`, "_", `\_`, "->", `\->`, ";", `\;`, "*", `\*`, "\t", `\t`, "\n", `\n`, "\r", `\r`)

// unescapeTSV takes the backslashes away.
func unescapeTSV(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			out.WriteByte(s[i])
			continue
		}
		i++
		if k := strings.IndexByte("tnrbf", s[i]); k >= 0 {
			out.WriteByte("\t\n\r\b\f"[k])
		} else {
			out.WriteByte(s[i])
		}
	}
	return out.String()
}

func writeWebAnno(docs []*text.Document, _ WriteOptions) ([]File, error) {
	d := docs[0]
	index := text.NewIndex(d.Text, text.UTF16)
	var out bytes.Buffer
	out.WriteString("#FORMAT=WebAnno TSV 3.3\n#T_SP=" + webannoNER + "|identifier|value\n\n")
	sentences := sentencesOf(d)
	under := webannoCells(d, sentences)
	for i, words := range sentences {
		whole := text.Span{Start: words[0].Start, End: words[len(words)-1].End}
		fmt.Fprintf(&out, "\n#Text=%s\n", escapeTSVText.Replace(validUTF8(d.Surface(whole))))
		for k, w := range words {
			identifier, value := "_", "_"
			if cells := under[w]; len(cells) > 0 {
				identifier, value = strings.Join(cells[0], "|"), strings.Join(cells[1], "|")
			}
			fmt.Fprintf(&out, "%d-%d\t%d-%d\t%s\t%s\t%s\t\n", i+1, k+1, index.FromByte(w.Start), index.FromByte(w.End),
				escapeTSVText.Replace(validUTF8(d.Surface(w))), identifier, value)
		}
	}
	return []File{{".tsv", out.Bytes()}}, nil
}

// webannoCells are the cells of identifier and value for each word under a
// mention. Mentions have a number where they have several words or share one.
func webannoCells(d *text.Document, sentences [][]text.Span) map[text.Span][][]string {
	words := slices.Concat(sentences...)
	on := map[text.Span]int{} // mentions on a word
	for _, m := range d.Mentions {
		if first, last := wordsUnder(words, m.Span); first >= 0 {
			for _, w := range words[first : last+1] {
				on[w]++
			}
		}
	}
	cells := map[text.Span][][]string{}
	next := 1
	for _, m := range d.Mentions {
		first, last := wordsUnder(words, m.Span)
		if first < 0 {
			continue
		}
		suffix := ""
		if last > first || on[words[first]] > 1 {
			suffix = fmt.Sprintf("[%d]", next)
			next++
		}
		for _, w := range words[first : last+1] {
			if cells[w] == nil {
				cells[w] = make([][]string, 2)
			}
			cells[w][0] = append(cells[w][0], "*"+suffix)
			cells[w][1] = append(cells[w][1], escapeTSVValue.Replace(validUTF8(string(m.Type)))+suffix)
		}
	}
	return cells
}
