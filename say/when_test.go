package say_test

import (
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

func TestADayToComeIsReadAsPeopleWriteIt(t *testing.T) {
	today := date(2026, 11, 27) // a Friday
	for text, want := range map[string]string{
		"today": "2026-11-27", "Tomorrow": "2026-11-28", "yesterday": "2026-11-26", "the day after tomorrow": "2026-11-29", "next fri": "2026-12-04", "Fri": "2026-12-04",
		"on monday": "2026-11-30", "last fri": "2026-11-20", "in 3 days": "2026-11-30", "in 2 weeks": "2026-12-11", "two weeks": "2026-12-11", "a week ago": "2026-11-20",
		"in 1 month": "2026-12-27", "in 3 months": "2027-02-27", "in a year": "2027-11-27", "a week from today": "2026-12-04", "in a fortnight": "2026-12-11", "+5": "2026-12-02",
		"next  week": "2026-12-04", "next month": "2026-12-27", "end of March": "2027-03-31", "end of march 2028": "2028-03-31", "end of November": "2026-11-30",
		"end of the month": "2026-11-30", "end of next month": "2026-12-31", "by the end of the year": "2026-12-31", "end of 2027": "2027-12-31", "beginning of February": "2027-02-01",
		"end of the week": "2026-11-27", "end of next week": "2026-12-04", "end of this quarter": "2026-12-31", "mid of January": "2027-01-16", "the 15th": "2026-12-15", "31st": "2026-12-31",
		"4 dec": "2026-12-04", "Jan 2": "2027-01-02", "1 nov": "2027-11-01", "4 December 2026": "2026-12-04", "2026-03-31": "2026-03-31", "2026/03/31": "2026-03-31", "31.3.2026": "2026-03-31",
		"29 feb": "2028-02-29", "Fri 4 Dec 2026": "2026-12-04", "Friday, 4 December": "2026-12-04", "20261204": "2026-12-04", "31/12/2026": "2026-12-31", "12/31/2026": "2026-12-31",
	} {
		if day, ok := say.English.ReadWhen(text, today); !ok || day.String() != want {
			t.Errorf("%q is %s (%v), want %s", text, day, ok, want)
		}
	}
	for _, text := range []string{"", "fr", "someday", "in days", "in -3 days", "+", "++5", "in 99999 weeks", "31.2.2026", "31/02/2026", "2026-02-31", "20260231", "31 feb", "3/4", "3/4/2026",
		"fridayish", "next", "é x", "end of", "end of it", "end of March 20", "Mon 4 Dec 2026", "3", "2026", "march", "no such day", "the", "32nd", "start of next"} {
		if day, ok := say.English.ReadWhen(text, today); ok {
			t.Errorf("%q is %s", text, day)
		}
	}
	for text, want := range map[string]string{"3 weeks ago": "2026-11-06", "last week": "2026-11-20", "end of March": "2026-03-31", "the 30th": "2026-10-30", "wed": "2026-11-25",
		"next wed": "2026-12-02", "29 feb": "2024-02-29", "Tue 31 Mar": "2026-03-31", "end of last": "", "3 weeks": "", "31/02/2026": ""} {
		if day, ok := say.English.ReadDay(text, today); ok != (want != "") || ok && day.String() != want {
			t.Errorf("of a day that was, %q is %s (%v), want %q", text, day, ok, want)
		}
	}
	if day, _ := say.English.ReadWhen("in a month", date(2026, 1, 31)); day.String() != "2026-02-28" {
		t.Errorf("a month after the 31st of January is %s", day)
	}
}

// Whatever is read is a day, and in each form in which the house writes it the same day again.
func FuzzReadWhen(f *testing.F) {
	for _, text := range []string{"next fri", "in 3 weeks", "+99999", "4 dec", "é", "\xff x", "end of next quarter", "the 31st", "20260331"} {
		f.Add(text)
	}
	today := date(2026, 11, 27)
	f.Fuzz(func(t *testing.T, text string) {
		for _, read := range []func(string, clientele.Day) (clientele.Day, bool){say.English.ReadWhen, say.English.ReadDay} {
			day, ok := read(text, today)
			if !ok {
				continue
			}
			for _, written := range []string{day.String(), say.English.LongDay(day), say.English.FullDay(day)} {
				if again, same := read(written, today); !same || again != day {
					t.Errorf("%q is %s, and %q is %s", text, day, written, again)
				}
			}
		}
	})
}
