package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger/standings"
)

// What is shown is what was measured, to the last digit and letter.
func TestStandingsComeBackAsTheyWere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, 1)
		a := h.account("A")
		texts := []string{
			"", "7", "007 and 0.50", "Bought on 5 days since 5 May 2026, usually every 51 days.", "1234567890123456789012345 to 000000000000000000000",
			"Łódź 12 – 50 %", "two\nlines", "\x02a part 3", "12:30:00", "no number",
		}
		r := rand.New(rand.NewPCG(7, 8))
		for i := range 40 {
			s := standing(a, clientele.Kinds[i%3])
			s.Line, s.Stage, s.Trend, s.Enough = clientele.Line(fmt.Sprint("line ", i)), "", "", i%2 == 0
			s.ExpectedValue, s.UsualDays, s.First, s.Revenue = r.NormFloat64()*1e6, 0, clientele.NoDay, clientele.Money{}
			s.ClientRange, s.Lifetime = clientele.Range{Low: r.Float64(), High: 1}, -r.ExpFloat64()
			s.Reasons, s.Others = nil, nil
			if i%3 == 0 {
				s.Others = []clientele.Money{{Minor: -5, Currency: "CHF"}, {Minor: 1 << 40, Currency: clientele.UnknownCurrency}}
			}
			for j := range i % 7 {
				s.Reasons = append(s.Reasons, clientele.Reason{Code: fmt.Sprint("code-", j), Text: texts[r.IntN(len(texts))], Weight: r.NormFloat64(), Day: clientele.Day(r.IntN(2) * 739_000)})
			}
			h.keep("test", s)
			got, err := h.book.Standing(t.Context(), s.Relationship)
			if diff := cmp.Diff(s, got); diff != "" || err != nil {
				t.Errorf("%v\n%s", err, diff)
			}
		}
	})
}

// The sign that stands for a number in a phrase cannot come from outside.
func TestSignsOfPhrases(t *testing.T) {
	h := open(t, dbtest.SQLite(t), 1)
	s := standing(h.account("A"), clientele.Client)
	s.Reasons = []clientele.Reason{{Code: "a", Text: "\x01 has 3 signs\x00, \xff"}}
	h.keep("test", s)
	got, err := h.book.Standing(t.Context(), s.Relationship)
	if want := "  has 3 signs, \uFFFD"; err != nil || got.Reasons[0].Text != want {
		t.Errorf("%q, want %q, %v", got.Reasons[0].Text, want, err)
	}
}

// Whatever is in the column is a standing or a fault.
func TestWhatIsNoPackedStanding(t *testing.T) {
	h, ctx := open(t, dbtest.SQLite(t), 1), t.Context()
	s := standing(h.account("A"), clientele.Client)
	h.keep("test", s)
	whole, err := db.One[[]byte](ctx, h.d, "SELECT packed FROM measured")
	h.must(err)
	for n := range len(whole) + 1 {
		cut := append(make([]byte, 0, n+1), whole[:n]...)
		if n == len(whole) {
			cut = append(cut, 0)
		}
		h.inTx(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE measured SET packed = ?", cut)
			return err
		})
		if got, err := h.book.Standing(ctx, s.Relationship); !errors.Is(err, standings.ErrPacked) {
			t.Errorf("%d of %d bytes: %+v, %v", n, len(whole), got, err)
		}
	}
}

// A table that is filled without its indexes ends as one that was filled with them,
// also where the process that began was killed.
func TestStandingsFilledAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d, 1), t.Context()
		h.must(h.book.BeginStandings(ctx, 1_000_000))
		h.someStandings(60)
		h.must(h.book.BeginStandings(ctx, 1_000_000)) // begun again
		list := func() (names []string) {
			for _, sort := range standings.Sorts {
				rows, _, err := h.book.Relationships(ctx, standings.Filter{Sort: sort, Limit: 100})
				h.must(err)
				for _, r := range rows {
					names = append(names, r.Name)
				}
			}
			return names
		}
		unsorted := list()
		h.must(h.book.EndStandings(ctx))
		h.must(h.book.EndStandings(ctx))
		facts, err := h.book.Facts(ctx)
		if diff := cmp.Diff(unsorted, list()); diff != "" || err != nil || len(unsorted) != int(facts.Relationships)*len(standings.Sorts) {
			t.Errorf("%d rows, %v\n%s", len(unsorted), err, diff)
		}
		text := "SELECT COUNT(*) FROM sqlite_schema i JOIN sqlite_stat1 s ON s.idx = i.name WHERE i.type = 'index' AND i.tbl_name = 'standings' AND i.sql IS NOT NULL"
		if d.Engine == db.Postgres {
			text = "SELECT COUNT(*) FROM pg_indexes WHERE tablename = 'standings' AND indexname LIKE 'standings\\_%' AND indexname <> 'standings_pkey' AND schemaname = current_schema()"
		}
		if n, err := db.One[int](ctx, d, text); n != len(standings.Sorts) || err != nil {
			t.Errorf("%d indexes are back, %v", n, err)
		}
	})
}
