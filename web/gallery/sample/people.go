package sample

import (
	"math"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/crm/find"
	"github.com/clientele-crm/clientele/crm/relationships"
	"github.com/clientele-crm/clientele/crm/today"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
)

type person struct {
	name         string
	kind         clientele.Kind
	trend        clientele.Trend
	prob         float64
	usual, since float64
	orders       int
	value, spent float64
	why, next    string
	owner        string
}

var people = []person{
	{"Marlow & Finch Architects", clientele.Client, clientele.Slipping, 0.91, 21, 64, 48, 18400, 96210, "Usually every 3 weeks, now 64 days without an order.", "Call them", "Ruth Osei"},
	{"Dr. Amelie Brandt", clientele.Client, clientele.Slipping, 0.84, 30, 71, 31, 9200, 41800, "Two messages of theirs wait for an answer since 12 February.", "Answer them", "Ruth Osei"},
	{"Copperfield Logistics", clientele.Client, clientele.Slipping, 0.78, 14, 33, 77, 7450, 88120, "Three of the last four orders were half as large as usual.", "Call them", "Jonas Hartmann"},
	{"Juniper Dental", clientele.Client, clientele.Steady, 0.96, 28, 9, 52, 12600, 60340, "Buys every month, on the same two days, for four years.", "", "Ruth Osei"},
	{"Okafor Family Office", clientele.Client, clientele.Growing, 0.88, 45, 12, 19, 31200, 118000, "The mandate was extended twice.", "Offer the yearly review", "Jonas Hartmann"},
	{"The Corner Bakery", clientele.Customer, clientele.Growing, 0.47, 18, 5, 14, 2100, 5420, "Orders come closer together: every 18 days, before that every 40.", "Offer a standing order", ""},
	{"Lindqvist Studio", clientele.Customer, clientele.Growing, 0.44, 25, 8, 9, 1850, 3900, "Asked twice for advice before buying.", "Invite them to talk", "Ruth Osei"},
	{"Hôtel des Trois Rivières", clientele.Customer, clientele.Steady, 0.31, 60, 40, 11, 1400, 7800, "Compares prices; returns a third of what it buys.", "", ""},
	{"Beatrix Novák", clientele.Customer, clientele.Lapsed, 0.08, 90, 412, 3, 20, 310, "Three orders in 2024, none since.", "", ""},
	{"Sundaram Textiles", clientele.Customer, clientele.Steady, 0.22, 75, 31, 6, 640, 2210, "Buys before the season and only then.", "", "Jonas Hartmann"},
	{"Wexford Parish Council", clientele.Prospect, clientele.Steady, 0.15, 0, 0, 0, 0, 0, "Asked for an offer on 19 February.", "Send the offer", "Ruth Osei"},
	{"a.very.long.address.of.somebody@an-even-longer-domain.example", clientele.Customer, clientele.Steady, 0.18, 0, 20, 1, 90, 45, "One order so far.", "", ""},
}

func row(i int) shape.StandingRow {
	p := people[i]
	sure := "surely"
	switch own := max(p.prob, 1-p.prob); {
	case own < 0.6:
		sure = "perhaps"
	case own < 0.9:
		sure = "likely"
	}
	r := shape.StandingRow{
		Account: clientele.ID(i + 1), Name: p.name, Owner: p.owner, Href: "/accounts/" + string(rune('1'+i)), Kind: p.kind, MeasuredKind: p.kind,
		ClientProb: p.prob, Enough: p.orders > 1, Sure: sure, Stage: clientele.Stages[min(p.orders/10, 4)], Trend: p.trend,
		AliveProb: new(math.Exp(-max(p.since/(p.usual+1)-1, 0) / 8)), ActiveProb: 0.72, HorizonDays: 365, ExpectedOrders: 365 / (p.usual + 20),
		ExpectedValue: euro(p.value), Orders: p.orders, Revenue: euro(p.spent), SinceDays: int(p.since), UsualDays: p.usual,
		AsOf: Today, Why: []string{p.why}, Next: p.next,
	}
	if p.orders > 0 {
		r.First, r.Last = Today-clientele.Day(p.orders)*30, Today-clientele.Day(p.since)
		r.LastContactIn, r.LastContactOut = Today-19, Today-45
		r.LastContact = Today - 19
	}
	return r
}

