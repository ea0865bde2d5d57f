package today

import (
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

func TestTodaySentence(t *testing.T) {
	late := shape.Step{Name: "Acme", Play: "call-slipping-client", Standing: &shape.StandingRow{UsualDays: 30, SinceDays: 64}}
	offer := shape.Step{Name: "Bolt", Play: "win-back-customer", Standing: &shape.StandingRow{}}
	for _, c := range []struct {
		want     string
		slipping map[clientele.Kind]int
		steps    []shape.Step
		due      page.Count
	}{
		{"Nobody is slipping, and nothing is due.", nil, nil, page.Count{}},
		{"Nobody is slipping, and 1 thing is due.", nil, nil, page.Count{N: 1}},
		{"1 client is slipping; call Acme: usually every 30 days, now 64 days.", map[clientele.Kind]int{clientele.Client: 1}, []shape.Step{late}, page.Count{}},
		{"2 clients and 1,000 customers are slipping; call Acme first: usually every 30 days, now 64 days.", map[clientele.Kind]int{clientele.Customer: 1000, clientele.Client: 2}, []shape.Step{late, offer}, page.Count{}},
		{"3 customers are slipping; look at Bolt first.", map[clientele.Kind]int{clientele.Customer: 3}, []shape.Step{offer}, page.Count{}},
		{"3 customers are slipping, with nothing to do about it today; at least 12 things are due.", map[clientele.Kind]int{clientele.Customer: 3}, nil, page.Count{N: 12, Capped: true}},
	} {
		out := TodayOut{Measured: true, Lists: []TodayList{{Steps: c.steps}, {Count: c.due}}}
		if got := todaySentence(out, say.English.Words(), c.slipping); got != c.want {
			t.Errorf("%q\nwant %q", got, c.want)
		}
	}
}
