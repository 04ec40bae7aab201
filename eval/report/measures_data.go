package report

import (
	"strconv"

	"rollcall/eval"
	"rollcall/text"
)

type jsonMUC struct {
	Possible       int      `json:"possible"`
	Actual         int      `json:"actual"`
	Correct        int      `json:"correct"`
	Partial        int      `json:"partial"`
	Incorrect      int      `json:"incorrect"`
	Missed         int      `json:"missed"`
	Spurious       int      `json:"spurious"`
	Recall         *float64 `json:"recall"`
	Precision      *float64 `json:"precision"`
	Undergenerated *float64 `json:"undergeneration"`
	Overgenerated  *float64 `json:"overgeneration"`
	Substituted    *float64 `json:"substitution"`
	Error          *float64 `json:"error"`
	F1             *float64 `json:"f1"`
	FPrecision     *float64 `json:"f0.5"` // MUC's 2P&R
	FRecall        *float64 `json:"f2"`   // MUC's P&2R
}

func newJSONMUC(m eval.MUC) jsonMUC {
	return jsonMUC{
		m.Possible(), m.Actual(), m.Correct, m.Partial, m.Incorrect, m.Missed, m.Spurious,
		orNull(m.Recall()), orNull(m.Precision()), orNull(m.Undergeneration()), orNull(m.Overgeneration()),
		orNull(m.Substitution()), orNull(m.ErrorPerResponse()), orNull(m.F(1)), orNull(m.F(0.5)), orNull(m.F(2)),
	}
}

type jsonMUCScore struct {
	Types map[text.Type]jsonMUC `json:"types"`
	Text  jsonMUC               `json:"text"`
	Type  jsonMUC               `json:"type"`
	All   jsonMUC               `json:"all"`
	// Interval is that of All.
	Interval *jsonInterval `json:"interval,omitempty"`
}

type jsonFair struct {
	TP       int        `json:"tp"`
	FP       int        `json:"fp"`
	FN       int        `json:"fn"`
	LE       int        `json:"le"`
	BES      int        `json:"bes"`
	BEL      int        `json:"bel"`
	BEO      int        `json:"beo"`
	LBE      int        `json:"lbe"`
	Fair     jsonRatios `json:"fair"`
	Weighted jsonRatios `json:"weighted"`
}

func newJSONFair(f eval.Fair) jsonFair {
	ratios := func(w eval.FairWeights) jsonRatios {
		r := f.Ratios(w)
		return newJSONRatios(r.Precision, r.Recall, r.F1)
	}
	return jsonFair{f.TP, f.FP, f.FN, f.LE, f.BES, f.BEL, f.BEO, f.LBE, ratios(eval.FairHalves), ratios(eval.FairBounds)}
}

type jsonFairTally struct {
	Types map[text.Type]jsonFair `json:"types"`
	All   jsonFair               `json:"all"`
	// Confusion has the errors by type in gold and type answered, null for
	// nothing.
	Confusion []jsonConfusion `json:"confusion"`
}

type jsonConfusion struct {
	Gold   *text.Type `json:"gold"`
	Answer *text.Type `json:"answer"`
	Count  int        `json:"count"`
}

type jsonCover struct {
	Mentions int      `json:"mentions"`
	Touched  int      `json:"touched"`
	Whole    int      `json:"whole"`
	Best     *float64 `json:"best"` // mean shares
	All      *float64 `json:"all"`
}

func newJSONCover(c eval.Cover) jsonCover {
	return jsonCover{c.Mentions, c.Touched, c.Whole, orNull(c.MeanBest()), orNull(c.MeanAll())}
}

type jsonCoverSides struct {
	Gold    jsonCover `json:"gold"`
	Answers jsonCover `json:"answers"`
}

type jsonCoverScore struct {
	Types map[text.Type]jsonCoverSides `json:"types"`
	All   jsonCoverSides               `json:"all"`
	Bytes struct {
		Gold    int `json:"gold"`
		Answers int `json:"answers"`
		Both    int `json:"both"`
		jsonRatios
	} `json:"bytes"`
}

func newJSONCoverScore(s *eval.CoverScore) *jsonCoverScore {
	out := &jsonCoverScore{
		Types: map[text.Type]jsonCoverSides{},
		All:   jsonCoverSides{newJSONCover(s.Gold), newJSONCover(s.Answers)},
	}
	for _, t := range s.Types {
		out.Types[t.Type] = jsonCoverSides{newJSONCover(t.Gold), newJSONCover(t.Answers)}
	}
	out.Bytes.Gold, out.Bytes.Answers, out.Bytes.Both = s.GoldBytes, s.AnswerBytes, s.GoldFound
	r := s.Bytes()
	out.Bytes.jsonRatios = newJSONRatios(r.Precision, r.Recall, r.F1)
	return out
}

type jsonSlot struct {
	Correct   int `json:"correct"`
	Incorrect int `json:"incorrect"`
	Missed    int `json:"missed"`
	Spurious  int `json:"spurious"`
	jsonRatios
}

// jsonValueError is a value that is wrong though its mention was found.
type jsonValueError struct {
	Document string      `json:"document"`
	Line     int         `json:"line"`
	Text     string      `json:"text"`
	Slots    []string    `json:"slots"`
	Gold     *text.Money `json:"gold"`
	Answer   *text.Money `json:"answer"`
}

// jsonMeasured are the measures under their names.
type jsonMeasured struct {
	MUC   *jsonMUCScore       `json:"muc7,omitempty"`
	Fair  *jsonFairTally      `json:"faireval,omitempty"`
	Cover *jsonCoverScore     `json:"cover,omitempty"`
	Money map[string]jsonSlot `json:"money,omitempty"`
	// MoneyErrors are listed where errors are.
	MoneyErrors []jsonValueError `json:"money_errors,omitempty"`
}

