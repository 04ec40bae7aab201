package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"rollcall/eval"
	"rollcall/eval/gate"
	"rollcall/eval/report"
	"rollcall/gold"
)

const gateLong = `Holds a system against the conditions of a gate file, one line for each, and ends
with exit status 1 if one fails. Without FILE it is gate.yaml of the folder gold,
or of the working folder.

  # gold/gate.yaml; paths are from its folder
  gold: [.]                                 # files or folders; this is the default
  pipeline: default                         # or {name: …, data: …, model: …,
                                            #     rules: […], gazetteers: […]}
                                            # or predictions: theirs.jsonl
  floors:                                   # in percent
    - f1: 92                                # strict, over all types
    - {type: MONEY, f1: 98, precision: 97}
    - {file: seed.jsonl, scheme: partial, f1: 94}
    - {type: MONEY, scheme: money, f1: 95}  # amount and currency are right
    - {recall: 90, sure: true}              # the lower end of the interval
  baseline: baseline/default.json.gz        # or {file: …, schemes: [strict, money],
                                            #     max_drop: 2, common: true}
  rules: [../rules]                         # or true, for the pipeline's
  speed: {at_least: 0.8}                    # of the baseline's

floors    A figure is no less. Types, schemes and files of gold each on their own.
baseline  No F1 is worse than in a saved result, over all types or of one, by more
          than chance explains: approximate randomisation over documents, types
          adjusted by Holm. max_drop is for what falls further, whatever chance
          says, in points. A baseline of other gold fails, with both digests named.
rules     Every example that the rules carry passes.
speed     Words read in the time that a fixed piece of work takes beside, in
          processor time: the median of 5 rounds, and of up to 20 where those are
          under the floor. It fails where the whole interval of the median (95 %)
          is. Other kinds of processor than the baseline's are not compared.

--update writes the result to the baseline file, which is to be committed; what
differs from the one before is shown and does not fail.

Beside what is printed, --junit, --markdown and --sarif write files for CI. Under
GitHub Actions ($GITHUB_ACTIONS is true) failed gates and the places that explain
them become annotations, on standard error, and the Markdown is appended to
$GITHUB_STEP_SUMMARY. docs/ci.md shows a workflow.`

const gateExample = `  rollcall gate                                  gold/gate.yaml
  rollcall gate --update                         renew the baseline
  rollcall gate gold/gate.yaml --predictions theirs.jsonl --skip baseline
  rollcall gate --data mine/ --markdown comment.md
  rollcall gate --skip speed --format json | jq .passed`

type gateFlags struct {
	compareFlags
	baseline    string
	update      bool
	skip        []string
	junit       string
	markdown    string
	sarif       string
	annotations bool
	note        string
	schema      bool
}

func newGateCmd() *cobra.Command {
	var f gateFlags
	cmd := &cobra.Command{
		Use:     "gate [FILE]",
		Short:   "Hold a system against floors, a baseline, rules and speed; for CI",
		Long:    gateLong,
		Example: gateExample,
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.schema {
				_, err := cmd.OutOrStdout().Write(gate.Schema())
				return err
			}
			return f.run(cmd, args)
		},
	}
	flags := cmd.Flags()
	f.add(cmd)
	flags.Lookup("pipeline").Usage = "`name` of a pipeline, or a .yaml file, instead of the gate file's"
	flags.Lookup("pipeline").DefValue = ""
	flags.StringSliceVar(&f.predictions, "predictions", nil, "`file` of answers to let through instead of a pipeline's; - is standard input")
	flags.StringVar(&f.baseline, "baseline", "", "saved result to hold against, instead of the gate `file`'s")
	flags.StringVar(&f.labels, "map", "", "`file` that says which type a label is (see rollcall gold --help)")
	flags.BoolVar(&f.update, "update", false, "write the result to the baseline file")
	flags.StringVar(&f.note, "note", "", "`text` to keep with --update, such as a commit")
	flags.StringSliceVar(&f.skip, "skip", nil, "gates of these `kinds` are not held: "+listed(gateKindNames()))
	flags.StringVarP(&f.format, "format", "f", "table", "output `format`: "+listed(gateFormatNames()))
	flags.StringVar(&f.junit, "junit", "", "write JUnit XML to a `file`")
	flags.StringVar(&f.markdown, "markdown", "", "write Markdown for a comment on a pull request to a `file`")
	flags.StringVar(&f.sarif, "sarif", "", "write SARIF 2.1.0 to a `file`")
	flags.BoolVar(&f.annotations, "annotations", false, "write GitHub annotations to standard error; the default where $GITHUB_ACTIONS is true")
	flags.BoolVar(&f.schema, "schema", false, "print the JSON Schema of gate files, for editors, and do nothing else")
	f.stats.add(cmd)
	if err := flags.MarkHidden("no-intervals"); err != nil {
		panic(err) // the flag is declared above
	}
	f.color = choiceFlag(cmd, "color", "", "colours: auto, always or never", "auto", "always", "never")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "no progress, and no report unless a gate fails")
	complete(cmd, "format", gateFormatNames)
	complete(cmd, "skip", gateKindNames)
	return cmd
}

