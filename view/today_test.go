package view

import (
	"testing"

	"github.com/clientele-crm/clientele"
)

func TestTodaySentence(t *testing.T) {
	late := Step{Name: "Acme", Play: "call-slipping-client", Standing: &StandingRow{UsualDays: 30, SinceDays: 64}}
	offer := Step{Name: "Bolt", Play: "win-back-customer", Standing: &StandingRow{}}
	for _, c := range []struct {
		want     string
		slipping map[clientele.Kind]int
		steps    []Step
		due      Count
	}{
		{"Nobody is slipping, and nothing is due.", nil, nil, Count{}},
		{"Nobody is slipping, and 1 thing is due.", nil, nil, Count{N: 1}},
		{"1 client is slipping; call Acme: usually every 30 days, now 64 days.", map[clientele.Kind]int{clientele.Client: 1}, []Step{late}, Count{}},
		{"2 clients and 1,000 customers are slipping; call Acme first: usually every 30 days, now 64 days.", map[clientele.Kind]int{clientele.Customer: 1000, clientele.Client: 2}, []Step{late, offer}, Count{}},
		{"3 customers are slipping; look at Bolt first.", map[clientele.Kind]int{clientele.Customer: 3}, []Step{offer}, Count{}},
		{"3 customers are slipping, with nothing to do about it today; at least 12 things are due.", map[clientele.Kind]int{clientele.Customer: 3}, nil, Count{N: 12, Capped: true}},
	} {
		out := TodayOut{Measured: true, Lists: []TodayList{{Steps: c.steps}, {Count: c.due}}}
		if got := todaySentence(out, defaultWords, c.slipping); got != c.want {
			t.Errorf("%q\nwant %q", got, c.want)
		}
	}
}
