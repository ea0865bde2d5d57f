package today

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/treatment"
)

// OwedIn asks for what is owed to somebody.
type OwedIn struct {
	Whose string `name:"whose" json:"whose,omitempty" enum:"all,mine,team" default:"all" doc:"everybody's, mine, or those of my teams"`
	Sort  string `name:"sort" json:"sort,omitempty" enum:"stake,waits" default:"stake" doc:"at whom the most is at stake first, or who waits the longest"`
	After string `name:"after" json:"after,omitempty" maxLength:"400" doc:"where the page before ended"`
}

// QuietIn asks who has gone quiet.
type QuietIn struct {
	Whose string `name:"whose" json:"whose,omitempty" enum:"all,mine,team" default:"all" doc:"everybody's, mine, or those of my teams"`
	Kind  string `name:"kind" json:"kind,omitempty" enum:"client,customer" doc:"only clients, and who was one until they fell silent; or only customers"`
	Sort  string `name:"sort" json:"sort,omitempty" enum:"stake,waits" default:"stake" doc:"at whom the most is at stake first, or who waits the longest"`
	After string `name:"after" json:"after,omitempty" maxLength:"400" doc:"where the page before ended"`
}

// OwedOut is a page of what is owed.
type OwedOut struct {
	Sentence string        `json:"sentence"`
	Title    string        `json:"title"`
	Count    page.Count    `json:"count"`
	Steps    []shape.Step  `json:"steps"`
	Next     string        `json:"next,omitempty"` // path of the next page
	Whose    []page.Choice `json:"-"`
	Kinds    []page.Choice `json:"-"`
	Sorts    []page.Choice `json:"-"`
}

// PageName is which list it is.
func (out OwedOut) PageName() string { return out.Title }

// Owed is one of the lists of what falls through the cracks, with how many there are: the same on Today
// as on its page.
type Owed struct {
	Name  string     `json:"name"` // unanswered, promised, quiet
	Title string     `json:"title"`
	Count page.Count `json:"count"`
}

// owed are the lists, by the plays whose advice they are; promises are tasks.
var owed = []struct {
	name  string
	plays []string
}{{"unanswered", []string{"answer-owed"}}, {"promised", nil}, {"quiet", append(quiet["client"], quiet["customer"]...)}}

// quiet are the plays that say who has been silent for much longer than is usual with them, by what they count as.
var quiet = map[string][]string{"client": {"call-slipping-client", "client-gone-quiet"}, "customer": {"keep-long-time-customer", "win-back-customer"}}

// Unanswered is what came in and had no answer.
func (c *Today) Unanswered(ctx context.Context, s access.Scope, in OwedIn) (OwedOut, error) {
	return c.owed(ctx, s, "unanswered", QuietIn{Whose: in.Whose, Sort: in.Sort, After: in.After})
}

// Promised is what was promised and is overdue.
func (c *Today) Promised(ctx context.Context, s access.Scope, in OwedIn) (OwedOut, error) {
	return c.owed(ctx, s, "promised", QuietIn{Whose: in.Whose, Sort: in.Sort, After: in.After})
}

// GoneQuiet is who has been silent for much longer than is usual between them and the firm.
func (c *Today) GoneQuiet(ctx context.Context, s access.Scope, in QuietIn) (OwedOut, error) {
	return c.owed(ctx, s, "quiet", in)
}

func (c *Today) owed(ctx context.Context, s access.Scope, name string, in QuietIn) (OwedOut, error) {
	out := OwedOut{Steps: []shape.Step{}}
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return out, err
	}
	who := whose{firm: firm, sight: jobs.Sight{Scope: s}, book: c.Book.For(s)}
	if who.sight.Among, err = c.owners(ctx, s, in.Whose); err != nil {
		return out, err
	}
	asOf, err := shape.CountedFrom(ctx, c.Book, c.Clock.Today())
	if err != nil {
		return out, err
	}
	next := ""
	if plays := playsOf(name, in.Kind); len(plays) == 0 {
		next, err = c.overdue(ctx, &out, who, in)
	} else if out.Count, err = c.counted(ctx, who.sight, plays); err == nil {
		var plans []treatment.Kept
		plans, next, err = c.Jobs.OfPlays(ctx, who.sight, jobs.OfPlays{Plays: plays, Longest: in.Sort == "waits", After: in.After, Limit: listPage})
		for _, t := range plans {
			step := firm.StepOf(t.Treatment, jobs.AsOf(asOf, c.Clock.Today()))
			step.Advice = t.ID
			out.Steps = append(out.Steps, step)
		}
	}
	if err != nil {
		return out, err
	}
	if err := c.named(ctx, out.Steps, who); err != nil {
		return out, err
	}
	if next != "" {
		more := in
		more.After = next
		out.Next = shape.Query("/"+name, page.Encode(more))
	}
	out.choices(firm, name, in)
	out.Title = firm.Say("title." + name)
	if out.Sentence = firm.Say("today.owed-none-" + name); out.Count.N > 0 {
		out.Sentence = firm.Plural("today.owed-"+name, out.Count.N)
	}
	return out, c.withStandings(ctx, out.Steps, who)
}

