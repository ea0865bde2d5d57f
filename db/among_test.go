package db_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// Of few numbers as of very many those are found that are among them, however often a
// statement asks.
func TestAmong(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const rows = 12_000
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(t.Context(), "CREATE TABLE numbered (n BIGINT PRIMARY KEY)"); err != nil {
				return err
			}
			var args []any
			for n := range rows {
				args = append(args, n)
			}
			return tx.InsertRows(t.Context(), "INSERT INTO numbered (n)", 1, args, "")
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{0, 1, 2, 8, 9, 512, 513, rows} {
			numbers := []clientele.ID{}
			for i := range n {
				numbers = append(numbers, clientele.ID(rows-1-i))
			}
			x := d.Engine.Among("n", numbers)
			part := "SELECT COUNT(*) AS c FROM numbered WHERE " + x.Text
			var args []any
			for range 8 {
				args = append(args, x.Args...)
			}
			found, err := db.All[int](t.Context(), d, part+strings.Repeat(" UNION ALL "+part, 7), args...)
			if err != nil || fmt.Sprint(found) != fmt.Sprint([]int{n, n, n, n, n, n, n, n}) {
				t.Errorf("among %d are %v, %v", n, found, err)
			}
		}
	})
}
