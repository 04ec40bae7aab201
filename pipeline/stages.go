package pipeline

import (
	"errors"
	"io/fs"
	"slices"

	"rollcall/pipeline/encoder"
	"rollcall/pipeline/gazetteer"
	"rollcall/pipeline/link"
	"rollcall/pipeline/money"
	"rollcall/pipeline/prose"
	"rollcall/pipeline/rule"
	"rollcall/pipeline/tagger"
	"rollcall/pipeline/token"
)

// Kinds is the list of all stages, in the order in which they usually run. A
// new stage is its package and a line here.
func Kinds() []Kind {
	const proposer = Tokens | Sentences
	return []Kind{
		{"tokens", "cuts the text into words, numbers and punctuation", 0, Tokens, plain(token.Tokens)},
		{"sentences", "finds headlines, bylines, items and paragraphs, and sentences in them", Tokens, Sentences, plain(token.Sentences)},
		{"prose", "proposes what github.com/jdkato/prose finds: the baseline", proposer, Candidates, plain(prose.Propose)},
		{"tagger", "proposes names by a trained model of words in sequence", proposer, Candidates, newTagger},
		{"encoder", "proposes names by a pre-trained transformer, read from a model folder", proposer, Candidates, newEncoder},
		{"gazetteer", "proposes names that stand in a list", proposer, Candidates, newGazetteer},
		{"rules", "proposes by patterns, and vetoes, each with its own examples", proposer, Candidates, newRules},
		{"money", "proposes amounts of money, with their values", proposer, Candidates, plain(money.Propose)},
		{"acronyms", "proposes long and short forms where the text defines one by the other", proposer | Candidates, Candidates, plain(link.Acronyms)},
		{combineStage, "makes one score of those that several readers give to the same name", Candidates, Candidates, newCombine},
		{"resolve", "decides which candidates become mentions", Candidates, Mentions, newResolve},
		{"consistency", "proposes what the mentions of a document teach about one another", proposer | Mentions, Candidates, plain(link.Consistency)},
		{"entities", "groups the mentions that name the same thing", Mentions, Entities, plain(entities)},
	}
}

// taggerOptions stand behind "tagger" in a pipeline file.
type taggerOptions struct {
	// Model is the folder of the model among the data files.
	Model string `yaml:"model"`
	// Alternatives is the score from which on second choices are proposed too; 0
	// for none. They need a floor in resolve.
	Alternatives float64 `yaml:"alternatives"`
}

// taggerHead is the file that makes a folder one of the tagger's.
const taggerHead = "model.json"

func (o *taggerOptions) head() string { return taggerHead }

func (o *taggerOptions) useModel(folder string) { o.Model = folder }

func newTagger(files fs.FS, options func(any) error) (Stage, error) {
	o := taggerOptions{Model: "models/fast"}
	if err := options(&o); err != nil {
		return Stage{}, err
	}
	m, err := tagger.Load(files, o.Model)
	if err != nil {
		return Stage{}, err
	}
	propose, err := m.Proposing(o.Alternatives)
	return Stage{Run: propose}, err
}

// encoderOptions stand behind "encoder" in a pipeline file.
type encoderOptions struct {
	// Model is the folder of the model among the data files.
	Model string `yaml:"model"`
	// Quantise rounds the weights of a model of floats to 8-bit integers, which
	// makes it several times as fast and a little less exact.
	Quantise bool `yaml:"quantise"`
	// Temperature takes the place of the model's own; see encoder.Options.
	Temperature float64 `yaml:"temperature"`
	// Alternatives is the probability from which on second choices are proposed
	// too; 0 for none. They need a floor in resolve.
	Alternatives float64 `yaml:"alternatives"`
}

// encoderHead is the file that makes a folder one of the encoder's.
const encoderHead = "config.json"

func (o *encoderOptions) head() string { return encoderHead }

func (o *encoderOptions) useModel(folder string) { o.Model = folder }

func newEncoder(files fs.FS, options func(any) error) (Stage, error) {
	var o encoderOptions
	if err := options(&o); err != nil {
		return Stage{}, err
	}
	if o.Model == "" {
		return Stage{}, errors.New("no model: name its folder, as in encoder: {model: models/NAME}, or use --model")
	}
	m, err := encoder.Open(files, o.Model, encoder.Options{
		Quantise: o.Quantise, Temperature: o.Temperature, Alternatives: o.Alternatives,
	})
	if err != nil {
		return Stage{}, err
	}
	return Stage{Run: m.Propose}, nil
}

// listsOptions stand behind "gazetteer" in a pipeline file.
type listsOptions struct {
	// Lists are files, or folders of files, among the data files.
	Lists []string `yaml:"lists"`
	// idle is Options.Idle.
	idle bool
	// user are the lists of Options.Lists, readers the stages before that judge
	// names by the text around them.
	user, readers []string
	// forRules tells that rules of the user's may be what the lists are for.
	forRules bool
}

func newGazetteer(files fs.FS, options func(any) error) (Stage, error) {
	o := listsOptions{Lists: []string{gazetteer.Folder}}
	if err := options(&o); err != nil {
		return Stage{}, err
	}
	read := gazetteer.ReadProposing
	if o.idle {
		read = gazetteer.Read
	}
	set, err := read(files, slices.Concat(o.Lists, o.user)...)
	if err != nil {
		return Stage{}, err
	}
	if !o.forRules {
		if err := checkUserLists(set, o.user); err != nil {
			return Stage{}, err
		}
	}
	return Lists(set.Weighing(o.readers...), func(l gazetteer.List) bool { return l.Propose }), nil
}

// rulesOptions stand behind "rules" in a pipeline file.
type rulesOptions struct {
	// Files are files of rules, or folders of such, among the data files.
	Files []string `yaml:"files"`
	// user are the sources of Options.Rules.
	user []rule.Source
}

func newRules(files fs.FS, options func(any) error) (Stage, error) {
	o := rulesOptions{Files: []string{"rules"}}
	if err := options(&o); err != nil {
		return Stage{}, err
	}
	sources, err := rule.Sources(files, o.Files...)
	if err != nil {
		return Stage{}, err
	}
	set, err := rule.ReadSources(files, append(sources, o.user...)...)
	if err != nil {
		return Stage{}, err
	}
	return Rules(set), nil
}
