package relationships

import (
	"cmp"
	"slices"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/ui"
)

// listColumn is one column of the list: how it is asked for, sorted and filled.
type listColumn struct {
	name, title, sort, place, help string
	num                            bool
	cell                           func(page.Frame, shape.StandingRow) templ.Component
}

// listColumns in meant order. The name always stands first.
var listColumns = []listColumn{
	{"standing", "Standing", "client", "p3", "", false, standingCell},
	{"value", "Value a year", "value", "p2", "What we expect from them within the horizon", true,
		func(_ page.Frame, s shape.StandingRow) templ.Component {
			return moneyCell(ui.RoundMoney(s.ExpectedValue), horizonTitle(s))
		}},
	{"last", "Last order", "last", "p4", "", false, lastCell},
	{"rhythm", "Rhythm", "", "", "How often they buy; the mark on the bar is the usual gap, its length the time since the last order", false,
		func(_ page.Frame, s shape.StandingRow) templ.Component { return ui.Rhythm(s) }},
	{"contact", "Contact", "", "", "The last contact, both ways", false, contactCell},
	{"revenue", "Revenue so far", "revenue", "", "", true,
		func(_ page.Frame, s shape.StandingRow) templ.Component {
			return moneyCell(ui.RoundMoney(s.Revenue), ui.Money(s.Revenue))
		}},
	{"orders", "Orders", "orders", "", "", true,
		func(_ page.Frame, s shape.StandingRow) templ.Component { return ui.Text(ui.Count(s.Orders)) }},
	{"stage", "Stage", "", "", "", false,
		func(_ page.Frame, s shape.StandingRow) templ.Component { return ui.Text(ui.StageWords[s.Stage]) }},
	{"alive", "Still with you", "active", "", "The chance that they have not left for good", true,
		func(_ page.Frame, s shape.StandingRow) templ.Component { return ui.Text(ui.Percent(s.AliveProb)) }},
	{"owner", "Looked after by", "", "", "", false,
		func(_ page.Frame, s shape.StandingRow) templ.Component { return ui.Text(cmp.Or(s.Owner, "–")) }},
	{"next", "Next step", "", "", "", false, func(_ page.Frame, s shape.StandingRow) templ.Component { return nextCell(s) }},
}

func horizonTitle(s shape.StandingRow) string {
	return ui.Decimal(s.ExpectedOrders, 1) + " orders expected within " + ui.Days(float64(s.HorizonDays))
}

// contactText is the last contact both ways, the later one first.
func contactText(s shape.StandingRow, today clientele.Day) string {
	they, we := "they "+ui.Ago(s.LastContactIn, today), "we "+ui.Ago(s.LastContactOut, today)
	if s.LastContactOut > s.LastContactIn {
		they, we = we, they
	}
	return they + ", " + we
}

func contactTitle(s shape.StandingRow) string {
	they, we := "never", "never"
	if s.LastContactIn != clientele.NoDay {
		they = s.LastContactIn.Time().Format("2 January 2006")
	}
	if s.LastContactOut != clientele.NoDay {
		we = s.LastContactOut.Time().Format("2 January 2006")
	}
	return "They wrote or called last: " + they + "; we: " + we
}

// relationshipTable lays out the columns that were chosen; the standing, the value
// and the last order are on a phone whatever was chosen.
func relationshipTable(v page.Frame, out RelationshipsOut) ui.TableData {
	t := ui.TableData{ID: "relationships", Label: "Relationships", More: out.Next, Note: listNote(out)}
	t.Cols = []ui.Col{{Title: "Name", Place: "p1", Sort: sortNamed(out.Sorts, "name")}}
	var chosen []listColumn
	for _, c := range listColumns {
		i := slices.IndexFunc(out.Columns, func(x page.Choice) bool { return x.Value == c.name })
		if i < 0 || !out.Columns[i].Selected {
			continue
		}
		chosen = append(chosen, c)
		t.Cols = append(t.Cols, ui.Col{Title: cmp.Or(out.Columns[i].Label, c.title), Help: c.help, Num: c.num, Place: c.place, Sort: sortNamed(out.Sorts, c.sort)})
	}
	for _, r := range out.Rows {
		row := ui.Row{ID: "r" + ui.IdValue(r.Account) + "-" + string(r.Line), Href: r.Href, Cells: []templ.Component{ui.NameCell(r.Name, r.Href, string(r.Line))}}
		for _, c := range chosen {
			row.Cells = append(row.Cells, c.cell(v, r))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func listNote(out RelationshipsOut) string {
	if out.Next == "" && out.In.After == "" {
		return ui.Plural(len(out.Rows), "relationship", "relationships")
	}
	return ui.CountText(out.Count) + " in all"
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
	add("sort", in.Sort)
	add("order", in.Order)
	for _, c := range in.Columns {
		add("columns", c)
	}
	return fs
}
