package ui

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/view"
)

// firstFull is the first list with something in it: its first step is the page's
// one loud button.
func firstFull(lists []view.TodayList) int {
	for i, l := range lists {
		if len(l.Steps) > 0 {
			return i
		}
	}
	return -1
}

func stepID(s view.Step) string {
	return "step-" + idValue(s.Account) + "-" + string(s.List) + "-" + idValue(s.FollowUp)
}

// dueText says when a step is due, where that is not simply today.
func dueText(s view.Step) string {
	switch {
	case s.Due == clientele.NoDay || s.LateDays == 0 && s.FollowUp == 0:
		return ""
	case s.LateDays == 0:
		return "due today"
	case s.LateDays == -1:
		return "due tomorrow"
	case s.LateDays < 0:
		return "due in " + days(float64(-s.LateDays))
	}
	return days(float64(s.LateDays)) + " late"
}

func laterDays(today clientele.Day) []view.Choice {
	return []view.Choice{
		{Value: (today + 1).String(), Label: "Tomorrow"},
		{Value: (today + 7).String(), Label: "In a week"},
		{Value: (today + 30).String(), Label: "In a month"},
	}
}

func weekIsEmpty(week []view.DayAhead) bool {
	for _, d := range week {
		if len(d.Steps) > 0 {
			return false
		}
	}
	return true
}

func firstSteps5(steps []view.Step) []view.Step { return steps[:min(len(steps), 5)] }
