package stats

// Metric works figures, several at once, out of sums of columns. Its functions
// are called by many goroutines at once and must not keep their arguments.
type Metric struct {
	// Figures is how many figures Of gives.
	Figures int
	// Of writes the figures of a sample whose columns sum up to sums. A figure
	// that has no value there, such as a ratio without a denominator, is NaN.
	Of func(sums, figures []float64)
	// Trials says of figures that are shares, between 0 and 1, of how many
	// trials they are: the denominator of a ratio. NaN says that a figure is no
	// share. A nil Trials says so of all. Intervals of shares stay within 0 and
	// 1 and are no narrower than if all trials were independent; those of other
	// figures know no bounds.
	Trials func(sums, trials []float64)
}

// At are the figures of sums.
func (m Metric) At(sums []float64) []float64 {
	figures := make([]float64, m.Figures)
	m.Of(sums, figures)
	return figures
}

// kernel makes functions that give the figures of a sample's sums: one for each
// goroutine, so that each can have room of its own.
type kernel func() func(sums, figures []float64)

func (m Metric) kernel() kernel {
	return func() func(sums, figures []float64) { return m.Of }
}

// difference is the kernel for sums of old columns followed by as many new
// ones: new figures less the old.
func (m Metric) difference(columns int) kernel {
	return func() func(sums, figures []float64) {
		old := make([]float64, m.Figures)
		return func(sums, figures []float64) {
			m.Of(sums[:columns], old)
			m.Of(sums[columns:], figures)
			for i := range figures {
				figures[i] -= old[i]
			}
		}
	}
}
