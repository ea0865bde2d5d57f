package demo

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/clientele-crm/clientele"
)

// agreedStream keeps what is agreed by hand apart from what happens, and from what is kept otherwise.
const agreedStream = 0x51a7c0de7e4a9e11

// Agreed is an engagement that the people of a firm look after. Its account has none that evidence
// tells of, so that nothing is counted twice.
type Agreed struct {
	Key, Name    string // of the account, and what it is called
	Kind         clientele.EngagementKind
	Line         clientele.Line
	Owner        string // one of Staff, by name
	Begins, Ends clientele.Day
	Fee          clientele.Money // a month
	Hours        int             // agreed each month; 0 none
	Notice       int             // months
	Renews       bool
	Rise         int // per cent a year; 0 none
	Worked       []Worked
}

// Worked is what was worked of an engagement on a day.
type Worked struct {
	Day     clientele.Day
	Quarter int // quarters of an hour
	What    string
}

// How many engagements a sample firm has, and among how many of its first accounts they are looked for.
const (
	agreedMost = 8
	agreedIn   = 240
)

var worked = []string{"Call", "Draft", "Letter", "Meeting", "Research", "Review"}

// Agreed are the engagements of a firm whose clients sign something; none of one that sells alone.
func (f *Firm) Agreed() (all []Agreed) {
	for i := range f.preset.trades {
		t := &f.preset.trades[i]
		if t.engaged == "" && len(t.terms) == 0 {
			continue
		}
		for n := 0; n < min(f.Accounts, agreedIn) && len(all) < agreedMost; n++ {
			if a := f.Account(n); !signed(a) && clientNow(a, t.line, f.AsOf) {
				all = append(all, f.agreed(t, a, n))
			}
		}
		if len(all) > 0 {
			return all
		}
	}
	return all
}

func signed(a Account) bool {
	for _, e := range a.Entries {
		if e.Body.EntryKind() == clientele.KindEngagement {
			return true
		}
	}
	return false
}

func clientNow(a Account, line clientele.Line, on clientele.Day) bool {
	for _, t := range a.Truths {
		if t.Line == line && t.AliveOn(on) && t.KindOn(on) == clientele.Client {
			return true
		}
	}
	return false
}

func (f *Firm) agreed(t *trade, a Account, n int) Agreed {
	rng := rand.New(rand.NewPCG(f.Seed^agreedStream, uint64(n)+1))
	kind := t.engaged
	if kind == "" {
		kind = t.terms[0].kind
	}
	g := Agreed{Key: a.Who.Key, Kind: kind, Line: t.line, Owner: a.Owner}
	begun := f.AsOf - clientele.Day(60+rng.IntN(600))
	g.Begins = begun - clientele.Day(begun.Time().Day()-1)
	g.Name = fmt.Sprintf("%s %d", cmp.Or(string(t.line), say(kind)), g.Begins.Time().Year())
	fee := math.Max(5_000, t.feeMinor*(.6+rng.Float64()))
	g.Fee = clientele.Money{Minor: int64(math.Round(fee/5_000)) * 5_000, Currency: f.preset.currency}
	switch n % 3 {
	case 0: // it renews itself each year
		years := 1
		for clientele.DayOf(g.Begins.Time().AddDate(years, 0, -1)) <= f.AsOf {
			years++
		}
		g.Ends, g.Renews, g.Notice = clientele.DayOf(g.Begins.Time().AddDate(years, 0, -1)), true, 3
	case 1: // it ends within the year
		g.Ends = f.AsOf + clientele.Day(20+rng.IntN(200))
	}
	if rng.Float64() < .4 {
		g.Rise = 2 + rng.IntN(3)
	}
	if rng.Float64() < .7 {
		g.Hours = 4 * (1 + rng.IntN(5))
		for d := f.AsOf - 75; d < f.AsOf; d += clientele.Day(3 + rng.IntN(9)) {
			if d >= g.Begins {
				g.Worked = append(g.Worked, Worked{d, 2 + rng.IntN(2*g.Hours/3), worked[rng.IntN(len(worked))]})
			}
		}
	}
	return g
}

// say is what a kind of agreement is called on paper; simulated firms keep their books in English.
func say(k clientele.EngagementKind) string {
	return map[clientele.EngagementKind]string{clientele.Retainer: "Retainer", clientele.Matter: "Matter", clientele.Project: "Project", clientele.Subscription: "Subscription", clientele.Mandate: "Mandate"}[k]
}
