package jobs

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/treatment"
)

// keptKinds gives the kinds as they were kept just now: overruled where a person said so.
func (h *Jobs) keptKinds(ctx context.Context, tx *db.Tx, standings []clientele.Standing) (map[clientele.Relationship]clientele.Kind, error) {
	ids := make([]clientele.ID, len(standings))
	for i, s := range standings {
		ids[i] = s.Account
	}
	overrules, err := h.Book.OverrulesIn(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	kinds := make(map[clientele.Relationship]clientele.Kind, len(overrules))
	for _, s := range standings {
		if o, ok := overrules[s.Relationship]; ok && o.Holds(h.today(), s.AsOf) {
			kinds[s.Relationship] = o.Kind
		}
	}
	return kinds, nil
}

// Sight is whose treatments are listed, and which may be seen.
type Sight struct {
	Scope access.Scope   // who looks: what lies behind a wall that they may not pass is not there
	Owner clientele.ID   // only what this user looks after; 0: everybody's
	Among []clientele.ID // only what these look after; nil: everybody's
}

// where adds to a text that has chosen the workspace what the sight leaves out.
func (s Sight) where(e db.Engine, text string, args []any) (string, []any) {
	if s.Owner != 0 {
		text, args = text+" AND owner = ?", append(args, s.Owner)
	}
	if s.Among != nil {
		of := e.Among("owner", s.Among)
		text, args = text+" AND "+of.Text, append(args, of.Args...)
	}
	seen := s.Scope.Sees(e, "wall")
	return text + seen.Text, append(args, seen.Args...)
}

// place is where a page of a list ends: the sort key of its last treatment.
type place struct {
	Worth float64      `json:"w,omitempty"`
	ID    clientele.ID `json:"i"`
}

// Today gives a list of today, what is worth the most first, after a cursor; "" begins. It
// reads as many rows as it gives, however long the list is.
func (h *Jobs) Today(ctx context.Context, sight Sight, list clientele.List, after string, limit int) (page []treatment.Kept, next string, err error) {
	from := place{Worth: math.MaxFloat64}
	if after != "" {
		if err := db.ReadCursor(after, &from); err != nil {
			return nil, "", err
		}
	}
	// The order is worth downwards, then id upwards: no one comparison of row values, so the tie is spelt out.
	text, args := sight.where(h.DB.Engine, "SELECT "+treatmentColumns+` FROM treatments WHERE workspace = ? AND list = ? AND state = 'due'
		AND worth <= ? AND (worth < ? OR id > ?)`, []any{h.Workspace, list, from.Worth, from.Worth, from.ID})
	limit = min(max(limit, 1), 500)
	rows, err := db.All[keptRow](ctx, h.DB, text+" ORDER BY worth DESC, id LIMIT ?", append(args, limit+1)...)
	page, next = cutPage(rows, limit, func(k treatment.Kept) place { return place{Worth: k.Worth, ID: k.ID} })
	return page, next, wrap(err, "today")
}

// Saving is how much is due in a list, and what acting on it may save or win: in one
// currency, or in orders ("") where no money is known.
type Saving struct {
	Currency string  `db:"currency"`
	N        int     `db:"n"`
	Worth    float64 `db:"worth"` // in whole units
}

// Savings sums what is due in a list, by currency.
func (h *Jobs) Savings(ctx context.Context, sight Sight, list clientele.List) ([]Saving, error) {
	text, args := sight.where(h.DB.Engine, "SELECT currency, CAST(SUM(n) AS BIGINT) AS n, SUM(worth) / 10000.0 AS worth FROM treatment_sums WHERE workspace = ? AND list = ?",
		[]any{h.Workspace, list})
	sums, err := db.All[Saving](ctx, h.DB, text+" GROUP BY currency HAVING SUM(n) > 0 ORDER BY currency", args...)
	return sums, wrap(err, "today")
}

// Ahead gives what a play advises, or whatever comes back after it was put off, on the days
// from one to another, the earliest first.
func (h *Jobs) Ahead(ctx context.Context, sight Sight, play string, days [2]clientele.Day, limit int) ([]treatment.Kept, error) {
	var ahead []treatment.Kept
	for _, arm := range []struct { // one each, so that each reads its index in order
		text string
		args []any
	}{{"state = 'due' AND play = ?", []any{play}}, {"state = 'put_off'", nil}} {
		text, args := sight.where(h.DB.Engine, "SELECT "+treatmentColumns+" FROM treatments WHERE workspace = ? AND "+arm.text+" AND due_on BETWEEN ? AND ?",
			append(db.With(h.Workspace, arm.args), days[0].String(), days[1].String()))
		rows, err := db.All[keptRow](ctx, h.DB, text+" ORDER BY due_on, id LIMIT ?", append(args, limit)...)
		if err != nil {
			return nil, wrap(err, "the days ahead")
		}
		for _, r := range rows {
			ahead = append(ahead, r.word())
		}
	}
	slices.SortFunc(ahead, func(a, b treatment.Kept) int { return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.ID, b.ID)) })
	return ahead[:min(limit, len(ahead))], nil
}

// duePlace is where a page by days ends.
type duePlace struct {
	Due string       `json:"d"`
	ID  clientele.ID `json:"i"`
}

func cutPage(rows []keptRow, limit int, placeOf func(treatment.Kept) place) (page []treatment.Kept, next string) {
	for _, r := range rows[:min(len(rows), limit)] {
		page = append(page, r.word())
	}
	if len(rows) > limit {
		next = db.WriteCursor(placeOf(page[limit-1]))
	}
	return page, next
}

// Advice is what is to be done about some accounts, what is worth the most first, without
// what was put off or done. It is what Today shows, from the same kept plans.
func (h *Jobs) Advice(ctx context.Context, scope access.Scope, accounts ...clientele.ID) ([]treatment.Kept, error) {
	advice, err := h.treatmentsOf(ctx, scope, accounts, " AND state = 'due'")
	slices.SortFunc(advice, func(a, b treatment.Kept) int {
		return cmp.Or(cmp.Compare(b.Worth, a.Worth), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Play, b.Play))
	})
	return advice, wrap(err, "advice")
}

// TreatmentsOf gives all that was ever advised about an account, the latest first:
// since when, how far it is, and why it ended.
func (h *Jobs) TreatmentsOf(ctx context.Context, scope access.Scope, account clientele.ID) ([]treatment.Kept, error) {
	all, err := h.treatmentsOf(ctx, scope, []clientele.ID{account}, "")
	slices.SortFunc(all, func(a, b treatment.Kept) int { return cmp.Or(cmp.Compare(b.Since, a.Since), cmp.Compare(b.ID, a.ID)) })
	return all, wrap(err, "treatments")
}

func (h *Jobs) treatmentsOf(ctx context.Context, scope access.Scope, accounts []clientele.ID, which string) ([]treatment.Kept, error) {
	var found []treatment.Kept
	for _, list := range db.Lists(accounts) {
		text, args := Sight{Scope: scope}.where(h.DB.Engine, "SELECT "+treatmentColumns+" FROM treatments WHERE workspace = ? AND account IN ("+db.Marks(len(list))+")"+which,
			append([]any{h.Workspace}, list...))
		rows, err := db.All[keptRow](ctx, h.DB, text, args...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			found = append(found, r.word())
		}
	}
	return found, nil
}
