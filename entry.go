package clientele

import (
	"strconv"
	"strings"
)

// Entry is one word on a fact of the book. Entries are inserted, never updated: what
// is said anew of a fact has its key, and the next revision.
type Entry struct {
	ID      ID      // its place in the book; 0 until appended
	Fact    ID      // the entry that was the first word on the fact: its own ID where it is that one
	Rev     int     // 1 is the first word on the fact; of those that count, the last holds
	Account ID      // whose; 0 until the ledger has resolved Who, or where it is the firm's own
	Ref     Ref     // the record that it is about, where it is about one
	Who     Who     // how the evidence names the account; not stored with the entry
	Line    Line    // the line of business
	Import  ID      // the import that brought it; 0 for one made by hand
	Key     string  // the natural key: the same key is the same fact
	Day     Day     // on which it happened, for the firm; the ledger reads it off At where evidence does not say
	At      Instant // when it happened
	Learnt  Instant // when we learnt it
	By      ID      // the user who wrote it; 0 for the house, an import, the command line
	Via     string  // by which way it came, where that is not plain: "command line", "key 17"
	Erased  bool    // what it said of people is gone for good; not stored with the entry
	Body    Body
}

// On is the firm's day on which it happened: as evidence or the ledger wrote it, else
// that of the moment in UTC.
func (e Entry) On() Day {
	if e.Day != NoDay {
		return e.Day
	}
	return e.At.Day()
}

// EntryKind names what happened.
type EntryKind string

// The kinds of entry. One more is one more Body below, and a line in decoders.
const (
	KindOrder       EntryKind = "order"
	KindReturn      EntryKind = "return"
	KindInteraction EntryKind = "interaction"
	KindEngagement  EntryKind = "engagement"
	KindOverrule    EntryKind = "overrule"
	KindSettled     EntryKind = "settled"
	KindChanged     EntryKind = "changed"
	KindStruck      EntryKind = "struck"
	KindSame        EntryKind = "same"
	KindParted      EntryKind = "parted"
	KindRead        EntryKind = "read"
	KindRefused     EntryKind = "refused"
	KindDistinct    EntryKind = "distinct"
)

// Body is what happened, by kind.
type Body interface{ EntryKind() EntryKind }

// Order is a purchase.
type Order struct {
	Ref     string `json:"ref,omitempty"` // the order's id where it came from
	Total   Money  `json:"total,omitzero"`
	Channel string `json:"channel,omitempty"`
	Items   []Item `json:"items,omitempty"`
}

// Return is goods back, or an order called off: evidence against, never a purchase.
type Return struct {
	Ref   string `json:"ref,omitempty"`
	Total Money  `json:"total,omitzero"` // positive: what was given back
	Items []Item `json:"items,omitempty"`
}

// Item is one line of an order or a return.
type Item struct {
	Product       string `json:"product,omitempty"`
	Text          string `json:"text,omitempty"`
	QuantityMilli int64  `json:"quantity_milli,omitempty"` // thousandths of a unit
	TotalMinor    int64  `json:"total_minor,omitempty"`    // in the order's currency
}

// Interaction is contact between people.
type Interaction struct {
	Channel   Channel   `json:"channel"`
	Direction Direction `json:"direction,omitempty"`
	Person    string    `json:"person,omitempty"`
	Minutes   int       `json:"minutes,omitempty"`
	Text      string    `json:"text,omitempty"`
}

// Channel is how people met.
type Channel string

// The channels of interaction. A note is contact with nobody: it is not counted as contact.
const (
	Call    Channel = "call"
	Email   Channel = "email"
	Meeting Channel = "meeting"
	Visit   Channel = "visit"
	Message Channel = "message"
	Note    Channel = "note"
)

// Direction is who began: they did (in), or we (out).
type Direction string

// The directions of an interaction; "" where nobody said.
const (
	In  Direction = "in"
	Out Direction = "out"
)

// Engagement is an agreement that lasts.
type Engagement struct {
	Kind   EngagementKind `json:"kind"`
	Ref    string         `json:"ref,omitempty"`
	Start  Day            `json:"start"`
	End    Day            `json:"end,omitzero"` // NoDay while it is open
	Fee    Money          `json:"fee,omitzero"` // a period
	Period Period         `json:"period,omitempty"`
}

// keptAs begins the reference of an agreement that a record states.
const keptAs = "engagement/"

// KeptRef is the reference of the agreement that a record states. It bears no name, as the record
// may stand behind a wall of its own.
func KeptRef(id ID) string { return keptAs + id.String() }

