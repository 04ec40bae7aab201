package pipeline

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"rollcall/internal/yamlfile"
	"rollcall/pipeline/data"
	"rollcall/pipeline/rule"
	"rollcall/text"
)

// Options change what a pipeline file says.
type Options struct {
	// Data is a folder whose files take the place of the embedded ones of the
	// same path; empty for none.
	Data string
	// Model is a model folder, for the stage that reads such folders; empty for
	// those that the pipeline file names.
	Model string
	// Rules are files of rules, or folders of such, that are read beside those
	// that the pipeline file names. A pipeline without the stage rules gets it.
	Rules []string
	// Lists are name lists, compiled or not, or folders of such, that are read
	// beside those that the pipeline file names. A pipeline without the stage
	// gazetteer gets it.
	Lists []string
	// Idle has stages read what they have no use for too: see Stage.Idle.
	Idle bool
}

// Names lists the built-in pipelines, and those that a data folder adds.
func Names(o Options) []string {
	files, _ := fs.Glob(o.files(), "pipelines/*.yaml") // the pattern is well-formed
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = strings.TrimSuffix(path.Base(f), ".yaml")
	}
	return names
}

func (o Options) files() fs.FS { return data.Over(o.Data) }

// userModel is where stages see the folder of Options.Model.
const userModel = "models/user"

// modelForms says what tells the forms of model folders apart.
const modelForms = "the tagger reads a folder with " + taggerHead + ", the encoder one with " + encoderHead

func isModel(folder fs.FS) bool {
	for _, head := range []string{taggerHead, encoderHead} {
		if _, err := fs.Stat(folder, head); err == nil {
			return true
		}
	}
	return false
}

// modelled are the options of a stage that reads a model folder.
type modelled interface {
	head() string           // a file that the stage's model folders have, and other stages' have not
	useModel(folder string) // in place of the one that the pipeline file names
}

// Open makes the pipeline of that name, or the one that a file describes where
// name is a path that ends in .yaml. Errors have the file's name, line and
// column.
func Open(name string, o Options) (*Pipeline, error) {
	lists, err := withLists(o.files(), o.Lists)
	if err != nil {
		return nil, err
	}
	if yamlfile.Is(name) {
		lists.folder = filepath.Dir(name)
	}
	used := &recorder{FS: lists}
	if o.Model != "" {
		info, err := os.Stat(o.Model)
		if err != nil || !info.IsDir() {
			return nil, fmt.Errorf("model %s is not a folder", o.Model)
		}
		used.mounted = os.DirFS(o.Model)
		if !isModel(used.mounted) {
			return nil, fmt.Errorf("model %s is no model folder: %s", o.Model, modelForms)
		}
	}
	file, content, err := readConfig(used, name, o)
	if err != nil {
		return nil, err
	}
	p := &Pipeline{name: name, config: content, files: used, lists: lists.paths}
	if p.rules, err = rule.Files(o.Rules...); err != nil {
		return nil, err
	}
	if err := p.build(file, content, o); err != nil {
		return nil, err
	}
	if o.Model != "" && !used.mountUsed.Load() {
		return nil, fmt.Errorf("model %s: no stage of pipeline %s reads it: %s", o.Model, name, modelForms)
	}
	if err := validate(p.stages); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return p, nil
}

func readConfig(files fs.FS, name string, o Options) (file string, content []byte, err error) {
	if yamlfile.Is(name) {
		content, err = os.ReadFile(filepath.Clean(name))
		return name, content, err
	}
	file = "pipelines/" + name + ".yaml"
	content, err = fs.ReadFile(files, file)
	if err != nil {
		return file, nil, fmt.Errorf("there is no pipeline %q: use %s, or the path of a .yaml file",
			name, strings.Join(Names(o), ", "))
	}
	return file, content, nil
}

// build reads a pipeline file: a doc line, and stages as names, or as a name
// with options behind it.
func (p *Pipeline) build(file string, content []byte, o Options) error {
	var config struct {
		Doc    string     `yaml:"doc"`
		Stages []ast.Node `yaml:"stages"`
	}
	if err := yaml.NewDecoder(bytes.NewReader(content), yaml.Strict()).Decode(&config); err != nil {
		return addressed(file, err)
	}
	if len(config.Stages) == 0 {
		return fmt.Errorf("%s: no stages: list them under the key stages", file)
	}
	p.doc = config.Doc
	// Side by side, since models and lists take their time to read.
	p.stages = make([]Stage, len(config.Stages))
	errs := make([]error, len(config.Stages))
	var work sync.WaitGroup
	var before []string // stages before this one
	for i, node := range config.Stages {
		earlier := slices.Clone(before)
		name, _ := named(node)
		before = append(before, name)
		work.Go(func() {
			stage, err := p.stage(node, earlier, o)
			if err != nil {
				at := node.GetToken().Position
				err = fmt.Errorf("%s:%d:%d: %w", file, at.Line, at.Column, err)
			}
			p.stages[i], errs[i] = stage, err
		})
	}
	work.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if err := p.placeLists(o); err != nil {
		return err
	}
	return p.placeRules()
}

// named is the name of a stage and the options behind it, nil for none.
func named(node ast.Node) (name string, options ast.Node) {
	if m, ok := node.(*ast.MappingNode); ok && len(m.Values) == 1 {
		return m.Values[0].Key.String(), m.Values[0].Value
	} else if m, ok := node.(*ast.MappingValueNode); ok {
		return m.Key.String(), m.Value
	}
	return node.String(), nil
}

