package record

import (
	"fmt"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// TestUnchanged: of records that were read, those are left out that were written or went since,
// and those whose wall moved stand behind it.
func TestUnchanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		firm := x.made("account", `{"name": "Kettle"}`)
		for _, name := range []string{"same", "walled", "written", "gone"} {
			of := ""
			if name == "walled" {
				of = fmt.Sprintf(`, "account": %d`, firm.ID)
			}
			x.made("person", fmt.Sprintf(`{"name": %q%s}`, name, of))
		}
		p, err := x.Query(t.Context(), x.all, Query{Type: "person", Sort: "name"})
		x.ok(err)
		read := map[string]*Record{}
		for _, r := range p.Rows {
			read[r.Text("name")] = r
		}
		x.ok(x.InTx(t.Context(), func(tx *db.Tx) error {
			if err := x.SetWall(t.Context(), tx, x.boss, firm.ID, 66); err != nil {
				return err
			}
			if _, err := x.Archive(t.Context(), tx, x.all, Edit{Ref: read["gone"].Ref}); err != nil {
				return err
			}
			_, err := x.Change(t.Context(), tx, x.all, Edit{Ref: read["written"].Ref, Fields: raw(`{"name": "anew"}`)})
			return err
		}))
		left := map[string]clientele.ID{}
		x.ok(x.InTx(t.Context(), func(tx *db.Tx) error {
			still, err := x.Unchanged(t.Context(), tx, "person", p.Rows)
			for _, r := range still {
				left[r.Text("name")] = r.Wall
			}
			return err
		}))
		if got := fmt.Sprint(left); got != "map[same:0 walled:66]" {
			t.Error(got)
		}
	})
}
