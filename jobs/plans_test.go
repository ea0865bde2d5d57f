package jobs

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/treatment"
)

// advised keeps one piece of advice for each of some accounts, the first worth the most, ten of one worth.
func advised(t *testing.T, h *Jobs, accounts int, change func(i int, r *keptRow)) {
	t.Helper()
	var rows []keptRow
	err := h.DB.InTx(t.Context(), func(tx *db.Tx) error {
		whos := make([]clientele.Who, accounts)
		for i := range whos {
			whos[i].Key = fmt.Sprintf("c%04d", i)
		}
		ids, _, err := h.Directory.Resolve(t.Context(), tx, 1, whos)
		for i, id := range ids {
			r := keptRow{}.with(treatment.Kept{State: treatment.Due, Since: h.today(), Treatment: clientele.Treatment{
				Relationship: clientele.Relationship{Account: id}, Play: "call-slipping-client", List: clientele.ListSlipping, Why: "late", Step: "Call them",
				Due: h.today() + clientele.Day(i%9), Worth: float64(1000 - i/10), Stake: clientele.Money{Minor: 5, Currency: "EUR"},
			}})
			if change != nil {
				change(i, &r)
			}
			rows = append(rows, r)
		}
		if err != nil {
			return err
		}
		return h.keepPlans(t.Context(), tx, rows)
	})
	if err != nil {
		t.Fatal(err)
	}
}

var system = access.System("a test")

// anna is a member who passes no wall.
var anna = access.Of(access.User{ID: 7, Name: "anna", Role: access.Member}, nil, nil)

func passing(role access.Role, walls ...clientele.ID) access.Scope {
	return access.Of(access.User{ID: 8, Role: role}, nil, walls)
}

var everything = Sight{Scope: system}

// pages reads all of a list, some at a time.
func pages(t *testing.T, read func(after string) ([]treatment.Kept, string, error)) (all []treatment.Kept) {
	t.Helper()
	for after, rounds := "", 0; rounds == 0 || after != ""; rounds++ {
		page, next, err := read(after)
		if err != nil || len(page) > 3 {
			t.Fatal(len(page), err)
		}
		all, after = append(all, page...), next
	}
	return all
}

// Pages hold everything once, in order, ties too, without what has ended or is put off.
func TestTodayPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		states := []treatment.State{treatment.Due, treatment.PutOff, treatment.Done, treatment.Over, treatment.Pending}
		advised(t, h, 40, func(i int, r *keptRow) { r.State = states[i/4%5] })
		all := pages(t, func(after string) ([]treatment.Kept, string, error) {
			return h.Today(t.Context(), everything, clientele.ListSlipping, after, 3)
		})
		if len(all) != 8 {
			t.Errorf("%d are due, want 8", len(all))
		}
		for i, k := range all {
			if i > 0 && (k.Worth > all[i-1].Worth || k.Worth == all[i-1].Worth && k.ID <= all[i-1].ID) || k.State != treatment.Due || k.Stake.Minor != 5 {
				t.Errorf("at %d: %+v", i, k)
			}
		}
		ahead, err := h.Ahead(t.Context(), everything, "call-slipping-client", [2]clientele.Day{h.today(), h.today() + 6}, 500)
		if err != nil {
			t.Fatal(err)
		}
		due, put := 0, 0
		for i, k := range ahead {
			if i > 0 && (k.Due < ahead[i-1].Due || k.Due == ahead[i-1].Due && k.ID <= ahead[i-1].ID) || k.Due < h.today() || k.Due > h.today()+6 {
				t.Errorf("ahead, at %d: %+v", i, k)
			}
			if k.State == treatment.Due {
				due++
			} else {
				put++
			}
		}
		if due == 0 || put == 0 || int64(due+put) != count(t, d, "SELECT COUNT(*) FROM treatments WHERE workspace = 1 AND state IN ('due', 'put_off') AND due_on <= ?", (h.today()+6).String()) {
			t.Errorf("ahead: %d due, %d put off", due, put)
		}
		if _, _, err := h.Today(t.Context(), everything, clientele.ListSlipping, "nonsense!", 3); clientele.KindOf(err) != clientele.Invalid {
			t.Errorf("bad cursor: %v", err)
		}
	})
}

