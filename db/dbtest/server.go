package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"

	"github.com/clientele-crm/clientele/db/dbtest/pgcluster"
)

// server is a PostgreSQL in which databases may be made.
type server struct {
	address *url.URL
	pool    *sql.DB
	cluster *pgcluster.Cluster // held, or its input would be collected, and it would end
}

// startServer gives the one server of this process.
var startServer = sync.OnceValues(func() (*server, error) {
	var cluster *pgcluster.Cluster
	place := os.Getenv("CLIENTELE_TEST_POSTGRES")
	if place == "" {
		c, err := pgcluster.Start(context.Background())
		if err != nil {
			return nil, err
		}
		place, cluster = c.Address.String(), c // it goes with this process
	}
	u, err := url.Parse(place)
	if err != nil {
		return nil, fmt.Errorf("CLIENTELE_TEST_POSTGRES is not an address: %w", err)
	}
	pool, err := sql.Open("pgx", place)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(2)
	return &server{u, pool, cluster}, nil
})

func (s *server) run(t testing.TB, statement string) {
	t.Helper()
	if _, err := s.pool.ExecContext(context.Background(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
