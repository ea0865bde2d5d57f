package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// TestTheBookTellsAll: after any course of changes, archivings, restorings and undos, the
// record is what its entries say, from the first to the last; and all of it can be taken
// back, change by change, to how it began.
func TestTheBookTellsAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		x.made("fields", `{"type": "people", "name": "score", "kind": "number"}`)
		a, b := x.made("accounts", `{"name": "A"}`), x.made("accounts", `{"name": "B"}`)
		for seed := range uint64(6) {
			rng := rand.New(rand.NewPCG(seed, 5))
			r := x.made("people", `{"name": "begin", "tags": ["first"]}`)
			first := r
			for range 25 {
				x.step(rng, r.Ref, a.ID, b.ID)
			}
			past, err := x.Changes(t.Context(), x.boss, r.Ref, 0, 200)
			x.ok(err)
			r, err = x.Get(t.Context(), x.boss, r.Ref)
			x.ok(err)
			x.told(r, past)
			for _, p := range past[:len(past)-1] { // the latest first; undoing keeps the number of the others
				x.ok(x.InTx(t.Context(), func(tx *db.Tx) error {
					r, err = x.Undo(t.Context(), tx, x.boss, Undoing{Ref: r.Ref, Entry: p.ID})
					return err
				}))
			}
			fields, err := x.Fields(t.Context(), x.Store.types[1])
			x.ok(err)
			for _, f := range fields {
				if !equal(first.Get(f), r.Get(f)) {
					t.Errorf("seed %d: all is taken back, and %s is %v, not %v", seed, f.Name, r.Get(f), first.Get(f))
				}
			}
			if r.Archived != 0 || r.Account != 0 {
				t.Errorf("seed %d: archived %d, of account %d", seed, r.Archived, r.Account)
			}
		}
	})
}

// step does one thing to a record.
func (x *desk) step(rng *rand.Rand, ref clientele.Ref, a, b clientele.ID) {
	x.Helper()
	pick := func(from ...string) string { return from[rng.IntN(len(from))] }
	away := rng.IntN(2) == 0
	var err error
	switch rng.IntN(5) {
	case 0:
		_, err = x.try(x.boss, Edit{Ref: ref, Archive: &away})
	case 1:
		past, perr := x.Changes(x.Context(), x.boss, ref, 0, 200)
		x.ok(perr)
		if len(past) < 2 {
			return
		}
		err = x.InTx(x.Context(), func(tx *db.Tx) error {
			_, err := x.Undo(x.Context(), tx, x.boss, Undoing{Ref: ref, Entry: past[rng.IntN(len(past)-1)].ID, Rest: away})
			return err
		})
	default:
		text := pick(`{"name": "n1", "email": "a@x.example"}`, `{"name": "n2", "tags": []}`, `{"tags": ["x", "y"], "custom": {"score": 5}}`, `{"custom": {"score": null}, "note": "z"}`,
			fmt.Sprintf(`{"account": %d, "role": "spy"}`, a), fmt.Sprintf(`{"accounts": [{"account": %d}, {"account": %d}]}`, b, a), `{"accounts": [], "email": null}`)
		_, err = x.try(x.boss, Edit{Ref: ref, Fields: raw(text)})
	}
	var refused *Refused
	if err != nil && clientele.KindOf(err) != clientele.Conflict && !errors.As(err, &refused) { // changed since, or in the archive
		x.Fatal(err)
	}
}

// told compares a record with what its changes add up to.
func (x *desk) told(r *Record, past []Past) {
	x.Helper()
	is := map[string]json.RawMessage{}
	for _, p := range slices.Backward(past) {
		for name, e := range p.Fields {
			if string(is[name]) != string(e.Was) {
				x.Errorf("revision %d: %s was %s, the entry says %s", p.Rev, name, is[name], e.Was)
			}
			is[name] = e.Is
		}
	}
	if past[0].Rev != r.Rev || len(past) != int(r.Rev) {
		x.Errorf("revision %d, %d changes up to %d", r.Rev, len(past), past[0].Rev)
	}
	t, err := x.Type(r.Type)
	x.ok(err)
	fields, err := x.Fields(x.Context(), t)
	x.ok(err)
	for _, f := range fields {
		if string(encode(f, r.Get(f))) != string(is[f.said()]) {
			x.Errorf("%s is %s, its changes say %s", f.said(), encode(f, r.Get(f)), is[f.said()])
		}
	}
	if string(moment(r.Archived)) != string(is["archived"]) {
		x.Errorf("archived %d, its changes say %s", r.Archived, is["archived"])
	}
}