// Kept is the record that states the agreement; 0 where evidence alone tells of it.
func (e Engagement) Kept() ID {
	number, kept := strings.CutPrefix(e.Ref, keptAs)
	id, err := strconv.ParseInt(number, 10, 64)
	if !kept || err != nil {
		return 0
	}
	return ID(id)
}

// EngagementKind is the sort of agreement.
type EngagementKind string

// The kinds of engagement.
const (
	Retainer     EngagementKind = "retainer"
	Matter       EngagementKind = "matter"
	Project      EngagementKind = "project"
	Subscription EngagementKind = "subscription"
	Mandate      EngagementKind = "mandate"
)

// Name is what such agreements are called: "retainer".
func (k EngagementKind) Name() string { return Tell("engagement." + k.called()) }

// One is what such an agreement is called: "a retainer".
func (k EngagementKind) One() string { return Tell("engagement.a-" + k.called()) }

// The is one that is spoken of: "the retainer".
func (k EngagementKind) The() string { return Tell("engagement.the-" + k.called()) }

func (k EngagementKind) called() string {
	switch k {
	case Retainer, Matter, Project, Subscription, Mandate:
		return string(k)
	}
	return "contract"
}

// Period is how often a fee falls due.
type Period string

// The periods of a fee.
const (
	Once    Period = "once"
	Weekly  Period = "week"
	Monthly Period = "month"
	Quarter Period = "quarter"
	Yearly  Period = "year"
)

// PerYear is how often the period comes round in a year; 0 for once and for unknown.
func (p Period) PerYear() float64 {
	return map[Period]float64{Weekly: 52, Monthly: 12, Quarter: 4, Yearly: 1}[p]
}

// Overrule is a person's word against the measure. Kind "" takes an earlier one back.
type Overrule struct {
	Kind   Kind   `json:"kind,omitempty"`
	Reason string `json:"reason,omitempty"`
	Until  Day    `json:"until"`
}

// Settled answers advice: it was followed, or is put off.
type Settled struct {
	Play  string `json:"play,omitempty"` // whose advice it was
	Until Day    `json:"until,omitzero"` // put off until then; NoDay: done
	Note  string `json:"note,omitempty"`
}

// Struck takes a fact away: it stands at the fact's key, as its next revision.
type Struck struct {
	Reason string `json:"reason,omitempty"`
}

// Same says that two records are of one and the same: B goes into A. Choose names,
// field by field, of which of the two the value stays, where that was chosen.
type Same struct {
	A      ID            `json:"a"`
	B      ID            `json:"b"`
	Choose map[string]ID `json:"choose,omitempty"`
}

// Parted takes a Same back: each has its own again, whatever was written since.
type Parted struct {
	Merge ID `json:"merge"` // the entry of the Same
}

// Distinct says that the record which the entry is about and another of its type are two, and
// not one; Not takes that back.
type Distinct struct {
	Other ID   `json:"other"`
	Not   bool `json:"not,omitempty"`
}

// Read says that a person looked at what lies behind a wall: at the record that the
// entry is about, or, where that has no number, at so many of its type at once.
type Read struct {
	Records int `json:"records,omitempty"`
}

// Refused says that somebody was not let in: as the user that the entry is about, or as
// nobody who is known here. The first time in an hour has no Hour; what has one says how
// often it went on in the hour that began then.
type Refused struct {
	What  string  `json:"what,omitempty"` // what was wrong; "" of many for which the hour had no room
	From  string  `json:"from,omitempty"` // network address
	Times int     `json:"times"`
	Hour  Instant `json:"hour,omitzero"`
}

// EntryKind says what each body is.
func (Order) EntryKind() EntryKind       { return KindOrder }
func (Return) EntryKind() EntryKind      { return KindReturn }
func (Interaction) EntryKind() EntryKind { return KindInteraction }
func (Engagement) EntryKind() EntryKind  { return KindEngagement }
func (Overrule) EntryKind() EntryKind    { return KindOverrule }
func (Settled) EntryKind() EntryKind     { return KindSettled }
func (Struck) EntryKind() EntryKind      { return KindStruck }
func (Same) EntryKind() EntryKind        { return KindSame }
func (Parted) EntryKind() EntryKind      { return KindParted }
func (Read) EntryKind() EntryKind        { return KindRead }
func (Refused) EntryKind() EntryKind     { return KindRefused }
func (Distinct) EntryKind() EntryKind    { return KindDistinct }
