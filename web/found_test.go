package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/find"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// One search finds accounts, people and tasks; what is archived or merged is found no more,
// and an index that was lost is made again.
func TestOneSearchFindsEverything(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		sign := h.session(h.member)
		found := func(q string) (all []string) {
			t.Helper()
			var out find.SearchOut
			h.ok(json.Unmarshal(h.do(get("/api/v1/search?q="+q), sign).Body.Bytes(), &out))
			for _, r := range out.Rows {
				all = append(all, r.Type+" "+r.Title)
			}
			slices.Sort(all)
			return all
		}
		expect := func(q string, want ...string) {
			t.Helper()
			if got := found(q); !slices.Equal(got, want) {
				t.Errorf("%q finds %q, want %q", q, got, want)
			}
		}
		expect("be", "person Jo Bell")
		expect("off", "file offer.txt", "task Send the offer")
		expect("c01", "account C01")
		expect("nothing+like+it")
		expect("%22%27%28)*--%00")
		if w := h.do(postJSON(fmt.Sprintf("/api/v1/people/%d/restore", h.person), ``), sign); w.Code != 200 {
			t.Fatal(w.Code)
		}
		r := postJSON(fmt.Sprintf("/api/v1/people/%d", h.person), ``)
		r.Method = "DELETE"
		if w := h.do(r, sign); w.Code != 200 {
			t.Fatal(w.Code, w.Body)
		}
		expect("bell")
		h.ok(d.InTx(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), "DELETE FROM search_docs"); return err }))
		expect("off")
		h.ok(h.crm.Reindex(t.Context()))
		expect("off", "file offer.txt", "task Send the offer")
		// One that was half made when the program was killed is not taken for whole.
		h.ok(d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "DELETE FROM search_docs WHERE type = 'file'")
			return err
		}))
		h.ok(h.crm.Reindex(t.Context()))
		expect("off", "task Send the offer")
		h.ok(d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "INSERT INTO search_fed (workspace, import, state, reached) VALUES (1, -1, 'building', 0)")
			return err
		}))
		h.ok(h.crm.Reindex(t.Context()))
		expect("off", "file offer.txt", "task Send the offer")
		h.ok(h.crm.Reindex(t.Context()))
	})
}

// Who looks for somebody who is not there may write them down at once, under the name that was
// typed; a reader, who may not, is offered nothing.
func TestWhoIsNotFoundCanBeWrittenDown(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), Config{})
	h.furnish()
	offered := func(q string, as func(*http.Request)) (hrefs []string) {
		t.Helper()
		var out find.SearchOut
		h.ok(json.Unmarshal(h.do(get("/api/v1/search?q="+url.QueryEscape(q)), as).Body.Bytes(), &out))
		for _, p := range out.Pages {
			hrefs = append(hrefs, p.Href)
		}
		return hrefs
	}
	hrefs := offered("Zeno  Quork", h.session(h.member))
	if len(hrefs) < 3 {
		t.Fatalf("offered: %q", hrefs)
	}
	for _, href := range hrefs {
		if page := h.do(get(href), h.session(h.member)).Body.String(); !strings.Contains(page, `value="Zeno Quork"`) {
			t.Errorf("%s does not bear the name", href)
		}
	}
	for q, as := range map[string]func(*http.Request){"zeno@quork.example": h.session(h.member), "55512345": h.session(h.member), "Zeno Quork": h.session(h.newUser("Rea", access.Reader))} {
		if hrefs := offered(q, as); len(hrefs) > 0 {
			t.Errorf("%s: offered %q", q, hrefs)
		}
	}
}

// Whom one may not see takes nobody's place: of many namesakes behind walls none crowds out the one that is open.
func TestWalledNamesakesCrowdNobodyOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		for n := range 4 {
			id := h.record("account", map[string]any{"name": fmt.Sprintf("Namesake %d", n)})
			if n == 3 {
				continue // the last by name stays open
			}
			put := postJSON(fmt.Sprintf("/api/v1/accounts/%d/wall", id), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
			put.Method = "PUT"
			if w := h.do(put, h.session(h.owner)); w.Code != 200 {
				t.Fatal(w.Code, w.Body)
			}
		}
		for user, want := range map[clientele.ID]string{h.member: "[Namesake 3]", h.owner: "[Namesake 0 Namesake 1 Namesake 2]"} {
			var out find.SearchOut
			h.ok(json.Unmarshal(h.do(get("/api/v1/search?q=namesake&limit=3"), h.session(user)).Body.Bytes(), &out))
			var names []string
			for _, r := range out.Rows {
				names = append(names, r.Title)
			}
			if fmt.Sprint(names) != want {
				t.Errorf("user %d finds %v, want %s", user, names, want)
			}
		}
	})
}

