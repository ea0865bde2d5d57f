package journey

import (
	"context"
	"slices"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// FunnelIn asks for the journey of the firm's relationships.
type FunnelIn struct {
	Line string `name:"line" json:"line,omitempty" maxLength:"100" doc:"only this line of business; - is the one without a name"`
	From string `name:"from" json:"from,omitempty" maxLength:"7" doc:"first month of entering a stage, 2026-03; a year ago where nothing is said"`
	To   string `name:"to" json:"to,omitempty" maxLength:"7" doc:"last month of entering; this one where nothing is said"`
}

// StageRow is one stage. Each of its numbers leads to who they are.
type StageRow struct {
	Stage   clientele.Stage `json:"stage"`
	Title   string          `json:"title"`
	Means   string          `json:"means"` // what puts somebody into it
	Do      string          `json:"do"`    // what to do there
	Now     page.Count      `json:"now"`   // how many are in it today, who lapsed left out
	Entered page.Count      `json:"entered"`
	On      page.Count      `json:"went_on"`   // to a later stage
	Back    page.Count      `json:"went_back"` // to an earlier one
	Lapsed  page.Count      `json:"lapsed"`
	Still   page.Count      `json:"still"`
	Median  Median          `json:"median_days"`  // until half have left it, whichever way: Kaplan–Meier
	Half    page.Count      `json:"left_by_then"` // who left it within those days
	Enough  bool            `json:"enough"`       // so many entered that shares and times can be told
	Unknown page.Count      `json:"unknown"`      // in it since before anything was measured
	Months  []MonthRow      `json:"months"`       // the earliest first, from when anybody entered a stage
}

// MonthRow is who entered a stage in a month.
type MonthRow struct {
	Month   clientele.Day `json:"month"` // its first day
	Entered page.Count    `json:"entered"`
	On      page.Count    `json:"went_on"`
	Back    page.Count    `json:"went_back"`
	Lapsed  page.Count    `json:"lapsed"`
	Still   page.Count    `json:"still"`
}

// FunnelOut is the journey of the firm's relationships.
type FunnelOut struct {
	Sentence string        `json:"sentence"`
	From     string        `json:"from"`
	To       string        `json:"to"`
	Stages   []StageRow    `json:"stages"`
	Lines    []page.Choice `json:"lines,omitempty"`
	Folded   bool          `json:"folded"` // something has been summed
	Empty    bool          `json:"empty"`  // nothing is known of anybody
	most     int           // who entered one of them
	in       FunnelIn
}

// leastEntered is from how many who entered on one can speak of shares and times.
const leastEntered = 10

// Funnel is how many are in each stage, went on or lapsed, and how long that took.
func (c *Journey) Funnel(ctx context.Context, s access.Scope, in FunnelIn) (out FunnelOut, err error) {
	err = c.Book.Snapshot(ctx, func(ctx context.Context) error {
		out, err = c.funnel(ctx, s, in)
		return err
	})
	return out, err
}

func (c *Journey) funnel(ctx context.Context, s access.Scope, in FunnelIn) (FunnelOut, error) {
	out := FunnelOut{in: in, Stages: []StageRow{}}
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return out, err
	}
	if out.From, out.To, err = c.months(in.From, in.To); err != nil {
		return out, err
	}
	line, known, err := c.line(ctx, firm, in.Line)
	if err != nil {
		return out, err
	}
	for _, l := range known {
		if firm.Lines.Goes(l) == l && len(known) > 1 {
			out.Lines = append(out.Lines, page.Choice{Value: shape.LineParam(l), Label: firm.LineName(l), Selected: line != nil && *line == l})
		}
	}
	counts, err := c.Book.For(s).KindCounts(ctx)
	if err != nil {
		return out, err
	}
	stays, err := c.Book.For(s).Stays(ctx, out.From, out.To)
	if err != nil {
		return out, err
	}
	stays = ofLine(firm, stays, line)
	out.Folded = len(stays) > 0 || len(counts) == 0
	if len(stays) == 0 && len(counts) == 0 {
		last, err := shape.LastDay(ctx, c.Book, c.Clock.Today())
		if err != nil {
			return out, err
		}
		out.Empty = last == clientele.NoDay
	}
	for _, stage := range clientele.Stages {
		row := out.rowOf(stage, stays)
		row.Title, row.Means, row.Do = shape.StageWord(stage), firm.Say("journey.means-"+string(stage)), firm.Say("journey.do-"+string(stage))
		for _, k := range counts {
			if k.Stage == stage && k.Trend != clientele.Lapsed && (line == nil || firm.Lines.Goes(k.Line) == *line) {
				row.Now.N += int(k.Count)
			}
		}
		row.Now.Href = shape.Query(shape.PathRelationships, page.Encode(shape.RelationshipsIn{Stage: []clientele.Stage{stage}, Trend: standings.StillHere, Line: in.Line}))
		out.most = max(out.most, row.Entered.N)
		out.Stages = append(out.Stages, row)
	}
	out.Sentence = sentence(firm, out)
	return out, nil
}

// line is the line of business asked for, nil for every one, and those that there are.
func (c *Journey) line(ctx context.Context, firm shape.Firm, asked string) (*clientele.Line, []clientele.Line, error) {
	known, err := c.Book.Lines(ctx)
	if err != nil {
		return nil, nil, err
	}
	line := firm.Lines.Asked(asked)
	if line != nil && !slices.Contains(append(slices.Clone(known), firm.Lines.Made...), *line) {
		return nil, nil, page.Wrong("line", clientele.Tell("account.said.there-is-no-such-line"), clientele.Tell("account.said.choose-one-that-there-is"))
	}
	return line, known, nil
}

