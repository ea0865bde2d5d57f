package faces

import (
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// A due is a day with or without its hour; what a form shows of one is read as the same again.
func TestADueIsReadAsItIsWritten(t *testing.T) {
	f := &Face{Clock: clientele.NewClock(func() time.Time { return time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC) }, time.UTC)}
	read := f.reads(t.Context())
	for text, want := range map[string]string{"next fri 9:30": "2026-12-04 09:30", "2026-12-04T09:30": "2026-12-04 09:30", "fri": "2026-12-04", "in 3 months at 3pm": "2027-02-27 15:00",
		"17:00": "2026-11-27 17:00", "4 December 2026, 09:30": "2026-12-04 09:30", "31.12.": "2026-12-31"} {
		got, ok := read.due(text)
		if !ok || got != want {
			t.Errorf("due %q is %q, want %q", text, got, want)
		}
	}
	for _, kept := range []string{"2026-12-04T09:30", "2026-02-01", "1980-03-31"} {
		if got, ok := read.due(writeDay(say.English, kept)); !ok || got[:10] != kept[:10] || len(got) != len(kept) {
			t.Errorf("%s is shown as %q, and read as %q", kept, writeDay(say.English, kept), got)
		}
	}
	for _, text := range []string{"some day", "31/02/2026", "no such day", "in spring 9:30", "fri 25:00"} {
		in := &typed{face: f, reading: read}
		if raw := in.dated(record.Due("due"), text, in.due); len(in.faults) != 1 || in.faults[0].Field != "due" {
			t.Errorf("due %q is %s", text, raw)
		}
	}
}
