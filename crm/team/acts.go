package team

import (
	"cmp"
	"context"
	"net/url"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// AddUserIn lets a colleague in.
type AddUserIn struct {
	Name  string      `name:"name" json:"name,omitempty" maxLength:"200" doc:"name of the colleague"`
	Email string      `name:"email" json:"email" required:"true" maxLength:"200" doc:"e-mail address of the colleague, to sign in with"`
	Role  access.Role `name:"role" json:"role,omitempty" enum:"owner,manager,member,reader,outside" doc:"what the colleague may do; without it, what a member may"`
}

// AddUser lets a colleague in, who chooses a password by a link that is shown once.
func (c *Team) AddUser(ctx context.Context, s access.Scope, in AddUserIn) (page.Done, error) {
	id, secret, err := c.Access.Invite(ctx, access.Newcomer{Name: in.Name, Email: in.Email, By: s}, cmp.Or(in.Role, access.Member))
	if err != nil {
		return page.Done{}, shape.OfField(err)
	}
	return page.Done{Sentence: say.Of(ctx).Say("team.invited", say.Args{"who": cmp.Or(in.Name, in.Email)}), ID: id, Token: InvitePath(secret), Next: "/settings"}, nil
}

// InvitePath is the path of a one-time link.
func InvitePath(secret string) string { return "/invite?" + url.Values{"token": {secret}}.Encode() }

// ResetUserIn names a colleague who needs a new password.
type ResetUserIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the colleague"`
}

// ResetUser makes a link by which a colleague sets a new password.
func (c *Team) ResetUser(ctx context.Context, s access.Scope, in ResetUserIn) (page.Done, error) {
	secret, err := c.Access.Reset(ctx, s, in.ID)
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("team.reset"), ID: in.ID, Token: InvitePath(secret), Next: "/settings"}, nil
}

// SetRoleIn says what a colleague may do.
type SetRoleIn struct {
	ID   clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the colleague"`
	Role access.Role  `name:"role" json:"role" required:"true" enum:"owner,manager,member,reader,outside" doc:"what they may do"`
}

// SetRole changes what a colleague may do, at once.
func (c *Team) SetRole(ctx context.Context, s access.Scope, in SetRoleIn) (page.Done, error) {
	if err := c.Access.SetRole(ctx, s, in.ID, in.Role); err != nil {
		return page.Done{}, shape.OfField(err)
	}
	return page.Done{Sentence: say.Of(ctx).Say("team.role-set", say.Args{"role": string(in.Role)}), ID: in.ID, Next: "/settings"}, nil
}

// HandOverIn names the next owner.
type HandOverIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the colleague who becomes owner"`
}

// HandOver makes a colleague owner in one's own place.
func (c *Team) HandOver(ctx context.Context, s access.Scope, in HandOverIn) (page.Done, error) {
	if err := c.Access.HandOver(ctx, s, in.ID); err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("team.they-are-owner-now-and-you"), ID: in.ID, Next: "/settings"}, nil
}

// SignInIn signs in.
type SignInIn struct {
	Email    string `name:"email" json:"email" required:"true" maxLength:"200" doc:"your e-mail address"`
	Password string `name:"password" json:"password" required:"true" secret:"true" maxLength:"200" doc:"your password"`
	Next     string `name:"next" json:"next,omitempty" maxLength:"500" doc:"where to go afterwards"`
}

// SignIn begins a session.
func (c *Team) SignIn(ctx context.Context, s access.Scope, in SignInIn) (page.Done, error) {
	u, err := c.Access.SignIn(ctx, in.Email, in.Password, page.From(ctx))
	if err != nil {
		return page.Done{}, err
	}
	if err := c.Access.Sweep(ctx); err != nil {
		c.Log.Warn("sessions that are over cannot be swept away", "err", err)
	}
	return c.admitted(ctx, u.ID, page.Done{Sentence: say.Of(ctx).Say("team.you-are-signed-in"), Quiet: true, Next: cmp.Or(page.Local(in.Next), "/")})
}

// SignOutIn signs out.
type SignOutIn struct{}

// SignOut ends a session.
func (c *Team) SignOut(context.Context, access.Scope, SignOutIn) (page.Done, error) {
	return page.Done{Sentence: clientele.Tell("team.you-are-signed-out"), SignOut: true, Next: "/sign-in"}, nil
}

// AcceptInviteIn sets name and password.
type AcceptInviteIn struct {
	Token    string `name:"token" json:"token" required:"true" secret:"true" maxLength:"100" doc:"from the link"`
	Name     string `name:"name" json:"name" required:"true" maxLength:"200" doc:"your name"`
	Password string `name:"password" json:"password" required:"true" secret:"true" minLength:"10" maxLength:"200" doc:"a password: at least 10 letters"`
}

// AcceptInvite spends a link, sets name and password, and signs in.
func (c *Team) AcceptInvite(ctx context.Context, _ access.Scope, in AcceptInviteIn) (page.Done, error) {
	id, err := c.Access.Accept(ctx, in.Token, in.Name, in.Password)
	if err != nil {
		return page.Done{}, shape.OfField(err)
	}
	return c.admitted(ctx, id, page.Done{Sentence: say.Of(ctx).Say("team.welcome-you", say.Args{"name": in.Name}), ID: id, Next: "/"})
}

// SetupOwnerIn makes the first owner.
type SetupOwnerIn struct {
	Token    string `name:"token" json:"token" required:"true" secret:"true" maxLength:"100" doc:"from the link printed at the start"`
	Firm     string `name:"firm" json:"firm" required:"true" maxLength:"200" doc:"name of the firm"`
	Name     string `name:"name" json:"name" required:"true" maxLength:"200" doc:"your name"`
	Email    string `name:"email" json:"email" required:"true" maxLength:"200" doc:"your e-mail address"`
	Password string `name:"password" json:"password" required:"true" secret:"true" minLength:"10" maxLength:"200" doc:"a password: at least 10 letters"`
}

// SetupOwner makes the first owner.
func (c *Team) SetupOwner(ctx context.Context, _ access.Scope, in SetupOwnerIn) (page.Done, error) {
	id, err := c.Access.MakeOwner(ctx, in.Token, in.Firm, access.Newcomer{Name: in.Name, Email: in.Email, Password: in.Password})
	if err != nil {
		return page.Done{}, shape.OfField(err)
	}
	return page.Done{Sentence: say.Of(ctx).Say("team.welcome-you", say.Args{"name": in.Name}), SignIn: id, ID: id, Next: "/start", Quiet: true}, nil
}
