package find

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/shape"
)

// Fact is the type of what files told under a number of its own, among what is found.
const Fact = "fact"

const (
	shortestNumber = 3
	longestNumber  = 60
	yearsBack      = 10 // where a system numbers each year anew
)

// numberIn is the number of an order or an invoice that a text may be; "" for none.
func numberIn(text string) string {
	text = strings.TrimSpace(text)
	if len(text) < shortestNumber || len(text) > longestNumber || strings.ContainsFunc(text, unicode.IsSpace) || !strings.ContainsFunc(text, unicode.IsDigit) {
		return ""
	}
	return text
}

// numbered are the orders, returns and agreements that bear the very number that was typed.
// The book's keys hold it, so no index of words is needed: whoever exports a million orders
// finds each, and pays for none.
func (c *Find) numbered(ctx context.Context, s access.Scope, in SearchIn) ([]SearchRow, error) {
	number := numberIn(in.Text)
	if number == "" {
		return nil, nil
	}
	systems, err := c.Book.Sources(ctx)
	if err != nil || len(systems) == 0 {
		return nil, err
	}
	var years []int
	for y := c.Clock.Today().Time().Year(); len(years) < yearsBack; y-- {
		years = append(years, y)
	}
	var keys []string
	for _, system := range systems {
		keys = append(keys, evidence.KeysOf(system, number, years...)...)
	}
	facts, err := c.Book.Holding(ctx, keys)
	if err != nil || len(facts) == 0 {
		return nil, err
	}
	return c.factRows(ctx, s, facts[:min(len(facts), in.Limit)])
}

// factRows are facts as who asks may see them: those of a relationship that they may see.
func (c *Find) factRows(ctx context.Context, s access.Scope, facts []clientele.Entry) (rows []SearchRow, err error) {
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return nil, err
	}
	var refs []clientele.Ref
	for _, e := range facts {
		refs = append(refs, clientele.Ref{Type: record.Account, ID: e.Account})
	}
	titles, err := c.Records.Titles(ctx, s, refs)
	for _, e := range facts {
		of, seen := titles[clientele.Ref{Type: record.Account, ID: e.Account}]
		if !seen {
			continue
		}
		row := shape.EntryOf(e, firm)
		text := row.Text
		if row.Amount.Currency != "" {
			text = firm.Money(row.Amount)
		}
		rows = append(rows, SearchRow{Type: Fact, ID: e.ID, Title: row.Title, Text: text, Of: of, When: e.At, Standing: []shape.StandingRow{},
			Href: entryHref(e)})
	}
	return rows, err
}

// entryHref is where an entry is seen: the timeline of its relationship, which begins with it.
func entryHref(e clientele.Entry) string {
	return shape.Query(shape.AccountHref(e.Account, ""), url.Values{"before": {ledger.Above(e).String()}}) + fmt.Sprintf("#e%d", e.ID)
}
