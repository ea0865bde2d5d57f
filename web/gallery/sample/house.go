package sample

import (
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/crm/balance"
	"github.com/clientele-crm/clientele/crm/imports"
	"github.com/clientele-crm/clientele/crm/settings"
	"github.com/clientele-crm/clientele/crm/trust"
	"github.com/clientele-crm/clientele/crm/work"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
)

func balanceOut() balance.BalanceOut {
	out := balance.BalanceOut{
		Sentence: "€450,000 to €620,000 by March 2027. 184 clients, 7 % of the 2,686 still with you, brought 71 % of the revenue.", AsOf: Today, Currency: "EUR",
		Ahead:  "The money is what all of them together should bring in the twelve months ahead; eight times in ten it lies between the two.",
		Lapsed: balance.KindShare{Count: page.Count{N: 1471, Href: "/relationships?view=lapsed"}, Revenue: euro(211_300)}, Moved: "Who moved, 1 April 2025 to 3 March 2026",
		Kinds: []balance.KindShare{
			{Kind: clientele.Client, Count: page.Count{N: 184, Href: "/relationships?view=clients"}, CountShare: 0.07, Revenue: euro(1_412_300), RevenueShare: 0.71, Expected: euro(402_000)},
			{Kind: clientele.Customer, Count: page.Count{N: 2310, Href: "/relationships?view=customers"}, CountShare: 0.86, Revenue: euro(577_410), RevenueShare: 0.29, Expected: euro(131_000)},
			{Kind: clientele.Prospect, Count: page.Count{N: 192, Href: "/relationships?view=prospects"}, CountShare: 0.07, Revenue: euro(0), Expected: euro(9_000)},
		},
		Movements: []shape.Movement{
			{To: clientele.Prospect, Count: 240, Href: "/balance/moved?is=prospect"}, {From: clientele.Prospect, To: clientele.Customer, Count: 131, Href: "/balance/moved?was=prospect&is=customer"},
			{From: clientele.Customer, To: clientele.Client, Count: 24, Href: "/balance/moved?was=customer&is=client"}, {From: clientele.Client, To: clientele.Customer, Count: 9, Href: "/balance/moved?was=client&is=customer"},
		},
		Loss: []balance.LossRow{
			{Kind: clientele.Client, Each: euro(2185), AsMany: 38, Sentence: "Losing one client costs as much as losing 38 customers."},
			{Kind: clientele.Customer, Each: euro(57), AsMany: 1, Sentence: "What a customer brings in a year, on average."},
		},
	}
	for i := range 30 {
		out.Months = append(out.Months, shape.BalanceMonth{Month: clientele.DayOf(day("2023-09-01").Time().AddDate(0, i, 0)), Clients: 123 + 2*i + (i+1)%4, Customers: 1500 + 28*i, Prospects: 150 + (i*37)%60, Lapsed: 300 + 9*i})
	}
	for _, l := range []clientele.Line{"Design", "Advisory"} {
		out.Lines = append(out.Lines, balance.LineShare{Line: l, Href: "/balance?line=" + string(l), Kinds: out.Kinds})
	}
	return out
}

func movedOut() balance.MovedOut {
	out := balance.MovedOut{Sentence: "3 of the customers came to be clients from 1 April 2025 to 3 March 2026.", AsOf: Today}
	for i, name := range []string{"Juniper Dental", "Marlow & Finch Architects", "Quayside Physio"} {
		out.Rows = append(out.Rows, shape.ChangeRow{Account: clientele.ID(4 + i), Name: name, Href: "/accounts/" + strconv.Itoa(4+i), Day: Today - clientele.Day(20*i+3),
			WasKind: clientele.Customer, IsKind: clientele.Client, Text: "from customer to client"})
	}
	return out
}

