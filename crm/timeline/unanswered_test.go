package timeline

import (
	"testing"

	"github.com/clientele-crm/clientele"
)

func TestWhatWaitsForAnAnswer(t *testing.T) {
	const day = clientele.Day(735_000)
	in := clientele.Interaction{Channel: clientele.Email, Direction: clientele.In}
	out := clientele.Interaction{Channel: clientele.Call, Direction: clientele.Out}
	order := clientele.Order{Total: clientele.Money{Minor: 100, Currency: "EUR"}}
	note := clientele.Interaction{Channel: clientele.Note}
	visit := clientele.Interaction{Channel: clientele.Visit, Direction: clientele.In}
	at := func(d int, hour int, b clientele.Body) clientele.Entry {
		return clientele.Entry{At: (day + clientele.Day(d)).Instant() + clientele.Instant(hour*3_600_000), Body: b}
	}
	for name, c := range map[string]struct {
		entries []clientele.Entry // in their order
		waits   []bool
	}{
		"nobody answered":          {[]clientele.Entry{at(0, 9, in), at(3, 9, in), at(3, 10, note)}, []bool{true, true, false}},
		"answered in between":      {[]clientele.Entry{at(0, 9, in), at(1, 9, out), at(3, 9, in)}, []bool{false, false, true}},
		"answered":                 {[]clientele.Entry{at(0, 9, in), at(1, 9, out)}, []bool{false, false}},
		"answered on the same day": {[]clientele.Entry{at(0, 9, in), at(0, 10, out)}, []bool{false, false}},
		"again on the same day":    {[]clientele.Entry{at(0, 9, in), at(0, 10, out), at(0, 11, in)}, []bool{false, false, true}},
		"bought since":             {[]clientele.Entry{at(0, 9, in), at(2, 9, order)}, []bool{false, false}},
		"came":                     {[]clientele.Entry{at(0, 9, in), at(2, 9, visit)}, []bool{false, false}},
	} {
		var h clientele.History
		for _, e := range c.entries {
			h.Apply(e)
		}
		w := openContacts(map[clientele.Line]clientele.History{"": h})
		for i := len(c.entries) - 1; i >= 0; i-- {
			if got := w.wait(c.entries[i]); got != c.waits[i] {
				t.Errorf("%s: entry %d waits: %v", name, i, got)
			}
		}
	}
}
