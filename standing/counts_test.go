package standing

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele"
)

// countTrial is a firm, cut on a day, whose horizon is known.
type countTrial struct {
	name    string
	rels    Relations
	cut     clientele.Day
	horizon int
	even    bool // events on a calendar: the continuous models do not hold
}

// countTrials are the real sets at several days, firms within them, and
// simulated firms, regular and not.
func countTrials(t *testing.T) []countTrial {
	var all []countTrial
	add := func(set, cut string, horizon int, rels Relations) {
		all = append(all, countTrial{set + "@" + cut, rels, day(t, cut), horizon, set == "advisory"})
	}
	sets := map[string]Relations{}
	for _, c := range realCuts {
		if sets[c.set] == nil {
			sets[c.set] = load(t, c.set)
		}
		add(c.set, c.cut, c.horizon, sets[c.set])
	}
	for half := range 2 {
		add(fmt.Sprintf("cdnow/%d", half), "1997-09-30", 273, halfOf(sets["cdnow"], half))
		add(fmt.Sprintf("retail/%d", half), "2011-06-09", 182, halfOf(sets["retail"], half))
	}
	add("cdnow", "1997-07-31", 180, sets["cdnow"])
	for _, column := range []string{"unit", "category"} {
		firms := loadBy(t, "supplier", column)
		names := slices.SortedFunc(maps.Keys(firms), func(a, b string) int {
			return cmp.Or(cmp.Compare(size(firms[b]), size(firms[a])), cmp.Compare(a, b))
		})
		for _, name := range names[:min(5, len(names))] {
			add("supplier/"+name, "2018-06-30", 365, firms[name])
			add("supplier/"+name, "2021-08-31", 365, firms[name])
		}
	}
	for name, firm := range simulatedTrials {
		rels, _, end := firm.make(rand.New(rand.NewPCG(31, 7)))
		all = append(all, countTrial{"simulated/" + name, rels, end - 180, 180, false})
	}
	slices.SortStableFunc(all, func(a, b countTrial) int { return cmp.Compare(a.name, b.name) })
	return all
}

var simulatedTrials = map[string]simulatedFirm{
	"memoryless":   {relations: 2000, span: 900, gap: 30, rates: 0.8, shapes: []float64{1}, shares: []float64{1}, leave: 0.08},
	"regular":      {relations: 2000, span: 900, gap: 40, rates: 0.6, shapes: []float64{6}, shares: []float64{1}, leave: 0.08},
	"very-regular": {relations: 1500, span: 900, gap: 40, rates: 0.6, shapes: []float64{20}, shares: []float64{1}, leave: 0.05},
	"mixed":        {relations: 2000, span: 800, gap: 40, rates: 0.8, shapes: []float64{1, 6}, shares: []float64{0.5, 1}, leave: 0.05},
	"older":        {relations: 2000, span: 800, gap: 40, rates: 0.8, shapes: []float64{3}, shares: []float64{1}, leave: 0.05, older: true},
	"small":        {relations: 150, span: 700, gap: 50, rates: 0.6, shapes: []float64{1}, shares: []float64{1}, leave: 0.08},
}

func size(rels Relations) (n int) {
	for r := range rels {
		n += len(r.History.Days)
	}
	return n
}

func halfOf(rels Relations, half int) Relations {
	return func(yield func(Relation) bool) {
		for r := range rels {
			if int(mix(uint64(r.Account))>>40&1) == half && !yield(r) {
				return
			}
		}
	}
}

// TestCountTrials prints how far the expected orders were from what came, and
// beside them what the models would have said; and holds ours to the best of them:
// go test ./standing -run CountTrials -v -trials
func TestCountTrials(t *testing.T) {
	var names []string
	for i := range lawKinds {
		if !lawKinds[i].calendar {
			names = append(names, lawKinds[i].name)
		}
	}
	over, n := 0.0, 0.0
	for i, c := range countTrials(t) {
		if i%5 != 2 && !*allTrials {
			continue
		}
		samples, err := collect(context.Background(), c.rels, Config{AsOf: c.cut})
		if err != nil {
			t.Fatal(err)
		}
		m, _, err := learn(context.Background(), samples, Config{AsOf: c.cut, HorizonDays: c.horizon})
		if err != nil {
			t.Fatal(err)
		}
		view := samples[""].asOf(c.cut)
		laws := make([]law, len(names))
		for i, name := range names {
			laws[i] = view.law(name)
		}
		if len(view.features) < leastBacktest {
			continue
		}
		var came []float64
		said := make([][]float64, 1+len(laws))
		for r := range c.rels {
			f := read(r.History.Days, c.cut)
			if f.events == 0 {
				continue
			}
			came = append(came, float64(countUpTo(r.History.Days, c.cut+clientele.Day(c.horizon))-f.events))
			said[0] = append(said[0], m.Of(r).ExpectedOrders)
			for i := range laws {
				said[i+1] = append(said[i+1], laws[i].expected(&f, float64(c.horizon)))
			}
		}
		line := fmt.Sprintf("%-34.34s n %5d law %-8s ", c.name, len(came), m.All.Law.Name)
		for i, s := range said {
			name := "ours"
			if i > 0 {
				name = names[i-1]
			}
			line += fmt.Sprintf(" | %s %.3f %4.2f", name, MAE(s, came), added(s)/added(came))
		}
		t.Log(line)
		best := math.Inf(1)
		for _, s := range said[1:] {
			best = min(best, MAE(s, came))
		}
		n++
		over += math.Log(MAE(said[0], came) / best)
	}
	t.Logf("mean log ratio to the best law: %.4f", over/n)
	if over/n > 0.02 {
		t.Errorf("the expected orders are %.3f further off than the best model's", over/n)
	}
}

func added(v []float64) (total float64) {
	for _, x := range v {
		total += x
	}
	return total
}
