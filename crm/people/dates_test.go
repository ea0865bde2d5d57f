package people

import (
	"strings"
	"testing"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

func TestDatesComeAgain(t *testing.T) {
	day := func(y int, m time.Month, d int) clientele.Day {
		return clientele.DayOf(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
	}
	r := &record.Record{Values: map[string]any{"dates": []record.Occasion{
		{Label: "birthday", Day: day(1970, 3, 31)}, {Label: "wedding", Day: day(2020, 2, 29)}, {Label: "began here", Day: day(2026, 4, 1)},
	}}}
	today := day(2026, 3, 31)
	all := coming(r, today)
	want := []string{"is today", "tomorrow", "in 334 days"}
	for i, c := range all {
		text := when(page.Frame{Speaker: say.English, Today: today}, c)
		if i >= len(want) || !strings.Contains(text, want[i]) {
			t.Errorf("%d: %s %s", i, c.What, text)
		}
	}
	if len(all) != 3 || all[0].Years != 56 || all[1].Years != 0 || all[2].Day != day(2027, 2, 28) {
		t.Errorf("%+v", all)
	}
}
