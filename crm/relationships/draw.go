package relationships

import (
	"cmp"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/ui"
)

// listColumn is one column of the list: how it is asked for, sorted and filled.
type listColumn struct {
	name, sort, place string
	num               bool
	cell              func(page.Frame, shape.StandingRow) templ.Component
}

// listColumns in meant order. The name always stands first.
var listColumns = []listColumn{
	{"standing", "client", "p3", false, chanceCell},
	{"trend", "", "", false, func(v page.Frame, s shape.StandingRow) templ.Component { return trendCell(s) }},
	{"contact", "", "p4", false, contactCell},
	{"rhythm", "", "", false, func(_ page.Frame, s shape.StandingRow) templ.Component { return ui.Rhythm(s) }},
	{"saves", bySaving, "p2", true, func(v page.Frame, s shape.StandingRow) templ.Component {
		return ui.Text(cmp.Or(ui.Saves(v.Speaker, s.Saves, s.SavesOrders), "–"))
	}},
	{"value", "value", "p2", true, valueCell},
	{"owner", "", "", false, func(_ page.Frame, s shape.StandingRow) templ.Component { return ownerCell(s) }},
	{"next", "", "", false, func(_ page.Frame, s shape.StandingRow) templ.Component { return nextCell(s) }},
	{"last", "last", "", false, lastCell},
	{"bought", "", "", false, boughtCell},
	{"revenue", "revenue", "", true, func(v page.Frame, s shape.StandingRow) templ.Component {
		return moneyCell(v.Speaker.RoundMoney(s.Revenue), v.Speaker.Money(s.Revenue))
	}},
	{"orders", "orders", "", true, func(v page.Frame, s shape.StandingRow) templ.Component {
		return ui.Text(v.Speaker.Count(int64(s.Orders)))
	}},
	{"stage", "", "", false, func(_ page.Frame, s shape.StandingRow) templ.Component { return ui.Text(shape.StageWord(s.Stage)) }},
	{"alive", "active", "", true, func(v page.Frame, s shape.StandingRow) templ.Component {
		return ui.Text(v.Speaker.Percent(s.ActiveProb))
	}},
}

// valueCell shows the value as the list is sorted by it: to two digits.
func valueCell(v page.Frame, s shape.StandingRow) templ.Component {
	shown := s.ExpectedValue
	shown.Minor = standings.TwoDigits(float64(shown.Minor))
	return moneyCell(v.Speaker.RoundMoney(shown), v.Speaker.RoundMoney(s.ExpectedValue)+", "+horizonTitle(v, s))
}

// ownerShort is who looks after somebody, as short as a table needs it.
func ownerShort(s shape.StandingRow) string {
	name, _, _ := strings.Cut(cmp.Or(s.OwnerName, s.Owner), "@")
	return cmp.Or(name, "–")
}

func horizonTitle(v page.Frame, s shape.StandingRow) string {
	return v.Say("account.expected-orders", say.Args{"orders": v.Speaker.Decimal(s.ExpectedOrders, 1)})
}

// contactText is the last contact both ways, the later one first, in words.
func contactText(v page.Frame, s shape.StandingRow) string {
	key := "list.contact-they"
	if s.LastContactOut > s.LastContactIn {
		key = "list.contact-you"
	}
	return v.Say(key, say.Args{"they": v.Speaker.Since(s.LastContactIn, v.Today), "you": v.Speaker.Since(s.LastContactOut, v.Today)})
}

func contactTitle(v page.Frame, s shape.StandingRow) string {
	args := say.Args{"they": v.Say("time.never"), "we": v.Say("time.never")}
	if s.LastContactIn != clientele.NoDay {
		args["they"] = v.Speaker.Day(s.LastContactIn, v.Today)
	}
	if s.LastContactOut != clientele.NoDay {
		args["we"] = v.Speaker.Day(s.LastContactOut, v.Today)
	}
	return v.Say("list.contact-days", args)
}

// countedFrom is the day from which the list counts: today, or the day as of which its
// standings are, where that is long past.
func countedFrom(v page.Frame, out RelationshipsOut) clientele.Day {
	return jobs.AsOf(out.AsOf, v.Today)
}

