package demo

import "github.com/clientele-crm/clientele"

// Trial is a firm that tries the measure in one thing.
type Trial struct {
	Name string
	What string // what is tried
	with func(*preset)
}

// Trials is the list of them. Each is the plain firm but for what it tries; one
// more is one more row.
var Trials = []Trial{
	{"plain", "clients like clockwork among chance buyers, some of whom bought once", func(*preset) {}},
	{"memoryless", "nobody is a client: purchases come by chance, at rates that differ", func(p *preset) {
		p.trades[0].fates = []share{{steadyCustomer, 1}}
		p.trades[0].customer.spread = .8
	}},
	{"leaving", "who leaves does so after an order, as BG/NBD would have it", func(p *preset) {
		p.both(func(h *habit) { h.deathYear, h.leaves = 0, .05 })
	}},
	{"turning", "clients become customers, and customers clients, and back", func(p *preset) {
		p.trades[0].fates = []share{{changeableOne, .5}, {changeableTwo, .5}}
		p.trades[0].client.turnYear, p.trades[0].customer.turnYear = .35, .25
		p.both(func(h *habit) { h.deathYear = .1 })
	}},
	{"contact", "one rhythm for all: contact in both directions tells who stays", func(p *preset) {
		t := &p.trades[0]
		t.customer = t.client
		p.both(func(h *habit) { h.gapDays, h.shape = 40, 2 })
		t.client.deathYear, t.client.talkDays, t.client.theirs = .1, 20, .5
		t.customer.deathYear, t.customer.talkDays, t.customer.theirs = 1.2, 45, .05
	}},
	{"breadth", "an account is of one kind in most of its lines, and each further line ties it", func(p *preset) {
		p.alike, p.ties = .85, .4
		p.both(func(h *habit) { h.deathYear = .7 })
		p.trades[0].share, p.trades[0].line = .6, "Lettings"
		for _, line := range []clientele.Line{"Sales", "Surveys"} {
			t := p.trades[0]
			t.line = line
			p.trades = append(p.trades, t)
		}
	}},
	{"contracts", "three sorts of contract, each renewed at its own rate, one without any order", func(p *preset) {
		p.trades[0].fates = []share{{contracted, .6}, {steadyCustomer, .4}}
		p.trades[0].terms = []term{
			{clientele.Retainer, .4, 12, 1, 4, 1, false},
			{clientele.Subscription, .3, 1, .7, 6, .8, false},
			{clientele.Mandate, .3, 6, 2, 3, 1, true},
		}
	}},
	{"christmas", "a shop: most is bought in the weeks before Christmas", func(p *preset) {
		p.trades[0].busy, p.trades[0].peak = 1.2, 349
	}},
	{"yearly", "an adviser whose clients come once a year", func(p *preset) {
		p.years = 12
		p.trades[0].client.gapDays, p.trades[0].client.spread, p.trades[0].client.shape = 365, .03, 100
		p.trades[0].customer.gapDays, p.trades[0].customer.spread = 500, .4
		p.both(func(h *habit) { h.deathYear = .08 })
	}},
	{"quarterly", "all is billed on the last day of a quarter", func(p *preset) {
		p.years, p.trades[0].billed = 8, 3
		p.trades[0].client.gapDays, p.trades[0].client.spread, p.trades[0].client.shape = 91.3, .05, 40
		p.trades[0].customer.gapDays = 200
		p.both(func(h *habit) { h.deathYear = .15 })
	}},
	{"shock", "for half a year all buy a third of what they did", func(p *preset) {
		p.shock, p.shockBegan = .33, 300
	}},
	{"cut", "the log was cut off at the front: most are older than they seem", func(p *preset) {
		p.years, p.older = 2, 6
		p.both(func(h *habit) { h.deathYear = .15 })
	}},
	{"young", "a firm of half a year", func(p *preset) {
		p.years = .5
		p.trades[0].client.gapDays, p.trades[0].customer.gapDays = 12, 30
	}},
	{"skewed", "rates and amounts differ by a factor of a hundred", func(p *preset) {
		p.both(func(h *habit) { h.spread, h.budgets, h.amounts = 1.1, 1.5, .8 })
	}},
	{"prices", "prices rise by a fifth each New Year", func(p *preset) { p.prices = .2 }},
	{"related", "who buys often spends more each time", func(p *preset) {
		p.both(func(h *habit) { h.spread, h.related = .7, .8 })
	}},
}

func (t *Trial) declare() preset {
	p := plain()
	t.with(&p)
	return p
}

// plain is the firm that each trial changes in one thing.
func plain() preset {
	return preset{
		currency: "EUR", letter: "T", firms: .4, abroad: .1, years: 4, staff: []string{"Ada", "Emil"},
		trades: []trade{{
			share: 1,
			fates: []share{{steadyClient, .35}, {steadyCustomer, .45}, {oneOff, .2}},
			client: habit{gapDays: 30, spread: .4, shape: 8, deathYear: .2, minor: 20_000, budgets: .5, amounts: .3,
				talkDays: 40, theirs: .5, answered: .9},
			customer: habit{gapDays: 60, spread: .6, shape: 1, deathYear: .4, minor: 8_000, budgets: .5, amounts: .5,
				talkDays: 200, theirs: .3, answered: .8},
			goods:    []good{{"A", "Work"}, {"B", "Material"}, {"C", "Travel"}},
			feeMinor: 30_000,
		}},
	}
}

// both changes what clients and customers do alike.
func (p *preset) both(with func(*habit)) {
	with(&p.trades[0].client)
	with(&p.trades[0].customer)
}
