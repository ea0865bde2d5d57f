package standing

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/demo"
)

// The truth tests measure firms of which all is known: `go test ./standing -run
// Truth -v` prints what was recovered. The margins leave room for another seed,
// not for another fault.

const (
	trialSeed     = 3
	trialAccounts = 500
	trialHorizon  = 180
	trialDraws    = 200 // courses drawn of each relationship's true future
)

var trialDay = func() clientele.Day {
	d, err := clientele.ParseDay("2026-03-31")
	if err != nil {
		panic(err)
	}
	return d
}()

// known is one relationship of a trial: what was measured, and what is so.
type known struct {
	Relation
	truth    demo.Truth
	standing clientele.Standing
	features features
	ahead    ahead
}

// ahead is what the draws of the true future say.
type ahead struct {
	client, active float64 // P(Y), P(active within the horizon)
	orders, values []float64
}

// tried is a firm measured at the end of its books.
type tried struct {
	firm    *demo.Firm
	measure *Measure
	all     []known
}

func fold1(a demo.Account, id clientele.ID, t demo.Truth) Relation {
	h := &clientele.History{}
	for _, e := range a.Entries {
		if e.Line == t.Line {
			h.Apply(e)
		}
	}
	return Relation{clientele.Relationship{Account: id, Line: t.Line}, h}
}

// meet makes a firm and folds its books; at is the day on which they are read.
func meet(t *testing.T, name string, accounts int, at clientele.Day) *tried {
	t.Helper()
	f, err := demo.New(name, trialSeed, accounts, trialDay)
	if err != nil {
		t.Fatal(err)
	}
	return study(t, f, at)
}

func study(t *testing.T, f *demo.Firm, at clientele.Day) *tried {
	t.Helper()
	tr := &tried{firm: f}
	id := clientele.ID(0)
	for a := range f.Each() {
		id++
		for _, truth := range a.Truths {
			tr.all = append(tr.all, known{Relation: fold1(a, id, truth), truth: truth})
		}
	}
	m, err := Learn(context.Background(), tr.relations(), Config{AsOf: at, HorizonDays: trialHorizon})
	if err != nil {
		t.Fatal(err)
	}
	tr.measure = m
	for i := range tr.all {
		k := &tr.all[i]
		k.standing = tr.measure.Of(k.Relation)
		k.features = read(k.History.Days, at)
		checkStanding(t, k.standing)
	}
	return tr
}

func (tr *tried) relations() Relations {
	return func(yield func(Relation) bool) {
		for i := range tr.all {
			if !yield(tr.all[i].Relation) {
				return
			}
		}
	}
}

// foretell draws the true future of everyone who has bought.
func (tr *tried) foretell() {
	rng := rand.New(rand.NewPCG(trialSeed, 99))
	for i := range tr.all {
		k := &tr.all[i]
		if k.features.events == 0 && k.truth.Renews == 0 {
			continue
		}
		width := int(math.Ceil(k.features.window))
		for range trialDraws {
			c := tr.firm.Future(k.truth, max(trialHorizon, windows*width), rng)
			k.ahead.client += outcome(inEachWindow(c, tr.firm.AsOf, width)) / trialDraws
			within, _ := slices.BinarySearchFunc(c.Buys, tr.firm.AsOf+trialHorizon+1, func(b demo.Buy, d clientele.Day) int { return int(b.Day - d) })
			c.Buys = c.Buys[:within]
			n := float64(c.Days())
			k.ahead.active += outcome(n > 0) / trialDraws
			k.ahead.orders = append(k.ahead.orders, n)
			k.ahead.values = append(k.ahead.values, c.Value())
		}
	}
}

func inEachWindow(c demo.Course, asOf clientele.Day, width int) bool {
	var held [windows]bool
	for _, b := range c.Buys {
		if w := int(b.Day-asOf-1) / width; w < windows {
			held[w] = true
		}
	}
	return held == [windows]bool{true, true, true}
}

// isClient is the true kind on a day; who has left is nobody's client.
func isClient(t demo.Truth, on clientele.Day) bool {
	return t.AliveOn(on) && t.KindOn(on) == clientele.Client
}

