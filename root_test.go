package clientele_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/clientele-crm/clientele"
)

var update = flag.Bool("update", false, "write the golden files anew; for a new version of the stored form only")

// One entry of each kind. What they are stored as may never change.
var pinned = map[string]clientele.Entry{
	"order": {Account: 7, Line: "Sales", Key: "order:7:536365", At: 1291191960000, Learnt: 1700000000000, Day: day("2010-12-01"), By: 3, Via: "key 17", ID: 99, Fact: 98, Revision: 2, Import: 41, Body: clientele.Order{
		Ref: "536365", Total: clientele.Money{Minor: 1530, Currency: "GBP"}, Channel: "web",
		Items: []clientele.Item{{Product: "85123A", Text: "HANGING HEART <white>", QuantityMilli: 6000, TotalMinor: 1530}},
	}},
	"rhythm":      {Account: 7, Key: "order:x", At: 0, Body: clientele.Order{}},
	"return":      {Account: 7, Key: "return:7:C1", At: 1291191960000, Body: clientele.Return{Ref: "C1", Total: clientele.Money{Minor: 200, Currency: "JPY"}}},
	"interaction": {Account: 7, Key: "i:1", At: 1, Body: clientele.Interaction{Channel: clientele.Call, Direction: clientele.In, Person: "Zoë", Minutes: 12, Text: "line one\nline two"}},
	"engagement":  {Account: 7, Key: "e:1", At: 1, Body: clientele.Engagement{Kind: clientele.Retainer, Ref: "R-9", Start: day("2024-01-01"), End: day("2024-12-31"), Fee: clientele.Money{Minor: 50000, Currency: "EUR"}, Period: clientele.Monthly}},
	"open":        {Account: 7, Key: "e:2", At: 1, Body: clientele.Engagement{Kind: clientele.Matter, Start: day("2024-02-29")}},
	"overrule":    {Account: 7, Key: "o:1", At: 1, Body: clientele.Overrule{Kind: clientele.Client, Reason: "a friend of the house", Until: day("2026-06-30")}},
	"followup":    {Account: 7, Key: "f:1", At: 1, Body: clientele.FollowUp{Text: "send the offer", Owner: "ann", Due: day("2026-01-02")}},
	"struck":      {Account: 7, Key: "i:1", At: 1, Body: clientele.Struck{Reason: "it was Zoë's sister"}},
	"same":        {Account: 7, Key: "m:1", At: 1, Body: clientele.Same{A: 7, B: 8, Choose: map[string]clientele.ID{"phone": 8, "name": 7}}},
	"parted":      {Account: 7, Key: "m:2", At: 1, Body: clientele.Parted{Merge: 12}},
	"changed": {Account: 7, Ref: clientele.Ref{Type: "person", ID: 9}, Key: "c:1", At: 1, Body: clientele.Changed{Rev: 2, Undoes: 5, Batch: 6,
		Fields: map[string]clientele.Edit{"name": {Was: json.RawMessage(`"Zoe"`), Is: json.RawMessage(`"Zoë"`)}}}},
	"field":   {Ref: clientele.Ref{Type: "field", ID: 9}, Key: "c:2", At: 1, Body: clientele.Changed{Rev: 1, Fields: map[string]clientele.Edit{"name": {Is: json.RawMessage(`"tier"`)}}}},
	"settled": {Account: 7, Key: "s:1", At: 1, Body: clientele.Settled{Of: 12, Until: day("2026-01-09"), Note: "on holiday"}},
}

func day(s string) clientele.Day {
	d, err := clientele.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestTheStoredFormIsPinned(t *testing.T) {
	for name, e := range pinned {
		t.Run(name, func(t *testing.T) {
			stored, private, err := e.Store()
			if err != nil {
				t.Fatal(err)
			}
			stored.Sealed, stored.Content = private, stored.ContentHash() // the seal itself is pinned in ledger
			got := append(append(stored.Canonical(), '\n'), stored.Says(private)...)
			for _, line := range bytes.Split(got, []byte("\n")) {
				if !json.Valid(line) {
					t.Errorf("not JSON: %s", line)
				}
			}
			golden := filepath.Join("testdata", "entries", name+".json")
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("the stored form changed (-stored +now):\n%s", diff)
			}
			back, err := clientele.DecodeBody(stored.Kind, stored.Open, private)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(e.Body, back); diff != "" {
				t.Errorf("what was stored reads back otherwise (-was +is):\n%s", diff)
			}
		})
	}
}

