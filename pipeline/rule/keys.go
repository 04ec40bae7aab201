package rule

import (
	"fmt"
	"strings"
)

// key is a key of a file of rules: what the reader knows, and what the schema
// says of it.
type key struct {
	name   string
	doc    string
	schema object
}

// object is a JSON object.
type object = map[string]any

// A scalar that is read as text: YAML reads 5 and yes as something else.
var scalarSchema = object{"type": []string{"string", "number", "boolean"}}

func patternSchema() object {
	return object{"type": []string{"string", "number", "boolean"}, "minLength": 1}
}

func listOf(item object) object { return object{"type": "array", "items": item} }

func wordsOf[T ~string](names []T) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = string(n)
	}
	return out
}

// fileKeys are the keys of a file of rules.
var fileKeys = []key{
	{"include", "Files whose macros and lists are used here, named from this file's folder, or from the data files.",
		object{"oneOf": []object{{"type": "string", "minLength": 1}, listOf(object{"type": "string", "minLength": 1})}}},
	{"lists", "Lists of names, for list:name in patterns: in small letters for any case, with capitals as written.",
		object{"type": "object", "additionalProperties": object{"oneOf": []object{
			{"type": "string", "minLength": 1}, {"type": "array", "minItems": 1, "items": scalarSchema},
		}}}},
	{"macros", "Patterns by name, for $name in the patterns after them.",
		object{"type": "object", "additionalProperties": patternSchema()}},
	{"rules", "The rules.", listOf(object{"$ref": "#/$defs/rule"})},
}

// ruleKeys are the keys of a rule.
var ruleKeys = []key{
	{"name", "What the rule is called, everywhere; no two rules share a name.", object{"type": []string{"string", "number", "boolean"}, "minLength": 1}},
	{"type", "What it proposes: PERSON, ORGANISATION, PLACE, MONEY or a type of your own. With veto, retype, raise or lower: the type of the candidates it acts on, or ANY.",
		object{"type": []string{"string", "number", "boolean"}, "minLength": 1, "examples": []string{"PERSON", "ORGANISATION", "PLACE", "MONEY", "ANY"}}},
	{"pattern", "What is looked for, as a pattern over words. In single quotes.", patternSchema()},
	{"regexp", "What is looked for, as a regular expression (RE2) over the text; in place of pattern.", patternSchema()},
	{"before", "A pattern that must stand right before the match.", patternSchema()},
	{"after", "A pattern that must stand right after the match.", patternSchema()},
	{"not_before", "A pattern that must not stand right before the match.", patternSchema()},
	{"not_after", "A pattern that must not stand right after the match.", patternSchema()},
	{"where", "Where in an article the rule holds; everywhere if absent.",
		object{"oneOf": []object{{"enum": wordsOf(Places())}, {"type": "array", "minItems": 1, "items": object{"enum": wordsOf(Places())}}}}},
	{"veto", "Takes candidates out: those that are just what matched, lie inside it, or share a word with it.", object{"enum": wordsOf(Relations())}},
	{"retype", "The type that candidates get.", object{"type": []string{"string", "number", "boolean"}, "minLength": 1, "not": notAny["not"]}},
	{"raise", "Makes candidates surer: their odds times this.", object{"type": "number", "exclusiveMinimum": 1, "maximum": mostOdds}},
	{"lower", "Makes candidates less sure: their odds divided by this.", object{"type": "number", "exclusiveMinimum": 1, "maximum": mostOdds}},
	{"candidates", "Which candidates are retyped, raised or lowered; exact if absent.", object{"enum": wordsOf(Relations())}},
	{"score", "The share of what the rule proposes that is right.", object{"type": "number", "exclusiveMinimum": 0, "maximum": 1}},
	{"priority", "Of rules whose finds overlap, the one with the higher priority stands, whatever the scores; 0 if absent.",
		object{"type": "integer", "minimum": -mostPriority, "maximum": mostPriority}},
	{"note", "For people.", scalarSchema},
	{"examples", "What it must match and what it must not, in marked text: 'Mayor [Person Ann Lee] left.'", object{"$ref": "#/$defs/examples"}},
}

// exampleKeys are the keys of an example that is more than a text.
var exampleKeys = []key{
	{"text", "The text, with what the rule must find marked.", object{"type": "string", "minLength": 1}},
	{"given", "The same text with what other stages propose marked: '[Person:0.9 Ann Lee] left.'", object{"type": "string", "minLength": 1}},
}

const (
	mostOdds     = 1000
	mostPriority = 1000
)

// Actions that exclude each other.
var actionKeys = []string{"veto", "retype", "raise", "lower"}

// unknownKey says what is wrong with a key: the one that seems to be meant, or
// those that there are.
func unknownKey(name string, keys []key, of string) string {
	known := make([]string, len(keys))
	for i, k := range keys {
		known[i] = k.name
	}
	if near := nearest(name, known); near != "" {
		return fmt.Sprintf("unknown key %s: did you mean %s?", name, near)
	}
	return fmt.Sprintf("unknown key %s: %s has the keys %s", name, of, strings.Join(known, ", "))
}

// nearest is the one of known that is spelt most like name, "" if none is near.
func nearest(name string, known []string) string {
	best, least := "", 3
	if len(name) <= 4 {
		least = 2
	}
	for _, k := range known {
		if d := distance(strings.ToLower(name), strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance is how many letters must be put in, taken out or changed to make b
// of a (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for k := range row {
		row[k] = k
	}
	for i := range len(a) {
		last := row[0]
		row[0]++
		for k := range len(b) {
			changed := last
			if a[i] != b[k] {
				changed++
			}
			last = row[k+1]
			row[k+1] = min(changed, row[k]+1, row[k+1]+1)
		}
	}
	return row[len(b)]
}

func names(keys []key) string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = k.name
	}
	return strings.Join(out, ", ")
}
