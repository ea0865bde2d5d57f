package ui

import (
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// Since when somebody is what they are is not said of the first day that anything was measured
// of them: a file that came on that day may tell of years.
func TestTheFirstDayIsNoSince(t *testing.T) {
	first := date(2026, 11, 28)
	at := func(days int, k clientele.Kind) shape.ChangeRow {
		return shape.ChangeRow{Day: first + clientele.Day(days), IsKind: k, ClientProb: 0.2}
	}
	v := page.Frame{Speaker: say.English, Shell: page.Shell{Words: say.English.Words()}}
	for want, course := range map[string][]shape.ChangeRow{
		"A customer, first measured on 28 November 2026":                    {at(0, clientele.Prospect), at(0, clientele.Customer)},
		"A prospect, first measured on 28 November 2026":                    {at(0, clientele.Prospect)},
		"A client since 1 December 2026":                                    {at(0, clientele.Prospect), at(0, clientele.Customer), at(3, clientele.Client), at(4, clientele.Client)},
		"A customer all along; the chance went from 20\u00a0% to 20\u00a0%": {at(0, clientele.Prospect), at(0, clientele.Customer), at(3, clientele.Customer)},
	} {
		if got := courseFinding(v, course); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
