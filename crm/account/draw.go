package account

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/treatment"
	"github.com/clientele-crm/clientele/ui"
)

// ownerChoices are those who may look after somebody, and nobody.
func ownerChoices(v page.Frame, out AccountOut) []page.Choice {
	choices := []page.Choice{{Label: v.Say("account.nobody")}}
	for _, u := range out.Users {
		u.Selected = u.Value == out.owner.String()
		choices = append(choices, u)
	}
	return choices
}

// shownLine is the line of business that is looked at; nil where there is none.
func shownLine(lines []shape.LineStanding) *shape.LineStanding {
	for i := range lines {
		if lines[i].Current {
			return &lines[i]
		}
	}
	if len(lines) > 0 {
		return &lines[0]
	}
	return nil
}

// countedFrom is the day from which the page counts: today, or the day as of which they were
// measured where that is long past.
func countedFrom(out AccountOut) clientele.Day { return jobs.AsOf(out.AsOf, out.Today) }

// PageName is who it is, for the title of the page.
func (out AccountOut) PageName() string { return out.Account.Name }

// whyTitle is the question that the reasons answer. The percentage stands in the head.
func whyTitle(v page.Frame, l shape.LineStanding) string {
	switch s := l.Standing; {
	case s.Kind != s.MeasuredKind || l.Overrule != nil:
		return v.Say("account.why-measure")
	case !s.Enough:
		return v.Say("account.why-early")
	}
	return v.Say("account.why")
}

// weighty are the two strongest reasons, one of which speaks for what the head says: who is told
// that they are surely a customer is not told only what speaks against it.
func weighty(l shape.LineStanding) []shape.ReasonRow {
	told := l.Against
	if l.Standing.ClientProb >= 0.5 {
		told = l.For
	}
	general := func(r shape.ReasonRow) bool { return r.Code == "usual" || r.Code == "pace" }
	all := slices.DeleteFunc(slices.Concat(l.For, l.Against), general)
	slices.SortStableFunc(all, func(a, b shape.ReasonRow) int { return cmp.Compare(b.Share, a.Share) })
	two := slices.Clone(all[:min(len(all), 2)])
	tells := func(r shape.ReasonRow) bool {
		return slices.ContainsFunc(told, func(t shape.ReasonRow) bool { return t == r })
	}
	if slices.ContainsFunc(two, tells) || len(told) == 0 {
		return two
	}
	first := told[0] // what is common to all, where nothing of their own speaks for it
	if i := slices.IndexFunc(told, func(r shape.ReasonRow) bool { return !general(r) }); i >= 0 {
		first = told[i]
	}
	return append([]shape.ReasonRow{first}, two[:min(len(two), 1)]...)
}

// speaks says which way a reason speaks.
func speaks(v page.Frame, r shape.ReasonRow) string {
	if r.Weight > 0 {
		return v.Say("account.for")
	}
	return v.Say("account.against")
}

// timelineHref is all that happened with the account, or only one kind of it.
func timelineHref(out AccountOut, k page.Choice) string {
	q := url.Values{}
	if l := shownLine(out.Lines); l != nil && len(out.Lines) > 1 {
		q.Set("line", shape.LineParam(l.Standing.Line))
	}
	if k.Value != "" {
		q.Set("kind", k.Value)
	}
	return shape.Query("/accounts/"+out.Account.ID.String()+"/timeline", q)
}

// narrowed says that only some of what happened is shown.
func narrowed(out AccountOut) bool {
	return out.With != "" || slices.ContainsFunc(out.Kinds, func(k page.Choice) bool { return k.Selected })
}

// composer is what can be written down about the account.
func composer(out AccountOut) ui.Composer {
	c := ui.Composer{Account: out.Account.ID, Lines: out.InLines, Users: out.Users, Promises: promised(out.Steps)}
	for _, p := range out.People {
		c.People = append(c.People, page.Choice{Value: p.ID.String(), Label: p.Name})
	}
	return c
}

// toldAgreements are those agreements that no record states.
func toldAgreements(out AccountOut) []EngagedRow {
	return slices.DeleteFunc(slices.Clone(out.Engaged), func(e EngagedRow) bool { return e.Kept != 0 })
}

// adoptHref leads to where an agreement that a file told of becomes a record.
func adoptHref(out AccountOut, e EngagedRow) string {
	values := url.Values{"account": {out.Account.ID.String()}, "kind": {string(e.Kind)}, "start": {e.Start.String()}}
	if e.Ref != "" {
		values.Set("ref", e.Ref)
	}
	return shape.Query("/engagements/adopt", values)
}

func engagedName(s *say.Speaker, e EngagedRow) string {
	name := s.Capital(e.Kind.Name())
	if e.Ref != "" {
		name += " " + e.Ref
	}
	return name
}

func feeText(s *say.Speaker, e EngagedRow) string {
	if e.Period == "" {
		return s.RoundMoney(e.Fee)
	}
	return s.RoundMoney(e.Fee) + " " + clientele.Tell("account.period."+string(e.Period))
}

// engagedTime says since when an agreement runs and when it ends.
func engagedTime(s *say.Speaker, e EngagedRow, today clientele.Day) string {
	how := "ended"
	switch {
	case e.End == clientele.NoDay:
		how = "open"
	case e.Open:
		how = "ends"
	case e.Start > today:
		how = "later"
	}
	return s.Say("account.engaged."+how, say.Args{"start": s.Day(e.Start, today), "end": s.Day(e.End, today), "days": s.Days(float64(e.EndsDays))})
}

