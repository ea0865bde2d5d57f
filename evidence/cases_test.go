package evidence

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele"
)

// oneCase is a file in the manner of somebody's export, with its right answer.
type oneCase struct {
	File     string            `json:"file"`
	Kind     string            `json:"kind"`
	Accounts map[string]answer `json:"accounts"`
	Compare  string            `json:"compare"` // "revenue only": accounts are joined elsewhere
	Names    []string          `json:"names"`
	Currency string            `json:"currency"`
	Ask      string            `json:"ask"`     // what must be asked
	Say      string            `json:"say"`     // what must be said of it once it is read
	Refused  bool              `json:"refused"` // it cannot be read, and that is said
	Door     string            `json:"door"`
	Minutes  []int             `json:"minutes"`
	People   []string          `json:"people"`
	Who      []string          `json:"who"`
}

type answer struct {
	Orders      int `json:"orders"`
	First, Last string
	Revenue     *float64 `json:"revenue"`
	currency    string
}

// takeAnswer folds entries as the measure does: an order of nothing is no purchase.
func takeAnswer(entries []clientele.Entry) map[string]*answer {
	out := map[string]*answer{}
	for _, e := range entries {
		a := out[e.Who.Key]
		if a == nil {
			a = &answer{}
			out[e.Who.Key] = a
		}
		var total clientele.Money
		sign := 1.0
		switch b := e.Body.(type) {
		case clientele.Order:
			if total = b.Total; total.Minor <= 0 && !total.IsNone() {
				continue
			}
			a.Orders++
			if day := e.On().String(); a.First == "" || day < a.First {
				a.First = day
			}
			a.Last = max(a.Last, e.On().String())
		case clientele.Return:
			total, sign = b.Total, -1
		}
		if !total.IsNone() {
			if a.Revenue == nil {
				a.Revenue = new(float64)
			}
			*a.Revenue += sign * float64(total.Minor) / float64(clientele.MinorPerMajor(total.Currency))
			a.currency = total.Currency
		}
	}
	return out
}

// The files of testdata/cases, each with its right answer: each was once read wrongly.
func TestCases(t *testing.T) {
	text, err := os.ReadFile("testdata/cases/expected.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []oneCase
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) < 20 {
		t.Fatalf("only %d cases", len(cases))
	}
	for _, c := range cases {
		t.Run(strings.TrimSuffix(c.File, ".csv"), func(t *testing.T) { c.try(t) })
	}
}

func (c oneCase) try(t *testing.T) {
	p, err := Inspect(context.Background(), File(filepath.Join("testdata/cases", c.File)), Options{})
	switch {
	case c.Refused:
		if err == nil && len(p.Questions) == 0 {
			t.Errorf("it is read:\n%s", p.Describe())
		}
		return
	case err != nil:
		t.Fatal(err)
	case c.Ask != "":
		if len(p.Questions) == 0 || p.Questions[0].About != c.Ask {
			t.Errorf("nothing is asked about %s:\n%s", c.Ask, p.Describe())
		}
		return
	}
	entries, _, err := drain(p)
	if err != nil {
		t.Fatalf("%v\n%s", err, p.Describe())
	}
	if c.Door != "" {
		c.contacts(t, p, entries)
		return
	}
	if c.Say != "" && !strings.Contains(saidNotes(p), c.Say) {
		t.Errorf("%q is not said:\n%s", c.Say, p.Describe())
	}
	if c.Say != "" && len(c.Accounts) == 0 {
		return
	}
	got, want := answersOf(takeAnswer(entries)), answersOf(pointers(c.Accounts))
	if c.Compare != "" {
		for _, list := range [][]answer{got, want} {
			for i := range list {
				list[i].Orders, list[i].First, list[i].Last = 0, "", ""
			}
		}
	}
	if !slices.EqualFunc(got, want, sameAnswer) {
		t.Errorf("got\n%s\nwant\n%s\n%s\n%s", asLines(got), asLines(want), brief(entries), p.Describe())
	}
	for _, name := range c.Names {
		if !slices.ContainsFunc(entries, func(e clientele.Entry) bool { return e.Who.Key == name }) {
			t.Errorf("%s is not named", name)
		}
	}
	for _, a := range got {
		if c.Currency != "" && a.currency != c.Currency {
			t.Errorf("an amount in %s, not %s", a.currency, c.Currency)
		}
	}
}

// contacts compares a file of contacts: how long they took, who of ours it was, with whom.
func (c oneCase) contacts(t *testing.T, p *Plan, entries []clientele.Entry) {
	if p.Door != c.Door {
		t.Fatalf("read as %s:\n%s", p.Door, p.Describe())
	}
	var minutes []int
	who, people := map[string]bool{}, map[string]bool{}
	for _, e := range entries {
		b := e.Body.(clientele.Interaction)
		minutes = append(minutes, b.Minutes)
		who[e.Who.Key], people[b.Person] = true, true
		if strings.Contains(e.Who.Email, "agency") {
			t.Errorf("a colleague's address %s became the client's", e.Who.Email)
		}
	}
	if !slices.Equal(minutes, c.Minutes) || len(who) != len(c.Who) || len(people) != len(c.People) {
		t.Errorf("minutes %v, with %v, by %v\n%s", minutes, who, people, p.Describe())
	}
	for _, name := range c.People {
		if !people[name] {
			t.Errorf("%s of ours is not named: %v", name, people)
		}
	}
	for _, name := range c.Who {
		if !who[name] {
			t.Errorf("%s is not named: %v", name, who)
		}
	}
}

func pointers(m map[string]answer) map[string]*answer {
	out := map[string]*answer{}
	for k, v := range m {
		out[k] = &v
	}
	return out
}

// answersOf leaves out who bought nothing, and sorts.
func answersOf(m map[string]*answer) []answer {
	var out []answer
	for _, a := range m {
		if a.Orders > 0 || a.Revenue != nil && *a.Revenue != 0 {
			out = append(out, *a)
		}
	}
	sort.Slice(out, func(i, j int) bool { return asLines(out[i:i+1]) < asLines(out[j:j+1]) })
	return out
}

func sameAnswer(a, b answer) bool {
	if (a.Revenue == nil) != (b.Revenue == nil) || a.Orders != b.Orders || a.First != b.First || a.Last != b.Last {
		return false
	}
	return a.Revenue == nil || math.Abs(*a.Revenue-*b.Revenue) < .005
}

func asLines(list []answer) string {
	var b strings.Builder
	for _, a := range list {
		text, _ := json.Marshal(a)
		b.Write(text)
		b.WriteByte('\n')
	}
	return b.String()
}
