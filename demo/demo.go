// Package demo simulates firms whose truth is known: for each relationship its
// kind, when that changed, and when it ended. Tests, pictures and benchmarks
// feed on it, up to a million accounts, one account at a time.
//
// It is not a model of anybody: nothing in it may teach the measure.
//
// Start at New, then Firm.Each; Firm.Outlook says what truly lies ahead of a
// relationship; files.go writes a firm as CSV. presets.go has firms to look at,
// trials.go firms that each try the measure in one thing. The same name, seed,
// size and day give the same firm, and a larger firm begins like a smaller one.
package demo

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
)

// MaxAccounts is the largest firm.
const MaxAccounts = 10_000_000

// Firm is a simulated firm. It holds no data: they are made as they are read.
type Firm struct {
	Preset   string
	Seed     uint64
	Accounts int
	AsOf     clientele.Day // the last day of the books

	preset preset
	start  clientele.Day // the first day of the books
	clocks []clock       // beside the preset's trades
}

// New checks what is asked for. The name is one of Presets or of Trials.
func New(name string, seed uint64, accounts int, asOf clientele.Day) (*Firm, error) {
	p, ok := find(name)
	if !ok {
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: fmt.Sprintf("there is no preset %q", name), Remedy: "choose one of " + strings.Join(Presets, ", ")}
	}
	if accounts < 1 || accounts > MaxAccounts {
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: fmt.Sprintf("a firm cannot have %d accounts", accounts), Remedy: fmt.Sprintf("choose from 1 to %d", MaxAccounts)}
	}
	if asOf <= clientele.Day(366*(p.years+p.older)) {
		return nil, &clientele.Fault{Kind: clientele.Invalid, What: "a firm needs a last day", Remedy: "give one as 2026-03-31"}
	}
	f := &Firm{Preset: name, Seed: seed, Accounts: accounts, AsOf: asOf, preset: p, start: asOf - clientele.Day(365*p.years)}
	for i := range p.trades {
		f.clocks = append(f.clocks, f.wind(&p.trades[i]))
	}
	return f, nil
}

// Zone, Currency and Country say where the firm is.
func (f *Firm) Zone() string     { return f.preset.zone }
func (f *Firm) Currency() string { return f.preset.currency }
func (f *Firm) Country() string  { return f.preset.country }

func find(name string) (preset, bool) {
	if p, ok := presets[name]; ok {
		return p, true
	}
	for _, t := range Trials {
		if t.Name == name {
			return t.declare(), true
		}
	}
	return preset{}, false
}

// Account is one account with all its entries, in order of time, and the truth
// about each of its relationships.
type Account struct {
	Who     clientele.Who
	Owner   string // who looks after it
	Entries []clientele.Entry
	Truths  []Truth
}

// Each yields the accounts in the order of their number.
func (f *Firm) Each() iter.Seq[Account] {
	return func(yield func(Account) bool) {
		for n := range f.Accounts {
			if !yield(f.Account(n)) {
				return
			}
		}
	}
}

// Entries yields every entry, account by account.
func (f *Firm) Entries() iter.Seq[clientele.Entry] {
	return func(yield func(clientele.Entry) bool) {
		for a := range f.Each() {
			for _, e := range a.Entries {
				if !yield(e) {
					return
				}
			}
		}
	}
}

// accountsAtOnce bounds what InTime holds: it makes the firm anew for each
// window of time rather than keep it.
const accountsAtOnce = 20_000

// InTime yields every entry in the order in which it happened.
func (f *Firm) InTime() iter.Seq[clientele.Entry] {
	return func(yield func(clientele.Entry) bool) {
		windows := 1 + f.Accounts/accountsAtOnce
		span := int(f.AsOf - f.start)
		for w := range windows {
			from := f.start + clientele.Day(span*w/windows)
			to := f.start + clientele.Day(span*(w+1)/windows)
			if w == windows-1 {
				to = f.AsOf + 1
			}
			for _, e := range f.between(from, to) {
				if !yield(e) {
					return
				}
			}
		}
	}
}

func (f *Firm) between(from, to clientele.Day) []clientele.Entry {
	var window []clientele.Entry
	for e := range f.Entries() {
		if day := e.At.Day(); day >= from && day < to {
			window = append(window, e)
		}
	}
	slices.SortStableFunc(window, byTime)
	return window
}

func byTime(a, b clientele.Entry) int {
	switch {
	case a.At < b.At:
		return -1
	case a.At > b.At:
		return 1
	}
	return strings.Compare(a.Key, b.Key)
}

// Owner says who looks after the account of a key; "" where there is none such.
func (f *Firm) Owner(key string) string {
	var n int
	if _, err := fmt.Sscanf(key, f.preset.letter+"%d", &n); err != nil || n < 1 {
		return ""
	}
	return f.owner(n - 1)
}

func (f *Firm) owner(n int) string {
	rng := rand.New(rand.NewPCG(f.Seed^ownerStream, uint64(n)+1))
	return f.preset.staff[rng.IntN(len(f.preset.staff))]
}

// ownerStream keeps who looks after whom apart from what happens.
const ownerStream = 0x2545f4914f6cdd1d

// Account makes the account of a number, the same at every call.
func (f *Firm) Account(n int) Account {
	rng := rand.New(rand.NewPCG(f.Seed, uint64(n)+1))
	a := Account{Who: f.who(n), Owner: f.owner(n)}
	lines := f.preset.lines(rng)
	same := -1.0 // one draw of the fate for all lines, where they are alike
	if rng.Float64() < f.preset.alike {
		same = rng.Float64()
	}
	for _, i := range lines {
		l := f.life(i, rng, &a)
		l.number, l.lines, l.same = n, len(lines), same
		l.live()
		a.Entries = append(a.Entries, l.entries...)
		a.Truths = append(a.Truths, l.truth)
	}
	slices.SortStableFunc(a.Entries, byTime)
	return a
}

// lines are the trades in which an account has dealings: at least one.
func (p *preset) lines(rng *rand.Rand) (taken []int) {
	for i := range p.trades {
		if rng.Float64() < p.trades[i].share {
			taken = append(taken, i)
		}
	}
	if len(taken) == 0 {
		taken = append(taken, len(p.trades)-1)
	}
	return taken
}
