package standing

import (
	"flag"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
)

// trialUnit is one firm as of one day: a real log, or a part of one that is a
// log of its own, cut where it is measured.
type trialUnit struct {
	industry, name string
	shock          bool // the windows that follow lie in 2020 or in the hole of July 2021
	sample         *sample
	at             clientele.Day // the day of the measure
	now            *sample       // what was known on it
}

// trialParts are the logs: whole sets, and parts by a hash of the account.
var trialParts = []struct {
	set, name string
	part, of  uint64
	until     string // the log ends here; "" where it ends
	shares    []float64
	shock     bool
}{
	{"cdnow", "all", 0, 1, "", []float64{.4, .5, .6, .7, .8, .9}, false},
	{"cdnow", "tenth", 1, 10, "", []float64{.5, .7, .85}, false},
	{"cdnow", "third", 2, 3, "", []float64{.5, .7, .85}, false},
	{"retail", "all", 0, 1, "", []float64{.4, .5, .6, .7, .8, .9}, false},
	{"retail", "half", 1, 2, "", []float64{.5, .6, .7, .8}, false},
	{"retail", "quarter", 2, 4, "", []float64{.5, .6, .7, .8}, false},
	{"supplier", "all", 0, 1, "2020-02-29", []float64{.3, .4, .5, .6, .7, .8, .9}, false},
	{"supplier", "third", 1, 3, "2020-02-29", []float64{.4, .6, .8}, false},
	{"supplier", "eighth", 3, 8, "2020-02-29", []float64{.4, .6, .8}, false},
	{"advisory", "all", 0, 1, "", []float64{.5, .6, .7, .8}, false},
	{"advisory", "half", 1, 2, "", []float64{.5, .6, .7, .8}, false},
	{"railway", "all", 0, 1, "", []float64{.4, .5, .6, .7, .8, .9}, false},
	{"council", "all", 0, 1, "", []float64{.3, .4, .5, .6, .7, .8, .9}, false},
	{"foundation", "all", 0, 1, "", []float64{.4, .5, .6, .7, .8}, false},
	{"supplier", "shock", 0, 1, "", []float64{.55, .641, .72, .8, .8655, .92}, true},
}

var trialBuildings = []string{"Community", "Economy & Culture", "Corporate Affairs"}

var knownUnits []trialUnit

func trialUnits(t testing.TB) []trialUnit {
	t.Helper()
	if knownUnits != nil {
		return knownUnits
	}
	var units []trialUnit
	sets := map[string][]Relation{}
	for _, p := range trialParts {
		if sets[p.set] == nil {
			sets[p.set] = slices.Collect(load(t, p.set))
		}
		var part []Relation
		for i, r := range sets[p.set] {
			if mix(uint64(i)+77)%p.of == p.part%p.of {
				part = append(part, r)
			}
		}
		units = append(units, cutUnits(t, part, trialUnit{industry: p.set, name: p.name, shock: p.shock}, p.until, p.shares)...)
	}
	spec := realLogs["supplier"]
	for _, unit := range trialBuildings {
		part := spec
		amount := spec.amount
		part.amount = func(get func(string) string) (float64, bool) {
			v, ok := amount(get)
			return v, ok && get("unit") == unit
		}
		rels := slices.Collect(loadLog(t, part))
		units = append(units, cutUnits(t, rels, trialUnit{industry: "supplier", name: unit}, "2020-02-29", []float64{.5, .65, .8})...)
	}
	knownUnits = units
	return units
}

func cutUnits(t testing.TB, rels []Relation, like trialUnit, until string, shares []float64) []trialUnit {
	end := clientele.Day(math.MaxInt32)
	if until != "" {
		end = day(t, until)
	}
	whole := trialSample(rels, end)
	var out []trialUnit
	for _, share := range shares {
		u := like
		u.sample, u.at = whole, whole.start+clientele.Day(share*float64(whole.end-whole.start))
		u.name = fmt.Sprintf("%s %s %s", like.industry, like.name, u.at)
		u.now = trialSample(rels, u.at)
		out = append(out, u)
	}
	return out
}