func step(i int, list clientele.List, due int) shape.Step {
	r := row(i)
	s := shape.Step{Account: r.Account, Name: r.Name, Href: r.Href, List: list, Play: "call", Why: people[i].why, Do: people[i].next,
		Due: Today - clientele.Day(due), LateDays: due, Stake: r.ExpectedValue, Owner: r.Owner, Standing: &r}
	if list == clientele.ListDue {
		s.Play, s.Task = "", clientele.ID(800+i)
	}
	return s
}

func todayOut() today.TodayOut {
	offer := step(10, clientele.ListDue, 2)
	offer.Why, offer.Do = "You promised the offer for the parish hall.", "Send the offer"
	review := step(4, clientele.ListDue, 0)
	review.Why, review.Do = "The mandate ends on 31 March: renew it or let it go.", "Renew the mandate"
	review.Line = "Advisory"
	check := step(3, clientele.ListDue, -1)
	check.Why, check.Do = "Check-in every quarter; the last one was on 4 December.", "Check in"
	return today.TodayOut{
		Sentence: "3 clients are slipping; call Marlow & Finch Architects first: usually every 21 days, now 64 days.",
		Today:    Today, AsOf: Today - 5, Measured: true,
		Lists: []today.TodayList{
			{List: clientele.ListSlipping, Title: "Slipping", Count: page.Count{N: 11, Href: "/relationships?view=slipping"}, Steps: []shape.Step{step(0, clientele.ListSlipping, 0), step(1, clientele.ListSlipping, 0), step(2, clientele.ListSlipping, 0)}, Empty: "Nobody is slipping."},
			{List: clientele.ListDue, Title: "Due", Count: page.Count{N: 3, Href: "/relationships"}, Steps: []shape.Step{offer, review, check}, Empty: "Nothing is due."},
			{List: clientele.ListGrowing, Title: "Growing", Count: page.Count{N: 2, Href: "/relationships?view=growing"}, Steps: []shape.Step{step(5, clientele.ListGrowing, 0), step(6, clientele.ListGrowing, 0)}, Empty: "Nobody is turning into a client just now."},
		},
		Week: []today.DayAhead{{Day: Today, Steps: []shape.Step{offer, review}}, {Day: Today + 1, Steps: []shape.Step{check}}, {Day: Today + 2}, {Day: Today + 3, Steps: []shape.Step{step(5, clientele.ListGrowing, 0)}}},
		Changes: []shape.ChangeRow{
			{Account: 6, Name: "The Corner Bakery", Href: "/accounts/6", Day: Today - 1, IsKind: clientele.Customer, IsTrend: clientele.Growing, Text: "from steady to growing"},
			{Account: 1, Name: "Marlow & Finch Architects", Href: "/accounts/1", Day: Today - 2, IsKind: clientele.Client, IsTrend: clientele.Slipping, Text: "from steady to slipping"},
			{Account: 4, Name: "Juniper Dental", Href: "/accounts/4", Day: Today - 4, IsKind: clientele.Client, Text: "from customer to client"},
		},
		Kinds: []today.KindCount{
			{Kind: clientele.Client, Count: page.Count{N: 184, Href: "/relationships?view=clients"}},
			{Kind: clientele.Customer, Count: page.Count{N: 2310, Href: "/relationships?view=customers"}},
			{Kind: clientele.Prospect, Count: page.Count{N: 10000, Capped: true, Href: "/relationships?view=prospects"}},
		},
	}
}

