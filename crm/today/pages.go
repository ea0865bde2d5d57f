package today

import (
	"cmp"
	"context"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// TodayIn asks for the page of today.
type TodayIn struct {
	Mine bool `name:"mine" json:"mine,omitempty" doc:"only what I look after"`
}

// Today is who is slipping, what is due, and who is growing.
func (c *Today) Today(ctx context.Context, s access.Scope, in TodayIn) (TodayOut, error) {
	book := c.Book.For(s)
	counts, err := book.KindCounts(ctx)
	if err != nil {
		return TodayOut{}, err
	}
	out := TodayOut{Today: c.Clock.Today(), Measured: len(counts) > 0, Changes: []shape.ChangeRow{}, Well: []string{}}
	if out.AsOf, err = shape.LastDay(ctx, c.Book, c.Clock.Today()); err != nil {
		return TodayOut{}, err
	}
	if out.Empty = out.AsOf == clientele.NoDay && !out.Measured; out.Empty && c.Records != nil {
		found, err := c.Records.Query(ctx, s, record.Query{Type: record.Account, Limit: 1, Count: true})
		if err != nil {
			return TodayOut{}, err
		}
		out.Written = found.Count.N
	}
	for _, k := range clientele.Kinds {
		n := sumOf(counts, func(c standings.KindCount) bool { return c.Kind == k && c.Trend != clientele.Lapsed })
		out.Kinds = append(out.Kinds, KindCount{k, page.Count{N: n, Href: shape.Query(shape.PathRelationships, page.Encode(shape.RelationshipsIn{View: string(k) + "s"}))}})
	}
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return TodayOut{}, err
	}
	who := whose{firm: firm, sight: jobs.Sight{Scope: s}, book: book}
	if in.Mine {
		who.email, who.sight.Owner = s.Email(), s.User()
	}
	if err := c.todayLists(ctx, &out, counts, who); err != nil {
		return TodayOut{}, err
	}
	if out.Owed, err = c.owing(ctx, s, firm, in.Mine); err != nil {
		return TodayOut{}, err
	}
	if err := c.changes(ctx, &out, who); err != nil {
		return TodayOut{}, err
	}
	if access.Insiders.Allows(s) { // work names files of the firm
		if out.Job, err = shape.Running(ctx, c.Jobs, changesToday...); err != nil {
			return TodayOut{}, err
		}
	}
	if out.Panels, err = c.Panels(ctx, s, page.About{Today: out.Today}, page.TodayDue, page.TodaySide); err != nil {
		return TodayOut{}, err
	}
	if out.Quiet = nothingLeft(out); out.Quiet {
		if out.Finished, err = c.Finished(ctx, s, out.Today); err != nil {
			return TodayOut{}, err
		}
		out.Well = wentWell(out.Finished, counts, firm)
	}
	slipping := shape.SlipsIn(counts)
	if in.Mine {
		slipping = slipsIn(out.Lists[0].Steps)
	}
	out.Sentence = todaySentence(out, firm, slipping)
	return out, nil
}

// changesToday is the work after which Today says something else; other work is none of its business.
var changesToday = []queue.Kind{jobs.KindImport, jobs.KindUndo, jobs.KindRedo, jobs.KindRebuild, jobs.KindMeasure}

// TodayOut is the page of today.
type TodayOut struct {
	Sentence string            `json:"sentence"`
	Today    clientele.Day     `json:"today"`             // the day by the clock
	AsOf     clientele.Day     `json:"as_of"`             // the last day with evidence
	Empty    bool              `json:"empty"`             // nothing imported yet
	Written  int               `json:"written,omitempty"` // relationships that were written down all the same
	Measured bool              `json:"measured"`
	Lists    []TodayList       `json:"lists"`          // slipping, due, growing
	Week     []DayAhead        `json:"week"`           // seven days from today
	Changes  []shape.ChangeRow `json:"changes"`        // of standings: since the measure before, or else the latest
	Since    clientele.Day     `json:"since,omitzero"` // the day that they are since; none where they are the latest
	Quiet    bool              `json:"quiet"`          // nothing is left to do
	Finished int               `json:"finished"`
	Well     []string          `json:"well"` // what went well, when nothing is left
	Kinds    []KindCount       `json:"kinds"`
	Owed     []Owed            `json:"owed"`          // what falls through the cracks
	Job      *shape.JobRow     `json:"job,omitempty"` // what runs just now
	Panels   page.Shown        `json:"-"`
}

// TodayList is one of the lists of today.
type TodayList struct {
	List  clientele.List `json:"list"`
	Title string         `json:"title"`
	Count page.Count     `json:"count"`
	Steps []shape.Step   `json:"steps"`
	Empty string         `json:"empty"`          // what to say when there is nothing
	Note  string         `json:"note,omitempty"` // what the headline's count holds, where that is not plain
}

