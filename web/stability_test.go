package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/crm/balance"
	"github.com/clientele-crm/clientele/crm/stability"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// steady has the figures worked out, and reads them.
func (h *testHouse) steady(sign func(*http.Request), query string) (out stability.StabilityOut) {
	h.Helper()
	w := h.do(get("/api/v1/stability"+query), sign)
	if w.Code != 200 {
		h.Fatalf("stability%s: %d %s", query, w.Code, w.Body)
	}
	h.ok(json.Unmarshal(w.Body.Bytes(), &out))
	return out
}

func (h *testHouse) worked(sign func(*http.Request)) {
	h.Helper()
	h.did(sign, "stability-now", `{}`)
	h.work()
}

// Before anything is folded the page says what it waits for; then it tells, each number leads to
// those whom it counts, and folded again it says the same.
func TestTheStabilityOfTheRevenue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		if out := h.steady(owner, ""); out.Known || out.Empty || out.Sentence == "" {
			t.Fatalf("before the fold: %+v", out)
		}
		h.worked(owner)
		out := h.steady(owner, "")
		if !out.Known || out.Figures == nil || out.Figures.Forecast == nil || len(out.Figures.Forecast.Months) != 12 {
			t.Fatalf("after the fold: %+v", out)
		}
		f := out.Figures.Forecast
		if !(f.Total.Low < f.Total.Value && f.Total.Value < f.Total.High) || f.Tried.Months.Of == 0 {
			t.Errorf("the forecast: %+v", f)
		}
		if out.Figures.Relationships != 40 || len(out.Leading) == 0 || len(out.Values) == 0 || len(out.Figures.Cohorts) != 3 {
			t.Errorf("%d relationships, %d leading, %d values", out.Figures.Relationships, len(out.Leading), len(out.Values))
		}
		numbers := map[string]int{}
		for _, m := range out.Moves {
			numbers[m.Count.Href] = m.Count.N
		}
		if len(numbers) < 2 {
			t.Fatalf("nobody moved: the test shows nothing: %+v", out.Moves)
		}
		for href, n := range numbers {
			var who stability.BehindOut
			w := h.do(get("/api/v1"+href), owner)
			h.ok(json.Unmarshal(w.Body.Bytes(), &who))
			if who.Count.N != n || n <= 50 && len(who.Rows) != n {
				t.Errorf("%s: %d, and %d rows of %d", href, n, len(who.Rows), who.Count.N)
			}
		}
		for _, path := range []string{"/stability", "/stability?by=month", "/stability?by=year", "/stability/who?moved=lost", "/stability/who?from=2024-03-01&to=2024-05-31&limit=5"} {
			if w := h.do(get(path), owner); w.Code != 200 || strings.Contains(w.Body.String(), "stability.") {
				t.Errorf("%s: %d %s", path, w.Code, clipBody(w.Body.String()))
			}
		}
		h.worked(owner)
		if again := h.steady(owner, ""); fmt.Sprint(again.Figures.Forecast.Total, again.Moves) != fmt.Sprint(f.Total, out.Moves) {
			t.Errorf("folded again it says %v %v", again.Figures.Forecast.Total, again.Moves)
		}
	})
}

// A list of who is turned in pages that leave nobody out and name nobody twice.
func TestWhoIsTurnedInPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		h.worked(owner)
		for _, first := range []string{"/stability/who?limit=7", "/stability/who?limit=7&from=2024-03-01&to=2026-03-01"} {
			seen, path := map[string]bool{}, first
			for pages := 0; path != "" && pages < 20; pages++ {
				var who stability.BehindOut
				w := h.do(get("/api/v1"+path), owner)
				h.ok(json.Unmarshal(w.Body.Bytes(), &who))
				for _, r := range who.Rows {
					if seen[r.Name] {
						t.Errorf("%s twice", r.Name)
					}
					seen[r.Name] = true
				}
				path = who.Next
			}
			if len(seen) != 40 {
				t.Errorf("%s: %d of 40", first, len(seen))
			}
		}
	})
}

