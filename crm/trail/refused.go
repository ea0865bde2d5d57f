package trail

import (
	"cmp"
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// Refusals writes into the book who was not let in: at once the first time in an hour for a
// user, a network and a reason, and how often it went on when the hour is over or somebody
// looks at the trail. So who guesses all day cannot fill the book.
type Refusals struct {
	Book  *ledger.Book
	Clock *clientele.Clock
	Log   *slog.Logger

	later later
	mu    sync.Mutex
	hour  clientele.Instant // that is counted
	more  map[refused]int   // after the first of it
	rest  int               // of those for which the hour had no room
}

// refused is one who was not let in.
type refused struct {
	what string
	user clientele.ID
	from string // network
}

// refusedMost is how many of them an hour has; the rest of it is a number.
const refusedMost = 50

func (r *Refusals) pen() pen { return pen{r.Book, r.Log, "who was not let in"} }

// Note takes down that somebody was not let in.
func (r *Refusals) Note(ctx context.Context, not access.Refusal) {
	one := refused{not.What, not.User, access.Network(page.From(ctx))}
	r.later.put(r.pen(), r.news(one)...)
	r.later.write(ctx, r.pen(), r.later.patience())
}

// Flush writes what is counted until now, if anything is.
func (r *Refusals) Flush(ctx context.Context) {
	r.mu.Lock()
	counted := r.counted()
	r.mu.Unlock()
	r.later.put(r.pen(), counted...)
	r.later.write(ctx, r.pen(), laterWait)
}

// news are the entries that a refusal makes: its own, where it is the first of the hour, and
// those of the hour before, where that is over.
func (r *Refusals) news(one refused) (entries []clientele.Entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if hour := clientele.InstantOf(r.Clock.Time().Truncate(time.Hour)); r.hour != hour {
		entries = r.counted()
		r.hour, r.more = hour, map[refused]int{}
	}
	switch _, known := r.more[one]; {
	case known:
		r.more[one]++
	case len(r.more) >= refusedMost:
		r.rest++
	default:
		r.more[one] = 0
		entries = append(entries, r.entry(one, clientele.Refused{What: one.what, From: one.from, Times: 1}))
	}
	return entries
}

// counted are the entries of what was counted and is not written yet.
func (r *Refusals) counted() (entries []clientele.Entry) {
	inOrder := func(a, b refused) int {
		return cmp.Or(cmp.Compare(a.user, b.user), cmp.Compare(a.from, b.from), cmp.Compare(a.what, b.what))
	}
	for _, one := range slices.SortedFunc(maps.Keys(r.more), inOrder) {
		if n := r.more[one]; n > 0 {
			r.more[one] = 0
			entries = append(entries, r.entry(one, clientele.Refused{What: one.what, From: one.from, Times: n, Hour: r.hour}))
		}
	}
	if r.rest > 0 {
		entries = append(entries, r.entry(refused{}, clientele.Refused{Times: r.rest, Hour: r.hour}))
		r.rest = 0
	}
	return entries
}

func (r *Refusals) entry(one refused, body clientele.Refused) clientele.Entry {
	now := r.Clock.Now()
	return clientele.Entry{Ref: clientele.Ref{Type: access.OfUser, ID: one.user}, At: now, Learnt: now, Via: atTheDoor, Body: body}
}

// atTheDoor is what the book says of the way of who was not let in.
const atTheDoor = "door"

// refused says that somebody was not let in.
func (k *known) refused(e clientele.Entry, b clientele.Refused) (what string, changes []string) {
	key := "trail.refused." + b.What
	switch {
	case b.What == "":
		key = "trail.refused.others"
	case e.Ref.ID == 0 && b.What != access.WrongKey:
		key += "-nobody"
	}
	if b.From != "" {
		changes = append(changes, clientele.Tell("trail.refused.from", "from", b.From))
	}
	if b.Hour != 0 {
		changes = append(changes, k.firm.Say("trail.refused.more", say.Args{"n": b.Times, "when": k.firm.Moment(b.Hour, k.Clock)}))
	}
	return clientele.Tell(key), changes
}
