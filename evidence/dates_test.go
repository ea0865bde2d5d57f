package evidence

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele/say"
)

func TestDateForms(t *testing.T) {
	cases := []struct {
		cell string
		cal  calendar
		want string // "" where it is none
	}{
		{"2010-12-01", calendar{datesParts, yearFirst}, "2010-12-01T00:00:00"},
		{"2010-12-01 08:26", calendar{datesParts, yearFirst}, "2010-12-01T08:26:00"},
		{"2010-12-01T08:26:30", calendar{datesParts, yearFirst}, "2010-12-01T08:26:30"},
		{"2010-12-01T08:26:30.5Z", calendar{datesParts, yearFirst}, "2010-12-01T08:26:30.5"},
		{"2010-12-01T00:26:30+02:00", calendar{datesParts, yearFirst}, "2010-12-01T00:26:30"},
		{"2019-05-01 20:00:00 -0700", calendar{datesParts, yearFirst}, "2019-05-01T20:00:00"},
		{"2010-12-01 08:26:00 UTC", calendar{datesParts, yearFirst}, "2010-12-01T08:26:00"},
		{"2010/12/01 8:26", calendar{datesParts, yearFirst}, "2010-12-01T08:26:00"},
		{"2010.12.1", calendar{datesParts, yearFirst}, "2010-12-01T00:00:00"},
		{"1/12/2010", calendar{datesParts, dayFirst}, "2010-12-01T00:00:00"},
		{"12/1/2010 8:26", calendar{datesParts, monthFirst}, "2010-12-01T08:26:00"},
		{"12/1/2010 8:26:05 PM", calendar{datesParts, monthFirst}, "2010-12-01T20:26:05"},
		{"12/1/2010 12:00 a.m.", calendar{datesParts, monthFirst}, "2010-12-01T00:00:00"},
		{"12/1/10, 12:05 PM", calendar{datesParts, monthFirst}, "2010-12-01T12:05:00"},
		{"01.12.2010", calendar{datesParts, dayFirst}, "2010-12-01T00:00:00"},
		{"1. 12. 2010", calendar{datesParts, dayFirst}, "2010-12-01T00:00:00"},
		{"01.12.97", calendar{datesParts, dayFirst}, "1997-12-01T00:00:00"},
		{"97/12/01", calendar{datesParts, yearFirst}, "1997-12-01T00:00:00"},
		{"31/02/2010", calendar{datesParts, dayFirst}, ""},
		{"29/02/2023", calendar{datesParts, dayFirst}, ""},
		{"29/02/2024", calendar{datesParts, dayFirst}, "2024-02-29T00:00:00"},
		{"29/02/1900", calendar{datesParts, dayFirst}, ""},
		{"13/13/2010", calendar{datesParts, dayFirst}, ""},
		{"2010-12-01 25:00", calendar{datesParts, yearFirst}, ""},
		{"2010-12-01 08:26 soon", calendar{datesParts, yearFirst}, ""},
		{"20101201", calendar{datesCompact, 0}, "2010-12-01T00:00:00"},
		{"20101201082630", calendar{datesCompact, 0}, "2010-12-01T08:26:30"},
		{"20101301", calendar{datesCompact, 0}, ""},
		{"Dec 1, 2010", calendar{datesNamed, 0}, "2010-12-01T00:00:00"},
		{"December 1st, 2010 8:26 PM", calendar{datesNamed, 0}, "2010-12-01T20:26:00"},
		{"1 December 2010", calendar{datesNamed, 0}, "2010-12-01T00:00:00"},
		{"1-Dec-10", calendar{datesNamed, 0}, "2010-12-01T00:00:00"},
		{"Wed, 01 Dec 2010 08:26:00 GMT", calendar{datesNamed, 0}, "2010-12-01T08:26:00"},
		{"1. März 2011", calendar{datesNamed, 0}, "2011-03-01T00:00:00"},
		{"Sept 30, 2011", calendar{datesNamed, 0}, "2011-09-30T00:00:00"},
		{"Smarch 3, 2011", calendar{datesNamed, 0}, ""},
		{"1291192000", calendar{datesUnix, 0}, "2010-12-01T08:26:40"},
		{"1291192000123", calendar{datesMilli, 0}, "2010-12-01T08:26:40.123"},
		{"40513", calendar{datesExcel, 0}, "2010-12-01T00:00:00"},
		{"40513.35", calendar{datesExcel, 0}, "2010-12-01T08:24:00"},
	}
	for _, c := range cases {
		got := ""
		if ms, _, ok := c.cal.milli([]byte(c.cell)); ok {
			got = time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.999")
		}
		if got != c.want {
			t.Errorf("%q as %s %s: %q, want %q", c.cell, say.English.Fill(c.cal.layout.told()), say.English.Fill(c.cal.order.told()), got, c.want)
		}
	}
}

