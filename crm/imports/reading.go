package imports

import (
	"encoding/json"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/say"
)

// Reading is what the rows of a file come to, to be compared with what the shop says.
type Reading struct {
	evidence.Survey
	Bought   []clientele.Money `json:"bought"`   // by currency
	Returned []clientele.Money `json:"returned"` // by currency
	Shown    []ShownEntry      `json:"shown,omitempty"`
}

// ShownEntry is one of the first entries as it will be kept.
type ShownEntry struct {
	Day    clientele.Day   `json:"day"`
	Who    string          `json:"who"`
	What   string          `json:"what"` // "Purchase 536365"
	Of     string          `json:"of,omitempty"`
	Amount clientele.Money `json:"amount"`
	Rows   int             `json:"rows"`
}

func readingOf(by *say.Speaker, s evidence.Survey) *Reading {
	r := &Reading{Survey: s}
	r.Notes = plain(by, s.Notes)
	for _, sum := range s.Sums {
		r.Bought = append(r.Bought, clientele.Money{Minor: sum.Bought, Currency: sum.Currency})
		if sum.Returned > 0 {
			r.Returned = append(r.Returned, clientele.Money{Minor: sum.Returned, Currency: sum.Currency})
		}
	}
	for i := range r.Reasons {
		r.Reasons[i].What, r.Reasons[i].Remedy = plainly(by, r.Reasons[i].What), plainly(by, r.Reasons[i].Remedy)
	}
	for _, t := range s.Shown {
		r.Shown = append(r.Shown, shown(by, t))
	}
	return r
}

// readingKept is what an import said its file comes to; nil where it did not come to its end.
func readingKept(by *say.Speaker, i ledger.Import) *Reading {
	var s evidence.Survey
	if i.Reading == "" || json.Unmarshal([]byte(i.Reading), &s) != nil {
		return nil
	}
	return readingOf(by, s)
}

func shown(s *say.Speaker, t evidence.Taken) ShownEntry {
	out := ShownEntry{Day: t.On(), Who: t.Who.Key, Rows: t.Rows}
	if t.Who.Name != "" && t.Who.Name != t.Who.Key {
		out.Who = t.Who.Name + " (" + t.Who.Key + ")"
	}
	switch b := t.Body.(type) {
	case clientele.Order:
		out.What, out.Amount, out.Of = named2("shown-order", b.Ref), b.Total, goods(b.Items)
		if b.Total.Minor <= 0 && !b.Total.IsNone() {
			out.What = named2("shown-nothing", b.Ref)
		}
	case clientele.Return:
		out.What, out.Amount, out.Of = named2("shown-return", b.Ref), b.Total, goods(b.Items)
	case clientele.Interaction:
		out.What, out.Of = s.Say("account.channel-"+string(b.Channel)), say.Shorten(b.Text, 60)
	case clientele.Engagement:
		out.What, out.Amount = s.Capital(b.Kind.Name()), b.Fee
	}
	return out
}

func named2(key, ref string) string { return strings.TrimSpace(said(key) + " " + ref) }

// goods are the first things of an order, in words.
func goods(items []clientele.Item) string {
	var names []string
	for i, it := range items {
		name := it.Text
		if name == "" {
			name = it.Product
		}
		if name == "" {
			continue
		}
		if i == 2 {
			names = append(names, "…")
			break
		}
		names = append(names, say.Shorten(name, 40))
	}
	return strings.Join(names, ", ")
}

// sentence says what the file comes to, in one sentence.
func (r *Reading) sentence(s *say.Speaker) string {
	if r.Taken == 0 {
		return said("nothing-read")
	}
	var parts []string
	for _, part := range []struct {
		noun string
		n    int64
	}{{"imports.n-purchases", r.Orders}, {"imports.n-returns", r.Returns}, {"imports.n-contacts", r.Contacts}, {"imports.n-agreements", r.Agreements}} {
		if part.n > 0 {
			parts = append(parts, clientele.Tell(part.noun, "n", int(part.n)))
		}
	}
	if len(parts) == 0 {
		parts = append(parts, clientele.Tell("imports.n-nothing", "n", int(r.Nothing)))
	}
	key := "imports.comes-to"
	if !r.Whole {
		key = "imports.comes-to-part"
	}
	return s.Say(key, say.Args{"what": strings.Join(parts, ", "), "who": clientele.Tell("imports.n-accounts", "n", int(r.Accounts)),
		"from": s.LongDay(r.First), "to": s.LongDay(r.Last), "rows": r.Rows})
}

// brief says what a part of the file comes to under an answer: its sum, or its days.
func (r *Reading) brief(s *say.Speaker, about string) string {
	switch {
	case r.Taken == 0:
		return clientele.Tell("imports.then-nothing")
	case about == "date_order":
		left := ""
		if r.Left > 0 {
			left = " " + clientele.Tell("imports.then-left", "n", int(r.Left))
		}
		return s.Say("imports.then-days", say.Args{"from": s.LongDay(r.First), "to": s.LongDay(r.Last)}) + left
	case len(r.Bought) == 0:
		return ""
	}
	return s.Say("imports.then-sum", say.Args{"n": int(r.Orders), "sum": s.Money(r.Bought[0])})
}

// ReadAs is what a column was taken for.
type ReadAs struct{ Field, From string }

// readAs puts a map into words: "account=Customer ID" is "Who: Customer ID".
func readAs(text string) (list []ReadAs) {
	for _, part := range evidence.PartsOfMap(text) {
		from := strings.ReplaceAll(part[1], "*", " × ")
		if from == "" {
			from = said("read-none")
		}
		list = append(list, ReadAs{fieldWord(part[0]), from})
	}
	return list
}
