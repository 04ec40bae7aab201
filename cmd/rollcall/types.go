package main

import (
	"strings"

	"github.com/spf13/cobra"

	"rollcall/cmd/rollcall/internal/render"
	"rollcall/text"
)

const typesLong = `Lists the types of mention that the built-in pipelines find. A name is marked
without "the", titles and possessive 's; the longest name wins, and what stands
inside it is not marked again. A model that you train may have other types.`

func newTypesCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "types",
		Short:   "List the types of mention",
		Long:    typesLong,
		Example: "  rollcall types\n  rollcall types --format json",
		Args:    cobra.NoArgs,
	}
	format := gridFormat(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		g := render.Grid{Head: []string{"type", "what it is", "what it is not"}}
		for _, t := range typeGuide() {
			is := t.Is
			if format.value == "table" {
				is = strings.Join(render.Wrap(is, 44), "\n")
			}
			g.Rows = append(g.Rows, []string{string(t.Type), is, t.Not})
		}
		return writeGrid(cmd.OutOrStdout(), format.value, g, typeGuide())
	}
	return cmd
}

type typeRow struct {
	Type  text.Type `json:"type"`
	Label string    `json:"label"` // in marked text
	Is    string    `json:"is"`
	Not   string    `json:"not"`
}

// typeGuide is the guideline in short.
func typeGuide() []typeRow {
	rows := []typeRow{
		{
			Type: text.TypePerson,
			Is:   "people by name, in full or in part: Ann Lee, Lee, the Kennedys",
			Not:  "titles (President, Dr), roles, pronouns",
		},
		{
			Type: text.TypeOrganisation,
			Is:   "companies, ministries, parties, armed forces, courts, media, clubs, schools: World Bank, NPW, People's Liberation Army",
			Not:  "events, laws, products, plain classes (the police)",
		},
		{
			Type: text.TypePlace,
			Is:   "countries, regions, cities, streets, rivers, buildings as places: Oslo, Jiangsu province, Green Line; a capital that acts too",
			Not:  "nationalities and languages (Chinese), compass points",
		},
		{
			Type: text.TypeMoney,
			Is:   "numbers with their currency: $1.2 billion, 500 yuan, Rs 5 crore, 20 cents; with value and ISO 4217 code where known",
			Not:  "percentages, share counts, a currency alone, words such as about",
		},
	}
	for i := range rows {
		rows[i].Label = rows[i].Type.Label()
	}
	return rows
}
