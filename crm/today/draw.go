package today

import (
	"math"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/ui"
)

// firstFull is the first list with something in it: its first step is the page's
// one loud button.
func firstFull(lists []TodayList) int {
	for i, l := range lists {
		if len(l.Steps) > 0 {
			return i
		}
	}
	return -1
}

// countedFrom is the day from which the page counts: today, or the last of which anything
// is known, where that is long past.
func countedFrom(out TodayOut) clientele.Day { return jobs.AsOf(out.AsOf, out.Today) }

func weekIsEmpty(week []DayAhead) bool {
	for _, d := range week {
		if len(d.Steps) > 0 {
			return false
		}
	}
	return true
}

// unfolded is how many steps of a list are shown in full: more than a morning
// holds would hide the lists below.
const unfolded = 5

func firstSome(steps []shape.Step, n int) []shape.Step { return steps[:min(len(steps), n)] }

// doneAt is what is to be done on a day, and at what time of it.
func doneAt(s shape.Step) string { return strings.TrimSuffix(s.Do+", "+s.At, ", ") }

// called is whom a step is about, or what, where it is about nobody.
func called(s shape.Step) string { return nameOr(s.Name, s.Do) }

// silence is how long they have been silent, beside what is usual.
func silence(s shape.StandingRow) string {
	return clientele.Tell("today.silence", "since", s.SinceDays, "usual", int(math.Max(1, math.Round(s.UsualDays))))
}

// worth is what acting may save or win: by it the advice of a list is sorted.
func worth(v page.Frame, s shape.Step) string {
	return ui.Saves(v.Speaker, s.Worth, s.Orders)
}

// stakeName says of how much that is: of what they brought a year, or of what is expected of them.
func stakeName(v page.Frame, s shape.Step) string {
	stake := say.Args{"stake": v.Speaker.RoundMoney(s.Stake)}
	switch st := s.Standing; {
	case s.Stake.Minor <= 0:
		return ""
	case s.List == clientele.ListGrowing:
		return v.Speaker.Say("today.stake-beside", stake)
	case st != nil && st.HorizonDays > 0 && float64(s.Stake.Minor) > 1.01*float64(st.ExpectedValue.Minor)*365/float64(st.HorizonDays):
		return v.Speaker.Say("today.stake-brought", stake)
	}
	return v.Speaker.Say("today.stake-expected", stake)
}

// actText is what the button of a step says: a task is told beside it.
func actText(s shape.Step) string {
	switch {
	case s.Task == 0:
		return s.Do
	case s.Account == 0:
		return clientele.Tell("today.open")
	}
	return clientele.Tell("today.in-touch")
}

func sayCount(c page.Count) say.Args { return say.Args{"count": ui.CountText(c)} }

func changesTitle(s *say.Speaker, out TodayOut) string {
	switch out.Since {
	case clientele.NoDay:
		return clientele.Tell("today.latest")
	case out.Today - 1:
		return clientele.Tell("today.since-yesterday")
	}
	return s.Say("today.since", say.Args{"day": s.LongDay(out.Since)})
}

func began() []page.Choice {
	return []page.Choice{{Value: "out", Label: clientele.Tell("today.we")}, {Value: "in", Label: clientele.Tell("today.they")}}
}

// giveAct and giveID are how what a note is about is handed over.
func giveAct(in NoteIn) string {
	if in.Task != 0 {
		return "task-hand-over"
	}
	return "hand-over"
}

func giveID(in NoteIn) string {
	if in.Task != 0 {
		return in.Task.String()
	}
	return in.Advice.String()
}

// laterAct is how what a note is about is put off.
func laterAct(in NoteIn) string {
	if in.Task != 0 {
		return "task-later"
	}
	return "settle"
}
