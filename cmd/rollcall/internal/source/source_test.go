package source

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ulikunitz/xz"
	"golang.org/x/text/encoding/charmap"

	"rollcall/text"
)

// write makes the files of a test in a folder of their own and goes there.
func write(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, content := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func gzipped(t *testing.T, s string) string {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	io.WriteString(w, s)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func xzipped(t *testing.T, s string) string {
	var out bytes.Buffer
	w, err := xz.NewWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, s)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// read is what Documents gives: "id: text" or "error: …" for each item.
func read(paths []string, opts Options) []string {
	var got []string
	files, _ := Files(paths)
	for item := range Documents(files, opts) {
		d, err := item.Load()
		if err != nil {
			got = append(got, "error: "+err.Error())
			continue
		}
		got = append(got, d.ID+": "+d.Text)
	}
	return got
}

func TestFiles(t *testing.T) {
	write(t, map[string]string{
		"a/2.txt": "", "a/1.md": "", "a/b/3.html": "", "a/b/4.jsonl.gz": "",
		"a/picture.png": "", "a/.hidden.txt": "", "a/.git/config.txt": "",
		"odd[1].txt": "", "z.txt": "", "y.log": "", "empty/x.png": "",
	})
	if err := os.Symlink("a", "link"); err != nil {
		t.Skipf("no links here: %v", err)
	}
	tests := []struct {
		name   string
		paths  []string
		want   []string
		passed int
	}{
		{"a link to a folder", []string{"link/"}, []string{"link/1.md", "link/2.txt", "link/b/3.html", "link/b/4.jsonl.gz"}, 1},
		{"the folder that one is in", []string{"./empty/../a/b"}, []string{"a/b/3.html", "a/b/4.jsonl.gz"}, 0},
		{"a folder, sorted, hidden and foreign files passed over", []string{"a"}, []string{"a/1.md", "a/2.txt", "a/b/3.html", "a/b/4.jsonl.gz"}, 1},
		{"order of the arguments", []string{"z.txt", "a/2.txt"}, []string{"z.txt", "a/2.txt"}, 0},
		{"once, where it came first", []string{"a/b", "a", "./a/2.txt"}, []string{"a/b/3.html", "a/b/4.jsonl.gz", "a/1.md", "a/2.txt"}, 1},
		{"a pattern", []string{"a/*.txt"}, []string{"a/.hidden.txt", "a/2.txt"}, 0},
		{"a deep pattern", []string{"**/*.{html,md}"}, []string{"a/1.md", "a/b/3.html"}, 0},
		{"a name that looks like a pattern", []string{"odd[1].txt"}, []string{"odd[1].txt"}, 0},
		{"a file of any suffix when named", []string{"y.log"}, []string{"y.log"}, 0},
		{"standard input", []string{"-", "-"}, []string{"-"}, 0},
		{"nothing there", []string{"no.txt", "z.txt"}, []string{"no.txt: no such file or directory", "z.txt"}, 0},
		{"nothing matches", []string{"*.doc"}, []string{"*.doc: nothing matches this pattern"}, 0},
		{"nothing to read", []string{"empty"}, []string{"empty: no file in this folder that can be read (.json .jsonl .ndjson .htm .html .xhtml .markdown .md .text .txt, each also with .gz or .xz)"}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files, passed := Files(tt.paths)
			var got []string
			for _, f := range files {
				if f.Err != nil {
					got = append(got, f.Err.Error())
				} else {
					got = append(got, f.Path)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
			if passed != tt.passed {
				t.Errorf("%d files passed over, want %d", passed, tt.passed)
			}
		})
	}
}

func TestDocuments(t *testing.T) {
	const line = `{"id":"x","text":"Ann","mentions":[{"start":70,"end":99}],"date":"2024"}` + "\n"
	write(t, map[string]string{
		"crlf.txt":     "\uFEFFAnn\r\nLee\r\n",
		"invalid.txt":  "An\xff\xfen",
		"utf16.txt":    "\xff\xfeA\x00n\x00n\x00",
		"latin.txt":    "Z\xfcrich",
		"note.md":      "# Ann *Lee*\n",
		"two.jsonl":    line + "\n" + `{"id":7,"text":"Bo"}`,
		"bad.jsonl":    line + "{oops\n" + `{"id":"n"}` + "\n" + `{"id":"y","text":"Bo"}` + "\n",
		"docs.json":    line,
		"pretty.json":  "{\n  \"id\": \"x\"\n}\n",
		"packed.gz":    gzipped(t, line),
		"p.txt.xz":     xzipped(t, "Ann"),
		"cut.jsonl.gz": gzipped(t, strings.Repeat(line, 200))[:60],
		"no-suffix":    "Ann Lee",
		"lines":        line,
		"page":         "<!DOCTYPE html><p>Ann left.",
		"brace":        "{ Ann } said",
		"scan":         "%PDF-1.7 \x00",
		"empty.txt":    "",
	})
	tests := []struct {
		name, path string
		opts       Options
		want       []string
	}{
		{"byte order mark and line ends stay", "crlf.txt", Options{}, []string{"crlf.txt: \uFEFFAnn\r\nLee\r\n"}},
		{"invalid bytes stay", "invalid.txt", Options{}, []string{"invalid.txt: An\xff\xfen"}},
		{"UTF-16 with its mark", "utf16.txt", Options{}, []string{"utf16.txt: Ann"}},
		{"an encoding that is given", "latin.txt", Options{Encoding: charmap.Windows1252}, []string{"latin.txt: Zürich"}},
		{"Markdown as it is", "note.md", Options{}, []string{"note.md: # Ann *Lee*\n"}},
		{"JSON lines", "two.jsonl", Options{}, []string{"x: Ann", "7: Bo"}},
		{"faulty lines", "bad.jsonl", Options{}, []string{
			"x: Ann",
			"error: bad.jsonl:2: not a JSON object: invalid character 'o' looking for beginning of object key string",
			`error: bad.jsonl:3: document "n" has no text`, "y: Bo",
		}},
		{"JSON that is lines", "docs.json", Options{}, []string{"x: Ann"}},
		{"JSON that is not", "pretty.json", Options{}, []string{"error: pretty.json: not one JSON document a line (jq -c . makes lines of it)"}},
		{"gzip, known by its content", "packed.gz", Options{}, []string{"x: Ann"}},
		{"xz", "p.txt.xz", Options{}, []string{"p.txt.xz: Ann"}},
		{"a file cut off", "cut.jsonl.gz", Options{}, []string{"error: cut.jsonl.gz: after line 0: unexpected EOF"}},
		{"text by content", "no-suffix", Options{}, []string{"no-suffix: Ann Lee"}},
		{"JSON lines by content", "lines", Options{}, []string{"x: Ann"}},
		{"HTML by content", "page", Options{}, []string{"page: Ann left.\n"}},
		{"a brace does not make JSON", "brace", Options{}, []string{"brace: { Ann } said"}},
		{"not text", "scan", Options{}, []string{"error: scan: this looks like a PDF (pdftotext makes text of it), not like text; convert it first"}},
		{"nothing in it", "empty.txt", Options{}, []string{"empty.txt: "}},
		{"a format that is given", "no-suffix", Options{Format: JSONL}, []string{"error: no-suffix:1: not a JSON object: invalid character 'A' looking for beginning of value"}},
		{"text on standard input", "-", Options{Stdin: strings.NewReader("Ann\r\n")}, []string{"-: Ann\r\n"}},
		{"JSON lines on standard input", "-", Options{Stdin: iotest.OneByteReader(strings.NewReader(line + line))}, []string{"x: Ann", "x: Ann"}},
		{"compressed standard input", "-", Options{Stdin: strings.NewReader(gzipped(t, line))}, []string{"x: Ann"}},
		{"empty standard input", "-", Options{Stdin: strings.NewReader("")}, []string{"-: "}},
		{"a failing standard input", "-", Options{Stdin: iotest.ErrReader(errors.New("gone"))}, []string{"error: -: gone"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, read([]string{tt.path}, tt.opts)); diff != "" {
				t.Errorf("documents (-want +got):\n%s", diff)
			}
		})
	}
}

// TestLiveInput checks that a document on a pipe is there before the next one
// is written.
func TestLiveInput(t *testing.T) {
	r, w := io.Pipe()
	got := make(chan string)
	go func() {
		for item := range Documents([]File{{Path: Stdin}}, Options{Stdin: r}) {
			d, err := item.Load()
			if err != nil {
				t.Error(err)
				return
			}
			got <- d.ID
		}
		close(got)
	}()
	for _, id := range []string{"a", "b"} {
		go io.WriteString(w, `{"id":"`+id+`","text":""}`+"\n")
		select {
		case g := <-got:
			if g != id {
				t.Fatalf("got %q, want %q", g, id)
			}
		case <-time.After(5 * time.Second):
			t.Fatal("the document does not come before the next one is written")
		}
	}
	w.Close()
	if _, more := <-got; more {
		t.Error("a document too many")
	}
}

func TestHTML(t *testing.T) {
	const page = `<!doctype html><html><head><title>Mill to close - Daily Bugle</title>
<meta name="author" content="Ann Lee"><meta property="og:site_name" content="Daily Bugle">
<meta property="article:published_time" content="2024-03-05T10:00:00Z">
<style>p{color:red}</style><script>var x = "Not Text"</script></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Mill to close</h1>
<p>The paper mill at Ostby will close in June, its owner Nordvik Pulp said on Tuesday, and about 300 people will lose their work there.</p>
<p>“We have tried everything,” said Zoë Brandt, who has led the mill since 2011. A&amp;B Freight, its largest customer, declined to comment on what it would do.</p>
<p>The town council meets on Friday to discuss what can be done with the site, which stretches for two kilometres along the river and was built in 1904.</p>
</article><footer>Copyright 2024 Daily Bugle. All rights reserved.</footer></body></html>`
	write(t, map[string]string{
		"page.html": page,
		"latin.htm": "<html><meta charset=iso-8859-1><p>Z\xfcrich and Gen\xe8ve agreed.",
		"bare.html": "Ann &lt;left&gt; Oslo.",
		"none.html": "<html><body><script>load()</script></body></html>",
	})
	var d *text.Document
	for item := range Documents([]File{{Path: "page.html"}}, Options{}) {
		var err error
		if d, err = item.Load(); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"Mill to close", "Zoë Brandt", "A&B Freight", "“We have"} {
		if !strings.Contains(d.Text, want) {
			t.Errorf("%q is missing in:\n%s", want, d.Text)
		}
	}
	for _, junk := range []string{"Sport", "Not Text", "color", "<p>", "Copyright"} {
		if strings.Contains(d.Text, junk) {
			t.Errorf("%q is not part of the article:\n%s", junk, d.Text)
		}
	}
	want := `{"title":"Mill to close - Daily Bugle","byline":"Ann Lee","site":"Daily Bugle","published":"2024-03-05T10:00:00Z"}`
	if got := string(d.Meta["page"]); got != want {
		t.Errorf("page is %s, want %s", got, want)
	}

	got := read([]string{"latin.htm", "bare.html", "none.html"}, Options{})
	if diff := cmp.Diff([]string{
		"latin.htm: Zürich and Genève agreed.\n",
		"bare.html: Ann <left> Oslo.\n",
		"error: none.html: there is no text in this page (does it need a browser to fill it?)",
	}, got); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
}

func TestUnreadable(t *testing.T) {
	write(t, map[string]string{"a.txt": "x", "a.jsonl": "x"})
	for _, path := range []string{"a.txt", "a.jsonl"} {
		file := File{Path: path}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		for item := range Documents([]File{file}, Options{}) {
			_, err := item.Load()
			if err == nil || !strings.HasPrefix(err.Error(), path+": ") || strings.Count(err.Error(), path) != 1 {
				t.Errorf("%s gone: error %v", path, err)
			}
		}
	}
	boom := Item{"a.html", func() (*text.Document, error) { panic("boom") }}
	if d, err := boom.Load(); d != nil || err == nil || err.Error() != "a.html: cannot be read: boom" {
		t.Errorf("a panic gives document %v and error %v", d, err)
	}
	if got := cause(&fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}); got != fs.ErrPermission {
		t.Errorf("cause is %v", got)
	}
}

func FuzzDocuments(f *testing.F) {
	for _, seed := range []string{"", "Ann", "\xff\xfe", "{}", `{"text":"x"}`, "<html><p>", "\x1f\x8b\x08", "%PDF-", "\xfd7zXZ\x00", "\uFEFF{\"id\":1}\n\n{"} {
		f.Add([]byte(seed), byte(0))
		f.Add([]byte(seed), byte(HTML))
	}
	f.Fuzz(func(t *testing.T, content []byte, format byte) {
		opts := Options{Stdin: bytes.NewReader(content), Format: Format(format % byte(len(formatNames)))}
		for item := range Documents([]File{{Path: Stdin}}, opts) {
			d, err := item.Load()
			if (d == nil) == (err == nil) {
				t.Fatalf("document %v and error %v", d, err)
			}
			if err != nil && !strings.HasPrefix(err.Error(), "-") {
				t.Fatalf("error without address: %v", err)
			}
		}
	})
}