// recovered is one row of the table.
type recovered struct {
	n, clients, called           int     // measured with enough evidence; of those clients, and called so
	right, balanced, auc         float64 // of the kind
	clientOff, activeOff         float64 // calibration error against the true probabilities
	clientMean, activeMean       float64 // mean said less mean true
	aliveOff, aliveMean          float64 // likewise of being with us still
	orders, value                float64 // sum said over sum true
	inOrders, overOrders         float64 // share of the true futures within OrdersRange, above it
	inValue, overValue           float64
	groupsInClient, groupsActive float64 // share of groups whose true mean lies within their range
}

func (tr *tried) recover() recovered {
	var r recovered
	var said []float64
	var is []bool
	var hit [2]float64
	var client, active, alive pairs
	var orders, value, trueOrders, trueValue float64
	for i := range tr.all {
		k := &tr.all[i]
		if k.features.events == 0 || k.truth.Renews > 0 {
			continue
		}
		s := &k.standing
		orders, value = orders+s.ExpectedOrders, value+s.ExpectedValue
		trueOrders, trueValue = trueOrders+mean(k.ahead.orders), trueValue+mean(k.ahead.values)
		active.add(s.ActiveProb, k.ahead.active, s.ActiveRange)
		alive.add(s.AliveProb, outcome(k.truth.AliveOn(s.AsOf)), clientele.Range{})
		if !s.Enough {
			continue
		}
		truly := isClient(k.truth, s.AsOf)
		called := s.Kind == clientele.Client
		r.n++
		r.clients += int(outcome(truly))
		r.called += int(outcome(called))
		hit[int(outcome(truly))] += outcome(called == truly)
		said, is = append(said, s.ClientProb), append(is, truly)
		client.add(s.ClientProb, k.ahead.client, s.ClientRange)
	}
	r.right = (hit[0] + hit[1]) / float64(r.n)
	r.balanced = (hit[0]/float64(r.n-r.clients) + hit[1]/float64(r.clients)) / 2
	r.auc = AUC(said, is)
	r.clientOff, r.clientMean = client.off()
	r.activeOff, r.activeMean = active.off()
	r.aliveOff, r.aliveMean = alive.off()
	r.orders, r.value = orders/trueOrders, value/trueValue
	r.groupsInClient, r.groupsActive = client.held(), active.held()
	r.inOrders, r.overOrders = tr.held(func(k *known) (clientele.Range, []float64) { return k.standing.OrdersRange, k.ahead.orders })
	r.inValue, r.overValue = tr.held(func(k *known) (clientele.Range, []float64) { return k.standing.ValueRange, k.ahead.values })
	return r
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / max(float64(len(v)), 1)
}

// pairs are probabilities that were said, with the true ones.
type pairs struct {
	said, true []float64
	ranges     []clientele.Range
}

func (p *pairs) add(said, truly float64, r clientele.Range) {
	p.said, p.true, p.ranges = append(p.said, said), append(p.true, truly), append(p.ranges, r)
}

// off is the calibration error in ten bands, and the error of the mean.
func (p *pairs) off() (bands, level float64) {
	var said, truly [eceBands]float64
	for i, q := range p.said {
		b := min(int(q*eceBands), eceBands-1)
		said[b] += q
		truly[b] += p.true[i]
	}
	n := float64(len(p.said))
	for b := range said {
		bands += math.Abs(said[b]-truly[b]) / n
		level += (said[b] - truly[b]) / n
	}
	return bands, level
}

// groupSize is how many relationships of nearly one probability are taken together.
const groupSize = 25

// held is the share of groups, of those alike in what was said, whose mean true
// probability lies within their mean range, widened by what chance makes of the
// mean of so few. NaN where no range was given.
func (p *pairs) held() float64 {
	order := make([]int, len(p.said))
	given := false
	for i := range order {
		order[i] = i
		given = given || p.ranges[i] != clientele.Range{}
	}
	if !given {
		return math.NaN()
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(p.said[a], p.said[b]) })
	in, n := 0.0, 0.0
	for g := range slices.Chunk(order, groupSize) {
		if len(g) < groupSize {
			break
		}
		n++
		in += outcome(p.within(g))
	}
	return in / n
}