// choices are the ways in which the list can be narrowed and sorted.
func (out *OwedOut) choices(firm shape.Firm, name string, in QuietIn) {
	in.After = ""
	one := func(in QuietIn, text string, selected bool) page.Choice {
		return page.Choice{Value: shape.Query("/"+name, page.Encode(in)), Label: text, Selected: selected}
	}
	for _, w := range []string{"all", "mine", "team"} {
		of := in
		of.Whose = w
		out.Whose = append(out.Whose, one(of, firm.Say("today.whose-"+w), cmp.Or(in.Whose, "all") == w))
	}
	for _, by := range []string{"stake", "waits"} {
		of := in
		of.Sort = by
		out.Sorts = append(out.Sorts, one(of, firm.Say("today.sort-"+by), cmp.Or(in.Sort, "stake") == by))
	}
	if name != "quiet" {
		return
	}
	for _, kind := range []string{"", "client", "customer"} {
		of, text := in, firm.Say("today.kind-all")
		if of.Kind = kind; kind != "" {
			text = firm.Capital(firm.Words.Many(clientele.Kind(kind)))
		}
		out.Kinds = append(out.Kinds, one(of, text, in.Kind == kind))
	}
}

func playsOf(name, kind string) []string {
	for _, o := range owed {
		if o.name == name && kind == "" {
			return o.plays
		}
	}
	return quiet[kind]
}

// overdueLooked is how many promises are looked at, the oldest first, to say at whom the most is at stake.
const overdueLooked = 500

// stakeAt is where a page of promises by what is at stake ends.
type stakeAt struct {
	Stake int64        `json:"s"`
	Task  clientele.ID `json:"t"`
}

// overdue fills in a page of promises.
func (c *Today) overdue(ctx context.Context, out *OwedOut, who whose, in QuietIn) (next string, err error) {
	if in.Sort == "waits" {
		out.Steps, next, out.Count, err = c.Overdue(ctx, who.sight.Scope, who.sight.Among, in.After, listPage)
		return next, err
	}
	after := stakeAt{Stake: math.MaxInt64}
	if in.After != "" {
		if err := db.ReadCursor(in.After, &after); err != nil {
			return "", err
		}
	}
	steps, _, count, err := c.Overdue(ctx, who.sight.Scope, who.sight.Among, "", overdueLooked)
	if err == nil {
		err = c.staked(ctx, steps)
	}
	if err != nil {
		return "", err
	}
	slices.SortStableFunc(steps, func(a, b shape.Step) int {
		return cmp.Or(cmp.Compare(b.Stake.Minor, a.Stake.Minor), cmp.Compare(a.Task, b.Task))
	})
	steps = slices.DeleteFunc(steps, func(s shape.Step) bool {
		return s.Stake.Minor > after.Stake || s.Stake.Minor == after.Stake && s.Task <= after.Task
	})
	if out.Count = count; len(steps) > listPage {
		steps = steps[:listPage]
		next = db.WriteCursor(stakeAt{steps[listPage-1].Stake.Minor, steps[listPage-1].Task})
	}
	out.Steps = append(out.Steps, steps...)
	return next, nil
}

// staked says of promises what is at stake: what those to whom they were made should bring in a year, in the line of
// business in which that is the most.
func (c *Today) staked(ctx context.Context, steps []shape.Step) error {
	var accounts []clientele.ID
	for _, s := range steps {
		if s.Account != 0 {
			accounts = append(accounts, s.Account)
		}
	}
	rows, err := c.Book.StandingsOf(ctx, accounts)
	if err != nil {
		return err
	}
	worth := map[clientele.ID]clientele.Money{}
	for account, lines := range rows {
		for _, r := range lines {
			if value := shape.Money(int64(math.Round(r.ExpectedValue)), r.Revenue.Currency); value.Minor > worth[account].Minor {
				worth[account] = value
			}
		}
	}
	for i, s := range steps {
		steps[i].Stake = worth[s.Account]
	}
	return nil
}

func (c *Today) counted(ctx context.Context, sight jobs.Sight, plays []string) (page.Count, error) {
	n, capped, err := c.Jobs.CountOfPlays(ctx, sight, plays...)
	return page.Count{N: n, Capped: capped}, err
}

// owners are those whose things are asked for; nil for everybody's.
func (c *Today) owners(ctx context.Context, s access.Scope, whose string) ([]clientele.ID, error) {
	if whose != "mine" && whose != "team" {
		return nil, nil
	}
	some := []clientele.ID{s.User()}
	if whose == "mine" {
		return some, nil
	}
	teams, err := c.Access.Teams(ctx)
	for _, t := range teams {
		if s.InTeam(t.ID) {
			some = append(some, t.Users...)
		}
	}
	slices.Sort(some)
	return slices.Compact(some), err
}

// owing are the lists of what falls through the cracks, as Today leads to them.
func (c *Today) owing(ctx context.Context, s access.Scope, firm shape.Firm, mine bool) (all []Owed, err error) {
	in := OwedIn{}
	if mine {
		in.Whose = "mine"
	}
	sight := jobs.Sight{Scope: s}
	if sight.Among, err = c.owners(ctx, s, in.Whose); err != nil {
		return nil, err
	}
	for _, o := range owed {
		one := Owed{Name: o.name, Title: firm.Say("title." + o.name)}
		if len(o.plays) == 0 {
			_, _, one.Count, err = c.Overdue(ctx, s, sight.Among, "", 1)
		} else {
			one.Count, err = c.counted(ctx, sight, o.plays)
		}
		if err != nil {
			return nil, err
		}
		one.Count.Href = shape.Query("/"+o.name, page.Encode(in))
		all = append(all, one)
	}
	return all, nil
}
