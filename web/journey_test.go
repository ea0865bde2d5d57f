package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/journey"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/page"
)

// The journey counts who is in each stage as their list does, sums who entered, went on and lapsed, refuses what
// is no month and no line, and keeps what lies behind a wall out of it at once.
func TestJourney(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, mo := h.session(h.owner), h.session(h.member)
		fold := func() { h.ok(h.crm.Book.FoldJourney(t.Context(), d.InTx)) }
		fold()
		read := func(sign any, query string) (out journey.FunnelOut, in int64) {
			t.Helper()
			w := h.do(get("/api/v1/journey"+query), owner)
			if sign != nil {
				w = h.do(get("/api/v1/journey"+query), mo)
			}
			h.ok(json.Unmarshal(w.Body.Bytes(), &out))
			for _, r := range out.Stages {
				in += int64(r.Entered.N + r.Unknown.N)
				if r.Entered.N != r.On.N+r.Back.N+r.Lapsed.N+r.Still.N {
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
		led := h.walkJourney(owner, out)
		if led < 10 {
			t.Errorf("%d numbers lead anywhere", led)
		}
		for _, path := range []string{"?stage=somewhere", "?stage=nurturing&way=up", "?stage=nurturing&from=may", "?stage=nurturing&line=Nothing"} {
			if w := h.do(get("/api/v1/journey/who"+path), owner); w.Code != 422 || !strings.Contains(w.Body.String(), `"remedy"`) {
				t.Errorf("%s: %d %s", path, w.Code, clipBody(w.Body.String()))
			}
		}
		for query, field := range map[string]string{"?from=march": "from", "?from=2026-03&to=2026-01": "to", "?line=Nothing": "line"} {
			if w := h.do(get("/api/v1/journey"+query), owner); w.Code != 422 || !strings.Contains(w.Body.String(), `"field":"`+field+`"`) {
				t.Errorf("%s: %d %s", query, w.Code, clipBody(w.Body.String()))
			}
		}
		_, before := read(mo, "?from=2020-01")
		h.send(owner, "PUT", fmt.Sprintf("/accounts/%d/wall", h.account), fmt.Sprintf(`{"users": [%q]}`, ownerEmail))
		behind, after := read(mo, "?from=2020-01")
		if after >= before {
			t.Errorf("%d behind a wall, %d before it stood", after, before)
		}
		h.walkJourney(mo, behind)
		was := dbtest.Told(t, d)
		fold()
		if is := dbtest.Told(t, d); was["journey_spans"] != is["journey_spans"] || was["journey_stays"] != is["journey_stays"] {
			t.Errorf("kept with each write:\n%s%s\nmade anew:\n%s%s", was["journey_spans"], was["journey_stays"], is["journey_spans"], is["journey_stays"])
		}
		if body := h.do(get("/journey"), owner).Body.String(); !strings.Contains(body, `id="funnel"`) {
			t.Error("no funnel")
		}
		acts := h.record("person", map[string]any{"name": "Ada Path", "accounts": []clientele.ID{h.account}})
		for _, at := range []string{fmt.Sprintf("/accounts/%d", h.account), fmt.Sprintf("/people/%d", acts)} {
			if body := h.do(get(at), owner).Body.String(); !strings.Contains(body, `id="journey-path"`) {
				t.Errorf("%s does not say how they came to their stage", at)
			}
		}
	})
}

// walkJourney follows each number of the funnel to its list, to the end of it, and holds the two against each other.
func (h *testHouse) walkJourney(as func(*http.Request), out journey.FunnelOut) (led int) {
	h.Helper()
	var numbers []page.Count
	for _, r := range out.Stages {
		numbers = append(numbers, r.Entered, r.On, r.Back, r.Lapsed, r.Still, r.Unknown, r.Half)
		for _, m := range r.Months {
			numbers = append(numbers, m.Entered, m.On, m.Back, m.Lapsed, m.Still)
		}
	}
	for _, c := range numbers {
		if c.N == 0 {
			continue
		}
		led++
		rows, says, path := 0, 0, c.Href
		for path != "" {
			var list journey.InStageOut
			h.ok(json.Unmarshal(h.do(get("/api/v1"+path), as).Body.Bytes(), &list))
			rows, says, path = rows+len(list.Rows), list.Count.N, list.Next
		}
		if rows != c.N || says != c.N {
			h.Errorf("%s: %d on the page, and its list says %d and has %d", c.Href, c.N, says, rows)
		}
	}
	return led
}

// A house of which nothing is known is offered the first steps, and no table of zeros.
func TestJourneyOfAnEmptyHouse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		secret, err := h.crm.Access.FirstLink(t.Context())
		h.ok(err)
		owner, err := h.crm.Access.MakeOwner(t.Context(), secret, "Kettle & Sons", access.Newcomer{Name: "Olga", Email: ownerEmail, Password: password})
		h.ok(err)
		if w := h.do(get("/journey"), h.session(owner)); w.Code != 200 || !strings.Contains(w.Body.String(), `class="button primary" href="/imports"`) || strings.Contains(w.Body.String(), "<table") {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}
