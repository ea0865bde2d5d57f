package trail

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger"
)

// later are entries about who looked, or came to the door, in a transaction of their own.
// Where they cannot be written at once, because something long is being written or the disk
// is full, they wait for the next one, and nobody waits for them.
type later struct {
	writing sync.Mutex // by whom they are being written
	mu      sync.Mutex
	waiting []clientele.Entry
	behind  bool // the last time they could not be written
}

// How much waits, and how long who asks waits for its being written.
const (
	laterMost   = 10_000
	laterWait   = 2 * time.Second
	laterBehind = 50 * time.Millisecond // once it could not be
)

// pen is what later writes with.
type pen struct {
	book *ledger.Book
	log  *slog.Logger
	what string // of what it writes, for the log
}

// put lets entries wait.
func (l *later) put(p pen, entries ...clientele.Entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range entries {
		if len(l.waiting) == laterMost {
			p.log.Error(p.what+" is lost: too much of it waits to be written", "by", l.waiting[0].By)
			l.waiting = l.waiting[1:]
		}
		l.waiting = append(l.waiting, e)
	}
}

// patience is how long to try to write what waits; 0 where nothing does.
func (l *later) patience() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case len(l.waiting) == 0:
		return 0
	case l.behind:
		return laterBehind
	}
	return laterWait
}

// write puts what waits into the book, unless nothing does or somebody is at it.
func (l *later) write(ctx context.Context, p pen, wait time.Duration) {
	if l.patience() == 0 || !l.writing.TryLock() {
		return
	}
	defer l.writing.Unlock()
	bound, stop := context.WithTimeout(context.WithoutCancel(ctx), wait)
	defer stop()
	l.mu.Lock()
	batch := l.waiting
	l.waiting = nil
	l.mu.Unlock()
	err := p.book.InTx(bound, func(tx *db.Tx) error {
		_, err := p.book.Append(bound, tx, batch)
		return err
	})
	l.mu.Lock()
	was, late := l.behind, l.waiting
	l.behind = err != nil
	if err != nil {
		l.waiting = nil
	}
	l.mu.Unlock()
	if err == nil {
		return
	}
	if !was {
		p.log.Warn(p.what+" cannot be written just now; it is tried again with the next", "entries", len(batch), "err", err)
	}
	l.put(p, append(batch, late...)...)
}
