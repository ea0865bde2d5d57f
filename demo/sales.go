package demo

import (
	"math"
	"math/rand/v2"

	"github.com/clientele-crm/clientele"
)

// saleStream keeps what may be sold apart from what happens, and from what is kept otherwise.
const saleStream = 0x2c9277b5f4a1d3e9

// Sale is something that an account may buy, or that was won or lost.
type Sale struct {
	Key, Name, Owner string // of the account, what it is called, one of Staff by name
	Product          string
	Source           string
	Value            clientele.Money
	Opened           clientele.Day
	Expected         clientele.Day
	Closed           clientele.Day // NoDay while it is open
	Won              bool
	Lost             string  // why
	Far              float64 // how far along an open one is, 0…1
}

const (
	salesPast = 160 // that are over, of two years
	salesOpen = 36
)

// Sales are what the firm tried to sell within two years, and what it tries now.
func (f *Firm) Sales() (all []Sale) {
	rng := rand.New(rand.NewPCG(f.Seed^saleStream, uint64(len(f.Preset))))
	sources := []string{"Recommendation", "Web site", "Telephone", "Fair"}
	reasons := []string{"price", "price", "competitor", "need", "timing", "silence", "silence", "budget"}
	for n := range salesPast + salesOpen {
		a := f.Account(rng.IntN(min(f.Accounts, handAccounts)))
		t := &f.preset.trades[rng.IntN(len(f.preset.trades))]
		what := t.goods[rng.IntN(len(t.goods))].text
		value := math.Round(math.Max(t.client.minor, 1_000)*(.8+3*rng.Float64()*rng.Float64())/1_000) * 1_000
		s := Sale{Key: a.Who.Key, Name: what + ", " + a.Who.Name, Owner: a.Owner, Product: what, Source: sources[rng.IntN(len(sources))],
			Value: clientele.Money{Minor: int64(value), Currency: f.preset.currency}}
		took := clientele.Day(8 + rng.ExpFloat64()*34)
		if n < salesPast {
			s.Closed = f.AsOf - clientele.Day(2+rng.IntN(730))
			s.Opened, s.Expected = s.Closed-took, s.Closed+clientele.Day(rng.IntN(21)-10)
			if s.Won = rng.Float64() < .38; !s.Won {
				s.Lost = reasons[rng.IntN(len(reasons))]
			}
		} else {
			s.Opened = f.AsOf - clientele.Day(rng.IntN(60))
			s.Far, s.Expected = rng.Float64(), f.AsOf+clientele.Day(5+rng.IntN(110))
		}
		all = append(all, s)
	}
	return all
}