// TestOneOfTwoEditorsIsTold: of many who saw the same revision, one changes it.
func TestOneOfTwoEditorsIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		a := x.made("accounts", `{"name": "A"}`)
		const editors = 8
		results := make([]error, editors)
		var all sync.WaitGroup
		for i := range editors {
			all.Go(func() {
				results[i] = x.InTx(t.Context(), func(tx *db.Tx) error {
					_, err := x.Change(t.Context(), tx, x.boss, Edit{Ref: a.Ref, Rev: 1, Fields: raw(fmt.Sprintf(`{"name": "N%d"}`, i))})
					return err
				})
			})
		}
		all.Wait()
		won := 0
		for _, err := range results {
			var o *Outrun
			switch {
			case err == nil:
				won++
			case !errors.As(err, &o) || o.Rev != 2 || string(o.Changed["name"][0]) != `"A"`:
				t.Errorf("%v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d editors changed it", won)
		}
	})
}

// A list that a merge united, and that was edited since, is parted again without what the
// other brought, and with what was added; an undo that leaves the rest does the same.
func TestListsArePartedAfterLaterEdits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		a, b := x.made("people", `{"name": "A", "tags": ["vip"]}`), x.made("people", `{"name": "B", "tags": ["press", "vip"]}`)
		var merge clientele.ID
		x.ok(x.InTx(t.Context(), func(tx *db.Tx) (err error) {
			_, merge, err = x.Merge(t.Context(), tx, x.boss, Merging{Stays: a.Ref, Goes: b.Ref})
			return err
		}))
		_, err := x.try(x.boss, Edit{Ref: a.Ref, Fields: raw(`{"tags": ["vip", "press", "new"]}`)})
		x.ok(err)
		x.ok(x.InTx(t.Context(), func(tx *db.Tx) (err error) {
			a, b, err = x.Unmerge(t.Context(), tx, x.boss, a.Ref, merge)
			return err
		}))
		if got := fmt.Sprint(a.Values["tags"], b.Values["tags"]); got != "[vip new] [press vip]" {
			t.Errorf("parted as %s", got)
		}
		past, err := x.Changes(t.Context(), x.boss, a.Ref, 0, 10)
		x.ok(err)
		added := past[slices.IndexFunc(past, func(p Past) bool { return p.Batch == 0 && p.Undoes == 0 })]
		x.ok(x.InTx(t.Context(), func(tx *db.Tx) (err error) {
			a, err = x.Undo(t.Context(), tx, x.boss, Undoing{Ref: a.Ref, Entry: added.ID, Rest: true})
			return err
		}))
		if got := fmt.Sprint(a.Values["tags"]); got != "[vip]" {
			t.Errorf("what was added is taken back, and left is %s", got)
		}
	})
}

// Nobody vanishes by being merged into who lies in the archive.
func TestNobodyIsMergedIntoTheArchive(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		away, live := x.made("people", `{"name": "Away"}`), x.made("people", `{"name": "Live", "email": "live@live.example"}`)
		archive := true
		_, err := x.try(x.boss, Edit{Ref: away.Ref, Archive: &archive})
		x.ok(err)
		err = x.InTx(t.Context(), func(tx *db.Tx) error {
			_, _, err := x.Merge(t.Context(), tx, x.boss, Merging{Stays: away.Ref, Goes: live.Ref})
			return err
		})
		if got := x.names(x.boss, Query{Type: "people"}); clientele.KindOf(err) != clientele.Conflict || got != "Live" {
			t.Errorf("%v; there are %q", err, got)
		}
	})
}

