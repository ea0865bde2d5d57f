package clientele

import (
	"encoding/binary"
	"errors"
	"slices"
)

// historyVersion leads the packed form. A section more is not a new version:
// whoever does not know its tag skips it.
const historyVersion = 2

// The sections of a packed history. A tag keeps its meaning for ever.
const (
	sectionDays = 1 + iota
	sectionReturns
	sectionContacts
	sectionEngaged
	sectionAmounts // the main currency, and the amounts in others
	sectionLearnt
)

// Pack writes the history in the compact form in which the ledger keeps it:
// sections of tag, length and payload; in them varints, days as differences. An
// empty section is left out. It can be dropped and folded again.
func (h History) Pack() []byte {
	out := packer{bytes: []byte{historyVersion}}
	if len(h.Days) > 0 {
		out.section(sectionDays, func(p *packer) { packAll(p, h.Days, (*packer).order) })
	}
	if len(h.Returns) > 0 {
		out.section(sectionReturns, func(p *packer) { packAll(p, h.Returns, (*packer).returned) })
	}
	if len(h.Contacts) > 0 {
		out.section(sectionContacts, func(p *packer) { packAll(p, h.Contacts, (*packer).contact) })
	}
	if len(h.Engaged) > 0 {
		out.section(sectionEngaged, func(p *packer) { packAll(p, h.Engaged, (*packer).engagement) })
	}
	if h.Currency != "" || len(h.Others) > 0 {
		out.section(sectionAmounts, func(p *packer) {
			p.text(h.Currency)
			packAll(p, h.Others, (*packer).amounts)
		})
	}
	if len(h.Learnt) > 0 {
		out.section(sectionLearnt, func(p *packer) { packAll(p, h.Learnt, (*packer).late) })
	}
	return out.bytes
}

// packer writes varints.
type packer struct {
	bytes []byte
	last  Day // of the run that is being written
}

// section writes one; its length goes before it, so that it can be skipped.
func (p *packer) section(tag int, write func(*packer)) {
	var payload packer
	write(&payload)
	p.uint(tag)
	p.uint(len(payload.bytes))
	p.bytes = append(p.bytes, payload.bytes...)
}

func packAll[T any](p *packer, all []T, one func(*packer, T)) {
	p.uint(len(all))
	last := p.last
	p.last = NoDay
	for _, x := range all {
		one(p, x)
	}
	p.last = last
}

func (p *packer) uint(n int)  { p.bytes = binary.AppendUvarint(p.bytes, uint64(n)) }
func (p *packer) int(n int64) { p.bytes = binary.AppendVarint(p.bytes, n) }

func (p *packer) text(s string) {
	p.uint(len(s))
	p.bytes = append(p.bytes, s...)
}

// flagged keeps a count and a yes or no in one number.
func (p *packer) flagged(n int, yes bool) {
	n <<= 1
	if yes {
		n |= 1
	}
	p.uint(n)
}

func (p *packer) day(d Day) {
	p.uint(int(d - p.last))
	p.last = d
}

func (p *packer) order(d OrderDay) {
	p.day(d.Day)
	p.flagged(d.Orders, d.Priced)
	if d.Priced {
		p.int(d.Minor)
	}
}

func (p *packer) returned(d ReturnDay) {
	p.day(d.Day)
	p.uint(d.Returns)
	p.int(d.Minor)
}

func (p *packer) contact(d ContactDay) {
	p.day(d.Day)
	p.contacts(d)
}

func (p *packer) contacts(d ContactDay) {
	p.uint(d.In)
	p.uint(d.Out)
	p.flagged(d.Mutual, d.Answered)
	p.uint(d.Minutes)
}

func (p *packer) engagement(e Engagement) {
	p.int(int64(e.Start))
	p.int(int64(e.End))
	p.money(e.Fee)
	p.text(string(e.Kind))
	p.text(e.Ref)
	p.text(string(e.Period))
}

func (p *packer) money(m Money) {
	p.int(m.Minor)
	p.text(m.Currency)
}

func (p *packer) amounts(a Amounts) {
	p.text(a.Currency)
	packAll(p, a.Bought, (*packer).amount)
	packAll(p, a.Returned, (*packer).amount)
}

func (p *packer) amount(d DayAmount) {
	p.day(d.Day)
	p.int(d.Minor)
}

// lateKinds are the kinds of fact that may be learnt late, by their number in the packed form.
var lateKinds = []EntryKind{KindOrder, KindReturn, KindInteraction, KindEngagement}

func (p *packer) late(l Late) {
	p.int(int64(l.Learnt))
	p.int(int64(l.Day))
	p.flagged(slices.Index(lateKinds, l.Kind), l.Renewed)
	switch l.Kind {
	case KindOrder, KindReturn:
		p.money(l.Amount)
	case KindInteraction:
		p.contacts(l.Contact)
	case KindEngagement:
		p.engagement(l.Engaged)
	}
}

// ErrPacked says that bytes are not a packed history. The cure is to fold again.
var ErrPacked = errors.New("not a packed history: run clientele rebuild")

