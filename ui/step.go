package ui

import (
	"math"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

func AnyLive(jobs []shape.JobRow) bool {
	for _, j := range jobs {
		if j.Live {
			return true
		}
	}
	return false
}

func PasswordHelp(least int) string {
	if least <= 0 {
		least = 10
	}
	return clientele.Tell("ui.password-help", "n", least)
}

func StepID(s shape.Step) string {
	return "step-" + IdValue(s.Account) + "-" + string(s.List) + "-" + IdValue(s.Task)
}

// DueText says when a step is due, where that is not simply today.
func DueText(s shape.Step) string {
	switch {
	case s.Due == clientele.NoDay || s.LateDays == 0 && s.Task == 0:
		return ""
	case s.LateDays > 0:
		return clientele.Tell("ui.due-late", "days", say.Days(float64(s.LateDays)))
	case s.At != "":
		return clientele.Tell("ui.due-at", "due", dueDay(s.LateDays), "time", s.At)
	}
	return dueDay(s.LateDays)
}

// dueDay says a day that is due today or later.
func dueDay(late int) string {
	switch late {
	case 0:
		return clientele.Tell("ui.said.due-today")
	case -1:
		return clientele.Tell("ui.said.due-tomorrow")
	}
	return clientele.Tell("ui.due-in", "days", say.Days(float64(-late)))
}

// StepText is what is to be done, and when that is due.
func StepText(s shape.Step) string {
	return strings.TrimSuffix(s.Do+" · "+DueText(s), " · ")
}

func laterText(ahead clientele.Day) string {
	if ahead == 1 {
		return "tasks.tomorrow"
	}
	return "tasks.next-week"
}

// Saves is what acting may save or win: money, or orders where no money is known.
func Saves(s *say.Speaker, worth clientele.Money, orders float64) string {
	if worth.Minor > 0 {
		return s.RoundMoney(worth)
	}
	switch n := int(math.Round(orders)); {
	case orders <= 0:
		return ""
	case n == 0:
		return s.Say("today.worth-less")
	default:
		return s.Say("today.worth-orders", say.Args{"n": n})
	}
}

// firstSentence splits a text after its first sentence. A point behind a digit may be of a day: "9. Juni".
func firstSentence(text string) (first, rest string) {
	for i := 1; i+1 < len(text); i++ {
		if text[i] == '.' && text[i+1] == ' ' && (text[i-1] < '0' || text[i-1] > '9') {
			return text[:i+1], text[i+2:]
		}
	}
	return text, ""
}
