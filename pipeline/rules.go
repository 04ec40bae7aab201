package pipeline

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"rollcall/pipeline/rule"
	"rollcall/text"
)

// Rules is the stage rules with a set that the caller has read. Its parts are
// the rules.
func Rules(set *rule.Set) Stage {
	s := Stage{Run: set.Propose}
	for _, k := range Kinds() {
		if k.Name == rule.Stage {
			s.Name, s.Doc, s.Needs, s.Makes = k.Name, k.Doc, k.Needs, k.Makes
		}
	}
	for _, r := range set.Rules() {
		s.Parts = append(s.Parts, Part{Name: r.Name, Path: r.Path, Line: r.Line, Type: r.Type, Does: r.Does(), Score: r.Score})
	}
	s.without = func(s Stage, names []string) Stage { return like(s, Rules(set.Without(names...))) }
	s.watch = func(d *text.Document) ([]Trace, error) {
		var traces []Trace
		for _, t := range set.Watch(d) {
			traces = append(traces, Trace{Part: t.Rule, Matched: t.Matched, Proposed: t.Proposed, Changed: t.Changed, Took: t.Took})
		}
		return traces, nil
	}
	return s
}

// like gives a stage that was made anew the place of another.
func like(old, new Stage) Stage {
	new.Name, new.Doc, new.Needs, new.Makes = old.Name, old.Doc, old.Needs, old.Makes
	return new
}

func isYAML(file string) bool {
	ext := strings.ToLower(path.Ext(file))
	return ext == ".yaml" || ext == ".yml"
}

// ruleSources reads the files of rules that a pipeline file names.
func ruleSources(files fs.FS, paths []string) ([]rule.Source, error) {
	var sources []rule.Source
	var errs []error
	for _, p := range paths {
		err := fs.WalkDir(files, p, func(file string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || file != p && !isYAML(file) {
				return err
			}
			content, err := fs.ReadFile(files, file)
			sources = append(sources, rule.Source{Path: file, Content: content})
			return err
		})
		errs = append(errs, err)
	}
	return sources, errors.Join(errs...)
}

// placeRules gives a pipeline without the stage rules one for the user's rules,
// where Kinds has it: after the last stage that usually runs before it.
func (p *Pipeline) placeRules() error {
	has := func(s Stage) bool { return s.Name == rule.Stage }
	if len(p.rules) == 0 || slices.ContainsFunc(p.stages, has) {
		return nil
	}
	kinds := Kinds()
	turn := func(name string) int { return slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == name }) }
	usual, at := turn(rule.Stage), 0
	for i, s := range p.stages {
		if turn(s.Name) < usual {
			at = i + 1
		}
	}
	s, err := p.stageOf(kinds[usual], []byte(rule.Stage), func(into any) error {
		into.(*rulesOptions).Files, into.(*rulesOptions).user = nil, p.rules
		return nil
	})
	p.stages = slices.Insert(p.stages, at, s)
	return err
}
