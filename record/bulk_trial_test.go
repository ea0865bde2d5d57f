package record

import (
	"errors"
	"fmt"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// TestTrialIsWhatBecomes: what is said of an edit before it is done is what comes of it, whatever is set and
// whichever are meant.
func TestTrialIsWhatBecomes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		x.made("fields", `{"type": "people", "name": "tier", "kind": "choice", "choices": ["gold", "plain"], "listed": true}`)
		var ids []clientele.ID
		for i, fields := range []string{`"owner": 901, "tags": ["vip", "new"]`, `"owner": 902, "custom": {"tier": "gold"}`, `"tags": ["VIP"]`, `"custom": {"tier": "plain"}, "owner": 901`, `"tags": ["other"]`} {
			ids = append(ids, x.made("person", fmt.Sprintf(`{"name": "p%d", %s}`, i, fields)).ID)
		}
		away, back := true, false
		every := Cond{Field: "id", Op: More, Values: []string{"0"}}
		gold, err := ParseFilter("tier = gold or owner = 901")
		x.ok(err)
		for name, b := range map[string]Bulk{
			"an owner":         {Filter: every, Set: raw(`{"owner": 901}`)},
			"no owner":         {Filter: every, Set: raw(`{"owner": null}`)},
			"a field of ours":  {Filter: every, Set: raw(`{"custom": {"tier": "gold"}}`)},
			"of some":          {Filter: gold, Set: raw(`{"custom": {"tier": "plain"}}`)},
			"those chosen":     {IDs: ids[1:4], Set: raw(`{"owner": 901}`)},
			"tags":             {Filter: every, Set: raw(`{"tags": ["vip", "new"]}`)},
			"a tag":            {Filter: every, Tag: "vip"},
			"a tag away":       {Filter: every, Tag: "Vip", Untag: true},
			"to the archive":   {IDs: ids[:2], Away: &away},
			"from the archive": {IDs: ids[:2], Away: &back},
		} {
			b.Type = "person"
			w, err := x.BulkTrial(t.Context(), x.boss, &b)
			x.ok(err)
			var done BulkDone
			rolled := x.InTx(t.Context(), func(tx *db.Tx) error {
				done, _, err = x.BulkStep(t.Context(), tx, x.boss, &b, 100)
				x.ok(err)
				return errors.New("not this time")
			})
			if rolled == nil || w.Changes != (Count{done.Changed, true}) || w.Of.N != done.Changed+done.Same || len(w.Some) != done.Changed {
				t.Errorf("%s: %+v was said, %+v came", name, w, done)
			}
		}
		if _, err := x.BulkTrial(t.Context(), x.boss, &Bulk{Type: "person", Filter: every, Set: raw(`{"owner": 977, "custom": {"tier": "iron"}}`)}); clientele.KindOf(err) != clientele.Invalid {
			t.Errorf("what cannot be set is said to: %v", err)
		}
	})
}

// TestTrialOfMany: of more than are looked at one by one, a condition counts those that have it otherwise.
func TestTrialOfMany(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		var edits []Edit
		for i := range mostLimit + 200 {
			edits = append(edits, Edit{Fields: raw(fmt.Sprintf(`{"name": "n%04d", "owner": %d, "tags": [%q]}`, i, 901+i%2, []string{"vip", "new"}[i%2]))})
		}
		x.ok(x.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := x.Write(t.Context(), tx, x.boss, "people", edits)
			return err
		}))
		every := Cond{Field: "id", Op: More, Values: []string{"0"}}
		half := (mostLimit + 200) / 2
		for name, tt := range map[string]struct {
			b    Bulk
			want Count
		}{
			"an owner":   {Bulk{Set: raw(`{"owner": 901}`)}, Count{half, true}},
			"a tag":      {Bulk{Tag: "VIP"}, Count{half, true}},
			"a tag away": {Bulk{Tag: "vip", Untag: true}, Count{half, true}},
			"tags":       {Bulk{Set: raw(`{"tags": ["vip"]}`)}, Count{2 * half, false}},
		} {
			tt.b.Type, tt.b.Filter = "person", every
			w, err := x.BulkTrial(t.Context(), x.boss, &tt.b)
			if x.ok(err); w.Changes != tt.want || w.Of != (Count{2 * half, true}) || len(w.Some) == 0 {
				t.Errorf("%s: %+v of %+v, want %+v", name, w.Changes, w.Of, tt.want)
			}
		}
	})
}
