package web

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
)

// An account's page reads one state of the book, in at most ten statements, and one each for the panels of
// engagements, of orders taken here, of those that files told of and of what is planned, and for what lines are offered, the first time that the process reads it too: also for one with people, tasks,
// fields of its own, a promise, an overrule, advice, and others merged into it.
func TestAnAccountsPageIsFewStatements(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		for path, body := range map[string]string{
			"fields":          `{"type": "accounts", "name": "tier", "kind": "choice", "choices": ["gold", "silver"]}`,
			"people":          fmt.Sprintf(`{"name": "Flo Bell", "accounts": [{"account": %d, "role": "director"}], "phones": [{"phone": "020 7946 0991"}]}`, h.account),
			"add-note":        fmt.Sprintf(`{"account": %d, "text": "likes tea"}`, h.account),
			"add-interaction": fmt.Sprintf(`{"account": %d, "channel": "call", "direction": "out", "person": "Flo Bell", "day": "yesterday"}`, h.account),
			"promise":         fmt.Sprintf(`{"account": %d, "title": "call back", "due": "2026-04-01"}`, h.account),
			"overrule":        fmt.Sprintf(`{"account": %d, "kind": "prospect", "reason": "they said so", "until": "2026-09-01"}`, h.account),
		} {
			if w := h.do(postJSON("/api/v1/"+path, body), owner); w.Code >= 300 {
				t.Fatalf("%s: %d %s", path, w.Code, w.Body)
			}
		}
		var account page.Page
		for _, p := range page.Pages(h.crm.All) {
			if p.Name == "account" {
				account = p
			}
		}
		var said []string
		d.Watch(func(text string, _ []any) { said = append(said, text) })
		defer d.Watch(nil)
		for _, user := range []clientele.ID{h.owner, h.member} {
			scope, err := h.crm.Access.ScopeOf(t.Context(), user)
			h.ok(err)
			for _, more := range []url.Values{{}, {"with": {"flo bell"}}, {"kind": {"order"}}} {
				more.Set("id", fmt.Sprint(int64(h.account)))
				said = nil
				answer, err := account.Do(t.Context(), scope, page.Input{Values: more})
				h.ok(err)
				if len(said) > 10+5 || len(said) < 5 {
					t.Errorf("%d statements of %s for %v:\n%s", len(said), scope.Role(), more, strings.Join(said, "\n"))
				}
				if answer.Out == nil {
					t.Error("nothing came")
				}
			}
		}
	})
}

// Who looks at a page while others write sees one state: what is written between two of
// its reads is not half in it.
func TestASnapshotIsOneState(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		h.ok(d.Snapshot(t.Context(), func(ctx context.Context) error {
			users := func(ctx context.Context) int {
				n, err := db.One[int](ctx, d, "SELECT count(*) FROM users WHERE workspace = ?", 1)
				h.ok(err)
				return n
			}
			was := users(ctx)
			_, err := h.crm.Access.AddUser(t.Context(), access.Newcomer{Name: "Rea", Email: "rea@example.org", Password: password + " read"}, access.Reader)
			h.ok(err)
			if is := users(ctx); is != was {
				t.Errorf("%d users, and then %d, in one snapshot", was, is)
			}
			if is := users(t.Context()); is != was+1 {
				t.Errorf("%d users outside, want %d", is, was+1)
			}
			return nil
		}))
	})
}

// What a list reads does not grow with how many rows it shows.
func TestNoStatementARow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		for i := range 12 {
			h.record("person", map[string]any{"name": fmt.Sprintf("C Bell %d", i), "account": h.account})
			h.record("task", map[string]any{"title": fmt.Sprintf("C call %d", i), "account": h.account, "promise": true})
		}
		owner := h.session(h.owner)
		count := 0
		d.Watch(func(string, []any) { count++ })
		defer d.Watch(nil)
		read := func(path string) int {
			t.Helper()
			count = 0
			if w := h.do(get(path), owner); w.Code != 200 {
				t.Fatalf("%s: %d", path, w.Code)
			}
			return count
		}
		for _, list := range []struct {
			path string
			more int // statements that a whole list may take more than one row of it
		}{
			// Its end tells who is written down and is not in it, and some row has a promise.
			{"/relationships?limit=", 6}, {"/search?q=c&limit=", 2}, {"/people?limit=", 2}, {"/tasks?limit=", 2}, {"/accounts?limit=", 2},
		} {
			read(list.path + "40") // what is read once a process
			if one, many := read(list.path+"1"), read(list.path+"40"); many > one+list.more || one == 0 {
				t.Errorf("%s: %d statements for one row, and %d for many", list.path, one, many)
			}
		}
		if rows := strings.Count(h.do(get("/relationships?limit=40"), owner).Body.String(), "<tr"); rows < 12 {
			t.Errorf("only %d relationships to tell a statement a row from some", rows)
		}
	})
}
