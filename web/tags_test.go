package web

import (
	"net/url"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/record"
)

// More than a thousand get a tag in the background, each to the tags that it has, and lose
// it so; all of it is taken back at once.
func TestManyAreTaggedInTheBackground(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnishBook()
		h.crowd(1_200, 0)
		h.record("person", map[string]any{"name": "P of old", "tags": []string{"old", "Met"}})
		owner := h.session(h.owner)
		tagged := func(filter string) int {
			t.Helper()
			node, err := record.ParseFilter(filter)
			h.ok(err)
			found, err := h.crm.Records.Query(t.Context(), access.System("a test"), record.Query{Type: "person", Filter: node, Limit: 1, Count: true})
			h.ok(err)
			return found.Count.N
		}
		many := func(what string) string {
			t.Helper()
			form := url.Values{"every": {"yes"}, "filter": {"name starts P"}, "what": {what}, "value": {"met"}, "back": {"/people"}}
			w := h.do(post("/do/person-many", form), owner)
			if w.Code != 303 {
				t.Fatalf("%s: %d %s", what, w.Code, clipBody(w.Body.String()))
			}
			h.work()
			return w.Header().Get("Location")
		}
		at := many("tag")
		if n, old := tagged("tags has met"), tagged("tags has old and tags has Met"); n != 1_201 || old != 1 { // as somebody wrote it before, it stays
			t.Errorf("%d have the tag, %d the old one beside it", n, old)
		}
		if w := h.do(post("/do/batch-undo", url.Values{"id": {at[len("/batches/"):]}}), owner); w.Code != 303 {
			t.Fatalf("undo: %d", w.Code)
		}
		h.work()
		if n, old := tagged("tags has met"), tagged("tags has old and tags has Met"); n != 1 || old != 1 {
			t.Errorf("after the undo %d have the tag, %d the old one", n, old)
		}
		many("tag")
		many("untag")
		if n, old := tagged("tags has met"), tagged("tags has old and not tags has Met"); n != 0 || old != 1 {
			t.Errorf("untagged: %d have the tag, %d only the old one", n, old)
		}
	})
}

// A view of another team opens for whoever is given its address, filter and all; one that
// somebody keeps for themselves does not.
func TestAViewIsPassedOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		h.record("person", map[string]any{"name": "Bo Brisk"})
		view := func(audience string) string {
			id := h.record("view", map[string]any{"name": "Theirs " + audience, "list": "people", "which": `name = "Jo Bell"`, "owner": h.member, "audience": audience})
			return h.do(get("/people?view="+id.String()), h.session(h.owner)).Body.String()
		}
		if body := view("team"); !strings.Contains(body, "Theirs team") || !strings.Contains(body, "Jo Bell") || strings.Contains(body, "Bo Brisk") {
			t.Error("a view of a team does not open for a colleague")
		}
		if body := view("me"); strings.Contains(body, "Theirs me") || !strings.Contains(body, "Bo Brisk") {
			t.Error("what somebody keeps for themselves opens for another")
		}
	})
}
