package render

import "io"

func newHTML(w io.Writer, o Options) Renderer { return newJSONL(w, o) }
