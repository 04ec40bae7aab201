package rule

import (
	"bytes"
	"encoding/json"
	"maps"
)

// Schema is the JSON Schema (draft 2020-12) of a file of rules. It says what the
// reader says of keys and the kinds of their values; what is wrong inside a
// pattern or an example only the reader tells.
func Schema() []byte {
	absent := func(keys ...string) object {
		var any []object
		for _, k := range keys {
			any = append(any, object{"required": []string{k}})
		}
		return object{"not": object{"anyOf": any}}
	}
	has := func(key string) object { return object{"required": []string{key}} }
	var oneAction []object
	for _, k := range actionKeys {
		without := []string{}
		for _, other := range actionKeys {
			if other != k {
				without = append(without, other)
			}
		}
		if k != "retype" {
			without = append(without, "score")
		}
		if k == "veto" {
			without = append(without, "candidates")
		}
		oneAction = append(oneAction, object{"if": has(k), "then": object{"allOf": []object{has("type"), absent(without...)}}})
	}
	oneAction = append(oneAction, object{
		"if": absent(actionKeys...),
		"then": object{"allOf": []object{has("score"), absent("candidates"),
			{"properties": object{"type": notAny}}}},
	})
	rule := properties(ruleKeys)
	rule["required"] = []string{"name", "examples"}
	rule["oneOf"] = []object{has("pattern"), has("regexp")}
	rule["allOf"] = append(oneAction, object{"if": has("regexp"), "then": has("type")})

	example := properties(exampleKeys)
	example["required"] = []string{"text"}
	texts := object{"type": "array", "minItems": 1, "items": object{"oneOf": []object{{"type": []string{"string", "number", "boolean"}, "minLength": 1}, example}}}
	file := properties(fileKeys)
	file["anyOf"] = []object{has("rules"), has("macros"), has("lists")}
	maps.Copy(file, object{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"title":   "Rules of rollcall",
		"$defs": object{
			"rule": rule,
			"examples": object{
				"type": "object", "additionalProperties": false, "required": []string{"match", "no_match"},
				"properties": object{"match": texts, "no_match": texts},
			},
		},
	})
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(file); err != nil {
		panic(err) // it is made of what JSON has
	}
	return out.Bytes()
}

// notAny leaves out what typeOf reads as AnyType.
var notAny = object{"not": object{"type": "string", "pattern": "^[Aa][Nn][Yy]$"}}

// properties is the schema of a mapping with these keys and no others.
func properties(keys []key) object {
	p := object{}
	for _, k := range keys {
		with := object{"description": k.doc}
		if k.schema["$ref"] == nil {
			maps.Copy(with, k.schema)
		} else {
			with["$ref"] = k.schema["$ref"]
		}
		p[k.name] = with
	}
	return object{"type": "object", "additionalProperties": false, "properties": p}
}
