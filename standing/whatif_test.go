package standing

import (
	"fmt"
	"math"
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
		for _, w := range m.WhatIf(r, m.AsOf) {
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
			if w.Code == "order-soon" && shownProb(w.ClientProb) < shownProb(now.ClientProb) {
				against++
			}
		}
	}
	t.Log(codes, against)
	if against > 0 {
		t.Errorf("an order in time is said to tell against %d of %d", against, codes["order-soon"])
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
	all := m.WhatIf(Relation{clientele.Relationship{Account: 1}, h}, m.AsOf)
	i := slices.IndexFunc(all, func(w clientele.WhatIf) bool { return w.Code == "contract-ends" })
	if i < 0 || all[i].Day != m.AsOf+31 || all[i].ClientProb >= 0.5 || !strings.Contains(english(all[i].Text), "falls from") {
		t.Errorf("%+v", all)
	}
}

// No what-if says what is already, or names a day that is past; each is what the measure says
// once it has happened, in its figures and in its words.
func TestAnyHistoryHasSoundWhatIfs(t *testing.T) {
	m, _, _ := learnFirm(t, smallFirm, 73)
	m.AllKnown = true
	rapid.Check(t, func(t *rapid.T) {
		h := anyHistory(t)
		today := m.AsOf + clientele.Day(rapid.SampledFrom([]int{-1, 0, 0, 1, 40, 2000}).Draw(t, "today"))
		before := slices.Clone(h.Days)
		r := Relation{clientele.Relationship{Account: 1}, h}
		now, all := m.Of(r), m.WhatIf(r, today)
		if len(all) > 3 || !slices.Equal(before, h.Days) {
			t.Fatalf("%d of them; the history is changed: %v", len(all), !slices.Equal(before, h.Days))
		}
		for _, w := range all {
			if w.Day <= max(m.AsOf, today) || english(w.Text) == "" || !(w.ClientProb > 0 && w.ClientProb < 1) || strings.ContainsAny(english(w.Text), "–\x02") {
				t.Fatalf("%+v on %v", w, today)
			}
			then := m.whenItHappens(t, r, &now, &w)
			if then.Kind != w.Kind || then.Trend != w.Trend || then.ClientProb != w.ClientProb {
				t.Fatalf("%+v: it is %s, %s, %g then", w, then.Kind, then.Trend, then.ClientProb)
			}
			if shownProb(now.ClientProb) == shownProb(then.ClientProb) && now.Kind == then.Kind && now.Trend == then.Trend {
				t.Fatalf("%s: that is so already", english(w.Text))
			}
			if w.Code == "order-soon" && shownProb(then.ClientProb) < shownProb(now.ClientProb) {
				t.Fatalf("%s: it is not the order that lowers it", w.Text)
			}
			checkSaid(t, english(w.Text), &now, &then)
		}
	})
}

// whenItHappens measures again what was known, with what a what-if says has happened.
func (m *Measure) whenItHappens(t *rapid.T, r Relation, now *clientele.Standing, w *clientele.WhatIf) clientele.Standing {
	h := r.History.Until(m.AsOf)
	h.Engaged = r.History.Engaged
	usual := now.UsualDays
	if usual < 1 {
		usual = max(1, math.Round(math.Exp(m.of(r.Line).Rhythm.Center)))
	}
	orders := 0
	switch w.Code {
	case "order-soon":
		orders = 1
	case "orders-in-a-row":
		for n := 2; n <= mostInARow; n++ {
			if strings.Contains(english(w.Text), fmt.Sprintf("order %d more times", n)) {
				orders = n
			}
		}
		if orders == 0 {
			t.Fatalf("%s: how many?", w.Text)
		}
	}
	bought := clientele.OrderDay{Orders: 1}
	if n := len(h.Days); n > 0 {
		bought.Minor, bought.Priced = h.Days[n-1].Minor, h.Days[n-1].Priced
	}
	h.Days = slices.Clone(h.Days)
	for n := range orders {
		bought.Day = w.Day - clientele.Day(orders-1-n)*clientele.Day(max(1, math.Round(usual)))
		h.Days = append(h.Days, bought)
	}
	then := *m
	then.AsOf = w.Day
	return then.Of(Relation{r.Relationship, &h})
}

// checkSaid holds the words of a what-if against what is, and what would be.
func checkSaid(t *rapid.T, text string, now, then *clientele.Standing) {
	for _, c := range []struct {
		words string
		fits  bool
	}{
		{"become a client", now.Kind != clientele.Client && then.Kind == clientele.Client},
		{"are a client by", now.Kind != clientele.Client && then.Kind == clientele.Client},
		{"become a customer", now.Kind != clientele.Customer && then.Kind == clientele.Customer},
		{"become a prospect", now.Kind != clientele.Prospect && then.Kind == clientele.Prospect},
		{"no longer counted as a client", now.Kind == clientele.Client && then.Kind != clientele.Client},
		{"slipping", !away(now) && then.Trend == clientele.Slipping},
		{"lapsed", !away(now) && then.Trend == clientele.Lapsed},
		{"rises", then.ClientProb > now.ClientProb},
		{"falls", then.ClientProb < now.ClientProb},
		{"stays", now.Kind != then.Kind},
	} {
		if strings.Contains(text, c.words) && !c.fits {
			t.Fatalf("%s: it was %s, %s, %g, and is %s, %s, %g", text, now.Kind, now.Trend, now.ClientProb, then.Kind, then.Trend, then.ClientProb)
		}
	}
	if now.Kind != then.Kind && !strings.Contains(text, "a "+string(then.Kind)) && !strings.Contains(text, "no longer counted") {
		t.Fatalf("%s: it does not say that %s becomes %s", text, now.Kind, then.Kind)
	}
}

func BenchmarkWhatIf(b *testing.B) {
	rels, _, end := smallFirm.make(rand.New(rand.NewPCG(74, 1)))
	m, _, _ := learnFirm(b, smallFirm, 74)
	m.AsOf = end
	all := slices.Collect(rels)
	for i := 0; b.Loop(); i++ {
		m.WhatIf(all[i%len(all)], m.AsOf)
	}
}
