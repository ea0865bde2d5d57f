package trail

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger"
)

// Reads writes into the book who read what lies behind a wall: once for a user, a record
// and a day, in a transaction of its own. Where that cannot be at once, because something
// long is being written or the disk is full, it waits for the next reading, or for who
// looks at the trail, and nobody who reads waits for it.
type Reads struct {
	Book  *ledger.Book
	Clock *clientele.Clock
	Log   *slog.Logger

	writing sync.Mutex // by whom the reads are being written
	mu      sync.Mutex
	day     clientele.Day
	seen    map[readKey]bool // noted today
	waiting []clientele.Entry
	behind  bool // the last time they could not be written
}

type readKey struct {
	user clientele.ID
	ref  clientele.Ref
}

// How much is kept of reads, and how long who reads waits for their being written.
const (
	readsSeen    = 100_000 // after that, the book itself says what it has
	readsWaiting = 10_000
	readsAtOnce  = 200 // of one list by number; the rest of it in one entry
	readsWait    = 2 * time.Second
	readsBehind  = 50 * time.Millisecond // once it could not be
)

// Note takes down that somebody read records behind walls.
func (r *Reads) Note(ctx context.Context, scope access.Scope, refs []clientele.Ref) {
	if scope.User() == 0 || len(refs) == 0 {
		return
	}
	if wait := r.take(scope, refs); wait > 0 {
		r.write(ctx, wait)
	}
}

// Flush writes what waits, if anything does.
func (r *Reads) Flush(ctx context.Context) {
	r.mu.Lock()
	waits := len(r.waiting) > 0
	r.mu.Unlock()
	if waits {
		r.write(ctx, readsWait)
	}
}

// take puts what is new of some reads beside what waits, and says how long to try to write it.
func (r *Reads) take(scope access.Scope, refs []clientele.Ref) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	if today := r.Clock.Today(); r.day != today || len(r.seen) > readsSeen {
		r.day, r.seen = today, map[readKey]bool{}
	}
	rest := 0
	for i, ref := range refs {
		key := readKey{scope.User(), ref}
		switch {
		case r.seen[key]:
			continue
		case i >= readsAtOnce:
			rest++
			continue
		}
		r.seen[key] = true
		r.put(r.read(scope, ref, fmt.Sprintf("read/%d/%s/%d/%s", scope.User(), ref.Type, ref.ID, r.day), clientele.Read{}))
	}
	if rest > 0 {
		r.put(r.read(scope, clientele.Ref{Type: refs[0].Type}, "", clientele.Read{Records: rest}))
	}
	switch {
	case len(r.waiting) == 0:
		return 0
	case r.behind:
		return readsBehind
	}
	return readsWait
}

func (r *Reads) read(scope access.Scope, ref clientele.Ref, key string, body clientele.Read) clientele.Entry {
	return clientele.Entry{Ref: ref, Key: key, At: r.Clock.Begins(r.day), Learnt: r.Clock.Now(), By: scope.User(), Via: scope.Via(), Body: body}
}

func (r *Reads) put(e clientele.Entry) {
	if len(r.waiting) == readsWaiting {
		r.Log.Error("who read what lies behind walls is lost: too much of it waits to be written", "user", r.waiting[0].By)
		r.waiting = r.waiting[1:]
	}
	r.waiting = append(r.waiting, e)
}

// write puts what waits into the book, unless somebody is at it.
func (r *Reads) write(ctx context.Context, wait time.Duration) {
	if !r.writing.TryLock() {
		return
	}
	defer r.writing.Unlock()
	bound, stop := context.WithTimeout(context.WithoutCancel(ctx), wait)
	defer stop()
	r.mu.Lock()
	batch := r.waiting
	r.waiting = nil
	r.mu.Unlock()
	err := r.Book.InTx(bound, func(tx *db.Tx) error {
		_, err := r.Book.Append(bound, tx, batch)
		return err
	})
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		r.behind = false
		return
	}
	if !r.behind {
		r.Log.Warn("who read what lies behind walls cannot be written just now; it is tried again with the next reading", "reads", len(batch), "err", err)
	}
	r.behind = true
	late := r.waiting
	r.waiting = nil
	for _, e := range append(batch, late...) {
		r.put(e)
	}
}
