package relationships

import (
	"cmp"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/ledger/standings"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// preset is a ready-made selection, what it is sorted by where nothing is said, and the
// columns that show it.
type preset struct {
	name, title string
	filter      standings.Filter
	sort        string
	columns     []string
}

var presets = []preset{
	{"all", "list.all", standings.Filter{}, "value", columnsShown},
	{"clients", "list.clients", ofKind(clientele.Client), "value", columnsShown},
	{"customers", "list.customers", ofKind(clientele.Customer), "value", columnsShown},
	{"prospects", "list.prospects", ofKind(clientele.Prospect), "last", []string{"standing", "last", "contact", "owner", "next"}},
	{"slipping", "list.slipping", standings.Filter{Trends: []clientele.Trend{clientele.Slipping}}, bySaving, []string{"standing", "saves", "rhythm", "contact", "owner", "next"}},
	{"growing", "list.growing", standings.Filter{Trends: []clientele.Trend{clientele.Growing}}, "value", columnsShown},
	{"new", "list.new", standings.Filter{Stages: []clientele.Stage{clientele.Awareness, clientele.EngagementStage}}, "last", []string{"standing", "last", "orders", "value", "contact", "owner", "next"}},
	{"lapsed", "list.lapsed", standings.Filter{Trends: []clientele.Trend{clientele.Lapsed}}, "revenue", []string{"standing", "bought", "orders", "revenue", "owner"}},
	{"mine", "list.mine", standings.Filter{}, "value", columnsShown},
	{"team", "list.team", standings.Filter{}, "value", columnsShown},
}

func ofKind(k clientele.Kind) standings.Filter {
	return standings.Filter{Kinds: []clientele.Kind{k}, Trends: standings.StillHere}
}

// bySaving is the sort by what acting may save, as Today has it.
const bySaving = "saves"

// newDays is how long somebody is new: bought once, or only in touch, and heard of since then.
const newDays = 90

func presetNamed(name string) preset {
	for _, p := range presets {
		if p.name == name {
			return p
		}
	}
	return presets[0]
}

// sentence answers before the list does: who slips and what that puts at stake, or how
// many the view or the filters leave.
func (l *listed) sentence() string {
	n, f := l.out.Count.N, l.firm
	switch {
	case l.out.Empty && l.out.Written > 0:
		return f.Say("list.by-hand-sentence", say.Args{"n": l.out.Written})
	case l.out.Empty:
		return f.Say("list.empty")
	case n == 0:
		return f.Say("list.nobody")
	case l.out.Count.Capped:
		return f.Say("list.more-than", say.Args{"n": n})
	case len(l.out.Chips) > 0:
		return f.Plural("list.fit", n)
	}
	switch view, slips := presetNamed(l.in.View), shape.SlipsIn(l.counts); {
	case view.name == "all" && slips.All() == 0:
		return f.Plural("list.none-slip", n+l.out.Written)
	case view.name == "all" || view.name == "slipping":
		return l.slips(slips)
	case view.name == "new":
		return f.Say("list.new-sentence", say.Args{"n": n, "days": f.Plural("noun.day", newDays)})
	}
	view := presetNamed(l.in.View)
	return f.Say("list.view", say.Args{"view": f.Say(view.title), "n": n})
}

// PageName is what is listed, for the title of the page.
func (out RelationshipsOut) PageName() string {
	var parts []string
	for _, t := range out.Views {
		if t.Current {
			parts = append(parts, t.Title)
		}
	}
	for _, c := range out.Chips {
		parts = append(parts, c.Text)
	}
	return clientele.Tell("list.title") + ": " + strings.Join(parts, ", ")
}

// slips says how many slip, as Today says it, and what acting may save of it where that is known.
func (l *listed) slips(n shape.Slips) string {
	args := say.Args{"who": l.firm.WhoSlips(n), "saves": l.saves()}
	if args["saves"] == "" {
		return l.firm.Say("list.slip-only", args)
	}
	return l.firm.Say("list.slip", args)
}

// saves is what acting on whoever slips may save within a year, each currency by itself.
func (l *listed) saves() string {
	var parts []string
	for _, s := range l.due {
		if minor := standings.TwoDigits(s.Worth * float64(clientele.MinorPerMajor(s.Currency))); s.Currency != "" && minor > 0 {
			parts = append(parts, l.firm.RoundMoney(shape.Money(minor, s.Currency)))
		}
	}
	return strings.Join(parts, " + ")
}

// exportMost is how many rows one file holds; the book gives so many at once.
const (
	exportMost = 10_000
	atOnce     = 1_000
)

func filterOf(in shape.RelationshipsIn, currency string) standings.Filter {
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
	f.Line, f.Text, f.Sort, f.After, f.Limit = shape.LineOf(in.Line), in.Text, standings.Sort(in.Sort), in.After, in.Limit
	f.MinValue, f.MaxValue = minor(in.MinValue, per), minor(in.MaxValue, per)
	f.LastAfter, f.LastBefore = in.LastAfter, in.LastBefore
	f.Desc = in.Order == "desc" || in.Order == "" && in.Sort != "name"
	if in.Sort == bySaving {
		f.Sort, f.Desc = standings.ByValue, true
	}
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

func viewTabs(in shape.RelationshipsIn, f shape.Firm, teams bool) []ViewTab {
	var tabs []ViewTab
	for _, p := range presets {
		if p.name == "team" && !teams {
			continue
		}
		values := page.Encode(shape.RelationshipsIn{View: p.name, Columns: in.Columns, Fields: in.Fields})
		tabs = append(tabs, ViewTab{Name: p.name, Title: f.Say(p.title), Href: shape.Query(shape.PathRelationships, values), Current: p.name == presetNamed(in.View).name})
	}
	return tabs
}

// chips are the filters in force, one a value.
func chips(in shape.RelationshipsIn, f shape.Firm) []Chip {
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
		add("kind", string(k), f.Words.Of(k))
	}
	for _, s := range in.Stage {
		add("stage", string(s), f.Say("list.chip-stage", say.Args{"value": stageWord(f, s)}))
	}
	for _, t := range in.Trend {
		add("trend", string(t), f.Fill(shape.TrendWord(t)))
	}
	for _, one := range page.Fields(relationshipsType) {
		if _, ok := chipSays[one.Name]; ok && values.Has(one.Name) {
			add(one.Name, values.Get(one.Name), chipOf(f, one.Name, values.Get(one.Name)))
		}
	}
	return list
}

// stageWord is a stage within a sentence.
func stageWord(f shape.Firm, s clientele.Stage) string {
	return f.Label("list.stage-"+string(s), string(s))
}

// chipOf says a filter that has one value.
func chipOf(f shape.Firm, name, value string) string {
	if line := shape.LineOf(value); name == "line" && line != nil {
		value = f.LineName(*line)
	}
	return f.Say(chipSays[name], say.Args{"value": value})
}

var chipSays = map[string]string{"line": "list.chip-line", "min_value": "list.chip-min", "max_value": "list.chip-max",
	"last_after": "list.chip-after", "last_before": "list.chip-before", "q": "list.chip-text", "where": "list.chip-where"}

var sorted = []string{"name", bySaving, "value", "revenue", "client", "active", "last", "orders"}

func sorts(in shape.RelationshipsIn, f standings.Filter, firm shape.Firm) []shape.SortChoice {
	list := make([]shape.SortChoice, len(sorted))
	for i, s := range sorted {
		by := in
		by.Sort, by.Order = s, ""
		current := s == in.Sort
		if current && s != bySaving {
			by.Order = map[bool]string{true: "asc", false: "desc"}[f.Desc]
		}
		list[i] = shape.SortChoice{Name: s, Title: firm.Say("list.sort-" + s), Href: shape.Query(shape.PathRelationships, page.Encode(by)), Current: current, Desc: current && f.Desc}
	}
	if !savingAsked(in) {
		list = slices.DeleteFunc(list, func(s shape.SortChoice) bool { return s.Name == bySaving })
	}
	return list
}

func filterChoices(in shape.RelationshipsIn, f shape.Firm, lines []clientele.Line) []FilterChoice {
	kinds := FilterChoice{Name: "kind", Title: f.Say("list.filter-kind"), Type: "choices"}
	for _, k := range clientele.Kinds {
		kinds.Choices = append(kinds.Choices, page.Choice{Value: string(k), Label: say.Capital(f.Words.Of(k)), Selected: slices.Contains(in.Kind, k)})
	}
	trends := FilterChoice{Name: "trend", Title: f.Say("list.filter-trend"), Type: "choices"}
	for _, t := range clientele.Trends {
		trends.Choices = append(trends.Choices, page.Choice{Value: string(t), Label: f.Capital(shape.TrendWord(t)), Selected: slices.Contains(in.Trend, t)})
	}
	stages := FilterChoice{Name: "stage", Title: f.Say("list.filter-stage"), Type: "choices"}
	for _, s := range clientele.Stages {
		stages.Choices = append(stages.Choices, page.Choice{Value: string(s), Label: shape.StageWord(s), Selected: slices.Contains(in.Stage, s)})
	}
	list := []FilterChoice{kinds, trends, stages}
	if len(lines) > 1 {
		list = append(list, FilterChoice{Name: "line", Title: f.Say("list.filter-line"), Type: "choices", Choices: lineChoices(lines, in.Line, f), Value: in.Line})
	}
	return append(list,
		FilterChoice{Name: "min_value", Title: f.Say("list.filter-min"), Type: "number", Value: number(in.MinValue)},
		FilterChoice{Name: "max_value", Title: f.Say("list.filter-max"), Type: "number", Value: number(in.MaxValue)},
		FilterChoice{Name: "last_after", Title: f.Say("list.filter-since"), Type: "day", Value: in.LastAfter.String()},
		FilterChoice{Name: "last_before", Title: f.Say("list.filter-before"), Type: "day", Value: in.LastBefore.String()},
		FilterChoice{Name: "where", Title: f.Say("list.where"), Type: "text", Value: in.Where})
}

func lineChoices(lines []clientele.Line, current string, f shape.Firm) []page.Choice {
	choices := []page.Choice{{Value: "", Label: f.Say("list.every-line"), Selected: current == ""}}
	slices.SortFunc(lines, func(a, b clientele.Line) int { return cmp.Compare(f.LineName(a), f.LineName(b)) })
	for _, l := range lines {
		choices = append(choices, page.Choice{Value: shape.LineParam(l), Label: f.LineName(l), Selected: current == shape.LineParam(l)})
	}
	return choices
}

func number(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'f', -1, 64)
}

