package treatment

import (
	"math"
	"testing"

	"github.com/clientele-crm/clientele"
)

// advises is what a play alone says of a case.
func advises(play string, kind clientele.Kind, trend clientele.Trend, h *clientele.History, change func(*clientele.Standing)) (clientele.Treatment, bool) {
	s := standing(kind, trend, h)
	if change != nil {
		change(&s)
	}
	return playOf(play).Due(&Case{Standing: s, History: h.Until(today), Today: today})
}

// Each play on this side of its thresholds and on the other.
func TestThresholds(t *testing.T) {
	active := func(p float64) func(*clientele.Standing) { return func(s *clientele.Standing) { s.ActiveProb = p } }
	noOrders := &clientele.History{}
	outOnly := &clientele.History{Contacts: []clientele.ContactDay{{Day: today - 3, Out: 1}}}
	span := func(days, n int) *clientele.History { // n purchases over so many days, the last 70 days ago
		h := &clientele.History{Currency: "EUR"}
		for i := range n {
			h.Days = append(h.Days, clientele.OrderDay{Day: today - 70 - clientele.Day(days) + clientele.Day(i*days/(n-1)), Orders: 1, Minor: 100, Priced: true})
		}
		return h
	}
	expired := contract(bought(9, 30, 10), today-1)
	for _, tt := range []struct {
		name  string
		play  string
		kind  clientele.Kind
		trend clientele.Trend
		h     *clientele.History
		with  func(*clientele.Standing)
		want  bool
	}{
		{"sixty days unanswered", "answer-owed", clientele.Prospect, clientele.Steady, contacts(noOrdersCopy(), false, 60), nil, true},
		{"sixty-one", "answer-owed", clientele.Prospect, clientele.Steady, contacts(noOrdersCopy(), false, 61), nil, false},
		{"they bought that very day", "answer-owed", clientele.Customer, clientele.Steady, contacts(bought(3, 30, 3), false, 3), nil, true},
		{"only we wrote", "answer-owed", clientele.Prospect, clientele.Steady, outOnly, nil, false},
		{"quiet for two and a half gaps", "client-gone-quiet", clientele.Client, clientele.Steady, contacts(noOrdersCopy(), true, 110, 90, 70, 50), nil, true},
		{"a day less", "client-gone-quiet", clientele.Client, clientele.Steady, contacts(noOrdersCopy(), true, 109, 89, 69, 49), nil, false},
		{"quiet for three weeks", "client-gone-quiet", clientele.Client, clientele.Steady, contacts(noOrdersCopy(), true, 24, 23, 22, 21), nil, true},
		{"a day less than three weeks", "client-gone-quiet", clientele.Client, clientele.Steady, contacts(noOrdersCopy(), true, 23, 22, 21, 20), nil, false},
		{"the usual gap is not the shortest", "client-gone-quiet", clientele.Client, clientele.Steady, contacts(noOrdersCopy(), true, 141, 101, 61, 60), nil, false},
		{"a customer gone quiet", "client-gone-quiet", clientele.Customer, clientele.Steady, contacts(noOrdersCopy(), true, 110, 90, 70, 50), nil, false},
		{"a contract of sixty days more", "renew-engagement", clientele.Client, clientele.Steady, contract(bought(9, 30, 10), today+60), nil, true},
		{"of sixty-one", "renew-engagement", clientele.Client, clientele.Steady, contract(bought(9, 30, 10), today+61), nil, false},
		{"one that ends today", "renew-engagement", clientele.Client, clientele.Steady, contract(bought(9, 30, 10), today), nil, true},
		{"one that has ended", "renew-engagement", clientele.Client, clientele.Steady, expired, nil, false},
		{"just worth asking", "win-back-customer", clientele.Customer, clientele.Slipping, bought(6, 30, 70), active(0.05), true},
		{"not worth asking", "win-back-customer", clientele.Customer, clientele.Slipping, bought(6, 30, 70), active(0.049), false},
		{"two years to the day", "keep-long-time-customer", clientele.Customer, clientele.Slipping, span(730, 10), nil, true},
		{"a day less than two years", "keep-long-time-customer", clientele.Customer, clientele.Slipping, span(729, 10), nil, false},
		{"nine purchases", "keep-long-time-customer", clientele.Customer, clientele.Slipping, span(730, 9), nil, false},
		{"growth of none", "promote-growing", clientele.Customer, clientele.Growing, noOrders, nil, false},
		{"a steady client", "call-slipping-client", clientele.Client, clientele.Steady, bought(20, 30, 10), nil, false},
	} {
		if _, due := advises(tt.play, tt.kind, tt.trend, tt.h, tt.with); due != tt.want {
			t.Errorf("%s: %s is due: %v", tt.name, tt.play, due)
		}
	}
}

func noOrdersCopy() *clientele.History { return &clientele.History{} }

