package encoder

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"rollcall/text"
)

// role is what a label says of its word besides the type.
type role uint8

const (
	outside role = iota
	begin        // first word of a mention
	inside       // a further word, or any word where a type has no label to begin with
	last         // the last word, where the labels tell it
	single       // the only word, where the labels tell it
)

var rolePrefixes = map[string]role{
	"B": begin, "I": inside, "E": last, "L": last, "S": single, "U": single,
}

// label is one output of the network.
type label struct {
	role role
	name string    // of the type, as the model has it; empty outside
	typ  text.Type // what that is here; empty for types that are not proposed
	kind int       // its place in labels.kinds, where typ is not empty
	// The labels of the words of a unit (see units) that as a whole has this
	// label: the first word, those between and the last one.
	head, rest, tail int
}

// labels is a model's label set and which sequences it allows.
type labels struct {
	all []label
	// before[l] lists the labels that may stand before l.
	before [][]int
	// joins[k*n+l]: l after k goes on with the same mention.
	joins []bool
	// starts and ends: labels that may stand first and last in a text.
	starts, ends []bool
	// none is the label O.
	none int
	// kinds are the types that are proposed, in the order of reports.
	kinds []kind
}

// kind is a type with all labels that have it, which may be of several names.
type kind struct {
	typ    text.Type
	labels []int
}

// knownTypes maps the names that published models give to types. Names that
// are not listed (MISC, DATE, …) are read but not proposed.
var knownTypes = map[string]text.Type{
	"PER": text.TypePerson, "PERS": text.TypePerson, "PERSON": text.TypePerson, "PEOPLE": text.TypePerson,
	"ORG": text.TypeOrganisation, "ORGANISATION": text.TypeOrganisation, "ORGANIZATION": text.TypeOrganisation,
	"COMPANY": text.TypeOrganisation, "CORPORATION": text.TypeOrganisation,
	"LOC": text.TypePlace, "LOCATION": text.TypePlace, "GPE": text.TypePlace, "PLACE": text.TypePlace, "FAC": text.TypePlace,
	"MONEY": text.TypeMoney,
}

