package standing

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
)

// A date or a contract to come moves neither the measure's day nor the backtest's; the purchase is said.
func TestWhatIsToComeMovesNoDay(t *testing.T) {
	all := ordinaryShop()
	last, err := lastDay(context.Background(), slices.Values(all), clientele.NoDay)
	if err != nil {
		t.Fatal(err)
	}
	stray, signed := simulatedStart+27_000, simulatedStart+1_500
	all[0].History.Days = append(all[0].History.Days, clientele.OrderDay{Day: stray, Orders: 1})
	all = append(all, Relation{clientele.Relationship{Account: 99}, &clientele.History{Engaged: []clientele.Engagement{{Kind: "retainer", Start: signed}}}})
	today := last + 700
	m, err := Learn(context.Background(), slices.Values(all), Config{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	if m.AsOf != last || !strings.HasPrefix(english(m.Notes()[0]), "1 purchase is dated after today, ") {
		t.Errorf("as of %s, last %s: %q", m.AsOf, last, m.Notes())
	}
	rep, err := Backtest(context.Background(), slices.Values(all), BacktestConfig{HorizonDays: 90, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	if rep.LastDay != last || !strings.HasPrefix(english(rep.Notes[0]), "1 purchase is dated after today, ") {
		t.Errorf("tested up to %s, last %s: %q", rep.LastDay, last, rep.Notes)
	}
}

// Of contracts alone, the day is the latest on which one began.
func TestTheDayOfContractsAlone(t *testing.T) {
	var all []Relation
	for i, start := range []clientele.Day{simulatedStart, simulatedStart + 400, simulatedStart + 90, simulatedStart + 9000} {
		all = append(all, Relation{clientele.Relationship{Account: clientele.ID(i + 1)}, &clientele.History{Engaged: []clientele.Engagement{{Kind: "retainer", Start: start}}}})
	}
	last, err := lastDay(context.Background(), slices.Values(all), simulatedStart+1000)
	if err != nil || last != simulatedStart+400 {
		t.Errorf("day %d of the log, %v", last-simulatedStart, err)
	}
}
