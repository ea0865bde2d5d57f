// Package treatment answers a standing: what to do about a relationship, and by
// when. A play is a pure function of the standing, the history and the day; it
// proposes, a person disposes.
//
// What a play proposed has a life of its own (kept.go): it is pending, due, put off,
// done or over, and stays known after. The package keeps and sends nothing by itself.
// Start at Plan and Advance; plays.go is the list, each play has its own file.
package treatment

import (
	"math"

	"github.com/clientele-crm/clientele"
)

// Play is one way to answer. Due says whether it applies, and then fills in
// Why, Step, List, Due day and Stake; Share says how much of the stake acting may save or win.
type Play struct {
	Name     string
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
	// They wrote or called, and nobody has answered.
	{Name: "answer-owed", Due: answerOwed, Share: holds(spoken), Settles: wroteOrSpoke, Since: lastContact},
	// A contract ends soon.
	{Name: "renew-engagement", Due: renewEngagement, Share: renews, Settles: spokeWith},
	// A client is later than is usual for it.
	{Name: "call-slipping-client", Due: callSlippingClient, Share: keeps(spoken), Settles: spokeWith},
	// One of the oldest customers is later than is usual for it.
	{Name: "keep-long-time-customer", Due: keepLongTimeCustomer, Share: keeps(spoken), Settles: wroteOrSpoke},
	// A customer is slipping away, and worth asking.
	{Name: "win-back-customer", Due: winBackCustomer, Share: keeps(written), Settles: wroteOrSpoke},
	// A client with whom there used to be contact has none.
	{Name: "client-gone-quiet", Due: clientGoneQuiet, Share: holds(spoken), Settles: wroteOrSpoke},
	// A customer buys more and more, and may become a client.
	{Name: "promote-growing", Due: promoteGrowing, Share: promotes, Settles: spokeWith,
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
	bought, last := days(len(c.History.Days)), ago(c.silence())
	if n := int(math.Round(c.Standing.UsualDays)); n > 0 {
		return clientele.Tell("treatment.late", "days", bought, "first", c.Standing.First, "usual", days(n), "last", last)
	}
	return clientele.Tell("treatment.late-unknown", "days", bought, "first", c.Standing.First, "last", last)
}

// whyLateAfter says the same of one who has been here for so many years.
func (c *Case) whyLateAfter(years int) string {
	last := ago(c.silence())
	if n := int(math.Round(c.Standing.UsualDays)); n > 0 {
		return clientele.Tell("treatment.late-years", "years", clientele.Tell("noun.year", "n", years), "usual", days(n), "last", last)
	}
	return clientele.Tell("treatment.late-years-unknown", "years", clientele.Tell("noun.year", "n", years), "last", last)
}

func days(n int) string { return clientele.Tell("noun.day", "n", n) }

func ago(n int) string {
	if n <= 0 {
		return clientele.Tell("time.today")
	}
	return clientele.Tell("time.ago", "span", days(n))
}