func TestContentIgnoresOnlyWhereAndWhenWeLearntIt(t *testing.T) {
	says := func(e clientele.Entry) string {
		s, private, err := e.Store()
		if err != nil {
			t.Fatal(err)
		}
		return string(s.Says(private))
	}
	for name, e := range pinned {
		later := e
		later.ID, later.Fact, later.Revision, later.Import, later.Learnt, later.By, later.Via = 1000, 1000, 9, 77, e.Learnt+1, 4, "rest"
		if says(e) != says(later) {
			t.Errorf("%s: the same fact, learnt later, says something else", name)
		}
		later.At++
		if says(e) == says(later) {
			t.Errorf("%s: another moment says the same", name)
		}
	}
	order, other := pinned["order"], pinned["order"]
	if other.Account = 99; says(order) != says(other) {
		t.Error("under another number of the account it says something else")
	}
}

// Whatever is stored of an entry is in its canonical form, so that the chain holds it.
func TestTheCanonicalFormHasEveryColumn(t *testing.T) {
	e := clientele.Stored{Entry: pinned["order"], Kind: "order", Open: []byte("{}"), Party: 7, Sealed: []byte("s")}
	whole := string(e.Canonical())
	for name, change := range map[string]func(*clientele.Stored){
		"id": func(s *clientele.Stored) { s.ID++ }, "fact": func(s *clientele.Stored) { s.Fact++ }, "revision": func(s *clientele.Stored) { s.Revision++ },
		"account": func(s *clientele.Stored) { s.Account++ }, "ref": func(s *clientele.Stored) { s.Ref.Type = "x" }, "ref id": func(s *clientele.Stored) { s.Ref.ID++ },
		"line": func(s *clientele.Stored) { s.Line += "x" }, "kind": func(s *clientele.Stored) { s.Kind = "x" }, "import": func(s *clientele.Stored) { s.Import++ },
		"key": func(s *clientele.Stored) { s.Key += "x" }, "content": func(s *clientele.Stored) { s.Content[15]++ }, "day": func(s *clientele.Stored) { s.Day++ },
		"at": func(s *clientele.Stored) { s.At++ }, "learnt": func(s *clientele.Stored) { s.Learnt++ }, "by": func(s *clientele.Stored) { s.By++ },
		"via": func(s *clientele.Stored) { s.Via += "x" }, "body": func(s *clientele.Stored) { s.Open = []byte("[]") }, "party": func(s *clientele.Stored) { s.Party++ },
		"sealed": func(s *clientele.Stored) { s.Sealed = nil },
	} {
		changed := e
		change(&changed)
		if string(changed.Canonical()) == whole {
			t.Errorf("%s is not in the canonical form", name)
		}
	}
}

func TestDay(t *testing.T) {
	for _, tt := range []struct {
		text string
		rata clientele.Day // Reingold & Dershowitz, table of sample dates: 1945-11-12 is R.D. 710347
	}{{"0001-01-01", 1}, {"1945-11-12", 710347}, {"1970-01-01", 719163}, {"2000-02-29", 730179}} {
		d := day(tt.text)
		if d != tt.rata || d.String() != tt.text || d.Instant().Day() != d || clientele.DayOf(d.Time()) != d {
			t.Errorf("%s: day %d, back %s", tt.text, d, d)
		}
	}
	for _, bad := range []string{"", "2026-02-30", "31.12.2026", "2026-1-2", "yesterday"} {
		if _, err := clientele.ParseDay(bad); clientele.KindOf(err) != clientele.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
	zone := time.FixedZone("east", 14*3600)
	if got := clientele.DayOf(time.Date(2026, 3, 1, 1, 0, 0, 0, zone)); got != day("2026-03-01") {
		t.Errorf("the day on the clock of its place: %s", got)
	}
}

func TestMoneyInPlain(t *testing.T) {
	for _, tt := range []struct {
		m    clientele.Money
		want string
	}{
		{clientele.Money{}, ""},
		{clientele.Money{Minor: 0, Currency: "EUR"}, "0.00"},
		{clientele.Money{Minor: -5, Currency: "EUR"}, "-0.05"},
		{clientele.Money{Minor: 123456, Currency: "JPY"}, "123456"},
		{clientele.Money{Minor: -1234567, Currency: "KWD"}, "-1234.567"},
		{clientele.Money{Minor: -1 << 63, Currency: "USD"}, "-92233720368547758.08"},
		{clientele.Money{Minor: 1177, Currency: clientele.UnknownCurrency}, "11.77"},
	} {
		if got := tt.m.Plain(); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.m, got, tt.want)
		}
	}
}

