package start

import (
	"context"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// settingPreset holds the kind of business; where there is none, the questions were not answered.
const settingPreset = "preset"

// BeginIn answers the questions of the first start.
type BeginIn struct {
	Firm      string `name:"firm" json:"firm" required:"true" maxLength:"200" doc:"name of the firm"`
	Zone      string `name:"zone" json:"zone" required:"true" maxLength:"60" doc:"time zone, as Europe/Vienna"`
	Currency  string `name:"currency" json:"currency,omitempty" maxLength:"3" doc:"usual currency, as EUR"`
	Country   string `name:"country" json:"country,omitempty" maxLength:"60" doc:"country, as Austria or AT"`
	Preset    string `name:"preset" json:"preset" required:"true" maxLength:"40" doc:"kind of business: general, law, accounting, consulting, marketing, financial-advice, health-beauty, shop, web-shop, restaurant, estate-agency"`
	Client    string `name:"client" json:"client,omitempty" maxLength:"40" doc:"your word for a client"`
	Clients   string `name:"clients" json:"clients,omitempty" maxLength:"40" doc:"your word for clients"`
	Customer  string `name:"customer" json:"customer,omitempty" maxLength:"40" doc:"your word for a customer"`
	Customers string `name:"customers" json:"customers,omitempty" maxLength:"40" doc:"your word for customers"`
	SetUp     bool   `name:"set_up" json:"set_up,omitempty" doc:"set up what a business of that kind usually has: lines of business, fields, first tasks; what is there already stays"`
}

func (in BeginIn) place() shape.Place {
	return shape.Place{Zone: in.Zone, Currency: in.Currency, Country: in.Country}
}

func (in BeginIn) called() shape.Called {
	return shape.Called{Client: in.Client, Clients: in.Clients, Customer: in.Customer, Customers: in.Customers}
}

// Begin keeps the answers, and sets up what is usual in that kind of business, if it is wished;
// all of it can be changed later. The answers come first: what is set up is a wish, and if it
// cannot be done the form, sent again, does what is missing.
func (c *Start) Begin(ctx context.Context, s access.Scope, in BeginIn) (page.Done, error) {
	p, called, err := c.answered(ctx, in)
	if err != nil {
		return page.Done{}, err
	}
	set := in.place().Settings()
	for name, word := range called.Settings() {
		set[name] = word
	}
	set[settingPreset] = p.name
	if err := c.Access.SetFirm(ctx, s, access.FirmSet{Name: in.Firm, Settings: set}); err != nil {
		return page.Done{}, err
	}
	zone, _ := in.place().Check()
	c.Clock.SetZone(zone)
	said := say.Of(ctx).Say("start.begun", say.Args{"time": c.Clock.Time().Format("15:04")})
	if in.SetUp {
		did, err := c.setUp(ctx, s, p)
		if err != nil {
			return page.Done{}, err
		}
		said += did.said(say.Of(ctx))
	}
	return page.Done{Sentence: said, Next: "/start"}, nil
}

// answered is the kind of business and the firm's words by the answers, or all that is wrong with them.
func (c *Start) answered(ctx context.Context, in BeginIn) (preset, shape.Called, error) {
	set, err := c.Access.Settings(ctx)
	if err != nil {
		return preset{}, shape.Called{}, err
	}
	_, faults := in.place().Check()
	p, known := presetOf(in.Preset)
	if !known {
		faults = append(faults, page.FieldFault{Field: "preset", What: say.Of(ctx).Say("start.there-is-no-such-kind-of"),
			Remedy: say.Of(ctx).Say("start.choose-one-of-the-list")})
	}
	called := words(ctx, in.called(), p, set)
	if faults = append(faults, called.Check(say.Of(ctx))...); len(faults) > 0 {
		return p, called, page.Refuse(faults...)
	}
	return p, called, nil
}
