package db

import (
	"container/list"
	"context"
	"database/sql"
	"sync"
)

// statements keeps reads parsed. SQLite takes as long to parse one of the short
// reads of a page as to run it; pgx remembers by itself.
type statements struct {
	pool *sql.DB
	mu   sync.Mutex
	kept map[string]*list.Element // of *statement
	last list.List                // the last used in front
	once map[string]bool          // read once: kept when they come again
}

// What is kept is bounded, for the memory that it takes: some 50 kB a statement
// and connection, and of a list with many kinds and words four times that.
const (
	keptStatements = 48
	seenStatements = 256
)

type statement struct {
	text  string
	stmt  *sql.Stmt
	users int
	gone  bool // pushed out: the last user closes it
}

func newStatements(pool *sql.DB) *statements {
	return &statements{pool: pool, kept: map[string]*list.Element{}, once: map[string]bool{}}
}

func (s *statements) query(ctx context.Context, text string, args []any) (*sql.Rows, error) {
	if s.first(text) {
		return s.pool.QueryContext(ctx, text, args...)
	}
	p, err := s.take(ctx, text)
	if err != nil {
		return nil, err
	}
	defer s.leave(p) // rows hold on to their statement by themselves
	return p.stmt.QueryContext(ctx, args...)
}

// first says that a text has not come before, as far as is remembered.
func (s *statements) first(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept[text] != nil || s.once[text] {
		delete(s.once, text)
		return false
	}
	if len(s.once) >= seenStatements {
		clear(s.once)
	}
	s.once[text] = true
	return true
}

func (s *statements) take(ctx context.Context, text string) (*statement, error) {
	if p := s.find(text); p != nil {
		return p, nil
	}
	stmt, err := s.pool.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &statement{text: text, stmt: stmt, users: 1}
	if _, twice := s.kept[text]; twice { // somebody else was as quick
		p.gone = true
		return p, nil
	}
	s.kept[text] = s.last.PushFront(p)
	if s.last.Len() > keptStatements {
		s.drop(s.last.Back())
	}
	return p, nil
}

func (s *statements) find(text string) *statement {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.kept[text]
	if !ok {
		return nil
	}
	s.last.MoveToFront(e)
	p := e.Value.(*statement)
	p.users++
	return p
}

func (s *statements) leave(p *statement) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p.users--
	s.closeUnused(p)
}

func (s *statements) drop(e *list.Element) {
	p := s.last.Remove(e).(*statement)
	delete(s.kept, p.text)
	p.gone = true
	s.closeUnused(p)
}

func (s *statements) closeUnused(p *statement) {
	if p.gone && p.users == 0 {
		p.stmt.Close() //nolint:errcheck // of a read: there is nothing to lose
	}
}

// forget drops them all, for a house that rests.
func (s *statements) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for e := s.last.Front(); e != nil; e = s.last.Front() {
		s.drop(e)
	}
}
