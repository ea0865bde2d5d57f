package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/standing"
	"github.com/clientele-crm/clientele/treatment"
)

type analyzeCmd struct {
	reading `embed:""`
	AsOf    clientele.Day `placeholder:"DATE" help:"Use only what happened up to this day. Default: today; of data that ended more than 60 days ago, their last day."`
	Horizon int           `default:"365" placeholder:"DAYS" help:"How far to look ahead (${default})."`
	Format  string        `default:"table" enum:"table,csv,json" help:"table, csv or json (${default})."`
	Out     string        `placeholder:"FILE" help:"Write the answer there instead of to the terminal."`
	HTML    string        `name:"html" placeholder:"FILE" help:"Also write a page with the pictures, complete in itself."`
	Trust   bool          `default:"true" negatable:"" help:"With --html: say first how far the measure may be trusted, by a backtest. It takes longer than all the rest: --no-trust leaves it out."`
	Files   []string      `arg:"" name:"FILE" help:"CSV files of orders, interactions or engagements, gzip or not."`
}

// analysis is the answer: what was measured of each relationship of the logs.
type analysis struct {
	asOf    clientele.Day
	horizon int
	logs    *logs
	found   []finding // in the order of the logs
	totals  []standing.Total
	notes   []string
}

// finding is one relationship's standing, and what to do about it.
type finding struct {
	account string
	clientele.Standing
	advice []clientele.Treatment
}

// longestHorizon is ten years: beyond it no model here has anything to say.
const longestHorizon = 3650

func checkHorizon(days int) error {
	if days < 1 || days > longestHorizon {
		return wrongUsage(fmt.Sprintf("--horizon %d is out of range", days), fmt.Sprintf("give 1 to %d days", longestHorizon))
	}
	return nil
}

// Run measures and writes.
func (c *analyzeCmd) Run(ctx context.Context, s stdio) error {
	if err := checkHorizon(c.Horizon); err != nil {
		return err
	}
	sh, err := c.read(ctx, c.Files, c.AsOf, s)
	if err != nil {
		return err
	}
	a, err := analyze(ctx, sh, c.Horizon)
	if err != nil {
		return err
	}
	if err := writeTo(c.Out, s.out, func(w io.Writer) error { return a.write(w, c.Format) }); err != nil {
		return err
	}
	if c.Format != "table" { // the table has them below
		for _, note := range a.notes {
			fmt.Fprintln(s.err, "note:", note)
		}
	}
	if c.HTML == "" {
		return nil
	}
	page, err := a.page(ctx, c.Trust)
	if err != nil {
		return err
	}
	return writeTo(c.HTML, s.out, page.write)
}

// planned is what the plays advise and a book that had just got these files would show: not
// what must hold a while before it is worth a step.
func planned(st clientele.Standing, h *clientele.History, asOf clientele.Day) (plan []clientele.Treatment) {
	for _, c := range treatment.Advance(nil, treatment.Seen{AsOf: asOf, Today: asOf, History: h, Proposed: treatment.Plan(st, h, asOf)}) {
		if c.State == treatment.Due {
			plan = append(plan, c.Treatment)
		}
	}
	return plan
}

func analyze(ctx context.Context, sh *logs, horizon int) (*analysis, error) {
	a := &analysis{asOf: sh.measuredOn(), horizon: horizon, logs: sh, found: make([]finding, 0, len(sh.rels))}
	m, err := standing.Learn(ctx, sh.relations, standing.Config{AsOf: a.asOf, Today: sh.today, HorizonDays: horizon})
	if err != nil {
		return nil, fmt.Errorf("measure %s: %w", many(len(sh.rels), "relationship", "relationships"), err)
	}
	a.notes = slices.Clone(sh.notes)
	for _, n := range m.Notes() {
		a.notes = append(a.notes, say.English.Fill(n))
	}
	all := m.Portfolio()
	for _, r := range sh.rels {
		st := all.Of(r)
		a.found = append(a.found, finding{account: sh.keys[r.Account-1], Standing: st, advice: planned(st, r.History, a.asOf)})
	}
	a.totals = all.Totals()
	return a, ctx.Err()
}

