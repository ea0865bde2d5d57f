package revenue

import (
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
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

// realLog is one set of shared/data: who bought, when, for how much; split into firms by a column,
// or none.
type realLog struct {
	name, file, who, at, layout, firm string
	amount                            func(get func(string) string) float64
}

func column(name string) func(func(string) string) float64 {
	return func(get func(string) string) float64 {
		v, _ := strconv.ParseFloat(get(name), 64)
		return v
	}
}

func retail(get func(string) string) float64 {
	if get("CustomerID") == "" {
		return 0
	}
	return column("Quantity")(get) * column("UnitPrice")(get)
}

const isoDay = "2006-01-02"

var realLogs = []realLog{
	{"cdnow", "cdnow_master.csv", "customer_id", "date", isoDay, "", column("dollars")},
	{"online_retail", "online_retail.csv.gz", "CustomerID", "InvoiceDate", "2006-01-02 15:04", "", retail},
	{"online_retail by country", "online_retail.csv.gz", "CustomerID", "InvoiceDate", "2006-01-02 15:04", "Country", retail},
	{"supplier_payments", "supplier_payments.csv.gz", "supplier_id", "date", isoDay, "", column("amount")},
	{"supplier_payments by unit", "supplier_payments.csv.gz", "supplier_id", "date", isoDay, "unit", column("amount")},
	{"advisory_fees", "advisory_fees.csv", "client_id", "period_end", isoDay, "", column("amount")},
	{"advisory_fees by firm", "advisory_fees.csv", "client_id", "period_end", isoDay, "firm_id", column("amount")},
	{"network_rail", "network_rail_payments.csv.gz", "supplier_id", "date", isoDay, "", column("amount")},
	{"network_rail by unit", "network_rail_payments.csv.gz", "supplier_id", "date", isoDay, "unit", column("amount")},
	{"darlington", "darlington_payments_monthly.csv.gz", "supplier_id", "date", isoDay, "", column("amount")},
	{"darlington by unit", "darlington_payments_monthly.csv.gz", "supplier_id", "date", isoDay, "unit", column("amount")},
	{"foundation (yearly)", "foundation_bradley_yearly.csv.gz", "donee_id", "date", isoDay, "", column("amount")},
}

// load folds a set into histories by firm.
func (l *realLog) load(t testing.TB) map[string][]relation {
	t.Helper()
	file, err := os.Open(filepath.Join(cmp.Or(os.Getenv("CLIENTELE_BENCH_DATA"), filepath.Join("..", "..", "shared", "data")), l.file))
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("no %s here: the real data are not part of the repository", l.file)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var in io.Reader = file
	if strings.HasSuffix(l.file, ".gz") {
		if in, err = gzip.NewReader(file); err != nil {
			t.Fatal(err)
		}
	}
	r := csv.NewReader(in)
	head, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	firms := map[string]map[string]*clientele.History{}
	for row, err := r.Read(); !errors.Is(err, io.EOF); row, err = r.Read() {
		if err != nil {
			t.Fatal(err)
		}
		get := func(name string) string {
			if i := slices.Index(head, name); i >= 0 {
				return row[i]
			}
			return ""
		}
		at, err := time.Parse(l.layout, get(l.at))
		minor := int64(math.Round(100 * l.amount(get)))
		if err != nil || minor == 0 {
			continue
		}
		firm := get(l.firm)
		if firms[firm] == nil {
			firms[firm] = map[string]*clientele.History{}
		}
		h := firms[firm][get(l.who)]
		if h == nil {
			h = &clientele.History{}
			firms[firm][get(l.who)] = h
		}
		e := clientele.Entry{Day: clientele.DayOf(at), Import: 1, Body: clientele.Order{Total: clientele.Money{Minor: minor, Currency: "GBP"}}}
		if minor < 0 {
			e.Body = clientele.Return{Total: clientele.Money{Minor: -minor, Currency: "GBP"}}
		}
		h.Apply(e)
	}
	out := map[string][]relation{}
	for firm, all := range firms {
		for i, who := range slices.Sorted(maps.Keys(all)) {
			out[firm] = append(out[firm], relation{Relationship: clientele.Relationship{Account: clientele.ID(i + 1)}, history: all[who]})
		}
	}
	return out
}

// viewOf folds histories as of the last day that is known.
func viewOf(rels []relation) Figures {
	last, firsts, days := clientele.NoDay, 0, 0
	for _, r := range rels {
		last = max(last, r.history.Last())
		for _, d := range r.history.Days {
			days++
			if d.Day == MonthOf(d.Day).First() {
				firsts++
			}
		}
	}
	f := NewFold(last, firsts*10 > days*9)
	for _, r := range rels {
		f.Add(r.Relationship, r.history, OfCustomers)
	}
	for _, v := range f.All() {
		if v.AllLines && v.Currency != "" {
			return v
		}
	}
	return Figures{}
}

// TestStabilityTrials prints how often the interval held what came on real logs: once over all of
// a log, and by each of its parts as a firm of its own that is large enough to say anything.
func TestStabilityTrials(t *testing.T) {
	if testing.Short() {
		t.Skip("minutes")
	}
	var year, month Held
	for _, l := range realLogs {
		t.Run(l.name, func(t *testing.T) {
			firms := l.load(t)
			var y, m Held
			misses, n, months, ahead := []float64{}, 0, 0, 0
			for _, firm := range slices.Sorted(maps.Keys(firms)) {
				v := viewOf(firms[firm])
				if v.Forecast == nil || l.firm != "" && (v.Relationships < 30 || len(v.Months) < 24) {
					continue
				}
				tried := v.Forecast.Tried
				n++
				months = max(months, len(v.Months))
				ahead = max(ahead, tried.Ahead)
				y.Inside, y.Of, m.Inside, m.Of = y.Inside+tried.Year.Inside, y.Of+tried.Year.Of, m.Inside+tried.Months.Inside, m.Of+tried.Months.Of
				misses = append(misses, tried.Miss)
			}
			if n == 0 {
				t.Skip("nothing to try")
			}
			slices.Sort(misses)
			fmt.Printf("stability  %-26s firms %3d  months %3d  sums over %2d: %.2f of %4d inside  months: %.2f of %5d  typical miss %.0f %%\n",
				l.name, n, months, ahead, y.Share(), y.Of, m.Share(), m.Of, 100*misses[len(misses)/2])
			year, month = Held{year.Inside + y.Inside, year.Of + y.Of}, Held{month.Inside + m.Inside, month.Of + m.Of}
		})
	}
	fmt.Printf("stability  %-26s sums: %.2f of %d inside  months: %.2f of %d\n", "all", year.Share(), year.Of, month.Share(), month.Of)
}
