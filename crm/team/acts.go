package team

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
)

// AddUserIn lets a colleague in.
type AddUserIn struct {
	Name  string `name:"name" json:"name" required:"true" maxLength:"200" doc:"name of the colleague"`
	Email string `name:"email" json:"email" required:"true" maxLength:"200" doc:"e-mail address of the colleague, to sign in with"`
}

// AddUser lets a colleague in. The password is made here, so that nobody has to
// think of one for somebody else.
func (c *Team) AddUser(ctx context.Context, _ access.Scope, in AddUserIn) (page.Done, error) {
	id, password, err := c.Access.Invite(ctx, in.Name, in.Email, access.Member)
	if err != nil {
		return page.Done{}, shape.OfField(err)
	}
	return page.Done{Sentence: in.Name + " can sign in with " + in.Email + " and this first password. It is shown this once: hand it over, to be changed in Settings.",
		ID: id, Token: password, Next: "/settings"}, nil
}

// ShutOutIn names a colleague to shut out.
type ShutOutIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the colleague"`
}

// ShutOut ends a colleague's way in.
func (c *Team) ShutOut(ctx context.Context, _ access.Scope, in ShutOutIn) (page.Done, error) {
	if err := c.Access.ShutOut(ctx, in.ID); err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: "They are shut out: their sessions and keys are ended; what they wrote stays.", Next: "/settings"}, nil
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
	return page.Done{Sentence: "You are signed in.", Quiet: true, SignIn: u.ID, Next: localOr(in.Next, "/")}, nil
}

// SignOutIn signs out.
type SignOutIn struct{}

// SignOut ends a session.
func (c *Team) SignOut(context.Context, access.Scope, SignOutIn) (page.Done, error) {
	return page.Done{Sentence: "You are signed out.", SignOut: true, Next: "/sign-in"}, nil
}

// SetupOwnerIn makes the first owner.
type SetupOwnerIn struct {
	Token    string `name:"token" json:"token" required:"true" secret:"true" maxLength:"100" doc:"from the link printed at the start"`
	Firm     string `name:"firm" json:"firm" required:"true" maxLength:"200" doc:"name of the firm"`
	Name     string `name:"name" json:"name" required:"true" maxLength:"200" doc:"your name"`
	Email    string `name:"email" json:"email" required:"true" maxLength:"200" doc:"your e-mail address"`
	Password string `name:"password" json:"password" required:"true" secret:"true" maxLength:"200" doc:"a password: at least 10 letters"`
}

// SetupOwner makes the first owner.
func (c *Team) SetupOwner(ctx context.Context, _ access.Scope, in SetupOwnerIn) (page.Done, error) {
	id, err := c.Access.MakeOwner(ctx, in.Token, in.Firm, access.Newcomer{Name: in.Name, Email: in.Email, Password: in.Password})
	if err != nil {
		return page.Done{}, shape.OfField(err)
	}
	last, err := c.Book.LastDay(ctx, c.Clock.Today())
	if err != nil {
		return page.Done{}, err
	}
	if last != clientele.NoDay {
		return page.Done{Sentence: "Welcome.", SignIn: id, ID: id, Next: "/"}, nil
	}
	return page.Done{Sentence: "Welcome. Begin with a file of orders.", SignIn: id, ID: id, Next: "/imports"}, nil
}
