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
	have, err := d.version(ctx, p)
	for tries := 0; err != nil && (d.made || d.Engine == Postgres) && tries < 3; tries++ { // another makes the same table
		have, err = d.version(ctx, p)
	}
	if err != nil {
		return err
	}
	if err := d.readable(have, p.ListSources()); err != nil || d.frozen {
		return err
	}
	return d.upTo(ctx, p, have)
}

// upTo brings the schema up. Where another program does so at the same moment, one of the two
// is refused at each step, and goes on with the next as long as there is one.
func (d *DB) upTo(ctx context.Context, p *goose.Provider, have int64) error {
	for { // each time round a migration is done, by us or by another
		_, err := p.Up(ctx)
		if err == nil {
			return nil
		}
		now, asked := p.GetDBVersion(ctx)
		if asked != nil || now == have {
			return fmt.Errorf("migrate %s: %w", d.where, err)
		}
		have = now
	}
}

// version is the number of the schema that the database has; 0 for a new one. An
// SQLite file that was there before and has none is no new one.
func (d *DB) version(ctx context.Context, p *goose.Provider) (int64, error) {
	if d.Engine == SQLite && !d.made {
		tables, err := One[int64](ctx, d, "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'goose_db_version'")
		if err != nil {
			return 0, unreadable(d.where, err)
		}
		if tables == 0 {
			return 0, emptied(d.where)
		}
		return One[int64](ctx, d, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version")
	}
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return 0, fmt.Errorf("migrate %s: %w", d.where, told(err))
	}
	return have, nil
}

// readable refuses data of another time: of a later program, or of one from before
// the stored forms were settled (its schema ended below the first number of today's).
func (d *DB) readable(have int64, sources []*goose.Source) error {
	first, newest := sources[0].Version, sources[len(sources)-1].Version
	switch {
	case have > newest:
		return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("db.later", "is", have, "knows", newest), Where: d.where,
			Remedy: clientele.Tell("db.later-remedy")}
	case d.frozen && have < newest:
		return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("db.earlier", "is", have, "wants", newest), Where: d.where,
			Remedy: clientele.Tell("db.earlier-remedy")}
	case have > 0 && have < first:
		return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("db.too-early", "is", have, "begins", first), Where: d.where,
			Remedy: clientele.Tell("db.too-early-remedy")}
	}
	return nil
}
