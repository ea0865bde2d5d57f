package ledger_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger/standings"
)

// stayed is a stage that a relationship was in, as a child would read it off its measures.
type stayed struct {
	stage         clientele.Stage
	entered, left clientele.Day
	went          string
}

// What is kept of the journey is what the measures say, read one after another: through stages, lapses and returns,
// in several lines, behind walls, whether it was kept with each write or is made anew.
func TestTheJourneyIsWhatWasMeasured(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d, 1), t.Context()
		rng := rand.New(rand.NewPCG(7, 9))
		plain := map[clientele.Relationship][]stayed{}
		var rels []clientele.Relationship
		for i := range 40 {
			a := h.account(fmt.Sprint("Account ", i))
			rels = append(rels, clientele.Relationship{Account: a})
			if i%4 == 0 {
				rels = append(rels, clientele.Relationship{Account: a, Line: "Advice"})
			}
		}
		first := dayOf("2025-04-01")
		for on := first; on < first+360; on += 12 {
			var some []clientele.Standing
			for _, rel := range rels {
				if rng.IntN(3) > 0 {
					continue
				}
				s := standing(rel.Account, clientele.Customer)
				s.Line, s.AsOf, s.Stage = rel.Line, on, clientele.Stages[rng.IntN(len(clientele.Stages))]
				if rng.IntN(4) == 0 {
					s.Trend = clientele.Lapsed
				}
				some = append(some, s)
				plain[rel] = goesOn(plain[rel], s)
			}
			h.keep("measured", some...)
		}
		said := func() string { return fmt.Sprint(tellJourney(t, ctx, h.book.For(access.System("a test")))) }
		if got, want := said(), fmt.Sprint(tellPlainly(plain, first)); got != want {
			t.Errorf("kept:\n%s\nmeasured:\n%s", got, want)
		}
		before := dbtest.Told(t, d)
		if before["journey_spans"] == "" {
			t.Fatal("nothing is kept")
		}
		if err := h.book.FoldJourney(ctx, d.InTx); err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"journey_spans", "journey_stays"} {
			if after := dbtest.Told(t, d)[table]; after != before[table] {
				t.Errorf("%s, made anew, is another", table)
			}
		}
	})
}

// goesOn reads the next measure.
func goesOn(path []stayed, s clientele.Standing) []stayed {
	stage := s.Stage
	if s.Trend == clientele.Lapsed {
		stage = ""
	}
	if n := len(path); n > 0 && path[n-1].went == "" {
		open := &path[n-1]
		if open.stage == stage {
			return path
		}
		if open.left, open.went = s.AsOf, string(stage); stage == "" {
			open.went = standings.WentLapsed
		}
	}
	if stage == "" {
		return path
	}
	return append(path, stayed{stage: stage, entered: s.AsOf})
}

func tellPlainly(all map[clientele.Relationship][]stayed, first clientele.Day) (lines []string) {
	for rel, path := range all {
		for _, s := range path {
			entered := s.entered.String()
			if s.entered == first {
				entered = ""
			}
			lines = append(lines, fmt.Sprintf("%d|%s|%s|%s|%s|%s", rel.Account, rel.Line, s.stage, entered, s.went, s.left))
		}
	}
	slices.Sort(lines)
	return lines
}

// tellJourney reads each list of the journey to its end, seven at a time, and holds the sums against them.
func tellJourney(t *testing.T, ctx context.Context, seen interface {
	Stays(ctx context.Context, from, to string) ([]standings.Stay, error)
	Spans(ctx context.Context, q standings.SpanQuery) ([]standings.Travelled, string, error)
}) (lines []string) {
	t.Helper()
	stays, err := seen.Stays(ctx, "2025-01", "2026-12")
	if err != nil {
		t.Fatal(err)
	}
	for _, stage := range clientele.Stages {
		for _, unknown := range []bool{true, false} {
			q, n := standings.SpanQuery{Stage: stage, From: "2025-01", To: "2026-12", Unknown: unknown, Limit: 7}, 0
			for _, x := range stays {
				if way := (standings.Way{Line: x.Line, Went: x.Went}); x.Stage == stage && (x.Month == "") == unknown {
					if n += int(x.N); !slices.Contains(q.Ways, way) {
						q.Ways = append(q.Ways, way)
					}
				}
			}
			found := 0
			for page, next := []standings.Travelled(nil), "first"; next != ""; found += len(page) {
				if page, next, err = seen.Spans(ctx, q); err != nil {
					t.Fatal(err)
				}
				q.After = next
				for _, s := range page {
					lines = append(lines, fmt.Sprintf("%d|%s|%s|%s|%s|%s", s.Account, s.Line, s.Stage, s.Entered, s.Went, s.Until))
					if !strings.Contains(s.Cause, "measured") {
						t.Errorf("no cause: %+v", s)
					}
				}
			}
			if found != n {
				t.Errorf("%s: %d in the list, %d in the sums", stage, found, n)
			}
		}
	}
	slices.Sort(lines)
	return lines
}
