package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
)

// snapshot is one state of the database, as long as a page reads.
type snapshot struct {
	of    *DB
	tx    *sql.Tx
	mu    sync.Mutex
	noted map[any]any
	parse []string // to be kept parsed when this has ended: parsing asks for a second connection
}

type snapshotKey struct{}

// Snapshot lets do read one state of the database, whatever others write meanwhile:
// every read of this database with the context that do is given. It is the only thing
// besides who asks and the deadline that rides in a context, because a page is put
// together of the reads of many who need not know each other. Inside, it nests.
func (d *DB) Snapshot(ctx context.Context, do func(context.Context) error) error {
	if s, ok := ctx.Value(snapshotKey{}).(*snapshot); ok && s.of == d {
		return do(ctx)
	}
	how := &sql.TxOptions{ReadOnly: d.Engine == Postgres} // SQLite's readers can only read anyway
	if d.Engine == Postgres {
		how.Isolation = sql.LevelRepeatableRead
	}
	tx, err := d.read.BeginTx(ctx, how)
	if err != nil {
		return fmt.Errorf("begin to read: %w", told(err))
	}
	s := &snapshot{of: d, tx: tx, noted: map[any]any{}}
	err = do(context.WithValue(ctx, snapshotKey{}, s))
	if end := tx.Rollback(); end != nil && !errors.Is(end, sql.ErrTxDone) && err == nil {
		err = told(end)
	}
	for _, text := range s.parse {
		if p, wrong := d.parsed.take(ctx, text); wrong == nil { // what cannot be kept is parsed again
			d.parsed.leave(p)
		}
	}
	return err
}

// query reads within the snapshot. Who holds a connection may not wait for another one:
// all others may be waiting for it.
func (s *snapshot) query(ctx context.Context, text string, args []any) (*sql.Rows, error) {
	known := s.of.parsed
	if known == nil {
		return s.tx.QueryContext(ctx, s.of.Engine.rebind(text), s.of.Engine.fitting(args)...)
	}
	if p := known.find(text); p != nil {
		defer known.leave(p)
		return s.tx.StmtContext(ctx, p.stmt).QueryContext(ctx, args...)
	}
	if !known.first(text) {
		s.mu.Lock()
		s.parse = append(s.parse, text)
		s.mu.Unlock()
	}
	return s.tx.QueryContext(ctx, text, args...)
}

// Noted reads something once a snapshot, however many ask for it: who may come in, how a
// type's own fields are called. Outside a snapshot it reads each time. What is given is
// shared: nobody changes it.
func Noted[T any](ctx context.Context, key any, read func(context.Context) (T, error)) (T, error) {
	s, ok := ctx.Value(snapshotKey{}).(*snapshot)
	if !ok {
		return read(ctx)
	}
	s.mu.Lock()
	known, ok := s.noted[key]
	s.mu.Unlock()
	if ok {
		return known.(T), nil
	}
	v, err := read(ctx)
	if err == nil {
		s.mu.Lock()
		s.noted[key] = v
		s.mu.Unlock()
	}
	return v, err
}

// Watch lets see look at every statement that reads. It is for tests that count or ask for plans, and set
// before anything reads.
func (d *DB) Watch(see func(text string, args []any)) { d.watch = see }

// InSnapshot says whether a context reads one state.
func InSnapshot(ctx context.Context) bool { return ctx.Value(snapshotKey{}) != nil }