func trustOut() trust.TrustOut {
	f := func(x float64) *float64 { return &x }
	out := trust.TrustOut{
		Sentence: "Of the relationships that we said would buy again within a year, 76 % did; of those that we said would not, 15 % did.",
		Verdict:  "The measure came closer than every simple rule; the best of them was “recency, frequency and money (RFM)” (Brier 0.166, ours 0.142).",
		Better:   []string{"“Number of orders” told better who would buy most: a rank correlation of 0.710, ours 0.702."},
		Known:    true, Cut: day("2025-02-28"), HorizonDays: 365, On: Today - 3, Rows: 2494, Active: 1120,
		Measures: []trust.MeasureScore{
			{Name: "ours", Title: "Clientele's measure", Ours: true, AUC: f(0.861), Brier: f(0.142), LogLoss: f(0.441), ECE: f(0.021), MAE: f(1.12), RMSE: f(2.61), Rank: f(0.702)},
			{Name: "recency", Title: "Days since the last order", AUC: f(0.803), Brier: f(0.181), LogLoss: f(0.541), ECE: f(0.067), MAE: f(1.70), RMSE: f(3.4), Rank: f(0.58)},
			{Name: "frequency", Title: "Number of orders", AUC: f(0.771), Brier: f(0.190), LogLoss: f(0.560), ECE: f(0.071), MAE: f(1.41), RMSE: f(2.9), Rank: f(0.71)},
			{Name: "rfm", Title: "Recency, frequency and money (RFM)", AUC: f(0.812), Brier: f(0.166), LogLoss: f(0.502), ECE: f(0.044), MAE: f(1.52), RMSE: f(3.1), Rank: f(0.64)},
			{Name: "overdue", Title: "Twice the usual gap", AUC: f(0.741), Brier: f(0.214)},
		},
		Notes: []string{"the rhythm of 312 relationships is more regular than chance; their own gap was used", "41 orders in another currency were counted, their amounts left out"},
	}
	in := func(low, high float64) *shape.Interval { return &shape.Interval{Low: low, High: high} }
	for i := range out.Measures {
		m := &out.Measures[i]
		m.AUCIn, m.BrierIn, m.LeadIn = in(*m.AUC-0.012, *m.AUC+0.011), in(*m.Brier-0.006, *m.Brier+0.006), in(*m.Brier-0.142-0.004, *m.Brier-0.142+0.004)
	}
	for i, came := range []float64{0.47, 0.46, 0.44, 0.45} {
		pairs := 0.851 + float64(i)/200
		out.Cuts = append(out.Cuts, shape.TrustCut{Day: day("2022-02-28") + clientele.Day(365*i), Pairs: &pairs,
			Bin: shape.ReliabilityBin{High: 1, N: 1800 + 230*i, Foretold: 0.455, Came: came, ChanceLow: 0.435, ChanceHigh: 0.475}})
	}
	out.Cases = 8580
	out.Said = []trust.TrustSaid{
		{What: "Would buy again within a year", Bin: shape.ReliabilityBin{Low: 0.5, High: 1, Foretold: 0.78, Came: 0.76, ChanceLow: 0.75, ChanceHigh: 0.81, N: 3700}, Word: "as said"},
		{What: "Would not", Bin: shape.ReliabilityBin{High: 0.5, Foretold: 0.13, Came: 0.15, ChanceLow: 0.12, ChanceHigh: 0.14, N: 4880}, Word: "more than said"},
		{What: "Client: would buy in each of the next three spans", Bin: shape.ReliabilityBin{Low: 0.5, High: 1, Foretold: 0.71, Came: 0.73, ChanceLow: 0.66, ChanceHigh: 0.76, N: 402}, Word: "as said"},
	}
	for i, came := range []float64{0.21, 0.22, 0.19, 0.2, 0.23, 0.21, 0.24, 0.2, 0.22, 0.26, 0.21, 0.12, 0.11} {
		from := day("2025-01-31") + clientele.Day(30*i)
		out.Months = append(out.Months, shape.TrustMonth{From: from, To: from + 30, N: 2400, Expected: 0.212, Low: 0.17, High: 0.26, Came: came, Alarm: i > 10})
	}
	out.Drift = "Since January 2026 fewer buy than the past would have it: of all clients, 66 % were expected within a month, 30 % came. Until that is learnt, take chances as too high."
	out.Slipping = &trust.TrustSlipping{
		Sentence:   "Of those who came back, 8 % had been called slipping in vain; for those who were lost it was said after 132 days of silence, 15 days sooner than the best multiple of the usual gap.",
		FollowDays: 365, Gaps: 9026, Lost: 1344,
		Rows: []trust.TrustAlarm{{Meant: 0.05, Came: 0.051, Days: 147, RuleDays: 157, WithRhythm: 0.054}, {Meant: 0.08, Used: true, Came: 0.079, Days: 132, RuleDays: 147, WithRhythm: 0.082}, {Meant: 0.1, Came: 0.098, Days: 121, RuleDays: 138, WithRhythm: 0.101}},
	}
	came := []float64{0.03, 0.13, 0.24, 0.37, 0.44, 0.57, 0.62, 0.76, 0.83, 0.96}
	n := []int{690, 340, 210, 180, 150, 130, 140, 160, 214, 280}
	for i := range 10 {
		lo := float64(i) / 10
		out.Bins = append(out.Bins, shape.ReliabilityBin{Low: lo, High: lo + 0.1, Foretold: lo + 0.05, Came: came[i], ChanceLow: max(lo-0.03, 0), ChanceHigh: min(lo+0.13, 1), N: n[i]})
	}
	return out
}

