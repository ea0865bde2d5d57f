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
	Preset    string `name:"preset" json:"preset" required:"true" maxLength:"40" doc:"kind of business: general, law, shop, estate-agency"`
	Client    string `name:"client" json:"client,omitempty" maxLength:"40" doc:"your word for a client"`
	Clients   string `name:"clients" json:"clients,omitempty" maxLength:"40" doc:"your word for clients"`
	Customer  string `name:"customer" json:"customer,omitempty" maxLength:"40" doc:"your word for a customer"`
	Customers string `name:"customers" json:"customers,omitempty" maxLength:"40" doc:"your word for customers"`
}

func (in BeginIn) place() shape.Place {
	return shape.Place{Zone: in.Zone, Currency: in.Currency, Country: in.Country}
}

func (in BeginIn) called() shape.Called {
	return shape.Called{Client: in.Client, Clients: in.Clients, Customer: in.Customer, Customers: in.Customers}
}

// Begin keeps the answers; all of them can be changed in the settings.
func (c *Start) Begin(ctx context.Context, s access.Scope, in BeginIn) (page.Done, error) {
	p, faults := check(in)
	if len(faults) > 0 {
		return page.Done{}, page.Refuse(faults...)
	}
	set := in.place().Settings()
	for name, word := range or(in.called(), p.called).Settings() {
		set[name] = word
	}
	set[settingPreset] = p.name
	if err := c.Access.SetFirm(ctx, s, access.FirmSet{Name: in.Firm, Settings: set}); err != nil {
		return page.Done{}, err
	}
	zone, _ := in.place().Check()
	c.Clock.SetZone(zone)
	return page.Done{Sentence: say.English.Say("start.begun", say.Args{"time": c.Clock.Time().Format("15:04")}), Next: "/start"}, nil
}
