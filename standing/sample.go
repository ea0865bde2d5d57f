package standing

import (
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
	renewed    int                      // contracts that were followed by another
	over       int                      // contracts that ended, renewed or not
	events     int
	touches    int // days of contact
	mask       uint64
	start, end clientele.Day
	stray      clientele.Day // the last day, where hardly anything comes near it
	period     int           // days between the dates on which a line's calendar allows events; 0: any day
	seen       int           // relationships before dropping
	hashes     []uint64
}

// The limits of a sample. What a fit gains from more is below what it rounds.
const (
	mostRelations = 100_000
	mostEvents    = 1_500_000
)

func (s *sample) add(r Relation, asOf clientele.Day) {
	h := r.History.Before(asOf)
	if len(h.Days) == 0 && len(h.Contacts) == 0 && len(h.Engaged) == 0 {
		return
	}
	s.seen++
	s.countRenewals(h.Engaged, asOf)
	hash := mix(uint64(r.Account))
	if hash&s.mask != 0 {
		return
	}
	s.days = append(s.days, slices.Clone(h.Days))
	s.contacts = append(s.contacts, slices.Clone(h.Contacts))
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

// renewalDays is how long after its end, or half that before, another contract
// still counts as the renewal of one.
const renewalDays = 60

func (s *sample) countRenewals(engaged []clientele.Engagement, asOf clientele.Day) {
	for i, e := range engaged {
		if e.End == clientele.NoDay || e.End+renewalDays > asOf {
			continue
		}
		s.over++
		for _, next := range engaged[i+1:] {
			if next.Start >= e.End-renewalDays/2 && next.Start <= e.End+renewalDays {
				s.renewed++
				break
			}
		}
	}
}

// merge adds another line's sample.
func (s *sample) merge(o *sample) {
	s.seen, s.over, s.renewed = s.seen+o.seen, s.over+o.over, s.renewed+o.renewed
	s.days, s.contacts = append(s.days, o.days...), append(s.contacts, o.contacts...)
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
			s.events += len(s.days[i])
			s.touches += len(s.contacts[i])
			kept++
		}
	}
	fewer := kept < len(s.days)
	clear(s.days[kept:])
	clear(s.contacts[kept:])
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

// close finds where the log begins, ends, and by which calendar it runs.
func (s *sample) close(asOf clientele.Day) {
	s.end = asOf
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
	// One event in 500 may lie before the log proper: a stray date must not stretch it.
	s.start = days[len(days)/500]
	late := days[len(days)-1-len(days)/500]
	if last := days[len(days)-1]; last-late > strayDays && last-late > (late-s.start)/4 {
		s.stray = last
	}
	s.period = period(slices.Compact(days[len(days)/500:]))
}

// period recognises a line whose events fall on few dates, such as the ends of
// quarters: the median distance of distinct dates, where it is 20 days or more.
func period(distinct []clientele.Day) int {
	if len(distinct) < 4 {
		return 0
	}
	gaps := make([]int, 0, len(distinct)-1)
	for i := 1; i < len(distinct); i++ {
		gaps = append(gaps, int(distinct[i]-distinct[i-1]))
	}
	slices.Sort(gaps)
	if g := gaps[len(gaps)/2]; g >= 20 {
		return g
	}
	return 0
}

// snapshot is the sample as it stood on a day: relationships that had bought.
type snapshot struct {
	at      clientele.Day
	facts   []facts
	who     []int                  // place of each in the sample
	days    [][]clientele.OrderDay // all of each relationship's days, later ones too: for the labels
	typical float64                // geometric mean of what a purchase comes to
}

func (s *sample) asOf(at clientele.Day) snapshot {
	v := snapshot{at: at}
	var logs, priced float64
	for i, days := range s.days {
		if len(days) == 0 || days[0].Day > at {
			continue
		}
		f := read(days, at)
		f.contacts = twoWayOf(s.contacts[i], at)
		v.facts = append(v.facts, f)
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

// rows are the snapshot as the models read it, equal ones merged.
func (v *snapshot) rows() []btyd.RF {
	rows := make([]btyd.RF, len(v.facts))
	for i := range v.facts {
		rows[i] = v.facts[i].row()
	}
	return btyd.Collapse(rows)
}

// sameRows are the rows of a snapshot and of the same relationships at its sample's end, in step.
func (s *sample) sameRows(v *snapshot) (then, now []btyd.RF) {
	for i := range v.facts {
		then = append(then, v.facts[i].row())
		later := read(v.days[i], s.end)
		now = append(now, later.row())
	}
	return then, now
}
