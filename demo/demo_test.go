package demo

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
)

var asOf = day("2026-03-31")

func day(s string) clientele.Day {
	d, err := clientele.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func firm(t testing.TB, preset string, seed uint64, accounts int) *Firm {
	t.Helper()
	f, err := New(preset, seed, accounts, asOf)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// The stories, the pictures and the benchmarks quote these firms: a change here
// is a change there.
func TestSameSeedSameFirm(t *testing.T) {
	want := map[string]string{
		"law":              "9fd78b1513db0f26",
		"accounting":       "e858bca1a2445433",
		"consulting":       "209dc4f8b8b23366",
		"marketing":        "0d2cd6e0c3752c92",
		"financial-advice": "01f0fd11be725b51",
		"health-beauty":    "ed87807ae4408c47",
		"shop":             "05b3ffc9f58e993f",
		"web-shop":         "7c52995154520dff",
		"restaurant":       "1e1ec54eda2eb9a0",
		"estate-agency":    "9a1a641ba1cb2853",
	}
	for _, preset := range Presets {
		sum := sha256.New()
		for a := range firm(t, preset, 7, 200).Each() {
			fmt.Fprintf(sum, "%v %s\n", a.Who, a.Owner)
			for _, tr := range a.Truths {
				fmt.Fprintln(sum, tr.Key, tr.Line, tr.Fate, tr.Spells, tr.Died)
			}
			for _, e := range a.Entries {
				s, private, err := e.Store()
				if err != nil {
					t.Fatal(err)
				}
				sum.Write(append(s.Canonical(), private...))
			}
		}
		if got := hex.EncodeToString(sum.Sum(nil))[:16]; got != want[preset] {
			t.Errorf("%s: hash %s, want %s", preset, got, want[preset])
		}
	}
}

func TestLargerFirmBeginsLikeSmaller(t *testing.T) {
	small, large := firm(t, "estate-agency", 3, 10), firm(t, "estate-agency", 3, 1_000_000)
	for n := range 10 {
		if a, b := fmt.Sprint(small.Account(n)), fmt.Sprint(large.Account(n)); a != b {
			t.Fatalf("account %d differs:\n%s\n%s", n, a, b)
		}
	}
}

func TestInTimeIsTheSameEntriesInOrder(t *testing.T) {
	f := firm(t, "shop", 5, 300)
	keys := map[string]bool{}
	for e := range f.Entries() {
		if keys[e.Key] {
			t.Fatalf("key %s twice", e.Key)
		}
		keys[e.Key] = true
	}
	var last clientele.Instant
	n := 0
	for e := range f.InTime() {
		if e.At < last {
			t.Fatalf("%s at %v comes after %v", e.Key, e.At, last)
		}
		if !keys[e.Key] {
			t.Fatalf("%s is not among the entries", e.Key)
		}
		last, n = e.At, n+1
	}
	if n != len(keys) {
		t.Errorf("%d entries in time, %d by account", n, len(keys))
	}
}

func names() []string {
	all := slices.Clone(Presets)
	for _, t := range Trials {
		all = append(all, t.Name)
	}
	return all
}

func TestNothingHappensOutsideTheLife(t *testing.T) {
	for _, preset := range names() {
		f := firm(t, preset, 11, 500)
		for a := range f.Each() {
			died := map[clientele.Line]clientele.Day{}
			for _, tr := range a.Truths {
				died[tr.Line] = tr.Died
			}
			for _, e := range a.Entries {
				d := e.At.Day()
				if d > asOf || d < f.start-5 {
					t.Fatalf("%s %s: %v lies outside the books", preset, e.Key, d)
				}
				if _, order := e.Body.(clientele.Order); order && died[e.Line] != clientele.NoDay && d >= died[e.Line] {
					t.Fatalf("%s %s: bought on %v, died on %v", preset, e.Key, d, died[e.Line])
				}
			}
		}
	}
}

// Clients keep a rhythm and customers do not: the coefficient of variation of
// gamma gaps is 1/sqrt(k), of memoryless ones 1.
func TestRhythmOfTheKinds(t *testing.T) {
	for _, preset := range Presets {
		f := firm(t, preset, 2, 3000)
		spread := map[string][]float64{}
		for a := range f.Each() {
			for _, tr := range a.Truths {
				if cv, ok := variation(orderDays(a, tr.Line)); ok {
					spread[tr.Fate] = append(spread[tr.Fate], cv)
				}
			}
		}
		client, customer := mean(spread[string(steadyClient)]), mean(spread[string(steadyCustomer)])
		if n := min(len(spread[string(steadyClient)]), len(spread[string(steadyCustomer)])); n < 12 {
			t.Errorf("%s: %d with gaps enough", preset, n)
		}
		if client > .55 || customer < .7 {
			t.Errorf("%s: gaps of clients vary by %.2f, of customers by %.2f", preset, client, customer)
		}
	}
}

func TestSharesOfTheFates(t *testing.T) {
	for _, preset := range Presets {
		f, of, count := firm(t, preset, 1, 2000), map[clientele.Line]float64{}, map[string]float64{}
		for a := range f.Each() {
			for _, tr := range a.Truths {
				of[tr.Line]++
				count[string(tr.Line)+tr.Fate]++
				if (tr.Fate == string(neglected)) != (len(tr.Spells) == 2 && tr.KindOn(asOf) == clientele.Customer) {
					t.Fatalf("%s: fate %s with spells %v", tr.Key, tr.Fate, tr.Spells)
				}
			}
		}
		for _, trade := range f.preset.trades {
			n := of[trade.line]
			for _, s := range trade.fates {
				if got := count[string(trade.line)+string(s.fate)] / n; math.Abs(got-s.share) > 4*math.Sqrt(s.share*(1-s.share)/n) {
					t.Errorf("%s, %s: %s has %.3f of %.0f, want %.2f", preset, trade.line, s.fate, got, n, s.share)
				}
			}
		}
	}
}

// What is declared of a trade goes together: its fates are all that can become of one, who is under
// contract has one to sign, and no two lines number what belongs to them alike.
func TestTradesAreWhole(t *testing.T) {
	leaders := map[string]string{}
	for _, name := range Presets {
		p := presets[name]
		if other := leaders[p.letter]; other != "" || len(p.staff) < 2 || p.zone == "" || len(p.currency) != 3 {
			t.Errorf("%s: keys as of %q, staff %v, zone %q, currency %q", name, other, p.staff, p.zone, p.currency)
		}
		leaders[p.letter] = name
		letters := map[byte]bool{}
		for _, tr := range p.trades {
			sum := 0.0
			for _, s := range tr.fates {
				sum += s.share
				if s.fate == contracted && (len(tr.terms) == 0 || tr.engaged != "") {
					t.Errorf("%s, %s: contracts without terms, or agreements beside them", name, tr.line)
				}
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Errorf("%s, %s: fates sum to %v", name, tr.line, sum)
			}
			if len(p.trades) > 1 && (tr.line == "" || letters[tr.line[0]]) {
				t.Errorf("%s: two lines begin as %q does", name, tr.line)
			}
			if tr.line != "" {
				letters[tr.line[0]] = true
			}
		}
	}
}

func TestEstateAgencyIsMixed(t *testing.T) {
	both, mixed := 0, 0
	for a := range firm(t, "estate-agency", 1, 1000).Each() {
		if len(a.Truths) == 2 {
			both++
			if a.Truths[0].KindOn(asOf) != a.Truths[1].KindOn(asOf) {
				mixed++
			}
		}
	}
	if both < 150 || mixed < 80 {
		t.Errorf("%d accounts in both lines, %d of them of different kinds", both, mixed)
	}
}

func TestPeopleAreNobody(t *testing.T) {
	for _, preset := range Presets {
		there := map[string]int{}
		for a := range firm(t, preset, 9, 500).Each() {
			_, domain, _ := strings.Cut(a.Who.Email, "@")
			if domain != "example.com" && domain != "example.org" && domain != "example.net" {
				t.Fatalf("%s could be somebody's", a.Who.Email)
			}
			reserved := false
			for _, c := range append(slices.Clone(countries), canada) {
				reserved = reserved || strings.HasPrefix(a.Who.Phone, c.phone) && a.Who.Country == c.name
			}
			if !reserved {
				t.Fatalf("%s could be somebody's", a.Who.Phone)
			}
			there[a.Who.Country]++
		}
		p := presets[preset]
		if n := there[p.home().name]; n < 250 {
			t.Errorf("%s: %d of 500 are at home", preset, n)
		}
	}
}

func TestFiles(t *testing.T) {
	f := firm(t, "law", 4, 50)
	var orders, talks, agreements, truth bytes.Buffer
	for _, err := range []error{
		WriteOrdersCSV(&orders, f.InTime()), WriteInteractionsCSV(&talks, f.InTime()),
		WriteEngagementsCSV(&agreements, f.InTime()), WriteTruthCSV(&truth, f),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, b := range map[string]*bytes.Buffer{"orders": &orders, "interactions": &talks, "engagements": &agreements, "truth": &truth} {
		rows, err := csv.NewReader(b).ReadAll()
		if err != nil || len(rows) < 20 {
			t.Errorf("%s: %d rows, %v", name, len(rows), err)
		}
	}
}

func TestWrongWishes(t *testing.T) {
	for _, wish := range []func() (*Firm, error){
		func() (*Firm, error) { return New("circus", 1, 10, asOf) },
		func() (*Firm, error) { return New("law", 1, 0, asOf) },
		func() (*Firm, error) { return New("law", 1, MaxAccounts+1, asOf) },
		func() (*Firm, error) { return New("law", 1, 10, clientele.NoDay) },
	} {
		if _, err := wish(); clientele.KindOf(err) != clientele.Invalid {
			t.Errorf("got %v, want an invalid fault", err)
		}
	}
}

func BenchmarkAccount(b *testing.B) {
	f := firm(b, "shop", 1, 1_000_000)
	n := 0
	for b.Loop() {
		n += len(f.Account(b.N % 1000).Entries)
	}
}

func orderDays(a Account, line clientele.Line) (days []float64) {
	for _, e := range a.Entries {
		if _, ok := e.Body.(clientele.Order); ok && e.Line == line {
			days = append(days, float64(e.At.Day()))
		}
	}
	return days
}

// variation is the coefficient of variation of the gaps, where there are enough.
func variation(days []float64) (float64, bool) {
	if len(days) < 9 {
		return 0, false
	}
	var gaps []float64
	for i := range days[1:] {
		gaps = append(gaps, days[i+1]-days[i])
	}
	m, s := mean(gaps), 0.0
	for _, g := range gaps {
		s += (g - m) * (g - m)
	}
	return math.Sqrt(s/float64(len(gaps)-1)) / m, m > 0
}

func mean(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s / float64(len(x))
}

func TestByHand(t *testing.T) {
	for _, preset := range Presets {
		f, kinds := firm(t, preset, 7, 400), map[clientele.EntryKind]int{}
		for e := range f.ByHand() {
			kinds[e.Body.EntryKind()]++
			if owner := f.Owner(e.Who.Key); e.Via != "demo" || owner == "" {
				t.Errorf("%s: came by %q, looked after by %q", e.Key, e.Via, owner)
			}
		}
		if preset != "shop" && kinds[clientele.KindOverrule] == 0 {
			t.Errorf("%s: by hand %v", preset, kinds)
		}
	}
	if o := firm(t, "law", 7, 1).Owner("X"); o != "" {
		t.Errorf("nobody's account is looked after by %q", o)
	}
}
