package account

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/ui"
)

var whoBegan = []page.Choice{
	{Value: "out", Label: "we did"},
	{Value: "in", Label: "they did"},
	{Value: "", Label: "it is not known"},
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

// whyTitle is the question that the reasons answer.
func whyTitle(w page.Words, l shape.LineStanding) string {
	s := l.Standing
	if s.Kind != s.MeasuredKind || l.Overrule != nil {
		return "What the measure says: " + ui.Percent(s.ClientProb) + " " + w.Client
	}
	if !s.Enough {
		return "Why it is too early to say"
	}
	if s.Kind == clientele.Client {
		return "Why it is " + s.Sure + " a " + w.Client + ": " + ui.Percent(s.ClientProb)
	}
	return "Why it is " + s.Sure + " not a " + w.Client + ": " + ui.Percent(s.ClientProb)
}

// timelineHref is the account's page with only one kind of entry in its timeline.
func timelineHref(out AccountOut, k page.Choice) string {
	path, query, _ := strings.Cut(out.Account.Href, "?")
	q, err := url.ParseQuery(query)
	if err != nil {
		q = url.Values{}
	}
	if l := shownLine(out.Lines); l != nil && len(out.Lines) > 1 {
		q.Set("line", string(l.Standing.Line))
	}
	if k.Value != "" && !k.Selected {
		q.Set("kind", k.Value)
	}
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return path + "#timeline"
}

func engagedName(e EngagedRow) string {
	name := ui.Capital(string(e.Kind))
	if e.Ref != "" {
		name += " " + e.Ref
	}
	return name
}

var periodWords = map[clientele.Period]string{
	clientele.Once: "once", clientele.Weekly: "a week", clientele.Monthly: "a month", clientele.Quarter: "a quarter", clientele.Yearly: "a year",
}

func feeText(e EngagedRow) string {
	return strings.TrimSpace(ui.RoundMoney(e.Fee) + " " + periodWords[e.Period])
}

// engagedTime says since when an agreement runs and when it ends.
func engagedTime(e EngagedRow, today clientele.Day) string {
	from := "since " + ui.ShortDay(e.Start, today)
	switch {
	case e.End == clientele.NoDay:
		return from + ", open-ended"
	case e.Open:
		return from + ", ends in " + ui.Days(float64(e.EndsDays)) + " (" + ui.ShortDay(e.End, today) + ")"
	case e.Start > today:
		return "from " + ui.ShortDay(e.Start, today) + " to " + ui.ShortDay(e.End, today)
	}
	return from + ", ended " + ui.ShortDay(e.End, today)
}

func overruleText(w page.Words, o shape.OverruleRow, measured clientele.Kind) string {
	return cmp.Or(o.By, "Somebody") + " says that this is a " + w.Of(o.Kind) + ", until " + ui.FullDay(o.Until) +
		". The measure says " + w.Of(measured) + ". The reason given:"
}

func kindChoices(w page.Words, now clientele.Kind) []page.Choice {
	var cs []page.Choice
	for _, k := range clientele.Kinds {
		cs = append(cs, page.Choice{Value: string(k), Label: w.Of(k), Selected: k == now})
	}
	return cs
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
