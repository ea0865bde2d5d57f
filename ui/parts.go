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
		return Count(c.N) + "+"
	}
	return Count(c.N)
}

func promille(share float64) string {
	return strconv.Itoa(int(math.Round(1000 * min(max(share, 0), 1))))
}

// JobState says what state work is in.
func JobState(j shape.JobRow) string {
	if j.State == "running" && j.Total > 0 {
		return Percent(j.Share)
	}
	return say.English.Label(cmp.Or(map[string]string{"waiting": "ui.said.waiting-for-its-turn", "failed": "ui.said.came-to-a-halt"}[j.State], "ui.job."+j.State), j.State)
}

// JobFigures is how far work has come: "12,000 of 541,909 lines · 80,000 a second · about 10 seconds left".
func JobFigures(j shape.JobRow) string {
	var parts []string
	switch {
	case j.Total > 0:
		parts = append(parts, clientele.Tell("ui.job.of", "done", amountOf(j.Done, j.Unit), "total", amountOf(j.Total, j.Unit))+unitWord(j.Unit))
	case j.Done > 0:
		parts = append(parts, amountOf(j.Done, j.Unit)+unitWord(j.Unit))
	}
	if j.Live && j.Rate >= 1 {
		parts = append(parts, clientele.Tell("ui.job.rate", "amount", amountOf(int64(j.Rate), j.Unit)))
	}
	if left := seconds(j.LeftSeconds); j.Live && left != "" {
		parts = append(parts, clientele.Tell("ui.job.left", "span", left))
	}
	return strings.Join(parts, " · ")
}

func amountOf(n int64, unit string) string {
	if unit == "bytes" {
		return FileSize(n)
	}
	return Count(n)
}

func unitWord(unit string) string {
	if unit == "" || unit == "bytes" {
		return ""
	}
	return Nbsp + say.English.Label("ui.unit."+unit, unit)
}

// overdueShare draws the time since the last purchase on a scale where the usual
// gap is a quarter of the whole.
func overdueShare(s shape.StandingRow) float64 {
	return min(float64(s.SinceDays)/(4*s.UsualDays), 1)
}

func overdueText(s shape.StandingRow) string {
	return clientele.Tell("ui.overdue", "rhythm", rhythm(s.UsualDays), "span", Days(float64(s.SinceDays)))
}

// rhythmParts parts how often somebody buys from the word before it, which a narrow table leaves out.
func rhythmParts(usualDays float64) (lead, rest string) {
	said, lead := rhythm(usualDays), clientele.Tell("time.every", "span", "")
	if rest, ok := strings.CutPrefix(said, lead); ok {
		return lead, rest
	}
	return "", said
}
