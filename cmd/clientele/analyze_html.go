package main

import (
	"context"
	_ "embed" // the page's template
	"fmt"
	"html/template"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/say"
)

//go:embed analyze.html
var analyzeHTML string

var analyzePage = template.Must(template.New("analyze").Parse(analyzeHTML))

// pageRows is how many rows a list on the page has: what a person reads. The table and
// the CSV have all.
const pageRows = 20

// paper is what the template shows. It loads nothing and runs no script.
type paper struct {
	Title        string
	AsOf         string
	Horizon      string
	Source       string
	Sentences    []string
	BalanceTitle string
	Balance      balance
	Counts       [][]string
	Lists        []pageList
	TopTitle     string
	Top          []topRow
	TopMore      string
	Trust        *trust
	Notes        []string
}

type pageList struct {
	Title string
	Rows  []adviceRow
	More  string
}

type adviceRow struct{ Name, Kind, Why, More, Step, Saves, Stake string }

type topRow struct {
	Name, Kind, Sure, Trend, Arrow, Alive, Orders, Last, ExpectedOrders, Value, Revenue string
	For, Against                                                                        []reasonRow
}

type reasonRow struct {
	Text, Weight string
	Width        float64
}

func (a *analysis) page(ctx context.Context, trusted bool) (*paper, error) {
	p := &paper{
		Title: "Where each relationship stands", AsOf: longDay(a.asOf), Horizon: many(a.horizon, "day", "days"),
		Source:    many(a.logs.entries, "entry", "entries") + " from " + strings.Join(a.logs.names(), ", "),
		Sentences: a.sentences(), Counts: a.counts(),
	}
	p.Balance, p.BalanceTitle = a.balance()
	for _, l := range []struct {
		list  clientele.List
		title string
	}{{clientele.ListSlipping, "Slipping"}, {clientele.ListGrowing, "Growing"}, {clientele.ListDue, "Due"}} {
		if all := a.advised(l.list); len(all) > 0 {
			p.Lists = append(p.Lists, listOf(l.title, all))
		}
	}
	p.top(a)
	if trusted {
		var err error
		if p.Trust, err = a.trust(ctx); err != nil {
			return nil, err
		}
	}
	p.Notes = a.notes
	return p, nil
}

func (sh *logs) names() []string {
	var names []string
	for _, f := range sh.files {
		names = append(names, filepath.Base(f))
	}
	return names
}

func (p *paper) write(w io.Writer) error {
	if err := analyzePage.Execute(w, p); err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	return nil
}

func listOf(title string, all []advised) pageList {
	l := pageList{Title: fmt.Sprintf("%s: %s", title, grouped(len(all)))}
	if len(all) > pageRows {
		l.More = fmt.Sprintf("The %d worth the most of %s.", pageRows, grouped(len(all)))
		all = all[:pageRows]
	}
	for _, x := range all {
		why, more, _ := strings.Cut(x.why(), ". ")
		l.Rows = append(l.Rows, adviceRow{x.label(), string(x.Kind), stop(why), more, x.step(), amount(x.Saves()), amount(x.Stake)})
	}
	return l
}

var arrows = map[clientele.Trend]string{clientele.Growing: "↗", clientele.Steady: "→", clientele.Slowing: "↘", clientele.Slipping: "↘", clientele.Lapsed: "✕"}

func (p *paper) top(a *analysis) {
	top := slices.Clone(a.found)
	slices.SortFunc(top, worth)
	p.TopTitle = "Most expected of"
	if len(top) > pageRows {
		p.TopMore = fmt.Sprintf("The first %d of %s; clientele analyze --format csv writes everyone.", pageRows, grouped(len(top)))
		top = top[:pageRows]
	}
	for _, f := range top {
		row := topRow{
			Name: f.label(), Kind: string(f.Kind), Sure: f.sure(), Trend: string(f.Trend), Arrow: arrows[f.Trend], Alive: percent(f.still()),
			Orders: grouped(f.Orders), Last: f.Last.String(), ExpectedOrders: fmt.Sprintf("%.1f", f.ExpectedOrders),
			Value: amount(f.value()), Revenue: amount(f.Earned()),
		}
		most := .01
		for _, r := range f.Reasons {
			most = max(most, math.Abs(r.Weight))
		}
		for _, r := range f.Reasons {
			line := reasonRow{say.English.Fill(r.Text), fmt.Sprintf("%+.2f", r.Weight), math.Round(120 * math.Abs(r.Weight) / most)}
			if r.Weight >= 0 {
				row.For = append(row.For, line)
			} else {
				row.Against = append(row.Against, line)
			}
		}
		p.Top = append(p.Top, row)
	}
}

// sure is the probability in words and per cent.
func (f finding) sure() string {
	if !f.Enough {
		return "too early to say"
	}
	return percent(f.ClientProb) + " client"
}

// balance is one bar a kind, parted by trend.
type balance struct {
	Height int
	Bars   []kindBar
}

type kindBar struct {
	Kind, Total string
	Y, EndX     int
	Parts       []trendPart
}

type trendPart struct {
	Trend, Label     string
	X, Width, LabelX int
	Opacity          string
}

// The bars' place in the picture, in its own units.
const (
	barLeft  = 80
	barWide  = 600
	barStep  = 32
	labelMin = 70 // a part narrower than this carries no label
)

func (a *analysis) balance() (balance, string) {
	count := map[clientele.Kind]map[clientele.Trend]int{}
	all, most := map[clientele.Kind]int{}, 1
	for _, f := range a.found {
		if count[f.Kind] == nil {
			count[f.Kind] = map[clientele.Trend]int{}
		}
		count[f.Kind][f.Trend]++
		all[f.Kind]++
		most = max(most, all[f.Kind])
	}
	b := balance{Height: barStep * len(clientele.Kinds)}
	for i, k := range clientele.Kinds {
		bar := kindBar{Kind: string(k), Total: grouped(all[k]), Y: i * barStep}
		x := barLeft
		for _, t := range clientele.Trends {
			n := count[k][t]
			if n == 0 {
				continue
			}
			part := trendPart{Trend: string(t), X: x, Width: max(1, n*barWide/most), Opacity: ".22"}
			if part.Width >= labelMin {
				part.Label, part.LabelX = fmt.Sprintf("%s %s %s", arrows[t], grouped(n), t), x+part.Width/2
			}
			bar.Parts = append(bar.Parts, part)
			x += part.Width
		}
		bar.EndX = x + 6
		b.Bars = append(b.Bars, bar)
	}
	return b, fmt.Sprintf("%s, %s, %s", many(all[clientele.Client], "client", "clients"), many(all[clientele.Customer], "customer", "customers"), many(all[clientele.Prospect], "prospect", "prospects"))
}
