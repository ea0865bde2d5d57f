package crm

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/record"
)

// TestWhoKeepsUpWithRecords: all of them, in meant order; and a task that comes again is
// followed to its end, by everybody, while the one before it is.
func TestWhoKeepsUpWithRecords(t *testing.T) {
	d := dbtest.SQLite(t)
	j := jobs.New(d, 1, t.TempDir(), slog.New(slog.DiscardHandler))
	clock := clientele.NewClock(nil, nil)
	c := New(Ports{DB: d, Book: j.Book, Directory: j.Directory, Access: access.New(d, 1, clock.Time), Jobs: j, Clock: clock, Log: slog.New(slog.DiscardHandler)})
	var names, asked []string
	for i, f := range c.Records.Followers {
		names = append(names, f.Name)
		if f.Written == nil {
			continue
		}
		c.Records.Followers[i].Written = func(ctx context.Context, tx *db.Tx, list []*record.Record) error {
			asked = append(asked, f.Name+" of "+list[0].Text("state"))
			return f.Written(ctx, tx, list)
		}
	}
	if want := []string{"words", "accounts", "told", "tasks", "mentions", "people", "duplicates"}; !slices.Equal(names, want) {
		t.Errorf("%q keep up, not %q", names, want)
	}
	write := func(e record.Edit, text string) (r *record.Record) {
		t.Helper()
		if err := json.Unmarshal([]byte(text), &e.Fields); err != nil {
			t.Fatal(err)
		}
		err := c.Records.InTx(t.Context(), func(tx *db.Tx) (err error) {
			r, err = c.Records.Change(t.Context(), tx, access.System("test"), e)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	task := write(record.Edit{Ref: clientele.Ref{Type: "task"}}, `{"title": "call", "due": "2026-04-01", "recurrence": "FREQ=WEEKLY"}`)
	asked = nil
	write(record.Edit{Ref: task.Ref}, `{"state": "done"}`)
	want := []string{"words of done", "accounts of done", "tasks of done", "words of open", "accounts of open", "tasks of open", "people of open", "duplicates of open",
		"people of done", "duplicates of done"}
	if !slices.Equal(asked, want) {
		t.Errorf("asked were %q, want %q", asked, want)
	}
}
