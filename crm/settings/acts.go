package settings

import (
	"cmp"
	"context"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// ChangePasswordIn changes one's own password.
type ChangePasswordIn struct {
	Old string `name:"old" json:"old" required:"true" secret:"true" maxLength:"200" doc:"the password until now"`
	New string `name:"new" json:"new" required:"true" secret:"true" minLength:"10" maxLength:"200" doc:"the new password: at least 10 letters"`

	KeepKeys bool `name:"keep_keys" json:"keep_keys,omitempty" doc:"let your keys for programs go on; else they end"`
}

// ChangePassword changes one's own password.
func (c *Settings) ChangePassword(ctx context.Context, s access.Scope, in ChangePasswordIn) (page.Done, error) {
	if err := c.Access.ChangePassword(ctx, s, access.Password{Old: in.Old, New: in.New, KeepKeys: in.KeepKeys}); err != nil {
		return page.Done{}, shape.OfField(err)
	}
	if in.KeepKeys {
		return page.Done{Sentence: say.Of(ctx).Say("settings.your-password-is-changed-your-other"), SignIn: s.User()}, nil
	}
	return page.Done{Sentence: say.Of(ctx).Say("settings.your-password-is-changed-your-other-2"), SignIn: s.User()}, nil
}

// SetLanguageIn says in which language one reads.
type SetLanguageIn struct {
	Language string `name:"language" json:"language" required:"true" maxLength:"20" doc:"tag of the language, as de; browser: whichever it asks for"`
}

// ofBrowser stands for the language that the browser asks for.
const ofBrowser = "browser"

// SetLanguage chooses in which language one reads.
func (c *Settings) SetLanguage(ctx context.Context, s access.Scope, in SetLanguageIn) (page.Done, error) {
	tag := in.Language
	if tag == ofBrowser {
		tag = ""
	}
	if tag != "" && !slices.Contains(say.Languages(), tag) {
		return page.Done{}, page.Wrong("language", say.Of(ctx).Say("settings.no-language"), say.Of(ctx).Say("settings.no-language-remedy", say.Args{"languages": say.Languages()}))
	}
	if err := c.Access.SetLanguage(ctx, s, tag); err != nil {
		return page.Done{}, err
	}
	speaks := say.Of(ctx)
	if tag != "" {
		speaks = say.To(tag, "")
	}
	return page.Done{Sentence: speaks.Say("settings.language-chosen"), Next: "/settings",
		Undo: &page.Undo{Act: "set-language", With: map[string]string{"language": cmp.Or(s.Language(), ofBrowser)}}}, nil
}

// CreateTokenIn makes a key for a program.
type CreateTokenIn struct {
	Name  string        `name:"name" json:"name" required:"true" maxLength:"100" doc:"what it is for"`
	May   string        `name:"may" json:"may,omitempty" enum:"read,read and write" doc:"what it may; without it, read and write"`
	Until clientele.Day `name:"until" json:"until,omitzero" doc:"the last day on which it holds; without it, it holds until it is dropped"`
}

// CreateToken makes a key for a program.
func (c *Settings) CreateToken(ctx context.Context, s access.Scope, in CreateTokenIn) (page.Done, error) {
	id, secret, err := c.Access.CreateToken(ctx, s, s.User(), access.NewKey{Name: in.Name, ReadOnly: in.May == "read", Until: in.Until})
	if err != nil {
		return page.Done{}, shape.OfField(err)
	}
	return page.Done{Sentence: say.Of(ctx).Say("settings.this-is-the-key-it-is"), ID: id, Token: secret}, nil
}

// DropTokenIn ends a key.
type DropTokenIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the key"`
}

// DropToken ends a key.
func (c *Settings) DropToken(ctx context.Context, s access.Scope, in DropTokenIn) (page.Done, error) {
	if err := c.Access.DropToken(ctx, s, s.User(), in.ID); err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("settings.the-key-is-dropped-programs-that")}, nil
}

// EndSessionIn names a session.
type EndSessionIn struct {
	Session string `name:"session" json:"session" required:"true" maxLength:"100" doc:"the session, as the list names it"`
}

// EndSession signs out elsewhere.
func (c *Settings) EndSession(ctx context.Context, s access.Scope, in EndSessionIn) (page.Done, error) {
	if err := c.Access.EndSession(ctx, s, in.Session); err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("settings.that-session-is-ended")}, nil
}

// EndOtherSessionsIn says which sessions.
type EndOtherSessionsIn struct {
	Which string `name:"which" json:"which" required:"true" enum:"others" doc:"all but this one"`
}

