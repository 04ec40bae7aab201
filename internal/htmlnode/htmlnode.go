// Package htmlnode looks into parsed pages, for the tests of those that the
// program writes.
package htmlnode

import (
	"strings"

	"golang.org/x/net/html"
)

// Elements lists the elements below a node that keep picks, in order.
func Elements(root *html.Node, keep func(*html.Node) bool) []*html.Node {
	var found []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && keep(n) {
			found = append(found, n)
		}
	}
	return found
}

// Attribute is the value of an attribute, "" if the element has none.
func Attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// Content is the text below a node.
func Content(n *html.Node) string {
	var s strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			s.WriteString(c.Data)
		}
	}
	return s.String()
}
