package standing

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
)

// ordinaryShop is sixty customers who each bought six times in a year.
func ordinaryShop() []Relation {
	var all []Relation
	for i := range 60 {
		h := &clientele.History{}
		for k := range 6 {
			h.Days = append(h.Days, clientele.OrderDay{Day: simulatedStart + clientele.Day(i*5%50+k*55+(i*k)%17), Orders: 1})
		}
		all = append(all, Relation{clientele.Relationship{Account: clientele.ID(i + 1)}, h})
	}
	return all
}

// One mistyped year, before or after all else, is not the length of the log, and
// the late one is said.
func TestAStrayDateDoesNotStretchASmallLog(t *testing.T) {
	for _, c := range []struct {
		stray clientele.Day
		said  bool
	}{{simulatedStart - 40_000, false}, {simulatedStart + 30_000, true}} {
		all := ordinaryShop()
		all = append(all, Relation{clientele.Relationship{Account: 99}, &clientele.History{Days: []clientele.OrderDay{{Day: c.stray, Orders: 1}}}})
		s := &sample{}
		for _, r := range all {
			s.add(r, simulatedStart+30_000)
		}
		s.close(max(c.stray, simulatedStart+400))
		if s.start < simulatedStart || (s.stray != clientele.NoDay) != c.said {
			t.Errorf("a stray day %d: the log begins on day %d, stray %d", c.stray, s.start-simulatedStart, s.stray)
		}
	}
}

// Of a handful of relationships nothing is said on where the log was cut off.
func TestAHandfulIsNotACutLog(t *testing.T) {
	for _, n := range []int{1, 5, 60} {
		m, err := Learn(context.Background(), slices.Values(ordinaryShop()[:n]), Config{})
		if err != nil {
			t.Fatal(err)
		}
		said := slices.ContainsFunc(m.Notes(), func(s string) bool { return strings.Contains(s, "cut off") || strings.Contains(s, "one intake") })
		if said != (n == 60) {
			t.Errorf("%d relationships: %q", n, m.Notes())
		}
	}
}
