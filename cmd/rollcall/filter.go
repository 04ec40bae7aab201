package main

import (
	"fmt"
	"strings"

	"rollcall/gold"
	"rollcall/text"
)

// typeNames are the names by which users of other systems call the guideline's
// types.
var typeNames = map[string]text.Type{
	"person": text.TypePerson, "people": text.TypePerson, "per": text.TypePerson,
	"organisation": text.TypeOrganisation, "organization": text.TypeOrganisation, "org": text.TypeOrganisation,
	"place": text.TypePlace, "location": text.TypePlace, "loc": text.TypePlace, "gpe": text.TypePlace,
	"money": text.TypeMoney, "amount": text.TypeMoney,
}

// typeNamed finds a type by a user's name for it. Where the pipeline may know
// other types, any name is taken as it is.
func typeNamed(name string, known bool) (text.Type, error) {
	name = strings.TrimSpace(name)
	if t, ok := typeNames[strings.ToLower(name)]; ok {
		return t, nil
	}
	if known || name == "" {
		return "", fmt.Errorf("unknown type %q: use person, organisation, place or money (see rollcall types)", name)
	}
	return text.Type(name), nil
}

// keepTypes drops mentions and entities of other types. Candidates stay, since
// they tell why something is not there.
func keepTypes(d *text.Document, keep map[text.Type]bool) {
	to := make([]int, len(d.Mentions)) // where a mention has gone, -1 for away
	var mentions []text.Mention
	for i, m := range d.Mentions {
		to[i] = -1
		if keep[m.Type] {
			to[i] = len(mentions)
			mentions = append(mentions, m)
		}
	}
	d.Mentions = mentions
	gold.RenumberEntities(d, to)
}
