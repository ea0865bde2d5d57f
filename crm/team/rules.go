package team

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// atSignIn is where the form to sign in stands.
func atSignIn(page.Input) string { return "/sign-in" }

// atSetup is where the form of the first owner stands.
func atSetup(from page.Input) string {
	return "/setup?" + url.Values{"token": from.Values["token"]}.Encode()
}

// atInvite is where the form behind a one-time link stands.
func atInvite(from page.Input) string {
	return "/invite?" + url.Values{"token": from.Values["token"]}.Encode()
}

// atSecondStep is where the form of the second step stands.
func atSecondStep(from page.Input) string {
	q := url.Values{"ticket": from.Values["ticket"]}
	if next := from.Values.Get("next"); next != "" {
		q.Set("next", next)
	}
	return "/second-step?" + q.Encode()
}

// atYourAccount is where the forms of one's own page stand.
func atYourAccount(page.Input) string { return "/your-account" }

// atTeams is where the forms of teams stand.
func atTeams(page.Input) string { return "/teams" }

// atLeaving is where it is said who takes over.
func atLeaving(from page.Input) string {
	return "/leaving?" + url.Values{"id": from.Values["id"]}.Encode()
}

// heirs are the choices of who takes over; the first of them is none.
func heirs(out LeavingOut, none string) []page.Choice {
	choices := []page.Choice{{Label: clientele.Tell(none)}}
	for _, p := range out.People {
		choices = append(choices, page.Choice{Value: p.ID.String(), Label: p.called()})
	}
	return choices
}

func label(kind string) string { return say.Label("team.leave.label-"+kind, say.Capital(kind)) }

func count(s *say.Speaker, r KindRow) string {
	n := s.Count(int64(r.N))
	if r.More {
		n += "+"
	}
	return n
}

// passkeyUse says since when a passkey is there, and when it was used.
func passkeyUse(k PasskeyRow, v page.Frame) string {
	made := v.Speaker.Day(k.Made.Day(), v.Today)
	if k.Used == 0 {
		return v.Speaker.Say("passkey.unused", say.Args{"day": made})
	}
	return v.Speaker.Say("passkey.used", say.Args{"day": made, "ago": v.Speaker.Since(k.Used.Day(), v.Today)})
}

// peopleOf are the choices of who is in a team.
func peopleOf(out TeamsOut, t TeamRow) (choices []page.Choice) {
	for _, u := range out.People {
		choices = append(choices, page.Choice{Value: strconv.FormatInt(int64(u.ID), 10), Label: cmp.Or(u.Name, u.Email), Selected: slices.Contains(t.Users, u.ID)})
	}
	return choices
}
