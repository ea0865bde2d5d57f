package api

import (
	"cmp"
	"strings"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/say"
)

// The key is the program's to fill in, and so is where this house stands.
const apiExample = `curl -H "Authorization: Bearer YOUR-KEY" "https://YOUR-CLIENTELE/api/v1/relationships?view=slipping"`

func whoMay(who string) string {
	return cmp.Or(map[string]string{access.Anyone.String(): say.English.Say("api.no-key"), access.Owners.String(): say.English.Say("api.said.owner-only")}[who], who)
}

// fieldKind says what a field takes.
func fieldKind(f APIField) string {
	kind := say.English.Say("api.type." + strings.ReplaceAll(f.Type, " ", "-"))
	if f.Many {
		kind += say.English.Say("api.several")
	}
	if f.Default != "" {
		kind += say.English.Say("api.default", say.Args{"default": f.Default})
	}
	return kind + "."
}
