package rule

import (
	"slices"

	"rollcall/text"
)

// Place is a part of an article that a rule can be kept to.
type Place string

// The places, by the layout of the text. Body is what is written in sentences,
// items of lists included.
const (
	PlaceBody     Place = "body"
	PlaceItem     Place = "item"
	PlaceHeadline Place = "headline"
	PlaceHeading  Place = "heading"
	PlaceByline   Place = "byline"
	PlaceDateline Place = "dateline"
)

// Places lists the places.
func Places() []Place {
	return []Place{PlaceBody, PlaceItem, PlaceHeadline, PlaceHeading, PlaceByline, PlaceDateline}
}

// places is a choice of kinds of block; 0 for all.
type places uint16

func placesOf(names []Place) places {
	var p places
	for _, name := range names {
		for _, kind := range map[Place][]text.BlockKind{
			PlaceBody: {text.Paragraph, text.Item}, PlaceItem: {text.Item}, PlaceHeadline: {text.Headline},
			PlaceHeading: {text.Heading}, PlaceByline: {text.Byline}, PlaceDateline: {text.Dateline},
		}[name] {
			p |= 1 << kind
		}
	}
	return p
}

func (p places) holds(kind text.BlockKind) bool { return p == 0 || p&(1<<kind) != 0 }

func isPlace(name string) bool { return slices.Contains(Places(), Place(name)) }