// When each is due, counted from today, and what it is worth in orders, where no money is known: of six a year.
func TestDueAndWorth(t *testing.T) {
	broke := func(s *clientele.Standing) { s.Revenue, s.Orders = clientele.Money{}, 0 }
	free := contract(&clientele.History{}, today+20)
	free.Engaged[0].Fee = clientele.Money{}
	later := contract(&clientele.History{}, today+50)
	later.Engaged[0].Fee = clientele.Money{}
	for _, tt := range []struct {
		play  string
		kind  clientele.Kind
		trend clientele.Trend
		h     *clientele.History
		due   clientele.Day
		worth float64
	}{
		{"answer-owed", clientele.Customer, clientele.Steady, contacts(noOrdersCopy(), false, 7), today - 5, 2},
		{"answer-owed", clientele.Client, clientele.Steady, contacts(noOrdersCopy(), false, 28), today - 27, 2},
		{"renew-engagement", clientele.Client, clientele.Steady, free, today, 1},
		{"renew-engagement", clientele.Client, clientele.Steady, later, today + 20, 1},
		{"call-slipping-client", clientele.Client, clientele.Slipping, bought(20, 30, 70), today, 1},
		{"keep-long-time-customer", clientele.Customer, clientele.Slipping, bought(26, 30, 70), today + 2, 1},
		{"win-back-customer", clientele.Customer, clientele.Slipping, bought(6, 30, 70), today + 7, 0.6},
		{"client-gone-quiet", clientele.Client, clientele.Steady, contacts(noOrdersCopy(), true, 110, 90, 70, 50), today + 3, 2},
		{"promote-growing", clientele.Customer, clientele.Growing, bought(8, 20, 5), today + 7, 0.6},
	} {
		s := standing(tt.kind, tt.trend, tt.h)
		broke(&s)
		got := Plan(s, tt.h, today)[0]
		if got.Play != tt.play || got.Due != tt.due || math.Abs(got.Worth-tt.worth) > 1e-9 || !got.Saves().IsNone() {
			t.Errorf("%s: due on %d (want %s on %d), worth %g (want %g)", got.Play, got.Due, tt.play, tt.due, got.Worth, tt.worth)
		}
	}
}

// Which contact does what each play asks for, and since when each may say its ground is there.
func TestWhatSettlesEachPlay(t *testing.T) {
	out := func(c clientele.Channel) clientele.Interaction {
		return clientele.Interaction{Channel: c, Direction: clientele.Out}
	}
	written := map[string]bool{"answer-owed": true, "keep-long-time-customer": true, "win-back-customer": true, "client-gone-quiet": true}
	h := contacts(bought(3, 30, 5), false, 2)
	since := map[string]clientele.Day{"answer-owed": today - 2, "promote-growing": today - 5}
	for _, p := range Plays {
		if p.Settles == nil {
			t.Fatalf("%s: nothing settles it", p.Name)
		}
		for _, c := range []clientele.Channel{clientele.Call, clientele.Meeting, clientele.Visit} {
			if !p.Settles(out(c)) {
				t.Errorf("%s: a %s does not settle it", p.Name, c)
			}
		}
		for _, c := range []clientele.Channel{clientele.Email, clientele.Message} {
			if p.Settles(out(c)) != written[p.Name] {
				t.Errorf("%s: a written %s settles it: %v", p.Name, c, !written[p.Name])
			}
		}
		if p.Settles(out(clientele.Note)) {
			t.Errorf("%s: a note settles it", p.Name)
		}
		if want, says := since[p.Name]; says != (p.Since != nil) || says && p.Since(h) != want {
			t.Errorf("%s: says since when: %v", p.Name, p.Since != nil)
		}
	}
}

// What lies after the day of the measure is not known then.
func TestALookSeesNothingLater(t *testing.T) {
	h := bought(8, 20, 0)
	h.Days = append(h.Days, clientele.OrderDay{Day: today + 9, Orders: 1})
	changes := Advance(nil, Seen{AsOf: today, Today: today, History: h, Proposed: []clientele.Treatment{{Play: "promote-growing", Due: today + 7}}})
	if len(changes) != 1 || changes[0].Since != today || changes[0].State != Pending {
		t.Errorf("%+v", changes)
	}
}

// Growth that ends with nothing new was not ended by the purchase that began it.
func TestThePurchaseThatBeganItDidNotEndIt(t *testing.T) {
	growing := []clientele.Treatment{{Play: "promote-growing", List: clientele.ListGrowing, Due: today + 7}}
	l := begun(t, bought(8, 20, 5))
	l.night(growing)
	l.day += 40
	l.night(nil)
	if k := l.wants(1, Over, 7); english(k.WhyEnded) != "its reason went away" {
		t.Errorf("%+v", k)
	}
}
