package treatment

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// english is a text as people read it, with plain spaces.
func english(text string) string {
	return strings.ReplaceAll(say.English.Fill(text), "\u00a0", " ")
}

func date(d clientele.Day) string { return d.Time().Format("2 Jan 2006") }

const today = clientele.Day(735_000)

// bought makes n purchase days, gap days apart, the last so many days ago.
func bought(n, gap, silent int) *clientele.History {
	h := &clientele.History{Currency: "EUR"}
	for i := range n {
		d := today - clientele.Day(silent+(n-1-i)*gap)
		h.Days = append(h.Days, clientele.OrderDay{Day: d, Orders: 1, Minor: 10_000, Priced: true})
	}
	return h
}

func standing(kind clientele.Kind, trend clientele.Trend, h *clientele.History) clientele.Standing {
	s := clientele.Standing{Relationship: clientele.Relationship{Account: 7, Line: "legal"}, AsOf: today, Kind: kind, MeasuredKind: kind, Trend: trend,
		ClientProb: 0.4, ActiveProb: 0.5, HorizonDays: 365, ExpectedOrders: 6, ExpectedValue: 60_000, Orders: h.Orders(),
		First: h.First(), Last: h.Last(), UsualDays: 30, Revenue: h.Spent()}
	return s
}

func contacts(h *clientele.History, answered bool, ago ...int) *clientele.History {
	for _, a := range ago {
		h.Contacts = append(h.Contacts, clientele.ContactDay{Day: today - clientele.Day(a), In: 1, Answered: answered})
	}
	return h
}

func contract(h *clientele.History, end clientele.Day) *clientele.History {
	h.Engaged = append(h.Engaged, clientele.Engagement{Kind: clientele.Retainer, Start: today - 300, End: end,
		Fee: clientele.Money{Minor: 50_000, Currency: "EUR"}, Period: clientele.Monthly})
	return h
}

var cases = []struct {
	name  string
	kind  clientele.Kind
	trend clientele.Trend
	h     *clientele.History
	plays []string
	why   string
}{
	{"nothing to do", clientele.Client, clientele.Steady, bought(20, 30, 10), nil, ""},
	{"a client slips", clientele.Client, clientele.Slipping, bought(20, 30, 70), []string{"call-slipping-client"}, `20 days since .*70 days ago`},
	{"a customer slips", clientele.Customer, clientele.Slipping, bought(6, 30, 70), []string{"win-back-customer"}, `6 days since`},
	{"an old customer slips", clientele.Customer, clientele.Slipping, bought(26, 30, 70), []string{"keep-long-time-customer"}, `^A customer for 2 years, usually every 30 days; the last was 70 days ago\.$`},
	{"a customer has gone", clientele.Customer, clientele.Lapsed, bought(6, 30, 700), nil, ""},
	{"a customer grows", clientele.Customer, clientele.Growing, bought(8, 20, 5), []string{"promote-growing"}, `8 days since .*, 4 of them in the later half of that time`},
	{"a customer comes like a client", clientele.Customer, clientele.Growing, bought(8, 5, 100), []string{"promote-growing"}, `8 days since .*, and more and more like a client: 40 % by now`},
	{"a client grows", clientele.Client, clientele.Growing, bought(8, 20, 5), nil, ""},
	{"an answer is owed", clientele.Customer, clientele.Steady, contacts(bought(3, 30, 40), false, 3), []string{"answer-owed"}, `3 days ago`},
	{"it was answered", clientele.Customer, clientele.Steady, contacts(bought(3, 30, 40), true, 3), nil, ""},
	{"they bought since", clientele.Customer, clientele.Steady, contacts(bought(3, 30, 1), false, 3), nil, ""},
	{"too old to answer", clientele.Customer, clientele.Steady, contacts(bought(3, 30, 90), false, 80), nil, ""},
	{"a prospect waits", clientele.Prospect, clientele.Steady, contacts(&clientele.History{}, false, 2), []string{"answer-owed"}, `2 days ago`},
	{"a contract ends", clientele.Client, clientele.Steady, contract(bought(9, 30, 10), today+20), []string{"renew-engagement"}, `The retainer ends .* in 20 days`},
	{"it ends later", clientele.Client, clientele.Steady, contract(bought(9, 30, 10), today+61), nil, ""},
	{"it has no end", clientele.Client, clientele.Steady, contract(bought(9, 30, 10), clientele.NoDay), nil, ""},
	{"the next is agreed", clientele.Client, clientele.Steady, contract(contract(bought(9, 30, 10), today+20), today+385), nil, ""},
	{"a client goes quiet", clientele.Client, clientele.Steady, contacts(bought(9, 30, 10), true, 150, 140, 130, 120, 110), []string{"client-gone-quiet"}, `110 days ago\); usually every 10 days`},
	{"a client slips and waits", clientele.Client, clientele.Slipping, contacts(bought(20, 30, 70), false, 3), []string{"answer-owed", "call-slipping-client"}, `nobody`},
}

