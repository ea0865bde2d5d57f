package team

import (
	"cmp"
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// PasskeyRow is a passkey of who looks.
type PasskeyRow struct {
	ID   clientele.ID      `json:"id"`
	Name string            `json:"name"`
	Made clientele.Instant `json:"made"`
	Used clientele.Instant `json:"used,omitzero"`
}

// passkeys fills in the passkeys of who looks.
func (c *Team) passkeys(ctx context.Context, s access.Scope, out *YourAccountOut) error {
	out.Passkeys = []PasskeyRow{}
	if c.Access.Passkeyed() {
		out.Origin = c.Access.Origin
	}
	keys, err := c.Access.PasskeysOf(ctx, s.User())
	for _, k := range keys {
		out.Passkeys = append(out.Passkeys, PasskeyRow(k))
	}
	return err
}

// BeginPasskey asks the device for a passkey; what it is asked for is the token of the answer.
func (c *Team) BeginPasskey(ctx context.Context, s access.Scope, in OwnPasswordIn) (page.Done, error) {
	asked, err := c.Access.BeginPasskey(ctx, s, in.Password)
	if err != nil {
		return page.Done{}, shape.OfField(err)
	}
	return page.Done{Sentence: say.Of(ctx).Say("passkey.begun"), Quiet: true, Token: asked, Next: "/your-account"}, nil
}

// AddPasskeyIn is what the device answered.
type AddPasskeyIn struct {
	Name       string `name:"name" json:"name" required:"true" maxLength:"100" doc:"on which device it is"`
	Credential string `name:"credential" json:"credential" required:"true" secret:"true" maxLength:"16000" doc:"what the device answered, as JSON"`
}

// AddPasskey keeps a passkey that a device made.
func (c *Team) AddPasskey(ctx context.Context, s access.Scope, in AddPasskeyIn) (page.Done, error) {
	if err := c.Access.AddPasskey(ctx, s, in.Name, in.Credential); err != nil {
		return page.Done{}, shape.OfField(err)
	}
	return page.Done{Sentence: say.Of(ctx).Say("passkey.added", say.Args{"name": in.Name}), Next: "/your-account"}, nil
}

// DropPasskeyIn names a passkey.
type DropPasskeyIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the passkey"`
}

// DropPasskey takes a passkey away.
func (c *Team) DropPasskey(ctx context.Context, s access.Scope, in DropPasskeyIn) (page.Done, error) {
	if err := c.Access.DropPasskey(ctx, s, in.ID); err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("passkey.dropped"), Next: "/your-account"}, nil
}

// AskPasskeyIn asks to sign in by a passkey.
type AskPasskeyIn struct{}

// AskPasskey asks the device to sign in; what it is asked for is the token of the answer.
func (c *Team) AskPasskey(ctx context.Context, _ access.Scope, _ AskPasskeyIn) (page.Done, error) {
	asked, err := c.Access.BeginPasskeySignIn(ctx)
	return page.Done{Sentence: say.Of(ctx).Say("passkey.begun"), Quiet: true, Token: asked, Next: "/sign-in"}, err
}

// PasskeySignInIn is what the device answered.
type PasskeySignInIn struct {
	Credential string `name:"credential" json:"credential" required:"true" secret:"true" maxLength:"16000" doc:"what the device answered, as JSON"`
	Next       string `name:"next" json:"next,omitempty" maxLength:"500" doc:"where to go afterwards"`
}

// PasskeySignIn signs in by a passkey, which counts as both steps.
func (c *Team) PasskeySignIn(ctx context.Context, _ access.Scope, in PasskeySignInIn) (page.Done, error) {
	u, err := c.Access.SignInByPasskey(ctx, in.Credential)
	if err != nil {
		return page.Done{}, shape.OfField(err)
	}
	return page.Done{Sentence: say.Of(ctx).Say("two.in"), Quiet: true, SignIn: u.ID, Next: cmp.Or(page.Local(in.Next), "/")}, nil
}
