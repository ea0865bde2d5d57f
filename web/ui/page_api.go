package ui

import (
	"cmp"

	"github.com/clientele-crm/clientele/view"
)

// The key is the program's to fill in, and so is where this house stands.
const apiExample = `curl -H "Authorization: Bearer YOUR-KEY" "https://YOUR-CLIENTELE/api/v1/relationships?view=slipping"`

func whoMay(w view.Who) string {
	return cmp.Or(map[view.Who]string{view.Anyone: "without a key", view.OwnerOnly: "owner only"}[w], string(w))
}

// fieldKind says what a field takes.
func fieldKind(f view.APIField) string {
	kind := capital(f.Type)
	if f.Many {
		kind += ", may be given several times"
	}
	if f.Default != "" {
		kind += "; " + f.Default + " where nothing is said"
	}
	return kind + "."
}