func gateFormatNames() (names []string) {
	for _, f := range report.GateFormats() {
		names = append(names, f.Name)
	}
	return names
}

func gateKindNames() (names []string) {
	for _, k := range gate.Kinds() {
		names = append(names, string(k))
	}
	return names
}

func (f *gateFlags) run(cmd *cobra.Command, args []string) error {
	format, err := report.GateFormatNamed(f.format)
	if err != nil {
		return err
	}
	e := gate.Evidence{}
	if err := f.check(&e); err != nil {
		return err
	}
	config, err := f.readConfig(cmd, args)
	if err != nil {
		return err
	}
	corpora, err := f.openGateGold(config)
	if err != nil {
		return err
	}
	if err := f.gather(cmd, config, corpora, &e); err != nil {
		return err
	}
	judged, err := gate.Judge(config, e)
	if err != nil {
		return err
	}
	renewed := ""
	if f.update {
		if renewed, err = f.renew(config, e.Run); err != nil {
			return err
		}
	}
	shown := report.NewGates(judged, version(), commandLine(cmd), fromWorkspace(), renewed)
	if !f.quiet || !judged.Passed() {
		color := useColor(f.color.value, isTerminal(cmd.OutOrStdout()))
		if err := format.Write(cmd.OutOrStdout(), shown, color); err != nil {
			return outputError(err)
		}
	}
	if err := f.writeFiles(cmd, shown); err != nil {
		return err
	}
	if !judged.Passed() {
		return failure{error: fmt.Errorf("%d of %s failed", judged.Count(gate.Failed), counted(len(judged.Gates), "gate"))}
	}
	return nil
}

// check reads the flags, and refuses what would only fail after the work is
// done.
func (f *gateFlags) check(e *gate.Evidence) error {
	for _, name := range f.skip {
		if !slices.Contains(gateKindNames(), name) {
			return fmt.Errorf("--skip %s: there are the gates %s", name, listed(gateKindNames()))
		}
		e.Skip = append(e.Skip, gate.Kind(name))
	}
	o, err := f.stats.options()
	if err != nil {
		return err
	}
	if o == nil {
		return errors.New("a gate tells what is worse from what is chance, and cannot do without --resamples")
	}
	e.Stats, e.Renew = *o, f.update
	if f.note != "" && !f.update {
		return errors.New("--note is kept with a baseline: --update writes one")
	}
	if len(f.predictions) > 1 {
		return errors.New("--predictions: one system is let through a gate at a time")
	}
	var errs []error
	for _, file := range []struct{ flag, path string }{{"junit", f.junit}, {"markdown", f.markdown}, {"sarif", f.sarif}} {
		errs = append(errs, checkOutput(file.flag, file.path))
	}
	return errors.Join(errs...)
}

// gateFileName is that of a gate file that nobody names.
const gateFileName = "gate.yaml"

