package web

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele/crm/drivers"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/jobs"
)

// fairs is a log of customers of whom those who began at the fair come again far more often.
func fairs() string {
	rng := rand.New(rand.NewPCG(5, 5))
	var b strings.Builder
	b.WriteString("OrderID,CustomerID,OrderDate,Amount,Channel,Product,Quantity\n")
	start, order := time.Date(2025, 1, 6, 0, 0, 0, 0, time.UTC), 0
	write := func(c, day int, channel string) {
		order++
		fmt.Fprintf(&b, "O%05d,F%03d,%s,%d.00,%s,kettle %d,1\n", order, c, start.AddDate(0, 0, day).Format("2006-01-02"), 20+rng.IntN(20), channel, rng.IntN(2))
	}
	for c := range 400 {
		day, channel, chance := rng.IntN(300), "shop", .15
		if c%2 == 0 {
			channel, chance = "fair", .6
		}
		write(c, day, channel)
		if rng.Float64() < chance {
			write(c, day+5+rng.IntN(20), "shop")
		}
	}
	return b.String()
}

// What goes with buying again is learnt from orders, said with its interval and its trial, and
// forgotten and learnt anew when a wall goes up around somebody who was looked at.
func TestWhatGoesWithQuickPurchases(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		h.furnish()
		owner, member := h.session(h.owner), h.session(h.member)
		read := func(sign func(*http.Request), query string) (out drivers.DriversOut) {
			t.Helper()
			w := h.do(get("/api/v1/drivers"+query), sign)
			if w.Code != 200 {
				t.Fatalf("%s: %d %s\n%s", query, w.Code, w.Body, h.logged)
			}
			h.ok(json.Unmarshal(w.Body.Bytes(), &out))
			return out
		}
		if out := read(owner, ""); out.Known || out.Empty {
			t.Errorf("before: %+v", out)
		}
		up, err := h.crm.Receive(t.Context(), "fairs.csv", strings.NewReader(fairs()))
		h.ok(err)
		_, err = h.crm.Jobs.ImportNow(t.Context(), jobs.ImportArgs{Path: up.Path, Name: "fairs.csv"}, ownerEmail, nil)
		h.ok(err)
		h.ok(h.crm.Jobs.Measure(t.Context(), "test", nil))
		h.did(owner, "drivers-now", `{}`)
		h.work()
		out := read(owner, "?outcome=30")
		if !out.Known || out.Learnt.Firsts != 440 || len(out.Holds) == 0 {
			t.Fatalf("after: %+v", out)
		}
		first := out.Holds[0]
		if first.About != "channel" || first.Value != "fair" && first.Value != "shop" || first.Low > .45 && first.Value == "fair" || first.Trial == "" {
			t.Errorf("the fair: %+v", first)
		}
		if len(out.Nothing) == 0 {
			t.Error("there is nothing of which nothing is to be told")
		}
		for _, path := range []string{"/drivers", "/drivers?outcome=client", "/drivers?outcome=own"} {
			if w := h.do(get(path), member); w.Code != 200 || strings.Contains(w.Body.String(), "drivers.") {
				t.Errorf("%s: %d", path, w.Code)
			}
		}
		if w := h.do(get("/api/v1/drivers?outcome=never"), owner); w.Code != 422 || !strings.Contains(w.Body.String(), `"outcome"`) {
			t.Errorf("an outcome that there is not: %d %s", w.Code, w.Body)
		}
		r := postJSON(fmt.Sprintf("/api/v1/accounts/%d/wall", h.account), `{"users": ["`+ownerEmail+`"]}`)
		r.Method = http.MethodPut
		if w := h.do(r, owner); w.Code >= 300 {
			t.Fatalf("a wall: %d %s", w.Code, w.Body)
		}
		if out := read(member, ""); out.Known {
			t.Error("what was learnt of whom a wall hides is told")
		}
		h.work()
		if out := read(member, ""); !out.Known || out.Learnt.Firsts != 439 {
			t.Errorf("learnt again: %+v", out.Learnt)
		}
	})
}
