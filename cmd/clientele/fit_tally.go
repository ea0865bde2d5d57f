package main

import (
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/standing"
)

// tally holds the orders of a log by column, one in twenty bytes. A history takes ten
// times that where most accounts bought once or twice.
type tally struct {
	places     []int32 // of the relationships, in the order in which their orders came
	days       []clientele.Day
	minors     []int64
	codes      []uint8 // places in currencies
	currencies []string
	begins     []int32 // by relationship, once closed: its orders are those of order from here to where the next begins
	order      []int32
	scratch    clientele.History
}

// take keeps an order of which no more than day and amount is to be known.
func (t *tally) take(place int, day clientele.Day, e *clientele.Entry) bool {
	o, ok := e.Body.(clientele.Order)
	if !ok || e.Learnt.Day() > day || e.Learnt != 0 && day < clientele.Instant(0).Day() {
		return false
	}
	code := slices.Index(t.currencies, o.Total.Currency)
	if code < 0 {
		if code = len(t.currencies); code > math.MaxUint8 {
			return false
		}
		t.currencies = append(t.currencies, o.Total.Currency)
	}
	t.places, t.days = append(t.places, int32(place)), append(t.days, day)
	t.minors, t.codes = append(t.minors, o.Total.Minor), append(t.codes, uint8(code))
	return true
}

// close sorts the orders by relationship, and gives those that came before a
// history was begun to that history.
func (t *tally) close(rels []standing.Relation) {
	t.begins = make([]int32, len(rels)+1)
	for _, p := range t.places {
		t.begins[p+1]++
	}
	for p := range rels {
		t.begins[p+1] += t.begins[p]
	}
	next := slices.Clone(t.begins)
	t.order = make([]int32, len(t.places))
	for i, p := range t.places {
		t.order[next[p]] = int32(i)
		next[p]++
	}
	t.places = nil
	for p, r := range rels {
		if r.History != nil {
			t.give(int32(p), r.History)
		}
	}
}

func (t *tally) give(place int32, h *clientele.History) {
	for _, i := range t.order[t.begins[place]:t.begins[place+1]] {
		total := clientele.Money{Minor: t.minors[i], Currency: t.currencies[t.codes[i]]}
		h.Apply(clientele.Entry{Day: t.days[i], Body: clientele.Order{Total: total}})
	}
}

func (t *tally) history(place int32) *clientele.History {
	t.scratch = clientele.History{Days: t.scratch.Days[:0]}
	t.give(place, &t.scratch)
	return &t.scratch
}
