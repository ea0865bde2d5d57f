package view

import (
	"context"
	"errors"
	"net/url"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
)

// SignInPage is the page to sign in.
func (h *House) SignInPage(ctx context.Context, _ access.Scope, in SignInPageIn) (SignInPageOut, error) {
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
func (h *House) SetupPage(ctx context.Context, _ access.Scope, in SetupIn) (SetupOut, error) {
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
func (h *House) SignIn(ctx context.Context, s access.Scope, in SignInIn) (Done, error) {
	u, err := h.Access.SignIn(ctx, in.Email, in.Password, page.From(ctx))
	if err != nil {
		return Done{}, err
	}
	if err := h.Access.Sweep(ctx); err != nil {
		h.Log.Warn("sessions that are over cannot be swept away", "err", err)
	}
	return Done{Sentence: "You are signed in.", Quiet: true, SignIn: u.ID, Next: localOr(in.Next, "/")}, nil
}

// localOr keeps to this house: an address that leads elsewhere is not followed.
func localOr(next, otherwise string) string {
	if len(next) < 1 || next[0] != '/' || len(next) > 1 && (next[1] == '/' || next[1] == '\\') {
		return otherwise
	}
	return next
}

// SignOut ends a session.
func (h *House) SignOut(context.Context, access.Scope, SignOutIn) (Done, error) {
	return Done{Sentence: "You are signed out.", SignOut: true, Next: "/sign-in"}, nil
}

// SetupOwner makes the first owner.
func (h *House) SetupOwner(ctx context.Context, _ access.Scope, in SetupOwnerIn) (Done, error) {
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
func (h *House) ChangePassword(ctx context.Context, s access.Scope, in ChangePasswordIn) (Done, error) {
	if err := h.Access.ChangePassword(ctx, s.User(), in.Old, in.New); err != nil {
		return Done{}, ofField(err)
	}
	return Done{Sentence: "Your password is changed; your other sessions are ended.", SignIn: s.User()}, nil
}

// CreateToken makes a key for a program.
func (h *House) CreateToken(ctx context.Context, s access.Scope, in CreateTokenIn) (Done, error) {
	id, secret, err := h.Access.CreateToken(ctx, s.User(), in.Name)
	if err != nil {
		return Done{}, err
	}
	return Done{Sentence: "This is the key. It is shown this once: keep it safe.", ID: id, Token: secret}, nil
}

// DropToken ends a key.
func (h *House) DropToken(ctx context.Context, s access.Scope, in DropTokenIn) (Done, error) {
	if err := h.Access.DropToken(ctx, s.User(), in.ID); err != nil {
		return Done{}, err
	}
	return Done{Sentence: "The key is dropped: programs that use it are shut out."}, nil
}

// RenameFirm names the firm and its words.
func (h *House) RenameFirm(ctx context.Context, _ access.Scope, in RenameFirmIn) (Done, error) {
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
func (h *House) AddUser(ctx context.Context, _ access.Scope, in AddUserIn) (Done, error) {
	id, password, err := h.Access.Invite(ctx, in.Name, in.Email, access.Member)
	if err != nil {
		return Done{}, ofField(err)
	}
	return Done{Sentence: in.Name + " can sign in with " + in.Email + " and this first password. It is shown this once: hand it over, to be changed in Settings.",
		ID: id, Token: password, Next: "/settings"}, nil
}

// ShutOut ends a colleague's way in.
func (h *House) ShutOut(ctx context.Context, _ access.Scope, in ShutOutIn) (Done, error) {
	if err := h.Access.ShutOut(ctx, in.ID); err != nil {
		return Done{}, err
	}
	return Done{Sentence: "They are shut out: their sessions and keys are ended; what they wrote stays.", Next: "/settings"}, nil
}

// HasFirstPassword says whether a viewer still has the password that was made for them.
func (h *House) HasFirstPassword(ctx context.Context, s access.Scope) (bool, error) {
	return h.Access.HasFirstPassword(ctx, s.User())
}

// ofField turns a fault of access into one beside its field.
func ofField(err error) error {
	var f *access.Field
	if !errors.As(err, &f) {
		return err
	}
	return page.Refuse(FieldFault{Field: f.Name, What: f.Fault.What, Remedy: f.Fault.Remedy})
}

// Settings shows the settings.
func (h *House) Settings(ctx context.Context, s access.Scope, _ SettingsIn) (SettingsOut, error) {
	firm, words, err := h.Firm(ctx)
	if err != nil {
		return SettingsOut{}, err
	}
	tokens, err := h.Access.Tokens(ctx, s.User())
	if err != nil {
		return SettingsOut{}, err
	}
	out := SettingsOut{
		Sentence: "This is " + firm + ", and you are " + s.Name() + ".", Firm: firm, Words: words, Me: Me{s.User(), s.Name(), s.Email(), s.Role()},
		Owner: access.Owners.Allows(s), MinPass: access.MinPassword, Tokens: []TokenRow{}, People: []UserRow{},
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
			out.People = append(out.People, UserRow{u.ID, u.Name, u.Email, u.Role, u.Made})
		}
	}
	for _, t := range tokens {
		out.Tokens = append(out.Tokens, TokenRow{t.ID, t.Name, t.Made, t.Used})
	}
	return out, nil
}

// AtSignIn is where the form to sign in stands.
func AtSignIn(page.Input) string { return "/sign-in" }

// AtSetup is where the form of the first owner stands.
func AtSetup(from page.Input) string {
	return "/setup?" + url.Values{"token": from.Values["token"]}.Encode()
}
