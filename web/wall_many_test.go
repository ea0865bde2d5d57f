package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// Who passes two thousand walls of two thousand one hundred finds what stands behind the
// last of them by every read, and by none what stands behind one that they do not pass.
func TestManyWallsArePassed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		h.passes(h.member, 2_000, 2_100)
		owner, member := h.session(h.owner), h.session(h.member)
		twins := func(name, middle, users string) {
			t.Helper()
			for form, called := range map[string]string{" Ltd": name, " Limited": strings.Replace(name, " ", middle, 1)} {
				firm := h.record("account", map[string]any{"name": name + form, "email": "info@" + strings.ReplaceAll(strings.ToLower(name), " ", "-") + ".example"})
				h.record("person", map[string]any{"name": called, "email": strings.ReplaceAll(strings.ToLower(name), " ", ".") + "@example.org", "account": firm,
					"dates": []map[string]any{{"label": "birthday", "day": "1980-04-02"}}})
				h.send(owner, "PUT", fmt.Sprintf("/accounts/%d/wall", firm), `{"users": [`+users+`]}`)
			}
		}
		twins("Ottoline Quimby", " A. ", fmt.Sprintf("%q, %q", ownerEmail, "mo@example.org"))
		twins("Barnaby Thwaite", " K. ", fmt.Sprintf("%q", ownerEmail))
		text := func(path string, sign func(*http.Request)) string {
			t.Helper()
			w := h.do(get(path), sign)
			if w.Code != http.StatusOK {
				t.Errorf("%s: %d %s", path, w.Code, clipBody(w.Body.String()))
			}
			return w.Body.String()
		}
		for _, path := range []string{
			"/people", "/accounts", "/api/v1/accounts", "/api/v1/people", "/api/v1/people?filter=" + url.QueryEscape(`name contains "t" and account.name contains "t" and not account.name = x`),
			"/api/v1/people?sort=id", "/api/v1/people/export?format=csv", "/search?q=%s", "/api/v1/search?q=%s", "/api/v1/people?sort=changed",
			"/duplicates?of=people", "/api/v1/duplicates?of=people", "/duplicates?of=accounts", "/alike?type=person&name=%s", "/alike?type=account&name=%s", "/",
		} {
			for name, shown := range map[string]bool{"Ottoline Quimby": true, "Barnaby Thwaite": false} {
				given, family, _ := strings.Cut(name, " ")
				at := path
				if strings.Contains(path, "%s") {
					at = strings.ReplaceAll(path, "%s", url.QueryEscape(strings.ToLower(given)))
				}
				if strings.HasPrefix(path, "/alike") {
					at = strings.ReplaceAll(path, "%s", url.QueryEscape(name))
				}
				if !strings.Contains(text(at, owner), family) {
					t.Errorf("%s: the owner, who passes all, does not find %s", at, name)
				}
				if got := strings.Contains(text(at, member), family); got != shown {
					t.Errorf("%s: %s is found: %v", at, name, got)
				}
			}
		}
		h.send(owner, "POST", "/find-duplicates", `{}`)
		h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		before := dbtest.Told(t, d)
		h.ok(h.crm.RebuildBeside(t.Context()))
		if lines := dbtest.Differ(before, dbtest.Told(t, d)); len(lines) > 0 {
			t.Errorf("made anew it stands otherwise behind walls: %s", lines)
		}
		for _, path := range h.everyPath() {
			if w := h.do(get(path), member); w.Code >= http.StatusInternalServerError {
				t.Errorf("%s: %d %s", path, w.Code, clipBody(w.Body.String()))
			}
		}
	})
}

// passes puts up walls around nothing, of which a user passes the first.
func (h *testHouse) passes(user clientele.ID, some, all int) {
	h.Helper()
	h.ok(h.crm.DB.InTx(h.Context(), func(tx *db.Tx) error {
		first, err := tx.Take(h.Context(), 1, all)
		if err != nil {
			return err
		}
		var walls, users []any
		for i := range all {
			wall := first + clientele.ID(i)
			walls = append(walls, 1, wall, "person", wall, "", "", 1, h.owner)
			if i < some {
				users = append(users, 1, wall, user)
			}
		}
		if err := tx.InsertRows(h.Context(), "INSERT INTO walls (workspace, id, of_type, of_id, line, name, made, made_by)", 8, walls, ""); err != nil {
			return err
		}
		return tx.InsertRows(h.Context(), "INSERT INTO wall_users (workspace, wall, user_id)", 3, users, "")
	}))
	if s, err := h.crm.Access.ScopeOf(h.Context(), user); err != nil || len(s.Walls()) != some+1 || s.Role() == access.Owner {
		h.Fatalf("%d walls are passed, %v", len(s.Walls()), err)
	}
}
