package view

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
)

// How much of each list is shown.
const (
	stepsShown   = 12
	dueShown     = 60  // of the list that no other page shows
	stepsLooked  = 200 // of the promises of a week
	changesShown = 10
	weekDays     = 7
)

// Today is who is slipping, what is due, and who is growing.
func (h *House) Today(ctx context.Context, v Viewer, in TodayIn) (TodayOut, error) {
	counts, err := h.Book.KindCounts(ctx)
	if err != nil {
		return TodayOut{}, err
	}
	out := TodayOut{Today: h.Day(), Measured: len(counts) > 0, Changes: []ChangeRow{}, Well: []string{}}
	if out.AsOf, err = h.lastDay(ctx); err != nil {
		return TodayOut{}, err
	}
	out.Empty = out.AsOf == clientele.NoDay && !out.Measured
	for _, k := range clientele.Kinds {
		n := sumOf(counts, func(c ledger.KindCount) bool { return c.Kind == k })
		out.Kinds = append(out.Kinds, KindCount{k, Count{N: n, Href: query(pathRelationships, Encode(RelationshipsIn{Kind: []clientele.Kind{k}}))}})
	}
	mine := Viewer{}
	if in.Mine {
		mine = v
	}
	if err := h.todayLists(ctx, &out, counts, mine); err != nil {
		return TodayOut{}, err
	}
	if out.Changes, err = h.changes(ctx); err != nil {
		return TodayOut{}, err
	}
	if out.Job, err = h.running(ctx); err != nil {
		return TodayOut{}, err
	}
	_, words, err := h.Firm(ctx)
	if err != nil {
		return TodayOut{}, err
	}
	out.Well = wentWell(counts, words)
	slipping := map[clientele.Kind]int{}
	for _, k := range clientele.Kinds {
		slipping[k] = sumOf(counts, func(c ledger.KindCount) bool { return c.Kind == k && c.Trend == clientele.Slipping })
	}
	if in.Mine {
		slipping = kindsOf(out.Lists[0].Steps)
	}
	out.Sentence = todaySentence(out, words, slipping)
	return out, nil
}

// kindsOf counts steps by the kind of whom they are about.
func kindsOf(steps []Step) map[clientele.Kind]int {
	n := map[clientele.Kind]int{}
	for _, s := range steps {
		if s.Standing != nil {
			n[s.Standing.Kind]++
		}
	}
	return n
}

func (h *House) lastDay(ctx context.Context) (clientele.Day, error) {
	day, err := h.Book.LastDay(ctx, h.Day())
	if clientele.KindOf(err) == clientele.NotFound {
		return clientele.NoDay, nil
	}
	return day, err
}

func sumOf(counts []ledger.KindCount, which func(ledger.KindCount) bool) (n int) {
	for _, c := range counts {
		if which(c) {
			n += int(c.Count)
		}
	}
	return n
}

func (h *House) todayLists(ctx context.Context, out *TodayOut, counts []ledger.KindCount, mine Viewer) error {
	promises, err := h.promises(ctx, out, mine)
	if err != nil {
		return err
	}
	texts := map[clientele.List][2]string{
		clientele.ListSlipping: {"Slipping", "Nobody is slipping."},
		clientele.ListDue:      {"Due", "Nothing is due."},
		clientele.ListGrowing:  {"Growing", "Nobody is growing faster than before."},
	}
	trends := map[clientele.List]clientele.Trend{clientele.ListSlipping: clientele.Slipping, clientele.ListGrowing: clientele.Growing}
	for _, list := range []clientele.List{clientele.ListSlipping, clientele.ListDue, clientele.ListGrowing} {
		steps, more, err := h.advice(ctx, list, out.AsOf, mine)
		if err != nil {
			return err
		}
		l := TodayList{List: list, Title: texts[list][0], Empty: texts[list][1], Steps: steps}
		if list == clientele.ListDue {
			l.Steps = append(promises, steps...)
			l.Count = Count{N: len(l.Steps), Capped: more}
			l.Steps = l.Steps[:min(len(l.Steps), dueShown)]
		} else {
			trend := trends[list]
			l.Count = Count{N: sumOf(counts, func(c ledger.KindCount) bool { return c.Trend == trend }), Href: query(pathRelationships, Encode(RelationshipsIn{View: string(list)}))}
			if mine.User != 0 {
				l.Count = Count{N: len(steps), Capped: more}
			}
			if len(steps) == 0 && l.Count.N > 0 {
				l.Empty = "Nothing to do about them today."
			}
		}
		out.Lists = append(out.Lists, l)
	}
	return nil
}

