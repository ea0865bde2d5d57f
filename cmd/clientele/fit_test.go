package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
)

// fitSaid is the JSON of clientele fit, as a script reads it.
type fitSaid struct {
	Model         string              `json:"model"`
	Customers     float64             `json:"customers"`
	Params        map[string]float64  `json:"params"`
	StdErrors     map[string]*float64 `json:"std_errors"`
	LogLikelihood *float64            `json:"log_likelihood"`
	Converged     *bool               `json:"converged"`
	Unit          string              `json:"unit"`
	Notes         []string            `json:"notes"`
}

func fitJSON(t *testing.T, args ...string) (said fitSaid) {
	t.Helper()
	var out, complaints bytes.Buffer
	if status := run(t.Context(), append([]string{"fit", "--format", "json"}, args...), stdio{out: &out, err: &complaints}); status != exitDone {
		t.Fatalf("status %d: %s", status, &complaints)
	}
	d := json.NewDecoder(&out)
	d.DisallowUnknownFields()
	var with struct {
		fitSaid
		Until string `json:"until"`
	}
	if err := d.Decode(&with); err != nil {
		t.Fatal(err)
	}
	said = with.fitSaid
	if said.Converged == nil || said.Notes == nil || len(said.StdErrors) != len(said.Params) {
		t.Errorf("%+v", said)
	}
	return said
}

// wantFit fails unless the parameters and the log-likelihood round to those given.
func wantFit(t *testing.T, said fitSaid, customers, logLikelihood float64, params string) {
	t.Helper()
	if said.Customers != customers {
		t.Errorf("%s: %v customers, want %v", said.Model, said.Customers, customers)
	}
	if !*said.Converged || said.LogLikelihood == nil || math.Abs(*said.LogLikelihood-logLikelihood) > .006 {
		t.Errorf("%s: %+v, want a log-likelihood of %v", said.Model, said, logLikelihood)
	}
	for pair := range strings.FieldsSeq(params) {
		name, want, _ := strings.Cut(pair, "=")
		_, fraction, _ := strings.Cut(want, ".")
		if got := fmt.Sprintf("%.*f", len(fraction), said.Params[name]); got != want {
			t.Errorf("%s: %s is %s, want %s", said.Model, name, got, want)
		}
	}
}

// data is the path of a data set, which is not part of the repository.
func data(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("data set absent, its published values are not checked: %v", err)
	}
	return path
}

// The published fits of CDNOW are of all 2,357 customers; eight of them were
// given a record for nothing, which is no purchase where amounts are read.
func TestFitCDNOW(t *testing.T) {
	file := data(t, "cdnow_sample.csv")
	days := []string{"--until", "1997-09-30", "--map", "account=sample_id,at=date,amount=", file}
	for _, c := range []struct {
		model         string
		logLikelihood float64
		params        string
	}{
		{"nbd", -9763.658, "r=0.385 alpha=12.07"},                          // measured with BTYDplus
		{"bgnbd", -9582.429, "r=0.243 alpha=4.414 a=0.793 b=2.426"},        // Fader, Hardie & Lee 2005
		{"mbgnbd", -9582.136, "r=0.525 alpha=6.183 a=0.891 b=1.614"},       // lifetimes tests
		{"bgcnbd", -9582.429, "k=1 r=0.243 alpha=4.414 a=0.793 b=2.426"},   // measured with BTYDplus
		{"mbgcnbd", -9582.136, "k=1 r=0.525 alpha=6.183 a=0.891 b=1.614"},  // measured with BTYDplus
		{"paretonbd", -9594.976, "r=0.553 alpha=10.58 s=0.606 beta=11.67"}, // Fader, Hardie & Lee 2005
	} {
		wantFit(t, fitJSON(t, append([]string{"--model", c.model}, days...)...), 2357, c.logLikelihood, c.params)
	}
	spend := fitJSON(t, "--model", "gammagamma", "--until", "1997-09-30", "--map", "account=sample_id,at=date,amount=dollars", file)
	wantFit(t, spend, 946, -4055.918, "p=6.25 q=3.74 gamma=15.44") // Fader & Hardie 2013, note 025
	day := fitJSON(t, append([]string{"--model", "bgnbd", "--unit", "day"}, days...)...)
	wantFit(t, day, 2357, -9582.429-2457*math.Log(7), "r=0.243 a=0.793 b=2.426") // Σx = 2,457 densities by the day
	if got := day.Params["alpha"]; math.Abs(got-7*4.4136) > .001 {
		t.Errorf("α by the day is %v", got)
	}
	chosen := fitJSON(t, days...)
	if len(chosen.Notes) == 0 || !strings.Contains(chosen.Notes[0], "was chosen") || !strings.Contains(chosen.Notes[0], "paretonbd -") {
		t.Errorf("%+v", chosen)
	}
}

