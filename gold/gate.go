package gold

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html/charset"

	"rollcall/text"
)

// GATE's XML: the text with numbered nodes in it, and sets of annotations from
// node to node:
//
//	<GateDocument version="3">
//	<TextWithNodes><Node id="0"/>Ann<Node id="3"/> left.</TextWithNodes>
//	<AnnotationSet Name="Key">
//	<Annotation Id="0" Type="Person" StartNode="0" EndNode="3"></Annotation>
//	</AnnotationSet>
//	</GateDocument>
//
// The numbers are offsets in UTF-16 units, but where a node stands in the
// decoded text is what counts here: XML changes line ends. Read is the set that
// Options.Layer names ("default" is the one without a name); without it the set
// Key, which GATE has gold in, if there is one, and otherwise all but "Original
// markups". Tokens, sentences and look-ups are passed over.

// gateStructure are the types of GATE's own stages that name nothing.
var gateStructure = []string{"Token", "SpaceToken", "Sentence", "Split", "Lookup", "DEFAULT_TOKEN", "paragraph", "Paragraph", "NamedEntity", "Unknown", "FirstPerson", "Title", "JobTitle", "Temp"}

func looksGATE(s *sample) bool { return bytes.Contains(s.data, []byte("<GateDocument")) }

type gateAnnotation struct {
	ID        string        `xml:"Id,attr"`
	Type      string        `xml:"Type,attr"`
	StartNode string        `xml:"StartNode,attr"`
	EndNode   string        `xml:"EndNode,attr"`
	Features  []gateFeature `xml:"Feature"`

	set  string
	line int
}

type gateFeature struct {
	Name struct {
		Value string `xml:",chardata"`
	} `xml:"Name"`
	Value struct {
		Class string `xml:"className,attr"`
		Value string `xml:",chardata"`
	} `xml:"Value"`
}

func (c *Corpus) readGATE(data []byte, o Options) {
	d := &text.Document{ID: baseName(c.Path)}
	dec := xml.NewDecoder(bytes.NewReader(data))
	dec.CharsetReader = charset.NewReaderLabel
	nodes := map[string]int{}
	var annotations []gateAnnotation
	set := ""
	for {
		token, err := dec.Token()
		if err == io.EOF {
			break
		}
		line, _ := dec.InputPos()
		if err == nil {
			if start, ok := token.(xml.StartElement); ok {
				switch start.Name.Local {
				case "TextWithNodes":
					err = gateText(dec, d, nodes)
				case "GateDocumentFeatures":
					err = gateMeta(dec, start, d)
				case "AnnotationSet":
					set = attribute(start, "Name")
				case "Annotation":
					a := gateAnnotation{set: set, line: line}
					err = dec.DecodeElement(&a, &start)
					annotations = append(annotations, a)
				}
			}
		}
		if err != nil {
			c.problem(line, Error, "xml", "%v", err)
			return
		}
	}
	sets := gateSets(annotations)
	chosen := func(set string) bool { return set != "Original markups" }
	switch {
	case o.Layer == "default":
		chosen = func(set string) bool { return set == "" }
	case o.Layer != "":
		chosen = func(set string) bool { return set == o.Layer }
	case slices.Contains(sets, "Key"):
		chosen = func(set string) bool { return set == "Key" }
	}
	for i, a := range annotations {
		switch {
		case !chosen(a.set):
			c.skip("annotation of set " + gateSetName(a.set))
			continue
		case slices.Contains(gateStructure, a.Type):
			c.skip("annotation of type " + a.Type)
			continue
		}
		start, ok1 := nodes[a.StartNode]
		end, ok2 := nodes[a.EndNode]
		var err error
		switch {
		case !ok1 || !ok2:
			err = fmt.Errorf("annotation %s goes from node %q to node %q, and the text does not have both", a.ID, a.StartNode, a.EndNode)
		case start >= end:
			err = fmt.Errorf("annotation %s is empty", a.ID)
		case a.Type == "":
			err = fmt.Errorf("annotation %s has no type", a.ID)
		}
		if err != nil {
			c.Problems = append(c.Problems, mentionProblem(c.Path, a.line, d, i, text.UTF16, err))
			continue
		}
		for range a.Features {
			c.skip("feature of an annotation")
		}
		d.Mentions = append(d.Mentions, text.Mention{Span: text.Span{Start: start, End: end}, Type: text.Type(a.Type)})
	}
	d.Mentions = without(d.Mentions, nil)
	c.add(d, 1)
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func gateSets(annotations []gateAnnotation) []string {
	var sets []string
	for _, a := range annotations {
		if !slices.Contains(sets, a.set) {
			sets = append(sets, a.set)
		}
	}
	return sets
}

func gateSetName(set string) string {
	if set == "" {
		return "default"
	}
	return set
}

// gateText reads the text up to the element's end, and where its nodes stand.
func gateText(dec *xml.Decoder, d *text.Document, nodes map[string]int) error {
	var body strings.Builder
	for depth := 1; depth > 0; {
		token, err := dec.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.CharData:
			body.Write(t)
		case xml.StartElement:
			depth++
			if t.Name.Local == "Node" {
				nodes[attribute(t, "id")] = body.Len()
			}
		case xml.EndElement:
			depth--
		}
	}
	d.Text = body.String()
	return nil
}

