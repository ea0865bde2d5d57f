package balance

import (
	"context"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

func day(t *testing.T, text string) clientele.Day {
	t.Helper()
	d, err := clientele.ParseDay(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func gbp(kind clientele.Kind, trend clientele.Trend, n, revenue, expected int64) standings.KindCount {
	return standings.KindCount{Kind: kind, Trend: trend, Currency: "GBP", Count: n, Revenue: revenue, Expected: expected}
}

// Who has lapsed is a part of its own: in no share, and in no ratio of one kind to another.
func TestWhoHasLapsedIsInNoRatio(t *testing.T) {
	counts := []standings.KindCount{
		gbp(clientele.Client, clientele.Steady, 10, 70_000, 100_000), gbp(clientele.Client, clientele.Lapsed, 3, 9_000, 0),
		gbp(clientele.Customer, clientele.Growing, 30, 30_000, 60_000), gbp(clientele.Customer, clientele.Slipping, 10, 0, 0),
		gbp(clientele.Customer, clientele.Lapsed, 4_000, 500_000, 0),
	}
	kinds, lapsed := kindShares(counts, lineOf{}, "GBP"), lapsedShare(counts, lineOf{}, "GBP")
	if lapsed.Count.N != 4_003 || lapsed.Revenue.Minor != 509_000 || !strings.Contains(lapsed.Count.Href, "view=lapsed") {
		t.Errorf("lapsed: %+v", lapsed)
	}
	if client := kinds[0]; client.Count.N != 10 || client.CountShare != 0.2 || client.RevenueShare != 0.7 || strings.Contains(client.Count.Href, "lapsed") {
		t.Errorf("clients: %+v", client)
	}
	loss := losses(kinds, shape.Speaking(context.Background(), say.Words{}))
	if len(loss) != 2 || loss[0].AsMany < 6.6 || loss[0].AsMany > 6.7 || loss[0].Sentence != "Losing one client costs as much as losing 6.7 customers." {
		t.Errorf("a client is worth 10,000 and a customer 1,500: %+v", loss)
	}
}

func TestTheSentenceNeverSaysNothingPerCent(t *testing.T) {
	f := shape.Speaking(context.Background(), say.Words{})
	for want, counts := range map[string][]standings.KindCount{
		"3 clients of the 23,570 still with you brought 6 % of the revenue.":   {gbp(clientele.Client, clientele.Steady, 3, 6, 1), gbp(clientele.Customer, clientele.Steady, 23_567, 94, 1)},
		"1 client of the 1,000 still with you.":                                {gbp(clientele.Client, clientele.Steady, 1, 0, 0), gbp(clientele.Customer, clientele.Steady, 999, 0, 0)},
		"1 client, 25 % of the 4 still with you, brought 60 % of the revenue.": {gbp(clientele.Client, clientele.Steady, 1, 60, 1), gbp(clientele.Customer, clientele.Steady, 3, 40, 1)},
		"2 clients, 100 % of the 2 still with you.":                            {gbp(clientele.Client, clientele.Steady, 2, 0, 0)},
		"4 still with you, and nobody is a client yet.":                        {gbp(clientele.Customer, clientele.Steady, 4, 10, 0)},
		"9 relationships, and all of them have lapsed.":                        {gbp(clientele.Customer, clientele.Lapsed, 9, 10, 0)},
	} {
		out := BalanceOut{Kinds: kindShares(counts, lineOf{}, "GBP"), Lapsed: lapsedShare(counts, lineOf{}, "GBP")}
		if got := strings.ReplaceAll(countsSentence(out, f), "\u00a0", " "); got != want {
			t.Errorf("%q\nwant %q", got, want)
		}
	}
}

// Months run to the day from which the page counts, without holes; movements are told of
// the last twelve, and never of the month in which everybody was new.
func TestMonthsAndMovementsRunToToday(t *testing.T) {
	month := func(m string, kind clientele.Kind, n int64) standings.KindMonth {
		return standings.KindMonth{Month: m, Kind: kind, Currency: "GBP", Count: n}
	}
	b := standings.Balance{
		Months: []standings.KindMonth{month("2026-01", clientele.Client, 3), month("2026-04", clientele.Client, 5), month("2026-04", clientele.Customer, 9),
			{Month: "2026-04", Kind: clientele.Customer, Lapsed: 1, Currency: "GBP", Count: 40}, {Month: "2026-04", Kind: clientele.Client, Lapsed: 1, Currency: "GBP", Count: 2}},
		Movements: []standings.Movement{
			{Month: "2026-01", Is: clientele.Customer, Count: 400}, {Month: "2026-04", Was: clientele.Customer, Is: clientele.Client, Count: 2},
			{Month: "2026-02", Is: clientele.Customer, Count: 7}, {Month: "2026-05", Was: clientele.Customer, Is: clientele.Client, Count: 1},
		},
	}
	until := day(t, "2026-06-10")
	months := balanceMonths(b, lineOf{}, "GBP", until)
	if len(months) != 6 || months[0].Month != day(t, "2026-01-01") || months[5].Month != day(t, "2026-06-01") || months[1].Clients != 3 || months[5].Clients != 5 || months[5].Customers != 9 || months[2].Lapsed != 0 || months[3].Lapsed != 42 || months[5].Lapsed != 42 {
		t.Errorf("months: %+v", months)
	}
	p, known := periodOf(b, until)
	if !known || p != (period{day(t, "2026-02-01"), until}) {
		t.Fatalf("period: %+v %v", p, known)
	}
	got := moves(b, lineOf{}, p)
	if len(got) != 2 || got[0].Count != 7 || got[1].Count != 3 || !strings.Contains(got[1].Href, "was=customer") || !strings.Contains(got[1].Href, "since=2026-02-01") {
		t.Errorf("moves: %+v", got)
	}
	if _, known := periodOf(standings.Balance{Months: b.Months[:1]}, day(t, "2026-01-20")); known {
		t.Error("in its first month a book has no movements")
	}
	if p, _ := periodOf(b, day(t, "2027-06-10")); p.from != day(t, "2026-07-01") {
		t.Errorf("twelve months at most: from %s", p.from)
	}
}

// No amount vanishes: what is in no sum of the page, in another currency or in none that
// anybody named, has a row of its own and is named beside the sums.
func TestMoneyOfNoNamedCurrencyIsShown(t *testing.T) {
	counts := []standings.KindCount{
		gbp(clientele.Client, clientele.Steady, 10, 70_000, 100_000), gbp(clientele.Customer, clientele.Lapsed, 3, 9_000, 0),
		{Kind: clientele.Client, Trend: clientele.Steady, Currency: "EUR", Revenue: 1_420_000},
		{Kind: clientele.Customer, Trend: clientele.Steady, Currency: "XXX", Count: 4, Revenue: 1_100_000, Expected: 50_000},
		{Kind: clientele.Customer, Trend: clientele.Lapsed, Currency: "XXX", Count: 1, Revenue: 100_000},
		{Kind: clientele.Prospect, Trend: clientele.Steady, Count: 7},
	}
	rows := moneyRows(counts, lineOf{}, "GBP")
	if len(rows) != 3 || rows[0].Currency != "GBP" || rows[1].Currency != "EUR" || !rows[2].Unnamed() || rows[0].All.Minor != 79_000 || rows[0].Lapsed.Minor != 9_000 ||
		rows[2].Kinds[1].Minor != 1_100_000 || rows[2].All.Minor != 1_200_000 || rows[2].Expected.Minor != 50_000 {
		t.Errorf("rows: %+v", rows)
	}
	var all, shown int64
	for _, c := range counts {
		all += c.Revenue
	}
	for _, r := range rows {
		shown += r.All.Minor
	}
	if all != shown {
		t.Errorf("%d of %d are shown", shown, all)
	}
	f := shape.Speaking(context.Background(), say.Words{})
	for want, of := range map[string]struct {
		rows     []MoneyRow
		currency string
	}{
		"Not in these sums, as currencies are not added up: €14,200 and 12,000 without a currency.": {rows, "GBP"},
		"Not in these sums, as currencies are not added up: 12,000 without a currency.":             {[]MoneyRow{rows[0], rows[2]}, "GBP"},
		"No file named the currency of these amounts.":                                              {rows[2:], "XXX"},
		"": {rows[:1], "GBP"},
	} {
		if got := besideSentence(f, of.rows, of.currency); got != want {
			t.Errorf("%q\nwant %q", got, want)
		}
	}
}

// As many are said to have moved as did, however many of them a page holds; and where the
// measure has only begun, since when there is one.
func TestWhoMovedIsCounted(t *testing.T) {
	f := shape.Speaking(context.Background(), say.Words{})
	in := MovedIn{Was: clientele.Customer, Is: clientele.Client, Since: day(t, "2026-02-01"), Until: day(t, "2026-03-31")}
	for n, want := range map[int]string{
		0:   "Nobody moved so from 1 February 2026 to 31 March 2026.",
		198: "198 of the customers came to be clients from 1 February 2026 to 31 March 2026.",
		612: "612 of the customers came to be clients from 1 February 2026 to 31 March 2026. The latest 500 are shown.",
	} {
		if got := movedSentence(f, in, n); got != want {
			t.Errorf("%q\nwant %q", got, want)
		}
	}
	if got := sinceSentence(f, day(t, "2026-02-01")); got != "Measured since 1 February 2026: who moves from one kind to another is told from the next day on." {
		t.Error(got)
	}
}
