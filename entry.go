package clientele

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
)

// Entry is one fact of the book. Facts are inserted, never updated.
type Entry struct {
	ID      ID      // its place in the book; 0 until appended
	Account ID      // whose; 0 until the ledger has resolved Who, or where it is the firm's own
	Ref     Ref     // the record that it is about, where it is about one
	Who     Who     // how the evidence names the account; not stored with the entry
	Line    Line    // the line of business
	Import  ID      // the import that brought it; 0 for one made by hand
	Key     string  // the natural key: the same key is the same fact
	Rev     int     // which word on that fact this is, counted from 1; the last one counts
	Day     Day     // on which it happened, for the firm; the ledger reads it off At where evidence does not say
	At      Instant // when it happened
	Learnt  Instant // when we learnt it
	By      string  // who wrote it, when a person did
	Body    Body
	Erased  bool // what it said of a person is gone for ever
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

// The kinds of entry. One more is one more Body below, and a line in decodeBody.
const (
	KindOrder       EntryKind = "order"
	KindReturn      EntryKind = "return"
	KindInteraction EntryKind = "interaction"
	KindEngagement  EntryKind = "engagement"
	KindOverrule    EntryKind = "overrule"
	KindFollowUp    EntryKind = "followup"
	KindSettled     EntryKind = "settled"
	KindChanged     EntryKind = "changed"
	KindStruck      EntryKind = "struck"
	KindSame        EntryKind = "same"
	KindParted      EntryKind = "parted"
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
	Reason string `json:"reason"`
	Until  Day    `json:"until"`
}

// FollowUp is something promised, with an owner and a date.
type FollowUp struct {
	Text  string `json:"text"`
	Owner string `json:"owner,omitempty"`
	Due   Day    `json:"due"`
}

// Settled closes a follow-up or a treatment on the list of today, or puts it off.
type Settled struct {
	Of    ID     `json:"of,omitempty"`   // the follow-up's entry
	Play  string `json:"play,omitempty"` // or the play whose advice this answers
	Until Day    `json:"until,omitzero"` // put off until then; NoDay: done
	Note  string `json:"note,omitempty"`
}

// Struck takes a fact away, as a later word on it: it was never so.
type Struck struct {
	Reason string `json:"reason,omitempty"`
}

// Same says that two parties are one: B goes into A, whose the entry is. Choose says
// of which of the two a field is kept, where they differed.
type Same struct {
	A      ID            `json:"a"`
	B      ID            `json:"b"`
	Choose map[string]ID `json:"choose,omitempty"`
}

// Parted takes an earlier Same back.
type Parted struct {
	Merge ID `json:"merge"` // the entry of the Same
}

// Private is a body that says something of a person. That part is kept under the
// person's own key, so that it can be erased while the fact stays in the book.
type Private interface {
	Body
	// Private parts the body: what may stay, and what names people, as JSON fields
	// of the same names; nil where it names nobody.
	Private() (rest Body, private any)
}

type privateContact struct {
	Person string `json:"person,omitempty"`
	Text   string `json:"text,omitempty"`
}

// Private parts off who it was and what was said.
func (b Interaction) Private() (Body, any) {
	p := privateContact{b.Person, b.Text}
	if p == (privateContact{}) {
		return b, nil
	}
	b.Person, b.Text = "", ""
	return b, p
}

// Private parts off what was promised.
func (b FollowUp) Private() (Body, any) {
	p := struct {
		Text string `json:"text"`
	}{b.Text}
	b.Text = ""
	return b, p
}

// Private parts off the note.
func (b Settled) Private() (Body, any) {
	if b.Note == "" {
		return b, nil
	}
	p := struct {
		Note string `json:"note"`
	}{b.Note}
	b.Note = ""
	return b, p
}

// Private parts off the reason.
func (b Overrule) Private() (Body, any) {
	p := struct {
		Reason string `json:"reason"`
	}{b.Reason}
	b.Reason = ""
	return b, p
}

// EntryKind says what each body is.
func (Order) EntryKind() EntryKind       { return KindOrder }
func (Return) EntryKind() EntryKind      { return KindReturn }
func (Interaction) EntryKind() EntryKind { return KindInteraction }
func (Engagement) EntryKind() EntryKind  { return KindEngagement }
func (Overrule) EntryKind() EntryKind    { return KindOverrule }
func (FollowUp) EntryKind() EntryKind    { return KindFollowUp }
func (Settled) EntryKind() EntryKind     { return KindSettled }
func (Struck) EntryKind() EntryKind      { return KindStruck }
func (Same) EntryKind() EntryKind        { return KindSame }
func (Parted) EntryKind() EntryKind      { return KindParted }

// EncodeBody writes a body in its canonical stored form: JSON, fields in the
// order of their declaration, no spaces, no HTML escapes, UTF-8.
func EncodeBody(b Body) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(b); err != nil {
		return nil, fmt.Errorf("encode %s: %w", b.EntryKind(), err)
	}
	return bytes.TrimRight(buf.Bytes(), "\n"), nil
}

