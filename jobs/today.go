package jobs

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger"
)

// restDays is how long advice that was followed stays away.
const restDays = 30

const treatmentColumns = "account, line, play, of_entry, list, why, step, due, urgency, stake_minor, stake_currency"

type treatmentRow struct {
	Account  clientele.ID   `db:"account"`
	Line     clientele.Line `db:"line"`
	Play     string         `db:"play"`
	Of       clientele.ID   `db:"of_entry"`
	List     clientele.List `db:"list"`
	Why      string         `db:"why"`
	Step     string         `db:"step"`
	Due      string         `db:"due"`
	Urgency  float64        `db:"urgency"`
	Minor    int64          `db:"stake_minor"`
	Currency string         `db:"stake_currency"`
}

func (r treatmentRow) word() (clientele.Treatment, error) {
	t := clientele.Treatment{
		Relationship: clientele.Relationship{Account: r.Account, Line: r.Line}, Play: r.Play, Of: r.Of, List: r.List,
		Why: r.Why, Step: r.Step, Urgency: r.Urgency, Stake: clientele.Money{Minor: r.Minor, Currency: r.Currency},
	}
	return t, t.Due.UnmarshalText([]byte(r.Due))
}

// keepPlans adds treatments; what was planned before for the same has been forgotten.
func (h *House) keepPlans(ctx context.Context, tx *db.Tx, plans []clientele.Treatment) error {
	args := make([]any, 0, 12*len(plans))
	for _, t := range plans {
		args = append(args, h.Workspace, t.Account, t.Line, t.Play, t.Of, t.List, db.Clean(t.Why), db.Clean(t.Step), t.Due.String(), t.Urgency, t.Stake.Minor, t.Stake.Currency)
	}
	return tx.InsertRows(ctx, "INSERT INTO treatments (workspace, "+treatmentColumns+")", 12, args, "ON CONFLICT DO NOTHING")
}

// forgetStretch drops the plans of a stretch of relationships, also of those that
// have left the book meanwhile.
func (h *House) forgetStretch(ctx context.Context, tx *db.Tx, b scored) error {
	text := "DELETE FROM treatments WHERE workspace = ? AND (account, line) > (?, ?)"
	args := []any{h.Workspace, b.from.Account, b.from.Line}
	if !b.toTheEnd {
		text += " AND (account, line) <= (?, ?)"
		args = append(args, b.upTo.Account, b.upTo.Line)
	}
	_, err := tx.Exec(ctx, text, args...)
	return wrap(err, "forget plans")
}

func (h *House) forgetRelationships(ctx context.Context, tx *db.Tx, rels []clientele.Relationship) error {
	for _, r := range rels {
		if _, err := tx.Exec(ctx, "DELETE FROM treatments WHERE workspace = ? AND account = ? AND line = ?", h.Workspace, r.Account, r.Line); err != nil {
			return wrap(err, "forget plans")
		}
	}
	return nil
}

func (h *House) forgetPlans(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, "DELETE FROM treatments WHERE workspace = ?", h.Workspace)
	return wrap(err, "forget plans")
}

