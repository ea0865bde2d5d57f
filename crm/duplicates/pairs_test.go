package duplicates

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/identity"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/record"
)

// TestWhatOfPairsIsForgotten: what was not found again goes, and what is of records that went; but
// not what somebody said, nor, of what a file brought under one name, what was not found again.
func TestWhatOfPairsIsForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		match := func(one clientele.ID) proposal { return proposal{Match: identity.Match{A: one, B: one + 1}} }
		count := func(when string, open, distinct int) {
			t.Helper()
			n, err := x.Pairs.count(t.Context(), house(), "person", Open)
			m, err2 := x.Pairs.count(t.Context(), house(), "person", Distinct)
			if n != open || m != distinct || err != nil || err2 != nil {
				t.Errorf("%s: %d are open, not %d, and %d distinct, not %d: %v %v", when, n, open, m, distinct, err, err2)
			}
		}
		x.in(func(tx *db.Tx) error {
			if err := x.Pairs.propose(t.Context(), tx, "person", 9, []proposal{match(1), match(3), match(5)}); err != nil {
				return err
			}
			if err := x.Pairs.propose(t.Context(), tx, "person", 10, []proposal{match(7)}); err != nil {
				return err
			}
			if err := x.Pairs.brought(t.Context(), tx, "person", []proposal{match(3)}); err != nil {
				return err
			}
			return x.Pairs.say(t.Context(), tx, "person", pair{One: 5, Other: 6, State: Distinct, Said: 9}, match(5))
		})
		count("before", 3, 1)
		x.in(func(tx *db.Tx) error { return x.Pairs.forgetOld(t.Context(), tx, "person", 10) })
		count("not found again", 2, 1)
		x.in(func(tx *db.Tx) error { return x.Pairs.forget(t.Context(), tx, "person", []clientele.ID{6, 8}) })
		count("of who went", 1, 1)
	})
}

// TestIdle: all is looked through again where one was changed in the moment in which the last look began,
// or has a number that it did not see, or an import began or ceased to count, by which some come and go
// without a word; else not.
func TestIdle(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		r := x.person("a@example.org", x.firm("Pan"))
		idle := func(highest clientele.ID, looked clientele.Instant, want bool) {
			t.Helper()
			x.in(func(tx *db.Tx) error {
				return x.Pairs.learn(t.Context(), tx, "person", &identity.Model{}, learnt{Highest: highest, Looked: looked})
			})
			if got, err := x.idle(t.Context(), x.k); got != want || err != nil {
				t.Errorf("seen up to %d at %d: idle %v, %v", highest, looked, got, err)
			}
		}
		idle(r.ID, r.Changed+1, true)
		idle(r.ID, r.Changed, false)
		idle(r.ID-1, r.Changed+1, false)
		idle(r.ID, 0, false) // nobody looked yet

		began := func(i ledger.Import) (id clientele.ID) {
			x.in(func(tx *db.Tx) (err error) {
				id, err = x.Book.BeginImport(t.Context(), tx, i)
				return err
			})
			return id
		}
		done := began(ledger.Import{File: "done.csv", State: ledger.Done, Started: r.Changed + 10})
		idle(r.ID, r.Changed+10, false)
		idle(r.ID, r.Changed+11, true)
		_, err := x.Book.UndoImport(t.Context(), done, "olga")
		x.ok(err)
		idle(r.ID, r.Changed+11, false)
		later := clientele.Instant(time.Now().Add(time.Hour).UnixMilli())
		idle(r.ID, later, true)
		began(ledger.Import{File: "under way.csv", Started: r.Changed})
		idle(r.ID, later, false)
	})
}

