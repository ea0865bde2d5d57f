package revenue

import (
	"math"

	"github.com/clientele-crm/clientele"
)

// TriedBack is how the forecast did on the firm's own past: made at the end of each month with
// nothing but what was known then, its interval too, and set beside what came.
type TriedBack struct {
	Origins []TriedOnce `json:"origins"` // the latest two years of them, the latest first
	Year    Held        `json:"year"`    // of sums over twelve months, or over as many as the past holds
	Months  Held        `json:"months"`  // of single months, each of the twelve ahead
	Ahead   int         `json:"ahead"`   // over how many months the sums go
	Miss    float64     `json:"miss"`    // the typical factor less one by which a sum was off
}

// Held are how many intervals held what came, and of how many.
type Held struct {
	Inside int `json:"inside"`
	Of     int `json:"of"`
}

// Share is the part of them.
func (h Held) Share() float64 { return float64(h.Inside) / float64(max(h.Of, 1)) }

func (h *Held) add(in bool) {
	h.Of++
	if in {
		h.Inside++
	}
}

// TriedOnce is one forecast of the past.
type TriedOnce struct {
	Upon   clientele.Day `json:"upon"` // the last day of what was known
	Ahead  int           `json:"ahead"`
	Said   Ranged        `json:"said"`
	Came   float64       `json:"came"`
	Inside bool          `json:"inside"`
}

// Before the past has spoken, a sum over a year is believed to be off by such a factor, as a
// standard deviation of its log, and a single month by more; each counts as so many cases.
const (
	usualMiss      = 0.2
	usualMonthMiss = 0.35
	usualCases     = 2
)

// mostOrigins are the month ends that are tried, the latest; leastBefore as many months lie
// before the first of them.
const (
	mostOrigins = 72
	leastBefore = 6
)

// nothing is what part of an ordinary month, or of so many, is next to nothing.
const nothing = 20

// miss is the log of what came over what was said; what is next to nothing beside an ordinary
// month counts as next to nothing.
func miss(came, said, ordinary float64) float64 {
	floor := ordinary / nothing
	return math.Log(max(came, floor) / max(said, floor))
}

// record keeps by how much something was off at each origin, by months ahead: a sum through that
// month, and the month itself.
type record struct {
	from   int // the first origin
	sums   [][Ahead]float64
	months [][Ahead]float64
}

func (r *record) note(t *table, n int, path []float64) {
	var sums, months [Ahead]float64
	said, came := 0.0, 0.0
	ordinary := mean(t.total[max(0, n-12):n])
	for h := range Ahead {
		if n+h >= len(t.total) {
			sums[h], months[h] = math.NaN(), math.NaN()
			continue
		}
		said, came = said+path[h], came+t.total[n+h]
		sums[h], months[h] = miss(came, said, ordinary*float64(h+1)), miss(t.total[n+h], path[h], ordinary)
	}
	r.sums, r.months = append(r.sums, sums), append(r.months, months)
}

// spread is a standard deviation and how many cases it stands on.
type spread struct{ sd, cases float64 }

// known is by how much was missed h months ahead (from 0), by what had come by month n: misses of
// forecasts that overlap are not as many as there are of them.
func known(misses [][Ahead]float64, from, n, h int) (square float64, cases float64) {
	count := 0
	for k := range misses {
		if from+k+h+1 > n {
			break
		}
		square += misses[k][h] * misses[k][h]
		count++
	}
	if count == 0 {
		return 0, 0
	}
	return square / float64(count), 1 + float64(count-1)/float64(h+1)
}

// sumSpread is of sums through h months: where none has come that goes so far, a shorter one
// tells, as misses of the level add up over time.
func (r *record) sumSpread(n, h int) spread {
	prior := usualMiss*usualMiss + (usualMonthMiss*usualMonthMiss-usualMiss*usualMiss)*(12/float64(h+1)-1)/11
	at, scale := h, 1.0
	square, cases := known(r.sums, r.from, n, at)
	for ; cases == 0 && at > 0; at-- {
		square, cases = known(r.sums, r.from, n, at-1)
		scale = float64(h+1) / float64(at)
	}
	cases /= scale
	return spread{math.Sqrt((usualCases*prior + cases*square*scale) / (usualCases + cases)), usualCases + cases}
}

func (r *record) monthSpread(n, h int) spread {
	at, scale := h, 1.0
	square, cases := known(r.months, r.from, n, at)
	for ; cases == 0 && at > 0; at-- {
		square, cases = known(r.months, r.from, n, at-1)
		scale = math.Sqrt(float64(h+1) / float64(at))
	}
	cases = 1 + (cases-1)*math.Sqrt(float64(h+1)) // months overlap less than sums do
	if square == 0 {
		cases = 0
	}
	cases /= scale
	return spread{math.Sqrt((usualCases*usualMonthMiss*usualMonthMiss + cases*square*scale) / (usualCases + cases)), usualCases + cases}
}

// around is the range of eight in ten, of a deviate whose spread is itself learnt from so many
// cases. What reaches down to next to nothing reaches to nothing.
func (s spread) around(x, ordinary float64) Ranged {
	by := math.Exp(student90(s.cases) * s.sd)
	floor := ordinary / nothing
	e := Ranged{x, max(x, floor) / by, max(x, floor) * by}
	if e.Low <= floor*(1+1e-9) {
		e.Low = 0
	}
	return e
}

