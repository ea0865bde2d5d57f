package today

import (
	"math"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// How much of each list is shown.
const (
	stepsShown   = 12
	dueShown     = 25
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

// slipsIn counts those whom steps are about, as their rows call them: of one, there may be several.
func slipsIn(steps []shape.Step) (n shape.Slips) {
	counted := map[clientele.Relationship]bool{}
	for _, s := range steps {
		who := clientele.Relationship{Account: s.Account, Line: s.Line}
		switch {
		case counted[who]:
		case s.Standing != nil && s.Standing.Quiet:
			n.Quiet++
		default:
			n.Others++
		}
		counted[who] = true
	}
	return n
}

// countOf is how much is due in a list.
func countOf(due []jobs.Saving) (n int) {
	for _, s := range due {
		n += s.N
	}
	return n
}

// callQuiet is the play of a client who has gone quiet.
const callQuiet = "call-slipping-client"

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
func todaySentence(out TodayOut, f shape.Firm, slipping shape.Slips) string {
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

func slippingSentence(out TodayOut, f shape.Firm, slipping shape.Slips) string {
	switch {
	case out.Empty && out.Written > 0:
		return f.Say("list.by-hand-sentence", say.Args{"n": out.Written})
	case out.Empty:
		return f.Say("today.empty")
	case !out.Measured:
		return f.Say("today.unmeasured")
	}
	n := slipping.All()
	args := say.Args{"n": n, "who": f.WhoSlips(slipping), "due": dueText(out.Lists[1].Count, f), "usual": ""}
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
	if steps[0].Play == callQuiet {
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
