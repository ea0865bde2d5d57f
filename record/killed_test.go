package record

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/ledger"
)

// The test binary runs itself as the program that is killed: a course over the records
// of the database CLIENTELE_PLACE, which says each step when it is committed.
func TestMain(m *testing.M) {
	if place := os.Getenv("CLIENTELE_PLACE"); place != "" {
		if err := runCourse(context.Background(), place); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// course is a random life of some records: changes, archives, merges, unmerges, undos, bulk
// edits and their turns.
type course struct {
	*Store
	ctx context.Context
	rng *rand.Rand
	who access.Scope
}

func openCourse(ctx context.Context, d *db.DB, seed uint64) *course {
	clock := clientele.NewClock(nil, nil)
	return &course{New(d, 1, ledger.New(d, 1), clock, firmType, personType, taskType), ctx, rand.New(rand.NewPCG(seed, 11)), access.System("course")}
}

// runCourse goes on until it is killed. Each step is done under the next key, so that what
// was said can be asked for again.
func runCourse(ctx context.Context, place string) error {
	d, err := db.Open(ctx, place)
	if err != nil {
		return err
	}
	defer d.Close()
	from, err := strconv.Atoi(os.Getenv("CLIENTELE_FROM"))
	if err != nil {
		return err
	}
	c := openCourse(ctx, d, uint64(from))
	for n := from; ; n++ {
		_, err := c.Once(ctx, c.who, c.request(n), func(tx *db.Tx) (Answer, error) {
			return Answer{Status: 200, Body: []byte(strconv.Itoa(n))}, c.step(tx)
		})
		if err != nil && !refusal(err) {
			return err
		}
		if err == nil {
			fmt.Println(n)
		}
	}
}

func (c *course) request(n int) Request {
	return Request{Key: fmt.Sprintf("step %d", n), Says: []byte("step")}
}

// refusal says that a step was not possible as things stood; nothing of it was kept.
func refusal(err error) bool {
	switch clientele.KindOf(err) {
	case clientele.Conflict, clientele.NotFound, clientele.Invalid:
		return true
	}
	return errors.As(err, new(*Refused)) || errors.As(err, new(*Outrun))
}

// step does one thing to one or two records.
func (c *course) step(tx *db.Tx) error {
	typeName, table := "person", "people"
	if c.rng.IntN(3) == 0 {
		typeName, table = Account, "accounts"
	}
	ids, err := db.All[clientele.ID](c.ctx, tx, "SELECT id FROM "+table+" WHERE workspace = ? AND merged = 0 ORDER BY id", 1)
	if err != nil {
		return err
	}
	ref := clientele.Ref{Type: typeName, ID: ids[c.rng.IntN(len(ids))]}
	away := c.rng.IntN(2) == 0
	switch c.rng.IntN(10) {
	case 0:
		_, err = c.Change(c.ctx, tx, c.who, Edit{Ref: ref, Archive: &away})
	case 1, 2:
		_, _, err = c.Merge(c.ctx, tx, c.who, Merging{Stays: ref, Goes: clientele.Ref{Type: typeName, ID: ids[c.rng.IntN(len(ids))]}})
	case 3, 4:
		err = c.unmerge(tx)
	case 5:
		err = c.undo(tx, ref)
	case 6:
		_, _, err = c.BulkNow(c.ctx, tx, c.who, &Bulk{Type: typeName, IDs: ids[:1+c.rng.IntN(len(ids))], Set: raw(fmt.Sprintf(`{"industry": "i%d"}`, c.rng.IntN(3)))}, 3)
	case 7:
		err = c.turn(tx)
	default:
		text := fmt.Sprintf(`{"name": "n%d", "note": "%d"}`, c.rng.IntN(9), c.rng.IntN(99))
		if typeName == "person" && away {
			text = `{"tags": ["x", "y"], "industry": "law"}`
		}
		_, err = c.Change(c.ctx, tx, c.who, Edit{Ref: ref, Fields: raw(text)})
	}
	return err
}

// unmerge takes one merge back, whose record is not itself merged into another.
func (c *course) unmerge(tx *db.Tx) error {
	type one struct {
		Stays clientele.ID `db:"stays"`
		Merge clientele.ID `db:"merge"`
	}
	held, err := db.All[one](c.ctx, tx, "SELECT stays, merge FROM same WHERE workspace = ? AND stays = canonical ORDER BY merge", 1)
	if err != nil || len(held) == 0 {
		return err
	}
	m := held[c.rng.IntN(len(held))]
	people, err := db.All[clientele.ID](c.ctx, tx, "SELECT id FROM people WHERE workspace = ? AND id = ?", 1, m.Stays)
	if err != nil {
		return err
	}
	ref := clientele.Ref{Type: Account, ID: m.Stays}
	if len(people) > 0 {
		ref.Type = "person"
	}
	_, _, err = c.Unmerge(c.ctx, tx, c.who, ref, m.Merge)
	return err
}

// turn takes one of the latest bulk edits back, or brings it back.
func (c *course) turn(tx *db.Tx) error {
	some, err := c.in(tx).Batches(c.ctx, c.who, 0, 5)
	if err != nil || len(some) == 0 {
		return err
	}
	b := some[c.rng.IntN(len(some))]
	if b, err = c.Turn(c.ctx, tx, c.who, b.ID, turns[b.State].through); err != nil {
		return err
	}
	_, err = c.TurnNow(c.ctx, tx, c.who, &b, 4)
	return err
}

func (c *course) undo(tx *db.Tx, ref clientele.Ref) error {
	past, err := c.in(tx).Changes(c.ctx, c.who, ref, 0, 50)
	if err != nil || len(past) < 2 {
		return err
	}
	_, err = c.Undo(c.ctx, tx, c.who, Undoing{Ref: ref, Entry: past[c.rng.IntN(len(past)-1)].ID, Rest: true})
	return err
}

// TestNothingIsLostWhenKilled: a course of changes, merges, unmerges, archives, undos and bulk edits is
// killed again and again. What was said is done, and done once; each record is what its
// entries say, also when all are parted; the chain is whole; folded again nothing changes.
func TestNothingIsLostWhenKilled(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killedCourse(t, filepath.Join(t.TempDir(), "clientele.db")) })
	t.Run("postgres", func(t *testing.T) { killedCourse(t, dbtest.PostgresPlace(t)) })
}

