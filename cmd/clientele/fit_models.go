package main

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/btyd"
)

// fitKind is one model that a log can be fitted with.
type fitKind struct {
	name   string
	params []string // as the reference names them, in the order of the model's fields
	fit    func(*purchases) (fitted, error)
	counts bool // it counts periods, not time
	choice bool // auto may choose it: its likelihood is a density of days, as of the others
}

// fitted is a model with its report, and what else is to be said of it.
type fitted struct {
	model  any // a struct whose fields are the parameters
	report btyd.Report
	said   []string
}

// fitKinds is the list of models, simplest first. One more is one more line.
var fitKinds = []fitKind{
	{name: "nbd", params: []string{"r", "alpha"}, fit: byRows(btyd.FitNBD), choice: true},
	{name: "bgnbd", params: []string{"r", "alpha", "a", "b"}, fit: byRows(btyd.FitBGNBD), choice: true},
	{name: "mbgnbd", params: []string{"r", "alpha", "a", "b"}, fit: byRows(btyd.FitMBGNBD), choice: true},
	{name: "bgcnbd", params: []string{"k", "r", "alpha", "a", "b"}, fit: byRows(btyd.FitBGCNBD), choice: true},
	{name: "mbgcnbd", params: []string{"k", "r", "alpha", "a", "b"}, fit: byRows(btyd.FitMBGCNBD), choice: true},
	{name: "paretonbd", params: []string{"r", "alpha", "s", "beta"}, fit: byRows(btyd.FitParetoNBD), choice: true},
	{name: "paretoggg", params: []string{"t", "gamma", "r", "alpha", "s", "beta"}, fit: sampleGGG},
	{name: "bgbb", params: []string{"alpha", "beta", "gamma", "delta"}, fit: byOpportunities, counts: true},
	{name: "gammagamma", params: []string{"p", "q", "gamma"}, fit: bySpend},
	{name: "sbg", params: []string{"alpha", "beta"}, fit: byTenures(btyd.FitSBG), counts: true},
	{name: "bdw", params: []string{"alpha", "beta", "c"}, fit: byTenures(btyd.FitBdW), counts: true},
}

const (
	autoFit     = "auto"
	calendarFit = "bgbb" // what auto takes on a calendar
	simplestFit = "nbd"  // what it takes where nothing can be compared
)

// fitNames are what --model takes.
func fitNames() string {
	names := []string{autoFit}
	for _, k := range fitKinds {
		names = append(names, k.name)
	}
	return strings.Join(names, ",")
}

func fitKindOf(name string) *fitKind {
	return &fitKinds[slices.IndexFunc(fitKinds, func(k fitKind) bool { return k.name == name })]
}

func byRows[M btyd.Model](fit func([]btyd.RF, ...btyd.Option) (M, btyd.Report, error)) func(*purchases) (fitted, error) {
	return func(p *purchases) (fitted, error) {
		m, rep, err := fit(p.rows())
		f := fitted{model: m, report: rep}
		if p.calendar.name != "" {
			f.say("Purchases come by the calendar, every %s or a whole number of them; this model takes them to fall on any day. --model %s counts by the %[1]s.", p.calendar.name, calendarFit)
		}
		return f, err
	}
}

func byOpportunities(p *purchases) (fitted, error) {
	m, rep, err := btyd.FitBGBB(p.opportunities())
	f := fitted{model: m, report: rep}
	f.sayPeriod(p)
	return f, err
}

func byTenures[M any](fit func([]btyd.Tenure, ...btyd.Option) (M, btyd.Report, error)) func(*purchases) (fitted, error) {
	return func(p *purchases) (fitted, error) {
		rows, back := p.tenures()
		m, rep, err := fit(rows)
		f := fitted{model: m, report: rep}
		f.sayPeriod(p)
		f.say("A contract counts as renewed in each period with a purchase, and as given up with the first period without one.")
		if back > 0 {
			f.say("%s bought again after such a period; only the time before it was read.", many(back, "customer", "customers"))
		}
		return f, err
	}
}

func bySpend(p *purchases) (fitted, error) {
	m, rep, err := btyd.FitGammaGamma(p.spends())
	f := fitted{model: m, report: rep}
	f.say("Read are the days of purchase after the first, of the %s with such a day and an amount.", many(int(rep.Customers), "customer", "customers"))
	return f, err
}

