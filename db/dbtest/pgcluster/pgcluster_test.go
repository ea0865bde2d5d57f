package pgcluster

import (
	"database/sql"
	"errors"
	"os"
	"testing"
)

func TestClusterLeavesNothing(t *testing.T) {
	c, err := Start(t.Context())
	if errors.Is(err, ErrNotInstalled) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	pool, err := sql.Open("pgx", c.Address.String())
	if err != nil {
		t.Fatal(err)
	}
	var one int
	if err := pool.QueryRowContext(t.Context(), "SELECT 1").Scan(&one); err != nil || one != 1 {
		t.Error(one, err)
	}
	if err := errors.Join(pool.Close(), c.Stop()); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(c.dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is still there: %v", c.dir, err)
	}
}
