package revenue

import (
	"cmp"
	"maps"
	"slices"

	"github.com/clientele-crm/clientele"
)

// Fold adds up histories, which come in the order of their accounts. It keeps sums by cohort
// and month, and one number an account, so that any number of histories can stream through.
type Fold struct {
	asOf    clientele.Day
	through Month
	parts   map[part]*series
}

// part is what is added up apart: of a line or of all, in one currency.
type part struct {
	all      bool
	line     clientele.Line
	currency string
}

// NewFold begins one as of a day; byMonth: the log knows months only.
func NewFold(asOf clientele.Day, byMonth bool) *Fold {
	return &Fold{asOf: asOf, through: Through(asOf, byMonth), parts: map[part]*series{}}
}

// Year is what one relationship brought in one currency, in the twelve months that ended last,
// and in the twelve before.
type Year struct {
	clientele.Relationship
	Currency string
	Began    Month
	Minor    int64 // of the last twelve months
	Before   int64 // of the twelve before
	Moved    Moved
}

// Moved is how a relationship's revenue of a year went against the year before.
type Moved string

// What there is between two years. Still: in neither.
const (
	Came   Moved = "new"      // its first ever was within the last twelve months
	Back   Moved = "back"     // nothing in the twelve before, something earlier
	Grew   Moved = "grown"    // more than in the twelve before
	Same   Moved = "same"     // the same
	Shrank Moved = "shrunk"   // less
	Left   Moved = "lost"     // nothing, after something in the twelve before
	Still  Moved = "inactive" // nothing in both
)

// AllMoved in the order in which they are shown.
var AllMoved = []Moved{Left, Shrank, Same, Grew, Back, Came}

// Kind is what somebody counts as today: one of the kinds, or that they have lapsed.
type Kind int

// The kinds that money is told by.
const (
	OfClients Kind = iota
	OfCustomers
	OfOthers // prospects, and those that were not measured yet
	OfLapsed
	kinds
)

// Add takes a history in, and says what it brought in its years, by currency.
func (f *Fold) Add(rel clientele.Relationship, h *clientele.History, kind Kind) (years []Year) {
	began := beganIn(h)
	if began > f.asOf || began == clientele.NoDay {
		return nil
	}
	for _, currency := range currenciesOf(h) {
		flows := flowsIn(h, currency, f.asOf)
		if len(flows) == 0 {
			continue
		}
		one := relation{rel, MonthOf(began), flows, kind, nil}
		if currency == h.Currency || currency == "" || len(h.Days) == 0 {
			one.history = h // counted once, in its main currency
		}
		y := f.yearOf(&one)
		y.Currency = currency
		years = append(years, y)
		f.series(part{false, rel.Line, currency}).add(&one, &y)
		f.series(part{true, "", currency}).add(&one, &y)
	}
	return years
}

type relation struct {
	clientele.Relationship
	began   Month
	flows   []flow
	kind    Kind
	history *clientele.History
}

func (f *Fold) series(p part) *series {
	s := f.parts[p]
	if s == nil {
		s = newSeries(f.asOf, f.through)
		f.parts[p] = s
	}
	return s
}

// beganIn is the day of the first purchase or of the first agreement with a fee.
func beganIn(h *clientele.History) clientele.Day {
	began := h.First()
	for _, e := range h.Engaged {
		if e.Fee.Minor != 0 && (began == clientele.NoDay || e.Start < began) {
			began = e.Start
		}
	}
	return began
}

// currenciesOf are those of purchases and of agreements; "" counts orders, where nothing has an amount.
func currenciesOf(h *clientele.History) []string {
	all := h.Currencies()
	for _, e := range h.Engaged {
		if e.Fee.Minor != 0 && !slices.Contains(all, e.Fee.Currency) {
			all = append(all, e.Fee.Currency)
		}
	}
	if len(all) == 0 {
		return []string{""}
	}
	return all
}

func (f *Fold) yearOf(one *relation) Year {
	y := Year{Relationship: one.Relationship, Began: one.began}
	earlier := false
	for _, w := range one.flows {
		switch ago := f.through - w.month; {
		case ago < 0:
		case ago < 12:
			y.Minor += w.minor
		case ago < 24:
			y.Before += w.minor
		default:
			earlier = true
		}
	}
	was, is := max(y.Before, 0), max(y.Minor, 0)
	switch {
	case was == 0 && is == 0:
		y.Moved = Still
	case was == 0 && earlier:
		y.Moved = Back
	case was == 0:
		y.Moved = Came
	case is == 0:
		y.Moved = Left
	case is > was:
		y.Moved = Grew
	case is < was:
		y.Moved = Shrank
	default:
		y.Moved = Same
	}
	return y
}

// All are the figures of each part, the parts of all lines first.
func (f *Fold) All() []Figures {
	keys := slices.SortedFunc(maps.Keys(f.parts), func(a, b part) int {
		if a.all != b.all {
			return map[bool]int{true: -1, false: 1}[a.all]
		}
		return cmp.Or(cmp.Compare(a.currency, b.currency), cmp.Compare(a.line, b.line))
	})
	views := make([]Figures, 0, len(keys))
	for _, p := range keys {
		v := f.parts[p].view()
		v.AllLines, v.Line, v.Currency = p.all, p.line, p.currency
		views = append(views, v)
	}
	return views
}