// DayAhead is one day of the coming week.
type DayAhead struct {
	Day   clientele.Day `json:"day"`
	Steps []shape.Step  `json:"steps"`
}

// KindCount is how many relationships are of a kind, without who has lapsed.
type KindCount struct {
	Kind  clientele.Kind `json:"kind"`
	Count page.Count     `json:"count"`
}

// whose is what is shown: of one person, or of everybody.
type whose struct {
	email string // of one person; "" for everybody's
	sight jobs.Sight
	book  *ledger.Seen
	firm  shape.Firm
}

func (c *Today) todayLists(ctx context.Context, out *TodayOut, counts []standings.KindCount, who whose) error {
	tasks, err := c.tasks(ctx, out, who)
	if err != nil {
		return err
	}
	trends := map[clientele.List]clientele.Trend{clientele.ListSlipping: clientele.Slipping, clientele.ListGrowing: clientele.Growing}
	for _, list := range []clientele.List{clientele.ListSlipping, clientele.ListDue, clientele.ListGrowing} {
		limit := dueShown
		if list != clientele.ListDue && who.email == "" {
			limit = stepsShown
		}
		steps, _, err := c.advice(ctx, list, out.AsOf, who, from{limit: limit})
		if err != nil {
			return err
		}
		l := TodayList{List: list, Title: who.firm.Say("today.list-" + string(list)), Empty: who.firm.Say("today.none-" + string(list)), Steps: steps}
		switch {
		case list == clientele.ListDue || who.email != "":
			due, err := c.Jobs.Savings(ctx, who.sight, list)
			if err != nil {
				return err
			}
			l.Count = page.Count{N: countOf(due), Href: shape.Query("/today/list", page.Encode(DueListIn{List: list, Mine: who.email != ""}))}
		default:
			trend := trends[list]
			l.Count = page.Count{N: sumOf(counts, func(c standings.KindCount) bool { return c.Trend == trend }), Href: shape.Query(shape.PathRelationships, page.Encode(shape.RelationshipsIn{View: string(list)}))}
			if len(steps) == 0 && l.Count.N > 0 {
				l.Empty = who.firm.Say("today.nothing-about")
			}
		}
		if now := sumOf(counts, func(c standings.KindCount) bool { return c.Quiet > 0 && c.Kind != clientele.Client }); list == clientele.ListSlipping && now > 0 && who.email == "" {
			l.Note = who.firm.Say("today.quiet-now", say.Args{"n": now})
		}
		if list == clientele.ListDue {
			l.Count.N, l.Count.Capped = l.Count.N+len(tasks), len(tasks) == stepsLooked
			l.Steps = append(tasks[:min(len(tasks), dueShown):min(len(tasks), dueShown)], steps...)
			l.Steps = l.Steps[:min(len(l.Steps), dueShown)]
		}
		out.Lists = append(out.Lists, l)
	}
	return nil
}

// from is where in a list to begin, and how much of it is wanted.
type from struct {
	after string
	limit int
}

// advice is one list of what the plays advise, and where it goes on. A log of the past is
// looked at as of its end.
func (c *Today) advice(ctx context.Context, list clientele.List, asOf clientele.Day, who whose, at from) (steps []shape.Step, next string, err error) {
	plans, next, err := c.Jobs.Today(ctx, who.sight, list, at.after, at.limit)
	if err != nil {
		return nil, "", err
	}
	on := jobs.AsOf(asOf, c.Clock.Today())
	steps = make([]shape.Step, len(plans))
	for i, t := range plans {
		steps[i] = who.firm.StepOf(t.Treatment, on)
		steps[i].Advice = t.ID
	}
	if err := c.named(ctx, steps, who); err != nil {
		return nil, "", err
	}
	return steps, next, c.withStandings(ctx, steps, who)
}

// named fills in names and owners.
func (c *Today) named(ctx context.Context, steps []shape.Step, who whose) error {
	ids := make([]clientele.ID, len(steps))
	for i, s := range steps {
		ids[i] = s.Account
	}
	accounts, err := c.Directory.Accounts(ctx, ids)
	if err != nil {
		return err
	}
	for i, s := range steps {
		if a, ok := accounts[s.Account]; ok {
			steps[i].Name, steps[i].Phone, steps[i].Owner = a.Name, a.Phone, cmp.Or(s.Owner, who.firm.Owners[a.Owner])
		}
	}
	return nil
}

