package standing

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/btyd"
)

// law is a fitted model of a line's repeat purchases, in days.
type law struct {
	Name  string     `json:"name"`
	Model btyd.Model `json:"model"`
	pace  pace
}

// pace is the gamma prior of a customer's rate, read as if purchases were
// memoryless: its shape, and its rate in days.
type pace struct{ shape, rate float64 }

// lawKind is one model that a line of business may follow.
type lawKind struct {
	name     string
	leave    bool // whether anyone can leave for good
	calendar bool // whether it counts a calendar's opportunities, not days
	fit      func([]btyd.RF, calendar) (btyd.Model, btyd.Report, error)
	read     func([]byte) (btyd.Model, error)
	pace     func(btyd.Model) pace
}

// lawKinds is the list of models, simplest first, and of two as simple the one in
// which who bought once may have left before the one in which nobody of those
// has. One more is one more line.
var lawKinds = []lawKind{
	kindOf("nbd", btyd.FitNBD, func(m btyd.NBD) pace { return pace{m.R, m.Alpha} }).staying(),
	kindOf("mbgnbd", btyd.FitMBGNBD, func(m btyd.MBGNBD) pace { return pace{m.R, m.Alpha} }),
	kindOf("bgnbd", btyd.FitBGNBD, func(m btyd.BGNBD) pace { return pace{m.R, m.Alpha} }),
	kindOf("paretonbd", btyd.FitParetoNBD, func(m btyd.ParetoNBD) pace { return pace{m.R, m.Alpha} }),
	kindOf("mbgcnbd", regular(btyd.FitMBGCNBD), func(m btyd.MBGCNBD) pace { return phased(m.K, m.R, m.Alpha) }),
	kindOf("bgcnbd", regular(btyd.FitBGCNBD), func(m btyd.BGCNBD) pace { return phased(m.K, m.R, m.Alpha) }),
	calendarKind("bgbb", fitOnCalendar, onCalendar.pace),
}

// phases are how many a gap may take: between these, forecasts hardly differ.
var phases = []int{1, 2, 3, 5}

// mostPhased is how many relationships a model of phases is fitted to: they tell
// its parameters within a few in a hundred, and more would take minutes.
const mostPhased = 4000

// regular fits a model of gaps in phases, as many as the likelihood rises with.
func regular[M btyd.Model](fit func([]btyd.RF, ...btyd.Option) (M, btyd.Report, error)) func([]btyd.RF, ...btyd.Option) (M, btyd.Report, error) {
	return func(rows []btyd.RF, opts ...btyd.Option) (best M, rep btyd.Report, err error) {
		some := rows
		if stride := (len(rows)-1)/mostPhased + 1; stride > 1 {
			some = nil
			for i := 0; i < len(rows); i += stride {
				some = append(some, rows[i])
			}
		}
		for i, k := range phases {
			m, r, e := fit(some, append(opts, btyd.WithK(k))...)
			if i > 0 && (e != nil || r.LogLikelihood <= rep.LogLikelihood) {
				break
			}
			best, rep, err = m, r, e
		}
		return best, rep, err
	}
}

// phased is the pace of gaps of k phases: events come at a k-th of the phases' rate.
func phased(k int, r, alpha float64) pace { return pace{r / float64(k), alpha} }

// weakPrior is the spread of a prior on log parameters that keeps a small log
// off the bounds and is not felt by a large one; in median ages, so unit-free.
var weakPrior = btyd.WithPrior(3)

func kindOf[M btyd.Model](name string, fit func([]btyd.RF, ...btyd.Option) (M, btyd.Report, error), of func(M) pace) lawKind {
	k := calendarKind(name, func(rows []btyd.RF, _ calendar) (M, btyd.Report, error) { return fit(rows, weakPrior) }, of)
	k.calendar = false
	return k
}

func calendarKind[M btyd.Model](name string, fit func([]btyd.RF, calendar) (M, btyd.Report, error), of func(M) pace) lawKind {
	return lawKind{name: name, leave: true, calendar: true,
		fit: func(rows []btyd.RF, c calendar) (btyd.Model, btyd.Report, error) { return fit(rows, c) },
		read: func(b []byte) (btyd.Model, error) {
			var m M
			err := json.Unmarshal(b, &m)
			return m, err
		},
		pace: func(m btyd.Model) pace { return of(m.(M)) }}
}

// staying says that nobody leaves under the model.
func (k lawKind) staying() lawKind {
	k.leave = false
	return k
}

