package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"strings"
	"sync"

	"github.com/clientele-crm/clientele"
)

// Each reads rows one by one into T, a struct whose fields carry `db` tags, or a
// single scannable value. The rows are closed when the loop ends.
func Each[T any](ctx context.Context, q Querier, text string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		rows, err := q.query(ctx, text, args)
		if err != nil {
			yield(zero, told(err))
			return
		}
		defer rows.Close()
		row := new(T)
		addresses, err := targets(row, rows)
		if err != nil {
			yield(zero, err)
			return
		}
		for rows.Next() {
			*row = zero
			if err := rows.Scan(addresses...); err != nil {
				yield(zero, err)
				return
			}
			if !yield(*row, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(zero, told(err))
		}
	}
}

// All reads every row. Use it where the text has a LIMIT or the rows are few.
func All[T any](ctx context.Context, q Querier, text string, args ...any) ([]T, error) {
	var all []T
	for row, err := range Each[T](ctx, q, text, args...) {
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
}

// ErrNoRow is the cause inside the fault that One returns where there is no row.
var ErrNoRow = errors.New("no row")

// One reads the first row; without one it is a fault of the kind NotFound.
func One[T any](ctx context.Context, q Querier, text string, args ...any) (T, error) {
	for row, err := range Each[T](ctx, q, text, args...) {
		return row, err
	}
	var zero T
	return zero, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("db.no-row"), Err: ErrNoRow}
}

var scanner = reflect.TypeFor[sql.Scanner]()

var tagged sync.Map // reflect.Type -> map[string]int

// targets gives the addresses in a row to scan into, column by column.
func targets[T any](row *T, rows *sql.Rows) ([]any, error) {
	t := reflect.TypeFor[T]()
	if t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(scanner) {
		return []any{row}, nil
	}
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	fields, v := fieldsByTag(t), reflect.ValueOf(row).Elem()
	addresses := make([]any, len(columns))
	for i, c := range columns {
		f, ok := fields[strings.ToLower(c)]
		if !ok {
			return nil, fmt.Errorf("scan: %s has no field tagged db:%q", t, c)
		}
		addresses[i] = v.Field(f).Addr().Interface()
	}
	return addresses, nil
}

func fieldsByTag(t reflect.Type) map[string]int {
	if m, ok := tagged.Load(t); ok {
		return m.(map[string]int)
	}
	m := map[string]int{}
	for i := range t.NumField() {
		if tag := t.Field(i).Tag.Get("db"); tag != "" {
			m[tag] = i
		}
	}
	tagged.Store(t, m)
	return m
}
