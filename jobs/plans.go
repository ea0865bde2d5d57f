package jobs

import (
	"context"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/standing"
	"github.com/clientele-crm/clientele/treatment"
)

// measured is some relationships, measured, with the treatments that are kept of them.
type measured struct {
	relations []standing.Relation
	standings []clientele.Standing
	cause     string
	kept      []keptRow // in no order; some may be of relationships that have left the book
}

// keepMeasured keeps standings, and what is to be done about them. A person's
// word on the kind goes before the measure for what is to be done, too.
func (h *Jobs) keepMeasured(ctx context.Context, tx *db.Tx, m measured) error {
	if _, err := h.Book.KeepStandings(ctx, tx, m.standings, m.cause); err != nil {
		return err
	}
	kinds, err := h.keptKinds(ctx, tx, m.standings)
	if err != nil {
		return err
	}
	kept := make(map[clientele.Relationship][]keptRow, len(m.standings))
	for _, r := range m.kept {
		kept[r.relationship()] = append(kept[r.relationship()], r)
	}
	contacts, err := h.contactsSince(ctx, tx, m.relations, kept)
	if err != nil {
		return err
	}
	var keep []keptRow
	var forget []clientele.ID
	for i, s := range m.standings {
		s.MeasuredKind = s.Kind
		if k, said := kinds[s.Relationship]; said {
			s.Overrule(k)
		}
		seen := treatment.Seen{
			AsOf: s.AsOf, Today: h.today(), Now: clientele.InstantOf(h.Now()), History: m.relations[i].History,
			Proposed: treatment.Plan(s, m.relations[i].History, s.AsOf), Contacts: contacts[s.Relationship],
		}
		rows, gone := advance(kept[s.Relationship], seen)
		keep, forget = append(keep, rows...), append(forget, gone...)
		delete(kept, s.Relationship)
	}
	for _, rows := range kept { // of those that have left the book, only what people did stays
		for _, r := range rows {
			if r.By == "" {
				forget = append(forget, r.ID)
			}
		}
	}
	if err := h.forgetPlans(ctx, tx, forget); err != nil {
		return err
	}
	return h.keepPlans(ctx, tx, keep)
}

// advance gives the rows of one relationship that change, and the numbers of those that go.
func advance(rows []keptRow, seen treatment.Seen) (keep []keptRow, forget []clientele.ID) {
	kept := make([]treatment.Kept, len(rows))
	for i, r := range rows {
		kept[i] = r.word()
	}
	for _, c := range treatment.Advance(kept, seen) {
		if c.Forget {
			forget = append(forget, c.ID)
			continue
		}
		row := keptRow{}
		if i := slices.IndexFunc(rows, func(r keptRow) bool { return r.ID == c.ID }); i >= 0 {
			row = rows[i]
			if row.State != c.State {
				row.Was = "" // nobody's act brought it here
			}
		}
		keep = append(keep, row.with(c.Kept))
	}
	return keep, forget
}

// contactsSince gives the contacts that may settle what is kept: only of those whose
// history tells of one, and that the book learnt of since the first of it was planned.
func (h *Jobs) contactsSince(ctx context.Context, tx *db.Tx, relations []standing.Relation, kept map[clientele.Relationship][]keptRow) (
	map[clientele.Relationship][]treatment.Contact, error,
) {
	var accounts []clientele.ID
	since := clientele.InstantOf(h.Now())
	for _, r := range relations {
		n := len(r.History.Contacts)
		for _, k := range kept[r.Relationship] {
			if n > 0 && k.word().Open() && r.History.Contacts[n-1].Day >= k.word().Since {
				accounts, since = append(accounts, r.Account), min(since, k.Made)
			}
		}
	}
	entries, err := h.Book.ContactsIn(ctx, tx, slices.Compact(slices.Sorted(slices.Values(accounts))), since)
	if err != nil {
		return nil, err
	}
	names, err := h.namesOf(ctx, tx, entries)
	if err != nil {
		return nil, err
	}
	found := map[clientele.Relationship][]treatment.Contact{}
	for _, e := range entries {
		rel := clientele.Relationship{Account: e.Account, Line: e.Line}
		found[rel] = append(found[rel], treatment.Contact{Interaction: e.Body.(clientele.Interaction), Day: e.On(), Learnt: e.Learnt, By: names[e.By]})
	}
	return found, nil
}

// namesOf are what people call those who wrote some entries.
func (h *Jobs) namesOf(ctx context.Context, tx *db.Tx, entries []clientele.Entry) (map[clientele.ID]string, error) {
	var users []clientele.ID
	for _, e := range entries {
		if e.By != 0 {
			users = append(users, e.By)
		}
	}
	if h.Names == nil || len(users) == 0 {
		return nil, nil
	}
	slices.Sort(users)
	return h.Names(ctx, tx, slices.Compact(users))
}