// newLabels reads label names: O, and types alone or behind B-, I- (BIO), E-,
// S- (BIOES), L-, U- (BILOU); _ for - too. With iob1, I- begins a mention too, and
// B- only one that follows another of its type. own maps names of types to types, before
// knownTypes.
func newLabels(names []string, iob1 bool, own map[string]text.Type) (*labels, error) {
	ls := &labels{}
	at := map[[2]string]int{} // role and name
	whole := false            // the labels tell the last word of a mention
	begins := map[string]bool{}
	var errs []error
	for i, name := range names {
		l := label{role: outside, head: i, rest: i, tail: i}
		if name != "O" {
			l.role, l.name = inside, name
			if len(name) > 2 && (name[1] == '-' || name[1] == '_') {
				if r, ok := rolePrefixes[name[:1]]; ok {
					l.role, l.name = r, name[2:]
				}
			}
			typ, ok := own[l.name]
			if !ok {
				typ = knownTypes[strings.ToUpper(l.name)]
			}
			l.typ = typ
		}
		key := [2]string{string('0' + rune(l.role)), l.name}
		if _, twice := at[key]; twice {
			errs = append(errs, fmt.Errorf("label %q occurs twice", name))
		}
		at[key] = i
		whole = whole || l.role == last || l.role == single
		begins[l.name] = begins[l.name] || l.role == begin && !iob1
		ls.all = append(ls.all, l)
	}
	var ok bool
	if ls.none, ok = at[[2]string{"0", ""}]; !ok {
		errs = append(errs, errors.New("there is no label O"))
	}
	if !slices.ContainsFunc(ls.all, func(l label) bool { return l.typ != "" }) {
		errs = append(errs, fmt.Errorf("no label of %q is known: name their types in %s, a line such as PER=PERSON each", names, mapFile))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	find := func(name string, or int, roles ...role) int {
		for _, r := range roles {
			if k, ok := at[[2]string{string('0' + rune(r)), name}]; ok {
				return k
			}
		}
		return or
	}
	for i := range ls.all {
		l := &ls.all[i]
		switch l.role {
		case begin:
			l.rest = find(l.name, i, inside)
			l.tail = l.rest
		case last:
			l.head = find(l.name, i, inside)
			l.rest = l.head
		case single:
			l.head = find(l.name, i, begin)
			l.rest, l.tail = find(l.name, i, inside), find(l.name, i, last)
		}
	}
	ls.allow(whole, iob1, begins)
	ls.gather()
	return ls, nil
}

// allow fills the tables of what may follow what.
func (ls *labels) allow(whole, iob1 bool, begins map[string]bool) {
	n := len(ls.all)
	ls.before, ls.joins = make([][]int, n), make([]bool, n*n)
	ls.starts, ls.ends = make([]bool, n), make([]bool, n)
	// open: a mention that a label leaves unfinished; further: a label that
	// needs one before it.
	open := func(l label) bool { return whole && begins[l.name] && (l.role == begin || l.role == inside) }
	further := func(l label) bool { return l.role == last || l.role == inside && begins[l.name] }
	for j, next := range ls.all {
		parts := iob1 && next.role == begin
		ls.starts[j], ls.ends[j] = !further(next) && !parts, !open(next)
		for i, prev := range ls.all {
			behind := prev.name == next.name && (prev.role == begin || prev.role == inside)
			same := behind && (next.role == inside || next.role == last)
			if same || !open(prev) && !further(next) && (behind || !parts) {
				ls.before[j] = append(ls.before[j], i)
			}
			ls.joins[i*n+j] = same
		}
	}
}

// margin is by how much the score of O exceeds all others.
func (ls *labels) margin(scores []float64) float64 {
	none, other := 0.0, math.Inf(-1)
	for l, score := range scores {
		if ls.all[l].role == outside {
			none = score
		} else {
			other = max(other, score)
		}
	}
	return none - other
}

// gather fills kinds.
func (ls *labels) gather() {
	for i, l := range ls.all {
		if l.typ == "" {
			continue
		}
		at, ok := slices.BinarySearchFunc(ls.kinds, l.typ, func(k kind, t text.Type) int { return text.CompareTypes(k.typ, t) })
		if !ok {
			ls.kinds = slices.Insert(ls.kinds, at, kind{typ: l.typ})
		}
		ls.kinds[at].labels = append(ls.kinds[at].labels, i)
	}
	for k := range ls.kinds {
		for _, i := range ls.kinds[k].labels {
			ls.all[i].kind = k
		}
	}
}

// types lists the types that are proposed, in the order of reports.
func (ls *labels) types() []text.Type {
	types := make([]text.Type, len(ls.kinds))
	for i, k := range ls.kinds {
		types[i] = k.typ
	}
	return types
}

// mapFile says what a model's types are here.
const mapFile = "labels.map"

// readMap reads lines of NAME=TYPE; an empty right side drops the type, a line
// that begins with # is a comment. Errors carry the line's number.
func readMap(file []byte) (map[string]text.Type, error) {
	own := map[string]text.Type{}
	var errs []error
	lines := bufio.NewScanner(bytes.NewReader(file))
	lines.Buffer(nil, len(file)+1)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, typ, ok := strings.Cut(line, "=")
		name, typ = strings.TrimSpace(name), strings.TrimSpace(typ)
		if !ok || name == "" {
			errs = append(errs, fmt.Errorf("%d: %q is not of the form NAME=TYPE", n, line))
			continue
		}
		if _, twice := own[name]; twice {
			errs = append(errs, fmt.Errorf("%d: %s is mapped twice", n, name))
		}
		own[name] = text.Type(typ)
	}
	return own, joinSome(errs)
}
