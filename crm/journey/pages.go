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

// StageRow is one stage.
type StageRow struct {
	Stage   clientele.Stage `json:"stage"`
	Title   string          `json:"title"`
	Means   string          `json:"means"` // what puts somebody into it
	Do      string          `json:"do"`    // what to do there
	Now     page.Count      `json:"now"`   // how many are in it today, who lapsed left out
	Entered int64           `json:"entered"`
	On      int64           `json:"went_on"`   // to a later stage
	Back    int64           `json:"went_back"` // to an earlier one
	Lapsed  int64           `json:"lapsed"`
	Still   int64           `json:"still"`
	Median  Median          `json:"median_days"` // until half have left it, whichever way: Kaplan–Meier
	Enough  bool            `json:"enough"`      // so many entered that shares and times can be told
	Unknown int64           `json:"unknown"`     // in it since before anything was measured
	Months  []MonthRow      `json:"months"`
}

// MonthRow is who entered a stage in a month.
type MonthRow struct {
	Month   string `json:"month"`
	Entered int64  `json:"entered"`
	On      int64  `json:"went_on"`
	Lapsed  int64  `json:"lapsed"`
}

// FunnelOut is the journey of the firm's relationships.
type FunnelOut struct {
	Sentence string        `json:"sentence"`
	From     string        `json:"from"`
	To       string        `json:"to"`
	Stages   []StageRow    `json:"stages"`
	Lines    []page.Choice `json:"lines,omitempty"`
	Folded   bool          `json:"folded"` // something has been summed
	most     int           // of one stage today
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
	if out.From, out.To, err = c.months(in); err != nil {
		return out, err
	}
	known, err := c.Book.Lines(ctx)
	if err != nil {
		return out, err
	}
	line := firm.Lines.Asked(in.Line)
	if line != nil && !slices.Contains(append(slices.Clone(known), firm.Lines.Made...), *line) {
		return out, page.Wrong("line", clientele.Tell("account.said.there-is-no-such-line"), clientele.Tell("account.said.choose-one-that-there-is"))
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
	of := func(l clientele.Line) bool { return line == nil || firm.Lines.Goes(l) == *line }
	stays = slices.DeleteFunc(stays, func(x standings.Stay) bool { return !of(x.Line) })
	out.Folded = len(stays) > 0
	for _, stage := range clientele.Stages {
		row := rowOf(stage, stays)
		row.Title, row.Means, row.Do = shape.StageWord(stage), firm.Say("journey.means-"+string(stage)), firm.Say("journey.do-"+string(stage))
		for _, k := range counts {
			if k.Stage == stage && k.Trend != clientele.Lapsed && of(k.Line) {
				row.Now.N += int(k.Count)
			}
		}
		row.Now.Href = shape.Query(shape.PathRelationships, page.Encode(shape.RelationshipsIn{Stage: []clientele.Stage{stage}, Trend: standings.StillHere, Line: in.Line}))
		out.most = max(out.most, row.Now.N)
		out.Stages = append(out.Stages, row)
	}
	out.Sentence = sentence(firm, out)
	return out, nil
}

// months are the months asked for: the last twelve where nothing is said.
func (c *Journey) months(in FunnelIn) (from, to string, err error) {
	today := c.Clock.Today().Time()
	from, to = time.Date(today.Year(), today.Month()-11, 1, 0, 0, 0, 0, time.UTC).Format("2006-01"), today.Format("2006-01")
	for _, m := range []struct {
		name, given string
		into        *string
	}{{"from", in.From, &from}, {"to", in.To, &to}} {
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
func rowOf(stage clientele.Stage, stays []standings.Stay) StageRow {
	row := StageRow{Stage: stage, Months: []MonthRow{}}
	months := map[string]*MonthRow{}
	var times []spent
	at := slices.Index(clientele.Stages, stage)
	for _, x := range stays {
		if x.Stage != stage {
			continue
		}
		if x.Month == "" {
			row.Unknown += x.N
			continue
		}
		m := months[x.Month]
		if m == nil {
			m = &MonthRow{Month: x.Month}
			months[x.Month] = m
		}
		row.Entered, m.Entered = row.Entered+x.N, m.Entered+x.N
		times = append(times, spent{int(x.Days), int(x.N), x.Went != ""})
		switch to := slices.Index(clientele.Stages, clientele.Stage(x.Went)); {
		case x.Went == "":
			row.Still += x.N
		case x.Went == standings.WentLapsed:
			row.Lapsed, m.Lapsed = row.Lapsed+x.N, m.Lapsed+x.N
		case to > at:
			row.On, m.On = row.On+x.N, m.On+x.N
		default:
			row.Back += x.N
		}
	}
	for _, m := range months {
		row.Months = append(row.Months, *m)
	}
	slices.SortFunc(row.Months, func(a, b MonthRow) int { return compare(b.Month, a.Month) })
	if row.Enough = row.Entered >= leastEntered; row.Enough {
		row.Median = medianOf(kaplanMeier(times))
	}
	return row
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// sentence answers first: where they are, and where most are lost.
func sentence(firm shape.Firm, out FunnelOut) string {
	all, worst := 0, -1
	for i, r := range out.Stages {
		all += r.Now.N
		if r.Enough && r.Lapsed > 0 && (worst < 0 || r.Lapsed*out.Stages[worst].Entered > out.Stages[worst].Lapsed*r.Entered) {
			worst = i
		}
	}
	switch {
	case all == 0:
		return firm.Say("journey.nobody")
	case worst < 0:
		return firm.Say("journey.early", say.Args{"n": all})
	}
	r := out.Stages[worst]
	return firm.Say("journey.sentence", say.Args{"stage": r.Title, "share": firm.Percent(float64(r.Lapsed) / float64(r.Entered)), "n": r.Entered})
}

// CSV is the stages as a file.
func (out FunnelOut) CSV() (string, [][]string) {
	rows := [][]string{{"stage", "now", "entered", "went_on", "went_back", "lapsed", "still", "median_days", "low", "high"}}
	for _, r := range out.Stages {
		rows = append(rows, []string{string(r.Stage), number(r.Now.N), number(r.Entered), number(r.On), number(r.Back), number(r.Lapsed), number(r.Still),
			number(r.Median.Days), number(r.Median.Low), number(r.Median.High)})
	}
	return "journey.csv", rows
}