// ofLine are the sums of a line of business, with those of the lines that were put into it; of every line where it is nil.
func ofLine(firm shape.Firm, stays []standings.Stay, line *clientele.Line) []standings.Stay {
	return slices.DeleteFunc(stays, func(x standings.Stay) bool { return line != nil && firm.Lines.Goes(x.Line) != *line })
}

// months are the months asked for: the last twelve where nothing is said.
func (c *Journey) months(first, last string) (from, to string, err error) {
	today := c.Clock.Today().Time()
	from, to = time.Date(today.Year(), today.Month()-11, 1, 0, 0, 0, 0, time.UTC).Format("2006-01"), today.Format("2006-01")
	for _, m := range []struct {
		name, given string
		into        *string
	}{{"from", first, &from}, {"to", last, &to}} {
		if m.given == "" {
			continue
		}
		if _, err := time.Parse("2006-01", m.given); err != nil {
			return "", "", page.Wrong(m.name, clientele.Tell("journey.no-month", "text", m.given), clientele.Tell("journey.no-month-remedy"))
		}
		*m.into = m.given
	}
	if to < from {
		return "", "", page.Wrong("to", clientele.Tell("journey.ends-before"), clientele.Tell("journey.ends-before-remedy"))
	}
	return from, to, nil
}

// rowOf is a stage by who entered it.
func (out FunnelOut) rowOf(stage clientele.Stage, stays []standings.Stay) StageRow {
	row := StageRow{Stage: stage, Months: []MonthRow{}}
	ask := InStageIn{Stage: string(stage), Line: out.in.Line, From: out.From, To: out.To}
	at := map[string]int{}
	for i, m := range monthsBetween(firstOf(out.From, stays), out.To) {
		row.Months, at[m.String()[:7]] = append(row.Months, MonthRow{Month: m}), i
	}
	var times []spent
	for _, x := range stays {
		if x.Stage != stage {
			continue
		}
		if x.Month == "" {
			row.Unknown.N += int(x.N)
			continue
		}
		times = append(times, spent{int(x.Days), int(x.N), x.Went != ""})
		m := &MonthRow{}
		if i, drawn := at[x.Month]; drawn {
			m = &row.Months[i]
		}
		into := map[string][2]*page.Count{wayOn: {&row.On, &m.On}, wayBack: {&row.Back, &m.Back}, wayLapsed: {&row.Lapsed, &m.Lapsed}, wayStill: {&row.Still, &m.Still}}[wayOf(stage, x.Went)]
		for _, n := range []*page.Count{into[0], into[1], &row.Entered, &m.Entered} {
			n.N += int(x.N)
		}
	}
	if row.Enough = row.Entered.N >= leastEntered; row.Enough {
		row.Median = medianOf(kaplanMeier(times))
	}
	if ask.Within = row.Median.Days; ask.Within > 0 {
		ask.link(wayEntered, &row.Half)
	}
	for _, x := range times {
		if x.left && x.days <= row.Median.Days {
			row.Half.N += x.n
		}
	}
	ask.Within = 0
	ask.link(wayEntered, &row.Entered).link(wayOn, &row.On).link(wayBack, &row.Back).link(wayLapsed, &row.Lapsed).link(wayStill, &row.Still).link(wayUnknown, &row.Unknown)
	for i := range row.Months {
		m := &row.Months[i]
		of := ask
		of.From = m.Month.String()[:7]
		of.To = of.From
		of.link(wayEntered, &m.Entered).link(wayOn, &m.On).link(wayBack, &m.Back).link(wayLapsed, &m.Lapsed).link(wayStill, &m.Still)
	}
	return row
}

// mostMonths are drawn: a longer period is counted in its sums.
const mostMonths = 120

// firstOf is the first month from which somebody entered anything.
func firstOf(from string, stays []standings.Stay) string {
	first := "9999-12"
	for _, x := range stays {
		if x.Month >= from && x.Month < first {
			first = x.Month
		}
	}
	return first
}

// monthsBetween are the first days of the months from one to another.
func monthsBetween(from, to string) (all []clientele.Day) {
	for at, _ := time.Parse("2006-01", from); at.Format("2006-01") <= to && len(all) < mostMonths; at = at.AddDate(0, 1, 0) {
		all = append(all, clientele.DayOf(at))
	}
	return all
}

// sentence answers first: where they are, and where most are lost.
func sentence(firm shape.Firm, out FunnelOut) string {
	all, worst := 0, -1
	for i, r := range out.Stages {
		all += r.Now.N
		if r.Enough && r.Lapsed.N > 0 && (worst < 0 || r.Lapsed.N*out.Stages[worst].Entered.N > out.Stages[worst].Lapsed.N*r.Entered.N) {
			worst = i
		}
	}
	switch {
	case out.Empty:
		return firm.Say("journey.empty")
	case all == 0:
		return firm.Say("journey.nobody")
	case worst < 0:
		return firm.Say("journey.early", say.Args{"n": all})
	}
	r := out.Stages[worst]
	return firm.Say("journey.sentence", say.Args{"stage": r.Title, "share": firm.Percent(float64(r.Lapsed.N) / float64(r.Entered.N)), "n": r.Entered.N})
}

// CSV is the stages as a file.
func (out FunnelOut) CSV() (string, [][]string) {
	rows := [][]string{{"stage", "now", "entered", "went_on", "went_back", "lapsed", "still", "median_days", "low", "high"}}
	for _, r := range out.Stages {
		rows = append(rows, []string{string(r.Stage), number(r.Now.N), number(r.Entered.N), number(r.On.N), number(r.Back.N), number(r.Lapsed.N), number(r.Still.N),
			number(r.Median.Days), number(r.Median.Low), number(r.Median.High)})
	}
	return "journey.csv", rows
}
