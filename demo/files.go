package demo

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strconv"

	"github.com/clientele-crm/clientele"
)

// WriteOrdersCSV writes the orders and returns as a shop exports them: one row
// an item, returns as orders of their own with quantities below zero.
func WriteOrdersCSV(w io.Writer, entries iter.Seq[clientele.Entry]) error {
	c := csv.NewWriter(w)
	c.Write([]string{"order_id", "account", "name", "email", "phone", "country", "date", "line", "product", "description", "quantity", "unit_price", "currency", "channel"}) //nolint:errcheck // Error tells
	for e := range entries {
		switch b := e.Body.(type) {
		case clientele.Order:
			writeItems(c, e, b, 1)
		case clientele.Return:
			writeItems(c, e, clientele.Order{Ref: b.Ref, Total: b.Total, Items: b.Items}, -1)
		}
	}
	return flush(c, "orders")
}

func writeItems(c *csv.Writer, e clientele.Entry, o clientele.Order, sign int64) {
	for _, it := range o.Items {
		quantity := it.QuantityMilli / 1000
		c.Write([]string{ //nolint:errcheck // Error tells
			o.Ref, e.Who.Key, e.Who.Name, e.Who.Email, e.Who.Phone, e.Who.Country, stamp(e.At), string(e.Line),
			it.Product, it.Text, strconv.FormatInt(sign*quantity, 10),
			clientele.PlainAmount(it.TotalMinor/quantity, o.Total.Currency), o.Total.Currency, o.Channel,
		})
	}
}

// WriteInteractionsCSV writes the contacts as a call log or a mailbox would.
func WriteInteractionsCSV(w io.Writer, entries iter.Seq[clientele.Entry]) error {
	c := csv.NewWriter(w)
	c.Write([]string{"account", "name", "email", "time", "line", "kind", "direction", "person", "minutes", "text"}) //nolint:errcheck // Error tells
	for e := range entries {
		if b, ok := e.Body.(clientele.Interaction); ok {
			c.Write([]string{ //nolint:errcheck // Error tells
				e.Who.Key, e.Who.Name, e.Who.Email, stamp(e.At), string(e.Line), string(b.Channel), string(b.Direction),
				b.Person, strconv.Itoa(b.Minutes), b.Text,
			})
		}
	}
	return flush(c, "interactions")
}

// WriteEngagementsCSV writes the agreements.
func WriteEngagementsCSV(w io.Writer, entries iter.Seq[clientele.Entry]) error {
	c := csv.NewWriter(w)
	c.Write([]string{"account", "name", "email", "line", "kind", "reference", "start", "end", "fee", "currency", "period"}) //nolint:errcheck // Error tells
	for e := range entries {
		if b, ok := e.Body.(clientele.Engagement); ok {
			c.Write([]string{ //nolint:errcheck // Error tells
				e.Who.Key, e.Who.Name, e.Who.Email, string(e.Line), string(b.Kind), b.Ref, b.Start.String(), b.End.String(),
				b.Fee.Plain(), b.Fee.Currency, string(b.Period),
			})
		}
	}
	return flush(c, "engagements")
}

// WriteTruthCSV writes what is so, one row a relationship.
func WriteTruthCSV(w io.Writer, f *Firm) error {
	c := csv.NewWriter(w)
	c.Write([]string{"account", "line", "fate", "kind", "began", "first_kind", "changed", "alive", "died"}) //nolint:errcheck // Error tells
	for a := range f.Each() {
		for _, t := range a.Truths {
			c.Write([]string{ //nolint:errcheck // Error tells
				t.Key, string(t.Line), t.Fate, string(t.KindOn(f.AsOf)), t.Spells[0].From.String(), string(t.Spells[0].Kind),
				t.Changed().String(), strconv.FormatBool(t.AliveOn(f.AsOf)), t.Died.String(),
			})
		}
	}
	return flush(c, "truth")
}

func flush(c *csv.Writer, what string) error {
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("write %s: %w", what, err)
	}
	return nil
}

func stamp(at clientele.Instant) string { return at.Time().Format("2006-01-02 15:04") }
