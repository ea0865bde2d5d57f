package account

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
)

// How much of an account is shown at once.
const (
	timelinePage = 30
	coursePage   = 100
	monthsShown  = 36
)

// openLine is the line to open: the one asked for, else the one that brought the most.
func openLine(standings []ledger.Row, asked *clientele.Line) clientele.Line {
	if asked != nil {
		return *asked
	}
	var best ledger.Row
	for i, s := range standings {
		if i == 0 || s.Revenue.Minor > best.Revenue.Minor {
			best = s
		}
	}
	return best.Line
}

func linesOf(rows []ledger.Row) []clientele.Line {
	lines := make([]clientele.Line, len(rows))
	for i, r := range rows {
		lines[i] = r.Line
	}
	return lines
}

// past reads the agreements and the months of the open line off its history.
func (out *AccountOut) past(line clientele.Line, history clientele.History) {
	for _, e := range slices.Backward(history.Engaged) {
		row := EngagedRow{Kind: e.Kind, Line: line, Ref: e.Ref, Start: e.Start, End: e.End, Fee: e.Fee, Period: e.Period}
		row.Open = e.Start <= out.Today && (e.End == clientele.NoDay || e.End >= out.Today)
		if row.Open && e.End != clientele.NoDay {
			row.EndsDays = int(e.End - out.Today)
		}
		out.Engaged = append(out.Engaged, row)
	}
	out.Months = monthsOf(history)
}

