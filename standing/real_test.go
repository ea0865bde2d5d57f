package standing

import (
	"cmp"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
)

// realLog is one set of shared/data, read with as little as it takes.
type realLog struct {
	file    string
	who     []string
	at      string
	layout  string
	amount  func(get func(string) string) (float64, bool)
	invoice string
}

func plainAmount(column string) func(func(string) string) (float64, bool) {
	return func(get func(string) string) (float64, bool) {
		v, err := strconv.ParseFloat(get(column), 64)
		return v, err == nil && v > 0
	}
}

func retailAmount(get func(string) string) (float64, bool) {
	q, err1 := strconv.ParseFloat(get("Quantity"), 64)
	p, err2 := strconv.ParseFloat(get("UnitPrice"), 64)
	return q * p, err1 == nil && err2 == nil && q > 0 && p > 0 && get("CustomerID") != "" && !strings.HasPrefix(get("InvoiceNo"), "C")
}

var realLogs = map[string]realLog{
	"cdnow":    {"cdnow_master.csv", []string{"customer_id"}, "date", "2006-01-02", plainAmount("dollars"), ""},
	"retail":   {"online_retail.csv.gz", []string{"CustomerID"}, "InvoiceDate", "2006-01-02 15:04", retailAmount, "InvoiceNo"},
	"supplier": {"supplier_payments.csv.gz", []string{"supplier_id"}, "date", "2006-01-02", plainAmount("amount"), ""},
	"advisory": {"advisory_fees.csv", []string{"firm_id", "client_id"}, "period_end", "2006-01-02", plainAmount("amount"), ""},
	// Three whose level moves; none of them taught the universal card.
	"railway":    {"network_rail_payments.csv.gz", []string{"supplier_id"}, "date", "2006-01-02", plainAmount("amount"), ""},
	"council":    {"darlington_payments_monthly.csv.gz", []string{"supplier_id"}, "date", "2006-01-02", plainAmount("amount"), ""},
	"foundation": {"foundation_bradley_yearly.csv.gz", []string{"donee_id"}, "date", "2006-01-02", plainAmount("amount"), ""},
}

// load folds a set into histories; the test is skipped where the data are not here.
func load(t testing.TB, name string) Relations { return loadBy(t, name, "")[""] }

// loadBy folds a set into histories, one firm for each value of a column.
func loadBy(t testing.TB, name, column string) map[string]Relations {
	t.Helper()
	return loadFirms(t, realLogs[name], column)
}

func loadLog(t testing.TB, spec realLog) Relations { return loadFirms(t, spec, "")[""] }

func loadFirms(t testing.TB, spec realLog, column string) map[string]Relations {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "shared", "data", spec.file))
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("no %s here: the real data are not part of the repository", spec.file)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var in io.Reader = file
	if strings.HasSuffix(spec.file, ".gz") {
		if in, err = gzip.NewReader(file); err != nil {
			t.Fatal(err)
		}
	}
	firm, amountOf := "", spec.amount
	spec.amount = func(get func(string) string) (float64, bool) {
		if column != "" {
			firm = strings.Clone(get(column))
		}
		return amountOf(get)
	}
	firms := map[string]map[string]map[clientele.Day]*clientele.OrderDay{}
	readRows(t, in, spec, func(who string, day clientele.Day, amount float64) {
		if firms[firm] == nil {
			firms[firm] = map[string]map[clientele.Day]*clientele.OrderDay{}
		}
		days := firms[firm]
		if days[who] == nil {
			days[who] = map[clientele.Day]*clientele.OrderDay{}
		}
		d := days[who][day]
		if d == nil {
			d = &clientele.OrderDay{Day: day, Orders: 1, Priced: true}
			days[who][day] = d
		}
		d.Minor += int64(math.Round(100 * amount))
	})
	all := map[string]Relations{}
	for firm, days := range firms {
		all[firm] = fold(days)
	}
	return all
}