var columnsShown = []string{"standing", "trend", "contact", "rhythm", "value", "owner", "next"}

func columnChoices(in shape.RelationshipsIn, f shape.Firm) []page.Choice {
	shown := in.Columns
	if len(shown) == 0 {
		shown = presetNamed(in.View).columns
	}
	choices := make([]page.Choice, len(listColumns))
	for i, c := range listColumns {
		title := "list.column-" + c.name
		choices[i] = page.Choice{Value: c.name, Label: f.Say(title), Selected: slices.Contains(shown, c.name)}
	}
	return choices
}

// ownColumns are the firm's own fields, to be shown as columns.
func ownColumns(in shape.RelationshipsIn, fields []record.Field) (choices []page.Choice) {
	for _, field := range fields {
		if field.Custom != 0 {
			choices = append(choices, page.Choice{Value: field.Name, Label: say.Capital(field.Label), Selected: ownShown(in, field)})
		}
	}
	return choices
}

// ownShown says whether a field of the firm's own has its column: as was asked, or where nobody
// asked for columns, as it was made for lists.
func ownShown(in shape.RelationshipsIn, f record.Field) bool {
	if len(in.Columns)+len(in.Fields) == 0 {
		return f.InList
	}
	return slices.Contains(in.Fields, f.Name)
}

