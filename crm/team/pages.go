package team

import (
	"context"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/say"
)

// SignInPageIn asks for the page to sign in.
type SignInPageIn struct {
	Next string `name:"next" json:"next,omitempty" maxLength:"500" doc:"where to go afterwards"`
}

// SignInPage is the page to sign in.
func (c *Team) SignInPage(ctx context.Context, _ access.Scope, in SignInPageIn) (SignInPageOut, error) {
	owned, err := c.Access.Owned(ctx)
	if err != nil {
		return SignInPageOut{}, err
	}
	out := SignInPageOut{Sentence: say.Of(ctx).Say("team.sign-in-to-go-on"), Next: in.Next, Unowned: !owned}
	if c.Access.Passkeyed() {
		out.Origin = c.Access.Origin
	}
	if !owned {
		out.Sentence = say.Of(ctx).Say("team.nobody-is-owner-here-yet-open")
	}
	return out, nil
}

// SignInPageOut is the page to sign in.
type SignInPageOut struct {
	Sentence string `json:"sentence"`
	Firm     string `json:"firm"`
	Next     string `json:"next,omitempty"`
	Origin   string `json:"origin,omitempty"` // where a passkey lets in; "" where none does
	Unowned  bool   `json:"unowned"`          // nobody is owner yet: the printed link makes one
}

// SetupIn asks for the first page of all.
type SetupIn struct {
	Token string `name:"token" json:"token" required:"true" maxLength:"100" doc:"from the link printed at the start"`
}

// SetupPage is the first page of all.
func (c *Team) SetupPage(ctx context.Context, _ access.Scope, in SetupIn) (SetupOut, error) {
	holds, err := c.Access.FirstLinkHolds(ctx, in.Token)
	if err != nil {
		return SetupOut{}, err
	}
	if !holds {
		return SetupOut{}, access.Spent()
	}
	return SetupOut{Sentence: say.Of(ctx).Say("team.welcome-who-are-you"), Token: in.Token, MinPass: access.MinPassword}, nil
}

// SetupOut is the first page of all: who is owner?
type SetupOut struct {
	Sentence string `json:"sentence"`
	Token    string `json:"token"`
	MinPass  int    `json:"min_pass"`
}

// InviteIn asks for the page behind a one-time link.
type InviteIn struct {
	Token string `name:"token" json:"token" required:"true" maxLength:"100" doc:"from the link"`
}

// InvitePage is the page behind a one-time link.
func (c *Team) InvitePage(ctx context.Context, _ access.Scope, in InviteIn) (InviteOut, error) {
	u, err := c.Access.Guest(ctx, in.Token)
	if err != nil {
		return InviteOut{}, err
	}
	firm, err := c.Access.Firm(ctx)
	if err != nil {
		return InviteOut{}, err
	}
	out := InviteOut{Sentence: say.Of(ctx).Say("team.welcome", say.Args{"firm": firm}), Token: in.Token, Name: u.Name, Email: u.Email, MinPass: access.MinPassword}
	if u.Came() {
		out.Sentence = say.Of(ctx).Say("team.choose-a-new-password")
	}
	return out, nil
}

// InviteOut is the page behind a one-time link.
type InviteOut struct {
	Sentence string `json:"sentence"`
	Token    string `json:"token"`
	Name     string `json:"name,omitempty"`
	Email    string `json:"email"`
	MinPass  int    `json:"min_pass"`
}
