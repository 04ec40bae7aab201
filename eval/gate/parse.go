package gate

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"rollcall/eval"
	"rollcall/internal/yamlfile"
	"rollcall/text"
)

// Read reads a file of conditions. The error lists every fault with file, line
// and column.
func Read(path string) (*Config, error) {
	data, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return nil, err
	}
	return Parse(path, data)
}

// Parse is Read for a file that is in memory.
func Parse(path string, data []byte) (*Config, error) {
	p := &parsing{reader: reader{yamlfile.Reader{Path: path}}, config: &Config{Path: path, Gold: []string{"."}}}
	if root := p.document(data); root != nil {
		p.file(root)
	}
	if err := p.Err(); err != nil {
		return nil, err
	}
	return p.config, nil
}

type parsing struct {
	reader
	config *Config
}

var (
	fileKeys     = []string{"gold", "pipeline", "predictions", "map", "types", "floors", "baseline", "rules", "speed"}
	systemKeys   = []string{"name", "data", "model", "rules", "gazetteers"}
	floorKeys    = []string{"f1", "precision", "recall", "type", "scheme", "file", "sure"}
	baselineKeys = []string{"file", "schemes", "max_drop", "common"}
	speedKeys    = []string{"at_least"}
)

func (p *parsing) file(root ast.Node) {
	entries, ok := p.mapping(root, "a gate file", fileKeys...)
	if !ok {
		return
	}
	at := map[string]ast.Node{}
	c := p.config
	for _, e := range entries {
		at[e.Key] = e.At
		switch e.Key {
		case "gold":
			c.Gold, _ = p.strs(e.Value, "gold")
		case "pipeline":
			p.system(e.Value)
		case "predictions":
			c.Predictions, _ = p.str(e.Value, "predictions")
		case "map":
			c.Map, _ = p.str(e.Value, "map")
		case "types":
			types, _ := p.strs(e.Value, "types")
			for _, t := range types {
				c.Types = append(c.Types, typeNamed(t))
			}
		case "floors":
			for _, n := range p.sequence(e.Value, "floors") {
				p.floor(n)
			}
		case "baseline":
			p.baseline(e)
		case "rules":
			p.rules(e)
		case "speed":
			p.speed(e)
		}
	}
	if at["pipeline"] != nil && at["predictions"] != nil {
		p.Fault(at["predictions"], "both pipeline and predictions: one system is let through a gate at a time")
	}
	if at["speed"] != nil && at["baseline"] == nil {
		p.Fault(at["speed"], "speed is held against that of a baseline: name one with the key baseline")
	}
	if at["speed"] != nil && at["predictions"] != nil {
		p.Fault(at["speed"], "answers that come as a file have no speed")
	}
	if at["floors"] == nil && at["baseline"] == nil && at["rules"] == nil {
		p.Fault(root, "nothing is asked for: a gate file has one of the keys floors, baseline, rules")
	}
}

// system reads the name of a pipeline, or that and what it reads.
func (p *parsing) system(n ast.Node) {
	s := &p.config.System
	name := func(n ast.Node, what string) {
		s.Pipeline, _ = p.str(n, what)
		if yamlfile.Is(s.Pipeline) {
			s.Pipeline = p.config.Beside(s.Pipeline)
		}
	}
	if _, ok := n.(*ast.StringNode); ok {
		name(n, "pipeline")
		return
	}
	beside := func(paths []string) []string {
		for i := range paths {
			paths[i] = p.config.Beside(paths[i])
		}
		return paths
	}
	entries, _ := p.mapping(n, "pipeline", systemKeys...)
	for _, e := range entries {
		switch e.Key {
		case "name":
			name(e.Value, "name")
		case "data", "model":
			path, ok := p.str(e.Value, e.Key)
			if path = p.config.Beside(path); !ok {
				continue
			}
			if e.Key == "data" {
				s.Data = path
			} else {
				s.Model = path
			}
		case "rules":
			paths, _ := p.strs(e.Value, "rules")
			s.Rules = beside(paths)
		case "gazetteers":
			paths, _ := p.strs(e.Value, "gazetteers")
			s.Gazetteers = beside(paths)
		}
	}
}

// typeNamed is a type in any spelling of ours, and otherwise as it stands.
func typeNamed(name string) text.Type {
	for _, t := range text.Types() {
		if strings.EqualFold(name, string(t)) || strings.EqualFold(name, t.Label()) {
			return t
		}
	}
	for _, t := range []text.Type{Micro, Macro} {
		if strings.EqualFold(name, string(t)) {
			return t
		}
	}
	return text.Type(name)
}

