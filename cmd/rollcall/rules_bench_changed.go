package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/ablate"
	"rollcall/internal/yamlfile"
	"rollcall/pipeline"
	"rollcall/pipeline/data"
	"rollcall/pipeline/rule"
)

// What --changed-since says of a rule.
const (
	statusNew     = "new"
	statusChanged = "changed"
	statusRemoved = "removed"
	// statusTogether is of the trial in which all changes are one.
	statusTogether = "together"
)

// ruleChanges is how the rules that are read from files differ from those of a
// revision.
type ruleChanges struct {
	files    fs.FS         // for lists that rules name
	now, was []rule.Source // of all files of the pipeline's rules; of those files that the revision has
	mine     []bool        // by now: whether the file is one that is compared
	new      []string      // names of rules
	changed  []string
	removed  []string
	homes    map[string]int // which of was a rule stands in
}

func (c *ruleChanges) none() bool { return len(c.new)+len(c.changed)+len(c.removed) == 0 }

func (f *benchFlags) sayUnchanged(cmd *cobra.Command) error {
	if f.format.value == "json" {
		return writeJSON(cmd.OutOrStdout(), benchRows{Of: "rule", Since: f.since, Scheme: "strict", Tables: []benchTableRow{}})
	}
	_, err := fmt.Fprintf(cmd.ErrOrStderr(), "rollcall: no rule differs from those of %s\n", f.since)
	return err
}

// changes compares the rules on the disk, those that --rules names and those
// of the folder --data, with a revision.
func (f *benchFlags) changes(ctx context.Context, p *pipeline.Pipeline) (*ruleChanges, error) {
	if len(f.gold.rules) == 0 && f.gold.data == "" {
		return nil, errors.New("--changed-since compares files: name them with --rules FILE, or with --data FOLDER whose rules replace the built-in ones")
	}
	c := &ruleChanges{files: data.Over(f.gold.data), homes: map[string]int{}}
	var onDisk []string
	for _, name := range sourcesOf(p) {
		s, file, err := f.readSource(c.files, name)
		if err != nil {
			return nil, err
		}
		c.now, c.mine = append(c.now, s), append(c.mine, file != "")
		if file != "" {
			onDisk = append(onDisk, file)
		}
	}
	folders := slices.Clone(f.gold.rules)
	if f.gold.data != "" {
		folders = append(folders, filepath.Join(f.gold.data, "rules"))
	}
	var err error
	if c.was, err = atRevision(ctx, f.since, onDisk, folders); err != nil {
		return nil, err
	}
	return c, c.compare()
}

// sourcesOf lists the files that the pipeline's rules stand in.
func sourcesOf(p *pipeline.Pipeline) []string {
	var paths []string
	for _, s := range p.Stages() {
		for _, part := range s.Parts {
			if s.Name == rule.Stage && !slices.Contains(paths, part.Path) {
				paths = append(paths, part.Path)
			}
		}
	}
	return paths
}

// readSource reads a file of rules by the name that the pipeline has for it, and
// tells where it is on the disk, if it is.
func (f *benchFlags) readSource(files fs.FS, name string) (s rule.Source, onDisk string, err error) {
	if f.gold.data != "" {
		file := filepath.Join(f.gold.data, filepath.FromSlash(name))
		if content, err := os.ReadFile(file); err == nil {
			return rule.Source{Path: name, Content: content}, file, nil
		}
	}
	if !missing([]string{name}) {
		sources, err := rule.Files(name)
		if err != nil {
			return s, "", err
		}
		return sources[0], name, nil
	}
	content, err := fs.ReadFile(files, name)
	return rule.Source{Path: name, Content: content}, "", err
}

// atRevision reads the files as git has them at a revision, and those that stood
// in the folders then and do not any more.
func atRevision(ctx context.Context, revision string, paths, folders []string) ([]rule.Source, error) {
	if _, err := exec.LookPath("git"); err != nil {
		return nil, errors.New("--changed-since needs git, and there is none on this machine's PATH")
	}
	if strings.HasPrefix(revision, "-") {
		return nil, fmt.Errorf("--changed-since %s: a revision is meant, such as main or HEAD~1", revision)
	}
	var sources []rule.Source
	seen := map[string]bool{}
	for _, place := range slices.Concat(folders, paths) {
		dir, at := place, "."
		if !isFolder(place) {
			dir, at = filepath.Dir(place), filepath.Base(place)
		}
		if _, err := git(ctx, dir, "rev-parse", "--is-inside-work-tree"); err != nil {
			return nil, fmt.Errorf("--changed-since: %s is in no git repository: %w", place, err)
		}
		if _, err := git(ctx, dir, "rev-parse", "--verify", "--quiet", revision+"^{commit}"); err != nil {
			return nil, fmt.Errorf("--changed-since %s: git knows no such revision here; a shallow clone may have to fetch it first (git fetch origin %s)", revision, revision)
		}
		// The names are relative to the folder, with zeros between them.
		list, err := git(ctx, dir, "ls-tree", "-r", "-z", "--name-only", revision, "--", at)
		if err != nil {
			return nil, fmt.Errorf("--changed-since: %w", err)
		}
		for _, name := range strings.Split(strings.TrimRight(string(list), "\x00"), "\x00") {
			file := filepath.Join(dir, filepath.FromSlash(name))
			if name == "" || seen[file] || !yamlfile.Is(name) {
				continue
			}
			seen[file] = true
			content, err := git(ctx, dir, "show", revision+":./"+name)
			if err != nil {
				return nil, fmt.Errorf("--changed-since: %w", err)
			}
			s := rule.Source{Path: revision + ":" + filepath.ToSlash(file), Content: content}
			s.Include(func(beside string) ([]byte, error) {
				return git(ctx, dir, "show", revision+":./"+path.Join(path.Dir(name), beside))
			})
			sources = append(sources, s)
		}
	}
	return sources, nil
}

