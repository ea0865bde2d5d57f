package standing

import (
	"cmp"
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/btyd"
)

// sample is what learning keeps of a line's relationships: their days of
// purchase, and little else. Above the limits every other one is dropped, by a
// hash of the account, so that the same log gives the same sample.
type sample struct {
	days       [][]clientele.OrderDay
	contacts   [][]clientele.ContactDay // beside days
	currencies []string                 // beside days
	learnt     []*clientele.History     // beside days: where something was learnt late, what a past day is read from
	contracts  contractCounts
	events     int
	touches    int // days of contact
	mask       uint64
	start, end clientele.Day
	stray      clientele.Day // the last day, where hardly anything comes near it
	calendar   calendar
	season     season
	holes      []hole
	seen       int // relationships before dropping
	hashes     []uint64
}

// The limits of a sample. What a fit gains from more is below what it rounds.
const (
	mostRelations = 100_000
	mostEvents    = 1_500_000
)

func (s *sample) add(r Relation, cfg Config) {
	h := cfg.cut(r.History)
	if len(h.Days) == 0 && len(h.Contacts) == 0 && len(h.Engaged) == 0 {
		return
	}
	s.seen++
	s.contracts.add(h.Engaged, cfg.AsOf)
	hash := mix(uint64(r.Account))
	if hash&s.mask != 0 {
		return
	}
	s.days = append(s.days, slices.Clone(h.Days))
	s.contacts = append(s.contacts, slices.Clone(h.Contacts))
	s.currencies = append(s.currencies, h.Currency)
	s.learnt = append(s.learnt, nil)
	if len(h.Learnt) > 0 {
		s.learnt[len(s.learnt)-1] = &h
	}
	s.hashes = append(s.hashes, hash)
	s.events += len(h.Days)
	s.touches += len(h.Contacts)
	for s.tooLarge() && len(s.days) > 1 {
		if !s.halve() {
			return
		}
	}
}

func (s *sample) tooLarge() bool {
	return len(s.days) > mostRelations || s.events+s.touches > mostEvents
}

// merge adds another line's sample.
func (s *sample) merge(o *sample) {
	s.seen += o.seen
	s.contracts.merge(&o.contracts)
	s.days, s.contacts = append(s.days, o.days...), append(s.contacts, o.contacts...)
	s.currencies, s.learnt = append(s.currencies, o.currencies...), append(s.learnt, o.learnt...)
	s.hashes, s.events, s.touches = append(s.hashes, o.hashes...), s.events+o.events, s.touches+o.touches
	for s.tooLarge() && s.halve() {
	}
}

// halve drops the relationships whose next bit is set; false when none has.
func (s *sample) halve() bool {
	s.mask = s.mask<<1 | 1
	kept := 0
	s.events, s.touches = 0, 0
	for i, h := range s.hashes {
		if h&s.mask == 0 {
			s.days[kept], s.contacts[kept], s.hashes[kept] = s.days[i], s.contacts[i], h
			s.currencies[kept], s.learnt[kept] = s.currencies[i], s.learnt[i]
			s.events += len(s.days[i])
			s.touches += len(s.contacts[i])
			kept++
		}
	}
	fewer := kept < len(s.days)
	clear(s.days[kept:])
	clear(s.contacts[kept:])
	clear(s.learnt[kept:])
	s.currencies, s.learnt = s.currencies[:kept], s.learnt[:kept]
	s.days, s.contacts, s.hashes = s.days[:kept], s.contacts[:kept], s.hashes[:kept]
	return fewer
}

// mix spreads the bits of a number (the finaliser of SplitMix64; Steele, Lea & Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// strayDays is how far beyond nearly all others a last date must lie to be doubted.
const strayDays = 180

// inOrder sorts the relationships by what they did, so that a log teaches the same
// whatever its accounts are called or numbered.
func (s *sample) inOrder() {
	order := make([]int, len(s.days))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(slices.CompareFunc(s.days[a], s.days[b], compareOrders),
			slices.CompareFunc(s.contacts[a], s.contacts[b], compareContacts), cmp.Compare(s.currencies[a], s.currencies[b]))
	})
	s.days, s.contacts, s.learnt = ordered(s.days, order), ordered(s.contacts, order), ordered(s.learnt, order)
	s.currencies, s.hashes = ordered(s.currencies, order), ordered(s.hashes, order)
}