func readRows(t testing.TB, in io.Reader, spec realLog, row func(string, clientele.Day, float64)) {
	r := csv.NewReader(in)
	r.ReuseRecord = true
	head, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, h := range head {
		column[strings.TrimPrefix(h, "\ufeff")] = i
	}
	for {
		record, err := r.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		get := func(c string) string { return record[column[c]] }
		amount, ok := spec.amount(get)
		if !ok {
			continue
		}
		at, err := time.Parse(spec.layout, get(spec.at))
		if err != nil {
			t.Fatal(err)
		}
		var who []string
		for _, c := range spec.who {
			who = append(who, get(c))
		}
		row(strings.Join(who, "+"), clientele.DayOf(at), amount)
	}
}

func fold(days map[string]map[clientele.Day]*clientele.OrderDay) Relations {
	var names []string
	for who := range days {
		names = append(names, who)
	}
	slices.Sort(names)
	var all []Relation
	for i, who := range names {
		h := &clientele.History{Currency: "XXX"}
		for _, d := range days[who] {
			h.Days = append(h.Days, *d)
		}
		slices.SortFunc(h.Days, func(a, b clientele.OrderDay) int { return cmp.Compare(a.Day, b.Day) })
		all = append(all, Relation{clientele.Relationship{Account: clientele.ID(i + 1)}, h})
	}
	return slices.Values(all)
}

func day(t testing.TB, s string) clientele.Day {
	t.Helper()
	d, err := clientele.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// realCuts are the splits of the data's README and of the reference.
var realCuts = []struct {
	set, cut string
	horizon  int
}{
	{"cdnow", "1997-09-30", 273},
	{"cdnow", "1997-12-31", 181},
	{"retail", "2011-06-09", 182},
	{"retail", "2011-08-31", 100},
	{"supplier", "2018-06-30", 365},
	{"supplier", "2019-12-31", 365},
	{"supplier", "2021-08-31", 365},
	{"advisory", "2014-10-01", 364},
	{"advisory", "2013-12-31", 365},
}

// TestRealBacktests prints the table, and holds the measure to what it must not
// lose to: the simple rules on "active", the plain model on "client".
// The universal card is learnt without the set it is tried on.
func TestRealBacktests(t *testing.T) {
	shipped := universalCard
	defer func() { universalCard = shipped }()
	sets := map[string]Relations{}
	lost, worse, cuts := 0, 0, 0
	for _, c := range realCuts {
		t.Run(c.set+"@"+c.cut, func(t *testing.T) {
			if sets[c.set] == nil {
				sets[c.set] = load(t, c.set)
			}
			universalCard = universalWithout(t, c.set)
			rep, err := Backtest(context.Background(), sets[c.set], BacktestConfig{Cut: day(t, c.cut), HorizonDays: c.horizon})
			if err != nil {
				t.Fatal(err)
			}
			show(t, rep)
			cuts++
			for _, s := range rep.Measures[1:] {
				if s.Name != "mbgnbd" && s.Name != "paretonbd" && rep.Measures[0].Brier > s.Brier+0.002 {
					lost++
					break
				}
			}
			if m := rep.Client.Measures; len(m) > 0 {
				worse += int(outcome(m[0].Brier > m[len(m)-1].Brier+0.001))
			}
		})
	}
	if lost > 1 || worse > cuts/4 {
		t.Errorf("of %d cuts, %d lost to a simple rule on active, %d to the plain model on client", cuts, lost, worse)
	}
}

func show(t *testing.T, rep *Report) {
	t.Logf("horizon %d, n %d, active %.3f; client: n %d, rate %.3f, card %s, called %+v", rep.HorizonDays, rep.Relationships, rep.ActiveRate,
		rep.Client.Relationships, rep.Client.Rate, rep.Client.Card, rep.Client.Called)
	for i, s := range rep.Measures {
		line := ""
		if i < len(rep.Client.Measures) {
			c := rep.Client.Measures[i]
			line = fmt.Sprintf(" | client AUC %.3f Brier %.4f ECE %.3f", c.AUC, c.Brier, c.ECE)
		}
		t.Logf("  %-10s AUC %.3f Brier %.4f LL %.4f ECE %.3f | MAE %.3f RMSE %.3f rho %.3f%s", s.Name, s.AUC, s.Brier, s.LogLoss, s.ECE, s.MAE, s.RMSE, s.RankCorrelation, line)
	}
	t.Logf("  %s\n  %s", english(rep.Verdict), english(strings.Join(rep.Notes, "\n  ")))
}
