package ledger_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/ledger"
)

// house is a book and its directory, at a fixed time.
type house struct {
	testing.TB
	d    *db.DB
	book *ledger.Book
	dir  *directory.Directory
}

func open(t testing.TB, d *db.DB, ws clientele.ID) house {
	h := house{t, d, ledger.New(d, ws), directory.New(d, ws)}
	h.book.Clock = clientele.NewClock(func() time.Time { return time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC) }, time.UTC)
	return h
}

func (h house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h house) inTx(do func(context.Context, *db.Tx) error) {
	h.Helper()
	h.must(h.book.InTx(h.Context(), func(tx *db.Tx) error { return do(h.Context(), tx) }))
}

func (h house) account(key string) (id clientele.ID) {
	h.Helper()
	h.inTx(func(ctx context.Context, tx *db.Tx) error {
		ids, _, err := h.dir.Resolve(ctx, tx, 1, []clientele.Who{{Key: key}})
		if err == nil {
			id = ids[0]
		}
		return err
	})
	return id
}

func (h house) append(entries ...clientele.Entry) (r ledger.Receipt) {
	h.Helper()
	h.inTx(func(ctx context.Context, tx *db.Tx) (err error) {
		r, err = h.book.Append(ctx, tx, entries)
		return err
	})
	return r
}

func (h house) begin(file string) (id clientele.ID) {
	h.Helper()
	h.inTx(func(ctx context.Context, tx *db.Tx) (err error) {
		id, err = h.book.BeginImport(ctx, tx, ledger.Import{File: file, Door: "orders", State: ledger.Done})
		return err
	})
	return id
}

func (h house) timeline(account clientele.ID) []clientele.Entry {
	h.Helper()
	entries, next, err := h.book.Timeline(h.Context(), ledger.TimelineQuery{Account: account, Limit: 1_000})
	h.must(err)
	if next != "" {
		h.Fatal("the timeline does not end")
	}
	return entries
}

// dump is every row of some tables of a workspace, as text.
func (h house) dump(ws clientele.ID, tables ...string) string {
	h.Helper()
	read, _ := h.d.SQL()
	var b strings.Builder
	for _, table := range tables {
		rows, err := read.QueryContext(h.Context(), fmt.Sprintf("SELECT * FROM %s WHERE workspace = %d", table, ws))
		h.must(err)
		columns, err := rows.Columns()
		h.must(err)
		var lines []string
		for rows.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			h.must(rows.Scan(into...))
			for i, v := range values {
				bytes, ok := v.([]byte)
				switch {
				case columns[i] == "workspace":
					values[i] = "w"
				case columns[i] == "sealed": // otherwise each time
					values[i] = len(bytes)
				case ok:
					values[i] = fmt.Sprintf("%q", bytes)
				}
			}
			lines = append(lines, fmt.Sprint(values))
		}
		h.must(rows.Err())
		h.must(rows.Close())
		slices.Sort(lines)
		fmt.Fprintf(&b, "%s %v\n%s\n", table, columns, strings.Join(lines, "\n"))
	}
	return b.String()
}

var derived = []string{"histories", "overrules", "spans", "standing_counts"}

func at(day string) clientele.Instant {
	d, err := clientele.ParseDay(day)
	if err != nil {
		panic(err)
	}
	return d.Instant()
}

func dayOf(day string) clientele.Day {
	if day == "" {
		return clientele.NoDay
	}
	return at(day).Day()
}

func order(account clientele.ID, key, on string, minor int64) clientele.Entry {
	return clientele.Entry{Account: account, Key: key, At: at(on), Body: clientele.Order{Ref: key, Total: clientele.Money{Minor: minor, Currency: "EUR"}}}
}

func TestAppendTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, 1)
		a, b := h.account("A"), h.account("B")
		entries := []clientele.Entry{order(a, "1", "2026-01-01", 100), order(b, "2", "2026-01-02", 200), order(a, "3", "2026-01-03", 300), order(a, "3", "2026-01-03", 300)}
		r := h.append(entries...)
		if r.Added != 3 || r.Known != 1 || len(r.Differs) != 0 || !cmp.Equal(r.Touched, []clientele.Relationship{{Account: a}, {Account: b}}) {
			t.Errorf("first: %+v", r)
		}
		before := h.dump(1, append(derived, "entries")...)
		if r := h.append(entries...); r.Added != 0 || r.Known != 4 || len(r.Differs) != 0 || len(r.Touched) != 0 {
			t.Errorf("second: %+v", r)
		}
		if diff := cmp.Diff(before, h.dump(1, append(derived, "entries")...)); diff != "" {
			t.Errorf("what was known changed something:\n%s", diff)
		}
		first := h.timeline(a)[1]
		if first.Key != "1" || first.Learnt != h.book.Clock.Now() || first.Body.(clientele.Order).Total.Minor != 100 {
			t.Errorf("timeline: %+v", first)
		}
		if e, err := h.book.Entry(t.Context(), first.ID); err != nil || !cmp.Equal(e, first) {
			t.Errorf("entry: %+v, %v", e, err)
		}
		if _, err := h.book.Entry(t.Context(), 1<<40); clientele.KindOf(err) != clientele.NotFound {
			t.Errorf("no entry: %v", err)
		}
		history, err := h.book.History(t.Context(), clientele.Relationship{Account: a})
		if err != nil || history.Orders() != 2 || history.Spent().Minor != 400 {
			t.Errorf("history: %+v, %v", history, err)
		}
		if _, err := h.book.History(t.Context(), clientele.Relationship{Account: a, Line: "none"}); clientele.KindOf(err) != clientele.NotFound {
			t.Errorf("no history: %v", err)
		}
		for _, c := range []struct{ today, last string }{{"2026-12-31", "2026-01-03"}, {"2026-01-02", "2026-01-02"}, {"2025-06-30", "2025-06-30"}} {
			if last, err := h.book.LastPastDay(t.Context(), dayOf(c.today)); err != nil || last != dayOf(c.last) {
				t.Errorf("last day, up to %s: %v, %v", c.today, last, err)
			}
		}
	})
}

