package team

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"

	"github.com/clientele-crm/clientele/page"
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

// peopleOf are the choices of who is in a team.
func peopleOf(out TeamsOut, t TeamRow) (choices []page.Choice) {
	for _, u := range out.People {
		choices = append(choices, page.Choice{Value: strconv.FormatInt(int64(u.ID), 10), Label: cmp.Or(u.Name, u.Email), Selected: slices.Contains(t.Users, u.ID)})
	}
	return choices
}
