package start

import (
	"cmp"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// preset is a kind of business: what it calls people, and which sample firm is like it.
type preset struct {
	name, label, sample string
	called              shape.Called
}

// presets are the kinds of business in the order in which they are offered.
var presets = []preset{
	{name: "general", label: "start.preset-general", sample: "estate-agency"},
	{name: "law", label: "start.preset-law", sample: "law"},
	{name: "shop", label: "start.preset-shop", sample: "shop", called: shape.Called{Client: "regular", Clients: "regulars"}},
	{name: "estate-agency", label: "start.preset-estate-agency", sample: "estate-agency"},
}

func presetOf(name string) (preset, bool) {
	for _, p := range presets {
		if p.name == name {
			return p, true
		}
	}
	return preset{}, false
}

// or fills the words that nobody chose with those of the kind of business.
func or(chosen, usual shape.Called) shape.Called {
	return shape.Called{
		Client: cmp.Or(chosen.Client, usual.Client), Clients: cmp.Or(chosen.Clients, usual.Clients),
		Customer: cmp.Or(chosen.Customer, usual.Customer), Customers: cmp.Or(chosen.Customers, usual.Customers),
	}
}

// check finds all that is wrong with the answers at once.
func check(in BeginIn) (p preset, faults []page.FieldFault) {
	_, faults = in.place().Check()
	p, known := presetOf(in.Preset)
	if !known {
		faults = append(faults, page.FieldFault{Field: "preset", What: clientele.Tell("start.there-is-no-such-kind-of"), Remedy: say.English.Say("start.choose-one-of-the-list")})
	}
	return p, append(faults, or(in.called(), p.called).Check()...)
}
