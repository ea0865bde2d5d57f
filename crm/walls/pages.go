package walls

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// WhoIn names an account.
type WhoIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the account"`
}

// WhoOut is who may see an account.
type WhoOut struct {
	Sentence string        `json:"sentence"`
	Account  clientele.ID  `json:"account"`
	Name     string        `json:"name"`
	Wall     bool          `json:"wall"`   // only those named
	Shared   bool          `json:"shared"` // all of the house, and help from outside who is named
	Users    []page.Choice `json:"users"`  // who may be named upon a wall
	Helpers  []page.Choice `json:"helpers"`
}

func refOf(account clientele.ID) clientele.Ref {
	return clientele.Ref{Type: record.Account, ID: account}
}

// Who is who may see an account.
func (c *Walls) Who(ctx context.Context, s access.Scope, in WhoIn) (WhoOut, error) {
	r, err := c.Records.Get(ctx, s, refOf(in.ID))
	if err != nil {
		return WhoOut{}, err
	}
	around, err := c.Access.Seen(ctx, refOf(in.ID))
	if err != nil {
		return WhoOut{}, err
	}
	users, err := c.Access.Users(ctx)
	if err != nil {
		return WhoOut{}, err
	}
	out := WhoOut{Sentence: sentence(say.Of(ctx), around), Account: r.ID, Name: r.Text("name"), Users: []page.Choice{}, Helpers: []page.Choice{}}
	out.Wall, out.Shared = around.Wall != 0 && !around.Open, around.Open
	for _, u := range users {
		named := slices.ContainsFunc(around.Users, func(o access.User) bool { return o.ID == u.ID })
		one := page.Choice{Value: u.ID.String(), Label: nameOf(u), Selected: named && !around.Open || u.ID == s.User() && !out.Wall}
		if u.Role == access.Outside {
			one.Label = say.Of(ctx).Say("walls.outside", say.Args{"name": nameOf(u)})
			out.Helpers = append(out.Helpers, page.Choice{Value: one.Value, Label: nameOf(u), Selected: named && around.Open})
		}
		out.Users = append(out.Users, one)
	}
	return out, nil
}

func nameOf(u access.User) string { return cmp.Or(u.Name, u.Email) }

// sentence says who may see something.
func sentence(s *say.Speaker, around access.Around) string {
	names := make([]string, len(around.Users))
	for i, u := range around.Users {
		names[i] = nameOf(u)
	}
	args := say.Args{"names": strings.Join(names, ", ")}
	switch {
	case around.Wall == 0:
		return s.Say("walls.all")
	case around.Open:
		return s.Say("walls.shared", args)
	}
	return s.Say("walls.only", args)
}

// AsideOut says on the page of an account who may see it.
type AsideOut struct {
	Sentence string `json:"sentence"`
	Change   string `json:"change,omitempty"` // where that is changed; "" for who may not
}

// Aside says on the page of an account who may see it. It asks nothing of the database:
// the page has read whether there is a wall.
func (c *Walls) Aside(_ context.Context, s access.Scope, about page.About) (AsideOut, error) {
	if !access.Insiders.Allows(s) {
		return AsideOut{}, nil
	}
	out := AsideOut{Sentence: clientele.Tell("walls.all")}
	switch {
	case s.Behind(about.Wall):
		out.Sentence = clientele.Tell("walls.some")
	case about.Wall != 0:
		out.Sentence = clientele.Tell("walls.also")
	}
	if s.MayManage() {
		out.Change = "/accounts/" + about.Account.String() + "/who"
	}
	return out, nil
}
