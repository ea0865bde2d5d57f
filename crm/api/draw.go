package api

import (
	"cmp"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
)

// The key is the program's to fill in, and so is where this house stands.
const apiExample = `curl -H "Authorization: Bearer YOUR-KEY" "https://YOUR-CLIENTELE/api/v1/relationships?view=slipping"`

func whoMay(who string) string {
	return cmp.Or(map[string]string{access.Anyone.String(): clientele.Tell("api.no-key"), access.Owners.String(): clientele.Tell("api.said.owner-only")}[who], who)
}

// fieldKind says what a field takes.
func fieldKind(f APIField) string {
	kind := clientele.Tell("api.type." + strings.ReplaceAll(f.Type, " ", "-"))
	if f.Many {
		kind += clientele.Tell("api.several")
	}
	if f.Default != "" {
		kind += clientele.Tell("api.default", "default", f.Default)
	}
	return kind + "."
}
