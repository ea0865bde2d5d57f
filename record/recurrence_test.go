package record

import "testing"

func TestRecurrenceInWords(t *testing.T) {
	for said, want := range map[string]string{
		"every month": "FREQ=MONTHLY", "Monthly": "FREQ=MONTHLY", "every 6 weeks": "FREQ=WEEKLY;INTERVAL=6", "every other day": "FREQ=DAILY;INTERVAL=2",
		"each Monday": "FREQ=WEEKLY;BYDAY=MO", "fridays": "FREQ=WEEKLY;BYDAY=FR", "every quarter": "FREQ=MONTHLY;INTERVAL=3",
		"every 2 years": "FREQ=YEARLY;INTERVAL=2", "every working day": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
		"FREQ=WEEKLY;BYDAY=MO": "FREQ=WEEKLY;BYDAY=MO", "RRULE:FREQ=DAILY": "FREQ=DAILY",
	} {
		if got, w := readRecurrence(said); w != nil || got != want {
			t.Errorf("%q: %v, %v; want %s", said, got, w, want)
		}
	}
	for _, said := range []string{"now and then", "every 0 days", "every quarter days", "every", "2 monday", "every 2 quarters"} {
		if got, w := readRecurrence(said); w == nil {
			t.Errorf("%q was read as %v", said, got)
		}
	}
}
