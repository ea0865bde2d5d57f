package start

import (
	"context"

	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// words are those that somebody chose; where they left them empty those of their kind of business,
// and else what the firm says already. What it says only because its kind of business before did
// so goes with that.
func words(ctx context.Context, chosen shape.Called, p preset, set map[string]string) shape.Called {
	s, is := say.Of(ctx), shape.CalledBy(set)
	if before, known := presetOf(set[settingPreset]); known {
		is = but(is, before.called(s))
	}
	return or(chosen, or(p.called(s), is))
}

// or fills one's words with others, a word for one and its word for several together: of two trades
// they would be two words for one thing.
func or(chosen, usual shape.Called) shape.Called {
	pair := func(one, many, usualOne, usualMany string) (string, string) {
		if one == "" && many == "" {
			return usualOne, usualMany
		}
		return one, many
	}
	chosen.Client, chosen.Clients = pair(chosen.Client, chosen.Clients, usual.Client, usual.Clients)
	chosen.Customer, chosen.Customers = pair(chosen.Customer, chosen.Customers, usual.Customer, usual.Customers)
	chosen.Prospect, chosen.Prospects = pair(chosen.Prospect, chosen.Prospects, usual.Prospect, usual.Prospects)
	return chosen
}

// but takes the words of a trade away from a firm's.
func but(is, usual shape.Called) shape.Called {
	none := func(one, many *string, usualOne, usualMany string) {
		if *one == usualOne && *many == usualMany {
			*one, *many = "", ""
		}
	}
	none(&is.Client, &is.Clients, usual.Client, usual.Clients)
	none(&is.Customer, &is.Customers, usual.Customer, usual.Customers)
	none(&is.Prospect, &is.Prospects, usual.Prospect, usual.Prospects)
	return is
}
