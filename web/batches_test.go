package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
)

// crowd makes people by hand, of an account or of none.
func (h *testHouse) crowd(n int, account clientele.ID) {
	h.Helper()
	for from := 0; from < n; from += 500 {
		edits := make([]record.Edit, min(500, n-from))
		for i := range edits {
			edits[i].Fields = map[string]json.RawMessage{"name": fmt.Appendf(nil, "%q", fmt.Sprintf("P %05d", from+i)), "account": fmt.Appendf(nil, "%d", account)}
		}
		h.ok(h.crm.Records.InTx(h.Context(), func(tx *db.Tx) error {
			_, err := h.crm.Records.Write(h.Context(), tx, access.System("test"), "person", edits)
			return err
		}))
	}
}

func (c *caller) counted(filter string) string {
	c.Helper()
	return fmt.Sprint(c.must(200, "GET", "/people?count=1&filter="+filter, "")["count"])
}

// TestManyRecordsAreChangedInTheBackground: 202 and a job; stopped on its way it goes on
// where it was; what lies behind a wall stays; it is undone and redone as a whole.
func TestManyRecordsAreChangedInTheBackground(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		c.must(200, "PUT", fmt.Sprintf("/accounts/%d/wall", h.account), `{"users": ["olga@example.org"]}`)
		h.crowd(2_600, 0)
		h.crowd(30, h.account)
		c.key = h.key // of a member, who does not pass the wall
		body := `{"filter": "name starts P", "set": {"tags": ["met"], "industry": "law"}}`
		w, asked := c.do("POST", "/people/bulk", body, "Idempotency-Key", "many")
		if again := c.must(202, "POST", "/people/bulk", body, "Idempotency-Key", "many"); w.StatusCode != 202 || again["job"] != asked["job"] ||
			w.Header.Get("Location") != fmt.Sprintf("/api/v1/jobs/%v", asked["job"]) {
			t.Fatalf("%d %v, again %v", w.StatusCode, asked, again)
		}
		stop, cancel := context.WithCancelCause(t.Context())
		err := h.crm.Jobs.Queue.Drain(stop, func(p queue.Progress) {
			if p.Unit == "records" && p.Done >= 1000 {
				cancel(errors.New("the program stops"))
			}
		})
		if err == nil || c.counted("tags+has+met") == "map[exact:true n:2600]" {
			t.Fatalf("it was not stopped on its way: %v %s", err, c.counted("tags+has+met"))
		}
		h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		receipt := c.must(200, "GET", fmt.Sprintf("/batches/%v", asked["batch"]), "")["batch"].(map[string]any)
		if receipt["state"] != "done" || receipt["changed"] != 2600.0 || c.counted("tags+has+met") != "map[exact:true n:2600]" {
			t.Fatalf("%v %s", receipt, c.counted("tags+has+met"))
		}
		n, err := db.One[int](t.Context(), d, "SELECT count(*) FROM entries WHERE workspace = 1 AND ref_type = 'person' AND kind = 'changed'")
		if h.ok(err); n != 2*2600+30 {
			t.Errorf("%d changes in the book: something was done twice", n)
		}
		one := c.must(200, "GET", "/people?limit=1&sort=name", "")["rows"].([]any)[0].(map[string]any)
		c.must(200, "PATCH", fmt.Sprintf("/people/%v", one["id"]), `{"industry": "trade"}`)
		c.must(202, "POST", fmt.Sprintf("/people/bulk/%v/undo", asked["batch"]), "")
		c.must(409, "POST", fmt.Sprintf("/people/bulk/%v/undo", asked["batch"]), "")
		h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		if got := c.counted("tags+has+met+or+industry+=+law"); got != "map[exact:true n:0]" || c.counted("industry+=+trade") != "map[exact:true n:1]" {
			t.Errorf("undone: %s; what was changed since: %s", got, c.counted("industry+=+trade"))
		}
		c.must(200, "POST", "/batch-redo", fmt.Sprintf(`{"id": %v}`, asked["batch"]))
		h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		if got := c.counted("tags+has+met"); got != "map[exact:true n:2600]" {
			t.Errorf("redone: %s", got)
		}
	})
}

// TestKeysAreForgottenNightly: after a week, and not before.
func TestKeysAreForgottenNightly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		c := callerOf(h)
		c.must(201, "POST", "/accounts", `{"name": "Once"}`, "Idempotency-Key", "k")
		night := slices.IndexFunc(h.crm.Jobs.Schedules(), func(s queue.Schedule) bool { return s.Name == "nightly keys" })
		if night < 0 {
			t.Fatal("nothing forgets the keys")
		}
		kept := func() int {
			h.ok(h.crm.Jobs.Ask(t.Context(), h.crm.Jobs.Schedules()[night].Ask))
			h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
			n, err := db.One[int](t.Context(), d, "SELECT count(*) FROM redeemed WHERE workspace = 1 AND key = 'k'")
			h.ok(err)
			return n
		}
		if h.clock.add(7*24*time.Hour - time.Minute); kept() != 1 {
			t.Error("forgotten within the week")
		}
		if h.clock.add(2 * time.Minute); kept() != 0 {
			t.Error("kept for ever")
		}
	})
}
