package settings

import (
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

func tokenUse(s *say.Speaker, t TokenRow, today clientele.Day) string {
	key := "settings.key-writes"
	if t.ReadOnly {
		key = "settings.key-reads"
	}
	parts := []string{s.Say(key)}
	tell := func(key string, args say.Args) { parts = append(parts, s.Say(key, args)) }
	switch {
	case t.Until != 0 && t.Until < today:
		tell("settings.key-ended", say.Args{"day": s.Day(t.Until, today)})
	case t.Until != 0:
		tell("settings.key-until", say.Args{"day": s.Day(t.Until, today)})
	}
	tell("settings.key-made", say.Args{"day": s.Day(t.Made.Day(), today)})
	switch {
	case t.Used == 0:
		tell("settings.key-never-used", nil)
	case t.Used > t.Made: // a new key carries the time it was made: not a use
		tell("settings.key-used", say.Args{"since": s.Since(t.Used.Day(), today)})
	}
	return strings.Join(parts, ", ")
}

func sessionUse(s *say.Speaker, one SessionRow, today clientele.Day) string {
	key := "settings.session"
	if one.Address != "" {
		key = "settings.session-from"
	}
	return s.Say(key, say.Args{"day": s.Day(one.Made.Day(), today), "since": s.Since(one.Seen.Day(), today), "address": one.Address})
}

// What browsers say of themselves, the one that pretends to be others before those.
var (
	browsers = [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"}}
	systems = [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"CrOS", "Chromebook"},
		{"Mac OS X", "Mac"}, {"Linux", "Linux"}}
)

// device says in words what a browser says of itself.
func device(s *say.Speaker, agent string) string {
	said := func(of [][2]string, unknown string) string {
		for _, one := range of {
			if strings.Contains(agent, one[0]) {
				return one[1]
			}
		}
		return unknown
	}
	browser, system := said(browsers, clientele.Tell("settings.a-browser")), said(systems, "")
	if system == "" {
		return browser
	}
	return s.Say("settings.browser-on", say.Args{"browser": browser, "system": s.Label("settings.system."+system, system)})
}

// mayChoices are what a key may.
func mayChoices() []page.Choice {
	return []page.Choice{{Value: "read and write", Label: clientele.Tell("settings.may-write"), Selected: true}, {Value: "read", Label: clientele.Tell("settings.may-read")}}
}

// roleChoices are the roles, with the one that is.
func roleChoices(is access.Role) (choices []page.Choice) {
	for _, r := range []access.Role{access.Owner, access.Manager, access.Member, access.Reader, access.Outside} {
		choices = append(choices, page.Choice{Value: string(r), Label: clientele.Tell("role." + string(r)), Selected: r == is})
	}
	return choices
}

// languages are those in which one can read, each by its own name.
func languages(v page.Frame) []page.Choice {
	all := []page.Choice{{Value: ofBrowser, Label: v.Say("settings.language-of-browser"), Selected: v.Viewer.Language() == ""}}
	for _, tag := range say.Languages() {
		all = append(all, page.Choice{Value: tag, Label: say.To(tag, "").Say("language.name"), Selected: v.Viewer.Language() == tag})
	}
	return all
}
