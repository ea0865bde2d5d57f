package clientele_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/clientele-crm/clientele"
)

func drawEntries(t *rapid.T) []clientele.Entry {
	kinds := rapid.SampledFrom([]string{"order", "zero", "foreign", "rhythm", "return", "in", "out", "meet", "note", "engagement"})
	n := rapid.IntRange(0, 40).Draw(t, "n")
	all := make([]clientele.Entry, n)
	for i := range all {
		at := day("2020-01-01").Instant() + clientele.Instant(rapid.IntRange(0, 300).Draw(t, "day"))*86_400_000
		minor := int64(rapid.IntRange(1, 1e6).Draw(t, "minor"))
		late := clientele.Instant(rapid.SampledFrom([]int{0, 0, 0, 1, 2, 7, 40}).Draw(t, "late")) * 86_400_000
		all[i] = clientele.Entry{At: at, Learnt: at + late, Import: clientele.ID(rapid.IntRange(0, 1).Draw(t, "import")), Body: drawBody(kinds.Draw(t, "kind"), minor, at.Day())}
	}
	return all
}

func drawBody(kind string, minor int64, d clientele.Day) clientele.Body {
	switch kind {
	case "order":
		return clientele.Order{Total: clientele.Money{Minor: minor, Currency: "EUR"}}
	case "zero":
		return clientele.Order{Total: clientele.Money{Currency: "EUR"}}
	case "foreign":
		return clientele.Order{Total: clientele.Money{Minor: minor, Currency: "USD"}}
	case "rhythm":
		return clientele.Order{}
	case "return":
		return clientele.Return{Total: clientele.Money{Minor: minor, Currency: []string{"EUR", "USD", "GBP"}[minor%3]}}
	case "in":
		return clientele.Interaction{Channel: clientele.Email, Direction: clientele.In}
	case "out":
		return clientele.Interaction{Channel: clientele.Call, Direction: clientele.Out, Minutes: 3}
	case "meet":
		return clientele.Interaction{Channel: clientele.Meeting}
	case "note":
		return clientele.Interaction{Channel: clientele.Note}
	}
	return clientele.Engagement{Kind: clientele.Retainer, Ref: "r", Start: d, Fee: clientele.Money{Minor: minor, Currency: "EUR"}, Period: clientele.Monthly}
}

func fold(entries []clientele.Entry) clientele.History {
	var h clientele.History
	for _, e := range entries {
		h.Apply(e)
	}
	return h
}

