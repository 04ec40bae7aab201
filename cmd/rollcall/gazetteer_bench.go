package main

import (
	"context"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/ablate"
	"rollcall/pipeline"
	"rollcall/pipeline/data"
	"rollcall/pipeline/gazetteer"
	"rollcall/pipeline/rule"
)

const gazetteerBenchLong = `Says of each list of names what it is worth on gold, as rollcall rules bench
does of rules (whose help tells what the columns mean). A list can serve in two
ways, each of which has a line:

  a list that proposes is taken out; of one that is only evidence it is tried
  what it would bring if it proposed ("if proposing")
  a list that rules ask for is emptied under them ("for rules")

p is adjusted for the number of lists in each of these ways by itself.

Lists are evidence for the linear tagger as well. That is learnt into its model,
so that only training without a list would tell what it is worth there.`

const gazetteerBenchExample = `  rollcall gazetteer bench gold/
  rollcall gazetteer bench dev.jsonl --list media,people --pipeline fast
  rollcall gazetteer bench gold/ --data mine --format csv`

// What a line of a gazetteer bench is of, where it is not of taking a list out.
const (
	statusIfProposing = "if proposing"
	statusForRules    = "for rules"
)

func newGazetteerBenchCmd() *cobra.Command {
	var f benchFlags
	cmd := &cobra.Command{
		Use:     "bench GOLD...",
		Short:   "Say what each list of names is worth on gold",
		Long:    gazetteerBenchLong,
		Example: gazetteerBenchExample,
		RunE:    func(cmd *cobra.Command, args []string) error { return f.lists(cmd, args) },
	}
	f.add(cmd, "list")
	return cmd
}

func (f *benchFlags) lists(cmd *cobra.Command, args []string) error {
	f.gold.idle = true
	p, err := f.gold.open()
	if err != nil {
		return err
	}
	b, err := f.read(cmd, args, p, "gazetteer")
	if err != nil {
		return err
	}
	wanted := func(name string) bool { return len(f.only) == 0 || slices.Contains(f.only, name) }
	var trials []*ablate.Trial
	for _, part := range b.Parts() {
		if !wanted(part.Name) {
			continue
		}
		t, err := b.Ablations(part.Name)
		if err != nil {
			return err
		}
		trials = append(trials, t...)
	}
	at := slices.IndexFunc(p.Stages(), func(s pipeline.Stage) bool { return s.Name == "gazetteer" })
	stage := p.Stages()[at]
	for _, part := range stage.Idle {
		if !wanted(part.Name) {
			continue
		}
		with, err := stage.With(part.Name)
		if err != nil {
			return err
		}
		t, err := b.Instead(cmd.Context(), with, "", part.Name)
		if err != nil {
			return err
		}
		t.Status, t.Family, t.Reversed = statusIfProposing, statusIfProposing, true
		trials = append(trials, t)
	}
	more, err := f.underRules(cmd.Context(), p, b, wanted)
	if err != nil {
		return err
	}
	return f.finish(cmd, b, append(trials, more...), "list")
}

// asksFor is how a pattern names a list.
var asksFor = regexp.MustCompile(`\blist:([\pL\pN_-]+)`)

// underRules are trials of emptying the lists that rules ask for.
func (f *benchFlags) underRules(ctx context.Context, p *pipeline.Pipeline, b *ablate.Bench, wanted func(string) bool) ([]*ablate.Trial, error) {
	files := data.Over(f.gold.data)
	var sources []rule.Source
	asked := map[string]bool{}
	var names []string
	for _, file := range sourcesOf(p) {
		s, _, err := f.readSource(files, file)
		if err != nil {
			return nil, err
		}
		sources = append(sources, s)
	}
	texts, order, err := ruleTexts(files, sources)
	if err != nil {
		return nil, err
	}
	for _, rule := range order {
		for _, m := range asksFor.FindAllStringSubmatch(texts[rule].text, -1) {
			if name := m[1]; !asked[name] && wanted(name) {
				asked[name] = true
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	var trials []*ablate.Trial
	for _, name := range names {
		file, head := listHead(files, name)
		if file == "" {
			continue // a list of words that rules have themselves
		}
		set, err := rule.ReadSources(emptied{files, file, head}, sources...)
		if err != nil {
			return nil, err
		}
		t := b.Replacing(rule.Stage, pipeline.Rules(set))
		t.Part = pipeline.Part{Name: name, Path: file, Does: "serves rules"}
		t.Status, t.Family = statusForRules, statusForRules
		trials = append(trials, t)
	}
	return trials, ctx.Err()
}

// listHead finds the file of a list and what of it stands before the names.
func listHead(files fs.FS, name string) (file, head string) {
	for _, ext := range []string{".tsv", ".csv"} {
		file = path.Join(gazetteer.Folder, name+ext)
		content, err := fs.ReadFile(files, file)
		if err != nil {
			continue
		}
		var b strings.Builder
		for line := range strings.Lines(string(content)) {
			b.WriteString(line)
			if text := strings.TrimSpace(line); text != "" && !strings.HasPrefix(text, "#") {
				break // the names of the columns
			}
		}
		return file, b.String()
	}
	return "", ""
}

// emptied is a file system with one file that has other content.
type emptied struct {
	fs.FS
	name, content string
}

// Open opens a file.
func (e emptied) Open(name string) (fs.File, error) {
	file, err := e.FS.Open(name)
	if err != nil || name != e.name {
		return file, err
	}
	return replaced{file, strings.NewReader(e.content), int64(len(e.content))}, nil
}

// ReadDir lists a folder as it is.
func (e emptied) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(e.FS, name) }

// replaced is a file that reads as something else.
type replaced struct {
	fs.File
	content *strings.Reader
	size    int64
}

func (r replaced) Read(b []byte) (int, error) { return r.content.Read(b) }

// Stat is that of the file but for the size.
func (r replaced) Stat() (fs.FileInfo, error) {
	info, err := r.File.Stat()
	return resized{info, r.size}, err
}

type resized struct {
	fs.FileInfo
	size int64
}

func (r resized) Size() int64 { return r.size }
