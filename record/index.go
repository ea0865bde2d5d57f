package record

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele/db"
)

// customSQL is a custom field as an expression over the rows of an alias, never NULL.
// Index and filter must say it letter for letter the same. The number in it is of our own making.
func customSQL(e db.Engine, f Field, alias string) string {
	value := alias + "custom->>'" + f.key() + "'"
	switch f.Kind {
	case KindNumber, KindPercentage:
		value = "CAST(" + value + " AS DOUBLE PRECISION)"
	case KindDuration, KindRating, KindYesNo, KindMoment, KindUser, KindLink:
		value = "CAST(" + value + " AS BIGINT)"
	case KindMoney:
		value = "CAST(" + customPart(e, f, alias, "minor") + " AS BIGINT)"
	default:
		if e == db.Postgres {
			return "(COALESCE(" + value + `, '') COLLATE "C")`
		}
	}
	return "COALESCE(" + value + ", " + noneSQL(f) + ")"
}

func customPart(e db.Engine, f Field, alias, part string) string {
	if e == db.Postgres {
		return alias + "custom->'" + f.key() + "'->>'" + part + "'"
	}
	return alias + "custom->>'$." + f.key() + "." + part + "'"
}

func customCurrency(e db.Engine, f Field, alias string) string {
	return "COALESCE(" + customPart(e, f, alias, "currency") + ", '')"
}

// index makes the index of a custom field by which lists are narrowed or sorted, or
// drops it with the field.
func (s *Store) index(ctx context.Context, tx *db.Tx, r *Record) error {
	t, err := s.Type(r.Text("type"))
	if err != nil {
		return err
	}
	f := Field{Name: r.Text("name"), Kind: Kind(r.Text("kind")), Custom: r.ID}
	wanted := r.Archived == 0 && !f.Many() && f.Kind != KindLong && (r.Values["listed"] == true || r.Values["indexed"] == true || r.Values["single"] == true)
	name := fmt.Sprintf("%s_custom_%d_%d", t.table(), s.ws, f.Custom)
	more, ones := t.counted(tx.Engine)
	for _, one := range []struct{ name, wall, more, where, stat string }{
		{name, "wall, ", more, "", "1000000 1000000 100000 200 1" + ones},
		{name + "_walled", "", ", wall" + more, " AND wall <> 0", "10000 10000 200 1 1" + ones},
	} {
		text := "DROP INDEX IF EXISTS " + one.name
		if wanted {
			text = "CREATE INDEX IF NOT EXISTS " + one.name + " ON " + t.table() + " (workspace, " + one.wall + "(" + customSQL(tx.Engine, f, "") +
				"), id" + one.more + ") WHERE archived = 0 AND merged = 0" + one.where
		}
		if _, err := tx.Exec(ctx, text); err != nil {
			return fmt.Errorf("index of the field %s of %s: %w", f.Name, t.Plural, err)
		}
		if !wanted || tx.Engine != db.SQLite {
			continue
		}
		for _, text := range []string{
			"DELETE FROM sqlite_stat1 WHERE idx = '" + one.name + "'",
			"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('" + t.table() + "', '" + one.name + "', '" + one.stat + "')",
			"ANALYZE sqlite_schema",
		} {
			if _, err := tx.Exec(ctx, text); err != nil {
				return fmt.Errorf("statistics of the field %s of %s: %w", f.Name, t.Plural, err)
			}
		}
	}
	if tx.Engine != db.Postgres {
		return nil
	}
	create := ""
	if wanted {
		create = "CREATE STATISTICS " + name + " ON (" + customSQL(tx.Engine, f, "") + ") FROM " + t.table()
	}
	if err := statistics(ctx, tx, name, t.table(), create); err != nil {
		return fmt.Errorf("statistics of the field %s of %s: %w", f.Name, t.Plural, err)
	}
	return nil
}

// counted are columns that stand at the end of such an index, and what SQLite is told of
// them: those by which people narrow a list besides. Ten thousand records that fit are
// counted by the index alone then, and not looked up one by one. PostgreSQL looks at rows anyway.
func (t *Type) counted(e db.Engine) (columns, stat string) {
	if e != db.SQLite {
		return "", ""
	}
	if t.Folded {
		columns, stat = ", name_sort", " 1"
	}
	for _, name := range []string{"owner", "state"} {
		if _, has := t.Field(name); has {
			columns, stat = columns+", "+name, stat+" 1"
		}
	}
	return columns, stat
}

// statistics lets PostgreSQL know how often each value of an expression is there, or no
// more: what it knows of the expressions of an index it does not use where the index is of
// some rows only, and takes one in 200 instead.
func statistics(ctx context.Context, tx *db.Tx, name, table, create string) error {
	there, err := db.One[int](ctx, tx, "SELECT count(*) FROM pg_statistic_ext WHERE stxnamespace = current_schema()::regnamespace AND stxname = ?", name)
	if err != nil || (there > 0) == (create != "") {
		return err
	}
	texts := []string{create, "ANALYZE " + table}
	if create == "" {
		texts = []string{"DROP STATISTICS " + name}
	}
	for _, text := range texts {
		if _, err := tx.Exec(ctx, text); err != nil {
			return err
		}
	}
	return nil
}
