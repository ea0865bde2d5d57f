package sample

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/crm/account"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
)

func channels() []page.Choice {
	return []page.Choice{{Value: "call", Label: "a call"}, {Value: "email", Label: "an e-mail"}, {Value: "meeting", Label: "a meeting"}, {Value: "visit", Label: "a visit"}, {Value: "message", Label: "a message"}}
}

func accountOut() account.AccountOut {
	s := row(0)
	s.Line = "Design"
	other := row(4)
	other.Line, other.Href = "Advisory", "/accounts/1?line=Advisory"
	call := step(0, clientele.ListSlipping, 0)
	answer := step(1, clientele.ListDue, 3)
	answer.Why, answer.Do = "They wrote on 12 February and nobody answered.", "Answer them"
	out := account.AccountOut{
		Sentence: "Likely to be lost: usually every 3 weeks, now 64 days. Call them this week.",
		Account:  shape.AccountHead{ID: 1, Key: "C-10441", Name: s.Name, Email: "office@marlow-finch.example", Phone: "+44 20 7946 0991", Country: "United Kingdom", Owner: s.Owner, Href: "/accounts/1"},
		Lines: []shape.LineStanding{{
			Standing: s, Current: true, Sum: 2.31, MaxWeight: 1.42, Model: "BG/NBD with their own rhythm", Course: course(),
			For: []shape.ReasonRow{
				{Text: "48 orders in 4 years, on 46 days", Weight: 1.42, Href: "/accounts/1?kind=order#timeline"},
				{Text: "They began 31 of 58 conversations, the last on 12 February 2026", Weight: 1.10, Day: Today - 19, Href: "#e7"},
				{Text: "A retainer ran for two years and was renewed", Weight: 0.84, Href: "#e9"},
				{Text: "Buys from three parts of what you sell", Weight: 0.35},
			},
			Against: []shape.ReasonRow{
				{Text: "64 days without an order, three times the usual gap", Weight: -0.96, Day: Today - 64, Href: "#e8"},
				{Text: "The last four orders were smaller than the ones before", Weight: -0.44},
			},
		}, {Standing: other, Model: "engagement"}},
		Steps: []shape.Step{call, answer}, Channels: channels(), AsOf: Today - 5, Today: Today, Older: "/accounts/1?before=x",
		Kinds: []page.Choice{{Value: "", Label: "All", Selected: true}, {Value: "order", Label: "Orders"}, {Value: "interaction", Label: "Contact"}},
		Engaged: []account.EngagedRow{
			{Kind: clientele.Retainer, Ref: "R-2024/7", Start: day("2024-04-01"), End: day("2026-03-31"), Fee: euro(1200), Period: clientele.Monthly, Open: true, EndsDays: 28},
			{Kind: clientele.Project, Ref: "Town library", Start: day("2023-01-15"), End: day("2023-11-30"), Fee: euro(24000), Period: clientele.Once},
		},
		Timeline: timeline(), Rhythm: "Usually every 3 weeks, now 64 days since the last purchase.", Walled: true,
		People: []account.ContactRow{
			{ID: 1, Name: "Tessa Finch", Role: "office manager", Phone: "+44 20 7946 0992", Email: "tessa@marlow-finch.example", Href: "/people/1"},
			{ID: 2, Name: "Jonah Marlow", Role: "partner", Href: "/people/2"},
		},
		Past: []account.AdvisedRow{
			{Do: "Ask how they are", Why: "A customer for 4 years, usually every 3 weeks; the last was 41 days ago.", Since: Today - 60, Ended: Today - 55, State: "done", By: "Ruth Osei"},
			{Do: "Talk about the renewal", Why: "The retainer ended.", Since: Today - 400, Ended: Today - 380, State: "over", Because: "its reason went away"},
		},
	}
	for i := range 24 {
		m := shape.MonthSpend{Month: clientele.DayOf(day("2024-04-01").Time().AddDate(0, i, 0)), Spent: euro(0)}
		if i%5 != 3 && i < 22 {
			m.Orders, m.Spent = 1+i%3, euro(float64(1200+(i*977)%2400))
		}
		out.Months = append(out.Months, m)
	}
	return out
}

func course() []shape.ChangeRow {
	c := func(d string, prob, width float64, k clientele.Kind, cause, text string) shape.ChangeRow {
		return shape.ChangeRow{Account: 1, Day: day(d), ClientProb: prob, Low: max(prob-width, 0), High: min(prob+width, 1), IsKind: k, IsTrend: clientele.Steady, Cause: cause, Text: text}
	}
	return []shape.ChangeRow{
		c("2022-03-10", 0.22, 0.2, clientele.Prospect, "first offer", "first measured"),
		c("2022-05-02", 0.35, 0.2, clientele.Customer, "first order", "from prospect to customer"),
		c("2022-12-01", 0.48, 0.16, clientele.Customer, "sixth order", "the chance rose"),
		c("2023-06-20", 0.71, 0.12, clientele.Client, "a retainer began", "from customer to client"),
		c("2024-09-01", 0.88, 0.07, clientele.Client, "measured", "the chance rose"),
		c("2025-06-01", 0.95, 0.03, clientele.Client, "measured", "the chance rose"),
		c("2026-02-20", 0.91, 0.05, clientele.Client, "no order for twice the usual gap", "from steady to slipping"),
	}
}

func timeline() []shape.TimelineDay {
	at := func(back int, hour int) clientele.Instant {
		return (Today - clientele.Day(back)).Instant() + clientele.Instant(hour)*3_600_000
	}
	return []shape.TimelineDay{
		{Day: Today - 2, Entries: []shape.TimelineEntry{{ID: 12, Kind: clientele.KindInteraction, Channel: clientele.Note, At: at(2, 9), Title: "Note", Text: "Their new office manager is Tessa Finch.\nPrefers to be called in the morning.", By: "Ruth Osei"}}},
		{Day: Today - 19, Entries: []shape.TimelineEntry{
			{ID: 7, Kind: clientele.KindInteraction, Channel: clientele.Email, Direction: clientele.In, At: at(19, 15), Title: "They wrote", Person: "Tom Marlow", Text: "Could you tell us whether the oak is still to be had in the longer lengths?", Unanswered: true},
		}},
		{Day: Today - 45, Entries: []shape.TimelineEntry{{ID: 6, Kind: clientele.KindInteraction, Channel: clientele.Call, Direction: clientele.Out, At: at(45, 10), Title: "We called", Person: "Tom Marlow", Minutes: 12, Text: "About the delivery in January."}}},
		{Day: Today - 64, Entries: []shape.TimelineEntry{{ID: 8, Kind: clientele.KindOrder, At: at(64, 11), Title: "Order 20411", Amount: euro(1284.5), Items: []shape.ItemRow{{Product: "OAK-22", Text: "Oak board 22 mm", Quantity: 12, Total: euro(960)}, {Product: "OIL-1", Text: "Hard wax oil", Quantity: 2.5, Total: euro(324.5)}}, MoreItems: 3, Import: 4}}},
		{Day: Today - 71, Entries: []shape.TimelineEntry{{ID: 5, Kind: clientele.KindReturn, At: at(71, 0), Title: "Return of order 20377", Amount: euro(210), Import: 4}}},
		{Day: Today - 400, Entries: []shape.TimelineEntry{{ID: 9, Kind: clientele.KindEngagement, At: at(400, 0), Title: "Retainer R-2024/7", Text: "€1,200 a month", Import: 2}}},
	}
}
