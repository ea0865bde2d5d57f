package evidence

import (
	"github.com/clientele-crm/clientele"
)

// farAhead is how many days ahead a purchase may lie that nobody is asked about: a booking
// for next summer. What lies beyond is a slip of the pen more often than a purchase.
const farAhead = 366

// tooLate says that a purchase lies so far ahead that it is not taken unasked.
func (p *Plan) tooLate(day clientele.Day) bool {
	return p.Options.Today != clientele.NoDay && p.Options.Later != "keep" && day > p.Options.Today+farAhead
}

// askLater asks about purchases that are dated in years to come, with the cells that say so.
func (p *Plan) askLater(rows [][]string) {
	m := p.fields["at"]
	if p.door.lasts || p.door.decide == nil || m == nil || p.Options.Later != "" || p.Options.Today == clientele.NoDay || len(p.Questions) > 0 {
		return
	}
	c := p.calendars["at"]
	col := m.expr.columns()[0]
	var cells []string
	n := 0
	for _, row := range rows {
		if col >= len(row) {
			continue
		}
		said, z, ok := c.milli(cleanText([]byte(row[col])))
		if !ok || !p.tooLate(p.momentOf(said, z).day) {
			continue
		}
		if n++; len(cells) < 3 {
			cells = append(cells, row[col])
		}
	}
	if n == 0 {
		return
	}
	p.Questions = append(p.Questions, Question{About: "later", Choices: []string{"leave", "keep"},
		Ask:      clientele.Tell("evidence.ask-later", "n", n, "cells", cells, "column", p.header[col]),
		Readings: []string{clientele.Tell("evidence.later-leave"), clientele.Tell("evidence.later-keep")},
		Remedy:   clientele.Tell("evidence.ask-later-remedy")})
}
