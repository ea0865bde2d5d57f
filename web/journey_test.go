package web

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/crm/journey"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// The journey counts who is in each stage as their list does, sums who entered, went on and lapsed, refuses what
// is no month and no line, and keeps what lies behind a wall out of it at once.
func TestJourney(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, mo := h.session(h.owner), h.session(h.member)
		fold := func() { h.ok(h.crm.Book.FoldJourney(t.Context(), h.crm.Clock.Today(), d.InTx)) }
		fold()
		read := func(sign any, query string) (out journey.FunnelOut, in int64) {
			t.Helper()
			w := h.do(get("/api/v1/journey"+query), owner)
			if sign != nil {
				w = h.do(get("/api/v1/journey"+query), mo)
			}
			h.ok(json.Unmarshal(w.Body.Bytes(), &out))
			for _, r := range out.Stages {
				in += r.Entered + r.Unknown
				if r.Entered != r.On+r.Back+r.Lapsed+r.Still {
					t.Errorf("%s: %+v does not add up", r.Stage, r)
				}
			}
			return out, in
		}
		out, in := read(nil, "?from=2020-01")
		if len(out.Stages) != len(clientele.Stages) || in == 0 {
			t.Fatalf("%d in all: %+v", in, out)
		}
		for _, r := range out.Stages {
			var list struct{ Count struct{ N int } }
			h.ok(json.Unmarshal(h.do(get("/api/v1"+r.Now.Href), owner).Body.Bytes(), &list))
			if list.Count.N != r.Now.N {
				t.Errorf("%s: %d, and its list has %d", r.Stage, r.Now.N, list.Count.N)
			}
		}
		for query, field := range map[string]string{"?from=march": "from", "?from=2026-03&to=2026-01": "to", "?line=Nothing": "line"} {
			if w := h.do(get("/api/v1/journey"+query), owner); w.Code != 422 || !strings.Contains(w.Body.String(), `"field":"`+field+`"`) {
				t.Errorf("%s: %d %s", query, w.Code, clipBody(w.Body.String()))
			}
		}
		_, before := read(mo, "?from=2020-01")
		h.send(owner, "PUT", fmt.Sprintf("/accounts/%d/wall", h.account), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		if _, after := read(mo, "?from=2020-01"); after != 0 {
			t.Errorf("a wall went up, and what was summed before is told: %d", after)
		}
		fold()
		if _, after := read(mo, "?from=2020-01"); after >= before {
			t.Errorf("%d behind a wall, %d before it stood", after, before)
		}
		if body := h.do(get("/journey"), owner).Body.String(); !strings.Contains(body, `id="funnel"`) {
			t.Error("no funnel")
		}
	})
}