// SplitBody writes a body as it is stored: what is open, and what is private, which
// is empty for most.
func SplitBody(b Body) (open, private []byte, err error) {
	p, ok := b.(Private)
	if !ok {
		open, err = EncodeBody(b)
		return open, nil, err
	}
	rest, secret := p.Private()
	if open, err = EncodeBody(rest); err != nil || secret == nil {
		return open, nil, err
	}
	private, err = json.Marshal(secret)
	return open, private, err
}

// DecodeBody reads what EncodeBody or SplitBody wrote.
func DecodeBody(kind EntryKind, parts ...[]byte) (Body, error) {
	decode := decoders[kind]
	if decode == nil {
		return nil, fmt.Errorf("decode entry: no kind %q", kind)
	}
	return decode(parts)
}

var decoders = map[EntryKind]func([][]byte) (Body, error){
	KindOrder: decodeBody[Order], KindReturn: decodeBody[Return], KindInteraction: decodeBody[Interaction], KindEngagement: decodeBody[Engagement],
	KindOverrule: decodeBody[Overrule], KindFollowUp: decodeBody[FollowUp], KindSettled: decodeBody[Settled],
	KindChanged: decodeBody[Changed], KindStruck: decodeBody[Struck], KindSame: decodeBody[Same], KindParted: decodeBody[Parted],
}

func decodeBody[T Body](parts [][]byte) (Body, error) {
	var b T
	for _, part := range parts {
		if len(part) == 0 {
			continue
		}
		if err := json.Unmarshal(part, &b); err != nil {
			return nil, fmt.Errorf("decode %s: %w", b.EntryKind(), err)
		}
	}
	return b, nil
}

// canonical is the stored form of a whole entry. Its bytes are pinned by a
// golden file: they may gain a version, they may never change.
type canonical struct {
	Version int       `json:"v"`
	Kind    EntryKind `json:"kind"`
	Account ID        `json:"account"`
	Ref     Ref       `json:"ref,omitzero"`
	Line    Line      `json:"line,omitempty"`
	Key     string    `json:"key"`
	Rev     int       `json:"rev,omitempty"` // left out where it is the first word
	Day     Day       `json:"day"`
	At      Instant   `json:"at"`
	Learnt  Instant   `json:"learnt"`
	By      string    `json:"by,omitempty"`
	// and last "body", as EncodeBody wrote it
}

// Canonical is the entry as the book keeps it, gives it out and hashes it.
func (e Entry) Canonical() ([]byte, error) {
	body, err := EncodeBody(e.Body)
	if err != nil {
		return nil, err
	}
	return e.around(body)
}

// around is the canonical form around a body that is encoded already.
func (e Entry) around(body []byte) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(canonical{1, e.Body.EntryKind(), e.Account, e.Ref, e.Line, e.Key, later(e.Rev), e.On(), e.At, e.Learnt, e.By}); err != nil {
		return nil, fmt.Errorf("encode entry %s: %w", e.Key, err)
	}
	buf.Truncate(buf.Len() - len("}\n"))
	buf.WriteString(`,"body":`)
	buf.Write(body)
	buf.WriteByte('}')
	return buf.Bytes(), nil
}

// later is a revision as it is written: nothing for the first.
func later(rev int) int {
	if rev <= 1 {
		return 0
	}
	return rev
}

// ContentHash tells whether two entries of one key say the same: a hash of what
// happened, whatever the account's number is here and whenever we learnt it.
func (e Entry) ContentHash() ([16]byte, error) {
	body, err := EncodeBody(e.Body)
	if err != nil {
		return [16]byte{}, err
	}
	return e.ContentHashOf(body)
}

// ContentHashOf is ContentHash for who has encoded the body already.
func (e Entry) ContentHashOf(body []byte) ([16]byte, error) {
	e.Account, e.Learnt, e.By, e.Rev = 0, 0, "", 0
	c, err := e.around(body)
	sum := sha256.Sum256(c)
	return [16]byte(sum[:16]), err
}