// What runs out this week is found behind all else that is due in it, however much that is.
func TestRenewalsAhead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		advised(t, h, 600, func(i int, r *keptRow) {
			r.Due = h.today().String()
			if i >= 590 {
				r.Play, r.Due = "renew-engagement", (h.today() + 5).String()
			}
		})
		ahead, err := h.Ahead(t.Context(), everything, "renew-engagement", [2]clientele.Day{h.today(), h.today() + 6}, 3)
		if err != nil || len(ahead) != 3 || ahead[0].Play != "renew-engagement" {
			t.Errorf("%+v %v", ahead, err)
		}
	})
}

// What is due is known in sums that follow every change of it, for whoever looks.
func TestSavings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		advised(t, h, 20, func(i int, r *keptRow) {
			if i%2 == 1 {
				r.Currency, r.Minor = "", 0
			}
			r.Worth = .1
		})
		see := func(sight Sight, want ...Saving) {
			t.Helper()
			got, err := h.Savings(t.Context(), sight, clientele.ListSlipping)
			if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-9), cmpopts.EquateEmpty()); err != nil || diff != "" {
				t.Error(diff, err)
			}
		}
		see(everything, Saving{"", 10, 1}, Saving{"EUR", 10, 1})
		see(Sight{Scope: system, Owner: 7})
		if _, err := written(t, d, "UPDATE accounts SET owner = 7, wall = 9 WHERE workspace = 1 AND key IN ('c0000', 'c0001', 'c0002')"); err != nil {
			t.Fatal(err)
		}
		var ids []clientele.ID
		err := d.InTx(t.Context(), func(tx *db.Tx) (err error) {
			if ids, err = db.All[clientele.ID](t.Context(), tx, "SELECT id FROM accounts WHERE workspace = 1 ORDER BY id"); err != nil {
				return err
			}
			return h.Cared(t.Context(), tx, ids[:3]...)
		})
		if err != nil {
			t.Fatal(err)
		}
		see(Sight{Scope: system, Owner: 7}, Saving{"", 1, .1}, Saving{"EUR", 2, .2})
		see(Sight{Scope: passing(access.Outside, 9)}, Saving{"", 1, .1}, Saving{"EUR", 2, .2})
		see(everything, Saving{"", 10, 1}, Saving{"EUR", 10, 1})
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { return h.forgetAllPlans(t.Context(), tx) }); err != nil {
			t.Fatal(err)
		}
		see(everything)
		if _, err := written(t, d, "UPDATE treatment_sums SET n = 1 WHERE workspace = 1 AND list = ? AND owner = 7 AND currency = 'EUR'", clientele.ListSlipping); err != nil {
			t.Fatal(err)
		}
		wrong, err := h.UnsummedDue(t.Context())
		if err != nil || len(wrong) != 1 {
			t.Errorf("a wrong sum is not found: %v %v", wrong, err)
		}
		if _, err := written(t, d, "DELETE FROM treatment_sums WHERE workspace = 1"); err != nil {
			t.Fatal(err)
		}
	})
}

// What is one's own is found behind a thousand of others, and no wall is looked through.
func TestMineAndWalls(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		const mine, theirs, wall = 7, 8, 9
		advised(t, h, 1_001, nil)
		_, err := written(t, d, "UPDATE accounts SET owner = CASE WHEN key = 'c1000' THEN 7 ELSE 8 END, wall = CASE WHEN key = 'c0001' THEN 9 ELSE 0 END WHERE workspace = 1")
		if err != nil {
			t.Fatal(err)
		}
		err = d.InTx(t.Context(), func(tx *db.Tx) error {
			ids, err := db.All[clientele.ID](t.Context(), tx, "SELECT id FROM accounts WHERE workspace = 1 ORDER BY id")
			if err != nil {
				return err
			}
			return h.Cared(t.Context(), tx, ids...)
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			sight Sight
			n     int
			first clientele.ID
		}{
			{Sight{Owner: mine, Scope: system}, 1, mine}, {Sight{Owner: mine, Scope: passing(access.Member)}, 1, mine},
			{Sight{Scope: system}, 500, theirs}, {Sight{Scope: passing(access.Outside, wall)}, 1, theirs}, {Sight{}, 0, 0},
			{Sight{Owner: theirs, Scope: passing(access.Member, wall)}, 500, theirs},
		} {
			page, _, err := h.Today(t.Context(), c.sight, clientele.ListSlipping, "", 500)
			if err != nil || len(page) != c.n {
				t.Fatalf("%+v sees %d, want %d: %v", c.sight, len(page), c.n, err)
			}
			ahead, err := h.Ahead(t.Context(), c.sight, "call-slipping-client", [2]clientele.Day{h.today(), h.today() + 9}, 500)
			if err != nil || len(ahead) != c.n {
				t.Errorf("%+v sees %d ahead, want %d: %v", c.sight, len(ahead), c.n, err)
			}
		}
		behind, _, err := h.Today(t.Context(), Sight{Scope: passing(access.Member)}, clientele.ListSlipping, "", 3)
		if err != nil || len(behind) != 3 || behind[1].Account != behind[0].Account+2 {
			t.Errorf("the wall is looked through: %+v %v", behind, err)
		}
	})
}

