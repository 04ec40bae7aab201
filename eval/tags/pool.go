package tags

// Pool puts the documents of several results together, as if their files had
// been one.
func Pool(results ...*Result) *Result {
	labels := NewLabels()
	documents := 0
	spans := len(results) > 0
	to := make([][]Label, len(results))
	for i, r := range results {
		documents += len(r.Rows)
		for _, row := range r.Rows {
			spans = spans && row.Spans != nil
		}
		for l, name := range r.Labels {
			id := Nothing
			if l > 0 {
				id = labels.ID(name)
			}
			to[i] = append(to[i], id)
		}
	}
	pooled := newResult(labels, documents, spans)
	at := 0
	for i, r := range results {
		for _, row := range r.Rows {
			out := &pooled.Rows[at]
			at++
			out.Tokens, out.SameTags, out.Left, out.Right = row.Tokens, row.SameTags, row.Left, row.Right
			for l, c := range row.Labels {
				out.Labels[to[i][l]] = c
			}
			if spans {
				for l, c := range row.Spans {
					out.Spans[to[i][l]] = c
				}
			}
		}
		size := pooled.Confusion.size
		for g := range r.Labels {
			for a := range r.Labels {
				pooled.Confusion.n[int(to[i][g])*size+int(to[i][a])] += r.Confusion.Count(Label(g), Label(a))
			}
		}
	}
	return pooled
}

// CountSpans sets the counts of a document's spans, for spans that were
// compared by other means than tags.
func (r *Result) CountSpans(document int, byLabel map[string]Counts) {
	row := &r.Rows[document]
	row.Spans = make([]Counts, len(r.Labels))
	for l, name := range r.Labels {
		if l > 0 {
			row.Spans[l] = byLabel[name]
		}
	}
}
