package record

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// TestWhatIsChangedBehindTheBookIsFound: whatever somebody does to a table by hand, Check
// names the record and what is wrong with it; of what went the one way in it says nothing.
func TestWhatIsChangedBehindTheBookIsFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		tier := x.made("fields", `{"type": "people", "name": "tier", "kind": "text", "label": "Tier"}`)
		marks := x.made("fields", `{"type": "people", "name": "marks", "kind": "tags"}`)
		firm, other := x.made("accounts", `{"name": "Firm"}`), x.made("accounts", `{"name": "Other"}`)
		ada := x.made("people", fmt.Sprintf(`{"name": "Ada", "email": "ada@x.example", "account": %d, "tags": ["vip"], "custom": {"tier": "gold", "marks": ["a"]}}`, firm.ID))
		bo, gone := x.made("people", `{"name": "Bo"}`), x.made("people", `{"name": "Bob", "phone": "01234"}`)
		task := x.made("tasks", fmt.Sprintf(`{"title": "Call", "person": %d, "owner": 901}`, ada.ID))
		x.ok(x.InTx(t.Context(), func(tx *db.Tx) error {
			_, _, err := x.Merge(t.Context(), tx, x.boss, Merging{Stays: bo.Ref, Goes: gone.Ref})
			return err
		}))
		away := true
		_, err := x.try(x.boss, Edit{Ref: other.Ref, Archive: &away})
		x.ok(err)
		_, err = x.try(x.boss, Edit{Ref: marks.Ref, Archive: &away})
		x.ok(err)
		x.wall(firm.ID, 77)
		if problems, err := x.Check(t.Context()); err != nil || len(problems) > 0 {
			t.Fatalf("nobody touched anything: %+v, %v", problems, err)
		}
		for _, tt := range damages(map[string]*Record{"tier": tier, "firm": firm, "other": other, "ada": ada, "bo": bo, "gone": gone, "task": task}) {
			x.damaged(tt)
		}
	})
}

// damage is a statement that somebody gives by hand, of a record (the last number of where), and
// what is said of it, and where.
type damage struct{ statement, where, what string }

func damages(of map[string]*Record) []damage {
	return []damage{
		{"UPDATE people SET name = 'Eve' WHERE workspace = 1 AND id = ?", of["ada"].str(), "its name is not what"},
		{"UPDATE accounts SET note = 'x' WHERE workspace = 1 AND id = ?", of["firm"].str(), "its note is not what"},
		{"UPDATE tasks SET due = '2026-04-01' WHERE workspace = 1 AND id = ?", of["task"].str(), "its due is not what"},
		{"UPDATE tasks SET owner = 0 WHERE workspace = 1 AND id = ?", of["task"].str(), "its owner is not what"},
		{"UPDATE tasks SET account = 4711 WHERE workspace = 1 AND id = ?", of["task"].str(), "its account is not what"},
		{"UPDATE custom_fields SET kind = 'web' WHERE workspace = 1 AND id = ?", of["tier"].str(), "its kind is not what"},
		{fmt.Sprintf(`UPDATE people SET custom = '{"f%d": "tin"}' WHERE workspace = 1 AND id = ?`, of["tier"].ID), of["ada"].str(), "its Tier is not what"},
		{"UPDATE people SET revision = 2 WHERE workspace = 1 AND id = ?", of["ada"].str(), "it is at revision 2, the book at 1"},
		{"UPDATE people SET archived = 5 WHERE workspace = 1 AND id = ?", of["ada"].str(), "in the archive"},
		{"UPDATE accounts SET archived = 0 WHERE workspace = 1 AND id = ?", of["other"].str(), "in the archive"},
		{"UPDATE people SET merged = 0 WHERE workspace = 1 AND id = ?", of["gone"].str(), "it is merged into 0"},
		{fmt.Sprintf("UPDATE people SET merged = %d WHERE workspace = 1 AND id = ?", of["bo"].ID), of["ada"].str(), "it is merged into"},
		{"DELETE FROM people WHERE workspace = 1 AND id = ?", of["ada"].str(), "it is not there"},
		{"DELETE FROM people WHERE workspace = 1 AND id = ? ", of["task"].str() + " " + of["ada"].str(), "which is not there"},
		{"DELETE FROM tasks WHERE workspace = 1 AND id = ?", of["task"].str(), "it is not there"},
		{"INSERT INTO people (workspace, id, name) VALUES (1, ?, 'Eve')", "person 4711", "the book does not tell of it"},
		{"DELETE FROM record_values WHERE workspace = 1 AND field = 'tags' AND id = ?", of["ada"].str(), "it is not found by its tags"},
		{"DELETE FROM record_values WHERE workspace = 1 AND field = 'emails' AND id = ?", of["ada"].str(), "it is not found by its emails"},
		{"UPDATE record_values SET value = 'eve@x.example' WHERE workspace = 1 AND field = 'emails' AND id = ?", of["ada"].str(), "by a value of emails that it does not have"},
		{"INSERT INTO record_values (workspace, type, field, value, id) VALUES (1, 'person', 'tags', 'vip', ?)", "person 4711", "by a value of tags"},
		{"DELETE FROM record_links WHERE workspace = 1 AND type = 'person' AND id = ?", of["ada"].str(), "it is not found by its accounts"},
		{"DELETE FROM record_links WHERE workspace = 1 AND type = 'task' AND field = 'person' AND id = ?", of["task"].str(), "it is not found by its person"},
		{"UPDATE record_links SET role = 'boss' WHERE workspace = 1 AND type = 'person' AND id = ?", of["ada"].str(), "by a value of accounts"},
		{fmt.Sprintf("UPDATE record_links SET to_id = %d WHERE workspace = 1 AND type = 'person' AND id = ?", of["other"].ID), of["ada"].str(), "by a value of accounts"},
		{"UPDATE people SET wall = 0 WHERE workspace = 1 AND id = ?", of["ada"].str(), "it stands behind wall 0"},
		{"UPDATE tasks SET wall = 78 WHERE workspace = 1 AND id = ?", of["task"].str(), "it stands behind wall 78"},
	}
}

