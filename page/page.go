// Package page is what a capability is made of: pages (reads), acts (writes) and
// panels, each bound in one line to its method, its types and its template. The
// skins walk them: web pages and forms, JSON with its description, CSV, verbs of
// the command line.
//
// It knows no capability and no template. Start at Read and Write.
package page

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/queue"
)

// Capability is one thing that a firm does here, in a folder of its own below crm.
type Capability struct {
	Name   string
	Pages  []Page
	Acts   []Act
	Panels []Panel

	Works     []queue.Listed   // what it does in the background
	Schedules []queue.Schedule // and what of that falls due by itself
}

// Row is what a page and an act have in common.
type Row struct {
	Name    string // "account": of the verb, the operation of the API
	Title   string // as a heading or a button says it
	Summary string // one sentence, for the description of the API and the command line
	Who     access.Who
	In, Out reflect.Type
	Verb    string // of the command line; "" for what makes sense only in a browser
}

// Check reads an In of the row, and says what is wrong with it.
func (r Row) Check(from Input) error { return decode(reflect.New(r.In).Elem(), from) }

// Page is a read.
type Page struct {
	Row
	Path string // of the web page; the API has it below /api/v1
	Menu string // group of the rail that it stands in; "" is not in the rail
	api  string // its JSON endpoint below /api/v1, where that is not its path
	do   func(context.Context, access.Scope, Input) (Answer, error)

	further []string // paths whose pages are shown as a part of it, in the rail
}

// Answer is what a page has to say: an Out, and how it is drawn.
type Answer struct {
	Out  any
	Draw func(Frame) templ.Component
}

// Read makes a page of a method and a template. Without a template it is for programs only.
func Read[I, O any](name, path string, who access.Who, do func(context.Context, access.Scope, I) (O, error), draw func(Frame, O) templ.Component) Page {
	return Page{
		Row: Row{Name: name, Verb: name, Who: who, In: reflect.TypeFor[I](), Out: reflect.TypeFor[O]()}, Path: path,
		do: func(ctx context.Context, s access.Scope, from Input) (Answer, error) {
			in, err := Decode[I](from)
			if err != nil {
				return Answer{}, err
			}
			out, err := do(ctx, s, in)
			if err != nil {
				return Answer{}, err
			}
			return Answer{Out: out, Draw: func(f Frame) templ.Component { return draw(f, out) }}, nil
		},
	}
}

// Do answers a page for who asks, if it is for them.
func (p Page) Do(ctx context.Context, s access.Scope, from Input) (Answer, error) {
	if !p.Who.Allows(s) {
		return Answer{}, p.Who.Refuse(s)
	}
	return p.do(ctx, s, from)
}

// Titled says what the page is called, and in one sentence what it is for.
func (p Page) Titled(title, summary string) Page {
	p.Title, p.Summary = title, summary
	return p
}

// The groups of the rail. A capability names the one that its page stands in; the
// groups themselves have an order and no names on the screen.
const (
	Main = "main" // what people do
	Look = "look" // how the business stands
	Low  = "low"  // settings, imports, work
	New  = "new"  // forms of what can be made: not in the rail, behind "New" at the top
)

// InMenu puts the page into a group of the rail. What stands below it, and at further paths
// and below them, is shown as a part of it.
func (p Page) InMenu(group string, further ...string) Page {
	p.Menu, p.further = group, further
	return p
}

// Holds says that a page is this one of the rail, or a part of it.
func (p Page) Holds(other Page) bool {
	within := func(path string) bool {
		return other.Path == path || path != "/" && strings.HasPrefix(other.Path, path+"/")
	}
	return within(p.Path) || slices.ContainsFunc(p.further, within)
}

// AnswersAt gives the JSON endpoint of a page a path of its own, below /api/v1.
func (p Page) AnswersAt(path string) Page {
	p.api = path
	return p
}

// InBrowser keeps a page off the command line.
func (p Page) InBrowser() Page {
	p.Verb = ""
	return p
}

// As gives the page another name at the command line, where its own is taken.
func (p Page) As(verb string) Page {
	p.Verb = verb
	return p
}

// APIRoot is what the addresses of the JSON endpoints begin with.
const APIRoot = "/api/v1/"

// APIPath is where the JSON endpoint of the page is.
func (p Page) APIPath() string {
	switch {
	case p.api != "":
		return APIRoot + p.api
	case p.Path == "/":
		return APIRoot + p.Name
	}
	return APIRoot + p.Path[1:]
}

// Act is a write: POST to /do/<name>, and to /api/v1/<name>.
type Act struct {
	Row
	form func(Input) string
	do   func(context.Context, access.Scope, Input) (Done, error)
}

// Write makes an act of a method. It can only answer Done.
func Write[I any](name string, who access.Who, do func(context.Context, access.Scope, I) (Done, error)) Act {
	return Act{
		Row: Row{Name: name, Verb: name, Who: who, In: reflect.TypeFor[I](), Out: reflect.TypeFor[Done]()},
		do: func(ctx context.Context, s access.Scope, from Input) (Done, error) {
			in, err := Decode[I](from)
			if err != nil {
				return Done{}, err
			}
			return do(ctx, s, in)
		},
	}
}

// Do does an act for who asks, if it is for them.
func (a Act) Do(ctx context.Context, s access.Scope, from Input) (Done, error) {
	if !a.Who.Allows(s) {
		return Done{}, a.Who.Refuse(s)
	}
	return a.do(ctx, s, from)
}

// Titled says what the button is called, and in one sentence what the act does.
func (a Act) Titled(title, summary string) Act {
	a.Title, a.Summary = title, summary
	return a
}

// InBrowser keeps an act off the command line.
func (a Act) InBrowser() Act {
	a.Verb = ""
	return a
}

// FormAt says on which page the act's form stands, for a form that does not say
// where it came from.
func (a Act) FormAt(path func(Input) string) Act {
	a.form = path
	return a
}

// Form is the path of the page with the act's form; "" where none is known.
func (a Act) Form(from Input) string {
	if a.form == nil {
		return ""
	}
	return a.form(from)
}

// APIPath is where the JSON endpoint of the act is.
func (a Act) APIPath() string { return APIRoot + a.Name }

// Once does an act once for a key, however often it is sent, and answers as the
// first time. A key comes with every form and with whoever sends one to the API.
type Once func(ctx context.Context, s access.Scope, key, act string, do func() (Done, error)) (Done, error)

// Pages are the pages of all, in order.
func Pages(all []Capability) (pages []Page) {
	for _, c := range all {
		pages = slices.Concat(pages, c.Pages)
	}
	return pages
}

// Acts are the acts of all, in order.
func Acts(all []Capability) (acts []Act) {
	for _, c := range all {
		acts = slices.Concat(acts, c.Acts)
	}
	return acts
}