// student90 is the 90th per cent of Student's t (Abramowitz & Stegun 26.7.5), for three and more
// degrees of freedom as they come here; below three, of three.
func student90(cases float64) float64 {
	v := max(cases, 3)
	z := ends
	z3, z5 := z*z*z, z*z*z*z*z
	return z + (z3+z)/(4*v) + (5*z5+16*z3+3*z)/(96*v*v)
}

// combined is the mixture of the ways, as it was made at each month end.
type combined struct {
	from  int
	own   []record // of each way
	mixed record
}

// ahead mixes what the ways say from the first n months, by what had come by then.
func (c *combined) ahead(t *table, n, months int) []float64 {
	parts := c.weights(n)
	path := make([]float64, months)
	for i, w := range ways {
		for h, x := range w.path(t, n, months) {
			path[h] += parts[i] * x
		}
	}
	return path
}

// weights of the ways: the inverse square of by how much each was off, over as long as the past
// holds, with what is believed before it has spoken.
func (c *combined) weights(n int) []float64 {
	parts, sum := make([]float64, len(ways)), 0.0
	for i := range ways {
		s := c.own[i].sumSpread(n, Ahead-1)
		parts[i] = 1 / (s.sd * s.sd * s.sd * s.sd)
		sum += parts[i]
	}
	for i := range parts {
		parts[i] /= sum
	}
	return parts
}

// forecastOf tries the ways on the past, mixes them, and looks ahead.
func forecastOf(t *table) *Outlook {
	hole := t.hole()
	t = t.since(hole)
	n := len(t.total)
	if n < leastMonths || total(t.total[max(0, n-12):]) <= 0 {
		return nil
	}
	c := &combined{from: max(leastBefore, n-mostOrigins), own: make([]record, len(ways))}
	c.mixed.from = c.from
	for i := range ways {
		c.own[i].from = c.from
	}
	f := &Outlook{combined: c, hole: hole, Tried: TriedBack{Ahead: Ahead, Origins: []TriedOnce{}}}
	over := Ahead
	if whole := n - c.from; whole < Ahead+3 { // too short for a year ahead: over as many as are known
		over = max(1, min(Ahead, whole/2))
	}
	f.Tried.Ahead = over
	for at := c.from; at < n; at++ {
		path := c.ahead(t, at, Ahead)
		f.try(t, at, path, over)
		for i, w := range ways {
			c.own[i].note(t, at, w.path(t, at, Ahead))
		}
		c.mixed.note(t, at, path)
	}
	if hole > 0 {
		f.Since = t.from.First()
	}
	f.finish(t)
	return f
}

// try sets what would have been said at a month end beside what came.
func (f *Outlook) try(t *table, at int, path []float64, over int) {
	c := f.combined
	ordinary := mean(t.total[max(0, at-12):at])
	for h := range Ahead {
		if at+h < len(t.total) {
			e := c.mixed.monthSpread(at, h).around(path[h], ordinary)
			came := max(t.total[at+h], 0)
			f.Tried.Months.add(e.Low <= came && came <= e.High)
		}
	}
	if at+over > len(t.total) {
		return
	}
	o := TriedOnce{Upon: (t.from + Month(at) - 1).Last(), Ahead: over, Said: c.mixed.sumSpread(at, over-1).around(total(path[:over]), ordinary*float64(over)), Came: total(t.total[at : at+over])}
	o.Inside = o.Said.Low <= o.Came && o.Came <= o.Said.High
	f.Tried.Year.add(o.Inside)
	f.Tried.Origins = append([]TriedOnce{o}, f.Tried.Origins...)
}

// keptOrigins are shown.
const keptOrigins = 24

func (f *Outlook) finish(t *table) {
	c, n := f.combined, len(t.total)
	square, cases := known(c.mixed.sums, c.from, n, f.Tried.Ahead-1)
	if cases > 0 {
		f.Tried.Miss = math.Exp(math.Sqrt(square)) - 1
	}
	f.Tried.Origins = f.Tried.Origins[:min(len(f.Tried.Origins), keptOrigins)]
	path, ordinary := c.ahead(t, n, Ahead), mean(t.total[max(0, n-12):n])
	for h, x := range path {
		f.Months = append(f.Months, MonthAhead{(t.from + Month(n+h)).First(), c.mixed.monthSpread(n, h).around(x, ordinary)})
	}
	f.Total = c.mixed.sumSpread(n, Ahead-1).around(total(path), ordinary*Ahead)
	f.LastTwo = [2]float64{total(t.total[max(0, n-12):]), total(t.total[max(0, n-24):max(0, n-12)])}
	for i, part := range c.weights(n) {
		one := MixedWay{Name: ways[i].name, Part: part, Total: total(ways[i].path(t, n, Ahead))}
		if square, cases := known(c.own[i].sums, c.from, n, f.Tried.Ahead-1); cases > 0 {
			one.Miss = math.Exp(math.Sqrt(square)) - 1
		}
		f.Mix = append(f.Mix, one)
	}
}