func (c *Today) withStandings(ctx context.Context, steps []shape.Step, who whose) error {
	rels := make([]clientele.Relationship, len(steps))
	for i, s := range steps {
		rels[i] = clientele.Relationship{Account: s.Account, Line: s.Line}
	}
	rows, err := c.Book.Rows(ctx, rels)
	if err != nil {
		return err
	}
	standings := make(map[clientele.Relationship]shape.StandingRow, len(rows))
	for _, r := range rows {
		standings[r.Relationship] = who.firm.RowOf(r)
	}
	for i, rel := range rels {
		if row, ok := standings[rel]; ok {
			row.Owner = steps[i].Owner
			steps[i].Standing = &row
		}
	}
	return nil
}

// tasks splits the open tasks into those due, late ones among them, and the week ahead;
// what is due today is in both.
func (c *Today) tasks(ctx context.Context, out *TodayOut, who whose) ([]shape.Step, error) {
	steps, err := c.Tasks(ctx, who.sight.Scope, who.sight.Owner, out.Today+weekDays-1, stepsLooked)
	if err != nil {
		return nil, err
	}
	for d := out.Today; d < out.Today+weekDays; d++ {
		out.Week = append(out.Week, DayAhead{Day: d, Steps: []shape.Step{}})
	}
	due := []shape.Step{}
	for _, s := range steps {
		if s.Due <= out.Today {
			due = append(due, s)
		}
		if i := int(s.Due - out.Today); i >= 0 && i < weekDays {
			out.Week[i].Steps = append(out.Week[i].Steps, s)
		}
	}
	if err := c.ahead(ctx, out, who); err != nil {
		return nil, err
	}
	slices.SortStableFunc(due, latePromisesFirst)
	if err := c.named(ctx, due, who); err != nil {
		return nil, err
	}
	return due, c.withStandings(ctx, due, who)
}

// ahead puts into the week what runs out in it, and the advice that was put off until then.
func (c *Today) ahead(ctx context.Context, out *TodayOut, who whose) error {
	plans, err := c.Jobs.Ahead(ctx, who.sight, renewal, [2]clientele.Day{out.Today, out.Today + weekDays - 1}, stepsLooked)
	if err != nil {
		return err
	}
	var steps []shape.Step
	for _, t := range plans {
		steps = append(steps, who.firm.StepOf(t.Treatment, out.Today))
	}
	if err := c.named(ctx, steps, who); err != nil {
		return err
	}
	for _, s := range steps {
		if i := int(s.Due - out.Today); i >= 0 && i < weekDays {
			out.Week[i].Steps = append(out.Week[i].Steps, s)
		}
	}
	return nil
}

// renewal is the play of an agreement that runs out.
const renewal = "renew-engagement"

// since is the day since which things changed that were measured today or yesterday: the one before, or
// the day of the measure before where that is longer ago; none where they were measured once.
func (c *Today) since(ctx context.Context, today clientele.Day) (clientele.Day, error) {
	before, err := c.Jobs.MeasuredBefore(ctx)
	if err == nil && before >= today-2 {
		return today - 1, nil
	}
	return before, err
}

// changes are those of kind or trend since yesterday, of relationships known before, those
// first that are worth the most; where there are none, the latest that there are.
func (c *Today) changes(ctx context.Context, out *TodayOut, who whose) error {
	latest, err := who.book.LatestChanges(ctx, changesLooked)
	if err != nil {
		return err
	}
	out.Changes = []shape.ChangeRow{}
	var rels []clientele.Relationship
	recent := false
	for _, one := range latest {
		if one.WasKind == "" || one.Kind == "" || one.WasKind == one.Kind && one.WasTrend == one.Trend {
			continue
		}
		fresh := one.Day >= out.Today-1
		if !fresh && (recent || len(out.Changes) == changesShown) {
			break // the latest come first
		}
		recent = recent || fresh
		out.Changes, rels = append(out.Changes, who.firm.RowOfChange(one, "")), append(rels, one.Relationship)
	}
	if recent {
		if out.Since, err = c.since(ctx, out.Today); err != nil {
			return err
		}
	}
	rows, err := c.Book.Rows(ctx, rels)
	if err != nil {
		return err
	}
	worth := make(map[clientele.Relationship]standings.Row, len(rows))
	for _, r := range rows {
		worth[r.Relationship] = r
	}
	slices.SortStableFunc(out.Changes, func(a, b shape.ChangeRow) int {
		of := func(r shape.ChangeRow) float64 {
			return worth[clientele.Relationship{Account: r.Account, Line: r.Line}].ExpectedValue
		}
		return cmp.Compare(of(b), of(a))
	})
	out.Changes = out.Changes[:min(len(out.Changes), changesShown)]
	ids := make([]clientele.ID, len(out.Changes))
	for i, r := range out.Changes {
		ids[i] = r.Account
	}
	accounts, err := c.Directory.Accounts(ctx, ids)
	for i, r := range out.Changes {
		out.Changes[i].Name = accounts[r.Account].Name
	}
	return err
}
