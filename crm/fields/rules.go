package fields

import (
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// kinds are the kinds of field in plain words, each with an example.
func kinds(s *say.Speaker) []page.Choice {
	all := make([]page.Choice, len(record.CustomKinds))
	for i, k := range record.CustomKinds {
		all[i] = page.Choice{Value: string(k), Label: kindSaid(s, k) + clientele.Tell("fields.as") + s.Label("fields.example."+kindKey(k), "")}
	}
	return all
}

func kindSaid(s *say.Speaker, k record.Kind) string {
	return s.Label("fields.kind."+kindKey(k), string(k))
}

func kindKey(k record.Kind) string {
	return strings.NewReplacer(" ", "-", "/", "-").Replace(string(k))
}

// hasChoices says whether a kind is answered by choices of one's own.
func hasChoices(k record.Kind) bool { return k == record.KindChoice || k == record.KindChoices }

// isKind says whether a custom field may be of a kind.
func isKind(k record.Kind) bool {
	for _, one := range record.CustomKinds {
		if one == k {
			return true
		}
	}
	return false
}

// nameOf is the name under which filters, files and programs know a field, made of what
// people call it: "Postal code (old)" is postal_code_old. taken are the names in use.
func nameOf(label string, taken map[string]bool) string {
	name := strings.Join(strings.FieldsFunc(db.Fold(label), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), "_")
	if _, err := record.ParseFilter(name + ` = "x"`); err != nil || name == "" || name[0] < 'a' || name[0] > 'z' {
		name = "field_" + name // no word of filters, and begins with a letter
	}
	const most = 36 // leaves room for a number
	name = strings.Trim(name[:min(len(name), most)], "_")
	free := name
	for n := 2; taken[free]; n++ {
		free = name + "_" + strconv.Itoa(n)
	}
	return free
}

// lines are the choices that somebody wrote, one a line, each once.
func lines(text string) (all []string) {
	seen := map[string]bool{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !seen[db.Fold(line)] {
			seen[db.Fold(line)] = true
			all = append(all, line)
		}
	}
	return all
}

// filterFor is a filter by a field, as people would begin it; "" where its kind has none that is short.
func filterFor(name string, k record.Kind, choices []string) string {
	field := name // no field of the house has it: nameOf saw to that
	switch {
	case k == record.KindChoice && len(choices) > 0:
		return field + " = " + quoted(choices[0])
	case k == record.KindChoices && len(choices) > 0:
		return field + " has " + quoted(choices[0])
	case k == record.KindYesNo:
		return field + " = yes"
	}
	return ""
}

func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}
