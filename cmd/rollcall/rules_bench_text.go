package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"rollcall/pipeline/rule"
)

// ruleText is what a file says that has a say in what a rule does.
type ruleText struct {
	source int // index of the file
	text   string
}

// keys of rules that are for readers only.
var remarks = []string{"note", "examples"}

// ruleTexts takes files of rules apart: what each rule says, by name, and the
// names in order. Files that are included from the data files are read there.
func ruleTexts(files fs.FS, sources []rule.Source) (map[string]ruleText, []string, error) {
	texts := map[string]ruleText{}
	var order []string
	for i, s := range sources {
		file, err := ruleFile(s)
		if err != nil {
			return nil, nil, err
		}
		known := definitions{}
		if err := known.add(files, s, s, ""); err != nil {
			return nil, nil, err
		}
		for _, r := range rulesOf(file) {
			name := nameOf(r)
			said := slices.DeleteFunc(slices.Clone(r), func(e yaml.MapItem) bool { return slices.Contains(remarks, fmt.Sprint(e.Key)) })
			slices.SortFunc(said, func(a, b yaml.MapItem) int { return strings.Compare(fmt.Sprint(a.Key), fmt.Sprint(b.Key)) })
			texts[name] = ruleText{i, known.behind(inJSON(said))}
			order = append(order, name)
		}
	}
	return texts, order, nil
}

// definitions are the macros and lists that patterns of a file can name, by
// "$macro" and "list:name".
type definitions map[string]string

// add reads those of a file and of what it includes; s is the file of rules that
// all of it belongs to, within the folder of this one, as seen from that, and
// outer the files that include this one, of which none is read again.
func (d definitions) add(files fs.FS, s, file rule.Source, within string, outer ...string) error {
	outer = append(outer, file.Path)
	for _, name := range rule.Includes(file.Content) {
		content, where, err := s.Open(files, within, name)
		if err != nil {
			return fmt.Errorf("%s: include: there is no file %s", s.Path, name)
		}
		if slices.Contains(outer, where) {
			continue // the reader of rules tells it
		}
		if err := d.add(files, s, rule.Source{Path: where, Content: content}, path.Join(within, path.Dir(name)), outer...); err != nil {
			return err
		}
	}
	entries, err := ruleFile(file)
	if err != nil {
		return err
	}
	for _, e := range entries {
		defined, _ := e.Value.(yaml.MapSlice)
		for _, m := range defined {
			switch e.Key {
			case "macros":
				d["$"+fmt.Sprint(m.Key)] = inJSON(m.Value)
			case "lists":
				d["list:"+fmt.Sprint(m.Key)] = inJSON(m.Value)
			}
		}
	}
	return nil
}

var definedName = regexp.MustCompile(`\$[\pL\pN_-]+|list:[\pL\pN_-]+`)

// behind is a text with the definitions behind it that it names, and that these
// name.
func (d definitions) behind(said string) string {
	var named []string
	more := func(in string) {
		for _, name := range definedName.FindAllString(in, -1) {
			if !slices.Contains(named, name) {
				named = append(named, name)
			}
		}
	}
	more(said)
	for i := 0; i < len(named); i++ {
		more(d[named[i]])
	}
	slices.Sort(named)
	for _, name := range named {
		said += "\n" + name + " " + d[name]
	}
	return said
}

// pickRules is a file with some of its rules only; nil where none is left.
func pickRules(s rule.Source, keep func(name string) bool) ([]byte, error) {
	file, err := ruleFile(s)
	if err != nil {
		return nil, err
	}
	left := 0
	for i := range file {
		if list, ok := file[i].Value.([]any); ok && file[i].Key == "rules" {
			list = slices.DeleteFunc(slices.Clone(list), func(r any) bool {
				m, ok := r.(yaml.MapSlice)
				return ok && !keep(nameOf(m))
			})
			file[i].Value, left = list, len(list)
		}
	}
	if left == 0 {
		return nil, nil
	}
	return []byte(inJSON(file)), nil
}

func ruleFile(s rule.Source) (yaml.MapSlice, error) {
	var file yaml.MapSlice
	if err := yaml.UnmarshalWithOptions(s.Content, &file, yaml.UseOrderedMap()); err != nil {
		message, _, _ := strings.Cut(err.Error(), "\n")
		return nil, fmt.Errorf("%s: %s", s.Path, message)
	}
	return file, nil
}

func rulesOf(file yaml.MapSlice) (rules []yaml.MapSlice) {
	for _, e := range file {
		list, _ := e.Value.([]any)
		for _, r := range list {
			if m, ok := r.(yaml.MapSlice); ok && e.Key == "rules" {
				rules = append(rules, m)
			}
		}
	}
	return rules
}

func nameOf(r yaml.MapSlice) string {
	for _, e := range r {
		if e.Key == "name" {
			return fmt.Sprint(e.Value)
		}
	}
	return ""
}

// inJSON writes a value of YAML as JSON, which is YAML too, with its keys in
// their order: macros have to stand before those that use them.
func inJSON(v any) string {
	var b bytes.Buffer
	writeOrdered(&b, v)
	return b.String()
}

func writeOrdered(b *bytes.Buffer, v any) {
	switch v := v.(type) {
	case yaml.MapSlice:
		b.WriteByte('{')
		for i, e := range v {
			if i > 0 {
				b.WriteString(",\n")
			}
			writeOrdered(b, fmt.Sprint(e.Key))
			b.WriteString(": ")
			writeOrdered(b, e.Value)
		}
		b.WriteByte('}')
	case []any:
		b.WriteByte('[')
		for i, e := range v {
			if i > 0 {
				b.WriteString(",\n")
			}
			writeOrdered(b, e)
		}
		b.WriteByte(']')
	default:
		enc := json.NewEncoder(b)
		enc.SetEscapeHTML(false)
		if enc.Encode(v) != nil { // not a value that YAML has
			fmt.Fprintf(b, "%q", fmt.Sprint(v))
			return
		}
		b.Truncate(b.Len() - 1) // the line end
	}
}
