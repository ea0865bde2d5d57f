package standing

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/btyd"
)

func sampleOf(rels Relations, end clientele.Day) *sample {
	s := &sample{}
	for r := range rels {
		s.add(r, Config{AsOf: end})
	}
	s.close(end)
	return s
}

// The past chooses the family that made it.
func TestThePastChoosesTheLaw(t *testing.T) {
	for name, c := range map[string]struct {
		firm simulatedFirm
		want []string
	}{
		"regular, leaving":    {simulatedFirm{relations: 1200, span: 900, gap: 30, rates: 0.5, shapes: []float64{5}, shares: []float64{1}, leave: 0.06}, []string{"bgcnbd", "mbgcnbd"}},
		"memoryless, leaving": {simulatedFirm{relations: 1200, span: 900, gap: 30, rates: 0.5, shapes: []float64{1}, shares: []float64{1}, leave: 0.1}, []string{"bgnbd", "mbgnbd", "paretonbd"}},
		"memoryless, staying": {simulatedFirm{relations: 1200, span: 900, gap: 30, rates: 0.5, shapes: []float64{1}, shares: []float64{1}}, []string{"nbd"}},
	} {
		t.Run(name, func(t *testing.T) {
			rels, _, end := c.firm.make(rand.New(rand.NewPCG(61, 1)))
			s := sampleOf(rels, end)
			then := s.asOf(s.start + (s.end-s.start)*2/3)
			got, notes := s.since(&then).chooseLaw()
			if !slices.Contains(c.want, got) {
				t.Errorf("%s was chosen, not one of %v", got, c.want)
			}
			if said := len(notes) > 0 && strings.Contains(english(notes[0]), "Nobody is seen to leave"); said != (got == "nbd") {
				t.Errorf("%s, %q", got, notes)
			}
		})
	}
}

// Any rows, however odd, have a law, and each law answers after it was kept.
func TestAnyRowsHaveALaw(t *testing.T) {
	odd := map[string][]btyd.RF{
		"nothing":       {},
		"one day":       {{}},
		"nobody back":   {{T: 100, Weight: 50}},
		"all the same":  {{X: 3, Tx: 90, T: 100, Litt: 10, Weight: 1000}},
		"every day":     {{X: 1000, Tx: 1000, T: 1000, Litt: 0, Weight: 3}},
		"a lifetime":    {{X: 1, Tx: 36500, T: 36500, Litt: 10.5}},
		"one and a day": {{X: 1, Tx: 1, T: 1, Litt: 0}, {T: 1}},
		"all just left": {{X: 5, Tx: 10, T: 5000, Litt: 3, Weight: 100}},
	}
	for name, rows := range odd {
		for i := range lawKinds {
			for _, c := range []calendar{0, 91} {
				l := fitLaw(lawKinds[i].name, rows, c)
				f := features{x: 2, tx: 50, t: 80, events: 3, logSum: 6}
				if p, n := l.active(&f, 100), l.expected(&f, 100); !(p >= 0 && p <= 1 && n >= 0) {
					t.Errorf("%s, %s: active %g, expected %g", name, l.Name, p, n)
				}
				b, err := json.Marshal(l)
				if err != nil {
					t.Fatal(err)
				}
				var back law
				if err := json.Unmarshal(b, &back); err != nil || back.Model != l.Model || back.pace != l.pace {
					t.Errorf("%s: kept as %s, read as %+v (%v)", name, b, back, err)
				}
			}
		}
	}
	for _, bad := range []string{`{"name":"no such"}`, `{"name":"nbd","model":{"R":-1,"Alpha":2}}`, `{"name":"bgbb","model":{}}`, `3`} {
		if err := json.Unmarshal([]byte(bad), new(law)); err == nil {
			t.Errorf("%s was taken for a law", bad)
		}
	}
}

func TestCalendarsAreRecognisedByTheirDates(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	dates := func(step func(i int) clientele.Day, n, each, strays int) []clientele.Day {
		var days []clientele.Day
		for i := range n {
			for range each {
				days = append(days, step(i))
			}
		}
		for range strays {
			days = append(days, step(0)+clientele.Day(rng.IntN(int(step(n-1)-step(0)))))
		}
		slices.Sort(days)
		return days
	}
	every := func(gap int) func(int) clientele.Day {
		return func(i int) clientele.Day { return simulatedStart + clientele.Day(i*gap) }
	}
	quarterEnds := func(i int) clientele.Day {
		return clientele.DayOf(simulatedStart.Time().AddDate(0, 3*i+1, -simulatedStart.Time().Day()))
	}
	for _, c := range []struct {
		name string
		days []clientele.Day
		want float64
	}{
		{"ends of quarters", dates(quarterEnds, 14, 40, 0), yearDays / 4},
		{"ends of quarters with strays", dates(quarterEnds, 14, 40, 15), yearDays / 4},
		{"every thirty days", dates(every(30), 30, 10, 0), 30},
		{"years", dates(every(365), 8, 20, 0), 365},
		{"every fifty days", dates(every(50), 12, 9, 0), 50},
		{"every week", dates(every(7), 60, 9, 0), 0},
		{"thin trade", dates(every(40), 12, 1, 20), 0},
		{"any day", dates(every(1), 400, 3, 0), 0},
		{"uneven dates", dates(func(i int) clientele.Day { return simulatedStart + clientele.Day(9*i*i) }, 14, 20, 0), 0},
		{"nothing", nil, 0},
	} {
		if got := float64(calendarOf(c.days)); math.Abs(got-c.want) > 0.2 {
			t.Errorf("%s: every %g days, not %g", c.name, got, c.want)
		}
	}
}
