package eval

import (
	"fmt"
	"math"
)

// Speed is how fast a pipeline read the gold of a run, in a measure that says
// something on another machine too. Unlike all else that is kept of a run it
// differs from one time to the next; only rollcall gate --update measures it.
type Speed struct {
	// Pace is how many words are read in the time that a fixed piece of work, the
	// yardstick, takes on the same machine in the same moments: the median over
	// rounds, with Low and High of its interval.
	Pace, Low, High float64
	WordsPerSecond  float64 // of processor time, the median; of that machine only
	Words           int     // read in a round
	Rounds          int
	Yardstick       string // name and version of the fixed work
	Machine         string // kind of processor and which of its instructions were used
}

// Against tells why two speeds cannot be held against each other; it is empty
// if they can.
func (s *Speed) Against(base *Speed) string {
	switch {
	case s.Yardstick != base.Yardstick:
		return fmt.Sprintf("measured by another yardstick (%s, the baseline by %s)", s.Yardstick, base.Yardstick)
	case s.Machine != base.Machine:
		return fmt.Sprintf("measured on another kind of machine (%s, the baseline on %s)", s.Machine, base.Machine)
	case s.Words != base.Words:
		return fmt.Sprintf("measured on another text (%d words, the baseline on %d)", s.Words, base.Words)
	}
	return ""
}

type savedSpeed struct {
	Pace           float64 `json:"pace"`
	Low            float64 `json:"low"`
	High           float64 `json:"high"`
	WordsPerSecond float64 `json:"words_per_second"`
	Words          int     `json:"words"`
	Rounds         int     `json:"rounds"`
	Yardstick      string  `json:"yardstick"`
	Machine        string  `json:"machine"`
}

func newSavedSpeed(s *Speed) *savedSpeed {
	if s == nil {
		return nil
	}
	return &savedSpeed{fourDigits(s.Pace), fourDigits(s.Low), fourDigits(s.High), fourDigits(s.WordsPerSecond), s.Words, s.Rounds, s.Yardstick, s.Machine}
}

// fourDigits keeps four of a figure: more of a speed are noise.
func fourDigits(x float64) float64 {
	if x == 0 || math.IsNaN(x) || math.IsInf(x, 0) {
		return 0
	}
	scale := math.Pow(10, 3-math.Floor(math.Log10(math.Abs(x))))
	return math.Round(x*scale) / scale
}

func (s *savedSpeed) speed() (*Speed, error) {
	if s == nil {
		return nil, nil
	}
	if !(s.Low > 0 && s.Low <= s.Pace && s.Pace <= s.High) || s.Words <= 0 {
		return nil, fmt.Errorf("speed is no speed: pace %v between %v and %v, of %d words", s.Pace, s.Low, s.High, s.Words)
	}
	return &Speed{s.Pace, s.Low, s.High, s.WordsPerSecond, s.Words, s.Rounds, s.Yardstick, s.Machine}, nil
}
