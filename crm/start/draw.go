package start

import (
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// choices are the kinds of business, with the one that was chosen.
func choices(chosen string) (list []page.Choice) {
	for _, p := range presets {
		list = append(list, page.Choice{Value: p.name, Label: say.English.Say(p.label), Selected: p.name == chosen})
	}
	return list
}