// damaged does one damage, asks, and undoes it.
func (x *desk) damaged(tt damage) {
	x.Helper()
	var id clientele.ID
	where := tt.where[strings.LastIndex(tt.where, " ")+1:]
	if _, err := fmt.Sscan(where, &id); err != nil {
		x.Fatal(err)
	}
	named := strings.Join(strings.Fields(tt.where)[:2], " ")
	undone := errors.New("undone")
	err := x.db.InTx(x.Context(), func(tx *db.Tx) error {
		if n, err := tx.Exec(x.Context(), tt.statement, id); err != nil || n != 1 {
			return fmt.Errorf("%d rows: %w", n, err)
		}
		problems, err := x.in(tx).Check(x.Context())
		if err != nil {
			return err
		}
		said := false
		for _, p := range problems {
			if said = said || p.Where == named && strings.Contains(p.What, tt.what); p.Remedy == "" {
				x.Errorf("no remedy: %+v", p)
			}
		}
		if !said {
			x.Errorf("%s (%s): it says %+v", tt.statement, tt.where, problems)
		}
		if len(problems) > 0 && problems[0].Remedy == madeAnew {
			x.ok(x.Anew(x.Context(), tx))
			if problems, err := x.in(tx).Check(x.Context()); err != nil || len(problems) > 0 {
				x.Errorf("%s (%s): made anew it is %+v, %v", tt.statement, tt.where, problems, err)
			}
		}
		return undone
	})
	if !errors.Is(err, undone) {
		x.Errorf("%s: %v", tt.statement, err)
	}
}

// str is how Check names a record.
func (r *Record) str() string { return fmt.Sprintf("%s %d", r.Type, r.ID) }

// TestCheckAsksBySteps: a thousand records more are a few statements more, and each step
// sees what belongs to its own.
func TestCheckAsksBySteps(t *testing.T) {
	d := dbtest.SQLite(t)
	asked := 0
	d.Watch(func(string, []any) { asked++ })
	x := newDesk(t, d)
	const many = 3*checkedAtOnce + 7
	x.ok(x.InTx(t.Context(), func(tx *db.Tx) error {
		edits := make([]Edit, many)
		for i := range edits {
			edits[i] = Edit{Ref: clientele.Ref{Type: "person"}, Fields: raw(fmt.Sprintf(`{"name": "P%d", "email": "p%d@x.example"}`, i, i))}
		}
		_, err := x.Write(t.Context(), tx, x.boss, "people", edits)
		return err
	}))
	before := asked
	problems, err := x.Check(t.Context())
	if n := asked - before; err != nil || len(problems) > 0 || n > 60 {
		t.Errorf("%d statements for %d records; %+v, %v", n, many, problems, err)
	}
}

// TestCheckWalksTheKeys: SQLite reads the rows of a step by their keys, and not all there are.
func TestCheckWalksTheKeys(t *testing.T) {
	d := dbtest.SQLite(t)
	x := newDesk(t, d)
	x.made("people", `{"name": "Ada", "email": "ada@x.example"}`)
	var plans []string
	d.Watch(func(text string, args []any) {
		if strings.Contains(text, "> ?") && !strings.HasPrefix(text, "EXPLAIN") {
			plans = append(plans, explained(x, clause{text: text, args: args}))
		}
	})
	if _, err := x.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	keyed := regexp.MustCompile(`SEARCH \w+ USING .*(workspace=\? AND type=\? AND id>\? AND id<\?|ref_id>\? AND ref_id<\?|AND id>\?|party>\? AND party<\?)`)
	for _, plan := range plans {
		if !keyed.MatchString(plan) || strings.Contains(plan, "TEMP B-TREE") {
			t.Error(plan)
		}
	}
	if len(plans) == 0 {
		t.Error("nothing was read")
	}
}
