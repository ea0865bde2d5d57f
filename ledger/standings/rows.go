package standings

import (
	"context"
	"errors"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Row is a standing with what the book knows beside it: the name, the last contact.
type Row struct {
	clientele.Standing
	Name           string        `json:"name"`
	Key            string        `json:"key"`
	Owner          clientele.ID  `json:"owner,omitzero"`        // a user
	LastContact    clientele.Day `json:"last_contact,omitzero"` // a purchase is contact too
	LastContactIn  clientele.Day `json:"last_contact_in,omitzero"`
	LastContactOut clientele.Day `json:"last_contact_out,omitzero"`
}

type standingRow struct {
	Account        clientele.ID   `db:"account"`
	Line           clientele.Line `db:"line"`
	Packed         []byte         `db:"packed"`
	LastContact    string         `db:"last_contact"`
	LastContactIn  string         `db:"last_contact_in"`
	LastContactOut string         `db:"last_contact_out"`
	Name           string         `db:"name"`
	Key            string         `db:"key"`
	Owner          clientele.ID   `db:"owner"`
}

const standingRead = "SELECT m.account, m.line, m.packed, a.name, a.key, a.owner, COALESCE(h.last_contact, '') AS last_contact," +
	" COALESCE(h.last_contact_in, '') AS last_contact_in, COALESCE(h.last_contact_out, '') AS last_contact_out" +
	" FROM measured m JOIN accounts a ON a.workspace = m.workspace AND a.id = m.account" +
	" LEFT JOIN histories h ON h.workspace = m.workspace AND h.account = m.account AND h.line = m.line" +
	" WHERE m.workspace = ? AND m.account "

// words unpacks rows; of the reasons, so many are left, the heaviest first, or all of them.
func (b *Book) words(ctx context.Context, rows []standingRow, reasons int) ([]Row, error) {
	some := make([]unpacked, len(rows))
	for i, r := range rows {
		u, err := unpack(clientele.Relationship{Account: r.Account, Line: r.Line}, r.Packed)
		if err != nil {
			return nil, fmt.Errorf("standing of account %d: %w", r.Account, err)
		}
		if reasons > 0 {
			u.heaviest(reasons)
		}
		some[i] = u
	}
	worded, err := b.word(ctx, some)
	if err != nil {
		return nil, err
	}
	list := make([]Row, len(rows))
	for i, r := range rows {
		list[i] = Row{worded[i], r.Name, r.Key, r.Owner, db.Day(r.LastContact), db.Day(r.LastContactIn), db.Day(r.LastContactOut)}
	}
	return list, nil
}

// Standing gives the standing of one relationship; a fault of the kind NotFound
// where it was not measured yet.
func (b *Book) Standing(ctx context.Context, rel clientele.Relationship) (clientele.Standing, error) {
	row, err := db.One[standingRow](ctx, b.d, standingRead+"= "+Canonical+" AND m.line = ?", b.ws, b.ws, rel.Account, rel.Account, rel.Line)
	if errors.Is(err, db.ErrNoRow) {
		return clientele.Standing{}, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("ledger.no-standing", "account", rel.Account, "line", rel.Line), Remedy: clientele.Tell("ledger.no-standing-remedy"), Err: err}
	}
	if err != nil {
		return clientele.Standing{}, fmt.Errorf("standing of account %d: %w", rel.Account, err)
	}
	list, err := b.words(ctx, []standingRow{row}, everyReason)
	if err != nil {
		return clientele.Standing{}, err
	}
	return list[0].Standing, nil
}

const (
	everyReason = 0
	listReasons = 2 // in a list: those of the greatest weight
)

// Standings gives the rows of one account, line by line, with every reason.
func (b *Book) Standings(ctx context.Context, account clientele.ID) ([]Row, error) {
	rows, err := db.All[standingRow](ctx, b.d, standingRead+"= "+Canonical+" ORDER BY m.line", b.ws, b.ws, account, account)
	if err != nil {
		return nil, fmt.Errorf("standings of account %d: %w", account, err)
	}
	return b.words(ctx, rows, everyReason)
}

// RowsOf is Standings for an account that was not merged into another.
func (b *Book) RowsOf(ctx context.Context, account clientele.ID) ([]Row, error) {
	rows, err := db.All[standingRow](ctx, b.d, standingRead+"= ? ORDER BY m.line", b.ws, account)
	if err != nil {
		return nil, fmt.Errorf("standings of account %d: %w", account, err)
	}
	return b.words(ctx, rows, everyReason)
}