// TestFewAreComparedAtOnce: five that are written together are compared as they are written; of more,
// those that are known are found by what they are now, and a look is asked for.
func TestFewAreComparedAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		pan := x.firm("Pan")
		write := func(edits ...record.Edit) (all []*record.Record) {
			t.Helper()
			x.in(func(tx *db.Tx) error {
				out, err := x.Store.Write(t.Context(), tx, house(), "people", edits)
				for _, o := range out {
					all = append(all, o.Record)
				}
				return err
			})
			return all
		}
		edit := func(ref clientele.Ref, email string) record.Edit {
			e := record.Edit{Ref: ref}
			x.ok(json.Unmarshal([]byte(fmt.Sprintf(`{"name": "Joanna Quimby", "emails": [%q], "accounts": [%d]}`, email, pan.ID)), &e.Fields))
			return e
		}
		asked := func(want bool) {
			t.Helper()
			if is, err := x.Jobs.Queue.OpenOf(t.Context(), d, string(kindFind)); is != want || err != nil {
				t.Errorf("a look is asked for: %v, %v", is, err)
			}
		}
		var edits []record.Edit
		for range fewAtOnce {
			edits = append(edits, edit(clientele.Ref{}, "old@example.org"))
		}
		five := write(edits...)
		if n, err := x.Pairs.count(t.Context(), x.member, "person", Open); n != 10 || err != nil {
			t.Errorf("of five of one name %d pairs are kept, %v", n, err)
		}
		asked(false)
		edits = []record.Edit{edit(clientele.Ref{}, "new@example.org")}
		for _, r := range five {
			edits = append(edits, edit(r.Ref, "new@example.org"))
		}
		write(edits...)
		x.finds(x.member, "old@example.org", 0)
		x.finds(x.member, "new@example.org", 5) // the sixth waits for the look
		asked(true)
	})
}

// TestBroughtStandsBehindTheWallOfTheOlder: a pair of a new account and one behind a wall is seen once the
// wall is gone.
func TestBroughtStandsBehindTheWallOfTheOlder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		older, newer := x.firm("Kettle"), x.firm("Kettle")
		x.wall(older, 66)
		x.in(func(tx *db.Tx) error {
			return x.Brought(t.Context(), tx, []directory.Namesake{{One: clientele.Account{ID: newer.ID, Name: "Kettle"}, Other: clientele.Account{ID: older.ID, Name: "Kettle"}, Wall: 66}})
		})
		seen := func(want int) {
			t.Helper()
			if n, err := x.Pairs.count(t.Context(), x.member, record.Account, Open); n != want || err != nil {
				t.Errorf("%d pairs are seen, not %d: %v", n, want, err)
			}
		}
		seen(0)
		x.wall(older, 0)
		seen(1)
	})
}

// TestOneOfANameIsShown: while one types a name, three of it are shown at most; in a small book a name is
// enough, though two of it are mostly two.
func TestOneOfANameIsShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		pan := x.firm("Pan")
		for i := range alikeShown + 2 {
			x.person(fmt.Sprintf("%d@x%d.example", i, i), pan)
		}
		known, err := x.Known(t.Context(), x.member, "person", identity.Candidate{Full: "Joanna Quimby"})
		if len(known) != alikeShown+2 || err != nil {
			t.Errorf("%d are known of the name, %v", len(known), err)
		}
		for _, k := range known {
			if k.LogOdds >= likely {
				t.Errorf("a name alone gives %v bits", k.LogOdds)
			}
		}
		out, err := x.Alike(t.Context(), x.member, AlikeIn{Type: "person", Name: "Joanna Quimby"})
		if len(out.Rows) != alikeShown || err != nil {
			t.Errorf("%d are shown, %v", len(out.Rows), err)
		}
	})
}

// TestPagesOfPairs: page by page each pair comes once, the surest first, also where many are as sure.
func TestPagesOfPairs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		x.in(func(tx *db.Tx) error {
			var all []proposal
			for i := range 7 {
				all = append(all, proposal{Match: identity.Match{A: clientele.ID(i + 1), B: clientele.ID(i + 2), LogOdds: float64(i / 3)}})
			}
			return x.Pairs.propose(t.Context(), tx, "person", 9, all)
		})
		var after *pair
		got := ""
		for more := true; more; {
			some, err := x.Pairs.page(t.Context(), house(), listing{of: "person", state: Open, after: after, limit: 2})
			x.ok(err)
			for _, p := range some {
				got += fmt.Sprint(p.One, " ")
				after = &p
			}
			more = len(some) == 2 && len(got) < 99
		}
		if got != "7 6 5 4 3 2 1 " {
			t.Error(got)
		}
	})
}