// sampleGGG gives the medians of the posterior: its tails are too long for means.
func sampleGGG(p *purchases) (fitted, error) {
	m, rep, err := btyd.SampleParetoGGG(p.rows(), btyd.Sampling{})
	f := fitted{report: rep}
	f.report.LogLikelihood = math.NaN()
	if m == nil {
		return f, err
	}
	f.model = struct{ T, Gamma, R, Alpha, S, Beta float64 }{m.T.Median, m.Gamma.Median, m.R.Median, m.Alpha.Median, m.S.Median, m.Beta.Median}
	f.say("Sampled, not maximised: the parameters are medians of the posterior, the errors its standard deviations; the likelihood has no closed form.")
	f.say("The mean k of the customers is %.3g (5 %% to 95 %%: %.3g to %.3g); at 1 purchases are as irregular as chance makes them.", m.K.Mean, m.K.Low, m.K.High)
	return f, err
}

func (f *fitted) say(format string, args ...any) {
	f.said = append(f.said, fmt.Sprintf(format, args...))
}

// sayPeriod says what was counted.
func (f *fitted) sayPeriod(p *purchases) {
	if p.calendar.name != "" {
		f.say("Purchases come by the calendar: counted by the %s, each at the nearest date.", p.calendar.name)
	} else {
		f.say("No calendar was recognised: counted by the %s from each first purchase on, whole ones only; several purchases in one count as one.", p.unit.name)
	}
}

// params are the numbers of the model, in the order of its fields.
func (f *fitted) params() []float64 {
	v := reflect.ValueOf(f.model)
	values := make([]float64, v.NumField())
	for i := range values {
		values[i] = v.Field(i).Convert(reflect.TypeFor[float64]()).Float()
	}
	return values
}

// fit fits the model of a name, or the one that auto chooses.
func (p *purchases) fit(ctx context.Context, name string) (*fitAnswer, error) {
	var why []string
	if name == autoFit {
		name, why = p.choose(ctx)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	k := fitKindOf(name)
	f, err := k.fit(p)
	a, err := p.answer(k, f, err)
	if err != nil {
		return nil, err
	}
	a.Notes = slices.Insert(a.Notes, 0, why...)
	return a, nil
}

// choose takes the model of the calendar where there is one. Otherwise every
// model is fitted to the first two thirds of the log, and the one under which
// what the same customers did after is most likely is taken:
// ln L(all) - ln L(two thirds). Of equals the simpler one.
func (p *purchases) choose(ctx context.Context) (name string, why []string) {
	if p.calendar.name != "" {
		return calendarFit, nil
	}
	start := p.start()
	at := start + (p.end-start)*2/3
	known := p.known(at)
	then := known.cut(at)
	before, after := then.rows(), known.rows()
	best, name := math.Inf(-1), simplestFit
	var compared []string
	for _, k := range fitKinds {
		if !k.choice || at == p.end || ctx.Err() != nil {
			continue
		}
		f, err := k.fit(then)
		m, ok := f.model.(btyd.Model)
		if err != nil || !ok {
			continue
		}
		if f.report.Has(btyd.DropoutNotIdentifiable) {
			compared = append(compared, k.name+" left out: nobody is seen to leave")
			continue
		}
		gain := 0.0
		for i := range before {
			gain += m.LogLikelihood(after[i]) - m.LogLikelihood(before[i])
		}
		compared = append(compared, fmt.Sprintf("%s %.1f", k.name, gain))
		if gain > best+1e-6 {
			best, name = gain, k.name
		}
	}
	if compared == nil {
		return name, []string{fmt.Sprintf("The log is too short to compare models: %s, the simplest, was taken.", name)}
	}
	return name, []string{fmt.Sprintf("%s was chosen: fitted to what was known on %s, it made what %s did after that day most likely. Log-likelihoods: %s.",
		name, longDay(at), many(len(before), "customer", "customers"), strings.Join(compared, ", "))}
}

func (p *purchases) start() clientele.Day {
	start := p.end
	for _, c := range p.customers {
		start = min(start, c.days[0])
	}
	return start
}

// known are the customers who had bought by a day, with all that they did.
func (p *purchases) known(at clientele.Day) *purchases {
	known := *p
	known.asRows = nil
	known.customers = slices.DeleteFunc(slices.Clone(p.customers), func(c customer) bool { return c.days[0] > at })
	return &known
}

// cut forgets what came after a day.
func (p *purchases) cut(at clientele.Day) *purchases {
	then := *p
	then.end, then.asRows = at, nil
	return &then
}
