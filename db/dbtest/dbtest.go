// Package dbtest runs a test on every engine, each on a fresh, empty database.
//
// PostgreSQL is found by CLIENTELE_TEST_POSTGRES (a postgres:// address whose
// user may create databases); else a temporary cluster is started from the
// server binaries that are installed. Where neither is there, the test is
// skipped, visibly; with CLIENTELE_REQUIRE_POSTGRES=1, as in CI, it fails.
package dbtest

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db"
)

// Each runs a test on every engine.
func Each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite opens a fresh SQLite database that goes with the test.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "clientele.db"))
}

// Postgres opens a fresh PostgreSQL database that goes with the test.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	return open(t, PostgresPlace(t))
}

// PostgresPlace is the address of a fresh, empty database that goes with the test.
func PostgresPlace(t testing.TB) string {
	t.Helper()
	server, err := startServer()
	if err != nil {
		if os.Getenv("CLIENTELE_REQUIRE_POSTGRES") != "" {
			t.Fatalf("PostgreSQL is required here: %v", err)
		}
		t.Skipf("no PostgreSQL: %v", err)
	}
	name := "test_" + strings.ToLower(rand.Text()[:16])
	server.run(t, "CREATE DATABASE "+name)
	t.Cleanup(func() { server.run(t, "DROP DATABASE "+name+" WITH (FORCE)") })
	u := *server.address
	u.Path = "/" + name
	return u.String()
}

func open(t testing.TB, place string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), place)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}