// StandingsOf gives the rows of some accounts, line by line, with at most two reasons: one
// statement, however many they are.
func (b *Book) StandingsOf(ctx context.Context, accounts []clientele.ID) (map[clientele.ID][]Row, error) {
	found := make(map[clientele.ID][]Row, len(accounts))
	for _, list := range db.Lists(accounts) {
		some, err := db.All[standingRow](ctx, b.d, standingRead+"IN "+db.In(list)+" ORDER BY m.account, m.line", db.With(b.ws, list)...)
		if err != nil {
			return nil, fmt.Errorf("standings of %d accounts: %w", len(accounts), err)
		}
		worded, err := b.words(ctx, some, listReasons)
		if err != nil {
			return nil, err
		}
		for _, r := range worded {
			found[r.Account] = append(found[r.Account], r)
		}
	}
	return found, nil
}

// Rows gives the rows of some relationships in their order, with at most two
// reasons: those of the greatest weight. One that is not measured is left out.
func (b *Book) Rows(ctx context.Context, rels []clientele.Relationship) ([]Row, error) {
	ids := make([]clientele.ID, len(rels))
	for i, r := range rels {
		ids[i] = r.Account
	}
	var rows []standingRow
	for _, list := range db.Lists(ids) {
		some, err := db.All[standingRow](ctx, b.d, standingRead+"IN "+db.In(list), db.With(b.ws, list)...)
		if err != nil {
			return nil, fmt.Errorf("relationships: %w", err)
		}
		rows = append(rows, some...)
	}
	worded, err := b.words(ctx, rows, listReasons)
	if err != nil {
		return nil, err
	}
	found := make(map[clientele.Relationship]Row, len(worded))
	for _, r := range worded {
		found[r.Relationship] = r
	}
	list := make([]Row, 0, len(rels))
	for _, rel := range rels {
		if r, ok := found[rel]; ok {
			list = append(list, r)
		}
	}
	return list, nil
}

type changeRow struct {
	Account  clientele.ID    `db:"account"`
	Line     clientele.Line  `db:"line"`
	Day      string          `db:"day"`
	Cause    string          `db:"cause"`
	WasKind  clientele.Kind  `db:"was_kind"`
	Kind     clientele.Kind  `db:"kind"`
	WasStage clientele.Stage `db:"was_stage"`
	Stage    clientele.Stage `db:"stage"`
	WasTrend clientele.Trend `db:"was_trend"`
	Trend    clientele.Trend `db:"trend"`
	WasProb  float64         `db:"was_prob"`
	Prob     float64         `db:"client_prob"`
}

// Course gives the last changes of a standing, the latest first.
func (b *Book) Course(ctx context.Context, rel clientele.Relationship, limit int) ([]Change, error) {
	rows, err := db.All[changeRow](ctx, b.d, changeRead+" AND account = ? AND line = ? ORDER BY id DESC LIMIT ?", b.ws, rel.Account, rel.Line, db.Bounded(limit))
	if err != nil {
		return nil, fmt.Errorf("course of account %d: %w", rel.Account, err)
	}
	return changes(rows), nil
}

// LatestChanges gives the last changes of all standings, the latest first: the
// first measure of each is among them, with nothing before it.
func (b *Book) LatestChanges(ctx context.Context, limit int) ([]Change, error) {
	rows, err := db.All[changeRow](ctx, b.d, changeRead+" ORDER BY id DESC LIMIT ?", b.ws, db.Bounded(limit))
	if err != nil {
		return nil, fmt.Errorf("the latest changes: %w", err)
	}
	return changes(rows), nil
}

const changeRead = "SELECT account, line, day, cause, was_kind, kind, was_stage, stage, was_trend, trend, was_prob, client_prob" +
	" FROM standing_changes WHERE workspace = ?"

func changes(rows []changeRow) []Change {
	list := make([]Change, len(rows))
	for i, r := range rows {
		rel := clientele.Relationship{Account: r.Account, Line: r.Line}
		list[i] = Change{rel, db.Day(r.Day), r.Cause, r.WasKind, r.Kind, r.WasStage, r.Stage, r.WasTrend, r.Trend, r.WasProb, r.Prob}
	}
	return list
}
