package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/crm/find"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/jobs"
)

// What somebody wrote down is found by its words, where its relationship may be seen; as it
// was corrected, not once it was removed or its import taken back, and again after a rebuild.
func TestWhatWasWrittenDownIsFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, member := h.session(h.owner), h.session(h.member)
		post := func(path, body string, sign func(*http.Request)) {
			t.Helper()
			w := h.do(postJSON("/api/v1/"+path, body), sign)
			if w.Code >= 300 {
				t.Fatalf("%s: %d %s", path, w.Code, w.Body)
			}
			h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		}
		expect := func(sign func(*http.Request), q string, want ...string) (first clientele.ID) {
			t.Helper()
			var out find.SearchOut
			h.ok(json.Unmarshal(h.do(get("/api/v1/search?q="+url.QueryEscape(q)), sign).Body.Bytes(), &out))
			var got []string
			for _, r := range out.Rows {
				if r.Type == find.Entry {
					first = cmp.Or(first, r.ID)
					got = append(got, r.Title+": "+r.Text)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%q finds %q, want %q", q, got, want)
			}
			return first
		}
		post("add-note", fmt.Sprintf(`{"account": %d, "text": "likes marzipan"}`, h.account), member)
		post("add-interaction", fmt.Sprintf(`{"account": %d, "channel": "call", "direction": "out", "person": "Jo Bell", "day": "yesterday", "text": "sent them marzipan"}`, h.account), member)
		note := expect(member, "marzi", "Note: likes marzipan", "Call with Jo Bell: sent them marzipan")
		post("correct-entry", fmt.Sprintf(`{"id": %d, "text": "likes nougat"}`, note), member)
		expect(member, "marzi", "Call with Jo Bell: sent them marzipan")
		note = expect(member, "nougat", "Note: likes nougat")
		post("remove-entry", fmt.Sprintf(`{"id": %d}`, note), member)
		expect(member, "nougat")

		put := postJSON(fmt.Sprintf("/api/v1/accounts/%d/wall", h.account), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		put.Method = "PUT"
		if w := h.do(put, owner); w.Code != 200 {
			t.Fatal(w.Code, w.Body)
		}
		expect(member, "marzi") // before anybody has followed the wall, too
		h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		wall, err := db.One[clientele.ID](t.Context(), d, "SELECT wall FROM search_docs WHERE workspace = 1 AND type = 'entry' AND account = ?", h.account)
		if err != nil || wall == 0 {
			t.Errorf("it stands behind wall %d, %v", wall, err)
		}
		expect(member, "marzi")
		expect(owner, "marzi", "Call with Jo Bell: sent them marzipan")
		h.ok(h.crm.RebuildSearch(t.Context()))
		expect(owner, "marzi", "Call with Jo Bell: sent them marzipan")
		expect(owner, "nougat")
	})
}

// Contact that a file brought is found once it counts, and no longer when it is taken back.
func TestContactOfAFileIsFoundWhileItCounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		sign := h.session(h.owner)
		up, err := h.crm.Receive(t.Context(), "calls.csv", strings.NewReader("account,at,channel,direction,text\nC01,2026-01-05T10:00:00Z,call,in,asked for marzipan\nC02,2026-01-06T10:00:00Z,call,in,asked for tea\n"))
		h.ok(err)
		imported, err := h.crm.Jobs.ImportNow(t.Context(), jobs.ImportArgs{Path: up.Path, Name: "calls.csv"}, ownerEmail, nil)
		h.ok(err)
		found := func() int {
			h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
			var out find.SearchOut
			h.ok(json.Unmarshal(h.do(get("/api/v1/search?q=marzipan"), sign).Body.Bytes(), &out))
			return len(out.Rows)
		}
		if n := found(); n != 1 {
			t.Fatalf("%d are found of one", n)
		}
		for _, turn := range []struct {
			act  string
			want int
		}{{"import-undo", 0}, {"import-redo", 1}} {
			if w := h.do(postJSON("/api/v1/"+turn.act, fmt.Sprintf(`{"id": %d}`, imported.ID)), sign); w.Code >= 300 {
				t.Fatal(w.Code, w.Body)
			}
			if n := found(); n != turn.want {
				t.Errorf("after %s %d are found, want %d", turn.act, n, turn.want)
			}
		}
	})
}