func running() shape.JobRow {
	return shape.JobRow{ID: 31, Kind: "import", Title: "Reading orders-2025.csv", State: "running", Done: 221_000, Total: 541_909, Share: 0.41, Unit: "lines", Rate: 15_900, LeftSeconds: 20, CanCancel: true, Live: true, Href: "/jobs/31", Made: Today.Instant() + 34_000_000}
}

func jobsOut() work.JobsOut {
	return work.JobsOut{Sentence: "One thing runs: orders-2025.csv is being read.", Rows: []shape.JobRow{
		running(),
		{ID: 30, Title: "Measure everybody", State: "done", Done: 2686, Total: 2686, Share: 1, Unit: "relationships", Made: Today.Instant(), Href: "/jobs/30"},
		{ID: 29, Title: "Test the measure", State: "failed", Err: "there is less than a year of orders; bring in older ones", Made: Today.Instant() - 90_000_000, Href: "/jobs/29"},
	}}
}

func importRow(id clientele.ID, file, state string) imports.ImportRow {
	return imports.ImportRow{ID: id, File: file, Door: "orders", By: "Ruth Osei", State: state, Started: (Today - clientele.Day(id)).Instant() + 37_000_000, Finished: (Today - clientele.Day(id)).Instant() + 37_100_000,
		Lines: 541_909, Added: 25_900, Known: 120, Rejected: 3, First: day("2010-12-01"), Last: day("2011-12-09"), CanUndo: state == "done", CanRedo: state == "undone", Href: "/imports/" + strconv.Itoa(int(id))}
}

func importsOut() imports.ImportsOut {
	clean := importRow(3, "calls-february.csv", "done")
	clean.Rejected, clean.Door, clean.Lines, clean.Added = 0, "interactions", 412, 412
	return imports.ImportsOut{May: true, Sentence: "Three files so far; the latest evidence is from 26 February.", Rows: []imports.ImportRow{importRow(1, "orders-2025.csv", "done"), clean, importRow(9, "orders-2024-old.csv", "undone")}, Next: "/imports?before=1", Jobs: []shape.JobRow{running()}}
}

func importOut() imports.ImportOut {
	return imports.ImportOut{
		Sentence: "25,900 orders are new; 3 rows could not be taken.", Import: importRow(4, "orders-2025.csv", "done"),
		Map: "account=CustomerID,at=InvoiceDate,amount=Quantity*UnitPrice,order=InvoiceNo,product=StockCode",
		Rejects: []imports.RejectRow{
			{Line: 17, Column: "Amount", What: "the amount is not a number: “12,34,5”", Remedy: "write it as 1234.50", Row: "10441;2025-03-02;12,34,5;web"},
			{Line: 412, Column: "Date", What: "30 February is not a day", Remedy: "correct the day", Row: "10442;2025-02-30;99.00;shop"},
			{Line: 9001, Column: "Customer", What: "nobody is named", Remedy: "fill in whose order it was", Row: ";2025-07-11;20.00;web"},
		},
		Errors: "/imports/4/errors.csv",
	}
}

