package identity

import (
	"fmt"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

func TestResolve(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		resolve := func(from Origin, whos ...clientele.Who) (ids, fresh []clientele.ID, err error) {
			err = d.InTx(t.Context(), func(tx *db.Tx) (err error) {
				ids, fresh, err = NewParties(1).Resolve(t.Context(), tx, from, whos)
				return err
			})
			return ids, fresh, err
		}
		shop, post := Origin{Source: "shop", Import: 5}, Origin{Source: "post"}
		whos := []clientele.Who{{Key: "17"}, {Key: "Ann@example.org"}, {Key: "17\x00", Name: "One"}, {Key: "Łukasz", Name: "Łukasz"}}
		ids, fresh, err := resolve(shop, whos...)
		if err != nil || ids[0] != ids[2] || len(fresh) != 3 || slices.Contains(ids, 0) || ids[0] == ids[1] || ids[1] == ids[3] {
			t.Fatal(ids, fresh, err)
		}
		again, fresh, err := resolve(shop, whos...)
		if err != nil || !slices.Equal(ids, again) || len(fresh) != 0 {
			t.Error("again:", again, fresh, err)
		}
		other, fresh, err := resolve(post, clientele.Who{Key: "17"}, clientele.Who{Key: "ann@EXAMPLE.org"}, clientele.Who{Key: "lukasz", Name: "lukasz"})
		if err != nil || len(fresh) != 2 || other[0] == ids[0] || other[1] != ids[1] || other[2] == ids[3] {
			t.Error("of another source:", other, fresh, err)
		}
		if _, _, err := resolve(shop, clientele.Who{Name: "no key"}); clientele.KindOf(err) != clientele.Invalid {
			t.Error(err)
		}
		var many []clientele.Who
		for i := range 1_300 {
			many = append(many, clientele.Who{Key: fmt.Sprint("C", i%700)})
		}
		ids, fresh, err = resolve(shop, many...)
		if err != nil || len(fresh) != 700 || !slices.Equal(ids[:600], ids[700:]) {
			t.Error(len(fresh), err)
		}
	})
}