// byWord says whose word goes before the measure.
func byWord(v page.Frame, l shape.LineStanding) string {
	return v.Say("account.by-word", say.Args{"by": cmp.Or(l.Overrule.By, v.Say("account.somebody")), "until": v.Speaker.LongDay(l.Overrule.Until),
		"measured": v.Words.Of(l.Standing.MeasuredKind)})
}

func kindChoices(w page.Words, now clientele.Kind) []page.Choice {
	var cs []page.Choice
	for _, k := range clientele.Kinds {
		cs = append(cs, page.Choice{Value: string(k), Label: w.One(k), Selected: k == now})
	}
	return cs
}

// stillHere is the chance that they have not left for good, where it can be told.
func stillHere(v page.Frame, s shape.StandingRow) string {
	if s.Orders == 0 {
		return v.Say("account.still-before")
	}
	if s.AliveProb == nil {
		return v.Say("account.still-untold")
	}
	return v.Speaker.Percent(*s.AliveProb)
}

// again is the chance that they order again as far ahead as is looked.
func again(v page.Frame, l shape.LineStanding) string {
	s, key := l.Standing, "account.again-span"
	switch year := s.HorizonDays >= 360 && s.HorizonDays <= 370; {
	case year && s.Orders == 0:
		key = "account.first-year" // nobody orders again who never did
	case year:
		key = "account.again-year"
	case s.Orders == 0:
		key = "account.first-span"
	}
	said := v.Say(key, say.Args{"chance": v.Speaker.Percent(s.ActiveProb), "span": v.Speaker.Days(float64(s.HorizonDays))})
	if l.Tested != "" {
		said += "; " + l.Tested
	}
	return said
}

// expectedTitle says for how long the expectation is.
func expectedTitle(v page.Frame, s shape.StandingRow) string {
	if s.HorizonDays >= 360 && s.HorizonDays <= 370 {
		return v.Say("account.expected-year")
	}
	return v.Say("account.expected-span", say.Args{"span": v.Speaker.Days(float64(s.HorizonDays))})
}

// expected is what they should bring: money, or orders where no money is known.
func expected(v page.Frame, s shape.StandingRow) (value, note string) {
	orders := v.Say("account.expected-orders", say.Args{"orders": v.Speaker.Decimal(s.ExpectedOrders, 1)})
	if s.ExpectedValue.IsNone() {
		return orders, ui.OrdersRange(v.Speaker, s.OrdersRange)
	}
	return v.Speaker.RoundMoney(s.ExpectedValue), strings.TrimSuffix(orders+" · "+ui.MoneyRange(v.Speaker, s.ValueRange), " · ")
}

func brought(v page.Frame, s shape.StandingRow) (value, note string) {
	orders := v.Speaker.Say("account.n-orders", say.Args{"n": s.Orders})
	if s.Revenue.IsNone() {
		return orders, ""
	}
	return v.Speaker.RoundMoney(s.Revenue), orders
}

// touched is the line in which they were last in touch: contact is with the account, whichever
// line it was about. Where there was none, the one in which they bought last.
func touched(lines []shape.LineStanding) (last shape.StandingRow) {
	for i, l := range lines {
		s := l.Standing
		at, was := max(s.LastContactIn, s.LastContactOut), max(last.LastContactIn, last.LastContactOut)
		if i == 0 || at > was || at == was && s.Last > last.Last {
			last = s
		}
	}
	return last
}

// inLine adds to a note of which line it is.
func inLine(v page.Frame, note string, line clientele.Line) string {
	if note == "" {
		return ""
	}
	return note + ", " + v.LineName(line)
}

// lastContact is when they were last in touch, and who began. A purchase is not contact: where
// there is none, the last purchase is said as what it is.
func lastContact(v page.Frame, s shape.StandingRow) (value, note string) {
	last := max(s.LastContactIn, s.LastContactOut)
	switch {
	case last == clientele.NoDay && s.Last == clientele.NoDay:
		return v.Say("account.contact-none"), ""
	case last == clientele.NoDay:
		return v.Say("account.contact-none"), v.Say("account.last-bought", say.Args{"day": v.Speaker.Day(s.Last, v.Today)})
	case s.LastContactIn == s.LastContactOut:
		note = v.Say("account.both")
	case last == s.LastContactIn:
		note = v.Say("account.they")
	default:
		note = v.Say("account.we")
	}
	return v.Speaker.Since(last, v.Today), note + ", " + v.Speaker.Day(last, v.Today)
}

// lineHref is where something about a line is written down: here, or on that line's own tab.
func lineHref(out AccountOut, s shape.Step) string {
	if l := shownLine(out.Lines); l == nil || s.Line == l.Standing.Line || s.Task != 0 {
		return "#write"
	}
	return shape.AccountHref(out.Account.ID, "") + "?line=" + url.QueryEscape(shape.LineParam(s.Line)) + "#write"
}

// pastWhen says when advice ended, and how.
func pastWhen(v page.Frame, p AdvisedRow) string {
	key := map[treatment.State]string{treatment.Done: "account.advised-done", treatment.PutOff: "account.advised-off"}[p.State]
	text := v.Say("account.advised-since", say.Args{"day": v.Speaker.Day(p.Since, v.Today)}) + ", " +
		v.Say(cmp.Or(key, "account.advised-over"), say.Args{"day": v.Speaker.Day(p.Ended, v.Today)})
	if p.By != "" {
		text += " " + v.Say("account.advised-by", say.Args{"by": p.By})
	}
	if p.Because != "" && p.Because != v.Say("jobs.done") {
		text += ": " + p.Because
	}
	return text
}

// dialled keeps of a phone number what a phone can dial.
func dialled(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' || r == '#' || r == '*' {
			return r
		}
		return -1
	}, s)
}
