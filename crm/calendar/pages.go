package calendar

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// CalendarIn asks for the calendar.
type CalendarIn struct {
	View string        `name:"view" json:"view,omitempty" enum:"day,week,month,agenda" default:"month" doc:"how much of it, and how it is drawn"`
	On   clientele.Day `name:"on" json:"on,omitzero" doc:"a day that is in it; today where nothing is said"`
	Of   string        `name:"of" json:"of,omitempty" maxLength:"200" default:"me" doc:"whose: me, everyone, or the number of a user"`
}

// CalendarOut is the calendar of some days.
type CalendarOut struct {
	Sentence string         `json:"sentence"`
	View     string         `json:"view"`
	On       clientele.Day  `json:"on"`
	From     clientele.Day  `json:"from"`
	To       clientele.Day  `json:"to"`
	Of       string         `json:"of"`
	Items    []CalendarItem `json:"items"`
	Left     []CalendarKind `json:"kinds"` // how many of each kind

	Title    string        `json:"-"`
	Today    clientele.Day `json:"-"`
	Now      string        `json:"-"`
	Weeks    [][]DayCell   `json:"-"` // of a month
	Days     []DayCell     `json:"-"` // of a week, a day, an agenda
	Hours    []int         `json:"-"` // that are drawn of a day
	Views    []page.Link   `json:"-"`
	Whose    []page.Choice `json:"-"`
	Before   string        `json:"-"`
	After    string        `json:"-"`
	AtToday  string        `json:"-"`
	MayWrite bool          `json:"-"`
}

// PageName is what the page is called.
func (out CalendarOut) PageName() string { return out.Title }

// CalendarKind is how many there are of a kind.
type CalendarKind struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
	N    int    `json:"n"`
}

// DayCell is one day of the calendar.
type DayCell struct {
	Day     clientele.Day
	Href    string
	Other   bool // of another month
	All     []CalendarItem
	Shown   []CalendarItem // of a month: as many as there is room for
	More    int
	Whole   []CalendarItem // what has no hours, or lasts longer than the day
	Blocks  []Block
	Crowded int // events that found no room beside the others
}

const (
	cellShown  = 4  // items of a day of a month
	agendaDays = 30 // that an agenda shows
)

var views = []string{"day", "week", "month", "agenda"}

// Month is the calendar of a month, a week, a day, or the days to come.
func (c *Calendar) Month(ctx context.Context, s access.Scope, in CalendarIn) (CalendarOut, error) {
	out := CalendarOut{View: in.View, On: in.On, Of: in.Of, Today: c.Clock.Today(), Now: c.Clock.Time().Format("2006-01-02T15:04"), MayWrite: s.MayWrite()}
	if out.On == clientele.NoDay {
		out.On = out.Today
	}
	w := window{}
	users, err := c.Access.Users(ctx)
	if err != nil {
		return out, err
	}
	if w.user, err = c.whose(ctx, s, &out, users); err != nil {
		return out, err
	}
	before, after := clientele.NoDay, clientele.NoDay
	w.from, w.to, before, after = reach(out.View, out.On)
	if w.from < earliest || w.to > latest {
		return out, page.Wrong("on", say.Of(ctx).Say("calendar.far-away"), say.Of(ctx).Say("calendar.far-away-remedy"))
	}
	out.From, out.To = w.from, w.to
	if out.Items, err = c.items(ctx, s, w); err != nil {
		return out, err
	}
	if out.Items == nil {
		out.Items = []CalendarItem{}
	}
	if out.View == "day" || out.View == "agenda" {
		if err := c.named(ctx, s, out.Items[:min(len(out.Items), namedMost)]); err != nil {
			return out, err
		}
	}
	out.Before, out.After, out.AtToday = out.href(out.View, before), out.href(out.View, after), out.href(out.View, out.Today)
	for _, view := range views {
		out.Views = append(out.Views, page.Link{Text: say.Of(ctx).Say("calendar.view." + view), Href: out.href(view, out.On)})
	}
	out.lay()
	c.told(say.Of(ctx), &out)
	return out, nil
}

// namedMost is of how many items the accounts are named.
const namedMost = 300

// The days that a calendar reaches.
const (
	earliest clientele.Day = 693596 // 1900-01-01
	latest   clientele.Day = 803533 // 2200-12-31
)

