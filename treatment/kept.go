package treatment

import (
	"github.com/clientele-crm/clientele"
)

// State is how far a treatment has come.
type State string

// The states of a treatment, in the order of its life.
const (
	Pending State = "pending" // its ground is there, but not for long enough to act on
	Due     State = "due"     // it is advised, for a day that does not move
	PutOff  State = "put_off" // a person wants it back on a day
	Done    State = "done"    // a person did it, or wrote down what it asked for
	Over    State = "over"    // its ground went away
)

// RestDays is how long advice that was followed stays away.
const RestDays = 30

// Kept is a treatment with its life: since when, how far, and why it ended. Its Due is
// the day that was named when it was first advised, however often it is planned anew.
type Kept struct {
	clientele.Treatment
	ID       clientele.ID // 0: not kept yet
	State    State
	Since    clientele.Day     // the first day on which its ground was there
	Made     clientele.Instant // when it was first planned
	Until    clientele.Day     // put off until then
	Ended    clientele.Day
	WhyEnded string
	By       string // who settled it or put it off; "" for the program
}

// Open says that something may still come of it.
func (k Kept) Open() bool { return k.State == Pending || k.State == Due || k.State == PutOff }

// Contact is contact that somebody wrote down.
type Contact struct {
	clientele.Interaction
	Day    clientele.Day
	Learnt clientele.Instant
	By     string
}

// Seen is what is known of one relationship when its treatments are looked at again.
type Seen struct {
	AsOf     clientele.Day // the day as of which it was measured
	Today    clientele.Day // on the calendar
	Now      clientele.Instant
	Proposed []clientele.Treatment // by Plan, as of AsOf
	History  *clientele.History
	Contacts []Contact
}

// Change is what becomes of one treatment. Forget drops it: nobody has seen it.
type Change struct {
	Kept
	Forget bool
}

// Advance gives what changes of the treatments of one relationship, those that ended
// lately among them. What is not in the answer stays as it is.
func Advance(kept []Kept, seen Seen) []Change {
	then := clientele.History{} // nothing after the day as of which it was measured
	if seen.History != nil {
		then = seen.History.Until(seen.AsOf)
	}
	seen.History = &then
	var changes []Change
	answered := map[string]bool{}
	for _, k := range kept {
		if k.State == Done && seen.Today-k.Ended < RestDays {
			answered[k.Play] = true
		}
		if !k.Open() {
			continue
		}
		answered[k.Play] = true
		next, forget := k.next(seen)
		if forget || next != k {
			changes = append(changes, Change{next, forget})
		}
	}
	for _, t := range seen.Proposed {
		if !answered[t.Play] {
			changes = append(changes, Change{Kept: begin(t, seen)})
		}
	}
	return changes
}

func begin(t clientele.Treatment, seen Seen) Kept {
	k := Kept{Treatment: t, State: Pending, Since: seen.AsOf, Made: seen.Now}
	if p := playOf(t.Play); p.Since != nil {
		k.Since = p.Since(seen.History)
	}
	return k.ripen(seen)
}

// ripen makes due what has been pending for long enough.
func (k Kept) ripen(seen Seen) Kept {
	if k.State == Pending && seen.AsOf-k.Since >= playOf(k.Play).HoldDays {
		k.State = Due
	}
	return k
}

// next is an open treatment a look later.
func (k Kept) next(seen Seen) (next Kept, forget bool) {
	if c, ok := k.settledBy(seen.Contacts); ok {
		k.State, k.Ended, k.By, k.WhyEnded = Done, seen.Today, c.By, sayContact(c)
		return k, false
	}
	t, still := proposed(seen.Proposed, k.Play)
	switch {
	case !still && k.State == Pending:
		return k, true
	case !still:
		k.State, k.Ended, k.WhyEnded = Over, seen.Today, k.whyOver(seen)
		return k, false
	case k.State == PutOff && k.Until > seen.Today:
		return k, false
	case k.State == PutOff:
		k.State, t.Due, k.Until = Due, k.Until, clientele.NoDay
	default:
		t.Due = k.Due
	}
	k.Treatment = t
	return k.ripen(seen), false
}

// proposed finds what a play proposes: of one relationship, no play has two.
func proposed(all []clientele.Treatment, play string) (clientele.Treatment, bool) {
	for _, t := range all {
		if t.Play == play {
			return t, true
		}
	}
	return clientele.Treatment{}, false
}

// settledBy finds contact that does what the play asks for: since its ground was
// there, and written down after it was advised.
func (k Kept) settledBy(contacts []Contact) (Contact, bool) {
	settles := playOf(k.Play).Settles
	for _, c := range contacts {
		if settles != nil && settles(c.Interaction) && c.Day >= k.Since && c.Learnt > k.Made {
			return c, true
		}
	}
	return Contact{}, false
}

// sayContact says what was done, when, and by whom where that is known.
func sayContact(c Contact) string {
	switch {
	case c.Channel == clientele.Call && c.By != "":
		return clientele.Tell("treatment.called-by", "day", c.Day, "by", c.By)
	case c.Channel == clientele.Call:
		return clientele.Tell("treatment.called", "day", c.Day)
	case c.Channel == clientele.Meeting && c.By != "":
		return clientele.Tell("treatment.met-by", "day", c.Day, "by", c.By)
	case c.Channel == clientele.Meeting:
		return clientele.Tell("treatment.met", "day", c.Day)
	case c.Channel == clientele.Visit && c.By != "":
		return clientele.Tell("treatment.visited-by", "day", c.Day, "by", c.By)
	case c.Channel == clientele.Visit:
		return clientele.Tell("treatment.visited", "day", c.Day)
	case c.By != "":
		return clientele.Tell("treatment.written-by", "day", c.Day, "by", c.By)
	}
	return clientele.Tell("treatment.written", "day", c.Day)
}

// whyOver says which event took the ground away, if one did.
func (k Kept) whyOver(seen Seen) string {
	h := seen.History
	if last := h.Last(); last > k.Since || last == k.Since && playOf(k.Play).Since == nil {
		return clientele.Tell("treatment.bought-again", "day", last)
	}
	if n := len(h.Contacts); n > 0 && h.Contacts[n-1].Day >= k.Since && (h.Contacts[n-1].Out > 0 || h.Contacts[n-1].Mutual > 0) {
		return clientele.Tell("treatment.in-touch", "day", h.Contacts[n-1].Day)
	}
	for _, t := range seen.Proposed {
		if t.List == k.List {
			return clientele.Tell("treatment.else-first", "step", t.Step)
		}
	}
	return clientele.Tell("treatment.no-reason")
}

// The channels that settle advice. What they began is no step of ours.
func spokeWith(i clientele.Interaction) bool {
	return i.Direction != clientele.In && i.Channel == clientele.Call || i.Channel == clientele.Meeting || i.Channel == clientele.Visit
}

func wroteOrSpoke(i clientele.Interaction) bool {
	return spokeWith(i) || i.Direction != clientele.In && (i.Channel == clientele.Email || i.Channel == clientele.Message)
}