// within says whether a group's mean lies in its range: both are 80 % intervals,
// so their half widths add up by their squares.
func (p *pairs) within(group []int) bool {
	var low, high, truly, squares float64
	n := float64(len(group))
	for _, i := range group {
		low, high, truly = low+p.ranges[i].Low/n, high+p.ranges[i].High/n, truly+p.true[i]/n
		squares += p.true[i] * p.true[i] / n
	}
	chance := 1.2816 * math.Sqrt(max(squares-truly*truly, 0)/n) // the 90 % point of a normal deviate
	return math.Abs(truly-(low+high)/2) <= math.Hypot((high-low)/2, chance)
}

// often is the true mean from which counts are fine enough to be cut at tenths.
const often = 3

// held is the mean share of the true futures of those who buy often that lie
// within a range, and above it. NaN where no range was given.
func (tr *tried) held(of func(*known) (clientele.Range, []float64)) (in, over float64) {
	n, given := 0.0, false
	for i := range tr.all {
		r, draws := of(&tr.all[i])
		if mean(tr.all[i].ahead.orders) < often {
			continue
		}
		given = given || r != clientele.Range{}
		n += float64(len(draws))
		for _, v := range draws {
			in += outcome(v >= r.Low-1e-9 && v <= r.High+1e-9)
			over += outcome(v > r.High+1e-9)
		}
	}
	if !given {
		return math.NaN(), math.NaN()
	}
	return in / n, over / n
}

func (r recovered) String() string {
	ranges := "no ranges yet"
	if !math.IsNaN(r.inOrders) {
		ranges = fmt.Sprintf("in/over orders %.2f/%.2f value %.2f/%.2f", r.inOrders, r.overOrders, r.inValue, r.overValue)
	}
	return fmt.Sprintf("%4d enough, %3d clients, %3d called | kind right %.2f balanced %.2f AUC %.3f | client off %.3f (%+.3f) active off %.3f (%+.3f) alive off %.3f (%+.3f) | orders ×%.2f value ×%.2f | %s, groups client %.2f active %.2f",
		r.n, r.clients, r.called, r.right, r.balanced, r.auc, r.clientOff, r.clientMean, r.activeOff, r.activeMean, r.aliveOff, r.aliveMean, r.orders, r.value, ranges, r.groupsInClient, r.groupsActive)
}

// margin is what a firm's recovery must keep to.
type margin struct {
	balanced              float64 // of the kind, at least
	clientOff, clientMean float64 // calibration against the true probabilities, at most
	activeOff, activeMean float64
	alive                 float64 // calibration of being with us still
	orders, value         float64 // sum said over sum true, off 1 at most
}

var usualMargin = margin{balanced: .85, clientOff: .10, clientMean: .07, activeOff: .06, activeMean: .04, alive: .08, orders: .12, value: .15}

// looser are the margins of the firms on which the measure is not yet, or cannot
// be, as good; the figures that were reached are in the table that the test prints.
var looser = map[string]func(*margin){
	// The two kinds buy alike but for how long they stay: there is little to tell.
	"contact": func(m *margin) { m.balanced = .5 },
	// A kind that changed lately shows late.
	"turning": func(m *margin) { m.balanced, m.clientOff, m.clientMean = .75, .12, .11 },
	// Half a year of evidence: the levels by pace are read off a past in which nobody
	// was old yet. (A single level was .08 off, .06 on average.)
	"young": func(m *margin) { m.balanced, m.clientOff, m.clientMean = .7, .12, .12 },
	// A client who comes twice in twelve years is not told from a chance buyer.
	"yearly": func(m *margin) {
		m.balanced, m.clientOff, m.clientMean, m.activeOff, m.orders, m.value = .8, .15, .15, .09, .25, .25
	},
	// The past half year, to which the shock belongs, is not what follows.
	"shock": func(m *margin) {
		m.balanced, m.clientOff, m.clientMean, m.orders, m.value = .7, .20, .18, .25, .3
		m.activeMean, m.alive = .05, .35 // as "leaving", below: the law chosen before the shock
	},
	// Half a year after Christmas, in which little is bought, by a shop whose rhythms
	// stretch and shrink with the year: the horizon's season is known, the rhythms' not.
	"christmas": func(m *margin) { *m = margin{.5, .12, .12, .14, .14, .08, .6, .6} },
	// Half a year after the last day of a quarter holds one such day or two.
	"quarterly": func(m *margin) {
		m.balanced, m.clientOff, m.clientMean, m.activeOff, m.activeMean, m.orders, m.value = .75, .17, .17, .12, .12, 1.6, 1.6
		m.alive = .12
	},
	// That a contract has ended is not taken for the end.
	"contracts": func(m *margin) { m.activeOff, m.activeMean, m.orders, m.value = .08, .07, .45, .7 },
	// A law under which who bought once is alive for certain was most likely.
	"skewed":  func(m *margin) { m.alive = .35 },
	"leaving": func(m *margin) { m.alive = .35 },
	// Expected values follow the mean of the past, whatever prices did.
	"prices": func(m *margin) { m.value = .35 },
}