// A log of yearly gifts is recognised as one, and gives the published BG/BB.
func TestFitDonors(t *testing.T) {
	raw, err := os.ReadFile(data(t, "donors_1995_bgbb.csv"))
	if err != nil {
		t.Fatal(err)
	}
	log := &orderLog{}
	for i, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		var x, tx, n, customers, later int
		if _, err := fmt.Sscanf(line, "%d,%d,%d,%d,%d", &x, &tx, &n, &customers, &later); err != nil {
			continue // the header
		}
		for c := range customers {
			var years []int
			for year := 1; len(years) < x-1; year++ {
				years = append(years, year)
			}
			if x > 0 {
				years = append(years, tx)
			}
			log.customer(fmt.Sprintf("%d-%d", i, c), years)
		}
	}
	said := fitJSON(t, "--until", "2001-12-31", log.file(t))
	if said.Model != "bgbb" || said.Unit != "year" {
		t.Errorf("%s by the %s, %v", said.Model, said.Unit, said.Notes)
	}
	wantFit(t, said, 11104, -33225.581, "alpha=1.204 beta=0.750 gamma=0.657 delta=2.783") // Fader, Hardie & Shang 2010
}

// A log of yearly renewals gives the published sBG and BdW.
func TestFitContracts(t *testing.T) {
	// Customers of 1000 left after years 0 to 7 (Fader & Hardie 2007, table 1, high end).
	left := []int{1000, 869, 743, 653, 593, 551, 517, 491} // table 1
	log := &orderLog{}
	for c := range left[0] {
		var years []int
		for year := 1; year < len(left) && c < left[year]; year++ {
			years = append(years, year)
		}
		log.customer(fmt.Sprint(c), years)
	}
	file := log.file(t)
	said := fitJSON(t, "--model", "sbg", "--until", "2002-12-31", file)
	wantFit(t, said, 1000, -1611.158, "alpha=0.668 beta=3.806") // Fader & Hardie 2007
	if said.Unit != "year" || said.StdErrors["alpha"] == nil {
		t.Errorf("%+v", said)
	}
	said = fitJSON(t, "--model", "bdw", "--until", "2002-12-31", file)
	wantFit(t, said, 1000, -1605.314, "alpha=0.2143 beta=1.4266 c=1.7236") // measured on the paper's table
}

// orderLog is a log of purchases on the first of July, from 1995 on.
type orderLog struct{ rows []string }

func (l *orderLog) customer(name string, years []int) {
	for _, y := range append([]int{0}, years...) {
		l.rows = append(l.rows, fmt.Sprintf("%s,%d-07-01", name, 1995+y))
	}
}

func (l *orderLog) file(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "orders.csv")
	if err := os.WriteFile(path, []byte("account,date\n"+strings.Join(l.rows, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Whatever the log, what is printed is JSON without a number that is none.
func TestFitOddLogs(t *testing.T) {
	for name, rows := range map[string]string{
		"one purchase":    "a,2020-01-01,5\n",
		"all on one day":  "a,2020-01-01,5\nb,2020-01-01,6\nc,2020-01-01,7\n",
		"one amount":      "a,2020-01-01,5\na,2020-03-01,5\na,2020-03-05,5\n",
		"nothing follows": "a,2020-01-01,5\nb,2020-02-01,6\nc,2021-01-01,7\n",
		"by the month":    strings.Repeat("a,2020-01-15,5\na,2020-02-15,5\na,2020-03-15,5\nb,2020-01-15,9\nb,2020-02-15,9\n", 3),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "orders.csv")
			if err := os.WriteFile(path, []byte("account,date,amount\n"+rows), 0o600); err != nil {
				t.Fatal(err)
			}
			for model := range strings.SplitSeq(fitNames(), ",") {
				if model == "paretoggg" { // its own tests are slow enough
					continue
				}
				var out, complaints bytes.Buffer
				status := run(t.Context(), []string{"fit", "--model", model, "--format", "json", path}, stdio{out: &out, err: &complaints})
				switch {
				case status == exitDone && json.Valid(out.Bytes()):
				case status == exitFault && out.Len() == 0 && model == "gammagamma" && strings.Contains(complaints.String(), "no customer has a spend to fit"):
				default:
					t.Errorf("%s: status %d, %s %s", model, status, &out, &complaints)
				}
			}
			if status := run(t.Context(), []string{"fit", path}, stdio{out: io.Discard, err: io.Discard}); status != exitDone {
				t.Errorf("as a table: status %d", status)
			}
		})
	}
}

