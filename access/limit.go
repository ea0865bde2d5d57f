package access

import (
	"container/list"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/clientele-crm/clientele"
)

// How often a sign-in may be tried wrongly: so many at once, then one in so long. An
// account from one network is what is guessed at; a network is many people; an account
// from everywhere is guessed at by many machines.
const (
	accountBurst = 10
	accountEvery = 30 * time.Second
	networkBurst = 300
	networkEvery = time.Second
	allBurst     = 60 // of an account, over all networks
	allEvery     = time.Minute
	secondBurst  = 5 // a code has six digits, and who tries has the password
	secondEvery  = 5 * time.Minute
	limitsMost   = 10_000 // keys remembered; the least recently tried is forgotten first
)

// limits remembers tries by account and by network.
type limits struct {
	mu     sync.Mutex
	byKey  map[string]*list.Element
	recent *list.List // of limit, most recent first
}

type limit struct {
	key    string
	bucket *rate.Limiter
}

func newLimits() *limits { return &limits{byKey: map[string]*list.Element{}, recent: list.New()} }

// try is one try that was allowed, to be forgiven where it was right.
type try struct {
	account string // its key
	network *rate.Reservation
	all     *rate.Reservation
	now     time.Time
}

// allow takes one try of the account from that network, one of the network and one of the
// account from everywhere. Where one of the latter has none left, an account of which none
// was wrong lately from there still has one: nobody is shut out by what others try.
func (l *limits) allow(account, from string, now time.Time) (try, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := try{account: keyOf(account, from), now: now}
	one := l.bucket(t.account, accountEvery, accountBurst)
	unblamed := one.TokensAt(now) >= accountBurst
	if !one.AllowN(now, 1) {
		return t, false
	}
	if from == "" {
		return t, true
	}
	t.network = l.bucket("network "+Network(from), networkEvery, networkBurst).ReserveN(now, 1)
	t.all = l.bucket("account "+account+" from everywhere", allEvery, allBurst).ReserveN(now, 1)
	free := true
	for _, r := range []**rate.Reservation{&t.network, &t.all} {
		if (*r).DelayFrom(now) > 0 {
			(*r).CancelAt(now)
			*r, free = nil, false
		}
	}
	return t, free || unblamed
}

// allowSecond takes one try of the second step of a user, from wherever it comes.
func (l *limits) allowSecond(user clientele.ID, now time.Time) (try, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := try{account: fmt.Sprintf("second step of %d", user), now: now}
	return t, l.bucket(t.account, secondEvery, secondBurst).AllowN(now, 1)
}

func keyOf(account, from string) string { return "account " + account + " from " + Network(from) }

// forgive gives a try back that was right, and lets the account begin anew.
func (l *limits) forgive(t try) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.drop(t.account)
	for _, r := range []*rate.Reservation{t.network, t.all} {
		if r != nil {
			r.CancelAt(t.now)
		}
	}
}

func (l *limits) bucket(key string, every time.Duration, burst int) *rate.Limiter {
	if e, ok := l.byKey[key]; ok {
		l.recent.MoveToFront(e)
		return e.Value.(limit).bucket
	}
	if l.recent.Len() >= limitsMost {
		oldest := l.recent.Back()
		delete(l.byKey, oldest.Value.(limit).key)
		l.recent.Remove(oldest)
	}
	b := rate.NewLimiter(rate.Every(every), burst)
	l.byKey[key] = l.recent.PushFront(limit{key, b})
	return b
}

func (l *limits) drop(key string) {
	if e, ok := l.byKey[key]; ok {
		delete(l.byKey, key)
		l.recent.Remove(e)
	}
}

// Network is what one party holds of the net: an IPv4 address, or the /64 of an
// IPv6 address.
func Network(from string) string {
	addr, err := netip.ParseAddr(from)
	if err != nil {
		port, perr := netip.ParseAddrPort(from)
		if perr != nil {
			return from
		}
		addr = port.Addr()
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is4() {
		return addr.String()
	}
	p, err := addr.Prefix(64)
	if err != nil {
		return addr.String()
	}
	return p.String()
}

// guess says whether one more secret may be tried from there; take counts one that was wrong.
func (l *limits) guess(key string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.bucket(key, addressEvery, addressBurst).TokensAt(now) >= 1
}

func (l *limits) take(key string, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bucket(key, addressEvery, addressBurst).AllowN(now, 1)
}
