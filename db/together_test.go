package db_test

import (
	"path/filepath"
	"sync"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// Programs that open a new database at the same moment make its tables together: none of them
// fails because another was first.
func TestANewDatabaseIsOpenedByManyAtOnce(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			place := filepath.Join(t.TempDir(), "new.db")
			if engine == "postgres" {
				place = dbtest.PostgresPlace(t)
			}
			var all sync.WaitGroup
			begin := make(chan struct{})
			for range 5 {
				all.Go(func() {
					<-begin
					d, err := db.Open(t.Context(), place)
					if engine == "sqlite" && clientele.KindOf(err) == clientele.Conflict {
						return // it saw the file before anything was in it, and says so
					}
					if err != nil {
						t.Error(err)
						return
					}
					if n, err := db.One[int64](t.Context(), d, "SELECT count(*) FROM workspaces"); err != nil || n < 0 {
						t.Error(n, err)
					}
					d.Close()
				})
			}
			close(begin)
			all.Wait()
		})
	}
}
