package api

import (
	"cmp"
	"github.com/clientele-crm/clientele/say"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/ui"
)

// The key is the program's to fill in, and so is where this house stands.
const apiExample = `curl -H "Authorization: Bearer YOUR-KEY" "https://YOUR-CLIENTELE/api/v1/relationships?view=slipping"`

func whoMay(who string) string {
	return cmp.Or(map[string]string{access.Anyone.String(): "without a key", access.Owners.String(): say.English.Say("api.said.owner-only")}[who], who)
}

// fieldKind says what a field takes.
func fieldKind(f APIField) string {
	kind := ui.Capital(f.Type)
	if f.Many {
		kind += ", may be given several times"
	}
	if f.Default != "" {
		kind += "; " + f.Default + " where nothing is said"
	}
	return kind + "."
}
