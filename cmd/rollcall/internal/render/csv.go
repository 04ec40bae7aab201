package render

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"rollcall/text"
)

// csvHeader names the columns. min, max and approx complete the value of an
// amount that is a range or hedged.
var csvHeader = []string{"id", "start", "end", "type", "text", "score", "source", "entity", "amount", "currency", "min", "max", "approx"}

type csvForm struct {
	out    *csv.Writer
	unit   text.Unit
	headed bool
}

func newCSV(w io.Writer, o Options) Renderer {
	return &csvForm{out: csv.NewWriter(w), unit: o.Unit}
}

// Write writes a line for each mention.
func (c *csvForm) Write(d *text.Document) error {
	if err := c.head(); err != nil {
		return err
	}
	index := text.NewIndex(d.Text, c.unit)
	of := entityOf(d)
	for i, m := range d.Mentions {
		entity := ""
		if of[i] >= 0 {
			entity = d.Entities[of[i]].ID
		}
		var money text.Money
		if m.Money != nil {
			money = *m.Money
		}
		score, approx := "", ""
		if m.Score > 0 {
			score = strconv.FormatFloat(m.Score, 'f', 4, 64)
		}
		if money.Approx {
			approx = "true"
		}
		err := c.out.Write([]string{
			d.ID,
			strconv.Itoa(index.FromByte(m.Start)), strconv.Itoa(index.FromByte(m.End)),
			string(m.Type), strings.ToValidUTF8(d.Surface(m.Span), "\uFFFD"), score, m.Source.String(), entity,
			money.Amount, money.Currency, money.Min, money.Max, approx,
		})
		if err != nil {
			return err
		}
	}
	c.out.Flush()
	return c.out.Error()
}

func (c *csvForm) head() error {
	if c.headed {
		return nil
	}
	c.headed = true
	return c.out.Write(csvHeader)
}

// Close writes the header if there was no document.
func (c *csvForm) Close() error {
	if err := c.head(); err != nil {
		return err
	}
	c.out.Flush()
	return c.out.Error()
}