// monthsOf sums purchases by month, the last three years of them, gaps filled.
func monthsOf(history clientele.History) []shape.MonthSpend {
	if len(history.Days) == 0 {
		return nil
	}
	var months []shape.MonthSpend
	last := firstOfMonth(history.Last())
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

var entryKinds = []clientele.EntryKind{clientele.KindOrder, clientele.KindReturn, clientele.KindInteraction, clientele.KindEngagement,
	clientele.KindSettled, clientele.KindOverrule}

var entryTitles = map[clientele.EntryKind]string{
	clientele.KindOrder: "Orders", clientele.KindReturn: "Returns", clientele.KindInteraction: "Contact and notes", clientele.KindEngagement: "Agreements",
	clientele.KindSettled: "Done", clientele.KindOverrule: "Overruled",
}

func channelChoices() []page.Choice {
	return []page.Choice{{Value: "call", Label: "Call"}, {Value: "email", Label: "E-mail"}, {Value: "meeting", Label: "Meeting"},
		{Value: "visit", Label: "Visit"}, {Value: "message", Label: "Message"}}
}

// userChoices are users by their addresses, who looks first.
func userChoices(owners map[clientele.ID]string, first clientele.ID) []page.Choice {
	choices := make([]page.Choice, 0, len(owners))
	for _, id := range slices.SortedFunc(maps.Keys(owners), func(a, b clientele.ID) int {
		return cmp.Or(boolOrder(b == first)-boolOrder(a == first), strings.Compare(owners[a], owners[b]))
	}) {
		choices = append(choices, page.Choice{Value: strconv.FormatInt(int64(id), 10), Label: owners[id]})
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

const itemsShown = 5

// byHand are the kinds of entry that people write down, and may take away.
var byHand = []clientele.EntryKind{clientele.KindInteraction}

// entryRow says an entry in words.
func entryRow(e clientele.Entry) shape.TimelineEntry {
	row := shape.TimelineEntry{ID: e.ID, Kind: e.Body.EntryKind(), Line: e.Line, At: e.At, Learnt: e.Learnt, Import: e.Import, Erased: e.Erased}
	row.ByHand = e.Import == 0 && slices.Contains(byHand, row.Kind)
	switch b := e.Body.(type) {
	case clientele.Order:
		row.Title, row.Amount = shape.Titled("Order", b.Ref), b.Total
		row.Text = b.Channel
		row.Items, row.MoreItems = itemRows(b.Items, b.Total.Currency)
	case clientele.Return:
		row.Title, row.Amount = shape.Titled("Return", b.Ref), b.Total
		row.Items, row.MoreItems = itemRows(b.Items, b.Total.Currency)
	case clientele.Interaction:
		row.Title, row.Text = interactionTitle(b), b.Text
		row.Channel, row.Direction, row.Person, row.Minutes = b.Channel, b.Direction, b.Person, b.Minutes
	case clientele.Engagement:
		row.Title, row.Amount = shape.Titled(shape.Capital(string(b.Kind)), b.Ref), b.Fee
		row.Text = "from " + shape.Say(b.Start)
		if b.End != clientele.NoDay {
			row.Text += " until " + shape.Say(b.End)
		}
	case clientele.Overrule:
		row.Title, row.Text = "Overruled: "+string(b.Kind)+" until "+b.Until.String(), b.Reason
		if b.Kind == "" {
			row.Title = "Overrule taken back"
		}
	case clientele.Settled:
		row.Title, row.Text = "Done", b.Note
		if b.Until != clientele.NoDay {
			row.Title = "Put off until " + b.Until.String()
		}
	case clientele.Same:
		row.Title = "Merged with another"
	case clientele.Parted:
		row.Title = "Parted again"
	case clientele.Changed:
		row.Title = "Changed"
	}
	if e.Erased {
		row.Text = "erased"
	}
	return row
}

func itemRows(items []clientele.Item, currency string) ([]shape.ItemRow, int) {
	var rows []shape.ItemRow
	for _, it := range items[:min(len(items), itemsShown)] {
		rows = append(rows, shape.ItemRow{Product: it.Product, Text: it.Text, Quantity: float64(it.QuantityMilli) / 1000, Total: shape.Money(it.TotalMinor, currency)})
	}
	return rows, len(items) - len(rows)
}

func interactionTitle(b clientele.Interaction) string {
	verbs := map[clientele.Channel][2]string{clientele.Call: {"They called", "We called"}, clientele.Email: {"They wrote", "We wrote"},
		clientele.Message: {"They sent a message", "We sent a message"}, clientele.Visit: {"They came", "We came"}, clientele.Meeting: {"Meeting", "Meeting"}}
	v, ok := verbs[b.Channel]
	switch {
	case b.Channel == clientele.Note:
		return "Note"
	case !ok || b.Direction == "":
		return shape.Capital(string(b.Channel))
	case b.Direction == clientele.In:
		return v[0]
	}
	return v[1]
}

// accountSentence is what a busy person came for.
func accountSentence(out AccountOut) string {
	for _, l := range out.Lines {
		if l.Current {
			return standingSentence(l.Standing)
		}
	}
	if len(out.Timeline) == 0 {
		return "Nothing has happened here yet."
	}
	return "Not measured yet: the next measure will say where this stands."
}

func standingSentence(s shape.StandingRow) string {
	text := fmt.Sprintf("%s a %s", shape.Capital(s.Sure), s.Kind)
	if !s.Enough && s.Kind == s.MeasuredKind {
		text = fmt.Sprintf("Too early to say; for now a %s", s.Kind)
	}
	text += ", " + string(s.Trend)
	switch {
	case s.Last == clientele.NoDay:
		return text + "; nothing bought yet."
	case s.UsualDays > 0:
		return text + fmt.Sprintf(": usually every %s, now %s since the last purchase.", shape.Days(int(math.Max(1, math.Round(s.UsualDays)))), shape.Days(s.SinceDays))
	}
	return text + ": " + shape.Days(s.SinceDays) + " since the last purchase."
}

func causeOf(body clientele.Body, s access.Scope) string {
	what := map[clientele.EntryKind]string{
		clientele.KindInteraction: "contact written down", clientele.KindOverrule: "overruled",
		clientele.KindSettled: "something settled",
	}[body.EntryKind()]
	if s.Name() == "" {
		return what
	}
	return what + " by " + s.Name()
}

func relFields(rel clientele.Relationship) map[string]string {
	return map[string]string{"account": strconv.FormatInt(int64(rel.Account), 10), "line": string(rel.Line)}
}
