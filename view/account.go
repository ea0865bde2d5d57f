package view

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/standing"
)

// How much of an account is shown at once.
const (
	timelinePage = 30
	coursePage   = 100
	monthsShown  = 36
)

// Account is one account.
func (h *House) Account(ctx context.Context, _ Viewer, in AccountIn) (AccountOut, error) {
	a, err := h.Directory.Account(ctx, in.ID)
	if err != nil {
		return AccountOut{}, err
	}
	rows, err := h.Book.Standings(ctx, in.ID)
	if err != nil {
		return AccountOut{}, err
	}
	owners, err := h.addresses(ctx)
	if err != nil {
		return AccountOut{}, err
	}
	out := AccountOut{Account: headOf(a, owners), Today: h.Day(), Channels: channelChoices()}
	line := openLine(rows, lineOf(in.Line))
	if err := h.lines(ctx, &out, rows, line); err != nil {
		return AccountOut{}, err
	}
	if out.Steps, err = h.stepsOf(ctx, out.Account, out.AsOf); err != nil {
		return AccountOut{}, err
	}
	histories, err := h.historiesOf(ctx, in.ID, append([]clientele.Line{line}, linesOf(rows)...))
	if err != nil {
		return AccountOut{}, err
	}
	out.past(line, histories[line])
	if err := h.whatIfs(ctx, &out, histories[line]); err != nil {
		return AccountOut{}, err
	}
	if err := h.timeline(ctx, &out, in, histories); err != nil {
		return AccountOut{}, err
	}
	out.Sentence = accountSentence(out)
	return out, nil
}

func headOf(a clientele.Account, owners map[clientele.ID]string) AccountHead {
	return AccountHead{a.ID, a.Key, a.Name, a.Email, a.Phone, a.Country, owners[a.Owner], accountHref(a.ID, "")}
}

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

// lines shows the standing in each line, with what explains it.
func (h *House) lines(ctx context.Context, out *AccountOut, standings []ledger.Row, open clientele.Line) error {
	overrules, err := h.Book.Overrules(ctx, out.Account.ID)
	if err != nil {
		return err
	}
	rows := make([]StandingRow, len(standings))
	for i, s := range standings {
		rows[i] = rowOf(s, map[clientele.ID]string{s.Owner: out.Account.Owner})
	}
	if err := h.nextSteps(ctx, rows); err != nil {
		return err
	}
	out.Lines = []LineStanding{}
	for i, s := range standings {
		l := LineStanding{Standing: rows[i], Current: s.Line == open, Model: s.Model}
		l.explain(s.Reasons)
		course, err := h.Book.Course(ctx, s.Relationship, coursePage)
		if err != nil {
			return err
		}
		slices.Reverse(course)
		for _, c := range course {
			l.Course = append(l.Course, changeRow(c, out.Account.Name))
		}
		for _, o := range overrules {
			if o.Line == s.Line && o.Until >= h.Day() {
				l.Overrule = &OverruleRow{o.Entry, o.Kind, o.Reason, o.Until, o.By}
			}
		}
		out.Lines = append(out.Lines, l)
		out.AsOf = max(out.AsOf, s.AsOf)
	}
	return nil
}

func linesOf(rows []ledger.Row) []clientele.Line {
	lines := make([]clientele.Line, len(rows))
	for i, r := range rows {
		lines[i] = r.Line
	}
	return lines
}

// historiesOf reads the history of each line; one that is not there is empty.
func (h *House) historiesOf(ctx context.Context, account clientele.ID, lines []clientele.Line) (map[clientele.Line]clientele.History, error) {
	found := make(map[clientele.Line]clientele.History, len(lines))
	for _, line := range lines {
		if _, known := found[line]; known {
			continue
		}
		history, err := h.Book.History(ctx, clientele.Relationship{Account: account, Line: line})
		if err != nil && clientele.KindOf(err) != clientele.NotFound {
			return nil, err
		}
		found[line] = history
	}
	return found, nil
}

