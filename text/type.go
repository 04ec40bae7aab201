package text

// Type is what a mention names. Any string is a Type, since users train on
// labels of their own; the project itself knows the five below.
type Type string

// The types of the project's guideline, and the gold mark for a span that is
// scored neither right nor wrong.
const (
	TypePerson       Type = "PERSON"
	TypeOrganisation Type = "ORGANISATION"
	TypePlace        Type = "PLACE"
	TypeMoney        Type = "MONEY"
	TypeIgnore       Type = "IGNORE"
)

// Types lists the guideline's types in the order in which reports show them.
func Types() []Type {
	return []Type{TypePerson, TypeOrganisation, TypePlace, TypeMoney}
}

// CompareTypes orders the guideline's types as Types lists them, IGNORE after
// them, and all others after that by name.
func CompareTypes(a, b Type) int {
	ra, rb := typeRank(a), typeRank(b)
	switch {
	case ra != rb:
		return ra - rb
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func typeRank(t Type) int {
	switch t {
	case TypePerson:
		return 0
	case TypeOrganisation:
		return 1
	case TypePlace:
		return 2
	case TypeMoney:
		return 3
	case TypeIgnore:
		return 4
	}
	return 5
}