func newJSONMeasured(m Measured) (out jsonMeasured) {
	if m.MUC != nil {
		out.MUC = &jsonMUCScore{map[text.Type]jsonMUC{}, newJSONMUC(m.MUC.Text), newJSONMUC(m.MUC.Type), newJSONMUC(m.MUC.All), nil}
		for _, t := range m.MUC.Types {
			out.MUC.Types[t.Type] = newJSONMUC(t.MUC)
		}
	}
	if m.Fair != nil {
		out.Fair = &jsonFairTally{map[text.Type]jsonFair{}, newJSONFair(m.Fair.Total()), []jsonConfusion{}}
		for t, f := range m.Fair.Counts {
			out.Fair.Types[t] = newJSONFair(f)
		}
		for _, pair := range m.Fair.Confusions() {
			c := jsonConfusion{Count: pair.Count}
			if pair.Gold != "" {
				c.Gold = &pair.Gold
			}
			if pair.Answer != "" {
				c.Answer = &pair.Answer
			}
			out.Fair.Confusion = append(out.Fair.Confusion, c)
		}
	}
	if m.Cover != nil {
		out.Cover = newJSONCoverScore(m.Cover)
	}
	if m.Money != nil {
		out.Money = map[string]jsonSlot{}
		for _, s := range m.Money.Slots() {
			r := s.Ratios()
			out.Money[s.Name] = jsonSlot{s.Correct, s.Incorrect, s.Missed, s.Spurious, newJSONRatios(r.Precision, r.Recall, r.F1)}
		}
		for _, e := range m.valueErrors {
			out.MoneyErrors = append(out.MoneyErrors, jsonValueError{
				e.Document.ID, e.Line, e.Gold.In(e.Document.Text), e.Slots, e.Gold.Money, e.Answer.Money,
			})
		}
	}
	return out
}

// csvMeasures writes a line for each figure of the measures.
func csvMeasures(parts []Part) [][]string {
	lines := [][]string{{"gold", "system", "measure", "row", "figure", "value"}}
	for _, p := range parts {
		for _, s := range p.Systems {
			write := func(measure, row string, figures ...any) {
				for i := 0; i < len(figures); i += 2 {
					value := ""
					switch x := figures[i+1].(type) {
					case int:
						value = strconv.Itoa(x)
					case float64:
						value = number(x)
					}
					lines = append(lines, []string{p.Name, s.Name, measure, row, figures[i].(string), value})
				}
			}
			s.Measured.csv(write)
		}
	}
	return lines
}

// csv calls write with each row of each measure; figures are names and values
// by turns.
func (m Measured) csv(write func(measure, row string, figures ...any)) {
	if m.MUC != nil {
		row := func(name string, c eval.MUC) {
			write(eval.MUC7.Name, name,
				"possible", c.Possible(), "actual", c.Actual(), "correct", c.Correct, "partial", c.Partial,
				"incorrect", c.Incorrect, "missed", c.Missed, "spurious", c.Spurious,
				"recall", c.Recall(), "precision", c.Precision(), "undergeneration", c.Undergeneration(),
				"overgeneration", c.Overgeneration(), "substitution", c.Substitution(), "error", c.ErrorPerResponse(),
				"f1", c.F(1), "f0.5", c.F(0.5), "f2", c.F(2))
		}
		for _, t := range m.MUC.Types {
			row(string(t.Type), t.MUC)
		}
		row("text", m.MUC.Text)
		row("type", m.MUC.Type)
		row("all", m.MUC.All)
	}
	if m.Fair != nil {
		row := func(name string, f eval.Fair) {
			fair, weighted := f.Ratios(eval.FairHalves), f.Ratios(eval.FairBounds)
			write(eval.FairEval.Name, name,
				"tp", f.TP, "fp", f.FP, "fn", f.FN, "le", f.LE, "bes", f.BES, "bel", f.BEL, "beo", f.BEO, "lbe", f.LBE,
				"fair_precision", fair.Precision, "fair_recall", fair.Recall, "fair_f1", fair.F1,
				"weighted_precision", weighted.Precision, "weighted_recall", weighted.Recall, "weighted_f1", weighted.F1)
		}
		for _, t := range m.Fair.Types() {
			row(string(t), m.Fair.Counts[t])
		}
		row("all", m.Fair.Total())
	}
	if m.Cover != nil {
		row := func(name string, gold, answers eval.Cover) {
			write(eval.Covered.Name, name,
				"gold", gold.Mentions, "gold_touched", gold.Touched, "gold_whole", gold.Whole, "gold_best", gold.MeanBest(), "gold_all", gold.MeanAll(),
				"answers", answers.Mentions, "answers_touched", answers.Touched, "answers_whole", answers.Whole,
				"answers_best", answers.MeanBest(), "answers_all", answers.MeanAll())
		}
		for _, t := range m.Cover.Types {
			row(string(t.Type), t.Gold, t.Answers)
		}
		row("all", m.Cover.Gold, m.Cover.Answers)
		bytes := m.Cover.Bytes()
		write(eval.Covered.Name, "bytes", "gold", m.Cover.GoldBytes, "answers", m.Cover.AnswerBytes, "both", m.Cover.GoldFound,
			"precision", bytes.Precision, "recall", bytes.Recall, "f1", bytes.F1)
	}
	if m.Money != nil {
		for _, s := range m.Money.Slots() {
			write(eval.Money.Name, s.Name,
				"correct", s.Correct, "incorrect", s.Incorrect, "missed", s.Missed, "spurious", s.Spurious,
				"precision", s.Precision(), "recall", s.Recall(), "f1", s.F(1))
		}
	}
}