// Of many who change one record at once, one does and each other is told what became of it:
// nobody waits for a second connection while the others hold them all.
func TestManyChangeOneAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		x.Users = func(ctx context.Context) ([]access.User, error) {
			_, err := db.One[int](ctx, d, "SELECT count(*) FROM users WHERE workspace = 1") // as the real one does
			return x.users, err
		}
		r := x.made("people", `{"name": "One"}`)
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		var done, outrun atomic.Int32
		var all sync.WaitGroup
		for i := range 40 {
			all.Go(func() {
				err := x.InTx(ctx, func(tx *db.Tx) error {
					_, err := x.Change(ctx, tx, x.boss, Edit{Ref: r.Ref, Rev: r.Rev, Fields: raw(fmt.Sprintf(`{"note": "%d"}`, i))})
					return err
				})
				var o *Outrun
				switch {
				case err == nil:
					done.Add(1)
				case errors.As(err, &o) && len(o.Changed) == 1:
					outrun.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		if all.Wait(); done.Load() != 1 || outrun.Load() != 39 {
			t.Errorf("%d did, %d were told", done.Load(), outrun.Load())
		}
	})
}

// Who comes back leads to the one into which that was merged meanwhile to which they led, and
// to that one again when it comes back too.
func TestWhoComesBackLeadsToWhoIsThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		firm, whole, largest := x.made("accounts", `{"name": "Firm"}`), x.made("accounts", `{"name": "Whole"}`), x.made("accounts", `{"name": "Largest"}`)
		ada := x.made("people", `{"name": "Ada"}`)
		twin := x.made("people", fmt.Sprintf(`{"name": "A. Lovelace", "accounts": [{"account": %d, "role": "boss"}]}`, firm.ID))
		merge := func(stays, goes *Record) (merge clientele.ID) {
			x.ok(x.InTx(t.Context(), func(tx *db.Tx) (err error) {
				_, merge, err = x.Merge(t.Context(), tx, x.boss, Merging{Stays: stays.Ref, Goes: goes.Ref})
				return err
			}))
			return merge
		}
		part := func(stays *Record, merge clientele.ID) {
			x.ok(x.InTx(t.Context(), func(tx *db.Tx) error {
				_, _, err := x.Unmerge(t.Context(), tx, x.boss, stays.Ref, merge)
				return err
			}))
			if problems, err := x.Check(t.Context()); err != nil || len(problems) > 0 {
				t.Errorf("%+v, %v", problems, err)
			}
		}
		leads := func(to *Record) {
			t.Helper()
			r, err := x.Get(t.Context(), x.boss, twin.Ref)
			x.ok(err)
			if got := fmt.Sprint(r.Values["accounts"], r.Account); got != fmt.Sprintf("[{%d boss}] %d", to.ID, to.ID) {
				t.Errorf("she leads to %s, not to %d", got, to.ID)
			}
		}
		one := merge(ada, twin)
		two := merge(whole, firm)
		three := merge(largest, whole)
		part(ada, one)
		leads(largest)
		part(largest, three)
		leads(whole)
		part(whole, two)
		leads(firm)
	})
}

// Of two tasks one of which follows the other, whichever stays, none follows itself; what one
// follows beyond the two is kept; and parted each follows what it did.
func TestNothingFollowsItselfWhenMerged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		task := func(title string, follows clientele.ID) *Record {
			if follows == 0 {
				return x.made("tasks", fmt.Sprintf(`{"title": %q}`, title))
			}
			return x.made("tasks", fmt.Sprintf(`{"title": %q, "follows": %d}`, title, follows))
		}
		follows := func(when string, r *Record, want clientele.ID) {
			t.Helper()
			is, err := x.Get(t.Context(), x.boss, r.Ref)
			x.ok(err)
			if got, _ := is.Values["follows"].(clientele.ID); got != want {
				t.Errorf("%s: %s follows %d, not %d", when, is.Text("title"), got, want)
			}
		}
		for _, c := range []struct {
			swap, before bool // the first stays, or the second; the first follows another
		}{{false, false}, {true, false}, {false, true}, {true, true}} {
			var far clientele.ID
			if c.before {
				far = task("Far", 0).ID
			}
			first := task("First", far)
			second := task("Second", first.ID)
			third := task("Third", second.ID)
			stays, goes := first, second
			if c.swap {
				stays, goes = goes, stays
			}
			var merge clientele.ID
			x.ok(x.InTx(t.Context(), func(tx *db.Tx) (err error) {
				_, merge, err = x.Merge(t.Context(), tx, x.boss, Merging{Stays: stays.Ref, Goes: goes.Ref})
				return err
			}))
			follows("merged", stays, far)
			follows("merged", third, stays.ID)
			x.ok(x.InTx(t.Context(), func(tx *db.Tx) error {
				_, _, err := x.Unmerge(t.Context(), tx, x.boss, stays.Ref, merge)
				return err
			}))
			follows("parted", first, far)
			follows("parted", second, first.ID)
			follows("parted", third, second.ID)
			if problems, err := x.Check(t.Context()); err != nil || len(problems) > 0 {
				t.Errorf("%+v, %v", problems, err)
			}
		}
	})
}

// Whichever of the two stands behind the wall, and whichever is to stay: they are not made one.
func TestAWallStandsBetweenTheTwo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newDesk(t, d)
		open, shut, other := x.made("accounts", `{"name": "Open"}`), x.made("accounts", `{"name": "Shut"}`), x.made("accounts", `{"name": "Other"}`)
		x.wall(shut.ID, 66)
		x.wall(other.ID, 67)
		for _, two := range [][2]*Record{{open, shut}, {shut, open}, {shut, other}} {
			err := x.InTx(t.Context(), func(tx *db.Tx) error {
				_, _, err := x.Merge(t.Context(), tx, x.all, Merging{Stays: two[0].Ref, Goes: two[1].Ref})
				return err
			})
			if clientele.KindOf(err) != clientele.Conflict {
				t.Errorf("%s stays, %s goes: %v", two[0].Text("name"), two[1].Text("name"), err)
			}
		}
	})
}
