package standings

import (
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Overruled is a person's word against the measure.
type Overruled struct {
	clientele.Relationship
	Entry  clientele.ID
	Kind   clientele.Kind
	Reason string
	Until  clientele.Day
	By     clientele.ID
	At     clientele.Instant
}

type overruleRow struct {
	Account clientele.ID      `db:"account"`
	Line    clientele.Line    `db:"line"`
	Entry   clientele.ID      `db:"entry"`
	Kind    clientele.Kind    `db:"kind"`
	Reason  string            `db:"reason"`
	Until   string            `db:"until_day"`
	By      clientele.ID      `db:"by_user"`
	At      clientele.Instant `db:"at"`
}

const overruleColumns = "account, line, entry, kind, reason, until_day, by_user, at"

// Overrules gives the overrules of one account that were not taken back; whether
// one still holds is for its Until to say.
func (b *Book) Overrules(ctx context.Context, account clientele.ID) ([]Overruled, error) {
	return overrules(db.All[overruleRow](ctx, b.d, "SELECT "+overruleColumns+" FROM overrules WHERE workspace = ? AND account = "+Canonical+" ORDER BY line", b.ws, b.ws, account, account))
}

// OverrulesIn gives the overrules of some accounts, and perhaps others, within a transaction.
func (b *Book) OverrulesIn(ctx context.Context, tx *db.Tx, accounts []clientele.ID) (map[clientele.Relationship]Overruled, error) {
	found := map[clientele.Relationship]Overruled{}
	for _, w := range db.Walks(slices.Compact(slices.Sorted(slices.Values(accounts)))) {
		some, err := overrules(db.All[overruleRow](ctx, tx, "SELECT "+overruleColumns+" FROM overrules WHERE workspace = ? AND account "+w.Text, db.With(b.ws, w.Args)...))
		if err != nil {
			return nil, err
		}
		for _, o := range some {
			found[o.Relationship] = o
		}
	}
	return found, nil
}

// Holds says whether an overrule goes before a standing measured as of a day: until
// its own day, on the calendar or in the data, whichever is later.
func (o Overruled) Holds(today, asOf clientele.Day) bool { return o.Until >= max(today, asOf) }

func overrules(rows []overruleRow, err error) ([]Overruled, error) {
	if err != nil {
		return nil, fmt.Errorf("overrules: %w", err)
	}
	list := make([]Overruled, len(rows))
	for i, r := range rows {
		list[i] = Overruled{clientele.Relationship{Account: r.Account, Line: r.Line}, r.Entry, r.Kind, r.Reason, db.Day(r.Until), r.By, r.At}
	}
	return list, nil
}