// EndOtherSessions signs out everywhere else.
func (c *Settings) EndOtherSessions(ctx context.Context, s access.Scope, _ EndOtherSessionsIn) (page.Done, error) {
	if err := c.Access.EndOtherSessions(ctx, s); err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("settings.you-are-signed-out-everywhere-but")}, nil
}

// RenameFirmIn names the firm, and its words.
type RenameFirmIn struct {
	Firm      string `name:"firm" json:"firm" required:"true" maxLength:"200" doc:"name of the firm"`
	Client    string `name:"client" json:"client,omitempty" maxLength:"40" doc:"your word for a client"`
	Clients   string `name:"clients" json:"clients,omitempty" maxLength:"40" doc:"your word for clients"`
	Customer  string `name:"customer" json:"customer,omitempty" maxLength:"40" doc:"your word for a customer"`
	Customers string `name:"customers" json:"customers,omitempty" maxLength:"40" doc:"your word for customers"`
	Prospect  string `name:"prospect" json:"prospect,omitempty" maxLength:"40" doc:"your word for who has not bought yet"`
	Prospects string `name:"prospects" json:"prospects,omitempty" maxLength:"40" doc:"the same for several"`
}

// RenameFirm names the firm and its words.
func (c *Settings) RenameFirm(ctx context.Context, s access.Scope, in RenameFirmIn) (page.Done, error) {
	words := shape.Called{Client: in.Client, Clients: in.Clients, Customer: in.Customer, Customers: in.Customers,
		Prospect: in.Prospect, Prospects: in.Prospects}
	if faults := words.Check(say.Of(ctx)); len(faults) > 0 {
		return page.Done{}, page.Refuse(faults...)
	}
	name, err := c.Access.Firm(ctx)
	if err != nil {
		return page.Done{}, err
	}
	undo, err := c.set(ctx, s, "rename-firm", access.FirmSet{Name: in.Firm, Settings: words.Settings()}, wordFields)
	if err != nil {
		return page.Done{}, err
	}
	undo.With["firm"] = name
	return page.Done{Sentence: say.Of(ctx).Say("settings.saved"), Undo: undo}, nil
}

// wordFields are the settings of the firm's words by the fields that ask for them.
var wordFields = map[string]string{"client": "word-client", "clients": "word-clients", "customer": "word-customer", "customers": "word-customers",
	"prospect": "word-prospect", "prospects": "word-prospects"}

// set sets what the firm is, and gives the act that sets it back: fields of its form, each of a setting.
func (c *Settings) set(ctx context.Context, s access.Scope, act string, to access.FirmSet, fields map[string]string) (*page.Undo, error) {
	was, err := c.Access.Settings(ctx)
	if err != nil {
		return nil, err
	}
	undo := &page.Undo{Act: act, With: map[string]string{}}
	for field, setting := range fields {
		if was[setting] != "" {
			undo.With[field] = was[setting]
		}
	}
	return undo, c.Access.SetFirm(ctx, s, to)
}

// SetPlaceIn says where the firm is.
type SetPlaceIn struct {
	Zone     string `name:"zone" json:"zone" required:"true" maxLength:"60" doc:"time zone, as Europe/Vienna: a day is a day there"`
	Currency string `name:"currency" json:"currency,omitempty" maxLength:"3" doc:"currency of amounts that do not say theirs, as EUR"`
	Country  string `name:"country" json:"country,omitempty" maxLength:"60" doc:"country of telephone numbers that do not say theirs, as Austria or AT"`
}

// SetPlace says where the firm is: its days, its money, its telephone numbers. What was
// written down keeps the day that it had.
func (c *Settings) SetPlace(ctx context.Context, s access.Scope, in SetPlaceIn) (page.Done, error) {
	place := shape.Place{Zone: in.Zone, Currency: in.Currency, Country: in.Country}
	zone, faults := place.Check()
	if len(faults) > 0 {
		return page.Done{}, page.Refuse(faults...)
	}
	undo, err := c.set(ctx, s, "set-place", access.FirmSet{Settings: place.Settings()},
		map[string]string{"zone": access.SettingZone, "currency": "currency", "country": "country"})
	if err != nil {
		return page.Done{}, err
	}
	if undo.With["zone"] == "" {
		undo = nil // it was the machine's own, which has no name
	}
	c.Clock.SetZone(zone)
	return page.Done{Sentence: say.Of(ctx).Say("settings.place-saved", say.Args{"hour": c.Clock.Time().Format("15:04")}), Undo: undo}, nil
}
