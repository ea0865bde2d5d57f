package find

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// Offer is where one may go, or what one may do at once.
type Offer struct {
	Text  string `json:"text"`
	Under string `json:"under,omitempty"` // what it is for
	Href  string `json:"href,omitempty"`
	Act   string `json:"act,omitempty"` // the act that is done by it, where it is no page
}

const (
	mostOffers  = 6
	leastAside  = 3 // letters of a word that is looked for beside the title
	leastWrong  = 4 // letters of a word of which one may be wrong
	beginsTitle = 4
	inTitle     = 3
	aside       = 2
	misspelt    = 1
)

// offers are the pages and acts of the one list that who asks may use, the best first; with
// no text, what can be made and the places of the rail.
func (c *Find) offers(ctx context.Context, s access.Scope, text string) []Offer {
	said := say.Of(ctx)
	typed := db.Split(text)
	type fit struct {
		Offer
		how int
	}
	var fits []fit
	for _, p := range page.Pages(*c.All) {
		one := Offer{Text: said.Fill(p.Title), Under: said.Label("find.as."+p.Name, ""), Href: p.Path}
		switch {
		case !p.Who.Allows(s) || p.Who.Allows(access.Scope{}) || p.Name == "search" || asks(p.Row):
		case len(typed) > 0:
			fits = append(fits, fit{one, fitOf(typed, one.Text, one.Under+" "+p.Summary)})
		case p.Menu == page.New:
			fits = append(fits, fit{one, beginsTitle})
		case p.Menu == page.Main || p.Menu == page.Look:
			fits = append(fits, fit{one, inTitle})
		}
	}
	for _, a := range page.Acts(*c.All) {
		if !a.Who.Allows(s) || len(page.Fields(a.In)) > 0 || len(typed) == 0 {
			continue
		}
		one := Offer{Text: said.Fill(a.Title), Under: said.Label("find.as."+a.Name, a.Summary), Act: a.Name}
		if form := a.Form(page.Input{}); form != "" {
			one.Act, one.Href = "", form // it is done where one sees what it does
		}
		fits = append(fits, fit{one, fitOf(typed, one.Text, one.Under)})
	}
	fits = slices.DeleteFunc(fits, func(f fit) bool { return f.how == 0 })
	slices.SortStableFunc(fits, func(a, b fit) int { return cmp.Compare(b.how, a.how) })
	offers := make([]Offer, 0, mostOffers)
	for _, f := range fits {
		if len(offers) < mostOffers || len(typed) == 0 {
			offers = append(offers, f.Offer)
		}
	}
	return offers
}

// beginnings offer to write down whom nobody found, where the text may be a name.
func (c *Find) beginnings(ctx context.Context, s access.Scope, text string) []Offer {
	offers, called := []Offer{}, strings.Join(strings.Fields(text), " ")
	if strings.ContainsRune(called, '@') || !strings.ContainsFunc(called, unicode.IsLetter) {
		return offers
	}
	for _, p := range page.Pages(*c.All) {
		takesName := slices.ContainsFunc(page.Fields(p.In), func(f page.Field) bool { return f.Name == "called" })
		if p.Menu == page.New && takesName && p.Who.Allows(s) {
			offers = append(offers, Offer{Text: say.Of(ctx).Say("find.begin", say.Args{"what": p.Title, "called": say.Of(ctx).Shorten(called, 40)}),
				Href: p.Path + "?" + url.Values{"called": {called}}.Encode()})
		}
	}
	return offers
}

// asks says that a row wants to be told something first.
func asks(r page.Row) bool {
	return slices.ContainsFunc(page.Fields(r.In), func(f page.Field) bool { return f.Required })
}

// fitOf is how well what was typed fits a title and what is said beside it; 0 for not at all.
func fitOf(typed []string, title, beside string) int {
	named, said := db.Split(title), db.Split(beside)
	if strings.HasPrefix(strings.Join(named, " "), strings.Join(typed, " ")) {
		return beginsTitle
	}
	least := inTitle
	for _, w := range typed {
		begun := func(n string) bool { return strings.HasPrefix(n, w) }
		switch {
		case slices.ContainsFunc(named, begun):
		case len(w) >= leastAside && slices.ContainsFunc(said, begun):
			least = min(least, aside)
		case slices.ContainsFunc(named, func(n string) bool { return nearly(w, n) }):
			least = min(least, misspelt)
		default:
			return 0
		}
	}
	return least
}

// nearly says that a word begins another but for one letter that is wrong, missing, too
// many, or changed with the next.
func nearly(typed, word string) bool {
	a, b := []rune(typed), []rune(word)
	if len(a) < leastWrong {
		return false
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	begins := func(rest, of []rune) bool { return len(rest) <= len(of) && slices.Equal(rest, of[:len(rest)]) }
	from := func(s []rune, n int) []rune { return s[min(n, len(s)):] }
	swapped := i+1 < len(a) && i+1 < len(b) && a[i] == b[i+1] && a[i+1] == b[i] && begins(from(a, i+2), from(b, i+2))
	return swapped || begins(from(a, i+1), from(b, i+1)) || begins(from(a, i+1), from(b, i)) || begins(from(a, i), from(b, i+1))
}
