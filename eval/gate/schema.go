package gate

import (
	"encoding/json"
	"slices"
	"strings"

	"rollcall/eval"
)

// Schema is the JSON Schema (2020-12) of a gate file, for editors. Parse checks
// more: what names must be there, and what does not go together.
func Schema() []byte {
	type object = map[string]any
	one := func(kind, doc string) object { return object{"type": kind, "description": doc} }
	percent := func(doc string) object {
		return object{"type": "number", "exclusiveMinimum": 1, "maximum": 100, "description": doc}
	}
	paths := func(doc string) object {
		return object{
			"anyOf":       []any{object{"type": "string"}, object{"type": "array", "items": object{"type": "string"}, "minItems": 1}},
			"description": doc,
		}
	}
	closed := func(doc string, properties object, required ...string) object {
		o := object{"type": "object", "properties": properties, "additionalProperties": false}
		if doc != "" {
			o["description"] = doc
		}
		if required != nil {
			o["required"] = required
		}
		return o
	}
	schemes := schemeNames()
	comparable := slices.Clone(schemes[:len(schemes)-1])
	for _, m := range eval.Measures() {
		comparable = append(comparable, m.Name)
	}
	floor := closed("", object{
		"f1":        percent("least F1, in percent"),
		"precision": percent("least precision, in percent"),
		"recall":    percent("least recall, in percent"),
		"type":      one("string", "only this type; macro is the mean over types"),
		"scheme":    object{"enum": schemes, "description": "how answers are judged; money is amount and currency"},
		"file":      one("string", "only this file of gold"),
		"sure":      one("boolean", "hold the lower end of the interval against it"),
	})
	floor["anyOf"] = []any{object{"required": []string{"f1"}}, object{"required": []string{"precision"}}, object{"required": []string{"recall"}}}
	root := closed("What has to hold before a change lands: rollcall gate.", object{
		"gold": paths("files or folders of gold; the folder of this file if there is no such key"),
		"pipeline": object{
			"description": "the pipeline that is let through",
			"anyOf": []any{object{"type": "string"}, closed("", object{
				"name":       one("string", "name of a pipeline, or its .yaml file"),
				"data":       one("string", "folder whose rules, name lists and pipelines replace those built in"),
				"model":      one("string", "folder of a model"),
				"rules":      paths("rules read beside the pipeline's"),
				"gazetteers": paths("name lists read beside the pipeline's"),
			})},
		},
		"predictions": one("string", "answers that are let through instead of a pipeline's"),
		"map":         one("string", "file that says which type a label is"),
		"types":       paths("score only these types"),
		"floors":      object{"type": "array", "items": floor, "description": "the least that figures may be"},
		"baseline": object{
			"description": "the saved result that nothing may be worse than, by more than chance explains",
			"anyOf": []any{object{"type": "string"}, closed("", object{
				"file":     one("string", "where it is kept; .gz compresses it"),
				"schemes":  object{"anyOf": []any{object{"enum": comparable}, object{"type": "array", "items": object{"enum": comparable}, "minItems": 1}}},
				"max_drop": object{"type": "number", "exclusiveMinimum": 0, "maximum": 100, "description": "points of F1 that may be lost at most, whatever chance says"},
				"common":   one("boolean", "compare the documents that both have with the same gold"),
			}, "file")},
		},
		"rules": object{"anyOf": []any{object{"type": "boolean"}, paths("")}, "description": "rules whose examples have to pass; true is those of the pipeline"},
		"speed": closed("the least speed, as a share of the baseline's", object{
			"at_least": object{"type": "number", "exclusiveMinimum": 0, "maximum": 1},
		}, "at_least"),
	})
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "rollcall gate file"
	out := &strings.Builder{}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(root); err != nil {
		panic(err) // maps, lists and strings always marshal
	}
	return []byte(out.String())
}
