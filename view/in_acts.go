package view

import "github.com/clientele-crm/clientele"

// ImportUploadIn hands in a file.
type ImportUploadIn struct {
	File Upload `name:"file" json:"file" required:"true" doc:"a CSV file, gzip or not"`
}

// ImportConfirmIn begins an import of a file handed in, read as in its preview.
type ImportConfirmIn ImportPreviewIn

// ImportUndoIn names an import to undo or to redo.
type ImportUndoIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the import"`
}

// JobCancelIn names work to call off.
type JobCancelIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the work"`
}

// OverruleIn sets a person's word against the measure.
type OverruleIn struct {
	Account clientele.ID   `name:"account" json:"account" required:"true" minimum:"1" doc:"number of the account"`
	Line    clientele.Line `name:"line" json:"line,omitempty" maxLength:"100" doc:"line of business"`
	Kind    clientele.Kind `name:"kind" json:"kind" required:"true" enum:"client,customer,prospect" doc:"what it is"`
	Reason  string         `name:"reason" json:"reason" required:"true" maxLength:"1000" doc:"why you know better"`
	Until   clientele.Day  `name:"until" json:"until" required:"true" doc:"until which day that holds"`
}

// TakeBackOverruleIn ends an overrule.
type TakeBackOverruleIn struct {
	Account clientele.ID   `name:"account" json:"account" required:"true" minimum:"1" doc:"number of the account"`
	Line    clientele.Line `name:"line" json:"line,omitempty" maxLength:"100" doc:"line of business"`
	Reason  string         `name:"reason" json:"reason,omitempty" maxLength:"1000" doc:"why"`
}

// AddInteractionIn writes down contact.
type AddInteractionIn struct {
	Account   clientele.ID        `name:"account" json:"account" required:"true" minimum:"1" doc:"number of the account"`
	Line      clientele.Line      `name:"line" json:"line,omitempty" maxLength:"100" doc:"line of business"`
	Channel   clientele.Channel   `name:"channel" json:"channel" required:"true" enum:"call,email,meeting,visit,message" doc:"how"`
	Direction clientele.Direction `name:"direction" json:"direction,omitempty" enum:",in,out" doc:"who began: they (in) or we (out)"`
	Day       clientele.Day       `name:"day" json:"day,omitzero" doc:"when; today where nothing is said"`
	Person    string              `name:"person" json:"person,omitempty" maxLength:"200" doc:"with whom"`
	Minutes   int                 `name:"minutes" json:"minutes,omitempty" minimum:"0" maximum:"1440" doc:"how long, in minutes"`
	Text      string              `name:"text" json:"text,omitempty" maxLength:"10000" doc:"what was said"`
}

// AddNoteIn writes a note.
type AddNoteIn struct {
	Account clientele.ID   `name:"account" json:"account" required:"true" minimum:"1" doc:"number of the account"`
	Line    clientele.Line `name:"line" json:"line,omitempty" maxLength:"100" doc:"line of business"`
	Text    string         `name:"text" json:"text" required:"true" maxLength:"10000" doc:"the note"`
}

// AddFollowUpIn promises something.
type AddFollowUpIn struct {
	Account clientele.ID   `name:"account" json:"account" required:"true" minimum:"1" doc:"number of the account"`
	Line    clientele.Line `name:"line" json:"line,omitempty" maxLength:"100" doc:"line of business"`
	Text    string         `name:"text" json:"text" required:"true" maxLength:"1000" doc:"what was promised"`
	Due     clientele.Day  `name:"due" json:"due" required:"true" doc:"by when"`
	Owner   string         `name:"owner" json:"owner,omitempty" maxLength:"200" doc:"who does it; you where nobody is named"`
}

