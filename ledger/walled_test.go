package ledger_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/ledger/standings"
)

// wallOff puts a wall of its own around some accounts; 0 takes them away.
func (h house) wallOff(accounts []clientele.ID, wall func(i int) clientele.ID) {
	h.Helper()
	h.inTx(func(ctx context.Context, tx *db.Tx) error {
		for i, a := range accounts {
			if _, err := tx.Exec(ctx, "UPDATE accounts SET wall = ? WHERE workspace = 1 AND id = ?", wall(i), a); err != nil {
				return err
			}
		}
		return h.book.Walled(ctx, tx, accounts...)
	})
}

func oneEach(i int) clientele.ID { return clientele.ID(10_000 + i) }

func none(int) clientele.ID { return 0 }

// everyThird are some of the accounts of a list.
func everyThird(rows []standings.Row) (some []clientele.ID) {
	seen := map[clientele.ID]bool{}
	for _, r := range rows {
		if !seen[r.Account] && len(seen)%3 == 0 {
			some = append(some, r.Account)
		}
		seen[r.Account] = true
	}
	return some
}

func scopes() map[string]access.Scope {
	of := func(role access.Role, walls ...clientele.ID) access.Scope {
		return access.Of(access.User{ID: 7, Role: role}, nil, walls)
	}
	var half []clientele.ID
	for i := range 6 {
		half = append(half, oneEach(2*i))
	}
	return map[string]access.Scope{
		"the house": access.System("a test"), "nobody": {}, "a member": of(access.Member), "who passes some": of(access.Member, half...),
		"help from outside": of(access.Outside, half[:3]...), "help with nothing": of(access.Outside),
	}
}

// Whoever looks gets, under every sort and filter, the rows that they may see, in the
// order in which they stand in the whole list, in full pages; the counts and sums are of
// those, and both ways of reading agree.
func TestWallsLeadTheLists(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, 1)
		h.someStandings(72)
		every := h.walk(standings.Filter{Limit: 1_000})
		walled := everyThird(every)
		h.wallOff(walled, oneEach)
		wallOf := map[clientele.ID]clientele.ID{}
		for i, a := range walled {
			wallOf[a] = oneEach(i)
		}
		turn := 0
		for name, f := range filters() {
			for range 2 {
				turn++
				f.Sort, f.Desc, f.Limit = standings.Sorts[turn%len(standings.Sorts)], turn%2 == 0, 1_000
				whole := h.walk(f)
				for who, scope := range scopes() {
					want := []clientele.Relationship{}
					for _, r := range whole {
						if scope.Passes(wallOf[r.Account]) {
							want = append(want, r.Relationship)
						}
					}
					if turn%2 == 0 {
						h.book.Patience = standings.Patience{Few: 2, Look: 30}
					}
					h.seenBy(fmt.Sprintf("%s, %s by %s", who, name, f.Sort), scope, f, want)
					h.book.Patience = standings.Patience{Few: 3_000, Look: 10_000}
				}
			}
		}
		for who, scope := range scopes() {
			h.sumsOf(who, scope, every, wallOf)
		}
		if problems, err := h.book.Check(t.Context()); len(problems) > 0 || err != nil {
			t.Error(problems, err)
		}
	})
}