func TestRecognise(t *testing.T) {
	at := func(dates ...string) (c customer) {
		for _, d := range dates {
			day, err := time.Parse(time.DateOnly, d)
			if err != nil {
				t.Fatal(err)
			}
			c.days = append(c.days, clientele.DayOf(day))
		}
		return c
	}
	every := func(months int) customer {
		var dates []string
		for i := range 12 {
			dates = append(dates, time.Date(2010, time.Month(2+i*months), 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)) // the last of a month
		}
		return at(dates...)
	}
	for _, c := range []struct {
		name string
		days customer
	}{
		{"month", every(1)}, {"quarter", every(3)}, {"half-year", every(6)}, {"year", every(12)},
		{"", at("2010-01-01", "2010-02-01", "2010-03-01")}, // too few to tell
		{"", at("2010-01-01", "2010-01-08", "2010-02-20", "2010-03-10", "2010-06-02", "2010-06-21", "2010-08-30", "2010-09-05", "2010-09-11", "2010-12-01", "2010-12-09")},
	} {
		if got := recognise([]customer{c.days}).name; got != c.name {
			t.Errorf("got %q, want %q", got, c.name)
		}
	}
}

// Contracts and opportunities by a unit: whole weeks after the first purchase.
func TestPeriodsByUnit(t *testing.T) {
	p := purchases{unit: unitOf("week"), end: 100, customers: []customer{
		{days: []clientele.Day{70, 72, 77, 78, 84, 99}}, // weeks 1, 1, 2, 2; the fifth is not over
		{days: []clientele.Day{70, 92}},                 // week 4, after three without
		{days: []clientele.Day{98}},                     // no week has passed
	}}
	rows := p.opportunities()
	tenures, back := p.tenures()
	for i, want := range []string{"2 2 4, 2 true", "1 4 4, 0 true", "0 0 0, 0 false"} {
		r, c := rows[i], tenures[i]
		if got := fmt.Sprintf("%d %v %v, %d %v", r.X, r.Tx, r.T, c.Renewals, c.Churned); got != want {
			t.Errorf("customer %d: got %s, want %s", i, got, want)
		}
	}
	if back != 1 {
		t.Errorf("%d came back, want 1", back)
	}
}

// simulated is a log of two years drawn from a model, in days; purchases of
// one day count once.
func simulated(t *testing.T, draw func(*rand.Rand, float64) float64) string {
	t.Helper()
	rng := rand.New(rand.NewPCG(3, 1))
	start := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	var rows strings.Builder
	rows.WriteString("account,date\n")
	for c := range 600 {
		rate := (rng.ExpFloat64() + rng.ExpFloat64()) / 2 / 20 // one purchase in 20 days, more or less
		for at := 300 * rng.Float64(); at < 730; at += draw(rng, rate) {
			fmt.Fprintf(&rows, "%d,%s\n", c, start.AddDate(0, 0, int(at)).Format(time.DateOnly))
		}
	}
	path := filepath.Join(t.TempDir(), "orders.csv")
	if err := os.WriteFile(path, []byte(rows.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// auto finds out what a log was drawn from.
func TestAuto(t *testing.T) {
	never := simulated(t, func(rng *rand.Rand, rate float64) float64 { return rng.ExpFloat64() / rate })
	if said := fitJSON(t, never); said.Model != "nbd" || !strings.Contains(said.Notes[0], "nobody is seen to leave") {
		t.Errorf("nobody left, and %s was chosen: %v", said.Model, said.Notes)
	}
	leaving := simulated(t, func(rng *rand.Rand, rate float64) float64 {
		if rng.Float64() < .15 {
			return math.Inf(1)
		}
		return rng.ExpFloat64() / rate
	})
	if said := fitJSON(t, leaving); !strings.Contains(said.Model, "gnbd") && !strings.Contains(said.Model, "gcnbd") {
		t.Errorf("they left after purchases, and %s was chosen: %v", said.Model, said.Notes)
	}
	regular := simulated(t, func(rng *rand.Rand, rate float64) float64 {
		if rng.Float64() < .05 {
			return math.Inf(1)
		}
		var gap float64
		for range 5 {
			gap += rng.ExpFloat64() / (5 * rate)
		}
		return gap
	})
	if said := fitJSON(t, regular); !strings.Contains(said.Model, "cnbd") || said.Params["k"] < 4 || said.Params["k"] > 6 {
		t.Errorf("they came like clockwork, and %s was chosen: %v", said.Model, said.Params)
	}
}