// What lies behind a wall is in no figure, list or name of who may not pass it: at once nothing
// is told to them, and once it is folded again what is open to all.
func TestTheStabilityBehindAWall(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, member := h.session(h.owner), h.session(h.member)
		h.worked(owner)
		before := h.steady(member, "")
		largest := before.Leading[0]
		r := postJSON(fmt.Sprintf("/api/v1/accounts/%d/wall", largest.Account), `{"users": ["`+ownerEmail+`"]}`)
		r.Method = http.MethodPut
		if w := h.do(r, owner); w.Code >= 300 {
			t.Fatalf("a wall: %d %s", w.Code, w.Body)
		}
		if out := h.steady(member, ""); out.Known {
			t.Error("who does not pass is told the sums with what is hidden")
		}
		who := func(sign func(*http.Request)) string { return h.do(get("/stability/who"), sign).Body.String() }
		if all := h.do(get("/api/v1/stability/who"), member).Body.String(); strings.Contains(all, `"`+largest.Name+`"`) {
			t.Error("who does not pass is told the name in the list")
		}
		if out := h.steady(owner, ""); !out.Known || out.Leading[0].Name != largest.Name {
			t.Error("who passes is not told")
		}
		h.work()
		out := h.steady(member, "")
		if !out.Known || out.Figures.Relationships != 39 || out.Hidden == "" || out.Leading[0].Name == largest.Name {
			t.Errorf("after it: %d relationships, %q, the largest %v", out.Figures.Relationships, out.Hidden, out.Leading)
		}
		if out.Figures.Hangs.Total+largest.Year.Minor != before.Figures.Hangs.Total {
			t.Errorf("the sum: %d and %d are not %d", out.Figures.Hangs.Total, largest.Year.Minor, before.Figures.Hangs.Total)
		}
		if strings.Contains(who(member), largest.Name+"<") || !strings.Contains(who(owner), largest.Name) {
			t.Error("the list names what is hidden, or not what is shown")
		}
		if out := h.steady(owner, ""); out.Figures.Relationships != 40 {
			t.Errorf("who passes sees %d", out.Figures.Relationships)
		}
	})
}

// What cannot be is refused by field, with a remedy.
func TestAskedWhatStabilityCannotSay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		if out := h.steady(owner, "?line=bees"); out.Known {
			t.Error("before anything is folded a line is known")
		}
		h.worked(owner)
		for path, field := range map[string]string{
			"/stability?line=bees": "line", "/stability?currency=JPY": "currency", "/stability?by=decade": "by", "/stability/who?line=bees": "line",
			"/stability/who?from=2025-06-01&to=2025-05-01": "to", "/stability/who?from=2031-01-01": "from", "/stability/who?moved=away": "moved",
		} {
			w := h.do(get("/api/v1"+path), owner)
			if w.Code != 422 || !strings.Contains(w.Body.String(), `"`+field+`"`) || !strings.Contains(w.Body.String(), "remedy") {
				t.Errorf("%s: %d %s", path, w.Code, w.Body)
			}
		}
	})
}

// The balance tells what came in by month and kind once that is worked out, and who moved within a
// period of one's own; what cannot be is refused by field.
func TestTheBalanceOfAPeriod(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner := h.session(h.owner)
		read := func(query string) (out balance.BalanceOut) {
			t.Helper()
			w := h.do(get("/api/v1/balance"+query), owner)
			if w.Code != 200 {
				t.Fatalf("%s: %d %s", query, w.Code, w.Body)
			}
			h.ok(json.Unmarshal(w.Body.Bytes(), &out))
			return out
		}
		if out := read(""); len(out.Came) > 0 {
			t.Errorf("before it is worked out: %v", out.Came)
		}
		h.worked(owner)
		whole := read("")
		if len(whole.Came) != 24 {
			t.Fatalf("%d months", len(whole.Came))
		}
		steady := h.steady(owner, "")
		months := steady.Figures.Months[len(steady.Figures.Months)-24:]
		for i, m := range whole.Came {
			if sum := m.Clients.Minor + m.Customers.Minor + m.Prospects.Minor + m.Lapsed.Minor; sum != m.All.Minor || sum != months[i].All() {
				t.Errorf("%s: %d, %d, %d", m.Month, sum, m.All.Minor, months[i].All())
			}
		}
		part := read("?since=2026-02-10&until=2026-02-11")
		if part.Since.String() != "2026-02-01" || part.Until.String() != "2026-02-28" {
			t.Errorf("the period: %s to %s", part.Since, part.Until)
		}
		for query, field := range map[string]string{"?since=2026-02-10&until=2026-01-10": "until", "?since=2031-01-01": "since", "?until=2031-01-01": "until", "?line=bees": "line"} {
			for _, path := range []string{"/api/v1/balance", "/api/v1/balance/moved"} {
				if strings.HasSuffix(path, "moved") && field == "line" {
					continue
				}
				w := h.do(get(path+query), owner)
				if w.Code != 422 || !strings.Contains(w.Body.String(), `"`+field+`"`) {
					t.Errorf("%s%s: %d %s", path, query, w.Code, w.Body)
				}
			}
		}
		if w := h.do(get("/balance"), owner); w.Code != 200 || !strings.Contains(w.Body.String(), `name="since"`) {
			t.Errorf("the page: %d", w.Code)
		}
	})
}
