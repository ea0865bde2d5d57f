package start

import (
	"strings"

	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// preset is a kind of business: which sample firm is like it, and which fields it asks for. What
// else it sets up are messages: preset.<name>.label, .client and other words, .lines, .tasks, and
// for each field .field.<its name> and .choices.<its name>; .offerings are called what agreed says. A kind that has no such message has
// none of it. Lists have one item a line.
type preset struct {
	name, sample string
	fields       []field
	agreed       []terms // of each of .offerings
}

// terms are what is usual of an offering: what sort of engagement it is, how often its fee falls due, in
// months how long before its end notice is given, and for how long it renews itself.
type terms struct {
	kind, period    string
	notice, renewed int
}

// What trades agree on, in so many ways.
var (
	eachMonth = terms{"retainer", "month", 3, 12}
	eachYear  = terms{"mandate", "year", 3, 12}
	oneMatter = terms{kind: "matter", period: "once"}
	oneJob    = terms{kind: "project", period: "once"}
	member    = terms{"subscription", "month", 0, 1}
	mandated  = terms{kind: "mandate", period: "once"}
)

// field is a field of the firm's own. Its name is for filters and programs, the same in every language.
type field struct {
	of, name  string
	kind      record.Kind
	listed    bool
	sensitive bool // about a person, and erased with them
}

const (
	accounts = "accounts"
	people   = "people"
	tasks    = "tasks"
)

// presets are the kinds of business in the order in which they are offered.
var presets = []preset{
	{name: "general", sample: "estate-agency", agreed: []terms{eachMonth, oneJob}},
	{name: "law", sample: "law", agreed: []terms{oneMatter, eachMonth, mandated}, fields: []field{
		{of: accounts, name: "practice_areas", kind: record.KindChoices, listed: true},
		{of: accounts, name: "conflicts_checked", kind: record.KindDay},
		{of: accounts, name: "referred_by", kind: record.KindText},
		{of: tasks, name: "matter", kind: record.KindText, listed: true},
	}},
	{name: "accounting", sample: "accounting", agreed: []terms{eachMonth, eachYear, oneJob}, fields: []field{
		{of: accounts, name: "year_ends", kind: record.KindChoice, listed: true},
		{of: accounts, name: "legal_form", kind: record.KindChoice},
		{of: accounts, name: "tax_number", kind: record.KindText},
		{of: tasks, name: "for_period", kind: record.KindText, listed: true},
	}},
	{name: "consulting", sample: "consulting", agreed: []terms{oneJob, eachMonth}, fields: []field{
		{of: accounts, name: "staff", kind: record.KindChoice},
		{of: accounts, name: "day_rate", kind: record.KindMoney},
		{of: people, name: "decides", kind: record.KindChoice, listed: true},
		{of: tasks, name: "project", kind: record.KindText, listed: true},
	}},
	{name: "marketing", sample: "marketing", agreed: []terms{eachMonth, oneJob}, fields: []field{
		{of: accounts, name: "channels", kind: record.KindChoices, listed: true},
		{of: accounts, name: "monthly_budget", kind: record.KindMoney},
		{of: people, name: "approves", kind: record.KindYesNo, listed: true},
		{of: tasks, name: "campaign", kind: record.KindText, listed: true},
	}},
	{name: "financial-advice", sample: "financial-advice", agreed: []terms{eachYear, mandated}, fields: []field{
		{of: accounts, name: "risk_profile", kind: record.KindChoice, listed: true},
		{of: accounts, name: "next_review", kind: record.KindDay, listed: true},
		{of: accounts, name: "entrusted", kind: record.KindMoney},
		{of: people, name: "identity_checked", kind: record.KindDay, sensitive: true},
	}},
	{name: "health-beauty", sample: "health-beauty", agreed: []terms{member, oneJob}, fields: []field{
		{of: accounts, name: "usual_treatment", kind: record.KindText, listed: true},
		{of: accounts, name: "may_write", kind: record.KindYesNo},
		{of: people, name: "to_mind", kind: record.KindLong, sensitive: true},
	}},
	{name: "shop", sample: "shop", agreed: []terms{member}, fields: []field{
		{of: accounts, name: "likes", kind: record.KindText, listed: true},
		{of: accounts, name: "card_number", kind: record.KindText},
		{of: accounts, name: "may_write", kind: record.KindYesNo},
	}},
	{name: "web-shop", sample: "web-shop", agreed: []terms{member}, fields: []field{
		{of: accounts, name: "buys_for", kind: record.KindChoice, listed: true},
		{of: accounts, name: "found_us_by", kind: record.KindChoice},
		{of: accounts, name: "may_write", kind: record.KindYesNo},
		{of: tasks, name: "order_number", kind: record.KindText, listed: true},
	}},
	{name: "restaurant", sample: "restaurant", agreed: []terms{oneJob, member}, fields: []field{
		{of: accounts, name: "usual_table", kind: record.KindText, listed: true},
		{of: accounts, name: "may_write", kind: record.KindYesNo},
		{of: people, name: "to_mind", kind: record.KindLong, sensitive: true},
		{of: tasks, name: "for_how_many", kind: record.KindNumber, listed: true},
	}},
	{name: "estate-agency", sample: "estate-agency", agreed: []terms{mandated, eachMonth}, fields: []field{
		{of: accounts, name: "wants_to", kind: record.KindChoices, listed: true},
		{of: accounts, name: "area", kind: record.KindText, listed: true},
		{of: accounts, name: "price_up_to", kind: record.KindMoney},
		{of: tasks, name: "property", kind: record.KindText, listed: true},
	}},
}

func presetOf(name string) (preset, bool) {
	for _, p := range presets {
		if p.name == name {
			return p, true
		}
	}
	return preset{}, false
}

// text is a message of the kind of business; "" where it has none such.
func (p preset) text(s *say.Speaker, what string) string {
	return s.Label("preset."+p.name+"."+what, "")
}

// list is a message that has one item a line.
func (p preset) list(s *say.Speaker, what string) (all []string) {
	for line := range strings.Lines(p.text(s, what)) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// item is one item of a list, as it is said to who asks, and in every language: what somebody set
// up in theirs is there for who reads another.
type item struct {
	says string
	any  []string
}

// items are those of a list. A test holds that it is as long in every language.
func (p preset) items(s *say.Speaker, what string) (all []item) {
	for _, says := range p.list(s, what) {
		all = append(all, item{says, []string{says}})
	}
	for _, lang := range say.Languages() {
		for i, says := range p.list(say.New(lang, say.Words{}), what) {
			if i < len(all) {
				all[i].any = append(all[i].any, says)
			}
		}
	}
	return all
}

// called are the words of the trade; those that it lacks are ours.
func (p preset) called(s *say.Speaker) shape.Called {
	return shape.Called{Client: p.text(s, "client"), Clients: p.text(s, "clients"),
		Customer: p.text(s, "customer"), Customers: p.text(s, "customers"),
		Prospect: p.text(s, "prospect"), Prospects: p.text(s, "prospects")}
}
