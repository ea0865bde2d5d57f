package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/standing"
)

// Rows of the lists on a terminal: what fits without scrolling.
const (
	textAdvised = 12
	textTop     = 20
)

// writeText is the answer for a person at a terminal: the sentence, who is
// slipping, who is growing, who is worth most, and the counts.
func (a *analysis) writeText(w io.Writer) error {
	for _, s := range a.sentences() {
		fmt.Fprintln(w, s)
	}
	fmt.Fprintln(w)
	if err := writeTable(w, a.counts()); err != nil {
		return err
	}
	lists := []struct {
		list  clientele.List
		title string
	}{
		{clientele.ListSlipping, "To do about who is slipping"}, {clientele.ListGrowing, "To do about who is growing"}, {clientele.ListDue, "Due"},
	}
	for _, l := range lists {
		if err := a.writeAdvised(w, l.list, l.title); err != nil {
			return err
		}
	}
	if err := a.writeTop(w); err != nil {
		return err
	}
	if len(a.notes) > 0 {
		fmt.Fprintln(w, "\nNotes")
		for _, n := range a.notes {
			fmt.Fprintln(w, " ", n)
		}
	}
	_, err := fmt.Fprintln(w, "\n--format csv writes everyone, with all reasons; --html FILE draws it; clientele backtest says how far to trust it.")
	return err
}

// sentences are the answer in a sentence or two.
func (a *analysis) sentences() []string {
	n := map[clientele.Kind]int{}
	lapsed := 0
	for _, f := range a.found {
		n[f.Kind]++
		if f.Trend == clientele.Lapsed {
			lapsed++
		}
	}
	var kinds []string
	for _, k := range clientele.Kinds {
		if n[k] > 0 {
			kinds = append(kinds, many(n[k], string(k), string(k)+"s"))
		}
	}
	first := fmt.Sprintf("On %s: %s of %s", longDay(a.asOf), orAnd(kinds), many(len(a.found), "relationship", "relationships"))
	switch {
	case len(a.found) == 1:
		first = fmt.Sprintf("On %s: one relationship, a %s", longDay(a.asOf), a.found[0].Kind)
		if lapsed > 0 {
			first += ", lapsed"
		}
	case lapsed == len(a.found):
		first += ", all of them lapsed"
	case lapsed > 0:
		first += fmt.Sprintf(", %s of them lapsed", grouped(lapsed))
	}
	second := "Nobody is slipping."
	if slipping := a.of(clientele.Slipping); slipping > 0 {
		second = many(slipping, "is", "are") + " slipping"
		if first := a.advised(clientele.ListSlipping); len(first) > 0 {
			second += fmt.Sprintf("; first %s: %s", first[0].label(), firstOf(first[0].why()))
		}
		second = stop(second)
	}
	if growing := a.of(clientele.Growing); growing > 0 {
		second += fmt.Sprintf(" %s growing.", many(growing, "is", "are"))
	}
	return append([]string{first + ".", second}, a.outlook()...)
}

// of counts those who move one way.
func (a *analysis) of(t clientele.Trend) (n int) {
	for _, f := range a.found {
		if f.Trend == t {
			n++
		}
	}
	return n
}

// outlook says what all relationships together are expected to bring, one
// sentence a currency.
func (a *analysis) outlook() (said []string) {
	for _, t := range a.totals {
		if !t.AllLines || t.Kind != "" || t.Currency == "" || t.Value.High < 1 {
			continue
		}
		of := func(minor float64) string {
			return amount(clientele.Money{Minor: int64(math.Round(minor)), Currency: t.Currency})
		}
		said = append(said, fmt.Sprintf("The next %s should bring %s to %s, in eight of ten cases; what is to come within ten years is worth about %s today, at %.0f %% a year.",
			days(a.horizon), of(t.Value.Low), strings.TrimSpace(of(t.Value.High)+" "+named(t.Currency)), of(t.Lifetime.Expected), 100*standing.DefaultDiscount))
	}
	return said
}

// label names a finding: the account, with its line where there is one.
func (f finding) label() string {
	if f.Line == "" {
		return f.account
	}
	return f.account + " (" + string(f.Line) + ")"
}

// firstOf is the first two sentences of several.
func firstOf(s string) string {
	parts := strings.SplitN(s, ". ", 3)
	return strings.Join(parts[:min(2, len(parts))], ". ")
}

func stop(s string) string { return strings.TrimRight(s, ". ") + "." }

