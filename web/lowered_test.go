package web

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/record"
)

// TestARoleThatIsLowered: from that moment on a key does and sees what the new role may, also
// what it asked for before under a key of its own; work that was begun in the old role and is not done
// yet changes nothing, and says so.
func TestARoleThatIsLowered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, Config{})
		boss := callerOf(h)
		there := h.session(h.member)
		_, key, err := h.crm.Access.CreateToken(t.Context(), access.System("test"), h.member, access.NewKey{Name: "till"})
		h.ok(err)
		mine := &caller{t, boss.at, key}
		jo := mine.must(201, "POST", "/people", `{"name": "Jo Rareword"}`, "Idempotency-Key", "jo")
		at := fmt.Sprintf("/people/%v", jo["id"])
		who, err := h.crm.Access.ScopeOf(t.Context(), h.member)
		h.ok(err)
		var batch clientele.ID
		h.ok(h.crm.Records.InTx(t.Context(), func(tx *db.Tx) error {
			edit := &record.Bulk{Type: "person", IDs: []clientele.ID{clientele.ID(jo["id"].(float64))}, Set: map[string]json.RawMessage{"note": json.RawMessage(`"late"`)}}
			_, err := h.crm.Batches.Later(t.Context(), tx, who, edit)
			batch = edit.Batch
			return err
		}))
		lower := func(to access.Role) {
			h.ok(h.crm.Access.SetRole(t.Context(), access.System("test"), h.member, to))
		}
		lower(access.Reader)
		if w := h.do(get("/people"), there); !denied(w) {
			t.Errorf("the session goes on: %d", w.Code)
		}
		mine.must(200, "GET", at, "")
		for _, wrong := range [][3]string{{"POST", "/people", `{"name": "Al"}`}, {"PATCH", at, `{"note": "x"}`}, {"DELETE", at, ""}, {"POST", "/people/bulk", `{"filter": "name = Jo", "set": {"note": "x"}}`}, {"POST", at + "/changes/1/undo", ""}, {"POST", at + "/merge", `{"other": 1}`}, {"POST", at + "/unmerge", `{"merge": 1}`}} {
			mine.must(403, wrong[0], wrong[1], wrong[2])
		}
		h.ok(h.crm.Jobs.Queue.Drain(t.Context(), nil))
		if b, err := h.crm.Records.Batch(t.Context(), access.System("test"), batch); err != nil || b.State != record.BatchStopped || b.Changed != 0 {
			t.Errorf("what was begun before: %+v, %v", b, err)
		}
		if note := boss.must(200, "GET", at, "")["note"]; note != nil {
			t.Errorf("it was changed all the same: %v", note)
		}
		lower(access.Outside)
		mine.must(404, "GET", at, "")
		if _, out := mine.do("POST", "/people", `{"name": "Jo Rareword"}`, "Idempotency-Key", "jo"); strings.Contains(fmt.Sprint(out), "Rareword") {
			t.Errorf("what was answered before is answered still: %v", out)
		}
	})
}
