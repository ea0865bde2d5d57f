package standing

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
)

// regularity are the pieces of evidence that tell a rhythm from chance.
var regularity = []int{onRhythm, onRegularity, onWorst, onSpans, onLately, onSilence, onMonths}

// without blots out evidence: every case then has the same of it.
func (d *labelled) without(evidence []int) *labelled {
	out := d.pick(func(int) bool { return true })
	for i := range out.y {
		for _, j := range evidence {
			out.row(i)[j] = 0
		}
	}
	return out
}

// standing.md §1, refutation (d): where some buy regularly, a card that may not
// look at regularity tells clients worse. Learnt on one half of the
// relationships and scored on the other.
func TestWithoutRegularityTheCardIsWorse(t *testing.T) {
	mixed := simulatedFirm{relations: 800, span: 1000, gap: 30, rates: 0.5, shapes: []float64{12, 1}, shares: []float64{0.5, 1}, leave: 0.04}
	seldom := simulatedFirm{relations: 800, span: 1800, gap: 60, rates: 0.4, shapes: []float64{30, 2}, shares: []float64{0.3, 1}, leave: 0.04}
	sets := map[string]*labelled{}
	for name, firm := range map[string]simulatedFirm{"half by the clock": mixed, "a third by the clock": seldom} {
		rels, _, end := firm.make(rand.New(rand.NewPCG(81, 1)))
		s := &sample{}
		for r := range rels {
			s.add(r, Config{AsOf: end})
		}
		s.close(end)
		d := s.label("mbgnbd", leastGaps)
		sets[name] = &d
	}
	for name, d := range sets {
		with, less := halves(d), halves(d.without(regularity))
		t.Logf("%s: Brier %.4f, without regularity %.4f, of %d", name, with, less, len(d.y))
		if less < with+0.002 {
			t.Errorf("%s: Brier %.4f, without regularity %.4f", name, with, less)
		}
	}
}

// halves fits on every other relationship, from no belief but in the model, and
// scores on the others.
func halves(d *labelled) float64 {
	half := func(k int) *labelled { return d.pick(func(i int) bool { return d.who[i]%2 == k }) }
	learn, test := half(0), half(1)
	l := universalCard.Weight
	l.Center, l.Scale = learn.scales()
	l = learn.fit(l, skeptical(evidence, l.Scale[onModel], 0.5, 0.5))
	var p []float64
	var came []bool
	for i, y := range test.y {
		p, came = append(p, logistic(l.sum(test.row(i)))), append(came, y > 0)
	}
	return Brier(p, came)
}

// What the own past says is believed where it comes true later, and where the
// universal card told better, that.
func TestTheOwnPastIsTrustedAsFarAsItIsBorneOut(t *testing.T) {
	firm := simulatedFirm{relations: 900, span: 1200, gap: 30, rates: 0.6, shapes: []float64{1, 8}, shares: []float64{0.5, 1}, leave: 0.05}
	rels, _, end := firm.make(rand.New(rand.NewPCG(82, 1)))
	s := &sample{}
	for r := range rels {
		s.add(r, Config{AsOf: end})
	}
	s.close(end)
	trust := func(truth func(when float64) linear) float64 {
		d := s.label("nbd", leastGaps)
		rng := rand.New(rand.NewPCG(83, 1))
		for i := range d.y {
			l := truth(d.when[i])
			d.y[i] = outcome(rng.Float64() < logistic(l.sum(d.row(i))))
		}
		return learnCard(&d).Share
	}
	other := universalCard.Weight
	other.Coef = slices.Clone(other.Coef)
	other.Coef[onRegularity], other.Coef[onCount], other.Coef[onHalf] = 1.5, 1.5, -1
	lasting := trust(func(float64) linear { return other })
	passing := trust(func(when float64) linear {
		if when < 0.6 {
			return other
		}
		return universalCard.Weight
	})
	t.Logf("an own way that lasts: %.1f, that passed: %.1f", lasting, passing)
	if lasting < 0.8 || passing > 0.4 {
		t.Errorf("an own way that lasts is trusted %.1f, one that passed %.1f", lasting, passing)
	}
}

