// Package view is where the house is seen: one file a page (a read) or a family
// of acts (writes), and one table of each. A page is a method of House from an
// In to an Out; both are plain structs, from which the web page, the JSON
// endpoint with its description and the command-line verb are made.
//
// It knows no HTTP and no HTML. Start at table.go.
package view

import (
	"cmp"

	"github.com/clientele-crm/clientele"
)

// Role is what a person may do here.
type Role string

// The roles. Later ones, and walls between teams, come in here and in Who.Allows.
const (
	Nobody Role = ""
	Member Role = "member"
	Owner  Role = "owner"
)

// Who says which viewers a page or an act is for. The zero Who is nobody's: a
// row of the tables that names none is refused to all, and a test fails.
type Who string

// Whom a page or an act is for.
const (
	Anyone    Who = "anyone"
	SignedIn  Who = "signed in"
	OwnerOnly Who = "owner"
)

// Allows is the one place where it is decided who may see and do what.
func (w Who) Allows(v Viewer) bool {
	switch w {
	case Anyone:
		return true
	case SignedIn:
		return v.Role == Member || v.Role == Owner
	case OwnerOnly:
		return v.Role == Owner
	}
	return false
}

// Viewer is who looks. The zero Viewer is nobody.
type Viewer struct {
	User  clientele.ID `json:"user,omitzero"`
	Name  string       `json:"name,omitempty"`
	Email string       `json:"email,omitempty"`
	Role  Role         `json:"role,omitempty"`
	From  string       `json:"-"` // the network address, for limits; "" on the command line
}

// By is who the book says wrote something.
func (v Viewer) By() string { return cmp.Or(v.Email, v.Name) }

// via is what the book says of who is no user.
func (v Viewer) via() string {
	if v.User == 0 {
		return "command line"
	}
	return ""
}

// Words are the firm's own words, singular and plural.
type Words struct {
	Client    string `json:"client"`
	Clients   string `json:"clients"`
	Customer  string `json:"customer"`
	Customers string `json:"customers"`
	Prospect  string `json:"prospect"`
	Prospects string `json:"prospects"`
}

// Of is the word for one of a kind.
func (w Words) Of(k clientele.Kind) string {
	return map[clientele.Kind]string{clientele.Client: w.Client, clientele.Customer: w.Customer, clientele.Prospect: w.Prospect}[k]
}

// Many is the word for several of a kind.
func (w Words) Many(k clientele.Kind) string {
	return map[clientele.Kind]string{clientele.Client: w.Clients, clientele.Customer: w.Customers, clientele.Prospect: w.Prospects}[k]
}

// Link leads somewhere.
type Link struct {
	Text string `json:"text"`
	Href string `json:"href"`
}

// Count is a number that leads to the list behind it.
type Count struct {
	N      int    `json:"n"`
	Capped bool   `json:"capped,omitempty"` // true: N or more
	Href   string `json:"href,omitempty"`
}

// Choice is one option of a select.
type Choice struct {
	Value    string `json:"value"`
	Label    string `json:"label"`
	Help     string `json:"help,omitempty"`
	Selected bool   `json:"selected,omitempty"`
}

// Upload is a file that was handed in, already kept under the data folder. On the
// command line it is the path of a file.
type Upload struct {
	Name string `json:"name"` // as its owner calls it
	Path string `json:"-"`    // where it lies
	Size int64  `json:"size"`
	Hash string `json:"hash,omitempty"` // SHA-256 of the content, in hex
}

// FieldFault is what is wrong with one field of an In.
type FieldFault struct {
	Field  string `json:"field"`
	What   string `json:"what"`
	Remedy string `json:"remedy,omitempty"`
}

// Done is the answer of most acts: one sentence, and where to look next.
type Done struct {
	Sentence string       `json:"sentence"`
	ID       clientele.ID `json:"id,omitzero"`     // of what was made
	Job      clientele.ID `json:"job,omitzero"`    // of the work that was begun
	Next     string       `json:"next,omitempty"`  // path of the page to look at; "" stays
	Token    string       `json:"token,omitempty"` // shown this once
	Undo     *Undo        `json:"undo,omitempty"`

	SignIn  clientele.ID `json:"-"` // begin a session of this user
	SignOut bool         `json:"-"` // end this session
}

// Undo is the act that takes another back.
type Undo struct {
	Act  string            `json:"act"` // name in the table of acts
	With map[string]string `json:"with"`
}

// Flash is a sentence shown once, after an act.
type Flash struct {
	Text  string `json:"t"`
	Token string `json:"k,omitempty"`
	Undo  *Undo  `json:"u,omitempty"`
}

// MenuItem is one place in the rail.
type MenuItem struct {
	Name    string
	Title   string
	Href    string
	Current bool
}

// PageView is what every template gets besides its Out.
type PageView struct {
	Page     string // name in the table of pages
	Title    string
	Path     string // of this request, with its query: where acts come back to
	Viewer   Viewer
	Firm     string
	Words    Words
	Menu     []MenuItem // in meant order; the page shown is Current
	Flash    *Flash
	Faults   []FieldFault      // of the form just sent
	Fault    string            // of the form as a whole
	Input    map[string]string // what was typed into it
	FaultAct string            // the act whose form it was
	Fragment bool              // a part of a page is asked for, by script
	Today    clientele.Day
	Asset    func(file string) string // css/app.css -> its address with the hash of its content
	Version  string
	FirstKey bool // the viewer still has the password that was made for them
}

// FaultOf is what is wrong with a field of an act's form; the zero one if nothing is.
func (v PageView) FaultOf(act, field string) FieldFault {
	if v.FaultAct == act {
		for _, f := range v.Faults {
			if f.Field == field {
				return f
			}
		}
	}
	return FieldFault{}
}

// Typed is what was typed into a field of an act's form before it was refused.
func (v PageView) Typed(act, field, otherwise string) string {
	if v.FaultAct == act {
		if s, ok := v.Input[field]; ok {
			return s
		}
	}
	return otherwise
}