func orAnd(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

func longDay(d clientele.Day) string {
	if d == clientele.NoDay {
		return "no day"
	}
	return d.Time().Format("2 Jan 2006")
}

// counts is the balance: each kind by trend, with its revenue a currency.
func (a *analysis) counts() [][]string {
	header := []string{"kind", "all"}
	for _, t := range clientele.Trends {
		header = append(header, string(t))
	}
	currencies := a.currencies()
	for _, c := range currencies {
		name := named(c)
		if name == "" && len(currencies) > 1 {
			name = "without a currency"
		}
		header = append(header, strings.TrimSpace("revenue "+name))
	}
	rows := [][]string{header}
	for _, k := range clientele.Kinds {
		all, by, sum := 0, map[clientele.Trend]int{}, map[string]int64{}
		for _, f := range a.found {
			if f.Kind == k {
				all++
				by[f.Trend]++
				for _, m := range f.earnings() {
					sum[m.Currency] += m.Minor
				}
			}
		}
		row := []string{string(k), grouped(all)}
		for _, t := range clientele.Trends {
			row = append(row, grouped(by[t]))
		}
		for _, c := range currencies {
			row = append(row, amount(clientele.Money{Minor: sum[c], Currency: c}))
		}
		rows = append(rows, row)
	}
	return rows
}

func (a *analysis) currencies() []string {
	var all []string
	for _, f := range a.found {
		for _, m := range f.earnings() {
			if !slices.Contains(all, m.Currency) {
				all = append(all, m.Currency)
			}
		}
	}
	slices.Sort(all)
	return all
}

// earnings are what they brought, in their main currency and in the others.
func (f *finding) earnings() (all []clientele.Money) {
	for _, m := range append([]clientele.Money{f.Earned()}, f.Others...) {
		if !m.IsNone() {
			all = append(all, m)
		}
	}
	return all
}

// named is a currency's code, nothing for one that nobody told us.
func named(currency string) string { return strings.TrimPrefix(currency, clientele.UnknownCurrency) }

// amount is money for eyes: grouped thousands, whole units where it is large.
func amount(m clientele.Money) string {
	if m.IsNone() {
		return ""
	}
	per := clientele.MinorPerMajor(m.Currency)
	whole := m.Minor / per
	if max(whole, -whole) >= 1000 || per == 1 {
		whole = int64(math.Round(float64(m.Minor) / float64(per)))
		if whole < 0 {
			return "-" + grouped(int(-whole))
		}
		return grouped(int(whole))
	}
	return m.Plain()
}

func percent(p float64) string {
	if p != p {
		return ""
	}
	return fmt.Sprintf("%.0f %%", 100*p)
}

func (a *analysis) writeAdvised(w io.Writer, list clientele.List, title string) error {
	all := a.advised(list)
	if len(all) == 0 {
		return nil
	}
	fmt.Fprintf(w, "\n%s: %s", title, grouped(len(all)))
	if len(all) > textAdvised {
		fmt.Fprintf(w, ", the first %d", textAdvised)
		all = all[:textAdvised]
	}
	fmt.Fprintln(w)
	rows := [][]string{{"account", "kind", "may bring", "stake a year", "next step"}}
	for _, x := range all {
		rows = append(rows, []string{x.label(), string(x.Kind), amount(x.Saves()), amount(x.Stake), x.step()})
	}
	if err := writeTable(w, rows); err != nil {
		return err
	}
	for i, x := range all {
		if i < 3 {
			fmt.Fprintf(w, "  %s: %s\n", x.label(), stop(x.why()))
		}
	}
	return nil
}

func (a *analysis) writeTop(w io.Writer) error {
	top := slices.Clone(a.found)
	slices.SortFunc(top, worth)
	title := "\nMost expected"
	if len(top) > textTop {
		title += fmt.Sprintf(", the first %d", textTop)
		top = top[:textTop]
	}
	fmt.Fprintf(w, "%s, within %s\n", title, many(a.horizon, "day", "days"))
	rows := [][]string{{"account", "kind", "client", "trend", "with you", "orders", "last", "days expected", "value", "first reason"}}
	for _, f := range top {
		reason := "too early to say"
		if len(f.Reasons) > 0 {
			reason = say.English.Fill(f.strongest().Text)
		}
		rows = append(rows, []string{
			f.label(), string(f.Kind), percent(f.ClientProb), string(f.Trend), percent(f.still()), grouped(f.Orders), f.Last.String(),
			fmt.Sprintf("%.1f", f.ExpectedOrders), amount(f.value()), reason,
		})
	}
	return writeTable(w, rows)
}

// strongest is the reason with the most weight, either way. What is usual here is
// where everybody starts, and nobody's own reason.
func (f finding) strongest() clientele.Reason {
	own := slices.DeleteFunc(slices.Clone(f.Reasons), func(r clientele.Reason) bool { return r.Code == "usual" })
	if len(own) == 0 {
		own = f.Reasons
	}
	return slices.MaxFunc(own, func(a, b clientele.Reason) int {
		return cmp.Compare(math.Abs(a.Weight), math.Abs(b.Weight))
	})
}
