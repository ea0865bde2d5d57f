package calendar

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
)

// eventRow is an event as a calendar shows it.
type eventRow struct {
	ID         clientele.ID `db:"id"`
	Title      string       `db:"title"`
	Kind       string       `db:"kind"`
	Begins     string       `db:"begins"`
	Ends       string       `db:"ends"`
	Place      string       `db:"place"`
	State      string       `db:"state"`
	Recurrence string       `db:"recurrence"`
	Series     clientele.ID `db:"series"`
	Occurrence string       `db:"occurrence"`
	Account    clientele.ID `db:"account"`
	Owner      clientele.ID `db:"owner"`
	Changed    int64        `db:"changed"`
}

const eventColumns = "e.id, e.title, e.kind, e.begins, e.ends, e.place, e.state, e.recurrence, e.series, e.occurrence, e.account, e.owner, e.changed"

// standing leaves out what is planned for one time of an event that comes again and that went into the archive.
const standing = " AND e.archived = 0 AND e.merged = 0 AND (e.series = 0 OR e.state <> 'planned' OR EXISTS (SELECT 1 FROM events s" +
	" WHERE s.workspace = e.workspace AND s.id = e.series AND s.archived = 0 AND s.merged = 0))"

// window is whose days are asked for, and which.
type window struct {
	user     clientele.ID // 0: everybody's
	from, to clientele.Day
}

// mostEvents bounds the events of a window, and mostSpanning those of them that span days or come again.
const (
	mostEvents   = 4_000
	mostSpanning = 1_500
)

// between are the events of a window: those of a day by their day, those that span days as far as
// they touch it; what comes again is there once, with its rule.
func (c *Calendar) between(ctx context.Context, s access.Scope, w window) ([]eventRow, error) {
	seen := s.Sees(c.DB.Engine, "e.wall")
	from := "SELECT " + eventColumns + " FROM event_users u JOIN events e ON e.workspace = u.workspace AND e.id = u.event WHERE u.workspace = ? AND u.user_id = ? AND u.spans = "
	text := "SELECT * FROM (" + from + "0 AND u.through >= ? AND u.through <= ?" + standing + seen.Text + fmt.Sprintf(" ORDER BY u.through, u.event LIMIT %d) a", mostEvents) +
		" UNION ALL SELECT * FROM (" + from + "1 AND u.through >= ? AND u.begins < ?" + standing + seen.Text + fmt.Sprintf(" ORDER BY u.through, u.event LIMIT %d) b", mostSpanning)
	args := append([]any{c.Workspace, w.user, w.from.String(), w.to.String()}, seen.Args...)
	args = append(append(args, c.Workspace, w.user, w.from.String(), (w.to+1).String()), seen.Args...)
	rows, err := db.All[eventRow](ctx, c.DB, text, args...)
	if err != nil {
		return nil, fmt.Errorf("events of a calendar: %w", err)
	}
	return rows, nil
}

type insteadRow struct {
	Series     clientele.ID `db:"series"`
	Occurrence string       `db:"occurrence"`
}

// instead are the times of events that come again for which another event stands, whoever may see it.
func (c *Calendar) instead(ctx context.Context, q db.Querier, series []clientele.ID, from clientele.Day) (map[insteadRow]bool, error) {
	all := map[insteadRow]bool{}
	for _, list := range db.Lists(series) {
		text := "SELECT series, occurrence FROM events WHERE workspace = ? AND series <> 0 AND series IN " + db.In(list) + " AND archived = 0 AND merged = 0 AND occurrence >= ?"
		for row, err := range db.Each[insteadRow](ctx, q, text, append(db.With(c.Workspace, list), from.String())...) {
			if err != nil {
				return nil, fmt.Errorf("what stands for times of events: %w", err)
			}
			all[row] = true
		}
	}
	return all, nil
}

// keepUsers keeps in whose calendars events stand.
func (c *Calendar) keepUsers(ctx context.Context, tx *db.Tx, events []*record.Record) error {
	var ids []clientele.ID
	var args []any
	for _, r := range events {
		ids = append(ids, r.ID)
		if r.Archived != 0 || r.Merged != 0 {
			continue
		}
		last, spans := through(r)
		for _, user := range append(usersOf(r), 0) {
			args = append(args, c.Workspace, user, bit(spans), last, r.ID, r.Text("begins"))
		}
	}
	if err := c.drop(ctx, tx, "event_users", ids); err != nil {
		return err
	}
	return tx.InsertRows(ctx, "INSERT INTO event_users (workspace, user_id, spans, through, event, begins)", 6, args, "")
}

