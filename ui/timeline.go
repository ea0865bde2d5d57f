package ui

import (
	"math"
	"net/url"
	"strconv"
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
	add(v.UnderLine(e.Line))
	switch {
	case e.By == "":
	case e.Kind == clientele.KindInteraction || e.Kind == clientele.KindOverrule:
		add(v.Speaker.Say("ui.noted-by", say.Args{"who": e.By}))
	default: // nobody notes a change or a merge: they made it
		add(v.Speaker.Say("ui.by", say.Args{"who": e.By}))
	}
	return strings.Join(parts, " · ")
}

func itemsHead(s *say.Speaker, e shape.TimelineEntry) string {
	n := len(e.Items) + e.MoreItems
	if n == 1 {
		return say.Shorten(itemName(e.Items[0]), 60)
	}
	return s.Say("ui.n-lines", say.Args{"n": n}) + ", " + say.Shorten(itemName(e.Items[0]), 40) + " …"
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

// quantity has as many digits behind its point as it needs, three at most.
func quantity(s *say.Speaker, q float64) string {
	_, digits, _ := strings.Cut(strconv.FormatFloat(math.Round(q*1e3)/1e3, 'f', -1, 64), ".")
	return s.Decimal(q, len(digits))
}

// entryAmount shows what came back as less.
func entryAmount(s *say.Speaker, e shape.TimelineEntry) string {
	m := e.Amount
	if e.Kind == clientele.KindReturn && m.Minor > 0 {
		m.Minor = -m.Minor
	}
	return s.Money(m)
}
