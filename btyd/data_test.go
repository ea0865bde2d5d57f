// SPDX-License-Identifier: Apache-2.0

package btyd_test

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele/btyd"
)

// A dated is one amount of one customer on one day.
type dated struct {
	day    int
	amount float64
}

// customer is one customer's history, cut at the end of the calibration.
type customer struct {
	id    string
	rf    btyd.RF // weeks
	spend btyd.Spend
	later int // events in the holdout
}

// readCSV hands the rows of a data set of real customers to visit by column
// name. Data sets are not part of the repository.
func readCSV(t testing.TB, name string, visit func(field func(string) string)) {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "shared", "data", name))
	if err != nil {
		t.Skipf("data set absent, its published values are not checked: %v", err)
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	r := csv.NewReader(in)
	r.ReuseRecord = true
	columns := map[string]int{}
	for line := 0; ; line++ {
		record, err := r.Read()
		if err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		if line == 0 {
			for i, c := range record {
				columns[c] = i
			}
			continue
		}
		visit(func(c string) string { return record[columns[c]] })
	}
}

func day(t testing.TB, s string) int {
	d, err := time.Parse(time.DateOnly, s[:10])
	if err != nil {
		t.Fatal(err)
	}
	return int(d.Unix() / 86400)
}

func number(t testing.TB, s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// histories cuts the events of each customer at end, and counts the days with
// events in the horizon days after. Customers who began later are left out.
func histories(events map[string][]dated, end, horizon int) []customer {
	var out []customer
	for id, list := range events {
		slices.SortStableFunc(list, func(a, b dated) int { return a.day - b.day })
		first, last := list[0].day, list[0].day
		if first > end {
			continue
		}
		c := customer{id: id, rf: btyd.RF{T: float64(end-first) / 7}}
		for _, e := range list {
			switch {
			case e.day > end+horizon || e.day == first:
			case e.day > end:
				if e.day > last {
					c.later++
				}
			default:
				if e.day > last {
					c.rf.X++
					c.rf.Tx = float64(e.day-first) / 7
					c.rf.Litt += math.Log(float64(e.day-last) / 7)
				}
				c.spend.Mean += e.amount
			}
			last = e.day
		}
		if c.spend.X = c.rf.X; c.rf.X > 0 {
			c.spend.Mean /= float64(c.rf.X)
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b customer) int { return strings.Compare(a.id, b.id) })
	return out
}

func rfs(customers []customer) (out []btyd.RF) {
	for _, c := range customers {
		out = append(out, c.rf)
	}
	return out
}

// cdnow reads the calibration to 1997-09-30 and its holdout of 39 weeks.
func cdnow(t testing.TB, file, id string) []customer {
	events := map[string][]dated{}
	readCSV(t, file, func(field func(string) string) {
		k := strings.Clone(field(id))
		events[k] = append(events[k], dated{day(t, field("date")), number(t, field("dollars"))})
	})
	return histories(events, day(t, "1997-09-30"), 39*7)
}

func cdnowSample(t testing.TB) []customer { return cdnow(t, "cdnow_sample.csv", "sample_id") }

// onlineRetail reads the buyers of a wholesaler to 2011-06-09.
func onlineRetail(t testing.TB) []customer {
	events := map[string][]dated{}
	readCSV(t, "online_retail.csv.gz", func(field func(string) string) {
		if field("CustomerID") == "" || strings.HasPrefix(field("InvoiceNo"), "C") {
			return
		}
		if amount := number(t, field("Quantity")) * number(t, field("UnitPrice")); number(t, field("Quantity")) > 0 && amount > 0 {
			k := strings.Clone(field("CustomerID"))
			events[k] = append(events[k], dated{day(t, field("InvoiceDate")), amount})
		}
	})
	return histories(events, day(t, "2011-06-09"), 26*7)
}

// suppliers reads the payments of a council to 2021-08-31; a relationship is
// what the named columns tell apart.
func suppliers(t testing.TB, columns ...string) []customer {
	events := map[string][]dated{}
	readCSV(t, "supplier_payments.csv.gz", func(field func(string) string) {
		if amount := number(t, field("amount")); amount > 0 {
			k := ""
			for _, c := range columns {
				k += field(c) + "/"
			}
			events[k] = append(events[k], dated{day(t, field("date")), amount})
		}
	})
	return histories(events, day(t, "2021-08-31"), 52*7)
}

// advisoryFees reads the fees of advisers, dated at the end of each quarter.
func advisoryFees(t testing.TB) []customer {
	events := map[string][]dated{}
	readCSV(t, "advisory_fees.csv", func(field func(string) string) {
		if amount := number(t, field("amount")); amount > 0 {
			k := field("firm_id") + "/" + field("client_id")
			events[k] = append(events[k], dated{day(t, field("period_end")), amount})
		}
	})
	return histories(events, day(t, "2014-10-01"), 52*7)
}
