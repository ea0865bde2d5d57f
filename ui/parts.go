package ui

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

func CountText(c page.Count) string {
	if c.Capped {
		return clientele.Tell("ui.count-more", "n", c.N)
	}
	return clientele.Tell("ui.count", "n", c.N)
}

func promille(share float64) string {
	return strconv.Itoa(int(math.Round(1000 * min(max(share, 0), 1))))
}

// JobState says what state work is in.
func JobState(s *say.Speaker, j shape.JobRow) string {
	if j.State == "running" && j.Total > 0 {
		return s.Percent(j.Share)
	}
	said := map[string]string{"waiting": "ui.said.waiting-for-its-turn", "failed": "ui.said.came-to-a-halt"}[j.State]
	return s.Label(cmp.Or(said, "ui.job."+j.State), j.State)
}

// JobFigures is how far work has come: "12,000 of 541,909 lines · 80,000 a second · about 10 seconds left".
func JobFigures(s *say.Speaker, j shape.JobRow) string {
	var parts []string
	switch {
	case j.Total > 0:
		parts = append(parts, clientele.Tell("ui.job.of", "done", amountOf(s, j.Done, j.Unit), "total", amountOf(s, j.Total, j.Unit))+unitWord(s, j.Unit))
	case j.Done > 0:
		parts = append(parts, amountOf(s, j.Done, j.Unit)+unitWord(s, j.Unit))
	}
	if j.Live && j.Rate >= 1 {
		parts = append(parts, clientele.Tell("ui.job.rate", "amount", amountOf(s, int64(j.Rate), j.Unit)))
	}
	if left := s.Seconds(j.LeftSeconds); j.Live && left != "" {
		parts = append(parts, clientele.Tell("ui.job.left", "span", left))
	}
	return strings.Join(parts, " · ")
}

func amountOf(s *say.Speaker, n int64, unit string) string {
	if unit == "bytes" {
		return s.FileSize(n)
	}
	return s.Count(n)
}

func unitWord(s *say.Speaker, unit string) string {
	if unit == "" || unit == "bytes" {
		return ""
	}
	return Nbsp + s.Label("ui.unit."+unit, unit)
}

// overdueShare draws the time since the last purchase on a scale where the usual
// gap is a quarter of the whole.
func overdueShare(s shape.StandingRow) float64 {
	return min(float64(s.SinceDays)/(4*s.UsualDays), 1)
}

func overdueText(s *say.Speaker, row shape.StandingRow) string {
	return s.Say("ui.overdue", say.Args{"rhythm": s.Rhythm(row.UsualDays), "span": s.Days(float64(row.SinceDays))})
}

// rhythmParts parts how often somebody buys from the word before it, which a narrow table leaves out.
func rhythmParts(s *say.Speaker, usualDays float64) (lead, rest string) {
	said, lead := s.Rhythm(usualDays), s.Say("time.every", say.Args{"span": ""})
	if rest, ok := strings.CutPrefix(said, lead); ok {
		return lead, rest
	}
	return "", said
}
