package engagements

import (
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/record"
)

func engagement(values map[string]any) *record.Record {
	all := map[string]any{"name": "x", "kind": "retainer", "stage": running, "begins": day("2026-01-01"), "fee": clientele.Money{Minor: 100_000, Currency: "EUR"}, "period": "month"}
	for name, v := range values {
		if s, text := v.(string); text {
			if d, err := clientele.ParseDay(s); err == nil && s != "" {
				v = d
			}
		}
		all[name] = v
	}
	return &record.Record{Values: all}
}

// What follows of days and fee is filled in.
func TestWhatFollows(t *testing.T) {
	for name, tt := range map[string]struct {
		is   map[string]any
		want map[string]string
	}{
		"open-ended":         {nil, map[string]string{"notice_by": "", "runs_out": "", "next_day": ""}},
		"for a year":         {map[string]any{"ends": "2026-12-31"}, map[string]string{"notice_by": "", "runs_out": "2026-12-31", "next_day": "2026-12-31"}},
		"with three months":  {map[string]any{"ends": "2026-12-31", "notice": 3.0}, map[string]string{"notice_by": "2026-09-30", "runs_out": "2026-12-31", "next_day": "2026-09-30"}},
		"with six weeks":     {map[string]any{"ends": "2026-12-31", "notice": 6.0, "notice_unit": "week"}, map[string]string{"notice_by": "2026-11-19"}},
		"it renews itself":   {map[string]any{"ends": "2026-12-31", "notice": 3.0, "renews": true}, map[string]string{"notice_by": "2026-09-30", "runs_out": "", "next_day": "2026-09-30"}},
		"notice was given":   {map[string]any{"ends": "2026-12-31", "notice": 3.0, "renews": true, "stage": notice}, map[string]string{"notice_by": "", "runs_out": "2026-12-31"}},
		"the fee rises":      {map[string]any{"rise": 3.0, "rises_on": "2026-07-01"}, map[string]string{"next_rise": "2026-07-01", "next_day": "2026-07-01"}},
		"to the end of 30/6": {map[string]any{"ends": "2026-06-30", "notice": 1.0}, map[string]string{"notice_by": "2026-05-31"}},
	} {
		is := engagement(tt.is)
		if faults := rule(record.Draft{Is: is, Today: day("2026-03-31")}); len(faults) > 0 {
			t.Fatalf("%s: %v", name, faults)
		}
		for field, want := range tt.want {
			if got := dayOf(is, field).String(); got != want {
				t.Errorf("%s: %s is %q, want %q", name, field, got, want)
			}
		}
		if m, _ := is.Values["worth"].(clientele.Money); m.Minor != 1_200_000 {
			t.Errorf("%s: worth %v", name, m)
		}
	}
}

// What holds from a later day on leaves what was agreed before as it was; an undo brings it back.
func TestStretches(t *testing.T) {
	was := engagement(nil)
	rule(record.Draft{Is: was, Today: day("2026-03-31")})
	is := engagement(map[string]any{"since": "2026-07-01", "fee": clientele.Money{Minor: 120_000, Currency: "EUR"}})
	if faults := rule(record.Draft{Was: was, Is: is, Today: day("2026-03-31")}); len(faults) > 0 {
		t.Fatal(faults)
	}
	if got := is.Text("terms"); got != "2026-01-01 2026-06-30 100000 EUR month" {
		t.Errorf("the terms are %q", got)
	}
	if on := read(is).on(day("2026-05-01")); on.Fee.Minor != 100_000 || read(is).on(day("2026-07-01")).Fee.Minor != 120_000 {
		t.Errorf("what held in May: %+v", on)
	}
	early := engagement(map[string]any{"since": "2025-12-01", "terms": is.Text("terms")})
	if faults := rule(record.Draft{Was: is, Is: early, Today: day("2026-03-31")}); len(faults) != 1 || faults[0].Field != "since" {
		t.Errorf("since before all: %v", faults)
	}
	back := engagement(map[string]any{"since": "2026-01-01"})
	if faults := rule(record.Draft{Was: is, Is: back, Today: day("2026-03-31")}); len(faults) > 0 || back.Text("terms") != "" {
		t.Errorf("taken back: %v, %q", faults, back.Text("terms"))
	}
	moved := engagement(map[string]any{"begins": "2025-10-01", "since": "2026-07-01", "terms": is.Text("terms")})
	if faults := rule(record.Draft{Was: is, Is: moved, Today: day("2026-03-31")}); len(faults) > 0 || moved.Text("terms") != "2025-10-01 2026-06-30 100000 EUR month" {
		t.Errorf("it began earlier: %v, %q", faults, moved.Text("terms"))
	}
}
