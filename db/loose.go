package db

import (
	"context"
	"iter"
)

// Loose reads rows whose columns are only known when the program runs. The values are
// as the engine's driver gives them; they hold until the next row.
func Loose(ctx context.Context, q Querier, text string, args ...any) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		rows, err := q.query(ctx, text, args)
		if err != nil {
			yield(nil, err)
			return
		}
		defer rows.Close()
		columns, err := rows.Columns()
		if err != nil {
			yield(nil, err)
			return
		}
		values, addresses := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			addresses[i] = &values[i]
		}
		for rows.Next() {
			if err := rows.Scan(addresses...); err != nil {
				yield(nil, err)
				return
			}
			if !yield(values, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, err)
		}
	}
}