// keptKinds gives the kinds as they were kept just now: overruled where a person said so.
func (h *House) keptKinds(ctx context.Context, tx *db.Tx, standings []clientele.Standing) (map[clientele.Relationship]clientele.Kind, error) {
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

// place is where a page of a list ends: the sort key of its last treatment.
type place struct {
	Urgency float64        `json:"u"`
	Account clientele.ID   `json:"a"`
	Line    clientele.Line `json:"l"`
	Play    string         `json:"p"`
	Of      clientele.ID   `json:"o,omitempty"`
}

// Today gives a list of today, the most urgent first, after a cursor; "" begins.
// What was put off or done is left out until its day. It reads a bounded number
// of rows, however long the list is.
func (h *House) Today(ctx context.Context, list clientele.List, after string, limit int) (page []clientele.Treatment, next string, err error) {
	limit = min(max(limit, 1), 500)
	from := place{Urgency: math.MaxFloat64}
	if after != "" {
		if from, err = readPlace(after); err != nil {
			return nil, "", err
		}
	}
	for range todayRounds {
		rows, err := h.todayRows(ctx, list, from, limit+1)
		if err != nil {
			return nil, "", err
		}
		settled, err := h.settled(ctx, rows)
		if err != nil {
			return nil, "", err
		}
		for _, r := range rows {
			if len(page) == limit {
				return page, from.String(), nil
			}
			from = place{r.Urgency, r.Account, r.Line, r.Play, r.Of}
			t, err := r.word()
			if err != nil {
				return nil, "", fmt.Errorf("today: %w", err)
			}
			if !settled[answered{t.Relationship, t.Play}] {
				page = append(page, t)
			}
		}
		if len(rows) <= limit {
			return page, "", nil
		}
	}
	return page, from.String(), nil
}

// todayRounds bounds how many pages of settled advice are passed over for one page.
const todayRounds = 4

// The order is urgency downwards, then who upwards: no one comparison of row
// values, so the tie is spelt out.
func (h *House) todayRows(ctx context.Context, list clientele.List, p place, limit int) ([]treatmentRow, error) {
	rows, err := db.All[treatmentRow](ctx, h.DB, "SELECT "+treatmentColumns+` FROM treatments
		WHERE workspace = ? AND list = ? AND urgency <= ? AND (urgency < ? OR (account, line, play, of_entry) > (?, ?, ?, ?))
		ORDER BY urgency DESC, account, line, play, of_entry LIMIT ?`,
		h.Workspace, list, p.Urgency, p.Urgency, p.Account, p.Line, p.Play, p.Of, limit)
	return rows, wrap(err, "today")
}

// Advice is what is to be done about some accounts, the most urgent first, without
// what was put off or done. It is what Today shows, from the same kept plans.
func (h *House) Advice(ctx context.Context, accounts ...clientele.ID) ([]clientele.Treatment, error) {
	var advice []clientele.Treatment
	for _, list := range db.Lists(accounts) {
		text := "SELECT " + treatmentColumns + " FROM treatments WHERE workspace = ? AND account IN (" + db.Marks(len(list)) + ")"
		rows, err := db.All[treatmentRow](ctx, h.DB, text, append([]any{h.Workspace}, list...)...)
		if err != nil {
			return nil, wrap(err, "advice")
		}
		settled, err := h.settled(ctx, rows)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			t, err := r.word()
			if err != nil {
				return nil, fmt.Errorf("advice for account %d: %w", r.Account, err)
			}
			if !settled[answered{t.Relationship, t.Play}] {
				advice = append(advice, t)
			}
		}
	}
	slices.SortFunc(advice, func(a, b clientele.Treatment) int {
		return cmp.Or(cmp.Compare(b.Urgency, a.Urgency), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Play, b.Play))
	})
	return advice, nil
}

type answered struct {
	clientele.Relationship
	play string
}

// settled says which advice has its answer for now.
func (h *House) settled(ctx context.Context, rows []treatmentRow) (map[answered]bool, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	ids := make([]clientele.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.Account
	}
	answers, err := h.Book.Settled(ctx, ids...)
	if err != nil {
		return nil, err
	}
	set := map[answered]bool{}
	for _, a := range answers {
		if h.rests(a) {
			set[answered{a.Relationship, a.Play}] = true
		}
	}
	return set, nil
}

// rests: put off until a day, or done and left alone for a while.
func (h *House) rests(a ledger.SettledPlay) bool {
	if a.Until != clientele.NoDay {
		return a.Until > h.today()
	}
	return h.today()-h.Book.Clock.Day(a.At) < restDays
}

// String writes a place as an opaque cursor.
func (p place) String() string {
	b, err := json.Marshal(p)
	if err != nil {
		return "" // of numbers and texts alone: does not happen
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func readPlace(s string) (p place, err error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(b, &p)
	}
	if err != nil {
		return p, &clientele.Fault{Kind: clientele.Invalid, What: "this is no place in the list", Remedy: "begin at its top", Err: err}
	}
	return p, nil
}