func lawKindOf(name string) *lawKind {
	for i := range lawKinds {
		if lawKinds[i].name == name {
			return &lawKinds[i]
		}
	}
	return &lawKinds[0]
}

// law is the fitted model with its name; ok is false where its parameters make none.
func (k *lawKind) law(m btyd.Model) (l law, ok bool) {
	// A model answers NaN to a proper row exactly where its parameters are none.
	if m == nil || math.IsNaN(m.LogLikelihood(btyd.RF{})) {
		return law{}, false
	}
	return law{k.name, m, k.pace(m)}, true
}

// fitLaw fits the model of a name; where it cannot, it falls back to the first
// of the list, and at last to one purchase a mean gap with shape 1.
func fitLaw(name string, rows []btyd.RF, c calendar) law {
	for _, k := range []*lawKind{lawKindOf(name), &lawKinds[0]} {
		if k.calendar && c == 0 {
			continue
		}
		if m, _, err := k.fit(rows, c); err == nil {
			if l, ok := k.law(m); ok {
				return l
			}
		}
	}
	events, time := totals(rows)
	m := btyd.NBD{R: 1, Alpha: (time + 30) / (events + 1)} // one repeat a month is added, so that no rate is zero
	return law{lawKinds[0].name, m, pace{m.R, m.Alpha}}
}

// fewLaw is the law of a log too small to tell leaving from chance. Of a hundred
// purchases five are taken to be the last one, give or take (Beta(.5, 9.5)), so
// that a long silence still counts; where several fall into a month, five of a
// hundred months, or who buys daily would be gone within weeks. The rates are
// fitted from fifty repeats on, and below, one gap of a quarter of a year is
// mixed in. These are conventions.
func fewLaw(rows []btyd.RF) law {
	events, time := totals(rows)
	p := pace{1, (time + yearDays/4) / (events + 1)}
	if events >= leastRepeats {
		p = fitLaw("nbd", rows, 0).pace
	}
	monthly := max(1, p.shape/p.rate*yearDays/12) // purchases, one at least
	return law{"mbgnbd", btyd.MBGNBD{R: p.shape, Alpha: p.rate, A: 0.5, B: 9.5 * monthly}, p}
}

// totals are the repeat purchases of all rows, and the days in which they came.
func totals(rows []btyd.RF) (events, time float64) {
	for _, r := range rows {
		w := max(r.Weight, 1)
		events += w * float64(r.X)
		time += w * r.T
	}
	return events, time
}

// UnmarshalJSON reads a law in its stored form.
func (l *law) UnmarshalJSON(b []byte) error {
	var stored struct {
		Name  string          `json:"name"`
		Model json.RawMessage `json:"model"`
	}
	if err := json.Unmarshal(b, &stored); err != nil {
		return err
	}
	k := lawKindOf(stored.Name)
	if k.name != stored.Name {
		return fmt.Errorf("read law %q: there is no such model", stored.Name)
	}
	m, err := k.read(stored.Model)
	if err != nil {
		return fmt.Errorf("read law %q: %w", stored.Name, err)
	}
	read, ok := k.law(m)
	if !ok {
		return fmt.Errorf("read law %q: %s do not make one", stored.Name, stored.Model)
	}
	*l = read
	return nil
}

// past is a line's relationships at an earlier day and, in step, at the end of
// the log: what a model that knew the first says of the second.
type past struct {
	then, now []btyd.RF
	days      float64 // between
	calendar  calendar
}

// candidate is a law fitted to the past, and what it made of the time after.
type candidate struct {
	law
	leave, calendar bool
	gains           []float64 // log-likelihood of what came, given what was known, by relationship
	total           float64
}

// chooseLaw fits every model to what was known at an earlier day, and takes
// the one under which what came after was most likely: ln L(now) - ln L(then)
// of the same relationships. Where that cannot tell models apart, the one whose
// counts came closest is taken. A model of a calendar has no density over days;
// it is held against the best of the others by what both say: the chance of a
// purchase in the days that came.
func (p *past) chooseLaw() (name string, notes []string) {
	var days, dates []candidate
	for i := range lawKinds {
		switch c, ok := p.candidate(&lawKinds[i]); {
		case ok && c.calendar:
			dates = append(dates, c)
		case ok:
			days = append(days, c)
		}
	}
	best := candidate{law: law{Name: lawKinds[0].name}}
	if len(days) > 0 {
		best = p.closest(days)
	}
	for _, c := range dates {
		if best.Model == nil || p.surprise(&c.law) < p.surprise(&best.law) {
			best = c
		}
	}
	if !best.leave {
		notes = []string{clientele.Tell("standing.note-nobody-leaves")}
	}
	return best.Name, notes
}

