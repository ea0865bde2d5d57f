package say_test

import (
	"testing"

	"github.com/clientele-crm/clientele/say"
)

func TestADayIsReadAsPeopleWriteIt(t *testing.T) {
	today := date(2026, 3, 3) // a Tuesday
	for text, want := range map[string]string{
		"today": "2026-03-03", " Yesterday ": "2026-03-02", "monday": "2026-03-02", "Tue": "2026-02-24", "fri": "2026-02-27",
		"3 March": "2026-03-03", "4 mar": "2025-03-04", "March 1st, 2024": "2024-03-01", "1.2.": "2026-02-01", "31.12.2025": "2025-12-31",
		"31/1": "2026-01-31", "1/31/2026": "2026-01-31", "2/2": "2026-02-02", "5/6/24": "", "2026-02-28": "2026-02-28", "29 feb 2024": "2024-02-29",
		"30 feb": "", "3/4": "", "soon": "", "": "", "3": "", "1 2 3 4": "", "0.0.": "", "99999 mar": "",
	} {
		day, ok := say.English.ReadDay(text, today)
		if got := day.String(); ok != (want != "") || got != want && ok {
			t.Errorf("%q is read as %q (%v), want %q", text, got, ok, want)
		}
	}
}

// What is read, written in full, is read as the same day again.
func FuzzReadDay(f *testing.F) {
	today := date(2026, 3, 3)
	for _, text := range []string{"today", "3 March", "31.12.2025", "1/31/2026", "29 feb 2024", "march"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		day, ok := say.English.ReadDay(text, today)
		if !ok {
			return
		}
		if again, ok := say.English.ReadDay(say.English.LongDay(day), today); !ok || again != day {
			t.Errorf("%q is %v, and %q is %v", text, day, say.English.LongDay(day), again)
		}
	})
}
