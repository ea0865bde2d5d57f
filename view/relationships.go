package view

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/ledger"
)

const pathRelationships = "/relationships"

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

func (p preset) titled(w Words) string {
	switch p.name {
	case "clients":
		return capital(w.Clients)
	case "customers":
		return capital(w.Customers)
	case "prospects":
		return capital(w.Prospects)
	}
	return p.title
}

// Relationships is the list of relationships.
func (h *House) Relationships(ctx context.Context, _ Viewer, in RelationshipsIn) (RelationshipsOut, error) {
	counts, err := h.Book.KindCounts(ctx)
	if err != nil {
		return RelationshipsOut{}, err
	}
	currency := currencyOf(counts)
	filter := filterOf(in, currency)
	page, err := h.listed(ctx, filter)
	if err != nil {
		return RelationshipsOut{}, err
	}
	_, words, err := h.Firm(ctx)
	if err != nil {
		return RelationshipsOut{}, err
	}
	lines, err := h.Book.Lines(ctx)
	if err != nil {
		return RelationshipsOut{}, err
	}
	out := RelationshipsOut{Rows: make([]StandingRow, len(page.Rows)), Count: Count{N: page.Count, Capped: page.Capped}, In: in, Empty: len(counts) == 0}
	owners, err := h.addresses(ctx)
	if err != nil {
		return RelationshipsOut{}, err
	}
	for i, r := range page.Rows {
		out.Rows[i] = rowOf(r, owners)
		out.AsOf = max(out.AsOf, r.AsOf)
	}
	if err := h.nextSteps(ctx, out.Rows); err != nil {
		return RelationshipsOut{}, err
	}
	if page.Next != "" {
		more := in
		more.After = page.Next
		out.Next = query(pathRelationships, Encode(more))
	}
	fresh := in
	fresh.After = ""
	if in.After != "" {
		out.First = query(pathRelationships, Encode(fresh))
	}
	asFile := Encode(fresh)
	asFile.Set("format", "csv")
	asFile.Set("limit", strconv.Itoa(exportMost))
	out.Export = query(pathRelationships, asFile)
	out.Views, out.Chips, out.Sorts = viewTabs(in, words), chips(fresh, words), sorts(fresh, filter)
	out.Filters, out.Columns = filterChoices(fresh, words, lines), columnChoices(fresh)
	out.Sentence = relationshipsSentence(out, presetNamed(in.View).titled(words), len(in.Kind)+len(in.Stage)+len(in.Trend) > 0 || in.Text != "")
	return out, nil
}

func relationshipsSentence(out RelationshipsOut, title string, narrowed bool) string {
	switch {
	case out.Empty:
		return "There is nobody here yet: bring in a file of orders."
	case out.Count.N == 0:
		return "Nobody fits these filters."
	case out.Count.Capped:
		return "More than " + thousands(out.Count.N) + " relationships; the first are shown."
	case narrowed:
		return plural(out.Count.N, "relationship fits", "relationships fit") + "."
	}
	if title == presets[0].title {
		return plural(out.Count.N, "relationship", "relationships") + "."
	}
	return title + ": " + plural(out.Count.N, "relationship", "relationships") + "."
}

// exportMost is how many rows one file holds; the book gives so many at once.
const (
	exportMost = 10_000
	atOnce     = 1_000
)

// listed reads as many rows as are wanted, some at a time.
func (h *House) listed(ctx context.Context, f ledger.Filter) (ledger.Page, error) {
	wanted := f.Limit
	f.Limit = min(wanted, atOnce)
	page, err := h.Book.Listed(ctx, f)
	for wanted -= atOnce; err == nil && wanted > 0 && page.Next != ""; wanted -= atOnce {
		var rows []ledger.Row
		f.Limit, f.After = min(wanted, atOnce), page.Next
		rows, page.Next, err = h.Book.Relationships(ctx, f)
		page.Rows = append(page.Rows, rows...)
	}
	return page, err
}