// Each type has its own places in the answer; a wall that goes up or comes down moves what is
// found with it; numbers and addresses lead to people and relationships alike.
func TestEachTypeHasItsPlacesAndWallsMoveWithIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, member := h.session(h.owner), h.session(h.member)
		firm := h.record("account", map[string]any{"name": "Quill & Co", "phone": "0171/555-1234", "email": "office@quill.example"})
		for n := range 4 {
			h.record("person", map[string]any{"name": fmt.Sprintf("Ann Quill%d", n), "account": firm, "phone": "+44 171 5551234"})
			h.record("task", map[string]any{"title": fmt.Sprintf("Write %d to Quill", n)})
		}
		found := func(sign func(*http.Request), q string) (all []string) {
			t.Helper()
			var out find.SearchOut
			h.ok(json.Unmarshal(h.do(get("/api/v1/search?limit=2&q="+url.QueryEscape(q)), sign).Body.Bytes(), &out))
			for _, r := range out.Rows {
				all = append(all, r.Type+" "+r.Title+r.Of)
			}
			return all
		}
		expect := func(sign func(*http.Request), q string, want ...string) {
			t.Helper()
			if got := found(sign, q); !slices.Equal(got, want) {
				t.Errorf("%q finds %q, want %q", q, got, want)
			}
		}
		all := []string{"account Quill & Co", "person Ann Quill3Quill & Co", "person Ann Quill2Quill & Co", "task Write 3 to Quill", "task Write 2 to Quill"}
		expect(member, "quill", all...)
		expect(member, "0044 171-555 1234", all[:3]...)
		expect(member, "551234", all[:3]...)
		expect(member, "quill.example", all[0])
		put := postJSON(fmt.Sprintf("/api/v1/accounts/%d/wall", firm), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		put.Method = "PUT"
		if w := h.do(put, owner); w.Code != 200 {
			t.Fatal(w.Code, w.Body)
		}
		expect(member, "quill", all[3:]...)
		expect(owner, "quill", all...)
		walls, err := db.All[clientele.ID](t.Context(), d, "SELECT DISTINCT wall FROM search_docs WHERE workspace = 1 AND type = 'person' AND account = ?", firm)
		if err != nil || len(walls) != 1 || walls[0] == 0 {
			t.Errorf("people of a relationship behind a wall stand in the index behind %v, %v", walls, err)
		}
	})
}

// TestWhatSearchLostIsNamed: the doctor names who is not found as they are: gone from the index, behind
// another wall in it, or there though they are away.
func TestWhatSearchLostIsNamed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		for _, damage := range []string{"", "UPDATE search_docs SET wall = 7 WHERE workspace = 1 AND type = 'person' AND id = ?", "UPDATE search_docs SET title = 'Eve' WHERE workspace = 1 AND type = 'person' AND id = ?",
			"UPDATE search_docs SET id = 999999 WHERE workspace = 1 AND type = 'person' AND id = ?", "DELETE FROM search_docs WHERE workspace = 1 AND type = 'person' AND id = 999999 AND id <> ?"} {
			if damage != "" {
				h.ok(d.InTx(t.Context(), func(tx *db.Tx) error {
					_, err := tx.Exec(t.Context(), damage, h.person)
					return err
				}))
			}
			problems, err := h.crm.Check(t.Context())
			h.ok(err)
			named := false
			for _, p := range problems {
				named = named || p.Where == fmt.Sprintf("person %d", h.person) && p.Remedy != ""
			}
			if named != (damage != "") {
				t.Errorf("%q: %+v", damage, problems)
			}
		}
		h.ok(h.crm.RebuildSearch(t.Context()))
		if problems, err := h.crm.Check(t.Context()); err != nil || len(problems) > 0 {
			t.Errorf("built again: %+v, %v", problems, err)
		}
	})
}