func (r recovered) keeps(t *testing.T, m margin) {
	atMost := func(what string, got, limit float64) {
		if !(math.Abs(got) <= limit) {
			t.Errorf("%s: %.3f, at most %.3f", what, got, limit)
		}
	}
	if r.clients > 0 && r.clients < r.n {
		atMost("kinds not recovered, balanced", 1-r.balanced, 1-m.balanced)
	}
	atMost("client off", r.clientOff, m.clientOff)
	atMost("client off on average", r.clientMean, m.clientMean)
	atMost("active off", r.activeOff, m.activeOff)
	atMost("active off on average", r.activeMean, m.activeMean)
	atMost("alive off", r.aliveOff, m.alive)
	atMost("sum of orders", r.orders-1, m.orders)
	atMost("sum of values", r.value-1, m.value)
}

func TestTruth(t *testing.T) {
	for _, of := range demo.Trials {
		t.Run(of.Name, func(t *testing.T) {
			tr := meet(t, of.Name, trialAccounts, trialDay)
			tr.foretell()
			r := tr.recover()
			t.Logf("%-10s %s", of.Name, r)
			m := usualMargin
			if loosen := looser[of.Name]; loosen != nil {
				loosen(&m)
			}
			r.keeps(t, m)
			t.Run("ranges", func(t *testing.T) { r.ranges(t, of.Name) })
		})
	}
}

// A firm of fifteen accounts is a firm too: thirty of them, each measured alone.
func TestTruthOfTheTiny(t *testing.T) {
	var all tried
	for seed := range uint64(30) {
		f, err := demo.New("plain", 100+seed, 15, trialDay)
		if err != nil {
			t.Fatal(err)
		}
		tr := study(t, f, trialDay)
		tr.foretell()
		all.all = append(all.all, tr.all...)
	}
	r := all.recover()
	t.Logf("%-10s %s", "tiny", r)
	// Fifteen do not tell how many leave: a guess, with which most of the one-off buyers live, stands in for it.
	r.keeps(t, margin{balanced: .85, clientOff: .12, clientMean: .08, activeOff: .15, activeMean: .15, alive: .35, orders: .35, value: .4})
}

// A large firm with rates and amounts far apart.
func TestTruthOfTheLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of accounts take a second")
	}
	tr := meet(t, "skewed", 6*trialAccounts, trialDay)
	tr.foretell()
	r := tr.recover()
	t.Logf("%-10s %s", "large", r)
	m := usualMargin
	looser["skewed"](&m)
	r.keeps(t, m)
}

// ranges hold eight in ten of the true futures of those who buy often, and of
// the groups alike in what was said; the margins are for a law that is not quite theirs.
func (r recovered) ranges(t *testing.T, name string) {
	if _, hard := looser[name]; hard {
		t.Skip("what this firm does next is not what it did")
	}
	given := false
	atLeast := func(what string, got, limit float64) {
		given = given || !math.IsNaN(got)
		if got < limit {
			t.Errorf("%s: %.2f, meant .80, at least %.2f", what, got, limit)
		}
	}
	atLeast("futures within the range of orders", r.inOrders, .68)
	atLeast("futures within the range of value", r.inValue, .65)
	atLeast("groups within the range of active", r.groupsActive, .3)
	atLeast("groups within the range of client", r.groupsInClient, .55)
	if r.overOrders > .2 || r.overValue > .22 {
		t.Errorf("%.2f of the futures have more orders, %.2f more value than their range; meant .10", r.overOrders, r.overValue)
	}
	if !given {
		t.Error("the measure gives no ranges")
	}
}
