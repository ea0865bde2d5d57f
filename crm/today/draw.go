package today

import "github.com/clientele-crm/clientele/shape"

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
const unfolded = 6

func firstSome(steps []shape.Step, n int) []shape.Step { return steps[:min(len(steps), n)] }
