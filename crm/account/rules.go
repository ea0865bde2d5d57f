package account

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// How much of an account is shown at once.
const (
	timelinePage = 24
	coursePage   = 100
	monthsShown  = 36
	peopleShown  = 100
	pastShown    = 10
)

// openLine is the line to open: the one asked for, else the one that brought the most.
func openLine(rows []standings.Row, asked *clientele.Line) clientele.Line {
	if asked != nil {
		return *asked
	}
	var best standings.Row
	for i, s := range rows {
		if i == 0 || s.Revenue.Minor > best.Revenue.Minor {
			best = s
		}
	}
	return best.Line
}

// past reads the agreements and the months of the open line off its history.
func (l *looking) past() {
	history, today := l.dossier.Histories[l.line], l.out.Today
	for _, e := range slices.Backward(history.Engaged) {
		row := EngagedRow{Kind: e.Kind, Line: l.line, Ref: e.Ref, Start: e.Start, End: e.End, Fee: e.Fee, Period: e.Period, Kept: e.Kept()}
		row.Open = e.Start <= today && (e.End == clientele.NoDay || e.End >= today)
		if row.Open && e.End != clientele.NoDay {
			row.EndsDays = int(e.End - today)
		}
		l.out.Engaged = append(l.out.Engaged, row)
	}
	l.out.Months = monthsOf(history, jobs.AsOf(l.out.AsOf, today))
}

// monthsOf sums purchases by month up to a day, the last three years of them, gaps filled:
// months in which nothing was bought since are there too.
func monthsOf(history clientele.History, until clientele.Day) []shape.MonthSpend {
	if len(history.Days) == 0 {
		return nil
	}
	var months []shape.MonthSpend
	last := firstOfMonth(max(history.Last(), until))
	first := firstOfMonth(clientele.DayOf(last.Time().AddDate(0, 1-monthsShown, 0)))
	first = max(first, firstOfMonth(history.First()))
	at := map[clientele.Day]int{}
	for m := first; m <= last; m = clientele.DayOf(m.Time().AddDate(0, 1, 0)) {
		at[m] = len(months)
		months = append(months, shape.MonthSpend{Month: m, Spent: shape.Money(0, history.Currency)})
	}
	for _, d := range history.Days {
		if i, ok := at[firstOfMonth(d.Day)]; ok {
			months[i].Orders += d.Orders
			months[i].Spent.Minor += d.Minor
		}
	}
	for _, r := range history.Returns {
		if i, ok := at[firstOfMonth(r.Day)]; ok {
			months[i].Spent.Minor -= r.Minor
		}
	}
	return months
}

func firstOfMonth(d clientele.Day) clientele.Day { return d - clientele.Day(d.Time().Day()-1) }

func pathOf(in AccountIn) string {
	values := page.Encode(in)
	values.Del("id")
	return shape.Query("/accounts/"+strconv.FormatInt(int64(in.ID), 10), values)
}

// channels are how one is in touch, and the note, which is contact with nobody.
var channels = []clientele.Channel{clientele.Note, clientele.Call, clientele.Meeting, clientele.Email, clientele.Visit, clientele.Message}

func channelChoices(f shape.Firm) []page.Choice {
	choices := make([]page.Choice, len(channels))
	for i, c := range channels {
		label := "account.channel-" + string(c)
		choices[i] = page.Choice{Value: string(c), Label: f.Say(label), Selected: i == 0}
	}
	return choices
}

// userChoices are users as they are called, who looks first.
func userChoices(people map[clientele.ID]string, first clientele.ID) []page.Choice {
	choices := make([]page.Choice, 0, len(people))
	for _, id := range slices.SortedFunc(maps.Keys(people), func(a, b clientele.ID) int {
		return cmp.Or(boolOrder(b == first)-boolOrder(a == first), strings.Compare(people[a], people[b]))
	}) {
		choices = append(choices, page.Choice{Value: strconv.FormatInt(int64(id), 10), Label: people[id]})
	}
	return choices
}

func boolOrder(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// promised are the promises among steps.
func promised(steps []shape.Step) (some []shape.Step) {
	for _, s := range steps {
		if s.Promise {
			some = append(some, s)
		}
	}
	return some
}

// sentences are what a busy person came for: what they count as and how they buy, and
// the latter alone, for where the standing is drawn beside it.
func (l *looking) sentences() (whole, rhythm string) {
	for _, one := range l.out.Lines {
		if one.Current {
			rhythm = rhythmSentence(l.firm, one.Standing)
			if len(l.out.Lines) > 1 && one.Standing.Line != "" {
				rhythm = l.firm.Say("account.in-line", say.Args{"line": l.firm.LineName(one.Standing.Line), "rhythm": rhythm})
			}
			return countsAs(l.firm, one) + " " + rhythm, rhythm
		}
	}
	if len(l.out.Timeline) == 0 {
		return l.firm.Say("account.nothing-yet"), l.firm.Say("account.nothing-yet")
	}
	return l.firm.Say("account.not-measured"), l.firm.Say("account.not-measured")
}

// countsAs says what an account is held for, by whom, and which way it goes.
func countsAs(f shape.Firm, l shape.LineStanding) string {
	s := l.Standing
	args := say.Args{"is": f.Words.One(s.Kind), "sure": s.Sure, "trend": shape.TrendWord(s.Trend)}
	switch {
	case l.Overrule != nil:
		args["by"], args["until"] = cmp.Or(l.Overrule.By, f.Say("account.somebody")), f.LongDay(l.Overrule.Until)
		return f.Say("account.counts-by-word", args)
	case !s.Enough && s.Kind == s.MeasuredKind:
		return f.Say("account.counts-early", args)
	}
	return f.Say("account.counts", args)
}

func rhythmSentence(f shape.Firm, s shape.StandingRow) string {
	args := say.Args{"usual": clientele.Tell("noun.day", "n", int(math.Max(1, math.Round(s.UsualDays)))), "now": clientele.Tell("noun.day", "n", s.SinceDays)}
	switch {
	case s.Last == clientele.NoDay:
		return f.Say("account.rhythm-none")
	case s.SinceDays == 0 && s.UsualDays > 0:
		return f.Say("account.rhythm-now", say.Args{"usual": args["usual"], "day": f.LongDay(s.Last)})
	case s.SinceDays == 0:
		return f.Say("account.rhythm-first", say.Args{"day": f.LongDay(s.Last)})
	case s.UsualDays > 0:
		return f.Say("account.rhythm", args)
	}
	return f.Say("account.rhythm-once", args)
}

func causeOf(body clientele.Body, s access.Scope) string {
	what := map[clientele.EntryKind]string{
		clientele.KindInteraction: clientele.Tell("account.said.contact-written-down"), clientele.KindOverrule: clientele.Tell("account.said.overruled"),
		clientele.KindSettled: clientele.Tell("account.said.something-settled"),
	}[body.EntryKind()]
	if s.Name() == "" {
		return what
	}
	return clientele.Tell("account.cause-by", "what", what, "who", s.Name())
}

func relFields(rel clientele.Relationship) map[string]string {
	return map[string]string{"account": strconv.FormatInt(int64(rel.Account), 10), "line": string(rel.Line)}
}
