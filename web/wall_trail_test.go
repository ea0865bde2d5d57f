package web

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/trail"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// trailOf reads a page of the trail.
func (h *testHouse) trailOf(query string, sign func(*http.Request)) (out trail.TrailOut) {
	h.Helper()
	w := h.do(get("/api/v1/trail"+query), sign)
	if w.Code != 200 {
		h.Fatalf("the trail%s: %d %s", query, w.Code, clipBody(w.Body.String()))
	}
	h.ok(json.Unmarshal(w.Body.Bytes(), &out))
	return out
}

func said(rows []trail.Row) (all []string) {
	for _, r := range rows {
		all = append(all, fmt.Sprintf("%s, %s: %s %s %s", r.By, r.Way, r.What, r.Record, strings.Join(r.Changes, "; ")))
	}
	return all
}

func (h *testHouse) says(rows []trail.Row, want string) {
	h.Helper()
	if all := said(rows); !slices.ContainsFunc(all, func(line string) bool { return strings.Contains(line, want) }) {
		h.Errorf("nothing says %q:\n%s", want, strings.Join(all, "\n"))
	}
}

// TestTrail: who did what, by which way, with what was and is; by user, sort of thing and
// day; page by page; as a file. It is for owners and managers, and keys and users are for
// owners alone.
func TestTrail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, member := h.session(h.owner), h.session(h.member)
		byKey := func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+h.key) }
		send := func(method, path, body string, sign func(*http.Request)) {
			t.Helper()
			r := postJSON("/api/v1"+path, body)
			r.Method = method
			if w := h.do(r, sign); w.Code >= 300 {
				t.Fatalf("%s %s: %d %s", method, path, w.Code, clipBody(w.Body.String()))
			}
		}
		person := fmt.Sprintf("/people/%d", h.person)
		send("PATCH", person, `{"name": "Jo Bellamy", "owner": "mo@example.org"}`, owner)
		send("PATCH", person, fmt.Sprintf(`{"note": "likes tea", "accounts": [{"account": %d, "role": "director"}]}`, h.account), byKey)
		send("POST", "/add-note", fmt.Sprintf(`{"account": %d, "text": "rang back"}`, h.account), member)
		send("POST", "/put-team", fmt.Sprintf(`{"name": "Kitchen", "users": [%d]}`, h.member), owner)

		all := h.trailOf("", owner)
		h.says(all.Rows, "Olga, in the browser: Changed the person Jo Bellamy Name: Jo Bell → Jo Bellamy; Looked after by: Mo")
		h.says(all.Rows, "Mo, by a key: Changed the person Jo Bellamy")
		h.says(all.Rows, "Note: likes tea")
		h.says(all.Rows, "Mo, in the browser: Wrote down a note for C01 rang back")
		h.says(all.Rows, "Olga, in the browser: Made the team")
		h.says(all.Rows, "Name: Kitchen; Who: Mo")
		h.says(all.Rows, "Olga, in the background: Brought in orders.csv")
		h.says(all.Rows, "Made the user Mo")

		mo := h.trailOf(fmt.Sprintf("?user=%d", h.member), owner)
		if n := len(mo.Rows); n != 2 {
			t.Errorf("what Mo did: %q", said(mo.Rows))
		}
		for about, want := range map[string]string{"records": "Made the task", "facts": "Wrote down", "imports": "Brought in", "access": "Made the key"} {
			some := h.trailOf("?about="+about, owner)
			h.says(some.Rows, want)
			for other, what := range map[string]string{"records": "Made the task", "facts": "Wrote down", "imports": "Brought in", "access": "Made the key"} {
				if text := strings.Join(said(some.Rows), "\n"); other != about && strings.Contains(text, what) {
					t.Errorf("%s shows %s:\n%s", about, other, text)
				}
			}
		}
		if none := h.trailOf("?to=2026-03-30", owner); len(none.Rows) != 0 {
			t.Errorf("the day before: %q", said(none.Rows))
		}
		if day := h.trailOf("?from=2026-03-31&to=2026-03-31", owner); len(day.Rows) != len(all.Rows) {
			t.Errorf("of %d rows of the day, %d are found by it", len(all.Rows), len(day.Rows))
		}
		if w := h.do(get("/trail?from=2026-04-02&to=2026-04-01"), owner); w.Code != 422 {
			t.Errorf("days the wrong way round: %d", w.Code)
		}
		if w := h.do(get("/trail"), member); w.Code != 403 {
			t.Errorf("a member looks: %d", w.Code)
		}
		manager, err := h.crm.Access.AddUser(t.Context(), access.Newcomer{Name: "Max", Email: "max@example.org", Password: password + " max"}, access.Manager)
		h.ok(err)
		seen := h.trailOf("", h.session(manager))
		h.says(seen.Rows, "Changed the person")
		if text := strings.Join(said(seen.Rows), "\n"); strings.Contains(text, "the key") || strings.Contains(text, "the user") {
			t.Errorf("a manager is shown keys and users:\n%s", text)
		}
	})
}

