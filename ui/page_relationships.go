package ui

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/view"
)

// listColumn is one column of the list: how it is asked for, sorted and filled.
type listColumn struct {
	name, title, sort, place, help string
	num                            bool
	cell                           func(page.Frame, view.StandingRow) templ.Component
}

// listColumns in meant order. The name always stands first.
var listColumns = []listColumn{
	{"standing", "Standing", "client", "p3", "", false, standingCell},
	{"value", "Value a year", "value", "p2", "What we expect from them within the horizon", true,
		func(_ page.Frame, s view.StandingRow) templ.Component {
			return moneyCell(roundMoney(s.ExpectedValue), horizonTitle(s))
		}},
	{"last", "Last order", "last", "p4", "", false, lastCell},
	{"rhythm", "Rhythm", "", "", "How often they buy; the mark on the bar is the usual gap, its length the time since the last order", false,
		func(_ page.Frame, s view.StandingRow) templ.Component { return Rhythm(s) }},
	{"contact", "Contact", "", "", "The last contact, both ways", false, contactCell},
	{"revenue", "Revenue so far", "revenue", "", "", true,
		func(_ page.Frame, s view.StandingRow) templ.Component {
			return moneyCell(roundMoney(s.Revenue), money(s.Revenue))
		}},
	{"orders", "Orders", "orders", "", "", true,
		func(_ page.Frame, s view.StandingRow) templ.Component { return Text(count(s.Orders)) }},
	{"stage", "Stage", "", "", "", false,
		func(_ page.Frame, s view.StandingRow) templ.Component { return Text(stageWords[s.Stage]) }},
	{"alive", "Still with you", "active", "", "The chance that they have not left for good", true,
		func(_ page.Frame, s view.StandingRow) templ.Component { return Text(percent(s.AliveProb)) }},
	{"owner", "Looked after by", "", "", "", false,
		func(_ page.Frame, s view.StandingRow) templ.Component { return Text(cmp.Or(s.Owner, "–")) }},
	{"next", "Next step", "", "", "", false, func(_ page.Frame, s view.StandingRow) templ.Component { return nextCell(s) }},
}

func horizonTitle(s view.StandingRow) string {
	return decimal(s.ExpectedOrders, 1) + " orders expected within " + days(float64(s.HorizonDays))
}

// contactText is the last contact both ways, the later one first.
func contactText(s view.StandingRow, today clientele.Day) string {
	they, we := "they "+ago(s.LastContactIn, today), "we "+ago(s.LastContactOut, today)
	if s.LastContactOut > s.LastContactIn {
		they, we = we, they
	}
	return they + ", " + we
}

func contactTitle(s view.StandingRow) string {
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
func relationshipTable(v page.Frame, out view.RelationshipsOut) TableData {
	t := TableData{ID: "relationships", Label: "Relationships", More: out.Next, Note: listNote(out)}
	t.Cols = []Col{{Title: "Name", Place: "p1", Sort: sortNamed(out.Sorts, "name")}}
	var chosen []listColumn
	for _, c := range listColumns {
		i := slices.IndexFunc(out.Columns, func(x page.Choice) bool { return x.Value == c.name })
		if i < 0 || !out.Columns[i].Selected {
			continue
		}
		chosen = append(chosen, c)
		t.Cols = append(t.Cols, Col{Title: cmp.Or(out.Columns[i].Label, c.title), Help: c.help, Num: c.num, Place: c.place, Sort: sortNamed(out.Sorts, c.sort)})
	}
	for _, r := range out.Rows {
		row := Row{ID: "r" + idValue(r.Account) + "-" + string(r.Line), Href: r.Href, Cells: []templ.Component{nameCell(r.Name, r.Href, string(r.Line))}}
		for _, c := range chosen {
			row.Cells = append(row.Cells, c.cell(v, r))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func listNote(out view.RelationshipsOut) string {
	if out.Next == "" && out.In.After == "" {
		return plural(len(out.Rows), "relationship", "relationships")
	}
	return countText(out.Count) + " in all"
}

func sortNamed(sorts []view.SortChoice, name string) *view.SortChoice {
	i := slices.IndexFunc(sorts, func(s view.SortChoice) bool { return s.Name == name && name != "" })
	if i < 0 {
		return nil
	}
	return &sorts[i]
}

// filterAsk is how a filter is asked: several choices, one of them, or the type of
// an input.
func filterAsk(f view.FilterChoice) string {
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

func filterNames(filters []view.FilterChoice) []string {
	names := make([]string, len(filters))
	for i, f := range filters {
		names[i] = f.Name
	}
	return names
}

// askedWithout is what was asked, field by field, without some of the fields and
// without the place in the list, which would be another list's.
func askedWithout(in view.RelationshipsIn, except ...string) []field {
	var fs []field
	add := func(name, value string) {
		if value != "" && !slices.Contains(except, name) {
			fs = append(fs, field{name, value})
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

func number(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'f', -1, 64)
}