func (a *analysis) write(w io.Writer, format string) error {
	switch format {
	case "csv":
		return a.writeCSV(w)
	case "json":
		return a.writeJSON(w)
	}
	return a.writeText(w)
}

// analyzeColumns are a promise: scripts rely on their names and their order.
var analyzeColumns = []string{
	"account", "line", "kind", "client_prob", "stage", "trend", "alive_prob", "active_prob", "expected_orders",
	"expected_value", "orders", "first_day", "last_day", "revenue", "currency", "reasons",
}

func (a *analysis) writeCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	c.Write(analyzeColumns) //nolint:errcheck // Error tells
	for _, f := range a.found {
		c.Write([]string{ //nolint:errcheck // Error tells
			f.account, string(f.Line), string(f.Kind), decimals(f.ClientProb), string(f.Stage), string(f.Trend),
			decimals(f.still()), decimals(f.ActiveProb), decimals(f.ExpectedOrders),
			f.value().Plain(), strconv.Itoa(f.Orders), f.First.String(), f.Last.String(),
			f.Revenue.Plain(), f.Revenue.Currency, strings.Join(f.sentences(), "; "),
		})
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}

// decimals is a number with four of them; "" where there is none.
func decimals(x float64) string {
	if x != x {
		return ""
	}
	return strconv.FormatFloat(x, 'f', 4, 64)
}

// still is the chance that they are still there; NaN where it cannot be told.
func (f finding) still() float64 {
	if !f.AliveTold {
		return math.NaN()
	}
	return f.AliveProb
}

// value is what is expected within the horizon.
func (f finding) value() clientele.Money { return f.amount(f.ExpectedValue) }

func (f finding) sentences() []string {
	said := make([]string, len(f.Reasons))
	for i, r := range f.Reasons {
		said[i] = strings.TrimRight(say.English.Fill(r.Text), ". ")
	}
	return said
}

// reasons are those of a finding in our own words: a file has no firm.
func (f finding) reasons() []clientele.Reason {
	said := append([]clientele.Reason{}, f.Reasons...)
	for i, r := range said {
		said[i].Text = say.English.Fill(r.Text)
	}
	return said
}

// inJSON is a finding with the names of the columns.
type inJSON struct {
	Account        string             `json:"account"`
	Line           clientele.Line     `json:"line"`
	Kind           clientele.Kind     `json:"kind"`
	ClientProb     number4            `json:"client_prob"`
	Stage          clientele.Stage    `json:"stage"`
	Trend          clientele.Trend    `json:"trend"`
	AliveProb      number4            `json:"alive_prob"`
	ActiveProb     number4            `json:"active_prob"`
	ExpectedOrders number4            `json:"expected_orders"`
	ExpectedValue  plain              `json:"expected_value"`
	Orders         int                `json:"orders"`
	FirstDay       clientele.Day      `json:"first_day"`
	LastDay        clientele.Day      `json:"last_day"`
	Revenue        plain              `json:"revenue"`
	Currency       string             `json:"currency"`
	Reasons        []clientele.Reason `json:"reasons"`
	Enough         bool               `json:"enough"` // false: too early to say
	AsOf           clientele.Day      `json:"as_of"`
	HorizonDays    int                `json:"horizon_days"`
	Model          string             `json:"model"`
	Lifetime       plain              `json:"lifetime"` // all that is still to come, discounted
	ClientRange    clientele.Range    `json:"client_range"`
	ActiveRange    clientele.Range    `json:"active_range"`
	OrdersRange    clientele.Range    `json:"orders_range"`
	ValueRange     plainRange         `json:"value_range"`
	LifetimeRange  plainRange         `json:"lifetime_range"`
}