// whose reads whose calendar is asked for: 0 is everybody's. The command line and the house look at that.
func (c *Calendar) whose(ctx context.Context, s access.Scope, out *CalendarOut, users []access.User) (clientele.ID, error) {
	me := s.User()
	if out.Of == "me" && me == 0 {
		out.Of = "everyone"
	}
	out.Whose = []page.Choice{{Value: "everyone", Label: say.Of(ctx).Say("calendar.everyone"), Selected: out.Of == "everyone"}}
	if me != 0 {
		out.Whose = slices.Insert(out.Whose, 0, page.Choice{Value: "me", Label: say.Of(ctx).Say("calendar.mine"), Selected: out.Of == "me"})
	}
	for _, u := range users {
		if u.ID != me {
			name := u.Name
			if name == "" {
				name = u.Email
			}
			out.Whose = append(out.Whose, page.Choice{Value: u.ID.String(), Label: name, Selected: out.Of == u.ID.String()})
		}
	}
	switch out.Of {
	case "me":
		return me, nil
	case "everyone":
		return 0, nil
	}
	id, err := strconv.ParseInt(out.Of, 10, 64)
	if err != nil || !slices.ContainsFunc(users, func(u access.User) bool { return u.ID == clientele.ID(id) }) {
		return 0, page.Wrong("of", say.Of(ctx).Say("calendar.no-user", say.Args{"text": page.Clip(out.Of, 40)}), say.Of(ctx).Say("calendar.no-user-remedy"))
	}
	return clientele.ID(id), nil
}

// reach is from which day to which a view shows, and on which days those before and after it stand.
func reach(view string, on clientele.Day) (from, to, before, after clientele.Day) {
	monday := func(d clientele.Day) clientele.Day { return d - clientele.Day((int(d.Time().Weekday())+6)%7) }
	switch view {
	case "day":
		return on, on, on - 1, on + 1
	case "week":
		return monday(on), monday(on) + 6, on - 7, on + 7
	case "agenda":
		return on, on + agendaDays - 1, on - agendaDays, on + agendaDays
	}
	t := on.Time()
	first := clientele.DayOf(time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC))
	last := clientele.DayOf(time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC))
	return monday(first), monday(last) + 6, first - 1, last + 1
}

func (out CalendarOut) href(view string, on clientele.Day) string {
	q := url.Values{"view": {view}, "on": {on.String()}}
	if out.Of != "me" {
		q.Set("of", out.Of)
	}
	return "/calendar?" + q.Encode()
}

// lay puts what stands in the calendar to its days.
func (out *CalendarOut) lay() {
	cells := make([]DayCell, int(out.To-out.From)+1)
	month := out.On.Time().Month()
	for i := range cells {
		d := out.From + clientele.Day(i)
		cells[i] = DayCell{Day: d, Href: out.href("day", d), Other: out.View == "month" && d.Time().Month() != month}
	}
	for _, item := range out.Items {
		for d := max(item.Day, out.From); d <= min(item.Last, out.To); d++ {
			cells[d-out.From].All = append(cells[d-out.From].All, item)
		}
	}
	for i := range cells {
		cell := &cells[i]
		if cell.Shown = cell.All; len(cell.All) > cellShown+1 { // "1 more" would take the room of that one
			cell.Shown, cell.More = cell.All[:cellShown], len(cell.All)-cellShown
		}
		if out.View == "day" || out.View == "week" {
			cell.blocks()
		}
	}
	switch out.View {
	case "month":
		out.Weeks = slices.Collect(slices.Chunk(cells, 7))
	case "agenda":
		out.Days = slices.DeleteFunc(cells, func(c DayCell) bool { return len(c.All) == 0 })
	default:
		out.Days = cells
		out.hours()
	}
}

// told says what is in the calendar, and how many of each kind.
func (c *Calendar) told(s *say.Speaker, out *CalendarOut) {
	switch out.View {
	case "day":
		out.Title = s.FullDay(out.On)
	case "month":
		out.Title = s.LongMonth(out.On)
	default:
		out.Title = s.Say("calendar.from-to", say.Args{"from": s.LongDay(out.From), "to": s.LongDay(out.To)})
	}
	count := map[string]int{}
	for _, i := range out.Items {
		count[i.Kind]++
	}
	var parts []string
	for _, kind := range c.kindsIn(count) {
		out.Left = append(out.Left, CalendarKind{kind, s.Capital(c.kindName(s, kind, 2)), count[kind]})
		parts = append(parts, s.Say("calendar.counted", say.Args{"n": count[kind], "of": c.kindName(s, kind, count[kind])}))
	}
	if out.Sentence = s.Say("calendar.empty"); len(parts) > 0 {
		out.Sentence = s.Say("calendar.holds", say.Args{"what": parts})
	}
}

// kindsIn are the kinds that there are, in the order of a legend: events, dates, tasks, and what else.
func (c *Calendar) kindsIn(count map[string]int) (some []string) {
	order := append(slices.Clone(kinds), anniversary)
	for _, t := range c.Records.Types() {
		if t.Calendar != "" && t.Name != Type.Name {
			order = append(order, t.Name)
		}
	}
	for _, kind := range order {
		if count[kind] > 0 {
			some = append(some, kind)
		}
	}
	return some
}

// kindName is what so many of a kind are called.
func (c *Calendar) kindName(s *say.Speaker, kind string, n int) string {
	if slices.Contains(kinds, kind) || kind == anniversary {
		return s.Say("calendar.kinds."+kind, say.Args{"n": n})
	}
	return s.Fill(c.Called(kind, n))
}
