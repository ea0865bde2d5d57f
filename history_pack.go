package clientele

import (
	"encoding/binary"
	"errors"
)

// historyVersion leads the packed form, so that a later one can tell.
const historyVersion = 1

// Pack writes the history in the compact form in which the ledger keeps it:
// varints, days as differences. It can be dropped and folded again.
func (h History) Pack() []byte {
	p := packer{historyVersion}
	p.text(h.Currency)
	p.uint(h.Foreign)
	p.orders(h.Days)
	p.returns(h.Returns)
	p.contacts(h.Contacts)
	p.engaged(h.Engaged)
	return p
}

type packer []byte

func (p *packer) uint(n int)  { *p = binary.AppendUvarint(*p, uint64(n)) }
func (p *packer) int(n int64) { *p = binary.AppendVarint(*p, n) }

func (p *packer) text(s string) {
	p.uint(len(s))
	*p = append(*p, s...)
}

// flagged keeps a count and a yes or no in one number.
func (p *packer) flagged(n int, yes bool) {
	n <<= 1
	if yes {
		n |= 1
	}
	p.uint(n)
}

func (p *packer) orders(days []OrderDay) {
	p.uint(len(days))
	last := NoDay
	for _, d := range days {
		p.uint(int(d.Day - last))
		p.flagged(d.Orders, d.Priced)
		if d.Priced {
			p.int(d.Minor)
		}
		last = d.Day
	}
}

func (p *packer) returns(days []ReturnDay) {
	p.uint(len(days))
	last := NoDay
	for _, d := range days {
		p.uint(int(d.Day - last))
		p.uint(d.Returns)
		p.int(d.Minor)
		last = d.Day
	}
}

func (p *packer) contacts(days []ContactDay) {
	p.uint(len(days))
	last := NoDay
	for _, d := range days {
		p.uint(int(d.Day - last))
		p.uint(d.In)
		p.uint(d.Out)
		p.flagged(d.Mutual, d.Answered)
		p.uint(d.Minutes)
		last = d.Day
	}
}

func (p *packer) engaged(all []Engagement) {
	p.uint(len(all))
	for _, e := range all {
		p.uint(int(e.Start))
		p.uint(int(e.End))
		p.int(e.Fee.Minor)
		p.text(string(e.Kind))
		p.text(e.Ref)
		p.text(e.Fee.Currency)
		p.text(string(e.Period))
	}
}

// ErrPacked says that bytes are not a packed history. The cure is to fold again.
var ErrPacked = errors.New("not a packed history: run clientele rebuild")

// Unpack reads what Pack wrote.
func (h *History) Unpack(b []byte) error {
	*h = History{}
	if len(b) == 0 {
		return nil
	}
	if b[0] != historyVersion {
		return ErrPacked
	}
	r := unpacker{rest: b[1:]}
	h.Currency = r.text()
	h.Foreign = int(r.uint())
	h.Days = unpackAll(&r, (*unpacker).order)
	h.Returns = unpackAll(&r, (*unpacker).returned)
	h.Contacts = unpackAll(&r, (*unpacker).contact)
	h.Engaged = unpackAll(&r, (*unpacker).engagement)
	if r.bad || len(r.rest) != 0 {
		*h = History{}
		return ErrPacked
	}
	return nil
}

// unpacker reads varints until something is wrong, and remembers that.
type unpacker struct {
	rest []byte
	last Day // of the run that is being read
	bad  bool
}

func unpackAll[T any](r *unpacker, one func(*unpacker) T) []T {
	n := r.count()
	if n == 0 {
		return nil
	}
	r.last = NoDay
	all := make([]T, n)
	for i := range all {
		all[i] = one(r)
	}
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
	d := ContactDay{Day: r.day(), In: int(r.uint()), Out: int(r.uint())}
	d.Mutual, d.Answered = r.flagged()
	d.Minutes = int(r.uint())
	return d
}

func (r *unpacker) engagement() Engagement {
	e := Engagement{Start: Day(r.uint()), End: Day(r.uint())}
	e.Fee.Minor = r.int()
	e.Kind, e.Ref = EngagementKind(r.text()), r.text()
	e.Fee.Currency, e.Period = r.text(), Period(r.text())
	return e
}

func (r *unpacker) day() Day {
	r.last += Day(r.uint())
	return r.last
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

// count reads a length; each element takes at least a byte, so a larger one is a lie.
func (r *unpacker) count() int {
	n := r.uint()
	if n > uint64(len(r.rest)) {
		r.rest, r.bad = nil, true
		return 0
	}
	return int(n)
}

func (r *unpacker) text() string {
	n := r.count()
	s := string(r.rest[:n])
	r.rest = r.rest[n:]
	return s
}
