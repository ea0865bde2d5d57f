package settings

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// SettingsIn asks for the settings.
type SettingsIn struct{}

// Settings shows the settings.
func (c *Settings) Settings(ctx context.Context, s access.Scope, _ SettingsIn) (SettingsOut, error) {
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return SettingsOut{}, err
	}
	set, err := c.Access.Settings(ctx)
	if err != nil {
		return SettingsOut{}, err
	}
	tokens, err := c.Access.Tokens(ctx, s.User())
	if err != nil {
		return SettingsOut{}, err
	}
	sessions, err := c.Access.SessionsOf(ctx, s.User())
	if err != nil {
		return SettingsOut{}, err
	}
	out := SettingsOut{
		Sentence: say.Of(ctx).Say("settings.sentence", say.Args{"firm": firm.Name, "name": s.Name()}), Firm: firm.Name, Words: firm.Words, Me: Me{s.User(), s.Name(), s.Email(), s.Role()},
		Place: SetPlaceIn{set[access.SettingZone], set["currency"], set["country"]},
		Owner: access.Owners.Allows(s), MinPass: access.MinPassword, Tokens: []TokenRow{}, Sessions: []SessionRow{}, People: []UserRow{},
		About: []AboutRow{{say.Of(ctx).Say("settings.version"), c.Version}, {say.Of(ctx).Say("settings.database"), c.Database}},
	}
	if out.Owner {
		out.About = append(out.About, AboutRow{say.Of(ctx).Say("settings.kept-in"), c.KeptIn}, AboutRow{say.Of(ctx).Say("settings.data-folder"), c.Data})
	}
	if out.Owner {
		users, err := c.Access.Users(ctx)
		if err != nil {
			return SettingsOut{}, err
		}
		for _, u := range users {
			out.People = append(out.People, UserRow{u.ID, u.Name, u.Email, u.Role, u.Made})
		}
	}
	for _, one := range sessions {
		out.Sessions = append(out.Sessions, SessionRow{one.Handle, one.Made, one.Seen, one.Handle == s.Session(), device(say.Of(ctx), one.Device), one.Address})
	}
	for _, t := range tokens {
		out.Tokens = append(out.Tokens, TokenRow{t.ID, t.Name, t.Made, t.Used, t.ReadOnly, t.Until})
	}
	return out, nil
}

// SettingsOut is the settings.
type SettingsOut struct {
	Sentence string       `json:"sentence"`
	Firm     string       `json:"firm"`
	Words    page.Words   `json:"words"`
	Me       Me           `json:"me"`
	Owner    bool         `json:"owner"` // may change the firm's own
	Tokens   []TokenRow   `json:"tokens"`
	Sessions []SessionRow `json:"sessions"`
	About    []AboutRow   `json:"about"`
	MinPass  int          `json:"min_pass"` // letters a password needs
	People   []UserRow    `json:"people"`   // for the owner: who may come in
	Place    SetPlaceIn   `json:"place"`    // where the firm is
}

// Me is who is signed in.
type Me struct {
	User  clientele.ID `json:"user,omitzero"`
	Name  string       `json:"name,omitempty"`
	Email string       `json:"email,omitempty"`
	Role  access.Role  `json:"role,omitempty"`
}

// UserRow is somebody who may come in.
type UserRow struct {
	ID    clientele.ID      `json:"id"`
	Name  string            `json:"name"`
	Email string            `json:"email"`
	Role  access.Role       `json:"role"`
	Made  clientele.Instant `json:"made"`
}

// TokenRow is a key for programs.
type TokenRow struct {
	ID   clientele.ID      `json:"id"`
	Name string            `json:"name"`
	Made clientele.Instant `json:"made"`
	Used clientele.Instant `json:"used,omitzero"`

	ReadOnly bool          `json:"read_only"`
	Until    clientele.Day `json:"until,omitzero"` // the last day on which it holds
}

// SessionRow is one place where somebody is signed in.
type SessionRow struct {
	Session string            `json:"session"`
	Made    clientele.Instant `json:"made"`
	Seen    clientele.Instant `json:"seen"` // to the hour
	Here    bool              `json:"here"` // it is the one that asks
	Device  string            `json:"device"`
	Address string            `json:"address"`
}

// AboutRow is one fact about this installation.
type AboutRow struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}