// trialSample reads relationships up to a day; the log ends with its last event.
func trialSample(rels []Relation, end clientele.Day) *sample {
	s := &sample{}
	last := clientele.NoDay
	for _, r := range rels {
		s.add(r, Config{AsOf: end})
		last = max(last, r.History.AsKnown(end).Last())
	}
	s.close(min(end, last))
	return s
}

// calibration is how far what was said lies from what came.
type calibration struct {
	n                 int
	rate              float64
	auc, brier, loss  float64
	ece, chance       float64 // ECE, and what it would be were every word true
	off, offSE        float64 // mean said less mean came, and its standard error
	slope             float64 // of the log-odds: below 1, too sure
	band, said, there float64 // cases said .5 or more, what was said of them, and what came
}

func calibrate(p []float64, came []bool) calibration {
	c := calibration{n: len(p), rate: share(came), auc: AUC(p, came), brier: Brier(p, came), loss: LogLoss(p, came), ece: ECE(p, came)}
	rng := rand.New(rand.NewPCG(5, uint64(len(p))))
	drawn := make([]bool, len(p))
	const draws = 60
	for range draws {
		for i, q := range p {
			drawn[i] = rng.Float64() < q
		}
		c.chance += ECE(p, drawn) / draws
	}
	d := design{width: 1}
	n := float64(len(p))
	for i, q := range p {
		c.off += (q - outcome(came[i])) / n
		c.offSE += q * (1 - q) / n / n
		d.add([]float64{logit(q)}, outcome(came[i]), 1)
		if q >= 0.5 {
			c.band++
			c.said += q
			c.there += outcome(came[i])
		}
	}
	c.offSE = math.Sqrt(c.offSE)
	c.said, c.there = c.said/max(c.band, 1), c.there/max(c.band, 1)
	l := d.fit(linear{Center: []float64{0}, Scale: []float64{1}}, belief{[]float64{1}, []float64{3}})
	c.slope = l.Coef[0]
	return c
}

func (c calibration) String() string {
	return fmt.Sprintf("n %4d ECE %.3f (chance %.3f) off %+.3f±%.3f slope %.2f, %3.0f said .5 or more: said %.2f came %.2f",
		c.n, c.ece, c.chance, c.off, 1.96*c.offSE, c.slope, c.band, c.said, c.there)
}

// clientWords are what the measure and what it is compared with say of "client" on a unit.
type clientWords struct {
	came                   []bool
	ours, plain, late, all []float64 // plain: MBG/NBD + Platt; late: recency + Platt; all: the base rate
	low, high              float64   // mean ends of our ranges
}

// inside says that what came on the whole lies within the ranges on the whole,
// give or take chance: of one relationship nobody knows the truth.
func (w *clientWords) inside() bool {
	came := share(w.came)
	noise := tenth * math.Sqrt(came*(1-came)/float64(len(w.came)))
	return came >= w.low-noise && came <= w.high+noise
}

func (u *trialUnit) client(l *lineMeasure) clientWords {
	var w clientWords
	d := u.now.label("mbgnbd", l.leastGaps())
	recency := make([]float64, len(d.features))
	base := 1.0
	for i := range d.features {
		recency[i] = -math.Log1p(d.features[i].elapsed)
		base += d.y[i]
	}
	base /= float64(len(d.y)) + 4
	plain, late := plattFit(d.memoryless, d.y), plattFit(recency, d.y)
	view := u.sample.asOf(u.at)
	book := newBaselines(&view, 1)
	m := &Measure{AsOf: u.at, HorizonDays: 365, All: l}
	for i := range view.features {
		f := &view.features[i]
		if f.x < l.leastGaps() {
			continue
		}
		came, known := cameBack(view.days[i], f, u.sample.end)
		if !known {
			continue
		}
		s := m.Of(Relation{History: &clientele.History{Days: view.days[i]}})
		w.came = append(w.came, came)
		w.ours = append(w.ours, s.ClientProb)
		n := float64(len(w.ours))
		w.low, w.high = w.low+(s.ClientRange.Low-w.low)/n, w.high+(s.ClientRange.High-w.high)/n
		w.plain = append(w.plain, logistic(plain.sum([]float64{logit(book.plain.active(f, windows*f.window))})))
		w.late = append(w.late, logistic(late.sum([]float64{-math.Log1p(f.elapsed)})))
		w.all = append(w.all, base)
	}
	return w
}

