package ui

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

func keyHelp() [][2]string {
	return [][2]string{
		{"/", clientele.Tell("ui.said.search-or-ctrl-k-k")},
		{"j", clientele.Tell("ui.said.next-row-of-a-list")},
		{"k", clientele.Tell("ui.said.row-before-or")},
		{clientele.Tell("ui.key.enter"), clientele.Tell("ui.said.open-the-row")},
		{"p", clientele.Tell("ui.said.beside-the-list-or-space")},
		{"F2", clientele.Tell("ui.said.change-a-value")},
		{"n", clientele.Tell("ui.said.write-something-down-on-today")},
		{"x", clientele.Tell("ui.said.done-the-row-that-has")},
		{"s", clientele.Tell("ui.said.put-it-off-or-give")},
		{"c", clientele.Tell("ui.said.make-something-new")},
		{"z", clientele.Tell("ui.said.take-back-what-was-just")},
		{"?", clientele.Tell("ui.said.these-keys")},
		{clientele.Tell("ui.key.esc"), clientele.Tell("ui.said.close-what-is-open")},
	}
}

func pageTitle(v page.Frame) string {
	if v.Title == "" {
		return "Clientele"
	}
	return v.Title + " – Clientele"
}

// asset is the address of a file that pages load; without a way to name it, the
// address under which it lies.
func asset(v page.Frame, file string) string {
	if v.Asset == nil {
		return "/static/" + file
	}
	return v.Asset(file)
}

func iconOfPage(name string) string {
	if icons[name] == "" {
		return "note"
	}
	return name
}

// created are the forms of what can be made, and inRail the places that are none.
func created(all []page.MenuItem) (forms []page.MenuItem) {
	for _, m := range all {
		if m.Group == page.New {
			forms = append(forms, m)
		}
	}
	return forms
}

func inRail(all []page.MenuItem) (places []page.MenuItem) {
	for _, m := range all {
		if m.Group != page.New {
			places = append(places, m)
		}
	}
	slices.SortStableFunc(places, func(a, b page.MenuItem) int { return slices.Index(groups, a.Group) - slices.Index(groups, b.Group) })
	return places
}

// groups are those of the rail, in their order.
var groups = []string{page.Main, page.Look, page.Low}

type HiddenField struct{ Name, Value string }

func sortedFields(m map[string]string) []HiddenField {
	var fs []HiddenField
	for _, k := range slices.Sorted(maps.Keys(m)) {
		fs = append(fs, HiddenField{k, m[k]})
	}
	return fs
}

func faultHead(v page.Frame) string {
	switch {
	case v.Fault != "":
		return v.Speaker.Sentence(v.Fault)
	}
	return v.Speaker.Say("house.refused", say.Args{"n": len(v.Faults)})
}

func FaultText(s *say.Speaker, f page.FieldFault) string {
	if f.Remedy == "" {
		return s.Sentence(f.What)
	}
	return strings.TrimSuffix(s.Sentence(f.What), ".") + ": " + f.Remedy + "."
}

func fieldID(act, name string) string { return cmp.Or(act, "f") + "-" + name }

func ActURL(name string) templ.SafeURL { return templ.SafeURL(actPath(name)) }

// actPath is where an act's form is sent.
func actPath(name string) string { return "/do/" + name }

// sureOf is the chance that the kind shown is right.
func sureOf(s shape.StandingRow) float64 {
	if s.Kind == "client" {
		return s.ClientProb
	}
	return 1 - s.ClientProb
}
