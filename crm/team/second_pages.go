package team

import (
	"context"
	"fmt"
	"strings"

	"rsc.io/qr"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/say"
)

// SecondStepPageIn asks for the page of the second step.
type SecondStepPageIn struct {
	Ticket string `name:"ticket" json:"ticket" required:"true" maxLength:"100" doc:"from the address to which signing in led"`
	Next   string `name:"next" json:"next,omitempty" maxLength:"500" doc:"where to go afterwards"`
}

// SecondStepPage asks for a code, or shows an app what it needs to make codes.
func (c *Team) SecondStepPage(ctx context.Context, _ access.Scope, in SecondStepPageIn) (SecondStepOut, error) {
	_, step, err := c.Access.Halfway(ctx, in.Ticket)
	if err != nil {
		return SecondStepOut{}, err
	}
	out := SecondStepOut{Sentence: say.Of(ctx).Say("two.ask"), Ticket: in.Ticket, Next: in.Next, Step: stepRow(step)}
	if !step.On {
		out.Sentence = say.Of(ctx).Say("two.must")
	}
	return out, nil
}

// SecondStepOut is the page of the second step.
type SecondStepOut struct {
	Sentence string  `json:"sentence"`
	Ticket   string  `json:"ticket"`
	Next     string  `json:"next,omitempty"`
	Step     StepRow `json:"step"`
}

// StepRow is how it stands with a second step.
type StepRow struct {
	On     bool              `json:"on"`
	Since  clientele.Instant `json:"since,omitzero"`
	Codes  int               `json:"codes"`            // recovery codes that are left
	Secret string            `json:"secret,omitempty"` // for an app; of one that is begun and not on yet
	URI    string            `json:"uri,omitempty"`    // the same, as apps read it
}

func stepRow(s access.SecondStep) StepRow { return StepRow{s.On, s.Since, s.Codes, s.Secret, s.URI} }

// YourAccountIn asks for one's own page.
type YourAccountIn struct{}

// YourAccount is one's own page.
func (c *Team) YourAccount(ctx context.Context, s access.Scope, _ YourAccountIn) (YourAccountOut, error) {
	step, err := c.Access.SecondStepOf(ctx, s)
	if err != nil {
		return YourAccountOut{}, err
	}
	required, err := c.Access.SecondStepRequired(ctx)
	if err != nil {
		return YourAccountOut{}, err
	}
	out := YourAccountOut{Sentence: say.Of(ctx).Say("two.you", say.Args{"name": s.Name(), "email": s.Email()}), Step: stepRow(step),
		Required: required, Owner: access.Owners.Allows(s), People: []StepUser{}}
	if err := c.passkeys(ctx, s, &out); err != nil {
		return YourAccountOut{}, err
	}
	if !out.Owner {
		return out, nil
	}
	users, err := c.Access.Users(ctx)
	if err != nil {
		return YourAccountOut{}, err
	}
	have, err := c.Access.SecondSteps(ctx)
	if err != nil {
		return YourAccountOut{}, err
	}
	for _, u := range users {
		out.People = append(out.People, StepUser{u.ID, u.Name, u.Email, have[u.ID], u.ID == s.User()})
	}
	return out, nil
}

// YourAccountOut is one's own page.
type YourAccountOut struct {
	Sentence string  `json:"sentence"`
	Step     StepRow `json:"step"`
	Required bool    `json:"required"` // everybody signs in by two steps

	Passkeys []PasskeyRow `json:"passkeys"`
	Origin   string       `json:"origin,omitempty"` // where passkeys can be made; "" where they cannot be

	Owner  bool       `json:"owner"`  // may ask that of everybody
	People []StepUser `json:"people"` // for the owner: who signs in by two steps
}

// StepUser says whether a colleague signs in by two steps.
type StepUser struct {
	ID    clientele.ID `json:"id"`
	Name  string       `json:"name"`
	Email string       `json:"email"`
	On    bool         `json:"on"`
	Me    bool         `json:"me"`
}

// Modules of a square: four of them are left free around it (ISO/IEC 18004, 9.1).
const quiet = 4

// square draws what an app reads, and says how wide it is; "" where it cannot be drawn.
func square(uri string) (path string, size int) {
	code, err := qr.Encode(uri, qr.M)
	if err != nil {
		return "", 0 // too long a firm: the secret stands beside it as text
	}
	var b strings.Builder
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	return b.String(), code.Size + 2*quiet
}

// grouped is a secret in fours, as people copy it.
func grouped(secret string) string {
	var parts []string
	for len(secret) > 4 {
		parts, secret = append(parts, secret[:4]), secret[4:]
	}
	return strings.Join(append(parts, secret), " ")
}
