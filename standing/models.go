package standing

import (
	"fmt"
	"math"

	"github.com/clientele-crm/clientele/btyd"
)

// law is a fitted model of a line's repeat purchases, in days.
type law struct {
	Name   string    `json:"name"`
	Params []float64 `json:"params"`
	model  btyd.Model
}

// lawKind is one model that a line of business may follow. Rate gives the
// gamma prior of the rate (shape, and rate in days) from the parameters.
type lawKind struct {
	name  string
	leave bool // whether anyone can leave for good
	fit   func([]btyd.RF) ([]float64, btyd.Report, error)
	model func([]float64) btyd.Model
}

// lawKinds is the list of models, simplest first. One more is one more line.
var lawKinds = []lawKind{
	{"nbd", false, fitNBD, func(p []float64) btyd.Model { return btyd.NBD{R: p[0], Alpha: p[1]} }},
	{"bgnbd", true, fitBGNBD, func(p []float64) btyd.Model { return btyd.BGNBD{R: p[0], Alpha: p[1], A: p[2], B: p[3]} }},
	{"mbgnbd", true, fitMBGNBD, func(p []float64) btyd.Model { return btyd.MBGNBD{R: p[0], Alpha: p[1], A: p[2], B: p[3]} }},
}

// weakPrior is the spread of a prior on log parameters that keeps a small log
// off the bounds and is not felt by a large one; in median ages, so unit-free.
var weakPrior = btyd.WithPrior(3)

func fitNBD(rows []btyd.RF) ([]float64, btyd.Report, error) {
	m, rep, err := btyd.FitNBD(rows, weakPrior)
	return []float64{m.R, m.Alpha}, rep, err
}

func fitBGNBD(rows []btyd.RF) ([]float64, btyd.Report, error) {
	m, rep, err := btyd.FitBGNBD(rows, weakPrior)
	return []float64{m.R, m.Alpha, m.A, m.B}, rep, err
}

func fitMBGNBD(rows []btyd.RF) ([]float64, btyd.Report, error) {
	m, rep, err := btyd.FitMBGNBD(rows, weakPrior)
	return []float64{m.R, m.Alpha, m.A, m.B}, rep, err
}

func lawKindOf(name string) *lawKind {
	for i := range lawKinds {
		if lawKinds[i].name == name {
			return &lawKinds[i]
		}
	}
	return &lawKinds[0]
}

// fitLaw fits the model of a name; where it cannot, it falls back to the first
// of the list, and at last to one purchase a mean gap with shape 1.
func fitLaw(name string, rows []btyd.RF) law {
	for _, n := range []string{name, lawKinds[0].name} {
		k := lawKindOf(n)
		par, _, err := k.fit(rows)
		if err == nil && sound(par) {
			return law{k.name, par, k.model(par)}
		}
	}
	events, time := totals(rows)
	par := []float64{1, (time + 30) / (events + 1)} // one repeat a month is added, so that no rate is zero
	k := lawKinds[0]
	return law{k.name, par, k.model(par)}
}

// fewLaw is the law of a log too small to tell leaving from chance. Of a hundred
// purchases five are taken to be the last one, give or take (Beta(.5, 9.5)), so
// that a long silence still counts; the rates are fitted from fifty repeats on,
// and below, ten gaps of a quarter of a year are mixed in. Both are conventions.
func fewLaw(rows []btyd.RF) law {
	events, time := totals(rows)
	rates := []float64{1, (time + 10*yearDays/4) / (events + 10)}
	if events >= leastRepeats {
		rates = fitLaw("nbd", rows).Params
	}
	k := lawKindOf("mbgnbd")
	par := []float64{rates[0], rates[1], 0.5, 9.5}
	return law{k.name, par, k.model(par)}
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

func sound(par []float64) bool {
	for _, p := range par {
		if !(p > 0) || math.IsInf(p, 0) {
			return false
		}
	}
	return true
}

// revive builds the model again after the law was read back from its stored form.
func (l *law) revive() error {
	k := lawKindOf(l.Name)
	if want := map[bool]int{false: 2, true: 4}[k.leave]; k.name != l.Name || len(l.Params) != want || !sound(l.Params) {
		return fmt.Errorf("read law %q: %d parameters do not make one", l.Name, len(l.Params))
	}
	l.model = k.model(l.Params)
	return nil
}

// chooseLaw fits every model to what was known at an earlier day, and takes
// the one under which what came after was most likely: ln L(now) - ln L(then)
// of the same relationships. A simpler model wins a draw.
func chooseLaw(then, now []btyd.RF) (name string, notes []string) {
	best := math.Inf(-1)
	for _, k := range lawKinds {
		par, rep, err := k.fit(then)
		if err != nil || !sound(par) {
			continue
		}
		if k.leave && rep.Has(btyd.DropoutNotIdentifiable) {
			notes = []string{"Nobody is seen to leave for good: the model without leaving explains as much."}
			continue
		}
		m, gain := k.model(par), 0.0
		for i, r := range then {
			gain += m.LogLikelihood(now[i]) - m.LogLikelihood(r)
		}
		if gain > best+1e-9 {
			best, name = gain, k.name
		}
	}
	if name == "" {
		name = lawKinds[0].name
	}
	return name, notes
}

// row is the relationship as the models read it.
func (f *facts) row() btyd.RF { return btyd.RF{X: f.x, Tx: f.tx, T: f.t} }

// windowsProb is P(each of the next three windows of length w holds an event)
// if purchases are memoryless: P(alive) times the inclusion and exclusion of
// empty windows under the gamma posterior of the rate. It takes nobody to
// leave within the windows; the card corrects for that.
func (l *law) windowsProb(f *facts) float64 {
	shape, rate := l.Params[0]+float64(f.x), l.Params[1]+f.t
	p := 1.0
	for k, c := range [windows + 1]float64{1, -3, 3, -1} {
		if k > 0 {
			p += c * math.Exp(-shape*math.Log1p(float64(k)*f.window/rate))
		}
	}
	return min(max(p, 0), 1) * l.alive(f)
}

func (l *law) alive(f *facts) float64 { return orElse(l.model.AliveProb(f.row()), 0.5) }

func (l *law) active(f *facts, days float64) float64 {
	return orElse(l.model.ActiveProb(f.row(), days), 0.5)
}

func (l *law) expected(f *facts, days float64) float64 {
	own := days * (l.Params[0] + float64(f.x)) / (l.Params[1] + f.t)
	return min(max(orElse(l.model.Expected(f.row(), days), own), 0), days)
}

// orElse is v, or the fallback where the model could not say.
func orElse(v, fallback float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return fallback
	}
	return v
}
