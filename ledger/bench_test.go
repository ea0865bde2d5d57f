package ledger_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/ledger/standings"
)

const batch = 2_000

// smallOrders makes n orders of one row, in the order of time, over n/3 accounts.
func smallOrders(n int) []clientele.Entry {
	r := rand.New(rand.NewPCG(1, 2))
	first, err := clientele.ParseDay("1997-01-01")
	if err != nil {
		panic(err)
	}
	entries := make([]clientele.Entry, n)
	for i := range entries {
		key := fmt.Sprintf("%05d", r.IntN(n/3+1))
		day := first + clientele.Day(i*547/n)
		entries[i] = clientele.Entry{
			Who: clientele.Who{Key: key}, Key: "order/" + key + "/" + strconv.Itoa(i), At: day.Instant(),
			Body: clientele.Order{Total: clientele.Money{Minor: int64(r.IntN(9_000) + 500), Currency: "USD"}},
		}
	}
	return entries
}

// bigOrders are orders of 20 items each.
func bigOrders(n int) []clientele.Entry {
	entries := smallOrders(n)
	for i := range entries {
		o := entries[i].Body.(clientele.Order)
		for j := range 20 {
			o.Items = append(o.Items, clientele.Item{Product: strconv.Itoa(20_000 + j), Text: "WHITE HANGING HEART T-LIGHT HOLDER", QuantityMilli: 6_000, TotalMinor: 1_530})
		}
		entries[i].Body = o
	}
	return entries
}