// bandHolds says that of those called clients as many were as the binomial
// interval of what was said of them allows.
func (c *calibration) bandHolds() bool {
	half := 1.96*math.Sqrt(c.said*(1-c.said)/c.band) + 0.5/c.band
	return math.Abs(c.said-c.there) <= half
}

// trialTotals are means over the units of an industry, then over industries.
type trialTotals struct {
	units, gain, brier, skill, loss, net, off, slope, wins, aucWins, eceOK, band, bandOK float64
	late, worse                                                                          float64 // Brier less that of recency, and where by more than .003
}

func (s *trialTotals) see(ours calibration, plain, late calibration) {
	s.units++
	s.gain += ours.auc - late.auc
	s.brier += ours.brier - plain.brier
	s.late += ours.brier - late.brier
	s.worse += outcome(ours.brier > late.brier+0.003)
	s.skill += 1 - ours.brier/(ours.rate*(1-ours.rate))
	s.loss += ours.loss
	s.net += ours.ece - ours.chance
	s.off += math.Abs(ours.off)
	s.slope += ours.slope
	s.wins += outcome(ours.brier < plain.brier)
	s.aucWins += outcome(ours.auc-late.auc > 0.03)
	s.eceOK += outcome(ours.ece < 0.03 || ours.ece < ours.chance+0.01)
	if ours.band >= leastWatched {
		s.band++
		s.bandOK += outcome(ours.bandHolds())
	}
}

func (s *trialTotals) String() string {
	n := max(s.units, 1)
	return fmt.Sprintf("units %2.0f: AUC gain %+.3f (>.03: %.2f) Brier-plain %+.4f (won %.2f) -recency %+.4f (worse by .003: %.0f) skill %.3f loss %.4f ECE net %+.3f (ok %.2f) |off| %.3f slope %.2f band ok %.0f/%.0f",
		s.units, s.gain/n, s.aucWins/n, s.brier/n, s.wins/n, s.late/n, s.worse, s.skill/n, s.loss/n, s.net/n, s.eceOK/n, s.off/n, s.slope/n, s.bandOK, s.band)
}

// activeWords are what the measure and what it is compared with say of "active".
type activeWords struct {
	days                   int
	came                   []bool
	ours, raw, plain, late []float64
}

func (u *trialUnit) active() activeWords {
	w := activeWords{days: min(365, int(u.sample.end-u.at), int(u.at-u.sample.start)*4/5)}
	m := &Measure{AsOf: u.at, HorizonDays: w.days, All: learnLine(u.now, w.days)}
	view := u.sample.asOf(u.at)
	book, _ := learnRules(u.now, float64(w.days))
	for i := range view.features {
		f := &view.features[i]
		w.came = append(w.came, countUpTo(view.days[i], u.at+clientele.Day(w.days)) > f.events)
		w.ours = append(w.ours, m.Of(Relation{History: &clientele.History{Days: view.days[i]}}).ActiveProb)
		w.raw = append(w.raw, m.All.Law.active(f, float64(w.days)))
		for k := range simpleRules {
			switch r := &simpleRules[k]; r.Name {
			case "mbgnbd":
				w.plain = append(w.plain, book.prob(r, f))
			case "recency":
				w.late = append(w.late, book.prob(r, f))
			}
		}
	}
	return w
}

var allTrials = flag.Bool("trials", false, "try every cut of every log, not each fifth")

// trials runs over the units, a fifth of them unless all are asked for.
func trials(t *testing.T, try func(u *trialUnit, see func(ours, plain, late calibration))) map[string]*trialTotals {
	if testing.Short() {
		t.Skip("measures every log many times")
	}
	shipped := universalCard
	defer func() { universalCard = shipped }()
	without := map[string]card{}
	totals := map[string]*trialTotals{}
	for i, u := range trialUnits(t) {
		if i%5 != 1 && !*allTrials {
			continue
		}
		if _, ok := without[u.industry]; !ok {
			without[u.industry] = universalWithout(t, u.industry)
		}
		universalCard = without[u.industry]
		key := u.industry
		if u.shock {
			key += " in the shock"
		}
		if totals[key] == nil {
			totals[key] = &trialTotals{}
		}
		try(&u, totals[key].see)
	}
	for _, key := range slices.Sorted(maps.Keys(totals)) {
		t.Logf("%-22s %s", key, totals[key])
	}
	return totals
}

