package today

import (
	"context"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
)

// OwedIn asks for what is owed to somebody.
type OwedIn struct {
	Whose string `name:"whose" json:"whose,omitempty" enum:"all,mine,team" default:"all" doc:"everybody's, mine, or those of my teams"`
	After string `name:"after" json:"after,omitempty" maxLength:"400" doc:"where the page before ended"`
}

// OwedOut is a page of what is owed.
type OwedOut struct {
	Sentence string       `json:"sentence"`
	Title    string       `json:"title"`
	Count    page.Count   `json:"count"`
	Steps    []shape.Step `json:"steps"`
	Next     string       `json:"next,omitempty"` // path of the next page
	Whose    []page.Link  `json:"-"`
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

// owed are the lists, by the play whose advice they are; promises are tasks.
var owed = []struct{ name, play string }{{"unanswered", "answer-owed"}, {"promised", ""}, {"quiet", "client-gone-quiet"}}

// Unanswered is what came in and had no answer, the longest first.
func (c *Today) Unanswered(ctx context.Context, s access.Scope, in OwedIn) (OwedOut, error) {
	return c.owed(ctx, s, "unanswered", in)
}

// Promised is what was promised and is overdue, the longest first.
func (c *Today) Promised(ctx context.Context, s access.Scope, in OwedIn) (OwedOut, error) {
	return c.owed(ctx, s, "promised", in)
}

// GoneQuiet is who has been silent for much longer than is usual between them and the firm.
func (c *Today) GoneQuiet(ctx context.Context, s access.Scope, in OwedIn) (OwedOut, error) {
	return c.owed(ctx, s, "quiet", in)
}

func (c *Today) owed(ctx context.Context, s access.Scope, name string, in OwedIn) (OwedOut, error) {
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
	if play := playOf(name); play == "" {
		out.Steps, next, out.Count, err = c.Overdue(ctx, s, who.sight.Among, in.After, listPage)
	} else if plans, after, planErr := c.Jobs.OfPlay(ctx, who.sight, play, in.After, listPage); planErr != nil {
		err = planErr
	} else {
		next = after
		for _, t := range plans {
			step := firm.StepOf(t.Treatment, jobs.AsOf(asOf, c.Clock.Today()))
			step.Advice = t.ID
			out.Steps = append(out.Steps, step)
		}
		out.Count, err = c.counted(ctx, who.sight, play)
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
	for _, w := range []string{"all", "mine", "team"} {
		out.Whose = append(out.Whose, page.Link{Text: firm.Say("today.whose-" + w), Href: shape.Query("/"+name, page.Encode(OwedIn{Whose: w}))})
	}
	out.Title = firm.Say("title." + name)
	if out.Sentence = firm.Say("today.owed-none-" + name); out.Count.N > 0 {
		out.Sentence = firm.Plural("today.owed-"+name, out.Count.N)
	}
	return out, c.withStandings(ctx, out.Steps, who)
}

func playOf(name string) string {
	return owed[slices.IndexFunc(owed, func(o struct{ name, play string }) bool { return o.name == name })].play
}

func (c *Today) counted(ctx context.Context, sight jobs.Sight, play string) (page.Count, error) {
	n, capped, err := c.Jobs.CountOfPlay(ctx, sight, play)
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
		if o.play == "" {
			_, _, one.Count, err = c.Overdue(ctx, s, sight.Among, "", 1)
		} else {
			one.Count, err = c.counted(ctx, sight, o.play)
		}
		if err != nil {
			return nil, err
		}
		one.Count.Href = shape.Query("/"+o.name, page.Encode(in))
		all = append(all, one)
	}
	return all, nil
}