// advice is one list of what the plays advise. A log of the past is looked at as of its end.
func (h *House) advice(ctx context.Context, list clientele.List, asOf clientele.Day, mine Viewer) (steps []Step, more bool, err error) {
	limit := stepsShown
	if list == clientele.ListDue {
		limit = dueShown
	}
	if mine.User != 0 {
		limit = dueShown
	}
	plans, next, err := h.Jobs.Today(ctx, jobs.Sight{Owner: mine.User, EveryWall: true}, list, "", limit)
	if err != nil {
		return nil, false, err
	}
	on := jobs.AsOf(asOf, h.Day())
	steps = make([]Step, len(plans))
	for i, t := range plans {
		steps[i] = stepOf(t.Treatment, on)
	}
	if err := h.whose(ctx, steps); err != nil {
		return nil, false, err
	}
	return steps, next != "", h.withStandings(ctx, steps)
}

func stepOf(t clientele.Treatment, today clientele.Day) Step {
	return Step{Account: t.Account, Line: t.Line, Href: accountHref(t.Account, t.Line), List: t.List, Play: t.Play, FollowUp: t.Of,
		Why: t.Why, Do: t.Step, Due: t.Due, LateDays: late(t.Due, today), Stake: t.Stake}
}

func late(due, today clientele.Day) int {
	if due == clientele.NoDay {
		return 0
	}
	return int(today - due)
}

// whose fills in names and owners.
func (h *House) whose(ctx context.Context, steps []Step) error {
	ids := make([]clientele.ID, len(steps))
	for i, s := range steps {
		ids[i] = s.Account
	}
	accounts, err := h.Directory.Accounts(ctx, ids)
	if err != nil {
		return err
	}
	owners, err := h.addresses(ctx)
	if err != nil {
		return err
	}
	for i, s := range steps {
		a := accounts[s.Account]
		steps[i].Name, steps[i].Owner = a.Name, cmp.Or(s.Owner, owners[a.Owner])
	}
	return nil
}

func (h *House) withStandings(ctx context.Context, steps []Step) error {
	rels := make([]clientele.Relationship, len(steps))
	for i, s := range steps {
		rels[i] = clientele.Relationship{Account: s.Account, Line: s.Line}
	}
	rows, err := h.Book.Rows(ctx, rels)
	if err != nil {
		return err
	}
	standings := make(map[clientele.Relationship]StandingRow, len(rows))
	for _, r := range rows {
		standings[r.Relationship] = rowOf(r, nil)
	}
	for i, rel := range rels {
		if row, ok := standings[rel]; ok {
			row.Owner = steps[i].Owner
			steps[i].Standing = &row
		}
	}
	return nil
}

// promises splits the open promises into those due, late ones among them, and the
// week ahead; what is due today is in both.
func (h *House) promises(ctx context.Context, out *TodayOut, mine Viewer) ([]Step, error) {
	open, err := h.Book.OpenFollowUps(ctx, out.Today+weekDays, stepsLooked)
	if mine.User != 0 {
		open, err = h.Book.OpenFollowUpsOf(ctx, mine.Email, out.Today+weekDays, stepsLooked)
	}
	if err != nil {
		return nil, err
	}
	steps := make([]Step, len(open))
	for i, f := range open {
		steps[i] = promiseStep(f, out.Today)
	}
	if err := h.whose(ctx, steps); err != nil {
		return nil, err
	}
	for d := out.Today; d < out.Today+weekDays; d++ {
		out.Week = append(out.Week, DayAhead{Day: d, Steps: []Step{}})
	}
	due := []Step{}
	for _, s := range steps {
		if s.Due <= out.Today {
			due = append(due, s)
		}
		if i := int(s.Due - out.Today); i >= 0 && i < weekDays {
			out.Week[i].Steps = append(out.Week[i].Steps, s)
		}
	}
	return due, h.withStandings(ctx, due[:min(len(due), dueShown)])
}

