package report

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"rollcall/internal/htmlnode"
)

var elements, attribute, content = htmlnode.Elements, htmlnode.Attribute, htmlnode.Content

func named(names ...string) func(*html.Node) bool {
	return func(n *html.Node) bool { return slices.Contains(names, n.Data) }
}

func parsePage(t fataler, page string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// dataOf is the data in a page; ok is false where it has no list.
func dataOf(t fataler, page string) (data listData, ok bool) {
	t.Helper()
	_, after, ok := strings.Cut(page, `<script type="application/json" id="data">`)
	if !ok {
		return data, false
	}
	encoded, _, _ := strings.Cut(after, "</script>")
	decoder := json.NewDecoder(strings.NewReader(encoded))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&data); err != nil {
		t.Fatal(err)
	}
	return data, true
}

// checkPage checks what has to hold of every page.
func checkPage(t *testing.T, page string) {
	t.Helper()
	if !utf8.ValidString(page) {
		t.Error("the page is not UTF-8")
	}
	root := parsePage(t, page)
	ids := map[string]bool{}
	for _, n := range elements(root, func(n *html.Node) bool { return attribute(n, "id") != "" }) {
		id := attribute(n, "id")
		if ids[id] {
			t.Errorf("id %q occurs twice", id)
		}
		ids[id] = true
	}
	for _, n := range elements(root, func(*html.Node) bool { return true }) {
		for _, a := range n.Attr {
			switch a.Key {
			case "src", "srcset", "href", "action", "data", "poster", "background", "formaction", "xlink:href":
				if !strings.HasPrefix(a.Val, "#") && a.Val != "data:," {
					t.Errorf("<%s %s=%q> leads out of the page", n.Data, a.Key, a.Val)
				}
			case "aria-labelledby":
				if !ids[a.Val] {
					t.Errorf("<%s> is labelled by %q, which is not there", n.Data, a.Val)
				}
			}
			if strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s %s> is script in an attribute", n.Data, a.Key)
			}
		}
		switch n.Data {
		case "style":
			if regexp.MustCompile(`(?i)url\([^#]|@import`).MatchString(content(n)) {
				t.Error("the style sheet loads something")
			}
		case "script":
			if regexp.MustCompile(`fetch\(|XMLHttpRequest|import\(|https?:|innerHTML|eval\(`).MatchString(content(n)) && attribute(n, "id") != "data" {
				t.Error("a script loads something, or makes markup of text")
			}
		case "th":
			if attribute(n, "scope") == "" {
				t.Errorf("the heading %q has no scope", content(n))
			}
		case "svg":
			if n.Parent.Data != "svg" && attribute(n, "aria-hidden") == "" && attribute(n, "aria-label") == "" {
				t.Error("a drawing has neither a name nor is it hidden")
			}
		}
	}
	if !strings.Contains(page, `content="default-src 'none'`) {
		t.Error("the page does not forbid loading")
	}
	level := 0
	for _, n := range elements(root, named("h1", "h2", "h3", "h4")) {
		next := int(n.Data[1] - '0')
		if next > level+1 {
			t.Errorf("the heading %q skips a level", content(n))
		}
		level = next
	}
	for _, table := range elements(root, named("table")) {
		columns := len(elements(elements(table, named("thead"))[0], named("th")))
		for _, tr := range elements(elements(table, named("tbody"))[0], named("tr")) {
			if n := len(elements(tr, named("th", "td"))); n != columns {
				t.Errorf("a row of %d cells in a table of %d: %q", n, columns, content(tr))
			}
		}
	}
	checkLinks(t, page, root, ids)
}

// checkLinks follows each link in the page. One that picks from the list has to
// find as many items as its row says.
func checkLinks(t *testing.T, page string, root *html.Node, ids map[string]bool) {
	t.Helper()
	data, _ := dataOf(t, page)
	for _, a := range elements(root, named("a")) {
		target := strings.TrimPrefix(attribute(a, "href"), "#")
		query, picks := strings.CutPrefix(target, "list?")
		if !picks {
			if !ids[target] {
				t.Errorf("the link %q leads to %q, which is not there", content(a), target)
			}
			continue
		}
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		for key, names := range values {
			n := pickedBy(data, key, names[0])
			if n > 0 && strings.Contains(page, " are in this page, so that") {
				continue // not all are
			}
			row := a.Parent
			for row.Data != "tr" {
				row = row.Parent
			}
			if !slices.ContainsFunc(elements(row, named("td")), func(td *html.Node) bool { return content(td) == strconv.Itoa(n) }) {
				t.Errorf("the link %q finds %d items, which is not in its row: %q", attribute(a, "href"), n, content(row))
			}
		}
	}
}

// pickedBy counts the items that have a value of a facet.
func pickedBy(data listData, key, name string) int {
	f := slices.IndexFunc(data.Facets, func(f listFacet) bool { return f.Key == key })
	if f < 0 {
		return -1
	}
	v := slices.IndexFunc(data.Facets[f].Values, func(v listValue) bool { return v.Name == name })
	n := 0
	for _, item := range data.Items {
		if slices.Contains(item.Facets[f], v) {
			n++
		}
	}
	return n
}