// candidate fits a model to what was known then.
func (p *past) candidate(k *lawKind) (c candidate, ok bool) {
	if k.calendar && p.calendar == 0 {
		return c, false
	}
	m, rep, err := k.fit(p.then, p.calendar)
	if err != nil || k.leave && rep.Has(btyd.DropoutNotIdentifiable) {
		return c, false
	}
	c.leave, c.calendar = k.leave, k.calendar
	if c.law, ok = k.law(m); !ok || k.calendar {
		return c, ok
	}
	for i, r := range p.then {
		g := m.LogLikelihood(p.now[i]) - m.LogLikelihood(r)
		c.gains, c.total = append(c.gains, g), c.total+g
	}
	return c, !math.IsNaN(c.total)
}

// Two models are level while their likelihoods differ by less than so many
// standard errors; of level ones the simpler is taken, unless another's counts
// came closer by a hundredth.
const (
	levelErrors = 2
	closerBy    = 0.01
)

func (p *past) closest(all []candidate) candidate {
	top := slices.MaxFunc(all, func(a, b candidate) int { return cmp.Compare(a.total, b.total) })
	best, least := top, math.Inf(1)
	for _, c := range all {
		var square float64
		for i, g := range c.gains {
			square += (top.gains[i] - g) * (top.gains[i] - g)
		}
		if top.total-c.total > levelErrors*math.Sqrt(square) {
			continue
		}
		var off float64
		for i, r := range p.then {
			off += math.Abs(orElse(c.Model.Expected(r, p.days), 0) - float64(p.now[i].X-r.X))
		}
		if off < least*(1-closerBy) {
			best, least = c, off
		}
	}
	return best
}

// surprise is the mean log loss of a purchase since then.
func (p *past) surprise(l *law) float64 {
	said, came := make([]float64, len(p.then)), make([]bool, len(p.then))
	for i, r := range p.then {
		said[i] = orElse(l.Model.ActiveProb(r, p.days), 0.5)
		came[i] = p.now[i].X > r.X
	}
	return LogLoss(said, came)
}

// row is the relationship as the models read it.
func (f *features) row() btyd.RF { return btyd.RF{X: f.x, Tx: f.tx, T: f.t, Litt: f.logSum} }

// windowsProb is P(each of the next three windows of length w holds an event)
// if purchases are memoryless: P(alive) times the inclusion and exclusion of
// empty windows under the gamma posterior of the rate. It takes nobody to
// leave within the windows; the card corrects for that.
func (l *law) windowsProb(f *features, s season) float64 {
	shape, rate := l.pace.shape+float64(f.x), l.pace.rate+f.t
	var width [windows]float64
	for k := range width {
		width[k] = s.busy(f.asOf+clientele.Day(float64(k)*f.window), f.window)
	}
	p := 0.0
	for empty := range 1 << windows {
		sign, days := 1.0, 0.0
		for k, w := range width {
			if empty>>k&1 == 1 {
				sign, days = -sign, days+w
			}
		}
		p += sign * math.Exp(-shape*math.Log1p(days/rate))
	}
	return min(max(p, 0), 1) * l.alive(f)
}

func (l *law) alive(f *features) float64 { return orElse(l.Model.AliveProb(f.row()), 0.5) }

func (l *law) active(f *features, days float64) float64 {
	return orElse(l.Model.ActiveProb(f.row(), days), 0.5)
}

func (l *law) expected(f *features, days float64) float64 {
	return l.expectedOr(l.Model.Expected(f.row(), days), f, days)
}

// expectedOr is what the model expects, within what is possible, or the own pace where it could not say.
func (l *law) expectedOr(n float64, f *features, days float64) float64 {
	own := days * (l.pace.shape + float64(f.x)) / (l.pace.rate + f.t)
	return min(max(orElse(n, own), 0), days)
}

// foretells is both: the chance of an order, and how many are expected.
func (l *law) foretells(f *features, days float64) (active, expected float64) {
	one := btyd.About(l.Model, f.row())
	return orElse(one.ActiveProb(days), 0.5), l.expectedOr(one.Expected(days), f, days)
}

// orElse is v, or the fallback where the model could not say.
func orElse(v, fallback float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return fallback
	}
	return v
}
