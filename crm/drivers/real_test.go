package drivers

import (
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
)

// retail reads the first purchases of online_retail: positive lines of known customers.
func retail(t *testing.T) (firsts []First, asOf clientele.Day) {
	t.Helper()
	file, err := os.Open(filepath.Join(cmp.Or(os.Getenv("CLIENTELE_BENCH_DATA"), filepath.Join("..", "..", "..", "shared", "data")), "online_retail.csv.gz"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("no online_retail here: the real data are not part of the repository")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	in, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(in)
	if _, err := r.Read(); err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for row, err := r.Read(); !errors.Is(err, io.EOF); row, err = r.Read() {
		if err != nil {
			t.Fatal(err)
		}
		quantity, _ := strconv.ParseFloat(row[3], 64)
		price, _ := strconv.ParseFloat(row[5], 64)
		when, err := time.Parse("2006-01-02 15:04", row[4])
		if err != nil || row[6] == "" || quantity <= 0 || price <= 0 || strings.HasPrefix(row[0], "C") {
			continue
		}
		day := clientele.DayOf(when)
		asOf = max(asOf, day)
		i, known := at[row[6]]
		if !known { // the file is in the order of time
			i = len(firsts)
			at[row[6]] = i
			firsts = append(firsts, First{Day: day, Currency: "GBP"})
		}
		f := &firsts[i]
		switch {
		case day == f.Day:
			f.Minor += int64(100*quantity*price + .5)
			f.Items = append(f.Items, Bought{row[2], price})
		case f.Next == clientele.NoDay:
			f.Next = day
		}
	}
	return firsts, asOf
}

// TestDriversTrials prints what goes with the next purchase on online_retail.
func TestDriversTrials(t *testing.T) {
	if testing.Short() {
		t.Skip("half a minute")
	}
	firsts, asOf := retail(t)
	l := Learn(firsts, asOf)
	holds := 0
	for _, c := range l.All {
		if c.Holds {
			holds++
			fmt.Printf("drivers    %-8s %-36s within %3d days: %.0f %% of %d, %.0f %% of %d; differs by %+.1f points (%+.1f to %+.1f)\n", c.About, c.Value, c.Days, 100*c.DidWith, c.With, 100*c.DidNot, c.Without, 100*c.Differs, 100*c.Low, 100*c.High)
		}
	}
	fmt.Printf("drivers    online_retail: %d first purchases, %d comparisons, %d hold, %d too thin, median %d days\n", l.Firsts, l.Looked, holds, l.Thin, l.Own)
	if l.Looked < 20 || l.Own == 0 {
		t.Errorf("%d compared, median %d", l.Looked, l.Own)
	}
}