// Unpack reads what Pack wrote, and skips sections that it does not know.
func (h *History) Unpack(b []byte) error {
	*h = History{}
	if len(b) == 0 {
		return nil
	}
	if b[0] != historyVersion {
		return ErrPacked
	}
	r := unpacker{rest: b[1:]}
	last := uint64(0) // tags ascend: no section comes twice
	for len(r.rest) > 0 {
		tag, payload := r.uint(), unpacker{rest: r.bytes(r.count(1))}
		if r.bad || tag <= last || !h.section(tag, &payload) {
			*h = History{}
			return ErrPacked
		}
		last = tag
	}
	return nil
}

// section reads one, and says whether it was sound.
func (h *History) section(tag uint64, r *unpacker) bool {
	switch tag {
	case sectionDays:
		h.Days = unpackAll(r, 2, (*unpacker).order)
	case sectionReturns:
		h.Returns = unpackAll(r, 3, (*unpacker).returned)
	case sectionContacts:
		h.Contacts = unpackAll(r, 5, (*unpacker).contact)
	case sectionEngaged:
		h.Engaged = unpackAll(r, 7, (*unpacker).engagement)
	case sectionAmounts:
		h.Currency = r.text()
		h.Others = unpackAll(r, 3, (*unpacker).amounts)
	case sectionLearnt:
		h.Learnt = unpackAll(r, 5, (*unpacker).late)
	default:
		return true
	}
	return !r.bad && len(r.rest) == 0
}

// unpacker reads varints until something is wrong, and remembers that.
type unpacker struct {
	rest []byte
	last Day // of the run that is being read
	in   int // elements of that run so far
	bad  bool
}

// unpackAll reads a list whose elements take at least so many bytes each.
func unpackAll[T any](r *unpacker, least int, one func(*unpacker) T) []T {
	n := r.count(least)
	if n == 0 {
		return nil
	}
	last, in := r.last, r.in
	r.last, r.in = NoDay, 0
	all := make([]T, n)
	for i := range all {
		all[i] = one(r)
	}
	r.last, r.in = last, in
	return all
}

func (r *unpacker) order() OrderDay {
	d := OrderDay{Day: r.day()}
	d.Orders, d.Priced = r.flagged()
	if d.Priced {
		d.Minor = r.int()
	}
	return d
}

func (r *unpacker) returned() ReturnDay {
	return ReturnDay{Day: r.day(), Returns: int(r.uint()), Minor: r.int()}
}

func (r *unpacker) contact() ContactDay {
	day := r.day()
	d := r.contacts()
	d.Day = day
	return d
}

func (r *unpacker) contacts() ContactDay {
	d := ContactDay{In: int(r.uint()), Out: int(r.uint())}
	d.Mutual, d.Answered = r.flagged()
	d.Minutes = int(r.uint())
	return d
}

func (r *unpacker) engagement() Engagement {
	e := Engagement{Start: Day(r.int()), End: Day(r.int()), Fee: r.money()}
	e.Kind, e.Ref, e.Period = EngagementKind(r.text()), r.text(), Period(r.text())
	return e
}

func (r *unpacker) money() Money { return Money{Minor: r.int(), Currency: r.text()} }

func (r *unpacker) amounts() Amounts {
	return Amounts{r.text(), unpackAll(r, 2, (*unpacker).amount), unpackAll(r, 2, (*unpacker).amount)}
}

func (r *unpacker) amount() DayAmount { return DayAmount{r.day(), r.int()} }

func (r *unpacker) late() Late {
	l := Late{Learnt: Day(r.int()), Day: Day(r.int())}
	kind, renewed := r.flagged()
	if kind < 0 || kind >= len(lateKinds) {
		r.rest, r.bad = nil, true
		return l
	}
	l.Kind, l.Renewed = lateKinds[kind], renewed
	switch l.Kind {
	case KindOrder, KindReturn:
		l.Amount = r.money()
	case KindInteraction:
		l.Contact = r.contacts()
		l.Contact.Day = l.Day
	default:
		l.Engaged = r.engagement()
	}
	return l
}

// day reads one of a run; all but the first lie after the one before.
func (r *unpacker) day() Day {
	d := r.last + Day(r.uint())
	if r.in++; r.in > 1 && d <= r.last {
		r.rest, r.bad = nil, true
	}
	r.last = d
	return d
}

func (r *unpacker) flagged() (int, bool) {
	n := r.uint()
	return int(n >> 1), n&1 == 1
}

func (r *unpacker) uint() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.rest, r.bad = nil, true
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *unpacker) int() int64 {
	v, n := binary.Varint(r.rest)
	if n <= 0 {
		r.rest, r.bad = nil, true
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

// count reads a length; each element takes at least so many bytes, so a larger one is a lie.
func (r *unpacker) count(least int) int {
	n := r.uint()
	if n > uint64(len(r.rest)/least) {
		r.rest, r.bad = nil, true
		return 0
	}
	return int(n)
}

func (r *unpacker) bytes(n int) []byte {
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *unpacker) text() string { return string(r.bytes(r.count(1))) }
