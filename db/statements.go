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
}

// keptStatements bounds the memory that they take: some 50 kB each and connection.
const keptStatements = 96

type statement struct {
	text  string
	stmt  *sql.Stmt
	users int
	gone  bool // pushed out: the last user closes it
}

func newStatements(pool *sql.DB) *statements {
	return &statements{pool: pool, kept: map[string]*list.Element{}}
}

func (s *statements) query(ctx context.Context, text string, args []any) (*sql.Rows, error) {
	p, err := s.take(ctx, text)
	if err != nil {
		return nil, err
	}
	defer s.leave(p) // rows hold on to their statement by themselves
	return p.stmt.QueryContext(ctx, args...)
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
