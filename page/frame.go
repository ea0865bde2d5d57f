package page

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"iter"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/say"
)

// Words are the firm's own words, singular and plural.
type Words = say.Words

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

	At   int    `json:"at,omitempty"`   // which of several values it is, from 1
	Part string `json:"part,omitempty"` // and which part of it, as the country of an address

	Choices []Choice `json:"choices,omitempty"` // those who may be meant, where several are called so
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
	Quiet   bool         `json:"-"` // the next page says enough: no sentence upon it
}

// Undo is the act that takes another back.
type Undo struct {
	Act  string            `json:"act"` // name of an act
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
	Group   string // Main or Low
	Current bool
}

// Shell is what the house around a page says of the firm and of who looks.
type Shell struct {
	Firm      string
	Words     Words
	Lines     map[clientele.Line]string // what lines of business are called, where that is not their key
	Reminders int                       // of who looks, whose moment has come
	Running   int                       // pieces of work in the background that run or wait
	Waiting   map[string]int            // how much waits to be decided behind a place in the rail, by its name
}

// Frame is what every template gets besides its Out.
type Frame struct {
	Shell
	Speaker  *say.Speaker // says it in the language of who looks, in the firm's words
	Page     string       // name of the page
	Title    string
	Path     string // of this request, with its query: where acts come back to
	Whose    string // who looks, sealed: it goes with each form, as what they write stays theirs
	Viewer   access.Scope
	Speaks   string     // the languages of the browser, as it says them: "de-AT, en;q=0.8"
	Menu     []MenuItem // in meant order; the page shown is Current
	Flash    *Flash
	Faults   []FieldFault        // of the form just sent
	Fault    string              // of the form as a whole
	Input    map[string]string   // what was typed into it
	Inputs   map[string][]string // the same, of fields that are there several times
	FaultAct string              // the act whose form it was
	Fragment bool                // a part of a page is asked for, by script
	Today    clientele.Day
	Zone     *time.Location           // of the firm; nil is UTC
	Asset    func(file string) string // css/app.css -> its address with the hash of its content
	Version  string
}

// Say is a message of the catalogue in the firm's own words.
func (f Frame) Say(key string, args ...say.Args) string {
	return f.Speaker.Say(key, args...)
}

// LineName is what a line of business is called.
func (f Frame) LineName(l clientele.Line) string {
	if l == "" {
		return f.Say("list.without-line")
	}
	return cmp.Or(f.Lines[l], string(l))
}

// UnderLine is what stands below a name to say of which line it is; nothing of the one that has no name.
func (f Frame) UnderLine(l clientele.Line) string {
	if l == "" {
		return ""
	}
	return f.LineName(l)
}

// Key is a key for one form: sent twice, it is done once.
func (Frame) Key() string { return rand.Text() }

// KeyField is the name of the field, and of the header, that carries a form's key.
const KeyField = "Idempotency-Key"

// WhoseField is the name of the field that says for whom a form was made.
const WhoseField = "whose"

// OfHouse says of a field that the house itself puts into every form.
func OfHouse(name string) bool { return name == KeyField || name == WhoseField || name == "back" }

// FaultOf is what is wrong with a field of an act's form; the zero one if nothing is.
func (f Frame) FaultOf(act, field string) FieldFault {
	if f.FaultAct == act {
		for _, fault := range f.Faults {
			if fault.Field == field {
				return fault
			}
		}
	}
	return FieldFault{}
}

// Typed is what was typed into a field of an act's form before it was refused.
func (f Frame) Typed(act, field, otherwise string) string {
	if f.FaultAct == act {
		if s, ok := f.Input[field]; ok {
			return s
		}
	}
	return otherwise
}

type fromKey struct{}

// WithFrom notes the network address that asks, for limits.
func WithFrom(ctx context.Context, address string) context.Context {
	return context.WithValue(ctx, fromKey{}, address)
}

// From is the network address that asks; "" on the command line.
func From(ctx context.Context) string {
	address, _ := ctx.Value(fromKey{}).(string)
	return address
}

// Named is an Out that is about something with a name, by which the title of its page calls it.
type Named interface {
	PageName() string
}

// TitleOf is what a page is called with what it has to say.
func TitleOf(out any, otherwise string) string {
	if n, ok := out.(Named); ok && n.PageName() != "" {
		return n.PageName()
	}
	return otherwise
}

// Kept is an Out that stands for a file of ours, which is given out as it is.
type Kept interface {
	File() (name, path string)
}

// ErrTooLarge is the cause of a fault about something that is larger than it may be.
var ErrTooLarge = errors.New("too large")

// Attached is an Out that is given out as a file that somebody handed in: to be kept, never
// to be shown as a page.
type Attached interface {
	Attachment() (name, media, path string)
}

// Printed is an Out that is given out as a document to be read and printed.
type Printed interface {
	Document() (name, media string, content []byte)
}

// Tabular is an Out that can be given out as a CSV file.
type Tabular interface {
	CSV() (file string, rows [][]string)
}

// Streamed is an Out that is given out as a CSV file row by row, as it is read: one
// that may be longer than anybody should hold.
type Streamed interface {
	Table() (file string, rows iter.Seq2[[]string, error])
}
