package shape

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/standing"
)

func (f Firm) HeadOf(a clientele.Account) AccountHead {
	return AccountHead{a.ID, a.Key, a.Name, a.Email, a.Phone, a.Country, f.Owners[a.Owner], f.People[a.Owner], AccountHref(a.ID, "")}
}

func Titled(what, ref string) string {
	if ref == "" {
		return what
	}
	return what + " " + ref
}

func (m *BalanceMonth) CountOf(k clientele.Kind) *int {
	switch k {
	case clientele.Client:
		return &m.Clients
	case clientele.Customer:
		return &m.Customers
	}
	return &m.Prospects
}

// lineless names, in addresses, the line of business that has no name.
const Lineless = "-"

// LineOf reads a line of business out of an address; nil for every line.
func LineOf(given string) *clientele.Line {
	line := clientele.Line(given)
	switch given {
	case "":
		return nil
	case Lineless:
		line = ""
	}
	return &line
}

func LineParam(line clientele.Line) string { return cmp.Or(string(line), Lineless) }

func AccountHref(id clientele.ID, line clientele.Line) string {
	href := "/accounts/" + strconv.FormatInt(int64(id), 10)
	if line != "" {
		href += "?" + url.Values{"line": {string(line)}}.Encode()
	}
	return href
}

func Query(path string, values url.Values) string {
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// Money is an amount in a currency; none without one.
func Money(minor int64, currency string) clientele.Money {
	if currency == "" {
		return clientele.Money{}
	}
	return clientele.Money{Minor: minor, Currency: currency}
}

func Href(format string, id clientele.ID) string { return fmt.Sprintf(format, int64(id)) }

const PathRelationships = "/relationships"

// CurrencyOf is the currency that most relationships are counted in.
func CurrencyOf(counts []standings.KindCount) string {
	sums := map[string]int64{}
	best := ""
	for _, c := range counts {
		sums[c.Currency] += c.Count
		if c.Currency != "" && (best == "" || sums[c.Currency] > sums[best]) {
			best = c.Currency
		}
	}
	return best
}

// OfField turns a fault of access into one beside its field.
func OfField(err error) error {
	var f *access.Field
	if !errors.As(err, &f) {
		return err
	}
	return page.Refuse(page.FieldFault{Field: f.Name, What: f.Fault.What, Remedy: f.Fault.Remedy})
}

func (f Firm) StepOf(t clientele.Treatment, today clientele.Day) Step {
	step := Step{Account: t.Account, Line: t.Line, Href: AccountHref(t.Account, t.Line), List: t.List, Play: t.Play,
		Why: f.Fill(t.Why), Do: f.Fill(t.Step), Due: t.Due, LateDays: Late(t.Due, today), Stake: t.Stake, Worth: t.Saves()}
	if step.Worth.IsNone() {
		step.Orders = t.Worth
	}
	return step
}

func Late(due, today clientele.Day) int {
	if due == clientele.NoDay {
		return 0
	}
	return int(today - due)
}

// Known is a figure, or nil where there is none.
func Known(f standing.Figure) *float64 {
	if !f.Known() {
		return nil
	}
	x := float64(f)
	return &x
}

// TrendWord is which way somebody moves, in a word; "" where that is not known.
func TrendWord(t clientele.Trend) string {
	if t == "" {
		return ""
	}
	return clientele.Tell("trend." + string(t))
}

// StageWord says a stage as one would to a colleague.
func StageWord(stage clientele.Stage) string {
	if stage == "" {
		return ""
	}
	return clientele.Tell("ui.said." + string(stage))
}
