package faces

import (
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
)

func TestWhen(t *testing.T) {
	today := clientele.DayOf(time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)) // a Friday
	for text, want := range map[string]string{
		"today": "2026-11-27", "Tomorrow": "2026-11-28", "next fri": "2026-12-04", "Fri": "2026-12-04", "monday": "2026-11-30", "in 3 days": "2026-11-30",
		"in 2 weeks": "2026-12-11", "in 1 month": "2026-12-27", "+5": "2026-12-02", "4 dec": "2026-12-04", "Jan 2": "2027-01-02", "4 December 2026": "2026-12-04",
		"2026-03-31": "2026-03-31", "31.3.2026": "2026-03-31", "next  week": "2026-12-04",
	} {
		if day, ok := When(text, today); !ok || day.String() != want {
			t.Errorf("%q is %s, want %s", text, day, want)
		}
	}
	for _, text := range []string{"", "fr", "someday", "in days", "in -3 days", "+", "31.2.2026", "fridayish", "next", "é x"} {
		if day, ok := When(text, today); ok {
			t.Errorf("%q is %s", text, day)
		}
	}
	f := &Face{Clock: clientele.NewClock(func() time.Time { return today.Time().Add(9 * time.Hour) }, time.UTC)}
	for text, want := range map[string]string{"next fri 9:30": "2026-12-04 09:30", "2026-12-04T09:30": "2026-12-04 09:30", "fri": "2026-12-04", "some day": "some day"} {
		if got := f.due(text); got != want {
			t.Errorf("due %q is %q, want %q", text, got, want)
		}
	}
}

func FuzzWhen(f *testing.F) {
	for _, text := range []string{"next fri", "in 3 weeks", "+99999", "4 dec", "é", "\xff x"} {
		f.Add(text)
	}
	today := clientele.DayOf(time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC))
	f.Fuzz(func(t *testing.T, text string) {
		if day, ok := When(text, today); ok {
			if again, same := When(day.String(), today); !same || again != day {
				t.Errorf("%q is %s, which is %s", text, day, again)
			}
		}
	})
}
