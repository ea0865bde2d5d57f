package view

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/treatment"
)

// How much of each list is shown.
const (
	stepsShown   = 12
	stepsLooked  = 200 // where only one's own are wanted
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
	mine := ""
	if in.Mine {
		mine = v.Email
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
	out.Sentence = todaySentence(out, words)
	return out, nil
}

func (h *House) lastDay(ctx context.Context) (clientele.Day, error) {
	day, err := h.Book.LastDay(ctx)
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

func (h *House) todayLists(ctx context.Context, out *TodayOut, counts []ledger.KindCount, mine string) error {
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
			l.Steps = l.Steps[:min(len(l.Steps), stepsShown)]
		} else {
			trend := trends[list]
			l.Count = Count{N: sumOf(counts, func(c ledger.KindCount) bool { return c.Trend == trend }), Href: query(pathRelationships, Encode(RelationshipsIn{View: string(list)}))}
		}
		out.Lists = append(out.Lists, l)
	}
	return nil
}

// advice is one list of what the plays advise. A log of the past is looked at as of its end.
func (h *House) advice(ctx context.Context, list clientele.List, asOf clientele.Day, mine string) (steps []Step, more bool, err error) {
	limit := stepsShown
	if mine != "" {
		limit = stepsLooked
	}
	plans, next, err := h.Jobs.Today(ctx, list, "", limit)
	if err != nil {
		return nil, false, err
	}
	on := jobs.AsOf(asOf, h.Day())
	steps = make([]Step, len(plans))
	for i, t := range plans {
		steps[i] = stepOf(t, on)
	}
	if steps, err = h.whose(ctx, steps, mine); err != nil {
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

// whose fills in names and owners, and keeps, where asked, only one's own.
func (h *House) whose(ctx context.Context, steps []Step, mine string) ([]Step, error) {
	ids := make([]clientele.ID, len(steps))
	for i, s := range steps {
		ids[i] = s.Account
	}
	accounts, err := h.Directory.Accounts(ctx, ids)
	if err != nil {
		return nil, err
	}
	kept := []Step{}
	for _, s := range steps {
		a := accounts[s.Account]
		s.Name, s.Owner = a.Name, cmp.Or(s.Owner, a.Owner)
		if (mine == "" || s.Owner == mine) && len(kept) < stepsLooked {
			kept = append(kept, s)
		}
	}
	if mine != "" {
		kept = kept[:min(len(kept), stepsShown)]
	}
	return kept, nil
}

func (h *House) withStandings(ctx context.Context, steps []Step) error {
	for i := range steps {
		s, err := h.Book.Standing(ctx, clientele.Relationship{Account: steps[i].Account, Line: steps[i].Line})
		if clientele.KindOf(err) == clientele.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		row := standingRow(s, steps[i].Name)
		row.Owner = steps[i].Owner
		steps[i].Standing = &row
	}
	return nil
}

// promises splits the open promises into those due and the week ahead.
func (h *House) promises(ctx context.Context, out *TodayOut, mine string) ([]Step, error) {
	open, err := h.Book.OpenFollowUps(ctx, out.Today+weekDays, stepsLooked)
	if err != nil {
		return nil, err
	}
	steps := make([]Step, len(open))
	for i, f := range open {
		steps[i] = promiseStep(f, out.Today)
	}
	if steps, err = h.whose(ctx, steps, mine); err != nil {
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
		if i := int(max(s.Due, out.Today) - out.Today); i < weekDays {
			out.Week[i].Steps = append(out.Week[i].Steps, s)
		}
	}
	return due, h.withStandings(ctx, due[:min(len(due), stepsShown)])
}

func promiseStep(f ledger.FollowUp, today clientele.Day) Step {
	return Step{Account: f.Account, Line: f.Line, Href: accountHref(f.Account, f.Line), List: clientele.ListDue, FollowUp: f.Entry,
		Why: "Promised: " + f.Text, Do: f.Text, Due: f.Due, LateDays: late(f.Due, today), Owner: f.Owner}
}

type latestRow struct {
	Account  clientele.ID    `db:"account"`
	Line     clientele.Line  `db:"line"`
	Day      string          `db:"day"`
	Cause    string          `db:"cause"`
	WasKind  clientele.Kind  `db:"was_kind"`
	Kind     clientele.Kind  `db:"kind"`
	WasStage clientele.Stage `db:"was_stage"`
	Stage    clientele.Stage `db:"stage"`
	WasTrend clientele.Trend `db:"was_trend"`
	Trend    clientele.Trend `db:"trend"`
	WasProb  float64         `db:"was_prob"`
	Prob     float64         `db:"client_prob"`
}

// changesLooked bounds how far back the latest changes of kind are looked for.
const changesLooked = 400

// changes are the latest changes of kind or trend of those known before, whoever's they are.
func (h *House) changes(ctx context.Context) ([]ChangeRow, error) {
	rows, err := db.All[latestRow](ctx, h.DB, `SELECT account, line, day, cause, was_kind, kind, was_stage, stage, was_trend, trend, was_prob, client_prob
		FROM standing_changes WHERE workspace = ? ORDER BY id DESC LIMIT ?`, h.Jobs.Workspace, changesLooked)
	if err != nil {
		return nil, fmt.Errorf("the latest changes: %w", err)
	}
	list := []ChangeRow{}
	var ids []clientele.ID
	for _, r := range rows {
		if r.WasKind == "" || r.Kind == "" || r.WasKind == r.Kind && r.WasTrend == r.Trend || len(list) == changesShown {
			continue
		}
		var day clientele.Day
		if err := day.UnmarshalText([]byte(r.Day)); err != nil {
			return nil, err
		}
		rel := clientele.Relationship{Account: r.Account, Line: r.Line}
		list = append(list, changeRow(ledger.Change{Relationship: rel, Day: day, Cause: r.Cause, WasKind: r.WasKind, Kind: r.Kind,
			WasStage: r.WasStage, Stage: r.Stage, WasTrend: r.WasTrend, Trend: r.Trend, WasProb: r.WasProb, ClientProb: r.Prob}, ""))
		ids = append(ids, r.Account)
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

// todaySentence is the answer first.
func todaySentence(out TodayOut, w Words) string {
	if out.Empty {
		return "Nothing is here yet: bring in a file of orders, and see who needs you."
	}
	if !out.Measured {
		return "The book is not measured yet: it will be in a moment."
	}
	slipping, due := out.Lists[0], out.Lists[1]
	if len(slipping.Steps) == 0 {
		if n := due.Count.N; n > 0 {
			return capital(plural(n, "thing is", "things are")) + " due; nobody is slipping."
		}
		return "Nobody is slipping and nothing is due."
	}
	first := slipping.Steps[0]
	n, kind := slipping.Count.N, "relationship"
	if s := first.Standing; s != nil {
		kind = w.Of(s.Kind)
	}
	text := capital(plural(n, "relationship is", "relationships are")) + " slipping; call " + first.Name + " first"
	if n == 1 {
		text = "One " + kind + " is slipping: call " + first.Name
	}
	if s := first.Standing; s != nil && s.UsualDays > 0 {
		return text + fmt.Sprintf(": usually every %s, now %d.", days(int(math.Max(1, math.Round(s.UsualDays)))), s.SinceDays)
	}
	return text + "."
}

// stepsOf is what to do about one account, most urgent first.
func (h *House) stepsOf(ctx context.Context, a clientele.Account, standings []clientele.Standing, asOf clientele.Day) ([]Step, error) {
	steps := []Step{}
	promised, err := h.Book.FollowUps(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	for _, f := range promised {
		steps = append(steps, promiseStep(f, h.Day()))
	}
	plans, err := h.plansOf(ctx, a.ID, standings)
	if err != nil {
		return nil, err
	}
	for _, t := range plans {
		steps = append(steps, stepOf(t, jobs.AsOf(asOf, h.Day())))
	}
	for i := range steps {
		steps[i].Name, steps[i].Owner = a.Name, cmp.Or(steps[i].Owner, a.Owner)
	}
	slices.SortStableFunc(steps, func(x, y Step) int { return cmp.Compare(y.LateDays, x.LateDays) })
	return steps, nil
}

// restDays is how long advice that was followed stays away, as on the page of today.
const restDays = 30

// plansOf is what the plays advise for one account, without what was answered.
func (h *House) plansOf(ctx context.Context, account clientele.ID, standings []clientele.Standing) ([]clientele.Treatment, error) {
	answers, err := h.Book.Settled(ctx, account)
	if err != nil {
		return nil, err
	}
	rests := func(t clientele.Treatment) bool {
		return slices.ContainsFunc(answers, func(a ledger.SettledPlay) bool {
			still := a.Until > h.Day() || a.Until == clientele.NoDay && h.Day()-a.At.Day() < restDays
			return a.Relationship == t.Relationship && a.Play == t.Play && still
		})
	}
	var plans []clientele.Treatment
	for _, s := range standings {
		history, err := h.Book.History(ctx, s.Relationship)
		if err != nil {
			return nil, err
		}
		for _, t := range treatment.Plan(s, &history, s.AsOf) {
			if !rests(t) {
				plans = append(plans, t)
			}
		}
	}
	return plans, nil
}
