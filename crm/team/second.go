package team

import (
	"cmp"
	"context"
	"net/url"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// admitted goes on with who has shown a password or spent a link: in, or to the second step.
func (c *Team) admitted(ctx context.Context, user clientele.ID, done page.Done) (page.Done, error) {
	ticket, err := c.Access.Admit(ctx, user)
	if err != nil {
		return page.Done{}, err
	}
	if ticket == "" {
		done.SignIn = user
		return done, nil
	}
	next := url.Values{"ticket": {ticket}}
	if done.Next != "" && done.Next != "/" {
		next.Set("next", done.Next)
	}
	return page.Done{Sentence: say.Of(ctx).Say("two.next"), Quiet: true, Next: "/second-step?" + next.Encode()}, nil
}

// SecondStepIn is the second step of signing in.
type SecondStepIn struct {
	Ticket string `name:"ticket" json:"ticket" required:"true" secret:"true" maxLength:"100" doc:"from the address to which signing in led"`
	Code   string `name:"code" json:"code" required:"true" secret:"true" maxLength:"40" doc:"the code that the app shows now, or a recovery code"`
	Next   string `name:"next" json:"next,omitempty" maxLength:"500" doc:"where to go afterwards"`
}

// SecondStep signs in by a code, after the password.
func (c *Team) SecondStep(ctx context.Context, _ access.Scope, in SecondStepIn) (page.Done, error) {
	user, codes, err := c.Access.TakeSecondStep(ctx, in.Ticket, in.Code)
	if err != nil {
		return page.Done{}, shape.OfField(err)
	}
	next := cmp.Or(page.Local(in.Next), "/")
	if codes != nil {
		done := codesDone(codes)
		done.SignIn, done.Next = user, "/your-account"
		return done, nil
	}
	return page.Done{Sentence: say.Of(ctx).Say("two.in"), Quiet: true, SignIn: user, Next: next}, nil
}

// noBreak is a hyphen at which no line ends.
const noBreak = "\u2011"

// codesDone shows recovery codes, this once.
func codesDone(codes []string) page.Done {
	return page.Done{Sentence: clientele.Tell("two.codes"), Token: strings.ReplaceAll(strings.Join(codes, "  "), "-", noBreak)}
}

// OwnPasswordIn proves who asks.
type OwnPasswordIn struct {
	Password string `name:"password" json:"password" required:"true" secret:"true" maxLength:"200" doc:"your password, once more"`
}

// BeginTwoStep makes the secret for an app.
func (c *Team) BeginTwoStep(ctx context.Context, s access.Scope, in OwnPasswordIn) (page.Done, error) {
	if err := c.Access.BeginSecondStep(ctx, s, in.Password); err != nil {
		return page.Done{}, shape.OfField(err)
	}
	return page.Done{Sentence: say.Of(ctx).Say("two.begun"), Quiet: true, Next: "/your-account"}, nil
}

// ConfirmTwoStepIn is a first code of the app.
type ConfirmTwoStepIn struct {
	Code string `name:"code" json:"code" required:"true" secret:"true" maxLength:"40" doc:"the code that the app shows now"`
}

// ConfirmTwoStep switches two-step sign-in on by a first code.
func (c *Team) ConfirmTwoStep(ctx context.Context, s access.Scope, in ConfirmTwoStepIn) (page.Done, error) {
	codes, err := c.Access.ConfirmSecondStep(ctx, s, in.Code)
	if err != nil {
		return page.Done{}, shape.OfField(err)
	}
	done := codesDone(codes)
	done.SignIn, done.Next = s.User(), "/your-account"
	return done, nil
}

// EndTwoStep switches two-step sign-in off.
func (c *Team) EndTwoStep(ctx context.Context, s access.Scope, in OwnPasswordIn) (page.Done, error) {
	if err := c.Access.DropSecondStep(ctx, s, in.Password); err != nil {
		return page.Done{}, shape.OfField(err)
	}
	return page.Done{Sentence: say.Of(ctx).Say("two.ended"), SignIn: s.User(), Next: "/your-account"}, nil
}

// RenewCodes makes new recovery codes.
func (c *Team) RenewCodes(ctx context.Context, s access.Scope, in OwnPasswordIn) (page.Done, error) {
	codes, err := c.Access.RenewCodes(ctx, s, in.Password)
	if err != nil {
		return page.Done{}, shape.OfField(err)
	}
	return codesDone(codes), nil
}

// ResetTwoStepIn names a colleague who has lost phone and codes.
type ResetTwoStepIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the colleague"`
}

// ResetTwoStep takes away a colleague's second step.
func (c *Team) ResetTwoStep(ctx context.Context, s access.Scope, in ResetTwoStepIn) (page.Done, error) {
	if err := c.Access.ResetSecondStep(ctx, s, in.ID); err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("two.reset"), ID: in.ID, Next: "/your-account"}, nil
}

// RequireTwoStepIn says who must sign in by two steps.
type RequireTwoStepIn struct {
	Who string `name:"who" json:"who" required:"true" enum:"everybody,whoever wants" doc:"who signs in by two steps"`
}

// RequireTwoStep asks two-step sign-in of everybody, or leaves it to each.
func (c *Team) RequireTwoStep(ctx context.Context, s access.Scope, in RequireTwoStepIn) (page.Done, error) {
	required := in.Who == "everybody"
	if err := c.Access.RequireSecondStep(ctx, s, required); err != nil {
		return page.Done{}, err
	}
	if required {
		return page.Done{Sentence: say.Of(ctx).Say("two.required"), Next: "/your-account"}, nil
	}
	return page.Done{Sentence: say.Of(ctx).Say("two.left"), Next: "/your-account"}, nil
}
