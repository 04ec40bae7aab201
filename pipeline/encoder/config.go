package encoder

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"

	"rollcall/pipeline/encoder/kernel"
)

// Bounds on what a config may ask for, so that a damaged one asks for nothing
// absurd. The largest published BERT has 24 layers of 1,024.
const (
	maxLayers = 256
	maxLabels = 256
	minWindow = 8

	minTemperature, maxTemperature = 0.01, 100
)

// Defaults of the keys that are not Hugging Face's.
const (
	defaultWindow  = 128
	defaultContext = 20
)

// config is what config.json says, under the names that the BERT family uses
// and those of DistilBERT.
type config struct {
	ModelType string `json:"model_type"`

	Hidden       int     `json:"hidden_size"`
	Layers       int     `json:"num_hidden_layers"`
	Heads        int     `json:"num_attention_heads"`
	Intermediate int     `json:"intermediate_size"`
	Vocabulary   int     `json:"vocab_size"`
	Positions    int     `json:"max_position_embeddings"`
	Types        *int    `json:"type_vocab_size"`
	Epsilon      float64 `json:"layer_norm_eps"`
	Activation   string  `json:"hidden_act"`
	PositionType string  `json:"position_embedding_type"`

	DistilHidden       int    `json:"dim"`
	DistilLayers       int    `json:"n_layers"`
	DistilHeads        int    `json:"n_heads"`
	DistilIntermediate int    `json:"hidden_dim"`
	DistilActivation   string `json:"activation"`

	Labels map[string]string `json:"id2label"`

	// The keys that are ours.
	Case        int      `json:"case_embeddings"`
	Window      *int     `json:"window"`
	Context     *int     `json:"context"`
	Slack       *int     `json:"slack"`
	Temperature *float64 `json:"temperature"`
	LabelsOn    string   `json:"labels_on"`
	Scheme      string   `json:"label_scheme"`

	names        names
	window       int
	context      int
	slack        int
	temperature  float64
	labels       []string
	labelsTokens bool
}

// names are an architecture's names for its tensors.
type names struct {
	prefix string // which all names but the classifier's may have
	layer  string // a format for the layer's number
	// In a layer: linear layers and layer norms.
	query, key, value, output, outputNorm string
	up, down, downNorm                    string
}

var architectures = map[string]names{
	"bert": {
		prefix: "bert.", layer: "encoder.layer.%d.",
		query: "attention.self.query", key: "attention.self.key", value: "attention.self.value",
		output: "attention.output.dense", outputNorm: "attention.output.LayerNorm",
		up: "intermediate.dense", down: "output.dense", downNorm: "output.LayerNorm",
	},
	"distilbert": {
		prefix: "distilbert.", layer: "transformer.layer.%d.",
		query: "attention.q_lin", key: "attention.k_lin", value: "attention.v_lin",
		output: "attention.out_lin", outputNorm: "sa_layer_norm",
		up: "ffn.lin1", down: "ffn.lin2", downNorm: "output_layer_norm",
	},
}

// readConfig reads config.json and reports all that this package can't read.
func readConfig(file []byte) (*config, error) {
	c := &config{}
	if err := json.Unmarshal(file, c); err != nil {
		return nil, err
	}
	var errs []error
	refuse := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	var known bool
	if c.names, known = architectures[c.ModelType]; !known {
		return nil, fmt.Errorf("model_type %q: bert (MiniLM too) and distilbert are read", c.ModelType)
	}
	if c.ModelType == "distilbert" {
		c.Hidden, c.Layers, c.Heads, c.Intermediate = c.DistilHidden, c.DistilLayers, c.DistilHeads, c.DistilIntermediate
		c.Activation, c.Epsilon = c.DistilActivation, 1e-12 // not in its config
	}
	if c.Activation != "gelu" && c.Activation != "relu" {
		refuse("activation %q: gelu and relu are read", c.Activation)
	}
	if c.PositionType != "" && c.PositionType != "absolute" {
		refuse("position_embedding_type %q: only absolute is read", c.PositionType)
	}
	if !(c.Epsilon > 0 && c.Epsilon < 1) {
		refuse("layer_norm_eps %v lies outside 0 to 1", c.Epsilon)
	}
	within := func(name string, n, low, high int) {
		if n < low || n > high {
			refuse("%s %d: %d to %d are read", name, n, low, high)
		}
	}
	within("hidden_size", c.Hidden, 1, kernel.MaxRows)
	within("num_hidden_layers", c.Layers, 1, maxLayers)
	within("intermediate_size", c.Intermediate, 1, kernel.MaxRows)
	within("vocab_size", c.Vocabulary, 1, math.MaxInt32)
	within("max_position_embeddings", c.Positions, minWindow, math.MaxInt32)
	if c.Heads < 1 || c.Hidden%c.Heads != 0 {
		refuse("num_attention_heads %d does not divide hidden_size %d", c.Heads, c.Hidden)
	}
	if c.Case != 0 && c.Case != shapes {
		refuse("case_embeddings %d: %d is read", c.Case, shapes)
	}
	errs = append(errs, c.readOurs())
	return c, errors.Join(append(errs, c.readLabels())...)
}

// readOurs checks the keys that are not Hugging Face's.
func (c *config) readOurs() error {
	var errs []error
	c.window = min(defaultWindow, c.Positions)
	if c.Window != nil {
		c.window = *c.Window
		if c.window < minWindow || c.window > c.Positions {
			errs = append(errs, fmt.Errorf("window %d: %d to max_position_embeddings %d is possible", c.window, minWindow, c.Positions))
		}
	}
	c.context = min(defaultContext, (c.window-2)/4)
	if c.Context != nil {
		c.context = *c.Context
		if c.context < 0 || 2*c.context >= c.window-2 {
			errs = append(errs, fmt.Errorf("context %d leaves nothing of a window of %d", c.context, c.window))
		}
	}
	if c.Slack != nil {
		c.slack = *c.Slack
		if c.slack < 0 || c.slack >= c.window-2-2*c.context {
			errs = append(errs, fmt.Errorf("slack %d leaves nothing of a window of %d with a context of %d", c.slack, c.window, c.context))
		}
	}
	c.temperature = 1
	if c.Temperature != nil {
		c.temperature = *c.Temperature
		if !(c.temperature >= minTemperature && c.temperature <= maxTemperature) {
			errs = append(errs, fmt.Errorf("temperature %v lies outside %v to %v", c.temperature, minTemperature, maxTemperature))
		}
	}
	switch c.LabelsOn {
	case "":
		c.labelsTokens = c.Case == 0 && c.Window == nil && c.Context == nil && c.Slack == nil && c.Temperature == nil
	case "word":
	case "token":
		c.labelsTokens = true
	default:
		errs = append(errs, fmt.Errorf(`labels_on %q: "word" and "token" are possible`, c.LabelsOn))
	}
	if c.Scheme != "" && c.Scheme != "IOB1" {
		errs = append(errs, fmt.Errorf(`label_scheme %q: "IOB1" is possible; other schemes are told from the labels`, c.Scheme))
	}
	return errors.Join(errs...)
}

// readLabels puts id2label in order.
func (c *config) readLabels() error {
	n := len(c.Labels)
	if n < 2 || n > maxLabels {
		return fmt.Errorf("id2label has %d labels; 2 to %d are read", n, maxLabels)
	}
	c.labels = make([]string, n)
	for i := range c.labels {
		label, ok := c.Labels[strconv.Itoa(i)]
		if !ok {
			return fmt.Errorf("id2label has %d labels, but none for %d", n, i)
		}
		c.labels[i] = label
	}
	return nil
}