// The day count is checked against the standard library.
func TestDaysOf(t *testing.T) {
	for day := time.Date(1799, 12, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2301; day = day.AddDate(0, 0, 1) {
		got, ok := daysOf(day.Year(), int(day.Month()), day.Day())
		inside := day.Year() >= 1800 && day.Year() < 2300
		if ok != inside || ok && got*86400 != day.Unix() {
			t.Fatalf("%s: %d, %t", day, got, ok)
		}
	}
}

func datesFile(cells ...string) Source {
	return text("customer;date;amount\nK;" + strings.Join(cells, ";1\nK;") + ";1\n")
}

func TestDateOrderFromTheWholeColumn(t *testing.T) {
	cases := []struct {
		name  string
		cells []string
		given string
		want  string // the first day; "?" where it is asked
	}{
		{"day first", []string{"01/02/2024", "13/02/2024"}, "", "2024-02-01"},
		{"month first", []string{"01/02/2024", "02/13/2024"}, "", "2024-01-02"},
		{"open", []string{"01/02/2024", "03/04/2024"}, "", "?"},
		{"open, answered", []string{"01/02/2024", "03/04/2024"}, "mdy", "2024-01-02"},
		{"open, answered day first", []string{"01/02/2024", "03/04/2024"}, "DMY", "2024-02-01"},
		{"contradicting", []string{"13/02/2024", "02/13/2024"}, "", "?"},
		{"alike in both", []string{"01/01/2024", "02/02/2024"}, "", "2024-01-01"},
		{"dots", []string{"01.02.2024", "03.04.2024"}, "", "2024-02-01"},
		{"dots, month first", []string{"01.02.2024", "03.14.2024"}, "", "2024-01-02"},
		{"two-digit years", []string{"01/02/24", "25/02/24"}, "", "2024-02-01"},
		{"two-digit years at the front", []string{"97/02/01", "97/02/02"}, "", "1997-02-01"},
		{"year first", []string{"2024/02/01", "2024/02/02"}, "", "2024-02-01"},
		{"one bad cell", []string{"01/02/2024", "13/02/2024", "14/02/2024", "soon", "40/40/2024"}, "", "2024-02-01"},
	}
	for _, c := range cases {
		p, err := Inspect(context.Background(), datesFile(c.cells...), Options{DateOrder: c.given})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		entries, _, err := drain(p)
		switch {
		case c.want == "?":
			if len(p.Questions) != 1 || p.Questions[0].About != "date_order" || err == nil || !strings.Contains(say.English.Fill(err.Error()), "--date-order") {
				t.Errorf("%s: %+v, %v", c.name, p.Questions, err)
			}
		case err != nil:
			t.Errorf("%s: %v", c.name, err)
		case len(entries) == 0:
			t.Errorf("%s: nothing\n%s", c.name, p.Describe())
		case entries[0].At.Day().String() != c.want:
			t.Errorf("%s: %s, want %s", c.name, entries[0].At.Day(), c.want)
		}
	}
}

// What decides may stand at the very end of a large file.
func TestDateOrderBeyondTheSample(t *testing.T) {
	var b strings.Builder
	b.WriteString("customer,date,amount\n")
	for b.Len() < 2*sampleBytes {
		b.WriteString("K1,02/03/2024,5.00\n")
	}
	open := b.String()
	p, err := Inspect(context.Background(), text(open), Options{})
	if err != nil || len(p.Questions) != 1 {
		t.Fatalf("%v, %+v", err, p.Questions)
	}
	p, err = Inspect(context.Background(), text(open+"K1,28/03/2024,5.00\n"), Options{})
	if err != nil || len(p.Questions) != 0 || p.calendars["at"].order != dayFirst {
		t.Fatalf("%v, %+v", err, p)
	}
}
