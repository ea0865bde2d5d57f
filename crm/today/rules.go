package today

import (
	"fmt"
	"math"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// How much of each list is shown.
const (
	stepsShown   = 12
	dueShown     = 60  // of the list that no other page shows
	stepsLooked  = 200 // of the promises of a week
	changesShown = 10
	weekDays     = 7
)

func latePromise(s shape.Step) bool { return s.Promise && s.LateDays > 0 }

// latePromisesFirst puts what we owe somebody before what we only wanted to do.
func latePromisesFirst(a, b shape.Step) int {
	switch late := latePromise(a); {
	case late == latePromise(b):
		return 0
	case late:
		return -1
	}
	return 1
}

// kindsOf counts steps by the kind of whom they are about.
func kindsOf(steps []shape.Step) map[clientele.Kind]int {
	n := map[clientele.Kind]int{}
	for _, s := range steps {
		if s.Standing != nil {
			n[s.Standing.Kind]++
		}
	}
	return n
}

func sumOf(counts []standings.KindCount, which func(standings.KindCount) bool) (n int) {
	for _, c := range counts {
		if which(c) {
			n += int(c.Count)
		}
	}
	return n
}

// changesLooked bounds how far back the latest changes of kind are looked for.
const changesLooked = 400

// nothingLeft says whether all of a measured day is done.
func nothingLeft(out TodayOut) bool {
	for _, l := range out.Lists {
		if len(l.Steps) > 0 {
			return false
		}
	}
	return out.Measured
}

func wentWell(finished int, counts []standings.KindCount, w page.Words) []string {
	well := []string{}
	if finished > 0 {
		well = append(well, say.English.Say("today.finished", say.Args{"n": finished}))
	}
	if n := sumOf(counts, func(c standings.KindCount) bool { return c.Trend == clientele.Growing }); n > 0 {
		well = append(well, shape.Capital(shape.Plural(n, "relationship buys", "relationships buy"))+" more often than before.")
	}
	if n := sumOf(counts, func(c standings.KindCount) bool { return c.Kind == clientele.Client && c.Trend == clientele.Steady }); n > 0 {
		well = append(well, shape.Capital(shape.Plural(n, w.Client+" is", w.Clients+" are"))+" steady.")
	}
	return well
}

// todaySentence is the answer first: who is slipping, clients before others, with whom to
// begin, and whether a promise is late.
func todaySentence(out TodayOut, w page.Words, slipping map[clientele.Kind]int) string {
	text, late := slippingSentence(out, w, slipping), 0
	for _, s := range out.Lists[1].Steps {
		if latePromise(s) {
			late++
		}
	}
	if late > 0 && out.Measured {
		text += " " + say.English.Say("today.late-promises", say.Args{"n": late})
	}
	return text
}

func slippingSentence(out TodayOut, w page.Words, slipping map[clientele.Kind]int) string {
	if out.Empty && out.Written > 0 {
		return say.English.Say("list.by-hand-sentence", say.Args{"n": out.Written})
	}
	if out.Empty {
		return "Nothing is here yet: bring in a file of orders, and see who needs you."
	}
	if !out.Measured {
		return say.English.Say("today.unmeasured")
	}
	due := "nothing is due"
	if c := out.Lists[1].Count; c.Capped {
		due = "at least " + shape.Plural(c.N, "thing is", "things are") + " due"
	} else if c.N > 0 {
		due = shape.Plural(c.N, "thing is", "things are") + " due"
	}
	who, n := whoSlips(slipping, w)
	steps := out.Lists[0].Steps
	switch {
	case n == 0:
		return "Nobody is slipping, and " + due + "."
	case len(steps) == 0:
		return shape.Capital(who) + " slipping, with nothing to do about it today; " + due + "."
	}
	text := shape.Capital(who) + " slipping; look at " + steps[0].Name
	if steps[0].Play == "call-slipping-client" {
		text = shape.Capital(who) + " slipping; call " + steps[0].Name
	}
	if n > 1 {
		text += " first"
	}
	if s := steps[0].Standing; s != nil && s.UsualDays > 0 {
		text += fmt.Sprintf(": usually every %s, now %s", shape.Days(int(math.Max(1, math.Round(s.UsualDays)))), shape.Days(s.SinceDays))
	}
	return text + "."
}

// whoSlips says how many of each kind are slipping, with the verb.
func whoSlips(slipping map[clientele.Kind]int, w page.Words) (text string, n int) {
	var parts []string
	for _, k := range clientele.Kinds {
		if slipping[k] > 0 {
			parts = append(parts, shape.Plural(slipping[k], w.Of(k), w.Many(k)))
			n += slipping[k]
		}
	}
	text = strings.Join(parts, " and ")
	if n == 1 {
		return text + " is", n
	}
	return text + " are", n
}
