package tasks

import (
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/record"
)

// TestStateAndWhatGoesWithIt: done has its moment, put off has its day, and neither outlives the state.
func TestStateAndWhatGoesWithIt(t *testing.T) {
	today, err := clientele.ParseDay("2026-03-31")
	if err != nil {
		t.Fatal(err)
	}
	put := func(state string, until clientele.Day) map[string]any {
		v := map[string]any{"state": state}
		if until != clientele.NoDay {
			v["until"] = until
		}
		return v
	}
	for name, tt := range map[string]struct {
		was, is map[string]any
		faults  int
		done    bool
		until   bool
	}{
		"open":                      {nil, put("open", 0), 0, false, false},
		"done":                      {put("open", 0), put("done", 0), 0, true, false},
		"put off":                   {put("open", 0), put("snoozed", today+1), 0, false, true},
		"put off until nothing":     {put("open", 0), put("snoozed", 0), 1, false, false},
		"put off until today":       {put("open", 0), put("snoozed", today), 1, false, true},
		"still put off until today": {put("snoozed", today), put("snoozed", today), 0, false, true},
		"done after it was put off": {put("snoozed", today+1), put("done", today+1), 0, true, false},
		"opened again":              {map[string]any{"state": "done", "done_at": clientele.Instant(1)}, map[string]any{"state": "open", "done_at": clientele.Instant(1)}, 0, false, false},
	} {
		d := record.Draft{Is: &record.Record{Values: tt.is}, Now: 1000, Today: today}
		if tt.was != nil {
			d.Was = &record.Record{Values: tt.was}
		}
		faults := rule(d)
		_, done := tt.is["done_at"]
		_, until := tt.is["until"]
		if len(faults) != tt.faults || done != tt.done || until != tt.until {
			t.Errorf("%s: %v, %v", name, tt.is, faults)
		}
	}
}