var treatmentNames = []string{
	"id", "account", "line", "play", "state", "since", "made", "due_on", "until_day", "ended", "why_ended", "by_user",
	"list", "why", "step", "worth", "stake_minor", "stake_currency", "owner", "handed", "wall", "fact", "was",
}

var (
	treatmentColumns = strings.Join(treatmentNames, ", ")
	treatmentUpdate  = "ON CONFLICT (workspace, id) DO UPDATE SET " + excluded(treatmentNames[4:])
)

func excluded(names []string) string {
	sets := make([]string, len(names))
	for i, n := range names {
		sets[i] = n + " = excluded." + n
	}
	return strings.Join(sets, ", ")
}

type keptRow struct {
	ID       clientele.ID      `db:"id"`
	Account  clientele.ID      `db:"account"`
	Line     clientele.Line    `db:"line"`
	Play     string            `db:"play"`
	State    treatment.State   `db:"state"`
	Since    string            `db:"since"`
	Made     clientele.Instant `db:"made"`
	Due      string            `db:"due_on"`
	Until    string            `db:"until_day"`
	Ended    string            `db:"ended"`
	WhyEnded string            `db:"why_ended"`
	By       string            `db:"by_user"`
	List     clientele.List    `db:"list"`
	Why      string            `db:"why"`
	Step     string            `db:"step"`
	Worth    float64           `db:"worth"`
	Minor    int64             `db:"stake_minor"`
	Currency string            `db:"stake_currency"`
	Owner    clientele.ID      `db:"owner"`
	Handed   int               `db:"handed"`
	Wall     clientele.ID      `db:"wall"`
	Fact     clientele.ID      `db:"fact"`
	Was      string            `db:"was"`
}

func (r keptRow) relationship() clientele.Relationship {
	return clientele.Relationship{Account: r.Account, Line: r.Line}
}

// dayOf reads a day that this program has written.
func dayOf(s string) (d clientele.Day) {
	if d.UnmarshalText([]byte(s)) != nil {
		return clientele.NoDay
	}
	return d
}

func (r keptRow) word() treatment.Kept {
	return treatment.Kept{
		Treatment: clientele.Treatment{
			Relationship: r.relationship(), Play: r.Play, List: r.List, Why: r.Why, Step: r.Step,
			Due: dayOf(r.Due), Worth: r.Worth, Stake: clientele.Money{Minor: r.Minor, Currency: r.Currency},
		},
		ID: r.ID, State: r.State, Since: dayOf(r.Since), Made: r.Made, Until: dayOf(r.Until), Ended: dayOf(r.Ended), WhyEnded: r.WhyEnded, By: r.By,
	}
}

// with is the row after its treatment has become what k says.
func (r keptRow) with(k treatment.Kept) keptRow {
	r.ID, r.Account, r.Line, r.Play = k.ID, k.Account, k.Line, k.Play
	r.State, r.Since, r.Made, r.Due, r.Until = k.State, k.Since.String(), k.Made, k.Due.String(), k.Until.String()
	r.Ended, r.WhyEnded, r.By = k.Ended.String(), k.WhyEnded, k.By
	r.List, r.Why, r.Step, r.Worth, r.Minor, r.Currency = k.List, k.Why, k.Step, k.Worth, k.Stake.Minor, k.Stake.Currency
	return r
}

// keepPlans keeps treatments, new ones among them, with who looks after their accounts.
func (h *Jobs) keepPlans(ctx context.Context, tx *db.Tx, rows []keptRow) error {
	if len(rows) == 0 {
		return nil
	}
	fresh, accounts := 0, make([]clientele.ID, len(rows))
	for i, r := range rows {
		accounts[i] = r.Account
		if r.ID == 0 {
			fresh++
		}
	}
	care, err := h.Directory.CareOf(ctx, tx, slices.Compact(slices.Sorted(slices.Values(accounts))))
	if err != nil {
		return err
	}
	id, err := tx.Take(ctx, h.Workspace, fresh)
	if err != nil {
		return wrap(err, "keep plans")
	}
	args, ids := make([]any, 0, (1+len(treatmentNames))*len(rows)), make([]clientele.ID, 0, len(rows))
	for _, r := range rows {
		if r.ID == 0 {
			r.ID, id = id, id+1
		}
		ids = append(ids, r.ID)
		if r.Wall = care[r.Account].Wall; r.Handed == 0 {
			r.Owner = care[r.Account].Owner
		}
		args = append(args, h.Workspace, r.ID, r.Account, r.Line, r.Play, string(r.State), r.Since, r.Made, r.Due, r.Until, r.Ended,
			db.Clean(r.WhyEnded), db.Clean(r.By), r.List, db.Clean(r.Why), db.Clean(r.Step), r.Worth, r.Minor, r.Currency, r.Owner, r.Handed, r.Wall, r.Fact, r.Was)
	}
	return h.summed(ctx, tx, chosen("id", ids), func() error {
		return wrap(tx.InsertRows(ctx, "INSERT INTO treatments (workspace, "+treatmentColumns+")", 1+len(treatmentNames), args, treatmentUpdate), "keep plans")
	})
}

