package clientele_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-crm/clientele"
)

var update = flag.Bool("update", false, "write the golden files anew; for a new version of the stored form only")

// One entry of each kind. What they are stored as may never change.
var pinned = map[string]clientele.Entry{
	"order": {Account: 7, Line: "Sales", Key: "order:7:536365", At: 1291191960000, Learnt: 1700000000000, Day: day("2010-12-01"), By: 3, Via: "key 17", ID: 99, Fact: 98, Rev: 2, Import: 41, Body: clientele.Order{
		Ref: "536365", Total: clientele.Money{Minor: 1530, Currency: "GBP"}, Channel: "web",
		Items: []clientele.Item{{Product: "85123A", Text: "HANGING HEART <white>", QuantityMilli: 6000, TotalMinor: 1530}},
	}},
	"rhythm":      {Account: 7, Key: "order:x", At: 0, Body: clientele.Order{}},
	"return":      {Account: 7, Key: "return:7:C1", At: 1291191960000, Body: clientele.Return{Ref: "C1", Total: clientele.Money{Minor: 200, Currency: "JPY"}}},
	"interaction": {Account: 7, Key: "i:1", At: 1, Body: clientele.Interaction{Channel: clientele.Call, Direction: clientele.In, Person: "Zoë", Minutes: 12, Text: "line one\nline two"}},
	"engagement":  {Account: 7, Key: "e:1", At: 1, Body: clientele.Engagement{Kind: clientele.Retainer, Ref: "R-9", Start: day("2024-01-01"), End: day("2024-12-31"), Fee: clientele.Money{Minor: 50000, Currency: "EUR"}, Period: clientele.Monthly}},
	"open":        {Account: 7, Key: "e:2", At: 1, Body: clientele.Engagement{Kind: clientele.Matter, Start: day("2024-02-29")}},
	"overrule":    {Account: 7, Key: "o:1", At: 1, Body: clientele.Overrule{Kind: clientele.Client, Reason: "a friend of the house", Until: day("2026-06-30")}},
	"struck":      {Account: 7, Key: "i:1", At: 1, Body: clientele.Struck{Reason: "it was Zoë's sister"}},
	"same":        {Account: 7, Key: "m:1", At: 1, Body: clientele.Same{A: 7, B: 8, Choose: map[string]clientele.ID{"phone": 8, "name": 7}}},
	"read":        {Ref: clientele.Ref{Type: "person", ID: 9}, Key: "read/3/person/9/2026-01-02", At: 1, By: 3, Body: clientele.Read{}},
	"reads":       {Ref: clientele.Ref{Type: "person"}, Key: "read/3/person/0/2026-01-02", At: 1, By: 3, Body: clientele.Read{Records: 4000}},
	"refused":     {Ref: clientele.Ref{Type: "user", ID: 3}, Key: "by hand/9", At: 1, Via: "door", Body: clientele.Refused{What: "password", From: "192.0.2.7", Times: 1}},
	"refusals":    {Ref: clientele.Ref{Type: "user"}, Key: "by hand/10", At: 1, Via: "door", Body: clientele.Refused{Times: 4000, Hour: 1767312000000}},
	"parted":      {Account: 7, Key: "m:2", At: 1, Body: clientele.Parted{Merge: 12}},
	"changed": {Account: 7, Ref: clientele.Ref{Type: "person", ID: 9}, Key: "c:1", At: 1, Body: clientele.Changed{Rev: 2, Undoes: 5, Batch: 6,
		Fields: map[string]clientele.Edit{"name": {Was: json.RawMessage(`"Zoe"`), Is: json.RawMessage(`"Zoë"`)}}}},
	"field":   {Ref: clientele.Ref{Type: "field", ID: 9}, Key: "c:2", At: 1, Body: clientele.Changed{Rev: 1, Fields: map[string]clientele.Edit{"name": {Is: json.RawMessage(`"tier"`)}}}},
	"settled": {Account: 7, Key: "s:1", At: 1, Body: clientele.Settled{Play: "answer-owed", Until: day("2026-01-09"), Note: "on holiday"}},
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
		later.ID, later.Fact, later.Rev, later.Import, later.Learnt, later.By, later.Via = 1000, 1000, 9, 77, e.Learnt+1, 4, "rest"
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
		"id": func(s *clientele.Stored) { s.ID++ }, "fact": func(s *clientele.Stored) { s.Fact++ }, "revision": func(s *clientele.Stored) { s.Rev++ },
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

// A person's word settles both: who is a client by it has not left, however long they have
// been silent, so that every count of clients holds the same.
func TestAClientByOnesWordHasNotLapsed(t *testing.T) {
	s := clientele.Standing{Kind: clientele.Customer, MeasuredKind: clientele.Customer, Trend: clientele.Lapsed, Reasons: []clientele.Reason{{Code: "orders", Weight: -2}, {Code: "lapsed"}}}
	if s.Overrule(clientele.Client); s.Kind != clientele.Client || s.Trend != clientele.Slipping || len(s.Reasons) != 1 || !s.Quiet() {
		t.Errorf("%+v", s)
	}
	for _, k := range []clientele.Kind{clientele.Customer, clientele.Prospect} {
		s := clientele.Standing{Kind: clientele.Client, MeasuredKind: clientele.Client, Trend: clientele.Slipping, WasClient: true}
		if s.Overrule(k); s.Kind != k || s.Trend != map[clientele.Kind]clientele.Trend{clientele.Customer: clientele.Slipping, clientele.Prospect: clientele.Steady}[k] {
			t.Errorf("%s: %+v", k, s)
		}
	}
}
