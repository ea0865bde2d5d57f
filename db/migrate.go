package db

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"github.com/clientele-crm/clientele"
)

// A folder an engine; a test holds that both make the same tables and columns.
//
//go:embed migrations
var migrations embed.FS

func (d *DB) migrate(ctx context.Context) error {
	folder, err := fs.Sub(migrations, "migrations/"+string(d.Engine))
	if err != nil {
		return err
	}
	dialect := goose.DialectSQLite3
	if d.Engine == Postgres {
		dialect = goose.DialectPostgres
	}
	p, err := goose.NewProvider(dialect, d.write, folder)
	if err != nil {
		return fmt.Errorf("migrate %s: %w", d.where, err)
	}
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("migrate %s: %w", d.where, err)
	}
	sources := p.ListSources()
	if newest := sources[len(sources)-1].Version; have > newest {
		return &clientele.Fault{Kind: clientele.Conflict, What: fmt.Sprintf("the database is of a later Clientele (schema %d, this one knows %d)", have, newest), Where: d.where, Remedy: "run the later program; the data were not touched"}
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate %s: %w", d.where, err)
	}
	return nil
}
