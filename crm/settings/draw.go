package settings

import (
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/ui"
)

func tokenUse(t TokenRow, today clientele.Day) string {
	made := "reads and writes"
	if t.ReadOnly {
		made = "only reads"
	}
	switch {
	case t.Until != 0 && t.Until < today:
		made += ", ended " + ui.ShortDay(t.Until, today)
	case t.Until != 0:
		made += ", until " + ui.ShortDay(t.Until, today)
	}
	made += ", made " + ui.ShortDay(t.Made.Day(), today)
	if t.Used == 0 {
		return made + ", never used"
	}
	if t.Used <= t.Made { // a new key carries the time it was made: not a use
		return made
	}
	return made + ", last used " + ui.SaySince(t.Used.Day(), today)
}

func sessionUse(one SessionRow, today clientele.Day) string {
	said := "since " + ui.ShortDay(one.Made.Day(), today) + ", last seen " + ui.SaySince(one.Seen.Day(), today)
	if one.Address != "" {
		said += ", from " + one.Address
	}
	return said
}

// What browsers say of themselves, the one that pretends to be others before those.
var (
	browsers = [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"}}
	systems = [][2]string{{"iPhone", "an iPhone"}, {"iPad", "an iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"CrOS", "a Chromebook"},
		{"Mac OS X", "a Mac"}, {"Linux", "Linux"}}
)

// device says in words what a browser says of itself.
func device(agent string) string {
	said := func(of [][2]string, unknown string) string {
		for _, one := range of {
			if strings.Contains(agent, one[0]) {
				return one[1]
			}
		}
		return unknown
	}
	browser, system := said(browsers, "A browser"), said(systems, "")
	if system == "" {
		return browser
	}
	return browser + " on " + system
}

// mayChoices are what a key may.
func mayChoices() []page.Choice {
	return []page.Choice{{Value: "read and write", Label: "read and write", Selected: true}, {Value: "read", Label: "only read"}}
}

// roleChoices are the roles, with the one that is.
func roleChoices(is access.Role) (choices []page.Choice) {
	for _, r := range []access.Role{access.Owner, access.Manager, access.Member, access.Reader, access.Outside} {
		choices = append(choices, page.Choice{Value: string(r), Label: string(r), Selected: r == is})
	}
	return choices
}
