package treatment

import (
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
)

// life is the story of one relationship, day by day, looked at each night.
type life struct {
	*testing.T
	kept    []Kept
	history *clientele.History
	day     clientele.Day
	nextID  clientele.ID
}

func begun(t *testing.T, h *clientele.History) *life { return &life{T: t, history: h, day: today} }

func (l *life) now() clientele.Instant { return l.day.Instant() + 3*3_600_000 } // at three in the night

// night looks at the treatments of a day: these are proposed, and this was written down.
func (l *life) night(proposed []clientele.Treatment, contacts ...Contact) {
	l.Helper()
	for _, c := range Advance(l.kept, Seen{AsOf: l.day, Today: l.day, Now: l.now(), Proposed: proposed, History: l.history, Contacts: contacts}) {
		at := -1
		for i, k := range l.kept {
			if c.ID != 0 && k.ID == c.ID {
				at = i
			}
		}
		switch {
		case c.Forget:
			l.kept = append(l.kept[:at], l.kept[at+1:]...)
		case at >= 0:
			l.kept[at] = c.Kept
		default:
			l.nextID++
			c.ID = l.nextID
			l.kept = append(l.kept, c.Kept)
		}
	}
}

// wants looks at the last of them; due is in days from the story's first.
func (l *life) wants(n int, state State, due clientele.Day) Kept {
	l.Helper()
	if len(l.kept) != n {
		l.Fatalf("on day %d: %d treatments, want %d: %+v", l.day-today, len(l.kept), n, l.kept)
	}
	k := l.kept[n-1]
	if k.State != state || k.Due != today+due {
		l.Fatalf("on day %d it is %s, due on day %d, want %s on day %d", l.day-today, k.State, k.Due-today, state, due)
	}
	return k
}

func winBack(on clientele.Day) []clientele.Treatment {
	return []clientele.Treatment{{Play: "win-back-customer", List: clientele.ListSlipping, Step: "Send them an offer", Why: "late on " + date(on), Due: on + 7, Worth: float64(on - today)}}
}

// What is due in seven days falls due after seven, though it is planned anew each night.
func TestADayOnceNamedDoesNotMove(t *testing.T) {
	l := begun(t, bought(6, 30, 70))
	for ; l.day < today+10; l.day++ {
		l.night(winBack(l.day))
		k := l.wants(1, Due, 7)
		if k.Why != "late on "+date(l.day) || k.Worth != float64(l.day-today) || k.Since != today {
			t.Fatalf("day %d: the reason is of another day: %+v", l.day-today, k)
		}
	}
}

func TestItIsOverWhenItsReasonGoes(t *testing.T) {
	h := bought(6, 30, 70)
	for _, tt := range []struct {
		name   string
		change func() clientele.History
		other  []clientele.Treatment
		why    string
	}{
		{"a purchase", func() clientele.History {
			n := *h
			n.Days = append(n.Days[:6:6], clientele.OrderDay{Day: today + 3, Orders: 1})
			return n
		}, nil, "bought again on " + date(today+3)},
		{"a purchase on the very day", func() clientele.History {
			n := *h
			n.Days = append(n.Days[:6:6], clientele.OrderDay{Day: today, Orders: 1})
			return n
		}, nil, "bought again on " + date(today)},
		{"our letter", func() clientele.History {
			n := *h
			n.Contacts = []clientele.ContactDay{{Day: today + 2, Out: 1}}
			return n
		}, nil, "in touch on " + date(today+2)},
		{"their letter", func() clientele.History {
			n := *h
			n.Contacts = []clientele.ContactDay{{Day: today + 2, In: 1}}
			return n
		}, nil, "its reason went away"},
		{"a better play", func() clientele.History { return *h }, []clientele.Treatment{{Play: "call-slipping-client", List: clientele.ListSlipping, Step: "Call them", Due: today + 3}},
			"something else comes first: Call them"},
		{"a play of another list", func() clientele.History { return *h }, []clientele.Treatment{{Play: "answer-owed", List: clientele.ListDue, Step: "Answer them", Due: today + 3}},
			"its reason went away"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := begun(t, h)
			l.night(winBack(l.day))
			then := tt.change()
			l.history, l.day = &then, today+3
			l.night(tt.other)
			k := l.kept[0]
			if k.State != Over || english(k.WhyEnded) != tt.why || k.Ended != today+3 || k.Since != today {
				t.Fatalf("%+v, want over: %s", k, tt.why)
			}
			l.day++
			l.night(append(tt.other, winBack(l.day)...)) // it may begin again
			if k := l.kept[len(l.kept)-1]; k.Play != "win-back-customer" || k.Since != today+4 || k.Due != today+11 || l.kept[0].State != Over {
				t.Errorf("a second life: %+v", l.kept)
			}
		})
	}
}

func TestPutOffComesBackOnItsDay(t *testing.T) {
	l := begun(t, bought(6, 30, 70))
	l.night(winBack(l.day))
	l.kept[0].State, l.kept[0].Until, l.kept[0].Due = PutOff, today+12, today+12
	for l.day = today + 1; l.day < today+12; l.day++ {
		l.night(winBack(l.day))
		l.wants(1, PutOff, 12)
	}
	l.night(winBack(l.day))
	if k := l.wants(1, Due, 12); k.Until != clientele.NoDay || k.Since != today {
		t.Errorf("%+v", k)
	}
	l.kept[0].State, l.kept[0].Until = PutOff, today+30
	l.night(nil)
	l.wants(1, Over, 12)
}

