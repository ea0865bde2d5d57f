package view

import (
	"context"
	"errors"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
)

// SignInPage is the page to sign in.
func (h *House) SignInPage(ctx context.Context, _ Viewer, in SignInPageIn) (SignInPageOut, error) {
	owned, err := h.Access.Owned(ctx)
	if err != nil {
		return SignInPageOut{}, err
	}
	out := SignInPageOut{Sentence: "Sign in to go on.", Next: in.Next, Unowned: !owned}
	if !owned {
		out.Sentence = "Nobody is owner here yet: open the link that Clientele printed when it started."
	}
	return out, nil
}

// SetupPage is the first page of all.
func (h *House) SetupPage(ctx context.Context, _ Viewer, in SetupIn) (SetupOut, error) {
	holds, err := h.Access.FirstLinkHolds(ctx, in.Token)
	if err != nil {
		return SetupOut{}, err
	}
	if !holds {
		return SetupOut{}, access.Spent()
	}
	return SetupOut{Sentence: "Welcome. Who are you?", Token: in.Token, MinPass: access.MinPassword}, nil
}

// SignIn begins a session.
func (h *House) SignIn(ctx context.Context, v Viewer, in SignInIn) (Done, error) {
	u, err := h.Access.SignIn(ctx, in.Email, in.Password, v.From)
	if err != nil {
		return Done{}, err
	}
	if err := h.Access.Sweep(ctx); err != nil {
		h.Log.Warn("sessions that are over cannot be swept away", "err", err)
	}
	return Done{Sentence: "You are signed in.", SignIn: u.ID, Next: localOr(in.Next, "/")}, nil
}

// localOr keeps to this house: an address that leads elsewhere is not followed.
func localOr(next, otherwise string) string {
	if len(next) < 1 || next[0] != '/' || len(next) > 1 && (next[1] == '/' || next[1] == '\\') {
		return otherwise
	}
	return next
}

// SignOut ends a session.
func (h *House) SignOut(context.Context, Viewer, SignOutIn) (Done, error) {
	return Done{Sentence: "You are signed out.", SignOut: true, Next: "/sign-in"}, nil
}

// SetupOwner makes the first owner.
func (h *House) SetupOwner(ctx context.Context, _ Viewer, in SetupOwnerIn) (Done, error) {
	id, err := h.Access.MakeOwner(ctx, in.Token, in.Firm, access.Newcomer{Name: in.Name, Email: in.Email, Password: in.Password})
	if err != nil {
		return Done{}, ofField(err)
	}
	last, err := h.Book.LastDay(ctx, h.Day())
	if err != nil {
		return Done{}, err
	}
	if last != clientele.NoDay {
		return Done{Sentence: "Welcome.", SignIn: id, ID: id, Next: "/"}, nil
	}
	return Done{Sentence: "Welcome. Begin with a file of orders.", SignIn: id, ID: id, Next: "/imports"}, nil
}

// ChangePassword changes one's own password.
func (h *House) ChangePassword(ctx context.Context, v Viewer, in ChangePasswordIn) (Done, error) {
	if err := h.Access.ChangePassword(ctx, v.User, in.Old, in.New); err != nil {
		return Done{}, ofField(err)
	}
	return Done{Sentence: "Your password is changed; your other sessions are ended.", SignIn: v.User}, nil
}

// CreateToken makes a key for a program.
func (h *House) CreateToken(ctx context.Context, v Viewer, in CreateTokenIn) (Done, error) {
	id, secret, err := h.Access.CreateToken(ctx, v.User, in.Name)
	if err != nil {
		return Done{}, err
	}
	return Done{Sentence: "This is the key. It is shown this once: keep it safe.", ID: id, Token: secret}, nil
}

// DropToken ends a key.
func (h *House) DropToken(ctx context.Context, v Viewer, in DropTokenIn) (Done, error) {
	if err := h.Access.DropToken(ctx, v.User, in.ID); err != nil {
		return Done{}, err
	}
	return Done{Sentence: "The key is dropped: programs that use it are shut out."}, nil
}

// RenameFirm names the firm and its words.
func (h *House) RenameFirm(ctx context.Context, _ Viewer, in RenameFirmIn) (Done, error) {
	err := h.Access.RenameFirm(ctx, in.Firm, map[string]string{
		"word-client": in.Client, "word-clients": in.Clients, "word-customer": in.Customer, "word-customers": in.Customers,
	})
	if err != nil {
		return Done{}, err
	}
	return Done{Sentence: "Saved."}, nil
}

// AddUser lets a colleague in. The password is made here, so that nobody has to
// think of one for somebody else.
func (h *House) AddUser(ctx context.Context, _ Viewer, in AddUserIn) (Done, error) {
	id, password, err := h.Access.Invite(ctx, in.Name, in.Email, access.Member)
	if err != nil {
		return Done{}, ofField(err)
	}
	return Done{Sentence: in.Name + " can sign in with " + in.Email + " and this first password. It is shown this once: hand it over, to be changed in Settings.",
		ID: id, Token: password, Next: "/settings"}, nil
}

// ShutOut ends a colleague's way in.
func (h *House) ShutOut(ctx context.Context, _ Viewer, in ShutOutIn) (Done, error) {
	if err := h.Access.ShutOut(ctx, in.ID); err != nil {
		return Done{}, err
	}
	return Done{Sentence: "They are shut out: their sessions and keys are ended; what they wrote stays.", Next: "/settings"}, nil
}

// HasFirstPassword says whether a viewer still has the password that was made for them.
func (h *House) HasFirstPassword(ctx context.Context, v Viewer) (bool, error) {
	return h.Access.HasFirstPassword(ctx, v.User)
}

// ofField turns a fault of access into one beside its field.
func ofField(err error) error {
	var f *access.Field
	if !errors.As(err, &f) {
		return err
	}
	return refuse(FieldFault{Field: f.Name, What: f.Fault.What, Remedy: f.Fault.Remedy})
}

// Settings shows the settings.
func (h *House) Settings(ctx context.Context, v Viewer, _ SettingsIn) (SettingsOut, error) {
	firm, words, err := h.Firm(ctx)
	if err != nil {
		return SettingsOut{}, err
	}
	tokens, err := h.Access.Tokens(ctx, v.User)
	if err != nil {
		return SettingsOut{}, err
	}
	out := SettingsOut{
		Sentence: "This is " + firm + ", and you are " + v.Name + ".", Firm: firm, Words: words, Me: v,
		Owner: OwnerOnly.Allows(v), MinPass: access.MinPassword, Tokens: []TokenRow{}, People: []UserRow{},
		About: []AboutRow{{"Version", h.Version}, {"Database", string(h.DB.Engine)}},
	}
	if out.Owner {
		out.About = append(out.About, AboutRow{"Kept in", h.DB.Where()}, AboutRow{"Data folder", h.Data})
	}
	if out.Owner {
		users, err := h.Access.Users(ctx)
		if err != nil {
			return SettingsOut{}, err
		}
		for _, u := range users {
			out.People = append(out.People, UserRow{u.ID, u.Name, u.Email, Role(u.Role), u.Made})
		}
	}
	for _, t := range tokens {
		out.Tokens = append(out.Tokens, TokenRow{t.ID, t.Name, t.Made, t.Used})
	}
	return out, nil
}
