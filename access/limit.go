package access

import (
	"container/list"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How often a sign-in may be tried: so many at once, then one in so long.
const (
	accountBurst = 10
	accountEvery = 30 * time.Second
	networkBurst = 30
	networkEvery = 5 * time.Second
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

// allow takes one try of the account and one of the network; "" is no limit.
func (l *limits) allow(account, from string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if from != "" && !l.bucket("network "+Network(from), networkEvery, networkBurst).AllowN(now, 1) {
		return false
	}
	return l.bucket("account "+account, accountEvery, accountBurst).AllowN(now, 1)
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

// forget lets an account begin anew, once its password was right.
func (l *limits) forget(account string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e, ok := l.byKey["account "+account]; ok {
		delete(l.byKey, "account "+account)
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