// SettleIn closes a follow-up or a piece of advice, or puts it off.
type SettleIn struct {
	Account clientele.ID   `name:"account" json:"account" required:"true" minimum:"1" doc:"number of the account"`
	Line    clientele.Line `name:"line" json:"line,omitempty" maxLength:"100" doc:"line of business"`
	Of      clientele.ID   `name:"of" json:"of,omitempty" minimum:"0" doc:"the follow-up's entry"`
	Play    string         `name:"play" json:"play,omitempty" maxLength:"60" doc:"or the play whose advice it was"`
	Until   clientele.Day  `name:"until" json:"until,omitzero" doc:"put off until this day; done where none is given"`
	Note    string         `name:"note" json:"note,omitempty" maxLength:"1000" doc:"what came of it"`
}

// TakeBackSettleIn says which advice comes back.
type TakeBackSettleIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the treatment, as the act that settled it gave it"`
}

// SetOwnerIn says who looks after an account.
type SetOwnerIn struct {
	Account clientele.ID `name:"account" json:"account" required:"true" minimum:"1" doc:"number of the account"`
	Owner   string       `name:"owner" json:"owner,omitempty" maxLength:"200" doc:"number or e-mail address of a user; nobody where empty"`
}

// MeasureNowIn asks for a measure.
type MeasureNowIn struct{}

// BacktestNowIn asks for a backtest.
type BacktestNowIn struct {
	Cut     clientele.Day `name:"cut" json:"cut,omitzero" doc:"what was known on this day; a horizon before the last day where none is given"`
	Horizon int           `name:"horizon" json:"horizon,omitempty" default:"365" minimum:"7" maximum:"3650" doc:"how far to look ahead, in days"`
}

// ChangePasswordIn changes one's own password.
type ChangePasswordIn struct {
	Old string `name:"old" json:"old" required:"true" secret:"true" maxLength:"200" doc:"the password until now"`
	New string `name:"new" json:"new" required:"true" secret:"true" maxLength:"200" doc:"the new password: at least 10 letters"`
}

// SignInIn signs in.
type SignInIn struct {
	Email    string `name:"email" json:"email" required:"true" maxLength:"200" doc:"your e-mail address"`
	Password string `name:"password" json:"password" required:"true" secret:"true" maxLength:"200" doc:"your password"`
	Next     string `name:"next" json:"next,omitempty" maxLength:"500" doc:"where to go afterwards"`
}

// SignOutIn signs out.
type SignOutIn struct{}

// SetupOwnerIn makes the first owner.
type SetupOwnerIn struct {
	Token    string `name:"token" json:"token" required:"true" secret:"true" maxLength:"100" doc:"from the link printed at the start"`
	Firm     string `name:"firm" json:"firm" required:"true" maxLength:"200" doc:"name of the firm"`
	Name     string `name:"name" json:"name" required:"true" maxLength:"200" doc:"your name"`
	Email    string `name:"email" json:"email" required:"true" maxLength:"200" doc:"your e-mail address"`
	Password string `name:"password" json:"password" required:"true" secret:"true" maxLength:"200" doc:"a password: at least 10 letters"`
}

// RenameFirmIn names the firm, and its words.
type RenameFirmIn struct {
	Firm      string `name:"firm" json:"firm" required:"true" maxLength:"200" doc:"name of the firm"`
	Client    string `name:"client" json:"client,omitempty" maxLength:"40" doc:"your word for a client"`
	Clients   string `name:"clients" json:"clients,omitempty" maxLength:"40" doc:"your word for clients"`
	Customer  string `name:"customer" json:"customer,omitempty" maxLength:"40" doc:"your word for a customer"`
	Customers string `name:"customers" json:"customers,omitempty" maxLength:"40" doc:"your word for customers"`
}

// CreateTokenIn makes a key for a program.
type CreateTokenIn struct {
	Name string `name:"name" json:"name" required:"true" maxLength:"100" doc:"what it is for"`
}

// DropTokenIn ends a key.
type DropTokenIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the key"`
}

// AddUserIn lets a colleague in.
type AddUserIn struct {
	Name  string `name:"name" json:"name" required:"true" maxLength:"200" doc:"name of the colleague"`
	Email string `name:"email" json:"email" required:"true" maxLength:"200" doc:"e-mail address of the colleague, to sign in with"`
}

// ShutOutIn names a colleague to shut out.
type ShutOutIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the colleague"`
}