// seenBy turns the pages of a list as a scope sees it.
func (h house) seenBy(what string, scope access.Scope, f standings.Filter, want []clientele.Relationship) {
	h.Helper()
	book, got := h.book.For(scope), []clientele.Relationship{}
	for f.Limit = 11; ; {
		page, err := book.Listed(h.Context(), f)
		h.must(err)
		for _, r := range page.Rows {
			got = append(got, r.Relationship)
		}
		narrowed := f.Text != "" || f.MinValue != nil || f.LastBefore != clientele.NoDay
		if page.Next != "" && len(page.Rows) < f.Limit && !narrowed {
			h.Errorf("%s: a page of %d in the middle", what, len(page.Rows))
		}
		if !page.Capped && page.Count != len(want) {
			h.Errorf("%s: %d are counted, not %d", what, page.Count, len(want))
		}
		if f.After = page.Next; page.Next == "" {
			break
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		h.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// sumsOf compares the counts of a scope with the rows that it may see.
func (h house) sumsOf(who string, scope access.Scope, every []standings.Row, wallOf map[clientele.ID]clientele.ID) {
	h.Helper()
	type sort struct {
		line  clientele.Line
		kind  clientele.Kind
		stage clientele.Stage
		trend clientele.Trend
	}
	want, got, months := map[sort]int64{}, map[sort]int64{}, map[clientele.Kind]int64{}
	for _, r := range every {
		if scope.Passes(wallOf[r.Account]) {
			want[sort{r.Line, r.Kind, r.Stage, r.Trend}]++
		}
	}
	counts, err := h.book.For(scope).KindCounts(h.Context())
	h.must(err)
	for _, c := range counts {
		got[sort{c.Line, c.Kind, c.Stage, c.Trend}] += c.Count
		months[c.Kind] += c.Count
	}
	if diff := cmp.Diff(want, got); diff != "" {
		h.Errorf("%s counts (-want +got):\n%s", who, diff)
	}
	balance, err := h.book.For(scope).Balance(h.Context())
	h.must(err)
	for _, m := range balance.Months {
		months[m.Kind] -= m.Count
	}
	for kind, n := range months {
		if n != 0 {
			h.Errorf("%s: the month differs from now by %d of kind %s", who, n, kind)
		}
	}
	if len(balance.Months) == 0 && len(counts) > 0 {
		h.Errorf("%s is shown no month", who)
	}
}

// A wall that goes up and comes down leaves all as it was; what happened behind it in the
// meantime is seen afterwards; and a rebuild changes nothing, walls or not.
func TestAWallComesDown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, 1)
		h.someStandings(40)
		every := h.walk(standings.Filter{Limit: 1_000})
		walled := everyThird(every)
		tables := append(derived, "standings", "kind_months", "movements")
		before := h.dump(1, tables...)
		h.wallOff(walled, oneEach)
		if h.dump(1, tables...) == before {
			t.Fatal("the walls change nothing")
		}
		behind := h.dump(1, tables...)
		h.must(h.book.Rebuild(t.Context(), nil))
		if diff := cmp.Diff(behind, h.dump(1, tables...)); diff != "" {
			t.Errorf("a rebuild behind walls changes:\n%s", diff)
		}
		h.wallOff(walled, func(i int) clientele.ID { return oneEach(i) + 500 }) // another wall
		h.wallOff(walled, none)
		if diff := cmp.Diff(before, h.dump(1, tables...)); diff != "" {
			t.Errorf("up and down again:\n%s", diff)
		}
		h.wallOff(walled[:1], oneEach)
		s := standing(walled[0], clientele.Prospect)
		for _, r := range every {
			if r.Account == walled[0] {
				s.Line = r.Line
				if r.Kind == s.Kind {
					s.Kind = clientele.Client
				}
			}
		}
		s.AsOf, s.MeasuredKind = dayOf("2026-05-31"), s.Kind
		h.keep("test", s)
		member := h.book.For(access.Of(access.User{Role: access.Member}, nil, nil))
		seen, err := member.Movements(t.Context(), s.AsOf, s.AsOf)
		h.must(err)
		h.wallOff(walled[:1], none)
		after, err := member.Movements(t.Context(), s.AsOf, s.AsOf)
		if h.must(err); len(after) != len(seen)+1 {
			t.Errorf("behind the wall somebody moved: %v before it came down, %v after", seen, after)
		}
	})
}

// What a scope reads is found by its indexes, as what the house reads is.
func TestWalledQueryPlans(t *testing.T) {
	h := open(t, dbtest.SQLite(t), 1)
	h.someStandings(400)
	h.wallOff(everyThird(h.walk(standings.Filter{Limit: 1_000})), oneEach)
	for who, scope := range scopes() {
		if scope.Nobody() || who == "help with nothing" {
			continue // nothing is read of them
		}
		t.Run(who, func(t *testing.T) {
			h := house{t, h.d, h.book, h.dir}
			for _, f := range filters() {
				f.Limit = 5
				h.plans(func(ctx context.Context) {
					page, err := h.book.For(scope).Listed(ctx, f)
					h.must(err)
					f.After = page.Next
					_, _, err = h.book.For(scope).Relationships(ctx, f)
					h.must(err)
				})
			}
			h.plans(func(ctx context.Context) {
				book := h.book.For(scope)
				_, err := book.Balance(ctx)
				h.must(err)
				_, err = book.LatestChanges(ctx, 5)
				h.must(err)
				_, err = book.Whole(ctx)
				h.must(err)
				_, _, err = book.Trail(ctx, ledger.TrailQuery{Limit: 5})
				h.must(err)
				_, _, err = book.Trail(ctx, ledger.TrailQuery{User: 7, From: 1, Limit: 5})
				h.must(err)
			})
		})
	}
}