// Page after page, and in the file, stands each thing once, the latest first.
func TestTrailIsWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		for i := range 130 {
			h.record("task", map[string]any{"title": fmt.Sprintf("=task %d", i)})
		}
		var ids []clientele.ID
		pages := 0
		for query := "?about="; query != ""; pages++ {
			out := h.trailOf(query, owner)
			for _, r := range out.Rows {
				ids = append(ids, r.ID)
			}
			_, query, _ = strings.Cut(out.Next, "/trail")
		}
		w := h.do(get("/trail?format=csv"), owner)
		rows, err := csv.NewReader(w.Body).ReadAll()
		h.ok(err)
		if len(ids) < 130 || pages < 3 || len(rows) != len(ids)+1 {
			t.Fatalf("%d pages of %d rows; %d lines of the file", pages, len(ids), len(rows))
		}
		seen := map[clientele.ID]bool{}
		for i, id := range ids {
			if seen[id] || rows[i+1][0] != fmt.Sprint(int64(id)) {
				t.Errorf("row %d: %d, in the file %s, seen before: %v", i, id, rows[i+1][0], seen[id])
			}
			seen[id] = true
			if strings.HasPrefix(rows[i+1][5], "=") {
				t.Errorf("a formula in the file: %q", rows[i+1])
			}
		}
		if w := h.do(get("/trail"), owner); !strings.Contains(w.Body.String(), "Made the task") {
			t.Errorf("the page: %s", clipBody(w.Body.String()))
		}
	})
}

// The check runs in the background and answers on the page: whole, or where it is broken
// and what to do.
func TestTrailIsChecked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		check := func() trail.TrailOut {
			t.Helper()
			if w := h.do(postJSON("/api/v1/verify", `{}`), owner); w.Code != 200 {
				t.Fatalf("verify: %d %s", w.Code, clipBody(w.Body.String()))
			}
			if out := h.trailOf("", owner); out.Job == nil {
				t.Error("nothing says that a check is under way")
			}
			h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
			return h.trailOf("", owner)
		}
		if before := h.trailOf("", owner); before.Checked != nil || !strings.Contains(before.Said, "Nobody has checked") {
			t.Errorf("before any check: %+v %s", before.Checked, before.Said)
		}
		if out := check(); out.Checked == nil || out.Checked.Wrong != "" || out.Checked.Entries == 0 || !strings.HasPrefix(out.Said, "Whole: all ") {
			t.Errorf("%+v %s", out.Checked, out.Said)
		}
		_, write := d.SQL()
		for _, text := range map[db.Engine][]string{
			db.SQLite:   {"DROP TRIGGER entries_not_updated", "UPDATE entries SET via = 'nobody' WHERE kind = 'changed'"},
			db.Postgres: {"ALTER TABLE entries DISABLE TRIGGER entries_guard", "UPDATE entries SET via = 'nobody' WHERE kind = 'changed'"},
		}[d.Engine] {
			_, err := write.Exec(text)
			h.ok(err)
		}
		if out := check(); out.Checked.Wrong == "" || !strings.Contains(out.Said, "Broken at entries") || !strings.Contains(out.Said, "restore a backup") {
			t.Errorf("of a book that was changed: %+v %s", out.Checked, out.Said)
		}
	})
}

