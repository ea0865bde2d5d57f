package ledger_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
)

// A call is of the day that it was on the wall of the firm, not in Greenwich.
func TestACallIsDatedByTheFirmsClock(t *testing.T) {
	for _, c := range []struct {
		zone string
		utc  time.Time
		day  string
	}{
		{"America/New_York", time.Date(2026, 3, 11, 0, 30, 0, 0, time.UTC), "2026-03-10"}, // 20:30 the evening before
		{"Australia/Sydney", time.Date(2026, 3, 9, 22, 0, 0, 0, time.UTC), "2026-03-10"},  // 9:00 the morning after
	} {
		t.Run(c.zone, func(t *testing.T) {
			zone, err := time.LoadLocation(c.zone)
			if err != nil {
				t.Fatal(err)
			}
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				h := open(t, d, 1)
				h.book.Clock = clientele.NewClock(func() time.Time { return c.utc }, zone)
				a := h.account("acme")
				h.append(clientele.Entry{Account: a, At: h.book.Clock.Now(), Body: clientele.Interaction{Channel: clientele.Call, Direction: clientele.Out}})
				if e := h.timeline(a)[0]; e.Day.String() != c.day {
					t.Errorf("the call is of %s", e.Day)
				}
				history, err := h.book.History(t.Context(), clientele.Relationship{Account: a})
				if err != nil || len(history.Contacts) != 1 || history.Contacts[0].Day.String() != c.day {
					t.Errorf("folded as %+v, %v", history.Contacts, err)
				}
				if today := h.book.Clock.Today().String(); today != c.day {
					t.Errorf("today is %s", today)
				}
			})
		})
	}
}