func TestPlays(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := Plan(standing(c.kind, c.trend, c.h), c.h, today)
			var plays []string
			for _, p := range got {
				plays = append(plays, p.Play)
				seen[p.Play] = true
				if p.Account != 7 || p.Line != "legal" || p.Step == "" || p.Why == "" || p.List == "" || p.Due == clientele.NoDay || !(p.Worth > 0) || p.Stake.Minor < 0 {
					t.Errorf("half a treatment: %+v", p)
				}
			}
			if !reflect.DeepEqual(plays, c.plays) {
				t.Fatalf("plays %v, want %v", plays, c.plays)
			}
			for _, p := range got {
				if why := english(p.Why); len(why) > 100 || strings.Contains(why, ". ") {
					t.Errorf("%s: the reason is more than one short sentence: %q", p.Play, why)
				}
			}
			if len(got) > 0 && !regexp.MustCompile(c.why).MatchString(english(got[0].Why)) {
				t.Errorf("why %q, want %s", english(got[0].Why), c.why)
			}
		})
	}
	for _, p := range Plays {
		if !seen[p.Name] {
			t.Errorf("play %s: no case in which it is due", p.Name)
		}
	}
}

func TestEveryPlayIsNamedAndSaysWhatFor(t *testing.T) {
	names := map[string]bool{}
	for _, p := range Plays {
		if p.Name == "" || p.Due == nil || names[p.Name] {
			t.Errorf("play %q is incomplete or listed twice", p.Name)
		}
		names[p.Name] = true
		if _, due := p.Due(&Case{Today: today}); due {
			t.Errorf("play %s is due of nothing", p.Name)
		}
	}
}

func TestNothingAfterTodayIsSeen(t *testing.T) {
	h := contacts(bought(20, 30, 70), false, 3)
	s := standing(clientele.Client, clientele.Slipping, h)
	want := Plan(s, h, today)
	later := *h
	later.Contacts = append(later.Contacts[:len(later.Contacts):len(later.Contacts)], clientele.ContactDay{Day: today + 1, Out: 1, Answered: true})
	if got := Plan(s, &later, today); !reflect.DeepEqual(got, want) {
		t.Errorf("a contact of tomorrow changed the plan of today: %+v", got)
	}
}

// The silence that makes a client less than one must not hide it from the play that answers it.
func TestOneThatWasAClientIsCalled(t *testing.T) {
	h := bought(20, 30, 90)
	s := standing(clientele.Customer, clientele.Slipping, h)
	s.WasClient = true
	if got := Plan(s, h, today); len(got) != 1 || got[0].Play != "call-slipping-client" || !regexp.MustCompile("^Bought on 20 days since .*, usually every 30 days; the last was 90 days ago").MatchString(english(got[0].Why)) {
		t.Errorf("%+v", got)
	}
}

// When each is due, what is at stake, and what makes it pressing.
func TestWhenAndHowMuch(t *testing.T) {
	plan := func(kind clientele.Kind, trend clientele.Trend, h *clientele.History, change func(*clientele.Standing)) clientele.Treatment {
		t.Helper()
		s := standing(kind, trend, h)
		if change != nil {
			change(&s)
		}
		got := Plan(s, h, today)
		if len(got) != 1 {
			t.Fatalf("%d plays: %+v", len(got), got)
		}
		return got[0]
	}
	half := func(s *clientele.Standing) { s.HorizonDays = 182 }
	soon := contract(contract(bought(9, 30, 10), today+50), today+20)
	soon.Engaged[0].Kind, soon.Engaged[0].Fee.Minor = clientele.Project, 1
	for _, tt := range []struct {
		name  string
		got   clientele.Treatment
		play  string
		due   clientele.Day
		stake int64
	}{
		{"a client's letter", plan(clientele.Client, clientele.Steady, contacts(bought(3, 30, 40), false, 3), nil), "answer-owed", today - 2, 60_000},
		{"a customer's letter", plan(clientele.Customer, clientele.Steady, contacts(bought(3, 30, 40), false, 3), nil), "answer-owed", today - 1, 60_000},
		{"on the last day that one answers", plan(clientele.Customer, clientele.Steady, contacts(bought(3, 30, 90), false, staleDays), nil), "answer-owed", today + 2 - staleDays, 60_000},
		{"by the year", plan(clientele.Customer, clientele.Steady, contacts(bought(3, 30, 40), false, 3), half), "answer-owed", today - 1, 120_330},
		{"a quiet client", plan(clientele.Client, clientele.Steady, contacts(bought(9, 30, 10), true, 150, 140, 130, 120, 110), nil), "client-gone-quiet", today + 3, 60_000},
		{"a contract of fifty a month", plan(clientele.Client, clientele.Steady, contract(bought(9, 30, 10), today+20), nil), "renew-engagement", today, 600_000},
		{"the first of two to end", plan(clientele.Client, clientele.Steady, soon, nil), "renew-engagement", today, 600_000},
		{"a customer who grows", plan(clientele.Customer, clientele.Growing, bought(8, 20, 5), nil), "promote-growing", today + 7, 60_000},
		{"who bought for two years, and more than is foretold", plan(clientele.Client, clientele.Slipping, bought(21, 30, 130), nil), "call-slipping-client", today, 105_000},
	} {
		if tt.got.Play != tt.play || tt.got.Due != tt.due || tt.got.Stake.Minor != tt.stake {
			t.Errorf("%s: %s, due %d days from today (want %d), %d at stake (want %d)", tt.name, tt.got.Play, tt.got.Due-today, tt.due-today, tt.got.Stake.Minor, tt.stake)
		}
	}
	for name, h := range map[string]*clientele.History{
		"three contacts are no habit": contacts(bought(9, 30, 10), true, 150, 140, 130), "within twice and a half of the usual": contacts(bought(9, 30, 10), true, 180, 140, 100, 60),
		"within three weeks": contacts(bought(9, 30, 10), true, 24, 22, 20, 18),
	} {
		if got := Plan(standing(clientele.Client, clientele.Steady, h), h, today); len(got) > 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
