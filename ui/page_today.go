package ui

import (
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
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

func laterDays(today clientele.Day) []page.Choice {
	return []page.Choice{
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

// stepsShown is how many steps of a list are shown in full: more than a morning
// holds would hide the lists below.
const stepsShown = 6

func firstSome(steps []view.Step, n int) []view.Step { return steps[:min(len(steps), n)] }

// firstSentence splits a text after its first sentence.
func firstSentence(text string) (first, rest string) {
	if i := strings.Index(text, ". "); i > 0 {
		return text[:i+1], text[i+2:]
	}
	return text, ""
}
