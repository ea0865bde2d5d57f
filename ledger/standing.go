package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Row is a standing with what the book knows beside it: the name, the last contact.
type Row struct {
	clientele.Standing
	Name           string        `json:"name"`
	Key            string        `json:"key"`
	Owner          string        `json:"owner,omitempty"`
	LastContact    clientele.Day `json:"last_contact,omitzero"` // a purchase is contact too
	LastContactIn  clientele.Day `json:"last_contact_in,omitzero"`
	LastContactOut clientele.Day `json:"last_contact_out,omitzero"`
}

type standingRow struct {
	Account        clientele.ID    `db:"account"`
	Line           clientele.Line  `db:"line"`
	AsOf           string          `db:"as_of"`
	Kind           clientele.Kind  `db:"kind"`
	MeasuredKind   clientele.Kind  `db:"measured_kind"`
	ClientProb     float64         `db:"client_prob"`
	Enough         int64           `db:"enough"`
	Stage          clientele.Stage `db:"stage"`
	Trend          clientele.Trend `db:"trend"`
	AliveProb      float64         `db:"alive_prob"`
	ActiveProb     float64         `db:"active_prob"`
	HorizonDays    int             `db:"horizon_days"`
	ExpectedOrders float64         `db:"expected_orders"`
	ExpectedValue  float64         `db:"expected_value"`
	Orders         int             `db:"orders"`
	First          string          `db:"first_day"`
	Last           string          `db:"last_day"`
	UsualDays      float64         `db:"usual_days"`
	Revenue        int64           `db:"revenue"`
	Currency       string          `db:"currency"`
	Model          string          `db:"model"`
	Reasons        []byte          `db:"reasons"`
	LastContact    string          `db:"last_contact"`
	LastContactIn  string          `db:"last_contact_in"`
	LastContactOut string          `db:"last_contact_out"`
	Name           string          `db:"name"`
	Key            string          `db:"key"`
	Owner          string          `db:"owner"`
}

const standingRead = "SELECT s.account, s.line, as_of, kind, measured_kind, client_prob, enough, stage, trend, alive_prob, active_prob," +
	" horizon_days, expected_orders, expected_value, orders, first_day, last_day, usual_days, revenue, currency, model, reasons," +
	" last_contact, last_contact_in, last_contact_out, a.name, a.key, a.owner" +
	" FROM standings s JOIN accounts a ON a.workspace = s.workspace AND a.id = s.account WHERE s.workspace = ? AND s.account "

func (r standingRow) word() (Row, error) {
	s := clientele.Standing{
		Relationship: clientele.Relationship{Account: r.Account, Line: r.Line},
		AsOf:         day(r.AsOf), Kind: r.Kind, MeasuredKind: r.MeasuredKind, ClientProb: r.ClientProb, Enough: r.Enough != 0,
		Stage: r.Stage, Trend: r.Trend, AliveProb: r.AliveProb, ActiveProb: r.ActiveProb,
		HorizonDays: r.HorizonDays, ExpectedOrders: r.ExpectedOrders, ExpectedValue: r.ExpectedValue,
		Orders: r.Orders, First: day(r.First), Last: day(r.Last), UsualDays: r.UsualDays,
		Revenue: clientele.Money{Minor: r.Revenue, Currency: r.Currency}, Model: r.Model,
	}
	if err := json.Unmarshal(r.Reasons, &s.Reasons); err != nil {
		return Row{}, fmt.Errorf("standing of account %d: %w", r.Account, err)
	}
	return Row{s, r.Name, r.Key, r.Owner, day(r.LastContact), day(r.LastContactIn), day(r.LastContactOut)}, nil
}

// Standing gives the standing of one relationship; a fault of the kind NotFound
// where it was not measured yet.
func (b *Book) Standing(ctx context.Context, rel clientele.Relationship) (clientele.Standing, error) {
	row, err := one[standingRow](ctx, b, standingRead+"= ? AND s.line = ?", b.ws, rel.Account, rel.Line)
	if errors.Is(err, db.ErrNoRow) {
		return clientele.Standing{}, &clientele.Fault{Kind: clientele.NotFound, What: fmt.Sprintf("account %d has no standing in line %q yet", rel.Account, rel.Line), Remedy: "measure, or wait until it is measured", Err: err}
	}
	if err != nil {
		return clientele.Standing{}, fmt.Errorf("standing of account %d: %w", rel.Account, err)
	}
	r, err := row.word()
	return r.Standing, err
}

// Standings gives the rows of one account, line by line, with every reason.
func (b *Book) Standings(ctx context.Context, account clientele.ID) ([]Row, error) {
	rows, err := all[standingRow](ctx, b, standingRead+"= ? ORDER BY s.line", b.ws, account)
	if err != nil {
		return nil, fmt.Errorf("standings of account %d: %w", account, err)
	}
	list := make([]Row, len(rows))
	for i, row := range rows {
		if list[i], err = row.word(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Rows gives the rows of some relationships in their order, with at most two
// reasons: those of the greatest weight. One that is not measured is left out.
func (b *Book) Rows(ctx context.Context, rels []clientele.Relationship) ([]Row, error) {
	found := make(map[clientele.Relationship]Row, len(rels))
	ids := make([]clientele.ID, len(rels))
	for i, r := range rels {
		ids[i] = r.Account
	}
	for _, list := range db.Lists(ids) {
		for row, err := range each[standingRow](ctx, b, standingRead+"IN "+in(list), with(b.ws, list)...) {
			if err != nil {
				return nil, fmt.Errorf("relationships: %w", err)
			}
			r, err := row.word()
			if err != nil {
				return nil, err
			}
			r.Reasons = heaviest(r.Reasons, 2)
			found[r.Relationship] = r
		}
	}
	rows := make([]Row, 0, len(rels))
	for _, rel := range rels {
		if r, ok := found[rel]; ok {
			rows = append(rows, r)
		}
	}
	return rows, nil
}

func heaviest(reasons []clientele.Reason, n int) []clientele.Reason {
	if len(reasons) <= n {
		return reasons
	}
	sorted := slices.Clone(reasons)
	slices.SortStableFunc(sorted, func(a, b clientele.Reason) int {
		wa, wb := max(a.Weight, -a.Weight), max(b.Weight, -b.Weight)
		switch {
		case wa > wb:
			return -1
		case wa < wb:
			return 1
		}
		return 0
	})
	return sorted[:n:n]
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
	rows, err := all[changeRow](ctx, b, changeRead+" AND account = ? AND line = ? ORDER BY id DESC LIMIT ?", b.ws, rel.Account, rel.Line, bounded(limit))
	if err != nil {
		return nil, fmt.Errorf("course of account %d: %w", rel.Account, err)
	}
	return changes(rows), nil
}

// LatestChanges gives the last changes of all standings, the latest first: the
// first measure of each is among them, with nothing before it.
func (b *Book) LatestChanges(ctx context.Context, limit int) ([]Change, error) {
	rows, err := all[changeRow](ctx, b, changeRead+" ORDER BY id DESC LIMIT ?", b.ws, bounded(limit))
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
		list[i] = Change{rel, day(r.Day), r.Cause, r.WasKind, r.Kind, r.WasStage, r.Stage, r.WasTrend, r.Trend, r.WasProb, r.Prob}
	}
	return list
}