// alive are the rows that a look may change: what is open, and what a done one keeps away.
const alive = " AND (state IN ('pending', 'due', 'put_off') OR state = 'done' AND ended > ?)"

// keptStretch gives what is kept of a stretch of relationships.
func (h *Jobs) keptStretch(ctx context.Context, tx *db.Tx, b scored) ([]keptRow, error) {
	text := "SELECT " + treatmentColumns + " FROM treatments WHERE workspace = ? AND (account, line) > (?, ?)"
	args := []any{h.Workspace, b.from.Account, b.from.Line}
	if !b.toTheEnd {
		text += " AND (account, line) <= (?, ?)"
		args = append(args, b.upTo.Account, b.upTo.Line)
	}
	rows, err := db.All[keptRow](ctx, tx, text+alive, append(args, (h.today()-treatment.RestDays).String())...)
	return rows, wrap(err, "read plans")
}

// keptOf gives what is kept of some relationships.
func (h *Jobs) keptOf(ctx context.Context, tx *db.Tx, rels []clientele.Relationship) ([]keptRow, error) {
	wanted, accounts := make(map[clientele.Relationship]bool, len(rels)), make([]clientele.ID, len(rels))
	for i, r := range rels {
		wanted[r], accounts[i] = true, r.Account
	}
	var found []keptRow
	for _, list := range db.Lists(slices.Compact(slices.Sorted(slices.Values(accounts)))) {
		text := "SELECT " + treatmentColumns + " FROM treatments WHERE workspace = ? AND account IN (" + db.Marks(len(list)) + ")" + alive
		args := append(append([]any{h.Workspace}, list...), (h.today() - treatment.RestDays).String())
		for r, err := range db.Each[keptRow](ctx, tx, text, args...) {
			if err != nil {
				return nil, wrap(err, "read plans")
			}
			if wanted[r.relationship()] {
				found = append(found, r)
			}
		}
	}
	return found, nil
}

func (h *Jobs) forgetPlans(ctx context.Context, tx *db.Tx, ids []clientele.ID) error {
	which := chosen("id", ids)
	return h.summed(ctx, tx, which, func() error {
		for _, w := range which {
			if _, err := tx.Exec(ctx, "DELETE FROM treatments WHERE workspace = ?"+w.Text, db.With(h.Workspace, w.Args)...); err != nil {
				return wrap(err, "forget plans")
			}
		}
		return nil
	})
}

// forgetAllPlans leaves, of a book that has become empty, only what people did.
func (h *Jobs) forgetAllPlans(ctx context.Context, tx *db.Tx) error {
	const planned = " AND by_user = ''"
	return h.summed(ctx, tx, []db.Expr{db.SQL(planned)}, func() error {
		_, err := tx.Exec(ctx, "DELETE FROM treatments WHERE workspace = ?"+planned, h.Workspace)
		return wrap(err, "forget plans")
	})
}

// Cared brings who looks after some accounts, and their walls, up to date in their
// treatments, and in the lists and sums of their standings. Whoever changes an owner or a wall calls it in the same transaction.
func (h *Jobs) Cared(ctx context.Context, tx *db.Tx, accounts ...clientele.ID) error {
	if err := h.Book.Walled(ctx, tx, accounts...); err != nil {
		return err
	}
	care, err := h.Directory.CareOf(ctx, tx, accounts)
	if err != nil {
		return err
	}
	alike := map[[2]clientele.ID][]clientele.ID{}
	for id, c := range care {
		at := [2]clientele.ID{c.Owner, c.Wall}
		alike[at] = append(alike[at], id)
	}
	return h.summed(ctx, tx, chosen("account", accounts), func() error {
		for at, ids := range alike {
			for _, w := range chosen("account", ids) {
				text := "UPDATE treatments SET owner = CASE WHEN handed = 1 THEN owner ELSE ? END, wall = ? WHERE workspace = ?" + w.Text
				if _, err := tx.Exec(ctx, text, append([]any{at[0], at[1], h.Workspace}, w.Args...)...); err != nil {
					return wrap(err, "who looks after a treatment")
				}
			}
		}
		return nil
	})
}
