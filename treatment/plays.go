// Package treatment answers a standing: what to do about a relationship, and by
// when. A play is a pure function of the standing, the history and the day; it
// proposes, a person disposes.
//
// What a play proposed has a life of its own (kept.go): it is pending, due, put off,
// done or over, and stays known after. The package keeps and sends nothing by itself.
// Start at Plan and Advance; plays.go is the list, each play has its own file.
package treatment

import (
	"fmt"
	"math"

	"github.com/clientele-crm/clientele"
)

// Play is one way to answer. Due says whether it applies, and then fills in
// Why, Step, List, Due day and Stake; Share says how much of the stake acting may save or win.
type Play struct {
	Name     string
	Doc      string // what it is for, in a sentence for the one who reads the list
	Due      func(*Case) (clientele.Treatment, bool)
	Share    func(*Case) float64                    // of the stake: what doing it changes (worth.go)
	Settles  func(clientele.Interaction) bool       // which contact does what it asks for
	HoldDays clientele.Day                          // how long its ground must be there before it is advised
	Since    func(*clientele.History) clientele.Day // since when it is, where the history tells; else since it was first seen
}

// Case is a relationship as a play sees it: nothing after Today is in it.
type Case struct {
	Standing clientele.Standing
	History  clientele.History
	Today    clientele.Day
}

// Plays in the order of precedence: of those on one list, the first that
// applies speaks for the relationship.
var Plays = []Play{
	{Name: "answer-owed", Doc: "They wrote or called, and nobody has answered.", Due: answerOwed, Share: holds(spoken), Settles: wroteOrSpoke, Since: lastContact},
	{Name: "renew-engagement", Doc: "A contract ends soon.", Due: renewEngagement, Share: renews, Settles: spokeWith},
	{Name: "call-slipping-client", Doc: "A client is later than is usual for it.", Due: callSlippingClient, Share: keeps(spoken), Settles: spokeWith},
	{Name: "keep-long-time-customer", Doc: "One of the oldest customers is later than is usual for it.", Due: keepLongTimeCustomer, Share: keeps(spoken), Settles: wroteOrSpoke},
	{Name: "win-back-customer", Doc: "A customer is slipping away, and worth asking.", Due: winBackCustomer, Share: keeps(written), Settles: wroteOrSpoke},
	{Name: "client-gone-quiet", Doc: "A client with whom there used to be contact has none.", Due: clientGoneQuiet, Share: holds(spoken), Settles: wroteOrSpoke},
	{Name: "promote-growing", Doc: "A customer buys more and more, and may become a client.", Due: promoteGrowing, Share: promotes, Settles: spokeWith,
		HoldDays: 1, Since: lastPurchase}, // one order alone may look like growth for a day
}

// playOf is a play by its name; none where it is of another program.
func playOf(name string) Play {
	for _, p := range Plays {
		if p.Name == name {
			return p
		}
	}
	return Play{}
}

func lastContact(h *clientele.History) clientele.Day {
	if n := len(h.Contacts); n > 0 {
		return h.Contacts[n-1].Day
	}
	return clientele.NoDay
}

func lastPurchase(h *clientele.History) clientele.Day { return h.Last() }

// Plan lists what is due of a relationship today: at most one treatment a list.
func Plan(s clientele.Standing, h *clientele.History, today clientele.Day) []clientele.Treatment {
	if h == nil {
		h = &clientele.History{}
	}
	c := &Case{Standing: s, History: h.Until(today), Today: today}
	var out []clientele.Treatment
	taken := map[clientele.List]bool{}
	for _, p := range Plays {
		t, due := p.Due(c)
		if !due || taken[t.List] {
			continue
		}
		taken[t.List] = true
		t.Relationship, t.Play, t.Worth = s.Relationship, p.Name, c.worth(p.Share(c), t.Stake)
		if t.Due == clientele.NoDay {
			t.Due = today
		}
		out = append(out, t)
	}
	return out
}

// silence is how long ago the last purchase was.
func (c *Case) silence() int {
	if c.Standing.Last == clientele.NoDay {
		return 0
	}
	return int(c.Today - c.Standing.Last)
}

// whyLate says in one sentence since when they buy, how often, and how late they
// are. The reasons behind it stand on the page of the account.
func (c *Case) whyLate() string {
	return fmt.Sprintf("Bought on %s since %s%s.", many(len(c.History.Days), "day"), date(c.Standing.First), c.lateness())
}

// lateness ends a sentence with the usual gap, and the one that runs.
func (c *Case) lateness() string {
	usual := ""
	if n := int(math.Round(c.Standing.UsualDays)); n > 0 {
		usual = ", usually every " + many(n, "day")
	}
	return usual + "; the last was " + ago(c.silence())
}

func date(d clientele.Day) string { return d.Time().Format("2 Jan 2006") }

func many(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

func ago(days int) string {
	if days <= 0 {
		return "today"
	}
	return many(days, "day") + " ago"
}