// plainRange is a range of amounts.
type plainRange struct {
	Low  plain `json:"low"`
	High plain `json:"high"`
}

// amounts is a range in minor units as one of amounts.
func (f finding) amounts(r clientele.Range) plainRange {
	return plainRange{plain(f.amount(r.Low)), plain(f.amount(r.High))}
}

func (f finding) amount(minor float64) clientele.Money {
	return clientele.Money{Minor: int64(math.Round(minor)), Currency: f.Revenue.Currency}
}

// number4 is a number with four decimals; null where there is none.
type number4 float64

// MarshalJSON writes it.
func (n number4) MarshalJSON() ([]byte, error) {
	if n != n {
		return []byte("null"), nil
	}
	return []byte(decimals(float64(n))), nil
}

// plain is an amount as a number of its currency; null where there is none.
type plain clientele.Money

// MarshalJSON writes it.
func (p plain) MarshalJSON() ([]byte, error) {
	if m := clientele.Money(p); !m.IsNone() {
		return []byte(m.Plain()), nil
	}
	return []byte("null"), nil
}

func (a *analysis) writeJSON(w io.Writer) error {
	all := make([]inJSON, len(a.found))
	for i, f := range a.found {
		all[i] = inJSON{
			Account: f.account, Line: f.Line, Kind: f.Kind, ClientProb: number4(f.ClientProb), Stage: f.Stage, Trend: f.Trend,
			AliveProb: number4(f.still()), ActiveProb: number4(f.ActiveProb), ExpectedOrders: number4(f.ExpectedOrders),
			ExpectedValue: plain(f.value()), Orders: f.Orders, FirstDay: f.First, LastDay: f.Last, Revenue: plain(f.Revenue),
			Currency: f.Revenue.Currency, Reasons: f.reasons(), Enough: f.Enough, AsOf: f.AsOf, HorizonDays: f.HorizonDays, Model: f.Model,
			Lifetime: plain(f.amount(f.Lifetime)), ClientRange: f.ClientRange, ActiveRange: f.ActiveRange, OrdersRange: f.OrdersRange,
			ValueRange: f.amounts(f.ValueRange), LifetimeRange: f.amounts(f.LifetimeRange),
		}
	}
	return writeJSON(w, all)
}

// writeTo writes to a file, whole or not at all, or to the terminal where no file is named.
func writeTo(path string, terminal io.Writer, write func(io.Writer) error) (err error) {
	if path == "" || path == "-" {
		return write(terminal)
	}
	part := path + ".part"
	f, err := os.Create(part)
	if err != nil {
		return usage{&clientele.Fault{Kind: clientele.Invalid, What: "the file cannot be written", Where: path, Remedy: "choose another place", Err: err}}
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part))
		}
	}()
	if err := errors.Join(write(f), f.Close()); err != nil {
		return err
	}
	return os.Rename(part, path)
}

// worth orders findings: what is expected of them first, then what they brought.
func worth(a, b finding) int {
	return cmp.Or(cmp.Compare(b.ExpectedValue, a.ExpectedValue), cmp.Compare(b.ExpectedOrders, a.ExpectedOrders),
		cmp.Compare(b.Revenue.Minor, a.Revenue.Minor), cmp.Compare(a.account, b.account), cmp.Compare(a.Line, b.Line))
}

// advised are the findings with advice on a list, what is worth the most first.
func (a *analysis) advised(list clientele.List) []advised {
	var all []advised
	for i := range a.found {
		for _, t := range a.found[i].advice {
			if t.List == list {
				all = append(all, advised{&a.found[i], t})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y advised) int {
		return cmp.Or(cmp.Compare(y.Worth, x.Worth), worth(*x.finding, *y.finding))
	})
	return all
}

// advised is a finding with one piece of advice about it.
type advised struct {
	*finding
	clientele.Treatment
}

func (x advised) why() string { return say.English.Fill(x.Why) }

func (x advised) step() string { return say.English.Fill(x.Step) }