func killedCourse(t *testing.T, place string) {
	furnishCourse(t, place)
	kills, next := 4, 0
	if n, err := strconv.Atoi(os.Getenv("CLIENTELE_KILLS")); err == nil {
		kills = n
	}
	rng := rand.New(rand.NewPCG(3, 3))
	done, turned := 0, 0
	for range kills {
		said := killCourse(t, place, next, 15+rng.IntN(40))
		d, err := db.Open(t.Context(), place)
		if err != nil {
			t.Fatal(err)
		}
		c := openCourse(t.Context(), d, 1)
		for _, n := range said {
			_, err := c.Once(t.Context(), c.who, c.request(n), func(*db.Tx) (Answer, error) {
				return Answer{}, fmt.Errorf("step %d was said, and is not done", n)
			})
			if err != nil {
				t.Error(err)
			}
		}
		checkCourse(t, d, c)
		all, err := c.Batches(t.Context(), c.who, 0, 1_000)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range all {
			if done++; b.Turned != 0 {
				turned++
			}
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		next += 10_000
	}
	if done == 0 || turned == 0 {
		t.Errorf("%d bulk edits were done, %d turned: the course says nothing of them", done, turned)
	}
}

// furnishCourse makes accounts with orders, and people among them.
func furnishCourse(t *testing.T, place string) {
	d, err := db.Open(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	x := newDesk(t, d)
	for n := range 5 {
		a := x.made("accounts", fmt.Sprintf(`{"name": "Firm %d"}`, n))
		for i := range 3 {
			x.made("people", fmt.Sprintf(`{"name": "P%d", "email": "p%d.%d@x.example", "account": %d, "tags": ["t%d"]}`, i, n, i, a.ID, i))
		}
		x.ok(x.InTx(t.Context(), func(tx *db.Tx) error {
			var orders []clientele.Entry
			for i := range 4 {
				at := (clientele.DayOf(x.clock.Time()) - clientele.Day(30*i+n)).Instant()
				orders = append(orders, clientele.Entry{Account: a.ID, Key: fmt.Sprintf("o/%d/%d", n, i), At: at, Via: "test",
					Body: clientele.Order{Total: clientele.Money{Minor: int64(100 * (i + 1)), Currency: "EUR"}}})
			}
			_, err := x.book.Append(t.Context(), tx, orders)
			return err
		}))
	}
}

// killCourse runs the course until it has said so many steps, kills it, and gives what it said.
func killCourse(t *testing.T, place string, from, steps int) (said []int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "CLIENTELE_PLACE="+place, "CLIENTELE_FROM="+strconv.Itoa(from))
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.StdoutPipe()
	if err := errors.Join(err, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		n, err := strconv.Atoi(lines.Text())
		if err != nil {
			t.Fatal(err)
		}
		if said = append(said, n); len(said) == steps {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() >= 0 {
		t.Fatalf("the course ended by itself: %v\n%s", err, complaint.String())
	}
	return said
}

// checkCourse looks at everything, parts all who were merged, and looks again.
func checkCourse(t *testing.T, d *db.DB, c *course) {
	t.Helper()
	problem, err := c.book.VerifyChain(t.Context(), nil)
	if err != nil || problem != nil {
		t.Errorf("the chain: %+v, %v", problem, err)
	}
	problems, err := c.Check(t.Context())
	if err != nil || len(problems) > 0 {
		t.Errorf("the records: %+v, %v", problems, err)
	}
	before := dbtest.Told(t, d)
	if err := c.book.Rebuild(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if lines := dbtest.Differ(before, dbtest.Told(t, d)); len(lines) > 0 {
		t.Errorf("folded again it is another:\n%s", strings.Join(lines, ""))
	}
	for held := true; held; {
		n, err := db.One[int64](t.Context(), d, "SELECT COUNT(*) FROM same WHERE workspace = ?", 1)
		if err != nil {
			t.Fatal(err)
		}
		if held = n > 0; held {
			if err := d.InTx(t.Context(), c.unmerge); err != nil {
				t.Fatal(err)
			}
		}
	}
	if problems, err = c.Check(t.Context()); err != nil || len(problems) > 0 {
		t.Errorf("the records when all are parted: %+v, %v", problems, err)
	}
	x := &desk{T: t, Store: c.Store, db: d, all: c.who}
	orders := 0
	for typeName, table := range map[string]string{Account: "accounts", "person": "people"} {
		ids, err := db.All[clientele.ID](t.Context(), d, "SELECT id FROM "+table+" WHERE workspace = ? AND merged = 0 ORDER BY id", 1)
		x.ok(err)
		if want := map[string]int{Account: 5, "person": 15}[typeName]; len(ids) != want {
			t.Errorf("%d of %d %s are there", len(ids), want, table)
		}
		for _, id := range ids {
			ref := clientele.Ref{Type: typeName, ID: id}
			past, err := x.Changes(t.Context(), x.all, ref, 0, 10_000)
			x.ok(err)
			r, err := x.Get(t.Context(), x.all, ref)
			x.ok(err)
			x.told(r, past)
			if typeName != Account {
				continue
			}
			h, err := c.book.History(t.Context(), clientele.Relationship{Account: id})
			x.ok(err)
			orders += len(h.Days)
		}
	}
	if orders != 5*4 {
		t.Errorf("%d of 20 days of orders are there", orders)
	}
}
