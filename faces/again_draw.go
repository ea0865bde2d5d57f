package faces

import (
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/ui"
)

// typedAgain is the parts of a rule as they stand, or as they were typed where something was wrong with them.
func typedAgain(v page.Frame, act string, one Value) map[string]string {
	if _, typed := v.Input[one.Name]; typed && v.FaultAct == act {
		some := page.Rest{}
		for name, value := range v.Input {
			some[name] = []string{value}
		}
		return againIn(one.Name, some).parts()
	}
	parts := againOf(one.Input).parts()
	parts[".until"] = writeDay(v.Speaker, parts[".until"])
	return parts
}

// againAsk is how a form asks for one part of a rule.
func againAsk(act string, one Value, a map[string]string, part, text string) ui.Ask {
	ask := ui.Ask{Act: act, Name: one.Name + part, Label: one.Label, Value: a[part], Optional: true, Bare: true}
	if text != "" {
		ask.Label = clientele.Tell(text)
	}
	switch part {
	case ".n":
		ask.Type, ask.Help = "number", clientele.Tell("again.n-help")
	case ".times":
		ask.Type = "number"
	case ".until":
		ask.Day = "next"
	case "", ".nth", ".nthday", ".ends":
		ask.Type = "select"
	}
	return ask
}

// everies are the units of a rule, and the rule itself where the form has no words for it.
func everies(v page.Frame, one Value) []page.Choice {
	all := []page.Choice{{Label: clientele.Tell("again.never")}}
	for _, unit := range units {
		all = append(all, page.Choice{Value: unit, Label: clientele.Tell("again.by." + unit)})
	}
	if rule := againOf(one.Input).Every; rule != "" && !slices.Contains(units, rule) {
		all = append(all, page.Choice{Value: rule, Label: SayAgain(v.Speaker, rule, v.Today)})
	}
	return all
}

func nths() []page.Choice {
	all := []page.Choice{{Label: clientele.Tell("again.due")}}
	for i, text := range []string{"first", "second-of", "third", "fourth", "last"} {
		all = append(all, page.Choice{Value: []string{"1", "2", "3", "4", "-1"}[i], Label: clientele.Tell("again." + text)})
	}
	return all
}

func nthDays() []page.Choice {
	all := []page.Choice{{Value: "day", Label: nameOf("day")}}
	for _, d := range weekdays {
		all = append(all, page.Choice{Value: d, Label: nameOf(d)})
	}
	return all
}

func endings() []page.Choice {
	return []page.Choice{{Label: clientele.Tell("again.ends-never")}, {Value: "on", Label: clientele.Tell("again.ends-on")}, {Value: "after", Label: clientele.Tell("again.ends-after")}}
}