// relationshipTable lays out the columns that were chosen; the chance, the value and the
// last contact are on a phone.
func relationshipTable(v page.Frame, out RelationshipsOut) ui.TableData {
	t := ui.TableData{ID: "relationships", Label: v.Say("list.title"), More: out.Next, Note: listNote(v, out), Peek: true}
	t.Cols = []ui.Col{{Title: v.Say("list.column-name"), Place: "p1", Sort: sortNamed(out.Sorts, "name")}}
	var chosen []listColumn
	for i, c := range listColumns {
		if i < len(out.Columns) && out.Columns[i].Selected {
			chosen = append(chosen, c)
			help := "list.help-" + c.name
			place := c.place
			if slices.ContainsFunc(t.Cols, func(before ui.Col) bool { return before.Place == place }) {
				place = "" // on a phone there is room for one
			}
			t.Cols = append(t.Cols, ui.Col{Title: out.Columns[i].Label, Help: v.Say(help), Num: c.num, Place: place, Sort: sortNamed(out.Sorts, c.sort)})
		}
	}
	for _, o := range out.Own {
		if o.Selected {
			t.Cols = append(t.Cols, ui.Col{Title: o.Label, Place: "own"})
		}
	}
	from := ui.CountingFrom(v, countedFrom(v, out))
	for _, r := range out.Rows {
		row := ui.Row{ID: "r" + ui.IdValue(r.Account) + "-" + string(r.Line), Href: r.Href, Cells: []templ.Component{ui.NameCell(r.Name, r.Href, v.UnderLine(r.Line))}}
		for _, c := range chosen {
			row.Cells = append(row.Cells, c.cell(from, r))
		}
		for _, own := range r.Own {
			row.Cells = append(row.Cells, ui.Text(cmp.Or(v.Speaker.Shorten(own, 40), "–")))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func listNote(v page.Frame, out RelationshipsOut) string {
	if out.Next == "" && out.In.After == "" {
		return v.Say("list.count", say.Args{"n": len(out.Rows)})
	}
	return v.Say("list.in-all", say.Args{"count": ui.CountText(out.Count)})
}

func sortNamed(sorts []shape.SortChoice, name string) *shape.SortChoice {
	i := slices.IndexFunc(sorts, func(s shape.SortChoice) bool { return s.Name == name && name != "" })
	if i < 0 {
		return nil
	}
	return &sorts[i]
}

// filterAsk is how a filter is asked: several choices, one of them, or the type of
// an input.
func filterAsk(f FilterChoice) string {
	switch f.Type {
	case "choices":
		if slices.ContainsFunc(f.Choices, func(c page.Choice) bool { return c.Value == "" }) {
			return "one"
		}
		return "several"
	case "day":
		return "date"
	case "number":
		return "number"
	}
	return "text"
}

func filterNames(filters []FilterChoice) []string {
	names := make([]string, len(filters))
	for i, f := range filters {
		names[i] = f.Name
	}
	return names
}

// askedWithout is what was asked, field by field, without some of the fields and
// without the place in the list, which would be another list's.
func askedWithout(in shape.RelationshipsIn, except ...string) []ui.HiddenField {
	var fs []ui.HiddenField
	add := func(name, value string) {
		if value != "" && !slices.Contains(except, name) {
			fs = append(fs, ui.HiddenField{Name: name, Value: value})
		}
	}
	add("view", in.View)
	for _, k := range in.Kind {
		add("kind", string(k))
	}
	for _, s := range in.Stage {
		add("stage", string(s))
	}
	for _, t := range in.Trend {
		add("trend", string(t))
	}
	add("line", in.Line)
	add("min_value", number(in.MinValue))
	add("max_value", number(in.MaxValue))
	add("last_after", in.LastAfter.String())
	add("last_before", in.LastBefore.String())
	add("q", in.Text)
	add("where", in.Where)
	add("sort", in.Sort)
	add("order", in.Order)
	for _, c := range in.Columns {
		add("columns", c)
	}
	for _, c := range in.Fields {
		add("fields", c)
	}
	return fs
}

// chanceTitle says the chance that the bar draws.
func chanceTitle(v page.Frame, s shape.StandingRow) string {
	return v.Say("list.chance", say.Args{"percent": v.Speaker.Percent(s.ClientProb), "sure": s.Sure})
}