// readConfig reads the gate file, with what flags say in its place.
func (f *gateFlags) readConfig(cmd *cobra.Command, args []string) (*gate.Config, error) {
	path := ""
	switch {
	case len(args) == 1 && isFolder(args[0]):
		path = filepath.Join(args[0], gateFileName)
	case len(args) == 1:
		path = args[0]
	default:
		for _, folder := range []string{"gold", "."} {
			if p := filepath.Join(folder, gateFileName); path == "" && exists(p) {
				path = p
			}
		}
		if path == "" {
			return nil, fmt.Errorf("no gate file: neither %s nor %s is here\nSee \"rollcall gate --help\"",
				filepath.Join("gold", gateFileName), gateFileName)
		}
	}
	config, err := gate.Read(path)
	if err != nil {
		return nil, err
	}
	changed := cmd.Flags().Changed
	if changed("pipeline") && len(f.predictions) > 0 {
		return nil, errors.New("both --pipeline and --predictions: one system is let through a gate at a time")
	}
	if config.Predictions != "" && !changed("pipeline") && len(f.predictions) == 0 {
		f.predictions = []string{config.Beside(config.Predictions)}
	}
	f.mergeSystem(cmd, &config.System)
	if config.Map != "" && !changed("map") {
		f.labels = config.Beside(config.Map)
	}
	for _, t := range config.Types {
		f.types = append(f.types, string(t))
	}
	if f.baseline != "" {
		if f.update {
			return nil, errors.New("--baseline names a result to hold against; --update renews that of the gate file")
		}
		if config.Baseline == nil {
			config.Baseline = &gate.Baseline{Place: gate.Place{Line: 1, Column: 1}, Schemes: []eval.Scheme{eval.Strict}}
		}
		if config.Baseline.File, err = seenFrom(config, f.baseline); err != nil {
			return nil, err
		}
	}
	if f.update && config.Baseline == nil {
		return nil, fmt.Errorf("%s: --update writes the baseline: add the key, such as baseline: baseline/default.json.gz", path)
	}
	return config, nil
}

// mergeSystem puts flags over what the gate file says of the system, and both
// into each other.
func (f *gateFlags) mergeSystem(cmd *cobra.Command, s *gate.System) {
	changed := cmd.Flags().Changed
	for _, one := range []struct {
		flag       string
		mine, file *string
	}{{"pipeline", &f.pipeline, &s.Pipeline}, {"data", &f.data, &s.Data}, {"model", &f.model, &s.Model}} {
		if *one.file != "" && !changed(one.flag) {
			*one.mine = *one.file
		}
		*one.file = *one.mine
	}
	for _, many := range []struct {
		flag       string
		mine, file *[]string
	}{{"rules", &f.rules, &s.Rules}, {"gazetteer", &f.lists, &s.Gazetteers}} {
		if *many.file != nil && !changed(many.flag) {
			*many.mine = *many.file
		}
		*many.file = *many.mine
	}
}

// seenFrom is a path of the working folder as seen from the gate file's.
func seenFrom(c *gate.Config, path string) (string, error) {
	if filepath.IsAbs(path) {
		return path, nil
	}
	folder, err := filepath.Abs(filepath.Dir(c.Path))
	if err != nil {
		return "", err
	}
	if path, err = filepath.Abs(path); err != nil {
		return "", err
	}
	return filepath.Rel(folder, path)
}

func (f *gateFlags) openGateGold(config *gate.Config) ([]*gold.Corpus, error) {
	var paths []string
	for _, p := range config.Gold {
		paths = append(paths, config.Beside(p))
	}
	return f.openGold(paths)
}

// fromWorkspace is the working folder as seen from the root of the repository
// that GitHub checked out; empty where that is the same or not known.
func fromWorkspace() string {
	root := os.Getenv("GITHUB_WORKSPACE")
	here, err := os.Getwd()
	if root == "" || err != nil {
		return ""
	}
	inside, err := filepath.Rel(root, here)
	if err != nil || inside == "." || !filepath.IsLocal(inside) {
		return ""
	}
	return filepath.ToSlash(inside) + "/"
}
