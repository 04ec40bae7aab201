package gold

// layout says in which column of a document's counts a thing is counted:
// for each pair of annotators and each type the mentions (layout.mentions) and
// the table of tokens (confusion), then the sums for Fleiss' kappa over all
// tokens and over marked ones, the same for each type, those for
// Krippendorff's alpha, and each annotator's mentions.
type layout struct{ annotators, types int }

// What is counted of a pair's mentions of a type.
const (
	equalBoth   = iota // both have it, equal
	overlapBoth        // both have it, equal or overlapping
	ofFirst            // the first annotator has it
	ofSecond           // the second has it
	mentionCounts
)

func (l layout) pairs() [][2]int {
	var pairs [][2]int
	for i := range l.annotators {
		for j := i + 1; j < l.annotators; j++ {
			pairs = append(pairs, [2]int{i, j})
		}
	}
	return pairs
}

func (l layout) pairCount() int { return l.annotators * (l.annotators - 1) / 2 }

// labels is the types and nothing.
func (l layout) labels() int { return l.types + 1 }

func (l layout) perPair() int { return l.types*mentionCounts + l.labels()*l.labels() }

func (l layout) mentions(pair, kind, what int) int {
	return pair*l.perPair() + kind*mentionCounts + what
}

// confusion counts tokens that the first of a pair labelled i and the second j.
func (l layout) confusion(pair, i, j int) int {
	return pair*l.perPair() + l.types*mentionCounts + i*l.labels() + j
}

// fleissColumns are the columns of one set of sums for Fleiss' kappa.
type fleissColumns struct{ tokens, agreeing, votes int }

// fleiss is the columns for all tokens, or for those that anyone marked.
func (l layout) fleiss(marked bool) fleissColumns {
	at := l.pairCount() * l.perPair()
	if marked {
		at += 2 + l.labels()
	}
	return fleissColumns{at, at + 1, at + 2}
}

func (l layout) typeColumns() int { return l.pairCount()*l.perPair() + 2*(2+l.labels()) }

func (l layout) typeAgreeing(kind int) int { return l.typeColumns() + kind }

func (l layout) alphaAgreeing() int       { return l.typeColumns() + l.types }
func (l layout) alphaVotes(label int) int { return l.alphaAgreeing() + 1 + label }

// marked counts an annotator's mentions of a type.
func (l layout) marked(annotator, kind int) int {
	return l.alphaVotes(l.labels()) + annotator*l.types + kind
}

func (l layout) columns() int { return l.marked(l.annotators, 0) }
