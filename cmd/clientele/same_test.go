package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// logOf is files with the maps that read them.
type logOf struct {
	maps, files []string
}

// sameLogs are read in a terminal and by the browser's own way. Those that take a minute
// each are read where CLIENTELE_SAME=all asks for them.
func sameLogs(t *testing.T) map[string]func(t *testing.T) logOf {
	file := func(name string, maps ...string) func(t *testing.T) logOf {
		return func(t *testing.T) logOf { return logOf{maps, []string{data(t, name)}} }
	}
	logs := map[string]func(t *testing.T) logOf{
		"demo": func(t *testing.T) logOf {
			dir := t.TempDir()
			if got := run(t.Context(), []string{"demo", "--preset", "shop", "--accounts", "250", "--seed", "5", "--out", dir}, stdio{out: io.Discard, err: io.Discard}); got != exitDone {
				t.Fatalf("status %d", got)
			}
			return logOf{nil, []string{filepath.Join(dir, "orders.csv"), filepath.Join(dir, "interactions.csv")}}
		},
		"odd": func(t *testing.T) logOf {
			path := filepath.Join(t.TempDir(), "odd.csv")
			if err := os.WriteFile(path, []byte(oddLog()), 0o600); err != nil {
				t.Fatal(err)
			}
			return logOf{nil, []string{path}}
		},
		"cdnow":      file("cdnow_sample.csv", "account=sample_id,at=date,amount=dollars"),
		"foundation": file("foundation_bradley_yearly.csv.gz", "account=donee_id,at=date,amount=amount"),
		"advisory":   file("advisory_fees.csv"),
	}
	if os.Getenv("CLIENTELE_SAME") == "all" {
		logs["cdnow-master"], logs["retail"], logs["supplier"] = file("cdnow_master.csv"), file("online_retail.csv.gz"), file("supplier_payments.csv.gz")
	}
	return logs
}

// oddLog is a file with what logs have that nobody asked for: two currencies and none, returns
// of what was never bought, purchases of nothing, on one day, and of days to come.
func oddLog() string {
	text := "order,customer,date,amount,currency\n"
	for i := range 900 {
		day := clientele.Day(738_000+i*7/5) + clientele.Day(i%3)
		text += fmt.Sprintf("%d,C%02d,%s,%d.50,%s\n", i, i%37, day, 10+i%90, [...]string{"GBP", "GBP", "EUR", ""}[i%4])
	}
	for i := range 12 {
		text += fmt.Sprintf("r%d,R%d,2023-05-0%d,-%d.00,GBP\nz%d,Z%d,2024-01-05,0.00,GBP\n", i, i, 1+i%9, 5+i, i, i)
	}
	return text
}

// A file says the same in a terminal and in the browser: how many there are of each kind,
// stage and trend, what they brought and should bring in each currency, how much there is to
// do, what all of them together should bring, and how sure the measure is of each.
func TestAnalyzeSaysWhatTheBrowserShows(t *testing.T) {
	for name, of := range sameLogs(t) {
		t.Run(name, func(t *testing.T) {
			log := of(t)
			sh, err := reading{Map: log.maps}.read(t.Context(), log.files, clientele.NoDay, stdio{out: io.Discard, err: io.Discard})
			if err != nil {
				t.Fatal(err)
			}
			a, err := analyze(t.Context(), sh, 365)
			if err != nil {
				t.Fatal(err)
			}
			args := []string{"import"}
			for _, m := range log.maps {
				args = append(args, "--map", m)
			}
			book := &shell{t, []string{"--data", t.TempDir()}}
			book.must(append(args, log.files...)...)
			h := book.open()
			said, shown := saidCounts(a), shownCounts(t, h, a)
			for _, what := range slices.Sorted(maps.Keys(said)) {
				if d := shown[what] - said[what]; d > said[what]/1e6+1e-6 || -d > said[what]/1e6+1e-6 {
					t.Errorf("%s: said %v, shown %v", what, said[what], shown[what])
				}
				delete(shown, what)
			}
			for what, n := range shown {
				if n != 0 {
					t.Errorf("%s: shown %v, not said", what, n)
				}
			}
		})
	}
}

// saidCounts are the counts of an analysis.
func saidCounts(a *analysis) map[string]float64 {
	said := map[string]float64{}
	for i := range a.found {
		f := &a.found[i]
		said[fmt.Sprint(f.Kind, " ", f.Stage, " ", f.Trend)]++
		for _, m := range f.earnings() {
			said["brought "+m.Currency] += float64(m.Minor)
		}
		for _, one := range f.advice {
			said["to do: "+string(one.List)]++
		}
	}
	for _, t := range a.totals {
		if t.AllLines && t.Kind == "" && t.Currency != "" {
			said["next year from "+t.Currency], said["next year to "+t.Currency] = t.Value.Low, t.Value.High
		}
	}
	return said
}

// shownCounts are those of the book, of whom each is compared with what was said as well.
func shownCounts(t *testing.T, h *program, a *analysis) map[string]float64 {
	t.Helper()
	shown, house := map[string]float64{}, access.System("test")
	counts, err := h.jobs.Book.For(house).KindCounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range counts {
		shown[fmt.Sprint(c.Kind, " ", c.Stage, " ", c.Trend)] += float64(c.Count)
		if c.Currency != "" {
			shown["brought "+c.Currency] += float64(c.Revenue)
		}
	}
	totals, _, err := h.jobs.Totals(t.Context(), house)
	if err != nil {
		t.Fatal(err)
	}
	for _, t := range totals {
		if t.AllLines && t.Kind == "" && t.Currency != "" {
			shown["next year from "+t.Currency], shown["next year to "+t.Currency] = t.Value.Low, t.Value.High
		}
	}
	ids := accountsOf(t, h, a)
	for i, s := range a.found {
		is, err := h.jobs.Book.Standing(t.Context(), clientele.Relationship{Account: ids[i], Line: s.Line})
		if err != nil || decimals(is.ClientProb) != decimals(s.ClientProb) || decimals(is.ActiveProb) != decimals(s.ActiveProb) || is.Kind != s.Kind || is.Trend != s.Trend {
			t.Fatalf("%s: said %+v, shown %+v, %v", s.account, s, is, err)
		}
	}
	for part := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(ids))), 200) {
		advice, err := h.jobs.Advice(t.Context(), house, part...)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range advice {
			shown["to do: "+string(one.List)]++
		}
	}
	return shown
}

// accountsOf are the numbers that accounts have in the book, in the order of what was found.
func accountsOf(t *testing.T, h *program, a *analysis) (ids []clientele.ID) {
	t.Helper()
	whos := make([]clientele.Who, len(a.found))
	for i, f := range a.found {
		whos[i].Key = f.account
	}
	if err := h.db.InTx(t.Context(), func(tx *db.Tx) (err error) {
		ids, _, err = h.jobs.Directory.Resolve(t.Context(), tx, 0, whos)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return ids
}
