package shape

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/say"
)

// Slips is how many slip: clients, or such until they fell silent, and the others.
type Slips struct{ Quiet, Others int }

// SlipsIn counts who slips; every page that says how many counts by this.
func SlipsIn(counts []standings.KindCount) (s Slips) {
	for _, c := range counts {
		switch {
		case c.Trend != clientele.Slipping:
		case c.Quiet > 0:
			s.Quiet += int(c.Count)
		default:
			s.Others += int(c.Count)
		}
	}
	return s
}

// All is how many slip.
func (s Slips) All() int { return s.Quiet + s.Others }

// WhoSlips says who has gone quiet, who were clients, and how many others slip.
func (f Firm) WhoSlips(s Slips) string {
	quiet, others := f.Say("today.quiet", say.Args{"n": s.Quiet}), f.Say("today.slip", say.Args{"n": s.Others})
	switch {
	case s.Quiet == 0:
		return others
	case s.Others == 0:
		return quiet
	}
	return f.Say("today.and", say.Args{"one": quiet, "other": others})
}
