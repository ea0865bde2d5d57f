package demo

import (
	"fmt"
	"iter"
	"math/rand/v2"

	"github.com/clientele-crm/clientele"
)

// handStream keeps what people wrote by hand apart from what happened.
const handStream = 0x5851f42d4c957f2d

// Why a person knows better.
var knowing = []string{"Signed for another year by word of mouth", "They told us that they are moving the work to us", "On parental leave until then, will be back"}

// handAccounts bounds how many of the accounts people have written about.
const handAccounts = 400

// ByHand yields what people of the firm wrote into the book themselves in the
// last weeks: a few overrules.
func (f *Firm) ByHand() iter.Seq[clientele.Entry] {
	return func(yield func(clientele.Entry) bool) {
		rng := rand.New(rand.NewPCG(f.Seed^handStream, uint64(len(f.Preset))))
		for n := range min(f.Accounts, handAccounts) {
			a := f.Account(n)
			for _, t := range a.Truths {
				body := f.written(rng, t)
				if body == nil {
					continue
				}
				at := (f.AsOf - 3 - clientele.Day(rng.IntN(20))).Instant() + clientele.Instant(9*3_600_000)
				e := clientele.Entry{Who: a.Who, Line: t.Line, At: at, Learnt: at, Via: "demo", Body: body,
					Key: fmt.Sprintf("demo/by hand/%s/%s", t.Key, t.Line)}
				if !yield(e) {
					return
				}
			}
		}
	}
}

// written is what somebody wrote about a relationship that lives; mostly nothing.
func (f *Firm) written(rng *rand.Rand, t Truth) clientele.Body {
	u, v := rng.Float64(), rng.IntN(6*len(knowing))
	if !t.AliveOn(f.AsOf) {
		return nil
	}
	if u > .985 {
		return clientele.Overrule{Kind: clientele.Client, Reason: knowing[v%len(knowing)], Until: f.AsOf + 30 + clientele.Day(v)*5}
	}
	return nil
}
