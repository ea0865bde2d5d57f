package standings

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// SumsHold says whether the kept sums are those of the standings.
func (b *Book) SumsHold(ctx context.Context) (bool, error) {
	t := newTally()
	if err := t.each(db.Each[listed](ctx, b.d, listedRead, b.ws)); err != nil {
		return false, err
	}
	kept, err := db.All[keptCount](ctx, b.d, "SELECT wall, line, kind, stage, trend, quiet, currency, n, revenue, expected FROM standing_counts WHERE workspace = ?", b.ws)
	if err != nil {
		return false, err
	}
	same := len(t.groups) == len(kept)
	for _, k := range kept {
		same = same && t.groups[group{k.Wall, k.Line, k.Kind, k.Stage, k.Trend, k.Quiet, k.Currency}] == sums{k.Count, k.Revenue, k.Expected}
	}
	return same, nil
}

type keptCount struct {
	Wall     clientele.ID    `db:"wall"`
	Line     clientele.Line  `db:"line"`
	Kind     clientele.Kind  `db:"kind"`
	Stage    clientele.Stage `db:"stage"`
	Trend    clientele.Trend `db:"trend"`
	Quiet    int64           `db:"quiet"`
	Currency string          `db:"currency"`
	Count    int64           `db:"n"`
	Revenue  int64           `db:"revenue"`
	Expected int64           `db:"expected"`
}

type relationshipRow struct {
	Account clientele.ID   `db:"account"`
	Line    clientele.Line `db:"line"`
}

// Unwalled are standings, so many at most, that are not behind the wall of their account.
func (b *Book) Unwalled(ctx context.Context, most int) ([]clientele.Relationship, error) {
	return relationships(db.All[relationshipRow](ctx, b.d, "SELECT s.account, s.line FROM standings s JOIN accounts a ON a.workspace = s.workspace AND a.id = s.account"+
		" WHERE s.workspace = ? AND (s.wall <> a.wall OR (s.facet >= ?) <> (a.wall <> 0)) LIMIT ?", b.ws, int64(walledFacets), most))
}

// Baseless are standings, so many at most, of which there is no history.
func (b *Book) Baseless(ctx context.Context, most int) ([]clientele.Relationship, error) {
	return relationships(db.All[relationshipRow](ctx, b.d, "SELECT s.account, s.line FROM standings s"+
		" LEFT JOIN histories h ON h.workspace = s.workspace AND h.account = s.account AND h.line = s.line"+
		" WHERE s.workspace = ? AND h.account IS NULL LIMIT ?", b.ws, most))
}

func relationships(rows []relationshipRow, err error) ([]clientele.Relationship, error) {
	rels := make([]clientele.Relationship, len(rows))
	for i, r := range rows {
		rels[i] = clientele.Relationship(r)
	}
	return rels, err
}
