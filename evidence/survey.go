package evidence

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
)

// Survey is what the rows of a file come to: what people compare with what their shop
// says. It counts rows, so that every row of the file is in it once.
type Survey struct {
	Rows     int64 `json:"rows"`     // of data: taken and left out
	Taken    int64 `json:"taken"`    // rows that became a part of an entry
	Left     int64 `json:"left"`     // rows that did not, by the reasons below
	Heads    int64 `json:"heads"`    // lines beside these that only say whose the rows below them are
	Whole    bool  `json:"whole"`    // the file was read to its end
	Accounts int64 `json:"accounts"` // different ones, of the rows taken

	Orders     int64         `json:"orders"`          // that somebody paid something for
	Nothing    int64         `json:"nothing"`         // orders of nothing: called off, paid back or given away
	Unpriced   int64         `json:"unpriced"`        // of the orders: those that name no amount
	Returns    int64         `json:"returns"`         // goods and money that went back
	Contacts   int64         `json:"contacts"`        // interactions
	Agreements int64         `json:"agreements"`      // engagements
	First      clientele.Day `json:"first"`           // day of anything
	Last       clientele.Day `json:"last"`            // day of anything
	Sums       []Sum         `json:"sums"`            // by currency, the one with the most orders first
	Reasons    []Reason      `json:"reasons"`         // why rows were left out, the most frequent first
	Notes      []string      `json:"notes,omitempty"` // how the plan took what the file leaves open
	Shown      []Taken       `json:"-"`               // the first entries, to be looked at

	// What a book makes of the file, which says it here: accounts that were written down by hand
	// and are now known as the file names them, and new ones that bear a name known already.
	Joined    int64 `json:"joined,omitempty"`
	Namesakes int64 `json:"namesakes,omitempty"`
}

// Sum is what was bought and what went back, in one currency.
type Sum struct {
	Currency string `json:"currency"`
	Orders   int64  `json:"orders"`
	Bought   int64  `json:"bought"`   // in minor units
	Returned int64  `json:"returned"` // likewise, above zero
}

// Reason is why rows were left out: rows of one reason are counted, and some are shown.
type Reason struct {
	What     string    `json:"what"` // as of the first such row
	Column   string    `json:"column,omitempty"`
	Remedy   string    `json:"remedy,omitempty"`
	Count    int64     `json:"count"`
	Varies   bool      `json:"varies,omitempty"` // the others name other values
	Examples []Example `json:"examples"`
}

// Example is a row that was left out.
type Example struct {
	Line int    `json:"line"`
	Row  string `json:"row"`
}

// What bounds what a survey keeps.
const (
	shownEntries  = 12
	shownExamples = 3
	mostReasons   = 40
	exampleBytes  = 240
)

// Surveyor counts what is read, entry by entry.
type Surveyor struct {
	s        Survey
	accounts *seen
	sums     map[string]*Sum
	reasons  map[string]*Reason
	order    []*Reason
}

// NewSurveyor begins to count what a plan's file gives.
func NewSurveyor(p *Plan) *Surveyor {
	return &Surveyor{accounts: newSeen(p.rowsGuess() / 8), sums: map[string]*Sum{}, reasons: map[string]*Reason{}}
}

// Entry counts an entry and its rows.
func (v *Surveyor) Entry(t *Taken) {
	s := &v.s
	s.Rows += int64(t.Rows)
	s.Taken += int64(t.Rows)
	if v.accounts.add(quickHash(t.Who.Key)) == 1 {
		s.Accounts++
	}
	day := t.On()
	if s.First == clientele.NoDay || day < s.First {
		s.First = day
	}
	s.Last = max(s.Last, day)
	switch b := t.Body.(type) {
	case clientele.Order:
		v.bought(b.Total)
	case clientele.Return:
		s.Returns++
		if !b.Total.IsNone() {
			v.sum(b.Total.Currency).Returned += b.Total.Minor
		}
	case clientele.Interaction:
		s.Contacts++
	case clientele.Engagement:
		s.Agreements++
	}
	if len(s.Shown) < shownEntries {
		s.Shown = append(s.Shown, *t)
	}
}

func (v *Surveyor) bought(total clientele.Money) {
	switch {
	case total.IsNone():
		v.s.Orders++
		v.s.Unpriced++
	case total.Minor <= 0:
		v.s.Nothing++
	default:
		v.s.Orders++
		sum := v.sum(total.Currency)
		sum.Orders++
		sum.Bought += total.Minor
	}
}

func (v *Surveyor) sum(currency string) *Sum {
	if v.sums[currency] == nil {
		v.sums[currency] = &Sum{Currency: currency}
	}
	return v.sums[currency]
}

// quickHash is FNV-1a, mixed, of a text that is short.
func quickHash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return mix(h)
}

// Reject counts a row that was left out.
func (v *Surveyor) Reject(r *Reject) {
	v.s.Rows++
	v.s.Left++
	key := r.Kind()
	g := v.reasons[key]
	if g == nil && len(v.order) >= mostReasons {
		key = ""
		g = v.reasons[key]
	}
	if g == nil {
		g = &Reason{What: r.What, Column: r.Column, Remedy: r.Remedy}
		if key == "" {
			*g = Reason{What: clientele.Tell("evidence.other-reasons"), Remedy: clientele.Tell("evidence.other-reasons-remedy")}
		}
		v.reasons[key], v.order = g, append(v.order, g)
	}
	g.Count++
	g.Varies = g.Varies || g.What != r.What
	if len(g.Examples) < shownExamples {
		g.Examples = append(g.Examples, Example{r.Line, clip(strings.Join(r.Row, " | "), exampleBytes)})
	}
}

// Read is what was counted of a walk through the plan's file.
func (v *Surveyor) Read(p *Plan) Survey {
	s := v.s
	s.Whole, s.Heads, s.Notes = !p.cut, p.heads, p.Notes
	s.Sums, s.Reasons = []Sum{}, []Reason{}
	for _, sum := range v.sums {
		s.Sums = append(s.Sums, *sum)
	}
	slices.SortFunc(s.Sums, func(a, b Sum) int {
		return cmp.Or(cmp.Compare(b.Orders, a.Orders), cmp.Compare(a.Currency, b.Currency))
	})
	for _, g := range v.order {
		s.Reasons = append(s.Reasons, *g)
	}
	slices.SortStableFunc(s.Reasons, func(a, b Reason) int { return cmp.Compare(b.Count, a.Count) })
	return s
}

// Bounds say how far a survey reads.
type Bounds struct {
	Rows int64           // 0: to the end
	Stop <-chan struct{} // closed where it has lasted long enough; nil: never
}

// Survey reads a file without keeping anything of it, and says what it comes to. What
// was read when the bounds are reached is complete in itself: orders whose lines are
// still to come are counted as far as they were read.
func (p *Plan) Survey(ctx context.Context, b Bounds) (Survey, error) {
	v := NewSurveyor(p)
	for t, err := range p.taken(ctx, b) {
		var reject *Reject
		switch {
		case err == nil:
			v.Entry(&t)
		case errors.As(err, &reject):
			v.Reject(reject)
		default:
			return v.Read(p), err
		}
	}
	return v.Read(p), nil
}
