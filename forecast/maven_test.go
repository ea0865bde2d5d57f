package forecast_test

import (
	"encoding/csv"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/forecast"
)

// maven are the deals of a seller of computers, of which the file says the day of the beginning
// and of the end, and what was won; nothing of what was known on the way.
func maven(t testing.TB) (deals []forecast.Deal) {
	f, err := os.Open("../../shared/data/maven_crm_sales_pipeline.csv")
	if err != nil {
		t.Skip("the data are not here")
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	day := func(s string) clientele.Day {
		at, err := time.Parse("1/2/2006", s)
		if err != nil {
			return clientele.NoDay
		}
		return clientele.DayOf(at)
	}
	for i, r := range rows[1:] {
		d := forecast.Deal{ID: int64(i), Opened: day(r[5]), Ended: day(r[6]), Won: r[4] == "Won", Group: r[2]}
		if d.Opened == clientele.NoDay {
			continue
		}
		if d.Won {
			v, _ := strconv.ParseFloat(r[7], 64)
			d.Values = []forecast.Value{{From: d.Ended, Minor: 100 * v}}
		}
		deals = append(deals, d)
	}
	return deals
}

// What forecasts of the past would have said of a real shape of deals is logged as it is.
func TestBacktestOfMaven(t *testing.T) {
	deals := maven(t)
	on := clientele.DayOf(time.Date(2017, 12, 31, 0, 0, 0, 0, time.UTC))
	tested := forecast.Backtest(deals, on)
	for _, one := range tested.Trials {
		t.Logf("%s for %s: %8.0f (%8.0f to %8.0f), plain %8.0f, came %8.0f %v", one.On, one.Month, one.Mean/100, one.Low/100, one.High/100, one.Plain/100, one.Came/100, one.Inside())
	}
	t.Logf("inside the band of 80 %%: %d of %d; missed %.3f of what came, the plain sum %.3f", tested.Inside, len(tested.Trials), tested.Error, tested.Plain)
	if len(tested.Trials) < 12 || tested.Error >= tested.Plain {
		t.Errorf("%d trials, missed %.3f, plain %.3f", len(tested.Trials), tested.Error, tested.Plain)
	}
}
