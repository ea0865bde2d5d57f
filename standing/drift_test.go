package standing

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
)

func driftOf(t testing.TB, rels Relations, end clientele.Day) Drift {
	t.Helper()
	s := &sample{}
	for r := range rels {
		s.add(r, Config{AsOf: end})
	}
	s.close(end)
	return watchDrift(s, learnLine(s, 180))
}

// alarms are the months in which one rang.
func alarms(months []Watch) (out []string) {
	for _, w := range months {
		if w.Alarm {
			out = append(out, (w.From + 1).String())
		}
	}
	return out
}

// On logs of a stationary firm at most one in twenty rings within 24 months.
func TestDriftIsSilentWhereNothingChanges(t *testing.T) {
	firms := 16
	if *allTrials {
		firms = 40
	}
	rang, watched := 0, 0
	for seed := range uint64(firms) {
		firm := simulatedFirm{relations: 250, span: 365 * 4, gap: 40, rates: 0.6, shapes: []float64{8, 1}, shares: []float64{0.4, 1}, leave: 0.06, older: seed%2 == 0}
		rels, _, end := firm.make(rand.New(rand.NewPCG(seed, 51)))
		d := driftOf(t, rels, end)
		last := func(w []Watch) []Watch { return w[max(0, len(w)-watchMonths):] }
		watched += min(len(d.Active), watchMonths)
		if a, c := alarms(last(d.Active)), alarms(last(d.Clients)); len(a)+len(c) > 0 {
			rang++
			t.Logf("firm %d: %v %v", seed, a, c)
		}
	}
	t.Logf("%d of %d firms, %d months each", rang, firms, watched/firms)
	if rang > firms/20+1 || watched < firms*watchMonths*9/10 {
		t.Errorf("%d of %d stationary firms rang, over %d months", rang, firms, watched)
	}
}

// shocked drops purchases after a day, each with a chance.
func shocked(rels Relations, from clientele.Day, drop float64, rng *rand.Rand) Relations {
	return func(yield func(Relation) bool) {
		for r := range rels {
			h := *r.History
			h.Days = nil
			for _, d := range r.History.Days {
				if d.Day <= from || rng.Float64() >= drop {
					h.Days = append(h.Days, d)
				}
			}
			if len(h.Days) > 0 && !yield(Relation{r.Relationship, &h}) {
				return
			}
		}
	}
}

// A shock that halves what is bought is told by the end of its first month, in
// words; eight months later it is what is normal.
func TestDriftIsToldWithinAMonth(t *testing.T) {
	firm := simulatedFirm{relations: 600, span: 365 * 5, gap: 35, rates: 0.6, shapes: []float64{8, 1}, shares: []float64{0.4, 1}, leave: 0.02}
	rels, _, _ := firm.make(rand.New(rand.NewPCG(61, 1)))
	shock := day(t, "2016-02-29")
	hit := Relations(shocked(rels, shock, 0.5, rand.New(rand.NewPCG(62, 1))))
	d := driftOf(t, hit, day(t, "2016-03-31"))
	says := english(d.Sentence())
	t.Log(says)
	if !strings.HasPrefix(says, "Since March 2016 fewer buy than the past would have it: of all ") || !strings.Contains(says, "take chances as too high") {
		t.Errorf("after the first month: %q, active %v, clients %v", says, alarms(d.Active), alarms(d.Clients))
	}
	if d := driftOf(t, hit, shock); d.Alarms() {
		t.Errorf("before: %q", d.Sentence())
	}
	if d := driftOf(t, hit, day(t, "2017-03-31")); d.Alarms() {
		t.Errorf("a year later: %q", d.Sentence())
	}
}

// standing.md, 1: the suppliers' log. What 2020 brought there begins in May: 409
// suppliers were paid in March 2020 (404 a year before), 491 in April (449), 230
// in May (389).
func TestDriftIsToldOnTheSuppliersLog(t *testing.T) {
	d := driftOf(t, load(t, "supplier"), day(t, "2020-05-31"))
	t.Logf("%q, active %v, clients %v", d.Sentence(), alarms(d.Active), alarms(d.Clients))
	last := d.Active[len(d.Active)-1]
	if !last.Alarm || !last.fewer() || !strings.HasPrefix(english(d.Sentence()), "Since May 2020 fewer buy") {
		t.Errorf("May 2020: %+v, %q", last, d.Sentence())
	}
}

func TestDriftOfAShortLogIsNotWatched(t *testing.T) {
	firm := simulatedFirm{relations: 200, span: 200, gap: 20, rates: 0.6, shapes: []float64{1}, shares: []float64{1}}
	rels, _, end := firm.make(rand.New(rand.NewPCG(63, 1)))
	if d := driftOf(t, rels, end); d.Months != 0 || d.Alarms() || d.Active == nil || d.Clients == nil {
		t.Errorf("%+v", d)
	}
}