func (c *Calendar) drop(ctx context.Context, tx *db.Tx, table string, ids []clientele.ID) error {
	for _, list := range db.Lists(ids) {
		if _, err := tx.Exec(ctx, "DELETE FROM "+table+" WHERE workspace = ? AND event IN "+db.In(list), db.With(c.Workspace, list)...); err != nil {
			return fmt.Errorf("drop from %s: %w", table, err)
		}
	}
	return nil
}

// Forget drops what follows from events, so that it can be followed anew.
func (c *Calendar) Forget(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, "DELETE FROM event_users WHERE workspace = ?", c.Workspace); err != nil {
		return fmt.Errorf("calendars: %w", err)
	}
	return nil
}

// usersOf are the owner of an event and who takes part, each once.
func usersOf(r *record.Record) (users []clientele.ID) {
	if owner, _ := r.Values["owner"].(clientele.ID); owner != 0 {
		users = append(users, owner)
	}
	others, _ := r.Values["attendees"].([]clientele.ID)
	for _, u := range others {
		if u != 0 && (len(users) == 0 || users[0] != u) {
			users = append(users, u)
		}
	}
	return users
}

func bit(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// ofEvent says whether the book has a fact from an event.
func ofEvent(key string) bool { return strings.HasPrefix(key, Type.Name+"/") }

// mostHeld bounds the events of one account on the days of one contact.
const mostHeld = 50

// heldOn are the events that were held with an account on some days.
func (c *Calendar) heldOn(ctx context.Context, tx *db.Tx, account clientele.ID, days []clientele.Day) ([]clientele.ID, error) {
	if len(days) == 0 {
		return nil, nil
	}
	on := make([]string, len(days))
	for i, d := range days {
		on[i] = d.String()
	}
	args := []any{c.Workspace, account, slices.Min(days).String(), (slices.Max(days) + 1).String(), held}
	text := "SELECT id FROM events WHERE workspace = ? AND account <> 0 AND account = ? AND begins >= ? AND begins < ? AND archived = 0 AND merged = 0 AND state = ? AND substr(begins, 1, 10) IN (" + db.Marks(len(on)) + ")"
	for _, day := range on {
		args = append(args, day)
	}
	ids, err := db.All[clientele.ID](ctx, tx, text+" LIMIT ?", append(args, mostHeld)...)
	if err != nil {
		return nil, fmt.Errorf("events that were held with account %d: %w", account, err)
	}
	return ids, nil
}

// standsIn is the event that stands for one time of a series, as a transaction sees it; 0: none does.
func (c *Calendar) standsIn(ctx context.Context, tx *db.Tx, series clientele.ID, at string) (clientele.ID, error) {
	ids, err := db.All[clientele.ID](ctx, tx, "SELECT id FROM events WHERE workspace = ? AND series <> 0 AND series = ? AND occurrence = ? AND archived = 0 AND merged = 0 LIMIT 1", c.Workspace, series, at)
	if err != nil {
		return 0, fmt.Errorf("what stands for a time of event %d: %w", series, err)
	}
	return append(ids, 0)[0], nil
}

// onceEach refuses that two events stand for one time of a series.
func (c *Calendar) onceEach(ctx context.Context, tx *db.Tx, events []*record.Record) error {
	var series []clientele.ID
	for _, r := range events {
		if of, _ := r.Values["series"].(clientele.ID); of != 0 && r.Archived == 0 && r.Merged == 0 {
			series = append(series, of)
		}
	}
	for _, list := range db.Lists(once(series)) {
		text := "SELECT series, occurrence FROM events WHERE workspace = ? AND series <> 0 AND series IN " + db.In(list) + " AND archived = 0 AND merged = 0 GROUP BY series, occurrence HAVING COUNT(*) > 1 LIMIT 1"
		twice, err := db.All[insteadRow](ctx, tx, text, db.With(c.Workspace, list)...)
		if err != nil {
			return fmt.Errorf("times of events that are there twice: %w", err)
		}
		if len(twice) > 0 {
			return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("calendar.stands-already", "when", twice[0].Occurrence), Where: "occurrence", Remedy: clientele.Tell("calendar.stands-already-remedy")}
		}
	}
	return nil
}