func written(t *testing.T, d *db.DB, text string, args ...any) (n int64, err error) {
	t.Helper()
	err = d.InTx(t.Context(), func(tx *db.Tx) (err error) { n, err = tx.Exec(t.Context(), text, args...); return err })
	return n, err
}

// What a person does with advice is in the book, keeps it off the list, and can be taken back.
func TestSettleAndUndo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		advised(t, h, 1, nil)
		list := func() []treatment.Kept {
			t.Helper()
			page, _, err := h.Today(t.Context(), everything, clientele.ListSlipping, "", 9)
			if err != nil {
				t.Fatal(err)
			}
			return page
		}
		first := list()[0]
		facts := func() int64 {
			t.Helper()
			answers, _, err := h.Book.Timeline(t.Context(), ledger.TimelineQuery{Account: first.Account, Kinds: []clientele.EntryKind{clientele.KindSettled}})
			if err != nil {
				t.Fatal(err)
			}
			return int64(len(answers))
		}
		answer := Answer{Relationship: first.Relationship, Play: first.Play}
		for _, c := range []struct {
			until clientele.Day
			state treatment.State
		}{{clientele.NoDay, treatment.Done}, {h.today() + 5, treatment.PutOff}} {
			answer.Until = c.until
			id, err := h.Settle(t.Context(), anna, answer)
			if err != nil || id != first.ID {
				t.Fatal(id, err)
			}
			all, err := h.TreatmentsOf(t.Context(), anna, first.Account)
			if err != nil || len(all) != 1 || all[0].State != c.state || all[0].By != "anna" || len(list()) != 0 || facts() != 1 {
				t.Fatalf("%+v %v, %d facts", all, err, facts())
			}
			if c.state == treatment.Done {
				if _, err := h.Settle(t.Context(), anna, answer); clientele.KindOf(err) != clientele.Conflict {
					t.Errorf("settled twice: %v", err)
				}
			}
			if err := h.Undo(t.Context(), anna, id); err != nil {
				t.Fatal(err)
			}
			if got := list(); len(got) != 1 || got[0] != first || facts() != 0 {
				t.Fatalf("taken back: %+v, want %+v; %d facts", got, first, facts())
			}
			if err := h.Undo(t.Context(), anna, id); clientele.KindOf(err) != clientele.Conflict {
				t.Errorf("taken back twice: %v", err)
			}
		}
		if err := h.HandOver(t.Context(), anna, first.ID, 7); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, "SELECT owner FROM treatments WHERE workspace = 1"); n != 7 {
			t.Errorf("it is %d's", n)
		}
		if err := h.Undo(t.Context(), anna, first.ID); err != nil || count(t, d, "SELECT owner + handed FROM treatments WHERE workspace = 1") != 0 {
			t.Errorf("handed over for ever: %v", err)
		}
		for _, err := range []error{h.HandOver(t.Context(), anna, 999, 7), h.Undo(t.Context(), anna, 999)} {
			if clientele.KindOf(err) != clientele.NotFound {
				t.Errorf("of no advice: %v", err)
			}
		}
		answer.Play = "dance"
		if _, err := h.Settle(t.Context(), anna, answer); clientele.KindOf(err) != clientele.NotFound {
			t.Errorf("of no advice: %v", err)
		}
	})
}

