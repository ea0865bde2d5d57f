package standing

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

// english is a text as people read it, with plain spaces.
func english(text string) string {
	return strings.ReplaceAll(say.English.Fill(text), "\u00a0", " ")
}

// What only a reason for may say, what only one against, and what none says.
var (
	onlyFor     = regexp.MustCompile(`Buys evenly|enough to know|within their usual gap|and came back|more than chance|in each of the last|larger part|came sooner|came more often|speaks for|tends to stay|more than usual keep|Bought today\.`)
	onlyAgainst = regexp.MustCompile(`days? ago|Away for|Buys unevenly|ever before|fewer than chance|smaller part|took longer|came less often|speaks against|but of such|in only|in none|little to go by|far longer|fewer than usual keep|Not enough evidence|Chance alone|as chance would`)
	ofTheTrade  = regexp.MustCompile(`\bcards?\b|shrunk|\bnats?\b|log-odds|coefficient|\bits own\b|\bit slips\b|NaN|Inf|%!`)
)

// pullsTheOtherWay says what is wrong with a reason's sentence; "" for nothing.
func pullsTheOtherWay(r clientele.Reason) string {
	said := english(r.Text)
	switch {
	case ofTheTrade.MatchString(said):
		return "a word of the trade"
	case r.Weight > 0 && onlyAgainst.MatchString(said):
		return "for, and speaks against"
	case r.Weight < 0 && onlyFor.MatchString(said):
		return "against, and speaks for"
	}
	return ""
}

// Every reason has a sentence for and one against, which are not the same, and its weight chooses.
func TestReasonsSpeakAsTheyWeigh(t *testing.T) {
	oneSided := []string{"contact", "chance", "too-early", "no-purchase"}
	for code, of := range sayings {
		if slices.Contains(oneSided, code) != (of.pro == nil || of.con == nil) {
			t.Errorf("%s has no sentence for, or none against", code)
		}
	}
	for _, r := range cardReasons {
		if sayings[r.code].pro == nil || sayings[r.code].con == nil {
			t.Errorf("%s is on the card, and is not said both ways", r.code)
		}
	}
	firm := simulatedFirm{relations: 600, span: 900, gap: 30, rates: 0.8, shapes: []float64{1, 8}, shares: []float64{0.5, 1}, leave: 0.06}
	m, rels, _ := learnFirm(t, firm, 81)
	lone, err := Learn(context.Background(), func(func(Relation) bool) {}, Config{AsOf: m.AsOf})
	if err != nil {
		t.Fatal(err)
	}
	for r := range rels {
		for _, of := range []*Measure{m, lone} {
			c := of.subject(r)
			if !c.standing.Enough {
				continue
			}
			for _, code := range slices.Sorted(maps.Keys(sayings)) {
				if slices.Contains(oneSided, code) || code == "contract" {
					continue
				}
				pro, _ := c.words(code, 1)
				con, _ := c.words(code, -1)
				if pro == con || pullsTheOtherWay(clientele.Reason{Text: pro, Weight: 1}) != "" || pullsTheOtherWay(clientele.Reason{Text: con, Weight: -1}) != "" {
					t.Fatalf("%s: for %q, against %q", code, pro, con)
				}
			}
		}
	}
}

func TestContractsSpeakAsTheyWeigh(t *testing.T) {
	m, _, _ := learnFirm(t, smallFirm, 82)
	h := &clientele.History{Engaged: []clientele.Engagement{{Kind: clientele.Retainer, Start: m.AsOf - 100, End: m.AsOf + 265}}}
	c := m.subject(Relation{clientele.Relationship{Account: 1}, h})
	pro, _ := c.words("contract", 1)
	con, _ := c.words("contract", -1)
	if pullsTheOtherWay(clientele.Reason{Text: pro, Weight: 1}) != "" || pullsTheOtherWay(clientele.Reason{Text: con, Weight: -1}) != "" || pro == con {
		t.Errorf("for %q, against %q", pro, con)
	}
}

// Gaps that each grow by a quarter are slowing, gaps that grow by chance are not.
func TestWhoTakesEverLongerIsSlowing(t *testing.T) {
	for n := 4; n <= 12; n++ {
		h := &clientele.History{}
		at, gap := float64(simulatedStart), 10.0
		for range n + 1 {
			h.Days = append(h.Days, clientele.OrderDay{Day: clientele.Day(at), Orders: 1})
			at, gap = at+gap, gap*1.25
		}
		m, err := Learn(context.Background(), slices.Values([]Relation{{clientele.Relationship{Account: 1}, h}}), Config{AsOf: h.Last() + 3})
		if err != nil {
			t.Fatal(err)
		}
		if s := m.Of(Relation{clientele.Relationship{Account: 1}, h}); s.Trend != clientele.Slowing {
			t.Errorf("%d gaps, each longer by a quarter: %s", n, s.Trend)
		}
	}
	m, rels, truth := learnFirm(t, simulatedFirm{relations: 2000, span: 900, gap: 30, rates: 0.6, shapes: []float64{1, 6}, shares: []float64{0.5, 1}}, 83)
	slowing := 0
	for r := range rels {
		slowing += int(outcome(m.Of(r).Trend == clientele.Slowing))
	}
	t.Logf("%d of %d who go on as ever are slowing", slowing, len(truth))
	if share := float64(slowing) / float64(len(truth)); share > 0.06 {
		t.Errorf("%.3f of those who go on as ever are called slowing", share)
	}
}