func TestAppendRefuses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, 1)
		a := h.account("A")
		for name, e := range map[string]clientele.Entry{
			"no account": order(0, "1", "2026-01-01", 1),
			"no body":    {Account: a, Key: "1"},
			"no key":     {Account: a, Import: 7, Body: clientele.Order{}},
		} {
			err := h.book.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := h.book.Append(t.Context(), tx, []clientele.Entry{order(a, "good", "2026-01-01", 1), e})
				return err
			})
			if clientele.KindOf(err) != clientele.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got := h.dump(1, "entries", "histories"); strings.Contains(got, "good") {
			t.Errorf("something was kept:\n%s", got)
		}
	})
}

func TestBookIsAppendOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, 1)
		h.append(order(h.account("A"), "1", "2026-01-01", 1))
		for _, text := range []string{"UPDATE entries SET body = ''", "DELETE FROM entries"} {
			err := h.book.InTx(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), text); return err })
			if err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", text, err)
			}
		}
	})
}

// The order of arrival makes no difference to what is folded.
func TestOutOfOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, 1)
		a, b := h.account("A"), h.account("B")
		for i := range 60 {
			day := dayOf("2026-01-01") + clientele.Day(i*37%60)
			h.append(order(a, fmt.Sprint("a", i), day.String(), int64(day)))
			day = dayOf("2026-01-01") + clientele.Day(i)
			h.append(order(b, fmt.Sprint("b", i), day.String(), int64(day)))
		}
		x, err := h.book.History(t.Context(), clientele.Relationship{Account: a})
		h.must(err)
		y, err := h.book.History(t.Context(), clientele.Relationship{Account: b})
		h.must(err)
		if diff := cmp.Diff(x, y); diff != "" || x.Orders() != 60 {
			t.Error(diff)
		}
	})
}

func TestTimelinePages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, 1)
		a := h.account("A")
		line := clientele.Line("repairs")
		for i := range 41 {
			e := order(a, fmt.Sprint(i), "2026-01-01", 1) // all at one moment: the id decides
			if i%3 == 0 {
				e.Body = clientele.Interaction{Channel: clientele.Call, Direction: clientele.In}
			}
			if i%2 == 0 {
				e.Line = line
			}
			h.append(e)
		}
		for name, q := range map[string]struct {
			ledger.TimelineQuery
			want int
		}{
			"all":         {ledger.TimelineQuery{}, 41},
			"one line":    {ledger.TimelineQuery{Line: &line}, 21},
			"calls":       {ledger.TimelineQuery{Kinds: []clientele.EntryKind{clientele.KindInteraction}}, 14},
			"line, calls": {ledger.TimelineQuery{Line: &line, Kinds: []clientele.EntryKind{clientele.KindInteraction, clientele.KindReturn}}, 7},
		} {
			seen := map[clientele.ID]bool{}
			q.Account, q.Limit = a, 4
			for {
				entries, next, err := h.book.Timeline(t.Context(), q.TimelineQuery)
				h.must(err)
				for _, e := range entries {
					if seen[e.ID] {
						t.Fatalf("%s: entry %d twice", name, e.ID)
					}
					seen[e.ID] = true
				}
				if q.Before = next; next == "" {
					break
				}
			}
			if len(seen) != q.want {
				t.Errorf("%s: %d entries, want %d", name, len(seen), q.want)
			}
		}
		_, _, err := h.book.Timeline(t.Context(), ledger.TimelineQuery{Account: a, Before: "no cursor"})
		if clientele.KindOf(err) != clientele.Invalid {
			t.Errorf("malformed cursor: %v", err)
		}
	})
}

func TestRejects(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, 1)
		id := h.begin("orders.csv")
		rejects := []ledger.Rejected{{Line: 3, Row: "a,b\x00", What: "no date", Column: "When", Remedy: "give one"}, {Line: 9, Row: "c", What: "no account"}}
		h.inTx(func(ctx context.Context, tx *db.Tx) error { return h.book.KeepRejects(ctx, tx, id, rejects) })
		h.inTx(func(ctx context.Context, tx *db.Tx) error { return h.book.KeepRejects(ctx, tx, id, rejects) })
		got, err := h.book.Rejects(t.Context(), id, 0, 10)
		rejects[0].Row = "a,b"
		if diff := cmp.Diff(rejects, got); diff != "" || err != nil {
			t.Error(diff, err)
		}
		if got, err := h.book.Rejects(t.Context(), id, 3, 10); len(got) != 1 || err != nil {
			t.Error(got, err)
		}
		h.must(h.book.FinishImport(t.Context(), ledger.Import{ID: id, Lines: 9, Rejected: 2, Last: dayOf("2026-01-01")}))
		i, err := h.book.Import(t.Context(), id)
		if err != nil || i.State != ledger.Done || i.Lines != 9 || i.File != "orders.csv" || i.Last != dayOf("2026-01-01") || i.Finished == 0 {
			t.Errorf("%+v, %v", i, err)
		}
		list, err := h.book.Imports(t.Context(), 0, 10)
		if err != nil || len(list) != 1 || list[0] != i {
			t.Errorf("%+v, %v", list, err)
		}
		if _, err := h.book.Import(t.Context(), id+1); clientele.KindOf(err) != clientele.NotFound {
			t.Error(err)
		}
	})
}
