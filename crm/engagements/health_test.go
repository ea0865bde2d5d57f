package engagements

import (
	"slices"
	"testing"

	"github.com/clientele-crm/clientele"
)

func day(s string) clientele.Day {
	d, err := clientele.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// How an engagement goes follows from what happened, each piece of evidence by itself.
func TestHealth(t *testing.T) {
	today := day("2026-03-31")
	each := func(gap clientele.Day, n int, last clientele.Day) (all []clientele.ContactDay) {
		for i := range n {
			all = append(all, clientele.ContactDay{Day: last - gap*clientele.Day(n-1-i), Out: 1, Answered: true})
		}
		return all
	}
	asked := append(each(10, 5, today-20), clientele.ContactDay{Day: today - 9, In: 1})
	runs := agreed{Stage: running, Begins: day("2025-01-01"), Since: day("2025-01-01")}
	ends := func(on, by string) agreed {
		a := runs
		a.Ends, a.RunsOut = day(on), day(on)
		if by != "" {
			a.NoticeBy = day(by)
		}
		return a
	}
	month := budget{Agreed: 20, From: day("2026-03-01"), Until: day("2026-03-31"), Gone: .5}
	spent := func(used, gone float64) budget {
		b := month
		b.Used, b.Gone = used, gone
		return b
	}
	for name, tt := range map[string]struct {
		e     evidence
		level Level
		codes []string
	}{
		"nothing known":             {evidence{Agreed: runs}, Good, nil},
		"in their rhythm":           {evidence{Agreed: runs, Contacts: each(10, 5, today-8)}, Good, []string{"contact"}},
		"later than is usual":       {evidence{Agreed: runs, Contacts: each(10, 5, today-25)}, Attention, []string{"silence"}},
		"silent":                    {evidence{Agreed: runs, Contacts: each(10, 5, today-45)}, Risk, []string{"silence"}},
		"too few contacts to say":   {evidence{Agreed: runs, Contacts: each(10, 3, today-45)}, Good, nil},
		"they wait":                 {evidence{Agreed: runs, Contacts: asked}, Risk, []string{"unanswered", "contact"}},
		"more used than agreed":     {evidence{Agreed: runs, Budget: spent(21, .5)}, Risk, []string{"overspent"}},
		"used fast":                 {evidence{Agreed: runs, Budget: spent(16, .5)}, Attention, []string{"fast"}},
		"used slowly":               {evidence{Agreed: runs, Budget: spent(2, .8)}, Attention, []string{"slow"}},
		"used as the time goes":     {evidence{Agreed: runs, Budget: spent(10, .5)}, Good, []string{"within"}},
		"it ran out":                {evidence{Agreed: ends("2026-03-20", "")}, Risk, []string{"over"}},
		"it ends, nobody spoke":     {evidence{Agreed: ends("2026-05-31", "")}, Attention, []string{"near-silent"}},
		"it ends in days":           {evidence{Agreed: ends("2026-04-10", "")}, Risk, []string{"near-silent"}},
		"notice is near, spoken of": {evidence{Agreed: ends("2026-12-31", "2026-04-10"), Contacts: each(10, 2, today-3)}, Good, []string{"near-spoken"}},
		"it ends far away":          {evidence{Agreed: ends("2026-12-31", "")}, Good, nil},
		"a promise is overdue":      {evidence{Agreed: runs, Late: "the plan"}, Attention, []string{"promise"}},
		"they slip":                 {evidence{Agreed: runs, Trend: clientele.Slipping}, Risk, []string{"trend-slipping"}},
		"three things at once":      {evidence{Agreed: runs, Late: "the plan", Trend: clientele.Slowing, Budget: spent(16, .5)}, Risk, []string{"fast", "promise", "trend-slowing"}},
		"it has ended":              {evidence{Agreed: agreed{Stage: ended}, Trend: clientele.Slipping}, Good, nil},
	} {
		tt.e.Today, tt.e.Lead = today, usualLead
		h := healthOf(tt.e)
		var codes []string
		for _, r := range h.Reasons {
			codes = append(codes, r.Code)
		}
		if h.Level != tt.level || !slices.Equal(codes, tt.codes) {
			t.Errorf("%s: %s %q, want %s %q", name, h.Level, codes, tt.level, tt.codes)
		}
	}
}

// What was agreed for a period is counted in the one that runs, from the day on which it began.
func TestBudget(t *testing.T) {
	a := agreed{Stage: running, Begins: day("2026-01-31"), Since: day("2026-01-31"), Units: 20, Per: "period", Period: clientele.Monthly}
	for at, want := range map[string]string{"2026-02-27": "2026-01-31 2026-02-27", "2026-02-28": "2026-02-28 2026-03-30", "2026-03-31": "2026-03-31 2026-04-29", "2025-12-01": "2026-01-31 2026-02-27"} {
		if in := a.within(day(at)); in.From.String()+" "+in.To.String() != want {
			t.Errorf("on %s it counts %s to %s, want %s", at, in.From, in.To, want)
		}
	}
	b := budgetOf(a, used{Within: 10, All: 30}, day("2026-03-10"))
	if b.Used != 10 || b.InAll != 30 || b.Out.String() != "2026-03-21" {
		t.Errorf("%+v", b)
	}
	a.Per, a.Ends = "whole", day("2026-12-31")
	if in := a.within(day("2026-06-01")); in.From != a.Begins || in.To != a.Ends {
		t.Errorf("the whole: %+v", in)
	}
}
