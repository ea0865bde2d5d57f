package standing

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/clientele-crm/clientele"
)

// What would change a standing is what the measure says once it has happened.
func TestWhatIfIsWhatWillBeSaid(t *testing.T) {
	firm := simulatedFirm{relations: 600, span: 1000, gap: 30, rates: 0.5, shapes: []float64{20, 1}, shares: []float64{0.5, 1}, leave: 0.03}
	m, rels, _ := learnFirm(t, firm, 71)
	codes := map[string]int{}
	against := 0 // an order in time may, rarely, change the usual gap and so the question
	for r := range rels {
		now := m.Of(r)
		if len(now.WhatIfs) > 0 {
			t.Fatal("a measure of everyone holds what would change it")
		}
		for _, w := range m.WhatIf(r) {
			codes[w.Code]++
			later := *m
			later.AsOf = w.Day
			h := *r.History
			switch w.Code {
			case "silence":
				eve := later
				eve.AsOf--
				if was, is := eve.Of(r), later.Of(r); was.Kind == is.Kind && was.Trend == is.Trend {
					t.Fatalf("%s: the day before was the same: %s %s", w.Text, is.Kind, is.Trend)
				}
			case "order-soon":
				h.Days = append(slices.Clone(h.Days), clientele.OrderDay{Day: w.Day, Orders: 1, Priced: true, Minor: h.Days[len(h.Days)-1].Minor})
			default:
				continue
			}
			if s := later.Of(Relation{r.Relationship, &h}); s.ClientProb != w.ClientProb {
				t.Fatalf("%s: it is %g then", w.Text, s.ClientProb)
			}
			if w.Code == "order-soon" && w.ClientProb < now.ClientProb-0.05 {
				against++
			}
		}
	}
	t.Log(codes, against)
	if against > codes["order-soon"]/50 {
		t.Errorf("an order in time tells against %d of %d", against, codes["order-soon"])
	}
	for _, code := range []string{"order-soon", "silence", "orders-in-a-row"} {
		if codes[code] == 0 {
			t.Errorf("nobody is told of %s: %v", code, codes)
		}
	}
}

func TestAContractsEndIsLookedAt(t *testing.T) {
	m, _, _ := learnFirm(t, smallFirm, 72)
	h := &clientele.History{Engaged: []clientele.Engagement{{Kind: clientele.Retainer, Start: m.AsOf - 100, End: m.AsOf + 30}}}
	all := m.WhatIf(Relation{clientele.Relationship{Account: 1}, h})
	i := slices.IndexFunc(all, func(w clientele.WhatIf) bool { return w.Code == "contract-ends" })
	if i < 0 || all[i].Day != m.AsOf+31 || all[i].ClientProb >= 0.5 || !strings.Contains(all[i].Text, "falls from") {
		t.Errorf("%+v", all)
	}
}

func TestAnyHistoryHasSoundWhatIfs(t *testing.T) {
	m, _, _ := learnFirm(t, smallFirm, 73)
	rapid.Check(t, func(t *rapid.T) {
		h := anyHistory(t)
		before := slices.Clone(h.Days)
		all := m.WhatIf(Relation{clientele.Relationship{Account: 1}, h})
		if len(all) > 3 || !slices.Equal(before, h.Days) {
			t.Fatalf("%d of them; the history is changed: %v", len(all), !slices.Equal(before, h.Days))
		}
		for _, w := range all {
			if w.Day <= m.AsOf || w.Text == "" || !(w.ClientProb > 0 && w.ClientProb < 1) || strings.Contains(w.Text, "NaN") {
				t.Fatalf("%+v", w)
			}
		}
	})
}

func BenchmarkWhatIf(b *testing.B) {
	rels, _, end := smallFirm.make(rand.New(rand.NewPCG(74, 1)))
	m, _, _ := learnFirm(b, smallFirm, 74)
	m.AsOf = end
	all := slices.Collect(rels)
	for i := 0; b.Loop(); i++ {
		m.WhatIf(all[i%len(all)])
	}
}
