package team

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// TeamsIn asks for the teams.
type TeamsIn struct{}

// TeamsPage shows the teams.
func (c *Team) TeamsPage(ctx context.Context, _ access.Scope, _ TeamsIn) (TeamsOut, error) {
	teams, err := c.Access.Teams(ctx)
	if err != nil {
		return TeamsOut{}, err
	}
	users, err := c.Access.Users(ctx)
	if err != nil {
		return TeamsOut{}, err
	}
	out := TeamsOut{Sentence: say.Of(ctx).Say("team.who-works-together"), Teams: []TeamRow{}, People: []Person{}}
	if len(teams) == 0 {
		out.Sentence = say.Of(ctx).Say("team.there-is-no-team-yet")
	}
	for _, t := range teams {
		out.Teams = append(out.Teams, TeamRow(t))
	}
	for _, u := range users {
		out.People = append(out.People, Person{u.ID, u.Name, u.Email})
	}
	return out, nil
}

// TeamsOut is the teams.
type TeamsOut struct {
	Sentence string    `json:"sentence"`
	Teams    []TeamRow `json:"teams"`
	People   []Person  `json:"people"` // of whom teams are made
}

// TeamRow is a team.
type TeamRow struct {
	ID    clientele.ID   `json:"id"`
	Name  string         `json:"name"`
	Users []clientele.ID `json:"users"`
}

// Person is somebody who may be in a team.
type Person struct {
	ID    clientele.ID `json:"id"`
	Name  string       `json:"name"`
	Email string       `json:"email"`
}

// PutTeamIn is a team as it should be.
type PutTeamIn struct {
	Team  clientele.ID   `name:"team" json:"team,omitzero" doc:"number of the team; without it, a new one is made"`
	Name  string         `name:"name" json:"name" required:"true" maxLength:"100" doc:"what the team is called"`
	Users []clientele.ID `name:"users" json:"users,omitempty" doc:"numbers of the users who are in it"`
}

// PutTeam makes a team or changes one.
func (c *Team) PutTeam(ctx context.Context, s access.Scope, in PutTeamIn) (page.Done, error) {
	id, err := c.Access.PutTeam(ctx, s, access.Team{ID: in.Team, Name: in.Name, Users: in.Users})
	if err != nil {
		return page.Done{}, shape.OfField(err)
	}
	return page.Done{Sentence: say.Of(ctx).Say("team.saved"), ID: id, Next: "/teams"}, nil
}

// DropTeamIn names a team.
type DropTeamIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the team"`
}

// DropTeam takes a team away.
func (c *Team) DropTeam(ctx context.Context, s access.Scope, in DropTeamIn) (page.Done, error) {
	if err := c.Access.DropTeam(ctx, s, in.ID); err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("team.the-team-is-dropped-its-people"), Next: "/teams"}, nil
}
