package jobs

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// dueSum is a row of treatment_sums: what is due in a list, of one owner, behind one wall.
type dueSum struct {
	List     clientele.List `db:"list"`
	Owner    clientele.ID   `db:"owner"`
	Wall     clientele.ID   `db:"wall"`
	Currency string         `db:"currency"`
	N        int64          `db:"n"`
	Worth    int64          `db:"worth"` // in ten-thousandths
}

// of is the sum of nothing, of the same list, owner, wall and currency.
func (s dueSum) of() dueSum {
	return dueSum{List: s.List, Owner: s.Owner, Wall: s.Wall, Currency: s.Currency}
}

const (
	stakeCurrency = "CASE WHEN stake_minor > 0 THEN stake_currency ELSE '' END"
	sumDue        = "SELECT list, owner, wall, " + stakeCurrency + " AS currency, COUNT(*) AS n, CAST(SUM(CAST(ROUND(worth * 10000) AS BIGINT)) AS BIGINT) AS worth" +
		" FROM treatments WHERE workspace = ? AND state = 'due'"
	groupDue = " GROUP BY list, owner, wall, " + stakeCurrency
)

// summed writes treatments, those that a text chooses, and brings the sums of what is due
// along. It waits for its turn first, so that nobody else writes between its two looks.
func (h *Jobs) summed(ctx context.Context, tx *db.Tx, which []db.Expr, write func() error) error {
	if _, err := tx.Take(ctx, h.Workspace, 0); err != nil {
		return err
	}
	changed := map[dueSum][2]int64{}
	look := func(sign int64) error {
		for _, w := range which {
			for s, err := range db.Each[dueSum](ctx, tx, sumDue+w.Text+groupDue, append([]any{h.Workspace}, w.Args...)...) {
				if err != nil {
					return wrap(err, "sum what is due")
				}
				d := changed[s.of()]
				changed[s.of()] = [2]int64{d[0] + sign*s.N, d[1] + sign*s.Worth}
			}
		}
		return nil
	}
	if err := look(-1); err != nil {
		return err
	}
	if err := write(); err != nil {
		return err
	}
	if err := look(1); err != nil {
		return err
	}
	return h.addSums(ctx, tx, changed)
}

func (h *Jobs) addSums(ctx context.Context, tx *db.Tx, changed map[dueSum][2]int64) error {
	var args []any
	for s, by := range changed {
		if by != [2]int64{} {
			args = append(args, h.Workspace, s.List, s.Owner, s.Wall, s.Currency, by[0], by[1])
		}
	}
	err := tx.InsertRows(ctx, "INSERT INTO treatment_sums (workspace, list, owner, wall, currency, n, worth)", 7, args,
		"ON CONFLICT (workspace, list, owner, wall, currency) DO UPDATE SET n = treatment_sums.n + excluded.n, worth = treatment_sums.worth + excluded.worth")
	return wrap(err, "keep what is due in sums")
}

// Resum adds up anew what is due.
func (h *Jobs) Resum(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, "DELETE FROM treatment_sums WHERE workspace = ?", h.Workspace); err != nil {
		return wrap(err, "sum what is due")
	}
	changed := map[dueSum][2]int64{}
	for s, err := range db.Each[dueSum](ctx, tx, sumDue+groupDue, h.Workspace) {
		if err != nil {
			return wrap(err, "sum what is due")
		}
		changed[s.of()] = [2]int64{s.N, s.Worth}
	}
	return h.addSums(ctx, tx, changed)
}

// chosen are lists of ids, as conditions on a column of treatments.
func chosen(column string, ids []clientele.ID) (which []db.Expr) {
	for _, list := range db.Lists(ids) {
		which = append(which, db.SQL(" AND "+column+" IN "+db.In(list), list...))
	}
	return which
}

// UnsummedDue gives the sums of what is due that are not what its treatments add up to, in words for the doctor.
func (h *Jobs) UnsummedDue(ctx context.Context) (wrong []string, err error) {
	sums := map[dueSum][2]dueSum{}
	kept := "SELECT list, owner, wall, currency, n, worth FROM treatment_sums WHERE workspace = ?"
	for i, text := range []string{sumDue + groupDue, kept} {
		for s, err := range db.Each[dueSum](ctx, h.DB, text, h.Workspace) {
			if err != nil {
				return nil, wrap(err, "look at the sums of what is due")
			}
			both := sums[s.of()]
			both[i] = s
			sums[s.of()] = both
		}
	}
	for k, both := range sums {
		if both[0].N != both[1].N || both[0].Worth != both[1].Worth {
			wrong = append(wrong, fmt.Sprintf("%s %s, owner %d, wall %d: %d, kept %d", k.List, cmp.Or(k.Currency, "-"), k.Owner, k.Wall, both[0].N, both[1].N))
		}
	}
	slices.Sort(wrong)
	return wrong, nil
}