func promiseStep(f ledger.FollowUp, today clientele.Day) Step {
	return Step{Account: f.Account, Line: f.Line, Href: accountHref(f.Account, f.Line), List: clientele.ListDue, FollowUp: f.Entry,
		Why: "Promised: " + f.Text, Do: f.Text, Due: f.Due, LateDays: late(f.Due, today), Owner: f.Owner}
}

// changesLooked bounds how far back the latest changes of kind are looked for.
const changesLooked = 400

// changes are the latest changes of kind or trend of those known before, whoever's they are.
func (h *House) changes(ctx context.Context) ([]ChangeRow, error) {
	latest, err := h.Book.LatestChanges(ctx, changesLooked)
	if err != nil {
		return nil, err
	}
	list := []ChangeRow{}
	var ids []clientele.ID
	for _, c := range latest {
		if c.WasKind == "" || c.Kind == "" || c.WasKind == c.Kind && c.WasTrend == c.Trend || len(list) == changesShown {
			continue
		}
		list = append(list, changeRow(c, ""))
		ids = append(ids, c.Account)
	}
	accounts, err := h.Directory.Accounts(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Name = accounts[list[i].Account].Name
	}
	return list, nil
}

func wentWell(counts []ledger.KindCount, w Words) []string {
	well := []string{}
	if n := sumOf(counts, func(c ledger.KindCount) bool { return c.Trend == clientele.Growing }); n > 0 {
		well = append(well, capital(plural(n, "relationship buys", "relationships buy"))+" more often than before.")
	}
	if n := sumOf(counts, func(c ledger.KindCount) bool { return c.Kind == clientele.Client && c.Trend == clientele.Steady }); n > 0 {
		well = append(well, capital(plural(n, w.Client+" is", w.Clients+" are"))+" steady.")
	}
	return well
}

// todaySentence is the answer first: who is slipping, clients before others, and
// with whom to begin.
func todaySentence(out TodayOut, w Words, slipping map[clientele.Kind]int) string {
	if out.Empty {
		return "Nothing is here yet: bring in a file of orders, and see who needs you."
	}
	if !out.Measured {
		return "The book is not measured yet: it will be in a moment."
	}
	due := "nothing is due"
	if c := out.Lists[1].Count; c.Capped {
		due = "at least " + plural(c.N, "thing is", "things are") + " due"
	} else if c.N > 0 {
		due = plural(c.N, "thing is", "things are") + " due"
	}
	who, n := whoSlips(slipping, w)
	steps := out.Lists[0].Steps
	switch {
	case n == 0:
		return "Nobody is slipping, and " + due + "."
	case len(steps) == 0:
		return capital(who) + " slipping, with nothing to do about it today; " + due + "."
	}
	text := capital(who) + " slipping; look at " + steps[0].Name
	if steps[0].Play == "call-slipping-client" {
		text = capital(who) + " slipping; call " + steps[0].Name
	}
	if n > 1 {
		text += " first"
	}
	if s := steps[0].Standing; s != nil && s.UsualDays > 0 {
		text += fmt.Sprintf(": usually every %s, now %s", days(int(math.Max(1, math.Round(s.UsualDays)))), days(s.SinceDays))
	}
	return text + "."
}

// whoSlips says how many of each kind are slipping, with the verb.
func whoSlips(slipping map[clientele.Kind]int, w Words) (text string, n int) {
	var parts []string
	for _, k := range clientele.Kinds {
		if slipping[k] > 0 {
			parts = append(parts, plural(slipping[k], w.Of(k), w.Many(k)))
			n += slipping[k]
		}
	}
	text = strings.Join(parts, " and ")
	if n == 1 {
		return text + " is", n
	}
	return text + " are", n
}

// stepsOf is what to do about one account, most urgent first.
func (h *House) stepsOf(ctx context.Context, a AccountHead, asOf clientele.Day) ([]Step, error) {
	steps := []Step{}
	promised, err := h.Book.FollowUps(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	for _, f := range promised {
		steps = append(steps, promiseStep(f, h.Day()))
	}
	plans, err := h.Jobs.Advice(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	for _, t := range plans {
		steps = append(steps, stepOf(t.Treatment, jobs.AsOf(asOf, h.Day())))
	}
	for i := range steps {
		steps[i].Name, steps[i].Owner = a.Name, cmp.Or(steps[i].Owner, a.Owner)
	}
	slices.SortStableFunc(steps, func(x, y Step) int { return cmp.Compare(y.LateDays, x.LateDays) })
	return steps, nil
}