// load brings entries into the book as an import does: resolve and append, batch by batch.
func load(ctx context.Context, d *db.DB, entries []clientele.Entry) error {
	book, dir := ledger.New(d, 1), directory.New(d, 1)
	for len(entries) > 0 {
		n := min(len(entries), batch)
		some := entries[:n]
		entries = entries[n:]
		err := book.InTx(ctx, func(tx *db.Tx) error {
			whos := make([]clientele.Who, n)
			for i, e := range some {
				whos[i] = e.Who
			}
			ids, _, err := dir.Resolve(ctx, tx, 1, whos)
			if err != nil {
				return err
			}
			for i := range some {
				some[i].Account = ids[i]
			}
			_, err = book.Append(ctx, tx, some)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// cpuTime is what this process has used: a rate by it does not depend on who else is at work.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func benchmarkLoad(b *testing.B, n int, make func(int) []clientele.Entry, open func(testing.TB) *db.DB) {
	var busy time.Duration
	for b.Loop() {
		b.StopTimer()
		d, entries := open(b), make(n)
		before := cpuTime(b)
		b.StartTimer()
		if err := load(b.Context(), d, entries); err != nil {
			b.Fatal(err)
		}
		busy += cpuTime(b) - before
	}
	b.ReportMetric(float64(n)*float64(b.N)/busy.Seconds(), "entries/cpu-s") // of this process: without the server's
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}

// BenchmarkAppend measures the rate of an import without the reading of a file:
// 69,659 orders as CDNOW has, and 25,000 of 20 items as an online shop has.
// CLIENTELE_BENCH_ENTRIES gives another number of small orders.
func BenchmarkAppend(b *testing.B) {
	n := 69_659
	if s := os.Getenv("CLIENTELE_BENCH_ENTRIES"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	b.Run("small/sqlite", func(b *testing.B) { benchmarkLoad(b, n, smallOrders, dbtest.SQLite) })
	b.Run("small/postgres", func(b *testing.B) { benchmarkLoad(b, n, smallOrders, dbtest.Postgres) })
	b.Run("big/sqlite", func(b *testing.B) { benchmarkLoad(b, 25_000, bigOrders, dbtest.SQLite) })
	b.Run("big/postgres", func(b *testing.B) { benchmarkLoad(b, 25_000, bigOrders, dbtest.Postgres) })
}

// BenchmarkStandings keeps 10,000 standings for the first time, and again after a day.
func BenchmarkStandings(b *testing.B) {
	const n = 10_000
	d := dbtest.SQLite(b)
	if err := fill(b.Context(), d, n); err != nil {
		b.Fatal(err)
	}
	book := ledger.New(d, 1)
	var standings []clientele.Standing
	for r, err := range book.Histories(b.Context(), clientele.Relationship{}) {
		if err != nil {
			b.Fatal(err)
		}
		standings = append(standings, standing(r.Account, clientele.Customer))
	}
	before := cpuTime(b)
	for b.Loop() {
		for i := range standings {
			standings[i].AsOf++
			standings[i].ActiveProb *= 0.999
		}
		for from := 0; from < n; from += batch {
			err := book.InTx(b.Context(), func(tx *db.Tx) error {
				_, err := book.KeepStandings(b.Context(), tx, standings[from:from+batch], "a day passed")
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(n*float64(b.N)/(cpuTime(b)-before).Seconds(), "standings/cpu-s")
}

// BenchmarkRebuild folds 69,659 small orders again.
func BenchmarkRebuild(b *testing.B) {
	d, n := dbtest.SQLite(b), 69_659
	if err := load(b.Context(), d, smallOrders(n)); err != nil {
		b.Fatal(err)
	}
	before := cpuTime(b)
	for b.Loop() {
		if err := ledger.New(d, 1).Rebuild(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/(cpuTime(b)-before).Seconds(), "entries/cpu-s")
}

var (
	starts = []string{"Ma", "Li", "Jo", "An", "Be", "Ka", "Ro", "Pe", "Su", "El", "Gu", "To", "Ha", "Fe", "Wi", "Ole", "Chri", "Ste", "Dre", "Ny"}
	ends   = []string{"ria", "nda", "han", "ton", "ckmann", "rova", "bert", "ter", "sanne", "lström", "stav", "mas", "nsen", "lix", "lliams", "nka", "stian", "fan", "xler", "gaard"}
)

// name makes one of some 160,000 names, some common, most rare.
func name(r *rand.Rand) string {
	part := func() string {
		return starts[int(r.Float64()*r.Float64()*float64(len(starts)))] + ends[int(r.Float64()*r.Float64()*float64(len(ends)))]
	}
	return part() + " " + part() + part()
}

// fill makes a book of n relationships with standings, all different.
func fill(ctx context.Context, d *db.DB, n int) error {
	r := rand.New(rand.NewPCG(3, 4))
	book, dir := ledger.New(d, 1), directory.New(d, 1)
	today := at("2026-03-01").Day()
	for done := 0; done < n; done += batch {
		err := book.InTx(ctx, func(tx *db.Tx) error {
			m := min(batch, n-done)
			whos := make([]clientele.Who, m)
			for i := range whos {
				whos[i] = clientele.Who{Key: "C" + strconv.Itoa(done+i), Name: name(r)}
			}
			ids, _, err := dir.Resolve(ctx, tx, 1, whos)
			if err != nil {
				return err
			}
			entries, standings := make([]clientele.Entry, m), make([]clientele.Standing, m)
			for i, id := range ids {
				last := today - clientele.Day(r.ExpFloat64()*200)
				money := clientele.Money{Minor: int64(r.ExpFloat64() * 40_000), Currency: "EUR"}
				entries[i] = clientele.Entry{Account: id, Key: "o/" + whos[i].Key, At: last.Instant(), Body: clientele.Order{Total: money}}
				s := standing(id, clientele.Kinds[r.IntN(3)])
				s.Stage, s.Trend = clientele.Stages[r.IntN(5)], clientele.Trends[r.IntN(4)]
				s.ClientProb, s.ActiveProb, s.ExpectedValue = r.Float64(), r.Float64(), r.ExpFloat64()*50_000
				s.Revenue, s.Orders, s.Last = money, 1+int(r.ExpFloat64()*6), last
				standings[i] = s
			}
			if _, err := book.Append(ctx, tx, entries); err != nil {
				return err
			}
			_, err = book.KeepStandings(ctx, tx, standings, "measured")
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkList turns the pages of a list of 100 and of 10,000 relationships; with
// CLIENTELE_BENCH_STANDINGS of as many. They should cost the same. With
// CLIENTELE_BENCH_PLACE it makes the database there, or uses the one that is there.
func BenchmarkList(b *testing.B) {
	sizes := []int{100, 10_000}
	if n, err := strconv.Atoi(os.Getenv("CLIENTELE_BENCH_STANDINGS")); err == nil {
		sizes = []int{n}
	}
	for _, n := range sizes {
		place := os.Getenv("CLIENTELE_BENCH_PLACE")
		if place == "" {
			place = filepath.Join(b.TempDir(), "clientele.db")
		}
		d, err := db.Open(b.Context(), place)
		if err != nil {
			b.Fatal(err)
		}
		book := ledger.New(d, 1)
		if last, err := book.LastDay(b.Context(), clientele.DayOf(time.Now())); err != nil || last == clientele.NoDay {
			start := time.Now()
			if err := fill(b.Context(), d, n); err != nil {
				b.Fatal(err)
			}
			b.Logf("%d relationships with standings made in %v", n, time.Since(start))
		}
		for _, c := range listCases() {
			b.Run(fmt.Sprintf("%d/%s", n, c.name), func(b *testing.B) { benchmarkList(b, book, c.filter) })
		}
		if err := d.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

type listCase struct {
	name   string
	filter standings.Filter
}

// listCases are lists as people ask for them, and some that are hard.
func listCases() (cases []listCase) {
	for _, s := range standings.Sorts {
		cases = append(cases, listCase{"by-" + string(s), standings.Filter{Sort: s, Desc: s != standings.ByName}})
	}
	n := func(x int64) *int64 { return &x }
	return append(cases,
		listCase{"slipping-clients", standings.Filter{Kinds: []clientele.Kind{clientele.Client}, Trends: []clientele.Trend{clientele.Slipping}, Sort: standings.ByValue, Desc: true}},
		listCase{"value-range", standings.Filter{MinValue: n(50_000), Sort: standings.ByName}},
		listCase{"rare-value", standings.Filter{MinValue: n(300_000), Sort: standings.ByName}},
		listCase{"rarer-value", standings.Filter{MinValue: n(400_000), Sort: standings.ByName}},
		listCase{"against-the-sort", standings.Filter{MaxValue: n(20_000), LastBefore: dayOf("2024-01-01"), Sort: standings.ByValue, Desc: true}},
		listCase{"long-silent", standings.Filter{LastBefore: dayOf("2024-06-01"), Kinds: []clientele.Kind{clientele.Client}, Sort: standings.ByValue, Desc: true}},
		listCase{"text-common", standings.Filter{Text: "ma", Sort: standings.ByName}},
		listCase{"text-rare", standings.Filter{Text: "nygaard drexlernynka", Sort: standings.ByName}},
		listCase{"text-some", standings.Filter{Text: "nyga", Sort: standings.ByValue, Desc: true}},
		listCase{"text-one", standings.Filter{Text: "c777", Sort: standings.ByName}},
	)
}

// benchmarkList reads the first page, the next, and the count; it reports the slowest.
func benchmarkList(b *testing.B, book *ledger.Book, f standings.Filter) {
	var worst time.Duration
	var shown, counted int
	for b.Loop() {
		start := time.Now()
		rows, next, err := book.Relationships(b.Context(), f)
		if err != nil {
			b.Fatal(err)
		}
		worst, shown = max(worst, time.Since(start)), len(rows)
		if next != "" {
			start, more := time.Now(), f
			more.After = next
			if _, _, err := book.Relationships(b.Context(), more); err != nil {
				b.Fatal(err)
			}
			worst = max(worst, time.Since(start))
		}
		start = time.Now()
		if counted, _, err = book.Count(b.Context(), f); err != nil {
			b.Fatal(err)
		}
		worst = max(worst, time.Since(start))
	}
	b.ReportMetric(float64(worst.Microseconds())/1_000, "worst-ms")
	b.ReportMetric(float64(shown), "rows")
	b.ReportMetric(float64(counted), "counted")
}
