package relationships

import (
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
)

// preset is a ready-made selection.
type preset struct {
	name, title string
	filter      ledger.Filter
}

var presets = []preset{
	{"all", "All", ledger.Filter{}},
	{"clients", "Clients", ledger.Filter{Kinds: []clientele.Kind{clientele.Client}}},
	{"customers", "Customers", ledger.Filter{Kinds: []clientele.Kind{clientele.Customer}}},
	{"prospects", "Prospects", ledger.Filter{Kinds: []clientele.Kind{clientele.Prospect}}},
	{"slipping", "Slipping", ledger.Filter{Trends: []clientele.Trend{clientele.Slipping}}},
	{"growing", "Growing", ledger.Filter{Trends: []clientele.Trend{clientele.Growing}}},
	{"new", "New", ledger.Filter{Stages: []clientele.Stage{clientele.Awareness, clientele.EngagementStage}}},
	{"lapsed", "Lapsed", ledger.Filter{Trends: []clientele.Trend{clientele.Lapsed}}},
}

func presetNamed(name string) preset {
	for _, p := range presets {
		if p.name == name {
			return p
		}
	}
	return presets[0]
}

func (p preset) titled(w page.Words) string {
	switch p.name {
	case "clients":
		return shape.Capital(w.Clients)
	case "customers":
		return shape.Capital(w.Customers)
	case "prospects":
		return shape.Capital(w.Prospects)
	}
	return p.title
}

func relationshipsSentence(out RelationshipsOut, title string, narrowed bool) string {
	switch {
	case out.Empty:
		return "There is nobody here yet: bring in a file of orders."
	case out.Count.N == 0:
		return "Nobody fits these filters."
	case out.Count.Capped:
		return "More than " + shape.Thousands(out.Count.N) + " relationships; the first are shown."
	case narrowed:
		return shape.Plural(out.Count.N, "relationship fits", "relationships fit") + "."
	}
	if title == presets[0].title {
		return shape.Plural(out.Count.N, "relationship", "relationships") + "."
	}
	return title + ": " + shape.Plural(out.Count.N, "relationship", "relationships") + "."
}

// exportMost is how many rows one file holds; the book gives so many at once.
const (
	exportMost = 10_000
	atOnce     = 1_000
)

func filterOf(in shape.RelationshipsIn, currency string) ledger.Filter {
	f := presetNamed(in.View).filter
	if len(in.Kind) > 0 {
		f.Kinds = in.Kind
	}
	if len(in.Stage) > 0 {
		f.Stages = in.Stage
	}
	if len(in.Trend) > 0 {
		f.Trends = in.Trend
	}
	per := float64(clientele.MinorPerMajor(currency))
	f.Line, f.Text, f.Sort, f.After, f.Limit = shape.LineOf(in.Line), in.Text, ledger.Sort(in.Sort), in.After, in.Limit
	f.MinValue, f.MaxValue = minor(in.MinValue, per), minor(in.MaxValue, per)
	f.LastAfter, f.LastBefore = in.LastAfter, in.LastBefore
	f.Desc = in.Order == "desc" || in.Order == "" && in.Sort != "name"
	return f
}

// minorMost keeps an amount within what can be counted.
const minorMost = 1 << 53

func minor(major *float64, per float64) *int64 {
	if major == nil {
		return nil
	}
	n := int64(min(max(*major*per, -minorMost), minorMost))
	return &n
}

func viewTabs(in shape.RelationshipsIn, w page.Words) []ViewTab {
	tabs := make([]ViewTab, len(presets))
	for i, p := range presets {
		values := page.Encode(shape.RelationshipsIn{View: p.name, Columns: in.Columns})
		tabs[i] = ViewTab{Name: p.name, Title: p.titled(w), Href: shape.Query(shape.PathRelationships, values), Current: p.name == presetNamed(in.View).name}
	}
	return tabs
}

// chips are the filters in force, one a value.
func chips(in shape.RelationshipsIn, w page.Words) []Chip {
	list := []Chip{}
	values := page.Encode(in)
	add := func(name, value, text string) {
		rest := url.Values{}
		for k, all := range values {
			for _, v := range all {
				if k != name || v != value {
					rest.Add(k, v)
				}
			}
		}
		list = append(list, Chip{text, shape.Query(shape.PathRelationships, rest)})
	}
	for _, k := range in.Kind {
		add("kind", string(k), w.Of(k))
	}
	for _, s := range in.Stage {
		add("stage", string(s), "stage: "+string(s))
	}
	for _, t := range in.Trend {
		add("trend", string(t), string(t))
	}
	says := map[string]string{"line": "line: %s", "min_value": "worth at least %s", "max_value": "worth at most %s",
		"last_after": "last contact since %s", "last_before": "no contact since %s", "q": "named “%s”"}
	for _, f := range page.Fields(relationshipsType) {
		if say, ok := says[f.Name]; ok && values.Has(f.Name) {
			add(f.Name, values.Get(f.Name), fmt.Sprintf(say, values.Get(f.Name)))
		}
	}
	return list
}