// A level that stands is found; one that moves is followed, with more doubt;
// and where nothing was seen, firms lie apart.
func TestALevelIsFollowed(t *testing.T) {
	seen := func(offs ...float64) (out []sighting) {
		for i, off := range offs {
			out = append(out, sighting{float64(i + 3), off, 0.01})
		}
		return out
	}
	none := headed(nil, 10)
	near(t, "level of a firm without a past", none.Mean, 0, 1e-12)
	near(t, "its variance", none.Var, firmsApart*firmsApart, 0.2)
	still := headed(seen(-.5, -.5, -.5, -.5, -.5, -.5), 10)
	moves := headed(seen(0, -.3, -.6, -.9, -1.2, -1.5), 10)
	t.Logf("still %+v, moving %+v", still, moves)
	if math.Abs(still.Mean+.5) > 0.05 || moves.Mean > -1.3 || moves.Var < 4*still.Var {
		t.Errorf("still %+v, moving %+v", still, moves)
	}
	// By hand, with neither drift nor weather to speak of: 1/v + 1/P0 of one sighting.
	one := headed([]sighting{{9, 1, 1}}, 9)
	if one.Mean < 0.4 || one.Mean > 0.5 {
		t.Errorf("one sighting as unsure as firms lie apart counts half: %+v", one)
	}
	if k := (level{Var: 1}).temper(); math.Abs(k-1/math.Sqrt(1+math.Pi/8)) > 1e-15 {
		t.Errorf("temper %g", k)
	}
}

// On a log where those who are written to stay and the others leave, two-way
// contact earns its weight; before that it is an expert's guess, and said so.
func TestContactEarnsItsWeight(t *testing.T) {
	rng := rand.New(rand.NewPCG(84, 1))
	var all []Relation
	for i := range 900 {
		h := &clientele.History{Currency: "EUR"}
		talks := i%2 == 0
		risk := 0.12
		if talks {
			risk = 0.01
		}
		at := 400 * rng.Float64()
		for at < 1000 && (len(h.Days) < 2 || rng.Float64() > risk) {
			d := simulatedStart + clientele.Day(at)
			h.Days = append(h.Days, clientele.OrderDay{Day: d, Orders: 1})
			if talks && (len(h.Contacts) == 0 || h.Contacts[len(h.Contacts)-1].Day < d) {
				h.Contacts = append(h.Contacts, clientele.ContactDay{Day: d, Mutual: 1, Answered: true})
			}
			at += 5 + 35*gammaDraw(rng, 4)/4
		}
		all = append(all, Relation{clientele.Relationship{Account: clientele.ID(i + 1)}, h})
	}
	rels := slices.Values(all)
	learnt, err := Learn(context.Background(), rels, Config{AsOf: simulatedStart + 1000})
	if err != nil {
		t.Fatal(err)
	}
	code := func(m *Measure, r Relation) string {
		for _, reason := range m.Of(r).Reasons {
			if reason.Code == "two-way" || reason.Code == "contact" {
				if reason.Code == "contact" != strings.Contains(english(reason.Text), "rule of thumb") {
					t.Errorf("%s: %s", reason.Code, reason.Text)
				}
				return reason.Code
			}
		}
		return ""
	}
	if c := learnt.All.Card; !c.Heard || c.Weight.Coef[onContact] < 0.05 {
		t.Errorf("heard %v, weight %.3f", c.Heard, c.Weight.Coef[onContact])
	}
	few, err := Learn(context.Background(), slices.Values(all[:20]), Config{AsOf: simulatedStart + 1000})
	if err != nil {
		t.Fatal(err)
	}
	talker := slices.IndexFunc(all, func(r Relation) bool { return len(r.History.Contacts) > 6 && r.History.Last() > simulatedStart+950 })
	if got := code(learnt, all[talker]); got != "two-way" {
		t.Errorf("learnt: %q", got)
	}
	if got := code(few, all[talker]); got != "contact" {
		t.Errorf("not learnt: %q", got)
	}
}