// gateMeta reads the document's features into its metadata.
func gateMeta(dec *xml.Decoder, start xml.StartElement, d *text.Document) error {
	var features struct {
		Features []gateFeature `xml:"Feature"`
	}
	if err := dec.DecodeElement(&features, &start); err != nil {
		return err
	}
	for _, f := range features.Features {
		if strings.HasPrefix(f.Name.Value, "gate.") || f.Name.Value == "MimeType" || f.Name.Value == "docNewLineType" {
			continue // what GATE itself needs to know
		}
		value := encodeString(f.Value.Value)
		class := strings.TrimPrefix(f.Value.Class, "java.lang.")
		if slices.Contains([]string{"Integer", "Long", "Float", "Double", "Boolean"}, class) && json.Valid([]byte(f.Value.Value)) {
			value = json.RawMessage(f.Value.Value)
		}
		if f.Name.Value == "id" {
			d.ID = f.Value.Value
			continue
		}
		if d.Meta == nil {
			d.Meta = map[string]json.RawMessage{}
		}
		d.Meta[f.Name.Value] = value
	}
	return nil
}

func writeGATE(docs []*text.Document, _ WriteOptions) ([]File, error) {
	d := docs[0]
	index := text.NewIndex(d.Text, text.UTF16)
	var out strings.Builder
	out.WriteString("<?xml version='1.0' encoding='UTF-8'?>\n<GateDocument version=\"3\">\n<GateDocumentFeatures>\n")
	for _, key := range sortedKeys(d.Meta) {
		class, value := gateValue(d.Meta[key])
		fmt.Fprintf(&out, "<Feature>\n  <Name className=\"java.lang.String\">%s</Name>\n  <Value className=\"java.lang.%s\">%s</Value>\n</Feature>\n",
			escapeXML(key), class, escapeXML(value))
	}
	out.WriteString("</GateDocumentFeatures>\n<TextWithNodes>")
	cuts := cutsIn(d.Mentions, text.Span{Start: -1, End: len(d.Text) + 1})
	at := 0
	for _, cut := range cuts {
		out.WriteString(escapeXML(d.Text[at:cut]))
		fmt.Fprintf(&out, `<Node id="%d"/>`, index.FromByte(cut))
		at = cut
	}
	out.WriteString(escapeXML(d.Text[at:]))
	out.WriteString("</TextWithNodes>\n<AnnotationSet Name=\"Key\">\n")
	for i, m := range d.Mentions {
		if m.Type == "" {
			return nil, errors.New("a mention has no type")
		}
		fmt.Fprintf(&out, "<Annotation Id=\"%d\" Type=\"%s\" StartNode=\"%d\" EndNode=\"%d\">\n</Annotation>\n",
			i, escapeXML(string(m.Type)), index.FromByte(m.Start), index.FromByte(m.End))
	}
	out.WriteString("</AnnotationSet>\n</GateDocument>\n")
	return []File{{".xml", []byte(out.String())}}, nil
}

// gateValue is a JSON value as the text of a Java class; lists and objects
// stay JSON, as a string.
func gateValue(raw json.RawMessage) (class, value string) {
	var s string
	if json.Unmarshal(raw, &s) == nil && string(raw) != "null" {
		return "String", s
	}
	value = compactJSON(raw)
	switch {
	case value == "true" || value == "false":
		return "Boolean", value
	case strings.Trim(value, "-0123456789") == "":
		if _, err := strconv.ParseInt(value, 10, 64); err == nil {
			return "Long", value
		}
	case strings.Trim(value, "-+.eE0123456789") == "":
		return "Double", value
	}
	return "String", value
}

// escapeXML writes text so that an XML reader gives it back: a carriage return
// would become a line feed. What XML cannot hold becomes U+FFFD.
func escapeXML(s string) string {
	var out strings.Builder
	for _, r := range s {
		switch r {
		case '&':
			out.WriteString("&amp;")
		case '<':
			out.WriteString("&lt;")
		case '>':
			out.WriteString("&gt;")
		case '"':
			out.WriteString("&quot;")
		case '\r':
			out.WriteString("&#xD;")
		case '\t', '\n':
			out.WriteRune(r)
		default:
			if r < ' ' || r == 0xFFFE || r == 0xFFFF {
				r = '\uFFFD'
			}
			out.WriteRune(r)
		}
	}
	return out.String()
}