// whatIfs says what would change the standing in the open line.
func (h *House) whatIfs(ctx context.Context, out *AccountOut, history clientele.History) error {
	for i := range out.Lines {
		l := &out.Lines[i]
		if !l.Current {
			continue
		}
		rel := clientele.Relationship{Account: out.Account.ID, Line: l.Standing.Line}
		var err error
		if l.WhatIfs, err = h.Jobs.WhatIf(ctx, standing.Relation{Relationship: rel, History: &history}); err != nil {
			return err
		}
	}
	return nil
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
func monthsOf(history clientele.History) []MonthSpend {
	if len(history.Days) == 0 {
		return nil
	}
	var months []MonthSpend
	last := firstOfMonth(history.Last())
	first := firstOfMonth(clientele.DayOf(last.Time().AddDate(0, 1-monthsShown, 0)))
	first = max(first, firstOfMonth(history.First()))
	at := map[clientele.Day]int{}
	for m := first; m <= last; m = clientele.DayOf(m.Time().AddDate(0, 1, 0)) {
		at[m] = len(months)
		months = append(months, MonthSpend{Month: m, Spent: money(0, history.Currency)})
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

// timeline shows what happened, day by day.
func (h *House) timeline(ctx context.Context, out *AccountOut, in AccountIn, histories map[clientele.Line]clientele.History) error {
	entries, next, err := h.Book.Timeline(ctx, ledger.TimelineQuery{Account: in.ID, Line: lineOf(in.Line), Kinds: in.Kind, Before: in.Before, Limit: timelinePage})
	if err != nil {
		return err
	}
	open := openContacts(histories)
	out.Timeline = []TimelineDay{}
	for _, e := range entries {
		row := entryRow(e)
		row.Unanswered = open.wait(e)
		day := e.On()
		if n := len(out.Timeline); n == 0 || out.Timeline[n-1].Day != day {
			out.Timeline = append(out.Timeline, TimelineDay{Day: day})
		}
		t := &out.Timeline[len(out.Timeline)-1]
		t.Entries = append(t.Entries, row)
	}
	if next != "" {
		older := in
		older.Before = next
		out.Older = pathOf(older)
	}
	for _, k := range entryKinds {
		out.Kinds = append(out.Kinds, Choice{Value: string(k), Label: entryTitles[k], Selected: slices.Contains(in.Kind, k)})
	}
	return nil
}

func pathOf(in AccountIn) string {
	values := Encode(in)
	values.Del("id")
	return query("/accounts/"+strconv.FormatInt(int64(in.ID), 10), values)
}

var entryKinds = []clientele.EntryKind{clientele.KindOrder, clientele.KindReturn, clientele.KindInteraction, clientele.KindEngagement,
	clientele.KindFollowUp, clientele.KindSettled, clientele.KindOverrule}

var entryTitles = map[clientele.EntryKind]string{
	clientele.KindOrder: "Orders", clientele.KindReturn: "Returns", clientele.KindInteraction: "Contact and notes", clientele.KindEngagement: "Agreements",
	clientele.KindFollowUp: "Promises", clientele.KindSettled: "Done", clientele.KindOverrule: "Overruled",
}

func channelChoices() []Choice {
	return []Choice{{Value: "call", Label: "Call"}, {Value: "email", Label: "E-mail"}, {Value: "meeting", Label: "Meeting"},
		{Value: "visit", Label: "Visit"}, {Value: "message", Label: "Message"}}
}

const itemsShown = 5

// entryRow says an entry in words.
func entryRow(e clientele.Entry) TimelineEntry {
	row := TimelineEntry{ID: e.ID, Kind: e.Body.EntryKind(), Line: e.Line, At: e.At, Learnt: e.Learnt, By: e.By, Import: e.Import}
	switch b := e.Body.(type) {
	case clientele.Order:
		row.Title, row.Amount = titled("Order", b.Ref), b.Total
		row.Text = b.Channel
		row.Items, row.MoreItems = itemRows(b.Items, b.Total.Currency)
	case clientele.Return:
		row.Title, row.Amount = titled("Return", b.Ref), b.Total
		row.Items, row.MoreItems = itemRows(b.Items, b.Total.Currency)
	case clientele.Interaction:
		row.Title, row.Text = interactionTitle(b), b.Text
		row.Channel, row.Direction, row.Person, row.Minutes = b.Channel, b.Direction, b.Person, b.Minutes
	case clientele.Engagement:
		row.Title, row.Amount = titled(capital(string(b.Kind)), b.Ref), b.Fee
		row.Text = "from " + say(b.Start)
		if b.End != clientele.NoDay {
			row.Text += " until " + say(b.End)
		}
	case clientele.Overrule:
		row.Title, row.Text = "Overruled: "+string(b.Kind)+" until "+b.Until.String(), b.Reason
		if b.Kind == "" {
			row.Title = "Overrule taken back"
		}
	case clientele.FollowUp:
		row.Title, row.Text, row.Person = "Promised for "+b.Due.String(), b.Text, b.Owner
	case clientele.Settled:
		row.Title, row.Text = "Done", b.Note
		if b.Until != clientele.NoDay {
			row.Title = "Put off until " + b.Until.String()
		}
	}
	return row
}

func titled(what, ref string) string {
	if ref == "" {
		return what
	}
	return what + " " + ref
}

func itemRows(items []clientele.Item, currency string) ([]ItemRow, int) {
	var rows []ItemRow
	for _, it := range items[:min(len(items), itemsShown)] {
		rows = append(rows, ItemRow{it.Product, it.Text, float64(it.QuantityMilli) / 1000, money(it.TotalMinor, currency)})
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
		return capital(string(b.Channel))
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

func standingSentence(s StandingRow) string {
	text := fmt.Sprintf("%s a %s", capital(s.Sure), s.Kind)
	if !s.Enough && s.Kind == s.MeasuredKind {
		text = fmt.Sprintf("Too early to say; for now a %s", s.Kind)
	}
	text += ", " + string(s.Trend)
	switch {
	case s.Last == clientele.NoDay:
		return text + "; nothing bought yet."
	case s.UsualDays > 0:
		return text + fmt.Sprintf(": usually every %s, now %s since the last purchase.", days(int(math.Max(1, math.Round(s.UsualDays)))), days(s.SinceDays))
	}
	return text + ": " + days(s.SinceDays) + " since the last purchase."
}