// TestCardTrials prints, over many cuts of the real logs and of parts of them, how
// right "client" is beside the plain model and recency. The universal card is
// learnt without the industry it is tried on. All of it:
// go test ./standing -run CardTrials -v -trials
func TestCardTrials(t *testing.T) {
	var held, cuts, bands, right, rung float64
	totals := trials(t, func(u *trialUnit, see func(ours, plain, late calibration)) {
		l := learnLine(u.now, 365)
		w := u.client(l)
		if len(w.came) < 30 || share(w.came) == 0 {
			return
		}
		ours, plain, late := calibrate(w.ours, w.came), calibrate(w.plain, w.came), calibrate(w.late, w.came)
		cuts++
		held += outcome(w.inside())
		drift := watchDrift(u.now, l)
		if ours.band >= leastWatched {
			bands++
			right += outcome(ours.bandHolds())
			rung += outcome(ours.bandHolds() || drift.Alarms())
		}
		t.Logf("%-38s rate %.3f in %.3f to %.3f card %s %.1f of %d, level %+.2f±%.2f | AUC %.3f (recency %+.3f) Brier %.4f (plain %+.4f, recency %+.4f) alarm %v, %s",
			u.name, ours.rate, w.low, w.high, l.Card.Source, l.Card.Share, l.Card.Cases, l.Card.Level.Mean, math.Sqrt(l.Card.Level.Var),
			ours.auc, ours.auc-late.auc, ours.brier, ours.brier-plain.brier, ours.brier-late.brier, drift.Alarms(), ours)
		see(ours, plain, late)
	})
	t.Logf("what came lay within the ranges on %.0f of %.0f cuts; the band of clients on %.0f of %.0f, or the alarm had rung on %.0f", held, cuts, right, bands, rung)
	if held < 0.7*cuts {
		t.Errorf("what came lay within the ranges on %.0f of %.0f cuts", held, cuts)
	}
	for key, s := range totals {
		if s.units > 0 && s.brier/s.units > 0.001 && !strings.Contains(key, "shock") {
			t.Errorf("%s: the plain model tells clients better, by %.4f Brier", key, s.brier/s.units)
		}
	}
}

// TestActiveTrials does the same for "active in the horizon":
// go test ./standing -run ActiveTrials -v -trials
func TestActiveTrials(t *testing.T) {
	raw := map[string][]float64{}
	totals := trials(t, func(u *trialUnit, see func(ours, plain, late calibration)) {
		w := u.active()
		if w.days < 20 {
			return
		}
		ours, plain, late, law := calibrate(w.ours, w.came), calibrate(w.plain, w.came), calibrate(w.late, w.came), calibrate(w.raw, w.came)
		t.Logf("%-38s %3d days rate %.3f | AUC %.3f (recency %+.3f) Brier %.4f (plain %+.4f, raw %+.4f) raw ECE %.3f %s",
			u.name, w.days, ours.rate, ours.auc, ours.auc-late.auc, ours.brier, ours.brier-plain.brier, ours.brier-law.brier, law.ece, ours)
		raw[u.industry] = append(raw[u.industry], ours.brier-law.brier)
		see(ours, plain, late)
	})
	for key, s := range totals {
		if s.units > 0 && s.brier/s.units > 0.002 && !strings.Contains(key, "shock") {
			t.Errorf("%s: the plain model tells who is active better, by %.4f Brier", key, s.brier/s.units)
		}
	}
	for industry, worse := range raw {
		sum := 0.0
		for _, w := range worse {
			sum += w
		}
		if mean := sum / float64(len(worse)); mean > 0.005 {
			t.Errorf("%s: the correction makes the model worse, by %.4f Brier", industry, mean)
		}
	}
}