func ordered[T any](all []T, order []int) []T {
	out := make([]T, len(order))
	for to, from := range order {
		out[to] = all[from]
	}
	return out
}

func compareOrders(a, b clientele.OrderDay) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Minor, b.Minor), cmp.Compare(a.Orders, b.Orders))
}

func compareContacts(a, b clientele.ContactDay) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.In, b.In), cmp.Compare(a.Out, b.Out), cmp.Compare(a.Mutual, b.Mutual))
}

// close finds where the log begins, ends, and by which calendar it runs.
func (s *sample) close(asOf clientele.Day) {
	s.end = asOf
	s.inOrder()
	days := make([]clientele.Day, 0, s.events)
	for _, d := range s.days {
		for _, o := range d {
			days = append(days, o.Day)
		}
	}
	if len(days) == 0 {
		s.start = asOf
		return
	}
	slices.Sort(days)
	// One event in 500 may lie outside the log proper, and in a small log one: a stray
	// date must not stretch it.
	strays := max(len(days)/500, min(len(days)/20, 1))
	s.start = days[strays]
	late := days[len(days)-1-strays]
	if last := days[len(days)-1]; last-late > strayDays && last-late > (late-s.start)/4 {
		s.stray = last
	}
	s.calendar = calendarOf(days[len(days)/500:])
	if s.calendar == 0 {
		s.season = learnSeason(days, s.start, s.end)
	}
	s.holes = holesOf(days)
}

// snapshot is the sample as it stood on a day: relationships that had bought.
type snapshot struct {
	at       clientele.Day
	features []features
	who      []int                  // place of each in the sample
	days     [][]clientele.OrderDay // all of each relationship's days, later ones too: for the labels
	typical  float64                // geometric mean of what a purchase comes to
	calendar calendar
}

func (s *sample) asOf(at clientele.Day) snapshot {
	v := snapshot{at: at, calendar: s.calendar}
	begun := 0
	for _, days := range s.days {
		begun += int(outcome(len(days) > 0 && days[0].Day <= at))
	}
	v.features, v.who, v.days = make([]features, 0, begun), make([]int, 0, begun), make([][]clientele.OrderDay, 0, begun)
	var logs, priced float64
	for i, days := range s.days {
		if len(days) == 0 || days[0].Day > at {
			continue
		}
		known, contacts := days, s.contacts[i]
		if s.learnt[i] != nil {
			then := s.learnt[i].AsKnown(at)
			known, contacts = then.Days, then.Contacts
			if len(known) == 0 {
				continue
			}
		}
		f := read(known, at)
		f.contacts = twoWayOf(contacts, at)
		v.features = append(v.features, f)
		v.who = append(v.who, i)
		v.days = append(v.days, days)
		if f.priced > 0 {
			logs += math.Log(f.spend)
			priced++
		}
	}
	if priced > 0 {
		v.typical = math.Exp(logs / priced)
	}
	return v
}

// came counts the days of purchase after the snapshot, up to a day.
func (v *snapshot) came(i int, to clientele.Day) int {
	return countUpTo(v.days[i], to) - countUpTo(v.days[i], v.at)
}

// rows are the snapshot as the models read it, equal ones merged.
func (v *snapshot) rows() []btyd.RF {
	rows := make([]btyd.RF, len(v.features))
	for i := range v.features {
		rows[i] = v.features[i].row()
	}
	return btyd.Collapse(rows)
}

// law is the model of a name, fitted to the snapshot.
func (v *snapshot) law(name string) law { return fitLaw(name, v.rows(), v.calendar) }

// mostOfPast bounds the relationships to which a model of the past is fitted:
// its parameters are then known to some per cents, and there are many pasts.
const mostOfPast = 5_000

// roughLaw is law, of every n-th relationship where they are many.
func (v *snapshot) roughLaw(name string) law {
	stride := len(v.features)/mostOfPast + 1
	rows := make([]btyd.RF, 0, len(v.features)/stride+1)
	for i := 0; i < len(v.features); i += stride {
		rows = append(rows, v.features[i].row())
	}
	return fitLaw(name, btyd.Collapse(rows), v.calendar)
}

// since is what was known at a snapshot, beside what came by the sample's end.
func (s *sample) since(v *snapshot) *past {
	p := &past{days: float64(s.end - v.at), calendar: s.calendar}
	for i := range v.features {
		later := read(v.days[i], s.end)
		p.then, p.now = append(p.then, v.features[i].row()), append(p.now, later.row())
	}
	return p
}
