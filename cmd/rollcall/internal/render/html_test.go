package render

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"rollcall/internal/htmlnode"
	"rollcall/text"
)

var elements, attribute, content = htmlnode.Elements, htmlnode.Attribute, htmlnode.Content

func withClass(name, class string) func(*html.Node) bool {
	return func(n *html.Node) bool {
		return n.Data == name && strings.Contains(" "+attribute(n, "class")+" ", " "+class+" ")
	}
}

// TestPageLoadsNothing looks for every way in which a page can open a
// connection.
func TestPageLoadsNothing(t *testing.T) {
	page := render(t, "html", Options{Generator: "rollcall"}, sample(), second())
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range elements(root, func(*html.Node) bool { return true }) {
		for _, a := range n.Attr {
			switch a.Key {
			case "src", "srcset", "href", "action", "data", "poster", "background", "formaction":
				if !strings.HasPrefix(a.Val, "#") && !strings.HasPrefix(a.Val, "data:") {
					t.Errorf("<%s %s=%q> leads out of the page", n.Data, a.Key, a.Val)
				}
			}
		}
		if n.Data == "style" && regexp.MustCompile(`(?i)url\(|@import`).MatchString(content(n)) {
			t.Error("the style sheet loads something")
		}
		if n.Data == "script" && regexp.MustCompile(`fetch\(|XMLHttpRequest|import\(|https?:`).MatchString(content(n)) {
			t.Error("a script loads something")
		}
	}
	if !strings.Contains(page, `content="default-src 'none'`) {
		t.Error("the page does not forbid loading")
	}
}

// TestPageEscapes puts markup wherever a document can.
func TestPageEscapes(t *testing.T) {
	const evil = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'&`
	d := &text.Document{ID: evil, Text: evil + " and " + evil}
	d.Mentions = []text.Mention{{
		Span: text.Span{Start: 0, End: len(evil)}, Type: evil, Score: 1,
		Source: text.Source{Stage: evil, Rule: evil}, Money: &text.Money{Amount: "1", Currency: evil},
	}}
	d.Entities = []text.Entity{{ID: evil, Name: evil, Type: evil, Aliases: []string{evil}, Mentions: []int{0}}}
	root, err := html.Parse(strings.NewReader(render(t, "html", Options{Generator: evil}, d)))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(elements(root, func(n *html.Node) bool { return n.Data == "img" })); n > 0 {
		t.Errorf("%d pictures came in through the document", n)
	}
	// One script with the document's data, one that is the page's own.
	if n := len(elements(root, func(n *html.Node) bool { return n.Data == "script" })); n != 2 {
		t.Errorf("%d scripts, want 2", n)
	}
	if got := content(elements(root, withClass("div", "text"))[0]); got != d.Text {
		t.Errorf("the text reads %q", got)
	}
}

// TestPageKeepsText checks for any document that the page shows its text, its
// mentions and their data.
func TestPageKeepsText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := drawn(rt)
		root, err := html.Parse(strings.NewReader(render(t, "html", Options{}, d)))
		if err != nil {
			rt.Fatal(err)
		}
		if got, want := content(elements(root, withClass("div", "text"))[0]), shown(d.Text); got != want {
			rt.Fatalf("the page shows\n%q\nof\n%q", got, want)
		}
		marks := elements(root, withClass("mark", "m"))
		if len(marks) != len(d.Mentions) {
			rt.Fatalf("%d marks for %d mentions", len(marks), len(d.Mentions))
		}
		for i, m := range d.Mentions {
			if got, want := content(marks[i]), shown(d.Surface(m.Span)); got != want {
				rt.Fatalf("mark %d is %q, want %q", i, got, want)
			}
		}
		var data pageData
		raw := content(elements(root, withClass("script", "data"))[0])
		if err := json.Unmarshal([]byte(raw), &data); err != nil {
			rt.Fatalf("data: %v in %s", err, raw)
		}
		if len(data.Mentions) != len(d.Mentions) || len(data.Entities) != len(d.Entities) {
			rt.Fatalf("data of %d mentions and %d entities", len(data.Mentions), len(data.Entities))
		}
	})
}

func TestPageSetsBlocks(t *testing.T) {
	root, err := html.Parse(strings.NewReader(render(t, "html", Options{}, sample())))
	if err != nil {
		t.Fatal(err)
	}
	for class, want := range map[string]string{"headline": "MILL TO CLOSE", "byline": "By Ann Lee"} {
		found := elements(root, withClass("span", class))
		if len(found) != 1 || content(found[0]) != want {
			t.Errorf("%d elements are a %s, want one that reads %q", len(found), class, want)
		}
	}
}