// A measure a week later leaves the days as they were named, and whoever writes down the call has settled the advice.
func TestAdviceLivesFromNightToNight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		now := h.Now()
		h.Now = func() time.Time { return now }
		h.Book.Clock = clientele.NewClock(h.Now, time.UTC)
		imported(t, h, logFile(t, orderLog(6_000, 300, false)))
		measure := func() map[clientele.ID]keptRow {
			t.Helper()
			if err := h.Measure(t.Context(), "test", nil); err != nil {
				t.Fatal(err)
			}
			rows, err := db.All[keptRow](t.Context(), d, "SELECT "+treatmentColumns+" FROM treatments WHERE workspace = 1")
			if err != nil || len(rows) == 0 {
				t.Fatal(len(rows), err)
			}
			byID := map[clientele.ID]keptRow{}
			for _, r := range rows {
				byID[r.ID] = r
			}
			return byID
		}
		before := measure()
		now = now.AddDate(0, 0, 7)
		after, same, ahead := measure(), 0, 0
		for id, was := range before {
			is, found := after[id]
			if !found || is.Due != was.Due || is.Since != was.Since || is.Made != was.Made {
				t.Fatalf("was %+v\nis %+v", was, is)
			}
			if is.word().Open() {
				same++
			} else if is.WhyEnded == "" || is.Ended != h.today().String() {
				t.Errorf("ended without a reason: %+v", is)
			}
			if was.Due > was.Since && dayOf(is.Due) <= h.today() {
				ahead++
			}
		}
		if same == 0 || ahead == 0 {
			t.Fatalf("%d go on, %d have fallen due: the test shows nothing", same, ahead)
		}
		var called keptRow
		for _, r := range after {
			if r.Play == "win-back-customer" && r.State == treatment.Due {
				called = r
			}
		}
		now, h.Names = now.Add(time.Hour), namesOfTest
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			r, err := h.Book.Append(t.Context(), tx, []clientele.Entry{{Account: called.Account, Line: called.Line, At: clientele.InstantOf(now), By: 7,
				Body: clientele.Interaction{Channel: clientele.Call, Direction: clientele.Out}}})
			if err != nil {
				return err
			}
			return h.Renew(t.Context(), tx, r.Touched, "contact written down")
		})
		if err != nil {
			t.Fatal(err)
		}
		all, err := h.TreatmentsOf(t.Context(), system, called.Account)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(all, func(k treatment.Kept) bool { return k.ID == called.ID })
		if k := all[i]; k.State != treatment.Done || !strings.HasSuffix(say.English.Fill(k.WhyEnded), "by ben") || k.By != "ben" {
			t.Errorf("%+v", k)
		}
	})
}

func namesOfTest(context.Context, db.Querier, []clientele.ID) (map[clientele.ID]string, error) {
	return map[clientele.ID]string{7: "ben"}, nil
}

// What is advised about an account behind a wall is not there for who may not pass: it is
// neither shown, nor settled, handed over or taken back, and says nothing else than advice
// that there is not.
func TestAdviceBehindAWall(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		advised(t, h, 1, nil)
		if _, err := written(t, d, "UPDATE accounts SET wall = 9 WHERE workspace = 1"); err != nil {
			t.Fatal(err)
		}
		all, _, err := h.Today(t.Context(), everything, clientele.ListSlipping, "", 9)
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		one := all[0]
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { return h.Cared(t.Context(), tx, one.Account) }); err != nil {
			t.Fatal(err)
		}
		answer := Answer{Relationship: one.Relationship, Play: one.Play}
		acts := func(by access.Scope, id clientele.ID) []error {
			_, settled := h.Settle(t.Context(), by, answer)
			return []error{settled, h.HandOver(t.Context(), by, id, 7), h.Undo(t.Context(), by, id)}
		}
		answer.Account++
		for i, none := range acts(anna, 99_999) {
			answer.Account = one.Account
			if walled := acts(anna, one.ID)[i]; clientele.KindOf(walled) != clientele.NotFound || walled.Error() != none.Error() {
				t.Errorf("act %d says %v of advice behind a wall, and %v of none", i, walled, none)
			}
		}
		for who, n := range map[*access.Scope]int{&anna: 0, &system: 1} {
			advice, err := h.Advice(t.Context(), *who, one.Account)
			past, err2 := h.TreatmentsOf(t.Context(), *who, one.Account)
			if err != nil || err2 != nil || len(advice) != n || len(past) != n {
				t.Errorf("%s is shown %+v and %+v: %v %v", who.Name(), advice, past, err, err2)
			}
		}
		for i, err := range acts(passing(access.Member, 9), one.ID) {
			if i < 1 && err != nil || i == 1 && clientele.KindOf(err) != clientele.Conflict || i == 2 && err != nil {
				t.Errorf("act %d of who may pass: %v", i, err)
			}
		}
	})
}
