package standing

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
)

func TestPortfolioByHand(t *testing.T) {
	eur := func(minor int64) clientele.Money { return clientele.Money{Minor: minor, Currency: "EUR"} }
	p := Summarise(slices.Values([]clientele.Standing{
		{Kind: clientele.Client, Trend: clientele.Steady, AliveProb: 1, Revenue: eur(1000), ExpectedValue: 900},
		{Kind: clientele.Customer, Trend: clientele.Steady, AliveProb: 0.5, Revenue: eur(300), ExpectedValue: 60},
		{Kind: clientele.Customer, Trend: clientele.Lapsed, AliveProb: 0, Revenue: eur(200), ExpectedValue: 0},
		{Kind: clientele.Customer, AliveProb: 0.5, Revenue: clientele.Money{Minor: 5, Currency: "USD"}, ExpectedValue: 3},
		{Kind: clientele.Prospect, AliveProb: 0.5},
	}))
	client, customer := p.Kinds[0], p.Kinds[1]
	if client.Relations != 1 || client.LossOfOne != 900 || customer.Relations != 3 || customer.Revenue != 500 || customer.LossOfOne != 60 ||
		customer.Trends[clientele.Lapsed] != 1 || p.Foreign != 1 || p.LossRatio != 15 || p.Kinds[2].Relations != 1 {
		t.Errorf("%+v", p)
	}
}

func TestPortfolioOfNothingIsNull(t *testing.T) {
	b, err := json.Marshal(Summarise(func(func(clientele.Standing) bool) {}))
	if err != nil || !strings.Contains(string(b), `"loss_ratio":null`) {
		t.Errorf("%s, %v", b, err)
	}
}
