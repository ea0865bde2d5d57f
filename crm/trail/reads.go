package trail

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/ledger"
)

// Reads writes into the book who read what lies behind a wall: once for a user, a record
// and a day.
type Reads struct {
	Book  *ledger.Book
	Clock *clientele.Clock
	Log   *slog.Logger

	later later
	mu    sync.Mutex
	day   clientele.Day
	seen  map[readKey]bool // noted today
}

type readKey struct {
	user clientele.ID
	ref  clientele.Ref
}

// How much is kept of reads.
const (
	readsSeen   = 100_000 // after that, the book itself says what it has
	readsAtOnce = 200     // of one list by number; the rest of it in one entry
)

func (r *Reads) pen() pen { return pen{r.Book, r.Log, "who read what lies behind walls"} }

// Note takes down that somebody read records behind walls.
func (r *Reads) Note(ctx context.Context, scope access.Scope, refs []clientele.Ref) {
	if scope.User() == 0 || len(refs) == 0 {
		return
	}
	r.later.put(r.pen(), r.news(scope, refs)...)
	r.later.write(ctx, r.pen(), r.later.patience())
}

// Flush writes what waits, if anything does.
func (r *Reads) Flush(ctx context.Context) { r.later.write(ctx, r.pen(), laterWait) }

// news are the entries of what is new of some reads.
func (r *Reads) news(scope access.Scope, refs []clientele.Ref) (entries []clientele.Entry) {
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
		entries = append(entries, r.read(scope, ref, fmt.Sprintf("read/%d/%s/%d/%s", scope.User(), ref.Type, ref.ID, r.day), clientele.Read{}))
	}
	if rest > 0 {
		entries = append(entries, r.read(scope, clientele.Ref{Type: refs[0].Type}, "", clientele.Read{Records: rest}))
	}
	return entries
}

func (r *Reads) read(scope access.Scope, ref clientele.Ref, key string, body clientele.Read) clientele.Entry {
	return clientele.Entry{Ref: ref, Key: key, At: r.Clock.Begins(r.day), Learnt: r.Clock.Now(), By: scope.User(), Via: scope.Via(), Body: body}
}
