package today

import (
	"math"

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

func wentWell(finished int, counts []standings.KindCount, f shape.Firm) []string {
	well := []string{}
	if finished > 0 {
		well = append(well, f.Say("today.finished", say.Args{"n": finished}))
	}
	if n := sumOf(counts, func(c standings.KindCount) bool { return c.Trend == clientele.Growing }); n > 0 {
		well = append(well, f.Say("today.well-growing", say.Args{"n": n}))
	}
	if n := sumOf(counts, func(c standings.KindCount) bool { return c.Kind == clientele.Client && c.Trend == clientele.Steady }); n > 0 {
		well = append(well, f.Say("today.well-steady", say.Args{"n": n}))
	}
	return well
}

// todaySentence is the answer first: who is slipping, clients before others, with whom to
// begin, and whether a promise is late.
func todaySentence(out TodayOut, f shape.Firm, slipping map[clientele.Kind]int) string {
	text, late := slippingSentence(out, f, slipping), 0
	for _, s := range out.Lists[1].Steps {
		if latePromise(s) {
			late++
		}
	}
	if late > 0 && out.Measured {
		text += " " + f.Say("today.late-promises", say.Args{"n": late})
	}
	return text
}

func slippingSentence(out TodayOut, f shape.Firm, slipping map[clientele.Kind]int) string {
	switch {
	case out.Empty && out.Written > 0:
		return f.Say("list.by-hand-sentence", say.Args{"n": out.Written})
	case out.Empty:
		return f.Say("today.empty")
	case !out.Measured:
		return f.Say("today.unmeasured")
	}
	who, n := whoSlips(slipping, f)
	args := say.Args{"n": n, "who": who, "due": dueText(out.Lists[1].Count, f), "usual": ""}
	steps := out.Lists[0].Steps
	switch {
	case n == 0:
		return f.Say("today.slip-none", args)
	case len(steps) == 0:
		return f.Say("today.slip-nothing", args)
	}
	args["name"] = steps[0].Name
	if s := steps[0].Standing; s != nil && s.UsualDays > 0 {
		args["usual"] = f.Say("today.slip-usual", say.Args{"usual": f.Plural("noun.day", int(math.Max(1, math.Round(s.UsualDays)))), "now": f.Plural("noun.day", s.SinceDays)})
	}
	if steps[0].Play == "call-slipping-client" {
		return f.Say("today.slip-call", args)
	}
	return f.Say("today.slip-look", args)
}

// dueText says how much is due.
func dueText(c page.Count, f shape.Firm) string {
	switch {
	case c.Capped:
		return f.Say("today.due-least", say.Args{"n": c.N})
	case c.N > 0:
		return f.Say("today.due-some", say.Args{"n": c.N})
	}
	return f.Say("today.due-none")
}

// whoSlips says how many of each kind are slipping, and how many in all.
func whoSlips(slipping map[clientele.Kind]int, f shape.Firm) (who string, n int) {
	for _, k := range clientele.Kinds {
		if slipping[k] == 0 {
			continue
		}
		one := f.Say("today.n-"+string(k), say.Args{"n": slipping[k]})
		if who != "" {
			one = f.Say("today.and", say.Args{"one": who, "other": one})
		}
		who, n = one, n+slipping[k]
	}
	return who, n
}