var sortTitles = [][2]string{{"name", "Name"}, {"value", "Expected value"}, {"revenue", "Revenue"}, {"client", "Client"}, {"active", "Will buy"}, {"last", "Last purchase"}, {"orders", "Orders"}}

func sorts(in shape.RelationshipsIn, f ledger.Filter) []shape.SortChoice {
	list := make([]shape.SortChoice, len(sortTitles))
	for i, s := range sortTitles {
		by := in
		by.Sort, by.Order = s[0], ""
		current := s[0] == in.Sort
		if current {
			by.Order = map[bool]string{true: "asc", false: "desc"}[f.Desc]
		}
		list[i] = shape.SortChoice{Name: s[0], Title: s[1], Href: shape.Query(shape.PathRelationships, page.Encode(by)), Current: current, Desc: current && f.Desc}
	}
	return list
}

func filterChoices(in shape.RelationshipsIn, w page.Words, lines []clientele.Line) []FilterChoice {
	kinds := FilterChoice{Name: "kind", Title: "Kind", Type: "choices"}
	for _, k := range clientele.Kinds {
		kinds.Choices = append(kinds.Choices, page.Choice{Value: string(k), Label: shape.Capital(w.Of(k)), Selected: slices.Contains(in.Kind, k)})
	}
	trends := FilterChoice{Name: "trend", Title: "Trend", Type: "choices"}
	for _, t := range clientele.Trends {
		trends.Choices = append(trends.Choices, page.Choice{Value: string(t), Label: shape.Capital(string(t)), Selected: slices.Contains(in.Trend, t)})
	}
	stages := FilterChoice{Name: "stage", Title: "Stage", Type: "choices"}
	for _, s := range clientele.Stages {
		stages.Choices = append(stages.Choices, page.Choice{Value: string(s), Label: shape.Capital(string(s)), Selected: slices.Contains(in.Stage, s)})
	}
	list := []FilterChoice{kinds, trends, stages}
	if len(lines) > 1 {
		list = append(list, FilterChoice{Name: "line", Title: "Line of business", Type: "choices", Choices: lineChoices(lines, in.Line), Value: in.Line})
	}
	return append(list,
		FilterChoice{Name: "min_value", Title: "Expected value from", Type: "number", Value: number(in.MinValue)},
		FilterChoice{Name: "max_value", Title: "Expected value to", Type: "number", Value: number(in.MaxValue)},
		FilterChoice{Name: "last_after", Title: "Last contact since", Type: "day", Value: in.LastAfter.String()},
		FilterChoice{Name: "last_before", Title: "No contact since", Type: "day", Value: in.LastBefore.String()})
}

func lineChoices(lines []clientele.Line, current string) []page.Choice {
	choices := []page.Choice{{Value: "", Label: "Every line", Selected: current == ""}}
	for _, l := range lines {
		label := string(l)
		if l == "" {
			label = "Without a line"
		}
		choices = append(choices, page.Choice{Value: shape.LineParam(l), Label: label, Selected: current == shape.LineParam(l)})
	}
	return choices
}

func number(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'f', -1, 64)
}

var columnTitles = [][2]string{{"standing", "Standing"}, {"last", "Last purchase"}, {"rhythm", "Rhythm"}, {"value", "Expected value"}, {"revenue", "Revenue"},
	{"orders", "Orders"}, {"owner", "Looked after by"}, {"stage", "Stage"}, {"contact", "Last contact"}, {"alive", "Still with us"}, {"next", "Next step"}}

var columnsShown = []string{"standing", "last", "rhythm", "value", "next", "owner"}

func columnChoices(in shape.RelationshipsIn) []page.Choice {
	shown := in.Columns
	if len(shown) == 0 {
		shown = columnsShown
	}
	choices := make([]page.Choice, len(columnTitles))
	for i, c := range columnTitles {
		choices[i] = page.Choice{Value: c[0], Label: c[1], Selected: slices.Contains(shown, c[0])}
	}
	return choices
}

// CSV is the list as a file.
func (out RelationshipsOut) CSV() (string, [][]string) {
	rows := [][]string{{"account", "name", "line", "kind", "client_prob", "stage", "trend", "alive_prob", "active_prob", "expected_orders", "expected_value",
		"orders", "first_day", "last_day", "revenue", "currency", "owner", "last_contact", "reasons", "next_step"}}
	dec := func(x float64) string { return strconv.FormatFloat(x, 'f', 4, 64) }
	for _, r := range out.Rows {
		why := ""
		for i, w := range r.Why {
			if i > 0 {
				why += " | "
			}
			why += w
		}
		rows = append(rows, []string{fmt.Sprint(int64(r.Account)), r.Name, string(r.Line), string(r.Kind), dec(r.ClientProb), string(r.Stage), string(r.Trend),
			dec(r.AliveProb), dec(r.ActiveProb), dec(r.ExpectedOrders), r.ExpectedValue.Plain(), strconv.Itoa(r.Orders), r.First.String(), r.Last.String(),
			r.Revenue.Plain(), r.Revenue.Currency, r.Owner, r.LastContact.String(), why, r.Next})
	}
	return "relationships.csv", rows
}

var relationshipsType = reflect.TypeFor[shape.RelationshipsIn]()