// A wall that nobody can pass any more: an owner is told how many, without a name, and may
// take one over for a reason, which stands in the trail and can be taken back.
func TestTakeOverAWall(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		h.fillRarely()
		owner := h.session(h.owner)
		manager, err := h.crm.Access.AddUser(t.Context(), access.Newcomer{Name: "Max", Email: "max@example.org", Password: password + " max"}, access.Manager)
		h.ok(err)
		at := fmt.Sprintf("/accounts/%d", h.account)
		h.send(h.session(manager), "PUT", at+"/wall", `{"users": ["max@example.org"]}`)
		if out := h.trailOf("", owner); out.Shut != "" {
			t.Errorf("somebody passes it: %q", out.Shut)
		}
		h.ok(h.crm.Access.Disable(t.Context(), access.System("a test"), manager))
		if out := h.trailOf("", owner); !strings.Contains(out.Shut, "one walled relationship") {
			t.Errorf("nobody passes it: %q", out.Shut)
		}
		var walls trail.WallsOut
		h.ok(json.Unmarshal(h.do(get("/api/v1/trail/walls"), owner).Body.Bytes(), &walls))
		shown := h.do(get("/trail/walls"), owner).Body.String()
		if len(walls.Rows) != 1 || strings.Contains(shown, rare) || !strings.Contains(shown, "Take it over") {
			t.Fatalf("%+v %s", walls, shown)
		}
		if w := h.do(get("/api/v1"+at), owner); w.Code != 404 {
			t.Errorf("behind the wall, before: %d", w.Code)
		}
		take := fmt.Sprintf(`{"wall": %d, "reason": "Max has left"}`, walls.Rows[0].Wall)
		h.send(owner, "POST", "/take-wall", take)
		if w := h.do(get("/api/v1"+at), owner); w.Code != 200 {
			t.Errorf("behind the wall, taken over: %d", w.Code)
		}
		h.says(h.trailOf("?about=access", owner).Rows, "Changed who passes the wall around "+rare+" Because: Max has left; Who: Max → Olga, Max")
		h.send(owner, "POST", "/give-wall-back", take[:strings.Index(take, ",")]+"}")
		if w := h.do(get("/api/v1"+at), owner); w.Code != 404 {
			t.Errorf("behind the wall, given back: %d", w.Code)
		}
		if text := strings.Join(said(h.trailOf("", owner).Rows), "\n"); strings.Contains(text, rare) {
			t.Errorf("the trail tells what is behind:\n%s", text)
		}
	})
}

// A field that people made is called as they called it, in the trail too.
func TestTrailNamesOwnFields(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		h.newRecord(owner, "fields", `{"type": "people", "name": "tier", "label": "Tier of care", "kind": "text"}`)
		h.newRecord(owner, "people", `{"name": "Jo", "custom": {"tier": "silver"}}`)
		if said := h.do(get("/trail"), owner).Body.String(); !strings.Contains(said, "Tier of care: silver") {
			t.Errorf("not so called: %s", clipBody(said))
		}
	})
}

// A merge says who went into whom.
func TestTheTrailNamesWhoWasMerged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		goes := h.record("person", map[string]any{"name": "Joanna Bell"})
		h.send(owner, "POST", fmt.Sprintf("/people/%d/merge", h.person), fmt.Sprintf(`{"other": %d}`, goes))
		h.says(h.trailOf("", owner).Rows, fmt.Sprintf("Merged another into Jo Bell Joanna Bell (number %d) went into it", goes))
	})
}
