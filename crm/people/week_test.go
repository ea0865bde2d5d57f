package people

import (
	"slices"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
)

// The 29th of February is kept on the 28th where there is none, and on no other day.
func TestDaysOfYear(t *testing.T) {
	day := func(y int, m time.Month, d int) clientele.Day {
		return clientele.DayOf(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
	}
	for d, want := range map[clientele.Day][]string{
		day(2026, 2, 28): {"02-28", "02-29"}, day(2028, 2, 28): {"02-28"}, day(2028, 2, 29): {"02-29"}, day(2026, 12, 31): {"12-31"}, day(2026, 3, 28): {"03-28"},
	} {
		if got := daysOfYear(d); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", d, got, want)
		}
	}
}