// stage makes a stage of what the pipeline file says; before are the names of
// those before it.
func (p *Pipeline) stage(node ast.Node, before []string, o Options) (Stage, error) {
	name, options := named(node)
	if turnOf(name) < 0 {
		return Stage{}, fmt.Errorf("there is no stage %q: use %s", name, kindNames(Kinds()))
	}
	decode := func(into any) error {
		if options != nil {
			if err := yaml.NodeToValue(options, into, yaml.Strict()); err != nil {
				return errors.New(firstLine(err))
			}
		}
		switch into := into.(type) {
		case *rulesOptions:
			into.user = p.rules
		case *listsOptions:
			into.idle = o.Idle
			into.use(p.lists, before, o)
		}
		if m, ok := into.(modelled); ok && o.Model != "" {
			if _, err := fs.Stat(p.files.mounted, m.head()); err == nil {
				m.useModel(userModel)
				p.files.mountUsed.Store(true)
			}
		}
		return nil
	}
	return p.stageOf(kindOf(name), []byte(node.String()), decode)
}

// stageOf makes a stage of a kind; config is what the pipeline file says of it.
func (p *Pipeline) stageOf(k Kind, config []byte, decode func(any) error) (Stage, error) {
	files := &recorder{FS: p.files}
	s, err := k.New(files, decode)
	if err != nil {
		return Stage{}, fmt.Errorf("stage %s: %w", k.Name, err)
	}
	s = k.named(s)
	s.config, s.files = config, files
	return s, nil
}

// has reports whether the pipeline has a stage of that name.
func (p *Pipeline) has(name string) bool {
	return slices.ContainsFunc(p.stages, func(s Stage) bool { return s.Name == name })
}

// insert adds a stage that the pipeline file does not name.
func (p *Pipeline) insert(name string, at int, decode func(any) error) error {
	s, err := p.stageOf(kindOf(name), []byte(name), decode)
	p.stages = slices.Insert(p.stages, at, s)
	return err
}

func kindNames(kinds []Kind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.Name
	}
	return strings.Join(names, ", ")
}

// addressed puts the file before an error of the YAML reader, in the form
// file:line:column: message.
func addressed(file string, err error) error {
	line, column, msg := yamlfile.Located(err)
	if line == 0 {
		return fmt.Errorf("%s: %s", file, msg)
	}
	return &yamlfile.Fault{Path: file, Line: line, Column: column, Msg: msg}
}

func firstLine(err error) string {
	msg, _, _ := strings.Cut(err.Error(), "\n")
	return msg
}

// recorder is a file system that keeps the digest of every file read from it.
type recorder struct {
	fs.FS
	mounted fs.FS // seen as userModel; nil for none
	// mountUsed tells that a stage reads what is mounted.
	mountUsed atomic.Bool

	mu   sync.Mutex
	read []string
}

// Open notes the name for Digest.
func (r *recorder) Open(name string) (fs.File, error) {
	r.mu.Lock()
	r.read = append(r.read, name)
	r.mu.Unlock()
	if rest, ok := strings.CutPrefix(name, userModel); ok && r.mounted != nil {
		return r.mounted.Open(path.Clean("./" + strings.TrimPrefix(rest, "/")))
	}
	return r.FS.Open(name)
}

// ReadDir passes the listing on, so that patterns see added files.
func (r *recorder) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(r.FS, name) }

// Digest identifies what the pipeline knows: the first 12 hexadecimal digits
// of a SHA-256 over the pipeline file and over every data file that its stages read. Two
// answers with the same digest, from the same version of the program, come
// from the same pipeline.
func (p *Pipeline) Digest() string {
	h := sha256.New()
	h.Write(p.config)
	p.files.digest(h)
	for _, r := range p.rules {
		fmt.Fprintf(h, "%s %x\n", r.Path, r.Sum())
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

// Digest identifies what a stage of an opened pipeline does, as that of a
// pipeline does: the SHA-256 over its options and the files that it read. It is
// empty for a stage that was changed or made otherwise.
func (s Stage) Digest() string {
	if s.files == nil {
		return ""
	}
	h := sha256.New()
	h.Write(s.config)
	s.files.digest(h)
	return hex.EncodeToString(h.Sum(nil))
}

// digest writes names and digests of what was read.
func (r *recorder) digest(h io.Writer) {
	r.mu.Lock()
	names := slices.Clone(r.read)
	r.mu.Unlock()
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		content, err := fs.ReadFile(r, name)
		if err != nil { // a folder, or a file that is not there
			continue
		}
		fmt.Fprintf(h, "%s %x\n", name, sha256.Sum256(content))
	}
}

// newResolve is Resolve as a stage.
func newResolve(_ fs.FS, options func(any) error) (Stage, error) {
	var o struct {
		Floor float64 `yaml:"floor"`
	}
	if err := options(&o); err != nil {
		return Stage{}, err
	}
	if o.Floor < 0 || o.Floor > 1 {
		return Stage{}, fmt.Errorf("floor is %v: a score lies between 0 and 1", o.Floor)
	}
	return Stage{Run: func(d *text.Document) error {
		for i := range d.Candidates {
			// Decided before: by an earlier resolve, whose verdict does not bind
			// this one. A veto does.
			if loss := d.Candidates[i].Loss; loss != nil && loss.To >= 0 && !IsCounted(d.Candidates, i) {
				d.Candidates[i].Loss = nil
			}
		}
		d.Mentions = Resolve(d.Candidates, o.Floor)
		giveKeys(d.Mentions, d.Candidates)
		return nil
	}}, nil
}