// git runs git in a folder and gives what it prints.
func git(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", dir}, args...)...)
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	var errOut bytes.Buffer
	cmd.Stderr = &errOut
	out, err := cmd.Output()
	if err != nil {
		if said := strings.TrimSpace(errOut.String()); said != "" {
			err = errors.New(said)
		}
		return nil, fmt.Errorf("git %s: %w", args[0], err)
	}
	return out, nil
}

// compare sorts the rules by what became of them. A rule is known by its name,
// wherever it stands.
func (c *ruleChanges) compare() error {
	now, order, err := ruleTexts(c.files, c.now)
	if err != nil {
		return err
	}
	was, before, err := ruleTexts(c.files, c.was)
	if err != nil {
		return err
	}
	for _, name := range order {
		old, known := was[name]
		switch {
		case !known && !c.mine[now[name].source]: // a built-in one
		case !known:
			c.new = append(c.new, name)
		case old.text != now[name].text:
			c.changed = append(c.changed, name)
		}
	}
	for _, name := range before {
		c.homes[name] = was[name].source
		if _, there := now[name]; !there {
			c.removed = append(c.removed, name)
		}
	}
	return nil
}

// trials holds the rules as they are against those of the revision, one by one:
// the bench has all as they are, a trial has one as it was.
func (c *ruleChanges) trials(ctx context.Context, b *ablate.Bench) ([]*ablate.Trial, error) {
	var trials []*ablate.Trial
	if len(c.new) > 0 {
		var err error
		if trials, err = b.Ablations(c.new...); err != nil {
			return nil, err
		}
		for _, t := range trials {
			t.Status = statusNew
		}
	}
	// Faults of old files are told with the lines of the old files.
	if _, err := rule.ReadSources(c.files, c.was...); err != nil {
		return nil, fmt.Errorf("the rules cannot be compared with how they were, which this version does not read:\n%w", err)
	}
	for _, name := range slices.Concat(c.changed, c.removed) {
		set, err := c.asItWas(name)
		if err != nil {
			return nil, err
		}
		t, err := b.Instead(ctx, pipeline.Rules(set), name, name)
		if err != nil {
			return nil, err
		}
		t.Status = statusChanged
		if slices.Contains(c.removed, name) {
			t.Status = statusRemoved
		}
		trials = append(trials, t)
	}
	if len(trials) > 1 {
		t, err := c.together(b)
		if err != nil {
			return nil, err
		}
		trials = append(trials, t)
	}
	return trials, nil
}

// together is a trial of all rules as they were.
func (c *ruleChanges) together(b *ablate.Bench) (*ablate.Trial, error) {
	sources := slices.Clone(c.was)
	for i, s := range c.now {
		if !c.mine[i] {
			sources = append(sources, s)
		}
	}
	set, err := rule.ReadSources(c.files, sources...)
	if err != nil {
		return nil, err
	}
	t := b.Replacing(rule.Stage, pipeline.Rules(set))
	t.Part.Name, t.Status, t.Family = "all changes", statusTogether, statusTogether
	return t, nil
}

// asItWas is all rules as they are but one.
func (c *ruleChanges) asItWas(name string) (*rule.Set, error) {
	var sources []rule.Source
	for _, s := range c.now {
		content, err := pickRules(s, func(n string) bool { return n != name })
		if err != nil {
			return nil, err
		}
		if content != nil {
			sources = append(sources, rule.Source{Path: s.Path, Content: content, Beside: s.Beside})
		}
	}
	old := c.was[c.homes[name]]
	content, err := pickRules(old, func(n string) bool { return n == name })
	if err != nil {
		return nil, err
	}
	return rule.ReadSources(c.files, append(sources, rule.Source{Path: old.Path, Content: content, Beside: old.Beside})...)
}