// plainValue is a value of a custom field in a cell.
func plainValue(f shape.Firm, v any, today clientele.Day) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return x
	case bool:
		return f.Say("list.yes")
	case float64:
		plain := strconv.FormatFloat(x, 'f', -1, 64)
		if _, part, broken := strings.Cut(plain, "."); broken {
			return f.Decimal(x, len(part))
		}
		return plain // it may count nothing: a year, a number of something
	case clientele.Day:
		return f.Day(x, today)
	case clientele.Money:
		return f.RoundMoney(x)
	case []string:
		return strings.Join(x, ", ")
	}
	return fmt.Sprint(v)
}

// CSV is the list as a file.
func (out RelationshipsOut) CSV() (string, [][]string) {
	rows := [][]string{{"account", "name", "line", "kind", "client_prob", "stage", "trend", "alive_prob", "active_prob", "expected_orders", "expected_value",
		"orders", "first_day", "last_day", "revenue", "currency", "owner", "last_contact", "reasons", "next_step"}}
	dec := func(x float64) string { return strconv.FormatFloat(x, 'f', 4, 64) }
	for _, r := range out.Rows {
		why, alive := "", ""
		if r.AliveProb != nil {
			alive = dec(*r.AliveProb)
		}
		for i, w := range r.Why {
			if i > 0 {
				why += " | "
			}
			why += w
		}
		rows = append(rows, []string{fmt.Sprint(int64(r.Account)), r.Name, string(r.Line), string(r.Kind), dec(r.ClientProb), string(r.Stage), string(r.Trend),
			alive, dec(r.ActiveProb), dec(r.ExpectedOrders), r.ExpectedValue.Plain(), strconv.Itoa(r.Orders), r.First.String(), r.Last.String(),
			r.Revenue.Plain(), r.Revenue.Currency, r.Owner, r.LastContact.String(), why, r.Next})
	}
	return "relationships.csv", rows
}

var relationshipsType = reflect.TypeFor[shape.RelationshipsIn]()