// shuffled is a copy in another order; two words on one agreement, and two contacts
// of a day, keep theirs.
func shuffled(entries []clientele.Entry, seed uint64) []clientele.Entry {
	all := slices.Clone(entries)
	rand.New(rand.NewPCG(1, seed)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// comparable is a history without what does depend on order: the last of a day's
// contacts is the one that came last, and so is the last word on an agreement.
func comparable(h clientele.History) clientele.History {
	for i := range h.Contacts {
		h.Contacts[i].Answered = false
	}
	for i := range h.Engaged {
		h.Engaged[i].Fee = clientele.Money{}
	}
	h.Learnt = slices.Clone(h.Learnt)
	for i := range h.Learnt {
		h.Learnt[i].Contact.Answered = false
		h.Learnt[i].Engaged, h.Learnt[i].Renewed = clientele.Engagement{}, false
	}
	slices.SortFunc(h.Learnt, func(a, b clientele.Late) int {
		return cmp.Or(cmp.Compare(a.Learnt, b.Learnt), cmp.Compare(a.Day, b.Day), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Amount.Currency, b.Amount.Currency),
			cmp.Compare(a.Amount.Minor, b.Amount.Minor), cmp.Compare(a.Contact.In, b.Contact.In), cmp.Compare(a.Contact.Out, b.Contact.Out))
	})
	return h
}

func TestHistoryDoesNotDependOnTheOrderOfArrival(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := drawEntries(t)
		h, again := fold(entries), fold(shuffled(entries, uint64(len(entries))))
		if diff := gocmp.Diff(comparable(h), comparable(again), cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestHistoryPacksAndUnpacks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := fold(drawEntries(t))
		var back clientele.History
		if err := back.Unpack(h.Pack()); err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(h, back, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}

// A later form may add a section: who does not know it reads the others.
func TestASectionThatIsNotKnownIsSkipped(t *testing.T) {
	h := fold([]clientele.Entry{pinned["order"], pinned["engagement"]})
	var back clientele.History
	if err := back.Unpack(append(h.Pack(), 99, 3, 1, 2, 3)); err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(h, back, cmpopts.EquateEmpty()); diff != "" {
		t.Fatal(diff)
	}
	for name, tail := range map[string][]byte{"a section that ends too early": {99, 4, 1, 2, 3}, "a section that comes twice": h.Pack()[1:], "a tag alone": {99}} {
		if err := back.Unpack(append(h.Pack(), tail...)); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	late := pinned["interaction"]
	late.Learnt = late.At + 30*86_400_000
	dollars := clientele.Entry{At: 0, Body: clientele.Order{Total: clientele.Money{Minor: 9, Currency: "USD"}}}
	f.Add(fold([]clientele.Entry{pinned["order"], pinned["return"], pinned["interaction"], pinned["engagement"], late, dollars}).Pack())
	f.Add([]byte{2, 1, 5, 255, 255, 255, 255, 15})
	f.Add([]byte{2, 5, 255, 255, 255, 255, 15})
	f.Fuzz(func(t *testing.T, b []byte) {
		var h, again clientele.History
		if h.Unpack(b) != nil {
			return
		}
		elements := len(h.Days) + len(h.Returns) + len(h.Contacts) + len(h.Engaged) + len(h.Others) + len(h.Learnt)
		if elements > len(b) {
			t.Fatalf("%d elements of %d bytes", elements, len(b))
		}
		if err := again.Unpack(h.Pack()); err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(h, again, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
		h.AsKnown(0)
		h.AsKnown(1 << 20)
	})
}

// What AsKnown gives is what would have been folded then. An agreement and a day's
// contacts are told in the order in which they were learnt, as a book is.
func TestAsKnownIsWhatWasFoldedThen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := drawEntries(t)
		knownOn := func(e clientele.Entry) clientele.Day {
			if e.Import == 0 && e.Learnt.Day() > e.At.Day()+1 {
				return e.Learnt.Day()
			}
			return e.At.Day()
		}
		slices.SortStableFunc(entries, func(a, b clientele.Entry) int { return cmp.Compare(knownOn(a), knownOn(b)) })
		end := day("2020-01-01") + clientele.Day(rapid.IntRange(-1, 345).Draw(t, "end"))
		var known []clientele.Entry
		for _, e := range entries {
			if knownOn(e) <= end {
				known = append(known, e)
			}
		}
		if diff := gocmp.Diff(fold(known), fold(entries).AsKnown(end), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("as of %s:\n%s", end, diff)
		}
	})
}

func TestACallWrittenDownLater(t *testing.T) {
	may := day("2026-05-01")
	call := clientele.Entry{At: may.Instant(), Body: clientele.Interaction{Channel: clientele.Call, Direction: clientele.In, Minutes: 9}}
	at := func(learnt clientele.Day, of clientele.ID) clientele.History {
		e := call
		e.Learnt, e.Import = learnt.Instant(), of
		return fold([]clientele.Entry{e})
	}
	for _, tt := range []struct {
		name   string
		h      clientele.History
		on     clientele.Day
		exists bool
	}{
		{"a week later: between", at(may+7, 0), may + 6, false},
		{"a week later: on that day", at(may+7, 0), may + 7, true},
		{"on the next morning", at(may+1, 0), may, true},
		{"at once", at(may, 0), may, true},
		{"brought by an import a year later", at(may+365, 3), may, true},
		{"before it happened", at(may, 0), may - 1, false},
	} {
		if got := len(tt.h.AsKnown(tt.on).Contacts) > 0; got != tt.exists {
			t.Errorf("%s: it is known: %v", tt.name, got)
		}
	}
}

func TestAnEndLearntInMayIsNotKnownInApril(t *testing.T) {
	agreement := clientele.Engagement{Kind: clientele.Retainer, Ref: "R", Start: day("2025-01-01")}
	ended := agreement
	ended.End = day("2026-03-31")
	h := fold([]clientele.Entry{
		{Import: 1, At: agreement.Start.Instant(), Learnt: day("2026-01-10").Instant(), Body: agreement},
		{Import: 2, Rev: 2, At: agreement.Start.Instant(), Learnt: day("2026-05-04").Instant(), Body: ended},
	})
	for on, end := range map[string]clientele.Day{"2025-02-01": 0, "2026-04-30": 0, "2026-05-03": 0, "2026-05-04": ended.End, "2026-12-31": ended.End} {
		if got := h.AsKnown(day(on)).Engaged; len(got) != 1 || got[0].End != end {
			t.Errorf("on %s: %+v", on, got)
		}
	}
	if h.Engaged[0].End != ended.End {
		t.Error("looking back changed the history")
	}
}

// The main currency is that of most days of purchase, then of most orders on them,
// then the first of the alphabet, whichever came first.
func TestTheMainCurrency(t *testing.T) {
	order := func(on string, minor int64, currency string) clientele.Entry {
		return clientele.Entry{At: day(on).Instant(), Body: clientele.Order{Total: clientele.Money{Minor: minor, Currency: currency}}}
	}
	back := clientele.Entry{At: day("2026-04-01").Instant(), Body: clientele.Return{Total: clientele.Money{Minor: 30, Currency: "USD"}}}
	for _, tt := range []struct {
		name    string
		entries []clientele.Entry
		spent   clientele.Money
		else_   []clientele.Money
	}{
		{"most days", []clientele.Entry{order("2026-01-01", 900, "EUR"), order("2026-01-02", 1, "USD"), order("2026-01-03", 1, "USD")},
			clientele.Money{Minor: 2, Currency: "USD"}, []clientele.Money{{Minor: 900, Currency: "EUR"}}},
		{"as many days, more orders", []clientele.Entry{order("2026-01-01", 900, "EUR"), order("2026-01-02", 1, "USD"), order("2026-01-02", 1, "USD")},
			clientele.Money{Minor: 2, Currency: "USD"}, []clientele.Money{{Minor: 900, Currency: "EUR"}}},
		{"the alphabet", []clientele.Entry{order("2026-01-01", 1_000_000, "EUR"), order("2026-02-01", 2_000_000, "USD")},
			clientele.Money{Minor: 1_000_000, Currency: "EUR"}, []clientele.Money{{Minor: 2_000_000, Currency: "USD"}}},
		{"a return is taken from its own currency", []clientele.Entry{order("2026-01-01", 100, "EUR"), order("2026-02-01", 50, "USD"), back},
			clientele.Money{Minor: 100, Currency: "EUR"}, []clientele.Money{{Minor: 20, Currency: "USD"}}},
		{"a return alone", []clientele.Entry{back}, clientele.Money{Minor: -30, Currency: "USD"}, nil},
	} {
		reversed := slices.Clone(tt.entries)
		slices.Reverse(reversed)
		for _, entries := range [][]clientele.Entry{tt.entries, reversed} {
			h := fold(entries)
			if diff := gocmp.Diff(tt.spent, h.Spent()) + gocmp.Diff(tt.else_, h.SpentElse()); diff != "" {
				t.Errorf("%s: %s", tt.name, diff)
			}
			for _, m := range append(tt.else_, tt.spent) {
				if got := h.SpentIn(m.Currency); got != m || !slices.Contains(h.Currencies(), m.Currency) {
					t.Errorf("%s: in %s: %+v of %v", tt.name, m.Currency, got, h.Currencies())
				}
			}
		}
	}
}

func TestAZeroOrderIsNoPurchase(t *testing.T) {
	h := fold([]clientele.Entry{
		{At: 0, Body: clientele.Order{Total: clientele.Money{Currency: "EUR"}}},
		{At: 0, Body: clientele.Order{Total: clientele.Money{Minor: -5, Currency: "EUR"}}},
	})
	if h.Orders() != 0 || h.First() != clientele.NoDay {
		t.Errorf("%+v", h)
	}
}

func TestWhatCountsAsContact(t *testing.T) {
	const on = 86_400_000 * 365 * 50
	for _, tt := range []struct {
		name string
		body clientele.Interaction
		want []clientele.ContactDay
	}{
		{"they wrote", clientele.Interaction{Channel: clientele.Message, Direction: clientele.In, Minutes: 2}, []clientele.ContactDay{{In: 1, Minutes: 2}}},
		{"we called", clientele.Interaction{Channel: clientele.Call, Direction: clientele.Out}, []clientele.ContactDay{{Out: 1, Answered: true}}},
		{"nobody said who", clientele.Interaction{Channel: clientele.Call}, []clientele.ContactDay{{Mutual: 1, Answered: true}}},
		{"a meeting that they asked for", clientele.Interaction{Channel: clientele.Meeting, Direction: clientele.In}, []clientele.ContactDay{{Mutual: 1, Answered: true}}},
		{"a visit that they asked for", clientele.Interaction{Channel: clientele.Visit, Direction: clientele.In}, []clientele.ContactDay{{Mutual: 1, Answered: true}}},
		{"a note", clientele.Interaction{Channel: clientele.Note, Direction: clientele.In}, nil},
	} {
		e := clientele.Entry{At: on, Body: tt.body}
		for i := range tt.want {
			tt.want[i].Day = e.At.Day()
		}
		if diff := gocmp.Diff(tt.want, fold([]clientele.Entry{e}).Contacts); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

// A day is one of the firm's, where the entry says it; and so is the day of learning.
func TestTheFirmsDay(t *testing.T) {
	noon := day("2026-03-10").Instant() + 12*3_600_000
	evening := clientele.Entry{At: noon + 13*3_600_000, Day: day("2026-03-10"), Learnt: noon + 37*3_600_000, Body: clientele.Order{}}
	h := fold([]clientele.Entry{evening, {At: noon - 9*86_400_000, Body: clientele.Order{}}})
	if h.First() != day("2026-03-01") || h.Last() != day("2026-03-10") {
		t.Errorf("bought from %s to %s", h.First(), h.Last())
	}
	if len(h.Learnt) > 0 {
		t.Errorf("what was written down the next evening counts as late: %+v", h.Learnt)
	}
}
