package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/crm/relationships"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// Who was written down by hand, and with whom nothing happened yet, is said to be missing from
// the list that is sorted by what happened; a narrower list says nothing of them.
func TestWhoIsOnlyWrittenDownIsNotForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		list := func(query string) relationships.RelationshipsOut {
			t.Helper()
			w := h.do(get("/api/v1/relationships?"+query), owner)
			if w.Code != http.StatusOK {
				t.Fatalf("%s: %d %s", query, w.Code, w.Body)
			}
			var out relationships.RelationshipsOut
			h.ok(json.Unmarshal(w.Body.Bytes(), &out))
			return out
		}
		before := list("limit=10000").Written
		h.record("account", map[string]any{"name": "Field Dental"})
		if got := list("limit=10000").Written; got != before+1 {
			t.Errorf("%d are only written down, want %d", got, before+1)
		}
		if got := list("limit=10000&kind=client"); got.Written != 0 {
			t.Errorf("among clients it is said of %d", got.Written)
		}
		if got := list("limit=2"); got.Written != 0 {
			t.Errorf("on the first page of several it is said of %d", got.Written)
		}
		if body := h.do(get("/relationships?limit=10000"), owner).Body.String(); !strings.Contains(body, "not in this list yet") {
			t.Error("the page does not say it")
		}
	})
}

// A field of the firm's own that was made for lists stands in the list of relationships at once,
// and is left out where other columns are asked for.
func TestAFieldMadeForListsIsInTheList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		add := func(form url.Values) string {
			t.Helper()
			w := h.do(post("/do/add-field", form), owner)
			if w.Code != http.StatusSeeOther {
				t.Fatalf("a field: %d %s", w.Code, clipBody(w.Body.String()))
			}
			return w.Header().Get("Location")
		}
		add(url.Values{"of": {"accounts"}, "label": {"Tier"}, "kind": {"choice"}, "choices": {"gold\nsilver"}, "listed": {"yes"}, "back": {"/own-fields"}})
		add(url.Values{"of": {"accounts"}, "label": {"Door code"}, "kind": {"text"}, "back": {"/own-fields"}})
		shown := func(query string) (labels []string) {
			t.Helper()
			var out relationships.RelationshipsOut
			h.ok(json.Unmarshal(h.do(get("/api/v1/relationships?"+query), owner).Body.Bytes(), &out))
			for _, o := range out.Own {
				if o.Selected {
					labels = append(labels, o.Label)
				}
			}
			if len(out.Rows[0].Own) != len(labels) {
				t.Errorf("%s: %d columns, and %d values", query, len(labels), len(out.Rows[0].Own))
			}
			return labels
		}
		for query, want := range map[string]string{"": "Tier", "columns=trend": "", "columns=trend&fields=tier": "Tier", "fields=door_code": "Door code"} {
			if got := strings.Join(shown(query), ", "); got != want {
				t.Errorf("%q shows %q, want %q", query, got, want)
			}
		}
	})
}
