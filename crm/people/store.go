package people

import (
	"context"
	"fmt"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
)

// Follow is told of every record that is written, in its transaction: the important dates
// of people are kept by the day of the year, so that a week can be asked for.
func (p *People) Follow(ctx context.Context, tx *db.Tx, written []*record.Record) error {
	var ids []clientele.ID
	var args []any
	for _, r := range written {
		if r.Type != Type.Name {
			continue
		}
		ids = append(ids, r.ID)
		dates, _ := r.Values["dates"].([]record.Occasion)
		if r.Archived != 0 || r.Merged != 0 {
			continue
		}
		owner, _ := r.Values["owner"].(clientele.ID)
		for pos, o := range dates {
			args = append(args, p.Workspace, monthDay(o.Day), r.ID, pos, strings.TrimSpace(o.Label), o.Day.String(), r.Wall, owner)
		}
	}
	for _, list := range db.Lists(ids) {
		if _, err := tx.Exec(ctx, "DELETE FROM person_days WHERE workspace = ? AND person IN "+db.In(list), db.With(p.Workspace, list)...); err != nil {
			return fmt.Errorf("days of people: %w", err)
		}
	}
	return tx.InsertRows(ctx, "INSERT INTO person_days (workspace, month_day, person, pos, label, first_day, wall, owner)", 8, args, "")
}

// Forget drops the important dates of all, so that they can be followed anew.
func (p *People) Forget(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, "DELETE FROM person_days WHERE workspace = ?", p.Workspace); err != nil {
		return fmt.Errorf("days of people: %w", err)
	}
	return nil
}

// Walled follows the walls of people.
func (p *People) Walled(ctx context.Context, tx *db.Tx, w record.Walled) error {
	if w.Type != Type.Name {
		return nil
	}
	for _, list := range db.Lists(w.IDs) {
		text := "UPDATE person_days SET wall = ? WHERE workspace = ? AND person IN " + db.In(list)
		if _, err := tx.Exec(ctx, text, append([]any{w.Wall, p.Workspace}, list...)...); err != nil {
			return fmt.Errorf("walls of the days of people: %w", err)
		}
	}
	return nil
}

// monthDay is a day of the year: "03-31".
func monthDay(d clientele.Day) string { return d.Time().Format("01-02") }

// dayRow is an important date.
type dayRow struct {
	MonthDay string       `db:"month_day"`
	Person   clientele.ID `db:"person"`
	Label    string       `db:"label"`
	First    string       `db:"first_day"`
}

// mostDays is of how many days of the year one statement asks.
const mostDays = 64

// ofDays asks for important dates.
type ofDays struct {
	days  []string     // of the year: "03-31"
	owner clientele.ID // theirs, and those that nobody looks after; 0: everybody's
	most  int          // of one day, of each of both
}

// onDays are the important dates on some days of the year, as far as they may be seen: one
// statement for two months.
func (p *People) onDays(ctx context.Context, s access.Scope, of ofDays) ([]dayRow, error) {
	if len(of.days) > mostDays { // one statement of so many parts: an engine takes some hundreds
		first, rest := of, of
		first.days, rest.days = of.days[:mostDays], of.days[mostDays:]
		some, err := p.onDays(ctx, s, first)
		if err != nil {
			return nil, err
		}
		more, err := p.onDays(ctx, s, rest)
		return append(some, more...), err
	}
	narrow := s.Sees(p.DB.Engine, "wall")
	var texts []string
	var args []any
	ask := func(day, whose string, more ...any) {
		texts = append(texts, fmt.Sprintf("SELECT * FROM (SELECT month_day, person, label, first_day FROM person_days"+
			" WHERE workspace = ? AND month_day = ?%s%s ORDER BY person, pos LIMIT ?) d%d", whose, narrow.Text, len(texts)))
		args = append(append(append(append(args, p.Workspace, day), more...), narrow.Args...), of.most)
	}
	for _, day := range of.days {
		if of.owner == 0 {
			ask(day, "")
			continue
		}
		ask(day, " AND owner = ?", of.owner)
		ask(day, " AND owner = 0")
	}
	rows, err := db.All[dayRow](ctx, p.DB, strings.Join(texts, " UNION ALL "), args...)
	if err != nil {
		return nil, fmt.Errorf("days of people: %w", err)
	}
	return rows, nil
}
