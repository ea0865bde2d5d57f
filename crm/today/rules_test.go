package today

import (
	"context"
	"slices"
	"strings"
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
		slipping shape.Slips
		steps    []shape.Step
		due      page.Count
	}{
		{"Nobody is slipping, and nothing is due.", shape.Slips{}, nil, page.Count{}},
		{"Nobody is slipping, and 1 thing is due.", shape.Slips{}, nil, page.Count{N: 1}},
		{"1 client has gone quiet; call Acme: usually every 30 days, now 64 days.", shape.Slips{Quiet: 1}, []shape.Step{late}, page.Count{}},
		{"2 clients have gone quiet and 1,000 customers are slipping; call Acme first: usually every 30 days, now 64 days.", shape.Slips{Quiet: 2, Others: 1000}, []shape.Step{late, offer}, page.Count{}},
		{"3 customers are slipping; look at Bolt first.", shape.Slips{Others: 3}, []shape.Step{offer}, page.Count{}},
		{"3 customers are slipping, with nothing to do about it today; at least 12 things are due.", shape.Slips{Others: 3}, nil, page.Count{N: 12, Capped: true}},
	} {
		out := TodayOut{Measured: true, Lists: []TodayList{{Steps: c.steps}, {Count: c.due}}}
		if got := strings.ReplaceAll(todaySentence(out, shape.Speaking(context.Background(), say.Words{}), c.slipping), "\u00a0", " "); got != c.want {
			t.Errorf("%q\nwant %q", got, c.want)
		}
	}
}

// What we owe somebody and are late with comes first, and is said; the rest keeps its order.
func TestLatePromises(t *testing.T) {
	late, kept := shape.Step{Do: "Quote", Promise: true, LateDays: 2}, shape.Step{Do: "Brochure", Promise: true}
	steps := []shape.Step{{Do: "Tidy up", LateDays: 9}, kept, late, {Do: "Ring the bank"}}
	slices.SortStableFunc(steps, latePromisesFirst)
	var order []string
	for _, s := range steps {
		order = append(order, s.Do)
	}
	if got, want := strings.Join(order, ", "), "Quote, Tidy up, Brochure, Ring the bank"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	out := TodayOut{Measured: true, Lists: []TodayList{{}, {Steps: steps, Count: page.Count{N: 4}}}}
	if got, want := todaySentence(out, shape.Speaking(context.Background(), say.Words{}), shape.Slips{}), "Nobody is slipping, and 4 things are due. One promise is late."; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// What a list is sorted by is what its rows show: money, or orders where none is known.
func TestWorthInWords(t *testing.T) {
	eur := func(n int64) clientele.Money { return clientele.Money{Minor: n * 100, Currency: "EUR"} }
	grown := &shape.StandingRow{HorizonDays: 365, ExpectedValue: eur(500)}
	for _, tt := range []struct {
		step        shape.Step
		worth, name string
	}{
		{shape.Step{Worth: eur(250), Stake: eur(1000), Standing: grown}, "€250", "of €1,000 brought a year"},
		{shape.Step{Worth: eur(50), Stake: eur(500), Standing: grown}, "€50", "of €500 expected a year"},
		{shape.Step{Worth: eur(50), Stake: eur(500), Standing: grown, List: clientele.ListGrowing}, "€50", "beside €500 expected a year"},
		{shape.Step{Orders: 2.4}, "2 orders", ""}, {shape.Step{Orders: 0.2}, "less than one order", ""}, {shape.Step{}, "", ""},
	} {
		v := page.Frame{Speaker: say.English}
		if got, name := worth(v, tt.step), stakeName(v, tt.step); got != tt.worth || name != tt.name {
			t.Errorf("%q, %q; want %q, %q", got, name, tt.worth, tt.name)
		}
	}
}
