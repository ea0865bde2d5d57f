package db

import (
	"context"
	"fmt"

	"github.com/pressly/goose/v3"

	"github.com/clientele-crm/clientele"
)

func (d *DB) migrate(ctx context.Context) error {
	folder, err := schemaOf(d.Engine)
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
	if err := d.readable(have, p.ListSources()); err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate %s: %w", d.where, err)
	}
	return nil
}

// readable refuses data of another time: of a later program, or of one from before
// the stored forms were settled (its schema ended below the first number of today's).
func (d *DB) readable(have int64, sources []*goose.Source) error {
	first, newest := sources[0].Version, sources[len(sources)-1].Version
	switch {
	case have > newest:
		return &clientele.Fault{Kind: clientele.Conflict, What: fmt.Sprintf("the database is of a later Clientele (schema %d, this one knows %d)", have, newest), Where: d.where, Remedy: "run the later program; the data were not touched"}
	case have > 0 && have < first:
		return &clientele.Fault{Kind: clientele.Conflict, What: fmt.Sprintf("the database was made by a Clientele from before its stored forms were settled (schema %d, this one begins at %d)", have, first), Where: d.where, Remedy: "bring the files into a new data folder (--data); the old data were not touched"}
	}
	return nil
}
