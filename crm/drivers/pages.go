package drivers

import (
	"context"
	"slices"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// DriversIn asks what goes with quick purchases.
type DriversIn struct {
	Outcome string `name:"outcome" json:"outcome,omitempty" enum:"all,own,30,60,90,client" default:"all" doc:"only what goes with buying again within so many days (own: the firm's own median), or with becoming a client"`
}

// DriversOut is what goes with quick purchases.
type DriversOut struct {
	Sentence string        `json:"sentence"`
	Known    bool          `json:"known"`
	Empty    bool          `json:"empty"`
	Outcome  string        `json:"outcome"`
	On       clientele.Day `json:"on,omitzero"` // when it was learnt
	AsOf     clientele.Day `json:"as_of"`
	Learnt   *Learnt       `json:"learnt,omitempty"`
	Holds    []FoundRow    `json:"holds"`   // what holds beside how many comparisons were made
	Nothing  []FoundRow    `json:"nothing"` // of which nothing is to be told
	Waits    []string      `json:"waits"`   // what no order says, and so cannot be looked at
	Job      *shape.JobRow `json:"job,omitempty"`
}

// FoundRow is a comparison in words.
type FoundRow struct {
	Compared
	What  string `json:"what"`
	For   string `json:"for"`
	Trial string `json:"try,omitempty"` // what trial would tell
}

// Drivers is what goes with quick purchases.
func (c *Drivers) Drivers(ctx context.Context, _ access.Scope, in DriversIn) (DriversOut, error) {
	out := DriversOut{Outcome: in.Outcome, Holds: []FoundRow{}, Nothing: []FoundRow{}, Waits: []string{}}
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return out, err
	}
	if out.Job, err = shape.Running(ctx, c.Jobs, KindLearn, kindDue); err != nil {
		return out, err
	}
	if out.AsOf, err = shape.CountedFrom(ctx, c.Book, c.Clock.Today()); err != nil {
		return out, err
	}
	kept, err := c.kept(ctx)
	if err != nil {
		return out, err
	}
	if kept == nil {
		last, err := shape.LastDay(ctx, c.Book, c.Clock.Today())
		out.Empty = last == clientele.NoDay
		out.Sentence = firm.Say(map[bool]string{true: "drivers.empty", false: "drivers.waits"}[out.Empty])
		return out, err
	}
	out.Known, out.On, out.Learnt = true, kept.On, &kept.Learnt
	for _, one := range kept.All {
		row := FoundRow{Compared: one, What: whatText(firm, one.Driver), For: forText(firm, one.DriverFor)}
		switch {
		case !one.shown(in.Outcome):
		case one.Holds:
			row.Trial = trialText(firm, one)
			out.Holds = append(out.Holds, row)
		default:
			out.Nothing = append(out.Nothing, row)
		}
	}
	for _, what := range kept.Unknown {
		out.Waits = append(out.Waits, firm.Say("drivers.unknown-"+what))
	}
	out.Sentence = sentence(firm, &out)
	return out, nil
}

func (c Compared) shown(outcome string) bool {
	switch outcome {
	case "client":
		return c.Client
	case "own":
		return c.Own
	case "30", "60", "90":
		return strconv.Itoa(c.Days) == outcome
	}
	return true
}

// whatText is who has it.
func whatText(f shape.Firm, d Driver) string {
	key := "drivers.about-" + d.About
	if d.About == "size" {
		key += "-" + d.Value
	}
	value := d.Value
	if d.About == "product" {
		value = f.Shorten(value, 60)
	}
	return f.Say(key, say.Args{"value": value})
}

func forText(f shape.Firm, o DriverFor) string {
	switch {
	case o.Client:
		return f.Say("drivers.for-client")
	case o.Own:
		return f.Say("drivers.for-own", say.Args{"days": clientele.Tell("noun.day", "n", o.Days)})
	}
	return f.Say("drivers.for-days", say.Args{"days": clientele.Tell("noun.day", "n", o.Days)})
}

// trialText says what to vary, how many it takes and for how long; of the season nothing can be varied.
func trialText(f shape.Firm, c Compared) string {
	if c.Trial == nil {
		if c.About == "season" || c.About == "day" {
			return f.Say("drivers.try-none")
		}
		return ""
	}
	return f.Say("drivers.try-"+c.About, say.Args{"value": c.Value, "each": f.Count(int64(c.Trial.Each)), "months": monthsText(f, c.Trial.Months)})
}

func monthsText(f shape.Firm, months float64) string {
	if months > 120 {
		return f.Say("drivers.too-long")
	}
	return f.Plural("noun.month", max(int(months+.999), 1))
}

// mostTold is up to how many findings are named in the answer.
const mostTold = 2

// sentence is the answer: what holds, or that nothing does, and of how many comparisons.
func sentence(f shape.Firm, out *DriversOut) string {
	l := out.Learnt
	args := say.Args{"n": len(out.Holds), "looked": l.Looked, "firsts": f.Count(int64(l.Firsts))}
	switch {
	case l.Looked == 0:
		return f.Say("drivers.thin", args)
	case len(out.Holds) == 0:
		return f.Say("drivers.nothing-holds", args)
	}
	var named, seen []string
	for _, r := range out.Holds {
		if !slices.Contains(seen, r.What) && len(named) < mostTold {
			seen, named = append(seen, r.What), append(named, goesWith(f, r))
		}
	}
	args["named"] = f.List(named)
	return f.Say("drivers.holds", args)
}

// goesWith says in which direction a finding goes.
func goesWith(f shape.Firm, r FoundRow) string {
	key := map[bool]string{true: "drivers.more-", false: "drivers.less-"}[r.Differs > 0] + map[bool]string{true: "client", false: "again"}[r.Client]
	return f.Say(key, say.Args{"what": r.What})
}

// trials are the findings by what a trial would vary, each once: the surest of those that one trial would tell.
func (out *DriversOut) trials() (all []FoundRow) {
	seen := map[Driver]bool{}
	for _, r := range out.Holds {
		varied := Driver{About: r.About}
		switch {
		case r.Compared.Trial == nil:
			varied = Driver{} // nothing
		case r.About == "channel" || r.About == "product":
			varied.Value = r.Value
		}
		if r.Trial != "" && !seen[varied] {
			seen[varied], all = true, append(all, r)
		}
	}
	return all
}

// CSV is every comparison as a file.
func (out DriversOut) CSV() (file string, rows [][]string) {
	rows = append(rows, []string{"what", "for", "with", "without", "did_with", "did_without", "difference", "low", "high", "chance", "holds"})
	for _, r := range slices.Concat(out.Holds, out.Nothing) {
		number := func(x float64) string { return strconv.FormatFloat(x, 'f', 4, 64) }
		rows = append(rows, []string{r.What, r.For, strconv.Itoa(r.With), strconv.Itoa(r.Without), number(r.DidWith), number(r.DidNot), number(r.Differs), number(r.Low), number(r.High), number(r.Chance), strconv.FormatBool(r.Holds)})
	}
	return "drivers.csv", rows
}
