package ledger

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// What a filter over records may ask of the book. The tables are ours, so the words of
// SQL are ours too: each expression is over the account that a column names, a column of
// the asker's own making.

// Tally is what is counted or summed of an account: its orders, returns or contacts.
type Tally struct {
	Kind     clientele.EntryKind
	Since    clientele.Day // of days after this one; NoDay: of all
	Until    clientele.Day // up to this day
	Currency string        // in which it is summed; "" counts
}

// atSlack is how far the moment of an entry may lie from its day, in a zone of any firm.
const atSlack = 2

// TallySQL counts, or sums in minor units, what an account's book holds of a kind: the
// facts that count, by the word that holds, with those of whom it was merged with.
func (b *Book) TallySQL(e db.Engine, account string, t Tally) db.Expr {
	minor, currency := "CAST(e.body->>'$.total.minor' AS BIGINT)", "e.body->>'$.total.currency'"
	channel := "e.body->>'$.channel'"
	if e == db.Postgres {
		minor, currency, channel = "CAST(e.body::jsonb->'total'->>'minor' AS BIGINT)", "e.body::jsonb->'total'->>'currency'", "e.body::jsonb->>'channel'"
	}
	what := "count(*)"
	if t.Currency != "" {
		what = "COALESCE(SUM(" + minor + "), 0)"
	}
	x := db.SQL("(SELECT "+what+" FROM entries e WHERE e.workspace = ? AND e.account IN (SELECT "+account+
		" UNION SELECT party FROM same WHERE workspace = ? AND canonical = "+account+") AND e.kind = ? AND e.day <= ?",
		b.ws, b.ws, string(t.Kind), int64(t.Until))
	if t.Since != clientele.NoDay {
		x.Add(" AND e.at >= ? AND e.day > ?", int64(clientele.InstantOf((t.Since - atSlack).Time())), int64(t.Since))
	}
	if t.Currency != "" {
		x.Add(" AND CASE WHEN e.kind = ? THEN "+currency+" = ? ELSE FALSE END", string(t.Kind), t.Currency)
	}
	switch t.Kind {
	case clientele.KindOrder: // nothing, or less, is no purchase
		x.Add(" AND CASE WHEN e.kind = ? THEN COALESCE("+minor+" > 0 OR "+currency+" = '', TRUE) ELSE FALSE END", string(t.Kind))
	case clientele.KindInteraction: // a note is no contact
		x.Add(" AND CASE WHEN e.kind = ? THEN COALESCE("+channel+" <> ?, TRUE) ELSE FALSE END", string(t.Kind), string(clientele.Note))
	}
	x.Add(" AND e.import NOT IN (SELECT id FROM imports WHERE workspace = ? AND state IN "+uncounted+")"+
		" AND NOT EXISTS (SELECT 1 FROM entries n WHERE n.workspace = e.workspace AND n.key = e.key AND n.revision > 1 AND n.revision > e.revision"+
		" AND n.import NOT IN (SELECT id FROM imports WHERE workspace = ? AND state IN "+uncounted+")))", b.ws, b.ws)
	return x
}

// The days that a filter may ask of an account.
const (
	LastContact = "last contact" // a purchase is contact too
	LastOrder   = "last order"
	FirstOrder  = "first order"
)

// DaySQL is one of these days of an account, over all of its lines; ” for none.
func (b *Book) DaySQL(account, which string) db.Expr {
	what := map[string]string{LastContact: "MAX(h.last_contact)", LastOrder: "MAX(h.last_day)", FirstOrder: "MIN(NULLIF(h.first_day, ''))"}[which]
	return db.SQL("(SELECT COALESCE("+what+", '') FROM histories h WHERE h.workspace = ? AND h.account = "+account+")", b.ws)
}

// Uncounted says that there are imports of which nothing counts.
func (b *Book) Uncounted(ctx context.Context, q db.Querier) (bool, error) {
	ids, err := db.All[clientele.ID](ctx, q, "SELECT id FROM imports WHERE workspace = ? AND state IN "+uncounted+" LIMIT 1", b.ws)
	return len(ids) > 0, err
}

// CountedSince says whether, at a moment or later, an import began or ceased to count, or may have, as
// one is under way: accounts that only it knew come and go with it, and no write of theirs tells.
func (b *Book) CountedSince(ctx context.Context, q db.Querier, at clientele.Instant) (bool, error) {
	some, err := db.All[clientele.ID](ctx, q, "SELECT id FROM imports WHERE workspace = ? AND (state IN ('running', 'undoing', 'redoing') OR started >= ? OR finished >= ?)"+
		" UNION ALL SELECT import FROM import_acts WHERE workspace = ? AND at >= ? LIMIT 1", b.ws, at, at, b.ws, at)
	if err != nil {
		return false, fmt.Errorf("imports since %d: %w", at, err)
	}
	return len(some) > 0, nil
}

// ThereSQL leaves out, over the accounts of an alias, those whom only such imports knew and no hand touched.
func (b *Book) ThereSQL(alias string) string {
	of := "SELECT 1 FROM entries e WHERE e.workspace = " + alias + ".workspace AND e.account = " + alias + ".id"
	return "(" + alias + ".owner <> 0 OR NOT EXISTS (" + of + ") OR EXISTS (" + of +
		" AND e.import NOT IN (SELECT i.id FROM imports i WHERE i.workspace = " + alias + ".workspace AND i.state IN " + uncounted + ")))"
}

// OnlyOf are the next accounts after one that an import made, and of which nothing else told but
// changes of records: nobody wrote to them, bought or called.
func (b *Book) OnlyOf(ctx context.Context, tx *db.Tx, imp, after clientele.ID, most int) ([]clientele.ID, error) {
	accounts, err := db.All[clientele.ID](ctx, tx, "SELECT id FROM accounts WHERE workspace = ? AND import = ? AND id > ? AND NOT EXISTS"+
		" (SELECT 1 FROM entries o WHERE o.workspace = accounts.workspace AND o.account = accounts.id AND o.import <> ? AND o.kind <> 'changed')"+
		" ORDER BY id LIMIT ?", b.ws, imp, after, imp, most)
	if err != nil {
		return nil, fmt.Errorf("accounts of import %d alone: %w", imp, err)
	}
	return accounts, nil
}

// HistoriesOf gives the folded histories of an account, line by line.
func (b *Book) HistoriesOf(ctx context.Context, account clientele.ID) (list []clientele.History, err error) {
	for row, err := range db.Each[packedRow](ctx, b.d, "SELECT account, line, packed FROM histories WHERE workspace = ? AND account = ? ORDER BY line", b.ws, account) {
		if err != nil {
			return nil, fmt.Errorf("histories of account %d: %w", account, err)
		}
		r, err := row.word()
		if err != nil {
			return nil, err
		}
		list = append(list, *r.History)
	}
	return list, nil
}

// HistoriesByLine gives the folded histories of an account, by their lines.
func (b *Book) HistoriesByLine(ctx context.Context, account clientele.ID) (map[clientele.Line]clientele.History, error) {
	found := map[clientele.Line]clientele.History{}
	for row, err := range db.Each[packedRow](ctx, b.d, "SELECT account, line, packed FROM histories WHERE workspace = ? AND account = ?", b.ws, account) {
		if err != nil {
			return nil, fmt.Errorf("histories of account %d: %w", account, err)
		}
		r, err := row.word()
		if err != nil {
			return nil, err
		}
		found[row.Line] = *r.History
	}
	return found, nil
}