// nextSteps fills in the most urgent step of each row, from the plans that are kept.
func (h *House) nextSteps(ctx context.Context, rows []StandingRow) error {
	ids := make([]clientele.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.Account
	}
	advice, err := h.Jobs.Advice(ctx, ids...)
	if err != nil {
		return err
	}
	next := make(map[clientele.Relationship]string, len(advice))
	for _, t := range advice { // the most urgent first
		if next[t.Relationship] == "" {
			next[t.Relationship] = t.Step
		}
	}
	for i, r := range rows {
		rows[i].Next = next[clientele.Relationship{Account: r.Account, Line: r.Line}]
	}
	return nil
}

// currencyOf is the currency that most relationships are counted in.
func currencyOf(counts []ledger.KindCount) string {
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

func filterOf(in RelationshipsIn, currency string) ledger.Filter {
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
	f.Line, f.Text, f.Sort, f.After, f.Limit = lineOf(in.Line), in.Text, ledger.Sort(in.Sort), in.After, in.Limit
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

func viewTabs(in RelationshipsIn, w Words) []ViewTab {
	tabs := make([]ViewTab, len(presets))
	for i, p := range presets {
		values := Encode(RelationshipsIn{View: p.name, Columns: in.Columns})
		tabs[i] = ViewTab{Name: p.name, Title: p.titled(w), Href: query(pathRelationships, values), Current: p.name == presetNamed(in.View).name}
	}
	return tabs
}

// chips are the filters in force, one a value.
func chips(in RelationshipsIn, w Words) []Chip {
	list := []Chip{}
	values := Encode(in)
	add := func(name, value, text string) {
		rest := url.Values{}
		for k, all := range values {
			for _, v := range all {
				if k != name || v != value {
					rest.Add(k, v)
				}
			}
		}
		list = append(list, Chip{text, query(pathRelationships, rest)})
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
	for _, f := range Fields(relationshipsType) {
		if say, ok := says[f.Name]; ok && values.Has(f.Name) {
			add(f.Name, values.Get(f.Name), fmt.Sprintf(say, values.Get(f.Name)))
		}
	}
	return list
}

var sortTitles = [][2]string{{"name", "Name"}, {"value", "Expected value"}, {"revenue", "Revenue"}, {"client", "Client"}, {"active", "Will buy"}, {"last", "Last purchase"}, {"orders", "Orders"}}

func sorts(in RelationshipsIn, f ledger.Filter) []SortChoice {
	list := make([]SortChoice, len(sortTitles))
	for i, s := range sortTitles {
		by := in
		by.Sort, by.Order = s[0], ""
		current := s[0] == in.Sort
		if current {
			by.Order = map[bool]string{true: "asc", false: "desc"}[f.Desc]
		}
		list[i] = SortChoice{s[0], s[1], query(pathRelationships, Encode(by)), current, current && f.Desc}
	}
	return list
}

func filterChoices(in RelationshipsIn, w Words, lines []clientele.Line) []FilterChoice {
	kinds := FilterChoice{Name: "kind", Title: "Kind", Type: "choices"}
	for _, k := range clientele.Kinds {
		kinds.Choices = append(kinds.Choices, Choice{Value: string(k), Label: capital(w.Of(k)), Selected: slices.Contains(in.Kind, k)})
	}
	trends := FilterChoice{Name: "trend", Title: "Trend", Type: "choices"}
	for _, t := range clientele.Trends {
		trends.Choices = append(trends.Choices, Choice{Value: string(t), Label: capital(string(t)), Selected: slices.Contains(in.Trend, t)})
	}
	stages := FilterChoice{Name: "stage", Title: "Stage", Type: "choices"}
	for _, s := range clientele.Stages {
		stages.Choices = append(stages.Choices, Choice{Value: string(s), Label: capital(string(s)), Selected: slices.Contains(in.Stage, s)})
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

func lineChoices(lines []clientele.Line, current string) []Choice {
	choices := []Choice{{Value: "", Label: "Every line", Selected: current == ""}}
	for _, l := range lines {
		label := string(l)
		if l == "" {
			label = "Without a line"
		}
		choices = append(choices, Choice{Value: lineParam(l), Label: label, Selected: current == lineParam(l)})
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

func columnChoices(in RelationshipsIn) []Choice {
	shown := in.Columns
	if len(shown) == 0 {
		shown = columnsShown
	}
	choices := make([]Choice, len(columnTitles))
	for i, c := range columnTitles {
		choices[i] = Choice{Value: c[0], Label: c[1], Selected: slices.Contains(shown, c[0])}
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
