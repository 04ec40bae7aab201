package pipeline

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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
		does := "proposes"
		if r.Veto != "" {
			does = "vetoes"
		}
		s.Parts = append(s.Parts, Part{Name: r.Name, Path: r.Path, Line: r.Line, Type: r.Type, Does: does, Score: r.Score})
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

// userRules reads files of rules, and folders of such, from the disk.
func userRules(paths []string) ([]rule.Source, error) {
	var sources []rule.Source
	var errs []error
	for _, path := range paths {
		files, err := yamlFiles(path)
		errs = append(errs, err)
		for _, file := range files {
			content, err := os.ReadFile(file)
			errs = append(errs, err)
			sources = append(sources, rule.Source{Path: file, Content: content})
		}
	}
	return sources, errors.Join(errs...)
}

// yamlFiles is the path itself, or the YAML files in a folder and in those in
// it, in order of their paths.
func yamlFiles(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return []string{path}[:min(1, len(path))], err
	}
	var files []string
	err = filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && isYAML(file) {
			files = append(files, file)
		}
		return err
	})
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s: no .yaml file in this folder", path)
	}
	return files, err
}

func isYAML(file string) bool {
	ext := strings.ToLower(filepath.Ext(file))
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
// where Kinds has it: before the first stage that usually runs after it.
func (p *Pipeline) placeRules(o Options) error {
	has := func(s Stage) bool { return s.Name == rule.Stage }
	if len(p.rules) == 0 || slices.ContainsFunc(p.stages, has) {
		return nil
	}
	kinds := Kinds()
	turn := func(name string) int { return slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == name }) }
	usual := turn(rule.Stage)
	at := slices.IndexFunc(p.stages, func(s Stage) bool { return turn(s.Name) > usual })
	if at < 0 {
		at = len(p.stages)
	}
	s, err := p.stageOf(kinds[usual], []byte(rule.Stage), func(into any) error {
		into.(*rulesOptions).Files, into.(*rulesOptions).user = nil, p.rules
		return nil
	})
	p.stages = slices.Insert(p.stages, at, s)
	return err
}