func drawEntries(t *rapid.T) []clientele.Entry {
	kinds := rapid.SampledFrom([]string{"order", "zero", "foreign", "rhythm", "return", "in", "out", "meet", "note", "engagement"})
	n := rapid.IntRange(0, 40).Draw(t, "n")
	all := make([]clientele.Entry, n)
	for i := range all {
		at := day("2020-01-01").Instant() + clientele.Instant(rapid.IntRange(0, 300).Draw(t, "day"))*86_400_000
		minor := int64(rapid.IntRange(1, 1e6).Draw(t, "minor"))
		all[i] = clientele.Entry{At: at, Body: drawBody(kinds.Draw(t, "kind"), minor, at.Day())}
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
		return clientele.Return{Total: clientele.Money{Minor: minor, Currency: "EUR"}}
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
	h := clientele.History{Currency: "EUR"}
	for _, e := range entries {
		h.Apply(e)
	}
	return h
}

func TestHistoryDoesNotDependOnTheOrderOfArrival(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := drawEntries(t)
		h := fold(entries)
		shuffled := append([]clientele.Entry(nil), entries...)
		rand.New(rand.NewPCG(1, uint64(len(entries)))).Shuffle(len(shuffled), func(i, j int) {
			shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
		})
		again := fold(shuffled)
		for i := range h.Contacts { // the last of a day is the one that came last
			h.Contacts[i].Answered, again.Contacts[i].Answered = false, false
		}
		for i := range h.Engaged { // one reference and start: the last word counts
			h.Engaged[i].Fee, again.Engaged[i].Fee = clientele.Money{}, clientele.Money{}
		}
		if diff := cmp.Diff(h, again); diff != "" {
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
		if diff := cmp.Diff(h, back); diff != "" {
			t.Fatal(diff)
		}
	})
}

func FuzzUnpack(f *testing.F) {
	h := fold([]clientele.Entry{pinned["order"], pinned["return"], pinned["interaction"], pinned["engagement"]})
	f.Add(h.Pack())
	f.Add([]byte{1, 0, 0, 255, 255, 255, 255, 15})
	f.Fuzz(func(t *testing.T, b []byte) {
		var h, again clientele.History
		if h.Unpack(b) != nil {
			return
		}
		if err := again.Unpack(h.Pack()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(h, again); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestBeforeLeavesOutWhatCameLater(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := drawEntries(t)
		end := day("2020-01-01") + clientele.Day(rapid.IntRange(-1, 301).Draw(t, "end"))
		var known []clientele.Entry
		for _, e := range entries {
			if e.At.Day() <= end {
				known = append(known, e)
			}
		}
		want, got := fold(known), fold(entries).Before(end)
		got.Foreign = want.Foreign // a count, not a list: Before cannot cut it
		if len(want.Days) != len(got.Days) || want.Orders() != got.Orders() || want.Spent() != got.Spent() ||
			want.First() != got.First() || want.Last() != got.Last() ||
			len(want.Contacts) != len(got.Contacts) || len(want.Engaged) != len(got.Engaged) {
			t.Fatalf("known by %s: %+v, cut: %+v", end, want, got)
		}
	})
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