// floor reads one entry, which is a floor for each figure that it names.
func (p *parsing) floor(n ast.Node) {
	faults := p.Count()
	entries, ok := p.mapping(n, "a floor", floorKeys...)
	if !ok {
		return
	}
	common := Floor{Place: place(n), Scheme: eval.Strict.Name, Type: Micro}
	var floors []Floor
	at := map[string]ast.Node{}
	for _, e := range entries {
		at[e.Key] = e.Value
		switch e.Key {
		case "type":
			if s, ok := p.str(e.Value, "type"); ok {
				common.Type = typeNamed(s)
			}
		case "scheme":
			if s, ok := p.str(e.Value, "scheme"); ok {
				common.Scheme = s
				if _, err := eval.SchemesNamed(s); err != nil && s != MoneyValue {
					p.Fault(e.Value, "unknown scheme %s: there are %s", s, strings.Join(schemeNames(), ", "))
				}
			}
		case "file":
			common.File, _ = p.str(e.Value, "file")
		case "sure":
			common.Sure = p.boolean(e.Value, "sure")
		default:
			percent, _ := p.number(e.Value, e.Key, 1, 100, ": percent are meant")
			floors = append(floors, Floor{Figure: Figure(e.Key), Least: percent / 100})
		}
	}
	if len(floors) == 0 {
		p.Fault(n, "a floor without a figure: say f1, precision or recall, in percent")
	}
	if common.Scheme == MoneyValue && common.Type != Micro && common.Type != text.TypeMoney {
		p.Fault(at["type"], "values are those of %s, and not of %s", text.TypeMoney, common.Type)
	}
	if p.Count() > faults {
		return
	}
	for _, f := range floors {
		floor := common
		floor.Figure, floor.Least = f.Figure, f.Least
		if i := slices.IndexFunc(p.config.Floors, func(o Floor) bool { return o.same(floor) }); i >= 0 {
			p.Fault(n, "the floor of line %d again: %s", p.config.Floors[i].Line, floor)
			continue
		}
		p.config.Floors = append(p.config.Floors, floor)
	}
}

func (f Floor) same(o Floor) bool {
	f.Place, o.Place = Place{}, Place{}
	f.Least, o.Least = 0, 0
	return f == o
}

// String is what the floor is of, such as "strict F1 of MONEY, seed.jsonl".
func (f Floor) String() string {
	what := f.Scheme + " " + f.Figure.String()
	switch {
	case f.Scheme == MoneyValue:
		what = "value of MONEY, " + f.Figure.String()
	case f.Type == Macro:
		what = f.Scheme + " macro " + f.Figure.String()
	case f.Type != Micro:
		what += " of " + string(f.Type)
	}
	if f.File != "" {
		what += ", " + f.File
	}
	if f.Sure {
		what += ", lower end"
	}
	return what
}

// String is the figure as it is written in reports.
func (f Figure) String() string {
	if f == F1 {
		return "F1"
	}
	return string(f)
}

func schemeNames() []string {
	var names []string
	for _, s := range eval.Schemes() {
		names = append(names, s.Name)
	}
	return append(names, MoneyValue)
}

func (p *parsing) baseline(e yamlfile.Entry) {
	b := &Baseline{Place: place(e.At), Schemes: []eval.Scheme{eval.Strict}}
	p.config.Baseline = b
	if s, ok := e.Value.(*ast.StringNode); ok && s.Value != "" {
		b.File = s.Value
		return
	}
	entries, ok := p.mapping(e.Value, "baseline", baselineKeys...)
	if !ok {
		return
	}
	for _, e := range entries {
		switch e.Key {
		case "file":
			b.File, _ = p.str(e.Value, "file")
		case "schemes":
			b.Schemes = nil
			names, at := p.strs(e.Value, "schemes")
			for i, name := range names {
				schemes, measures, err := eval.Named(name)
				switch {
				case err != nil:
					p.Fault(at[i], "%v", err)
				case slices.Contains(names[:i], name):
					p.Fault(at[i], "the scheme %s twice", name)
				}
				b.Schemes, b.Measures = append(b.Schemes, schemes...), append(b.Measures, measures...)
			}
			if len(b.Schemes) == 0 && len(b.Measures) > 0 {
				b.Schemes = []eval.Scheme{eval.Strict}
			}
		case "max_drop":
			points, _ := p.number(e.Value, "max_drop", 0, 100, "")
			b.MaxDrop = points / 100
		case "common":
			b.Common = p.boolean(e.Value, "common")
		}
	}
	if b.File == "" {
		p.Fault(e.At, "baseline needs the key file: where the result is kept, such as baseline/default.json.gz")
	}
}

func (p *parsing) rules(e yamlfile.Entry) {
	r := &Rules{Place: place(e.At)}
	if b, ok := e.Value.(*ast.BoolNode); ok {
		if b.Value {
			p.config.Rules = r
		}
		return
	}
	if r.Paths, _ = p.strs(e.Value, "rules: true, or paths; a path"); r.Paths != nil {
		p.config.Rules = r
	}
}

func (p *parsing) speed(e yamlfile.Entry) {
	s := &SpeedFloor{Place: place(e.At)}
	entries, ok := p.mapping(e.Value, "speed", speedKeys...)
	if !ok {
		return
	}
	if len(entries) == 0 {
		p.Fault(e.At, "speed needs the key at_least: a share of the baseline's speed, such as 0.8")
	}
	for _, e := range entries {
		if s.AtLeast, ok = p.number(e.Value, "at_least", 0, 1, ""); ok {
			p.config.Speed = s
		}
	}
}

// locate finds which of the files of gold a floor is about; -1 if it is about
// all.
func (c *Config) locate(f Floor, files []string) (int, error) {
	if f.File == "" {
		return -1, nil
	}
	path := filepath.Clean(c.Beside(f.File))
	for i, file := range files {
		if filepath.Clean(file) == path {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%s:%d:%d: no file of gold is %s: there are %s", c.Path, f.Line, f.Column, path, strings.Join(files, ", "))
}