func TestDoneRestsAndMayComeAgain(t *testing.T) {
	l := begun(t, bought(6, 30, 70))
	l.night(winBack(l.day))
	l.kept[0].State, l.kept[0].Ended = Done, today
	for l.day = today; l.day < today+30; l.day++ {
		l.night(winBack(l.day))
		l.wants(1, Done, 7)
	}
	l.night(winBack(l.day))
	if k := l.wants(2, Due, 37); k.Since != today+30 {
		t.Errorf("%+v", k)
	}
}

// A customer that grows must do so for a day; the purchase that made it is its first day.
func TestGrowthMustHold(t *testing.T) {
	growing := []clientele.Treatment{{Play: "promote-growing", List: clientele.ListGrowing, Step: "Offer", Due: today + 7}}
	l := begun(t, bought(8, 20, 0))
	l.night(growing)
	l.wants(1, Pending, 7)
	l.day++
	l.night(growing)
	l.wants(1, Due, 7)

	l = begun(t, bought(8, 20, 0))
	l.night(growing)
	l.day++
	l.night(nil) // nobody has seen it
	if len(l.kept) != 0 {
		t.Errorf("kept %+v", l.kept)
	}

	l = begun(t, bought(8, 20, 5)) // it has grown for days when it is first measured
	l.night(growing)
	l.wants(1, Due, 7)
}

func TestContactSettlesWhatAsksForIt(t *testing.T) {
	call := clientele.Interaction{Channel: clientele.Call, Direction: clientele.Out}
	with := func(change func(*clientele.Interaction)) clientele.Interaction { i := call; change(&i); return i }
	mail := with(func(i *clientele.Interaction) { i.Channel = clientele.Email })
	for _, tt := range []struct {
		name    string
		play    string
		contact clientele.Interaction
		on      clientele.Day // from the first
		late    clientele.Instant
		why     string
	}{
		{"a call", "call-slipping-client", call, 1, 1, "called on " + date(today+1) + " by ben"},
		{"a call on the same day", "call-slipping-client", call, 0, 1, "called on " + date(today) + " by ben"},
		{"a call the day before", "call-slipping-client", call, -1, 1, ""},
		{"a call known before", "call-slipping-client", call, 0, 0, ""},
		{"a call that nobody gave a direction", "call-slipping-client", with(func(i *clientele.Interaction) { i.Direction = "" }), 1, 1, "called on "},
		{"their call", "call-slipping-client", with(func(i *clientele.Interaction) { i.Direction = clientele.In }), 1, 1, ""},
		{"a meeting", "call-slipping-client", with(func(i *clientele.Interaction) { i.Channel, i.Direction = clientele.Meeting, clientele.In }), 1, 1, "met on "},
		{"a visit", "renew-engagement", with(func(i *clientele.Interaction) { i.Channel = clientele.Visit }), 1, 1, "visited on "},
		{"a letter instead of a call", "call-slipping-client", mail, 1, 1, ""},
		{"a letter", "win-back-customer", mail, 1, 1, "written to on "},
		{"a message", "keep-long-time-customer", with(func(i *clientele.Interaction) { i.Channel = clientele.Message }), 1, 1, "written to on "},
		{"their letter", "client-gone-quiet", with(func(i *clientele.Interaction) { i.Channel, i.Direction = clientele.Email, clientele.In }), 1, 1, ""},
		{"a note", "win-back-customer", with(func(i *clientele.Interaction) { i.Channel = clientele.Note }), 1, 1, ""},
		{"an answer", "answer-owed", mail, 1, 1, "written to on "},
		{"a letter to one who grows", "promote-growing", mail, 1, 1, ""},
		{"an unheard-of play", "dance", call, 1, 1, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := begun(t, bought(20, 30, 70))
			advice := []clientele.Treatment{{Play: tt.play, List: clientele.ListDue, Step: "Do it", Due: today}}
			l.night(advice)
			learnt := l.now() + tt.late
			l.day = today + 2
			l.night(advice, Contact{tt.contact, today + tt.on, learnt, "ben"})
			k := l.kept[0]
			if tt.why == "" {
				if k.State != Due || len(l.kept) != 1 {
					t.Fatalf("settled: %+v", k)
				}
				return
			}
			if k.State != Done || !strings.HasPrefix(english(k.WhyEnded), tt.why) || k.By != "ben" || k.Ended != today+2 || len(l.kept) != 1 {
				t.Errorf("%+v, want done: %s", k, tt.why)
			}
		})
	}
}

// Treatments are told apart by their play, and what has ended is left alone.
func TestOneIsNotAnother(t *testing.T) {
	of := func(play string) clientele.Treatment {
		return clientele.Treatment{Play: play, List: clientele.ListDue, Step: "Answer", Due: today}
	}
	l := begun(t, nil)
	l.night([]clientele.Treatment{of("answer-owed"), of("client-gone-quiet")})
	l.wants(2, Due, 0)
	l.night([]clientele.Treatment{of("client-gone-quiet")})
	if l.kept[0].State != Over || l.kept[1].State != Due {
		t.Errorf("%+v", l.kept)
	}
	if changes := Advance(l.kept, Seen{AsOf: l.day, Today: l.day, Proposed: []clientele.Treatment{of("client-gone-quiet")}}); len(changes) != 0 {
		t.Errorf("nothing is new, yet %+v", changes)
	}
}