func relationshipsOut() relationships.RelationshipsOut {
	out := relationships.RelationshipsOut{
		Sentence: "184 clients bring 71 % of what you earn; 11 of them are slipping.",
		Next:     "/relationships?after=abc", Count: page.Count{N: 10000, Capped: true, Href: "/relationships"}, Export: "/relationships.csv", AsOf: Today,
		In:    shape.RelationshipsIn{View: "all", Kind: []clientele.Kind{clientele.Client, clientele.Customer}, Sort: "value"},
		Chips: []relationships.Chip{{Text: "clients or customers", Remove: "/relationships"}, {Text: "last contact after 1 Jan 2025", Remove: "/relationships"}},
		Filters: []relationships.FilterChoice{
			{Name: "kind", Title: "Kind", Type: "choices", Choices: []page.Choice{{Value: "client", Label: "client", Selected: true}, {Value: "customer", Label: "customer", Selected: true}, {Value: "prospect", Label: "prospect"}}},
			{Name: "trend", Title: "Trend", Type: "choices", Choices: []page.Choice{{Value: "growing", Label: "growing"}, {Value: "steady", Label: "steady"}, {Value: "slipping", Label: "slipping"}, {Value: "lapsed", Label: "lapsed"}}},
			{Name: "min_value", Title: "Value a year of at least", Type: "number"},
			{Name: "last_after", Title: "Last contact after", Type: "day", Value: "2025-01-01"},
			{Name: "line", Title: "Line of business", Type: "choices", Choices: []page.Choice{{Value: "", Label: "any"}, {Value: "Advisory", Label: "Advisory"}}},
		},
	}
	for _, t := range []string{"All", "Clients", "Customers", "Prospects", "Slipping", "Growing", "New", "Lapsed"} {
		out.Views = append(out.Views, relationships.ViewTab{Name: t, Title: t, Href: "/relationships?view=" + t, Current: t == "All"})
	}
	for _, s := range [][2]string{{"name", "Name"}, {"value", "Value"}, {"revenue", "Revenue"}, {"client", "Standing"}, {"active", "Still with you"}, {"last", "Last order"}, {"orders", "Orders"}} {
		out.Sorts = append(out.Sorts, shape.SortChoice{Name: s[0], Title: s[1], Href: "/relationships?sort=" + s[0], Current: s[0] == "value", Desc: s[0] == "value"})
	}
	for i, c := range [][2]string{{"standing", "Standing"}, {"trend", "Trend"}, {"contact", "Contact"}, {"rhythm", "Rhythm"}, {"saves", "May be saved"}, {"value", "Expected a year"}, {"owner", "Looked after by"}, {"next", "Next step"},
		{"last", "Last heard of"}, {"bought", "Last purchase"}, {"revenue", "Revenue so far"}, {"orders", "Orders"}, {"stage", "Stage"}, {"alive", "Still with you"}} {
		out.Columns = append(out.Columns, page.Choice{Value: c[0], Label: c[1], Selected: i < 8 && c[0] != "saves"})
	}
	for i := range 50 {
		r := row(i % len(people))
		r.Account += clientele.ID(i / len(people) * 100)
		out.Rows = append(out.Rows, r)
	}
	return out
}

func searchOut() find.SearchOut {
	out := find.SearchOut{Sentence: "3 are called “ma…”.", Text: "ma", Pages: []find.Offer{{Text: "Imports", Under: "Import a file of orders", Href: "/imports"}, {Text: "Sign out", Under: "Leave Clientele on this device", Act: "sign-out"}}}
	for _, i := range []int{0, 5, 11} {
		r := row(i)
		out.Rows = append(out.Rows, find.SearchRow{Type: "account", ID: r.Account, Title: r.Name, Href: r.Href, Account: shape.AccountHead{ID: r.Account, Key: "C-100" + string(rune('0'+i%10)), Name: r.Name, Email: "office@marlow.example", Href: r.Href}, Standing: []shape.StandingRow{r}})
	}
	return out
}