func previewOut() imports.ImportPreviewOut {
	return imports.ImportPreviewOut{
		Sentence: "One thing in orders-2025.csv could be meant in two ways: choose what is right.", Upload: "u-1", File: "orders-2025.csv", Size: 45_200_000, Dialect: "semicolons, Windows-1252",
		Doors: []page.Choice{{Value: "orders", Label: "Purchases", Selected: true}, {Value: "interactions", Label: "Contacts"}, {Value: "engagements", Label: "Agreements"}},
		Columns: []imports.PreviewColumn{
			{Index: 0, Header: "CustomerID", Field: "account", Sure: 0.97, Why: "by its name", Cells: []string{"10441", "10502"}}, {Index: 1, Header: "InvoiceDate", Field: "at", Sure: 0.95, Why: "by its name and because 200 of 200 cells are dates", Cells: []string{"03/02/2025 10:12"}},
			{Index: 2, Header: "Betrag", Field: "amount", Sure: 0.62, Why: "by its content: numbers with a fraction", Cells: []string{"1284,50", "324,50", "99,00"}}, {Index: 3, Header: "StockCode", Field: "product", Sure: 0.8, Why: "by its name", Cells: []string{"OAK-22", "OIL-1"}},
			{Index: 4, Header: "Bemerkung", Cells: []string{"bitte vor 9 Uhr"}},
		},
		Fields: []page.Choice{{Value: "", Label: "not used"}, {Value: "account", Label: "Who: number or name"}, {Value: "at", Label: "Day it happened"}, {Value: "amount", Label: "Amount paid"}, {Value: "product", Label: "Article"}, {Value: "order", Label: "Order number"}},
		Sample: [][]string{{"10441", "03/02/2025 10:12", "1284,50", "OAK-22", "bitte vor 9 Uhr"}, {"10441", "03/02/2025 10:12", "324,50", "OIL-1", ""}, {"10502", "04/02/2025 08:01", "99,00", "OIL-1", ""}, {"", "05/02/2025 16:40", "12,00", "TAPE", "Barverkauf"}},
		Questions: []imports.PreviewQuestion{{Field: "date_order", What: "Which comes first in 03/02/2025: the day or the month?", Choices: []imports.PreviewChoice{
			{Value: "dmy", Label: "The day stands first", Means: "03/02/2025 is 3 February 2025. Then the first day is 3 February 2025 and the last 5 February 2025."},
			{Value: "mdy", Label: "The month stands first", Means: "03/02/2025 is 2 March 2025. Then the first day is 2 March 2025 and the last 2 May 2025."},
		}}},
		DateOrder: []page.Choice{{Value: "", Label: "as the file shows"}, {Value: "dmy", Label: "day, month, year"}, {Value: "mdy", Label: "month, day, year"}},
		Notes:     []string{"1284,50 in Betrag is read as 1,284.50, by the language of the headers."},
	}
}

func settingsOut() settings.SettingsOut {
	v := pageView("settings", "Settings")
	return settings.SettingsOut{
		Sentence: "You are the owner of this Clientele.", Firm: v.Firm, Words: v.Words, Me: settings.Me{User: v.Viewer.User(), Name: v.Viewer.Name(), Email: v.Viewer.Email(), Role: v.Viewer.Role()}, Owner: true, MinPass: 10,
		Tokens: []settings.TokenRow{{ID: 1, Name: "Web shop", Made: Today.Instant() - 9e9, Used: Today.Instant()}},
		About:  []settings.AboutRow{{Name: "Version", Value: "0.1.0"}, {Name: "Database", Value: "SQLite 3.53.4, 41 MB"}, {Name: "Data folder", Value: "/srv/clientele"}},
	}
}
