package ledger

import (
	"context"
	"maps"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// keep writes what was folded over what is kept.
func (b *Book) keep(ctx context.Context, tx *db.Tx, f *folding) error {
	for _, write := range []func(context.Context, *db.Tx, *folding) error{b.keepHistories, b.keepOverrules, b.keepSpans} {
		if err := write(ctx, tx, f); err != nil {
			return err
		}
	}
	return nil
}

// keepHistories writes in the order of the key, which the engines like.
func (b *Book) keepHistories(ctx context.Context, tx *db.Tx, f *folding) error {
	rels := slices.SortedFunc(maps.Keys(f.histories), clientele.Relationship.Compare)
	args := make([]any, 0, 12*len(rels))
	for _, rel := range rels {
		h := f.histories[rel]
		last, in, out := contacts(h)
		args = append(args, b.ws, rel.Account, rel.Line, h.Pack(), h.First().String(), h.Last().String(), h.Orders(),
			h.Spent().Minor, h.Currency, last.String(), in.String(), out.String())
	}
	return tx.InsertRows(ctx, "INSERT INTO histories (workspace, account, line, packed, first_day, last_day, orders, revenue, currency, last_contact, last_contact_in, last_contact_out)",
		12, args, "ON CONFLICT (workspace, account, line) DO UPDATE SET packed = excluded.packed, first_day = excluded.first_day, last_day = excluded.last_day,"+
			" orders = excluded.orders, revenue = excluded.revenue, currency = excluded.currency, last_contact = excluded.last_contact,"+
			" last_contact_in = excluded.last_contact_in, last_contact_out = excluded.last_contact_out")
}

func (b *Book) keepOverrules(ctx context.Context, tx *db.Tx, f *folding) error {
	var args []any
	for _, rel := range slices.SortedFunc(maps.Keys(f.overrules), clientele.Relationship.Compare) {
		o := f.overrules[rel]
		if o.Kind == "" {
			if _, err := tx.Exec(ctx, "DELETE FROM overrules WHERE workspace = ? AND account = ? AND line = ?", b.ws, rel.Account, rel.Line); err != nil {
				return err
			}
			continue
		}
		args = append(args, b.ws, rel.Account, rel.Line, o.Entry, o.Kind, db.Clean(o.Reason), o.Until.String(), o.By, o.At)
	}
	return tx.InsertRows(ctx, "INSERT INTO overrules (workspace, account, line, entry, kind, reason, until_day, by_user, at)", 9, args,
		"ON CONFLICT (workspace, account, line) DO UPDATE SET entry = excluded.entry, kind = excluded.kind, reason = excluded.reason,"+
			" until_day = excluded.until_day, by_user = excluded.by_user, at = excluded.at")
}

func (b *Book) keepSpans(ctx context.Context, tx *db.Tx, f *folding) error {
	var args []any
	for _, id := range slices.Sorted(maps.Keys(f.spans)) {
		s := f.spans[id]
		args = append(args, b.ws, id, s.entries, s.first.String(), s.last.String())
	}
	return tx.InsertRows(ctx, "INSERT INTO spans (workspace, import, entries, first_day, last_day)", 5, args,
		"ON CONFLICT (workspace, import) DO UPDATE SET entries = spans.entries + excluded.entries,"+
			" first_day = CASE WHEN spans.first_day = '' OR (excluded.first_day <> '' AND excluded.first_day < spans.first_day) THEN excluded.first_day ELSE spans.first_day END,"+
			" last_day = CASE WHEN excluded.last_day > spans.last_day THEN excluded.last_day ELSE spans.last_day END")
}
