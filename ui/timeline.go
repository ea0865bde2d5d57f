package ui

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// correctHref leads to where something that was written down is corrected, and back.
func correctHref(v page.Frame, e shape.TimelineEntry) templ.SafeURL {
	return templ.SafeURL("/entries/" + IdValue(e.ID) + "?" + url.Values{"next": {v.Path}}.Encode())
}

// entryMeta is what stands small beside an entry: when, with whom, how long, who wrote it.
func entryMeta(v page.Frame, e shape.TimelineEntry) string {
	var parts []string
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	add(clock(v, e.At))
	if e.Person != "" {
		add(v.Speaker.Say("ui.with", say.Args{"who": e.Person}))
	}
	if e.Minutes > 0 {
		add(v.Speaker.Plural("noun.minute", e.Minutes))
	}
	add(string(e.Line))
	switch {
	case e.By == "":
	case e.Kind == clientele.KindInteraction || e.Kind == clientele.KindOverrule:
		add(v.Speaker.Say("ui.noted-by", say.Args{"who": e.By}))
	default: // nobody notes a change or a merge: they made it
		add(v.Speaker.Say("ui.by", say.Args{"who": e.By}))
	}
	return strings.Join(parts, " · ")
}

func itemsHead(e shape.TimelineEntry) string {
	n := len(e.Items) + e.MoreItems
	if n == 1 {
		return Shorten(itemName(e.Items[0]), 60)
	}
	return clientele.Tell("ui.n-lines", "n", n) + ", " + Shorten(itemName(e.Items[0]), 40) + " …"
}

func itemName(it shape.ItemRow) string {
	switch {
	case it.Text == "":
		return it.Product
	case it.Product == "":
		return it.Text
	}
	return it.Text + " (" + it.Product + ")"
}

func quantity(q float64) string {
	s := Decimal(q, 3)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// entryAmount shows what came back as less.
func entryAmount(e shape.TimelineEntry) string {
	m := e.Amount
	if e.Kind == clientele.KindReturn && m.Minor > 0 {
		m.Minor = -m.Minor
	}
	return Money(m)
}
