package standings

import (
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Walled brings standings, and the sums over them, behind the walls of their accounts, or
// from behind them. Who changes the wall of an account calls it in the same transaction.
func (b *Book) Walled(ctx context.Context, tx *db.Tx, accounts ...clientele.ID) error {
	t, moved := newTally(), map[clientele.ID]clientele.ID{} // from one wall to another
	for _, list := range db.Lists(slices.Compact(slices.Sorted(slices.Values(accounts)))) {
		walls := map[clientele.ID]clientele.ID{}
		text := "SELECT DISTINCT a.id, a.wall FROM accounts a JOIN standings s ON s.workspace = a.workspace AND s.account = a.id" +
			" WHERE a.workspace = ? AND a.id IN " + db.In(list) + " AND s.wall <> a.wall"
		for row, err := range db.Each[walledRow](ctx, tx, text, db.With(b.ws, list)...) {
			if err != nil {
				return fmt.Errorf("walls of %d accounts: %w", len(accounts), err)
			}
			walls[row.ID] = row.Wall
		}
		if len(walls) == 0 {
			continue
		}
		rows, err := db.All[listed](ctx, tx, listedRead+" AND s.account IN "+db.In(list)+" ORDER BY s.account, s.line", db.With(b.ws, list)...)
		if err != nil {
			return fmt.Errorf("standings of %d accounts: %w", len(accounts), err)
		}
		for _, was := range rows {
			wall, moves := walls[was.Account]
			if !moves || wall == was.Wall {
				continue
			}
			is := was
			is.Wall, is.Facet = wall, was.Facet%walledFacets
			if wall != 0 {
				is.Facet += walledFacets
			}
			t.count(&was, -1)
			t.count(&is, 1)
			if was.Wall != 0 {
				moved[was.Wall] = wall
			}
			_, err := tx.Exec(ctx, "UPDATE standings SET wall = ?, facet = ? WHERE workspace = ? AND account = ? AND line = ?", is.Wall, is.Facet, b.ws, is.Account, is.Line)
			if err != nil {
				return fmt.Errorf("wall of the standing of account %d: %w", is.Account, err)
			}
		}
	}
	if err := b.RenewSpans(ctx, tx, accounts); err != nil || len(t.groups) == 0 {
		return err
	}
	for was, is := range moved {
		if err := b.moveSums(ctx, tx, was, is); err != nil {
			return err
		}
	}
	return b.keepWalledTally(ctx, tx, t)
}

// BehindWalls are the accounts behind walls, in order.
func (b *Book) BehindWalls(ctx context.Context, q db.Querier) ([]clientele.ID, error) {
	ids, err := db.All[clientele.ID](ctx, q, "SELECT id FROM accounts WHERE workspace = ? AND wall <> 0", b.ws)
	slices.Sort(ids)
	return ids, err
}

// Walls are the accounts behind walls, each with its wall.
func (b *Book) Walls(ctx context.Context, q db.Querier) (map[clientele.ID]clientele.ID, error) {
	walls := map[clientele.ID]clientele.ID{}
	for row, err := range db.Each[walledRow](ctx, q, "SELECT id, wall FROM accounts WHERE workspace = ? AND wall <> 0", b.ws) {
		if err != nil {
			return nil, fmt.Errorf("accounts behind walls: %w", err)
		}
		walls[row.ID] = row.Wall
	}
	return walls, nil
}

// KindOf is what a relationship counts as, and whether it has lapsed.
type KindOf struct {
	clientele.Relationship
	Kind   clientele.Kind
	Lapsed bool
}

// KindsAfter are the kinds of the relationships that follow one, in their order, not more than so many.
func (b *Book) KindsAfter(ctx context.Context, after clientele.Relationship, most int) ([]KindOf, error) {
	text := "SELECT account, line, facet FROM standings WHERE workspace = ? AND (account, line) > (?, ?) ORDER BY account, line LIMIT ?"
	var out []KindOf
	for p, err := range db.Each[position](ctx, b.d, text, b.ws, after.Account, after.Line, most) {
		if err != nil {
			return nil, fmt.Errorf("kinds of relationships: %w", err)
		}
		kind, _, trend := facetOf(p.Facet % facetsOfLine)
		out = append(out, KindOf{clientele.Relationship{Account: p.Account, Line: p.Line}, kind, trend == clientele.Lapsed})
	}
	return out, nil
}

// keepWalledTally adds a tally to the sums, and takes the picture of the month anew that
// was taken last.
func (b *Book) keepWalledTally(ctx context.Context, tx *db.Tx, t *tally) error {
	if err := b.addCounts(ctx, tx, t); err != nil {
		return err
	}
	month, err := db.One[string](ctx, tx, "SELECT COALESCE(MAX(month), '') FROM kind_months WHERE workspace = ?", b.ws)
	if err != nil || month == "" {
		return err
	}
	return b.keepMonth(ctx, tx, month)
}

// moveSums puts the months and movements of one wall to those of another: a wall is
// around one account, and what was summed behind it is of that one.
func (b *Book) moveSums(ctx context.Context, tx *db.Tx, was, is clientele.ID) error {
	for _, text := range []string{
		"INSERT INTO kind_months (workspace, wall, month, line, kind, lapsed, currency, n, revenue, expected)" +
			" SELECT workspace, CAST(? AS BIGINT), month, line, kind, lapsed, currency, n, revenue, expected FROM kind_months WHERE workspace = ? AND wall = ?" +
			" ON CONFLICT (workspace, wall, month, line, kind, lapsed, currency) DO UPDATE SET n = kind_months.n + excluded.n," +
			" revenue = kind_months.revenue + excluded.revenue, expected = kind_months.expected + excluded.expected",
		"INSERT INTO movements (workspace, wall, month, line, was_kind, kind, n)" +
			" SELECT workspace, CAST(? AS BIGINT), month, line, was_kind, kind, n FROM movements WHERE workspace = ? AND wall = ?" +
			" ON CONFLICT (workspace, wall, month, line, was_kind, kind) DO UPDATE SET n = movements.n + excluded.n",
	} {
		if _, err := tx.Exec(ctx, text, is, b.ws, was); err != nil {
			return fmt.Errorf("sums of wall %d: %w", was, err)
		}
	}
	for _, table := range []string{"kind_months", "movements"} {
		if _, err := tx.Exec(ctx, "DELETE FROM "+table+" WHERE workspace = ? AND wall = ?", b.ws, was); err != nil {
			return fmt.Errorf("sums of wall %d: %w", was, err)
		}
	}
	return nil
}
