// Package faces gives every type of record its pages and acts, drawn from its
// declaration: the list with its filter, the record with its fields and history, the
// form of a new one; create, change, archive, restore, undo.
//
// It knows no type by name. A capability adds what is special to its own.
//
// Start at Face.
package faces

import (
	"cmp"
	"context"
	"strconv"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// Face is one type of record as people see it.
type Face struct {
	Store *record.Store
	Type  record.Type
	Users func(context.Context) ([]access.User, error)
	Clock *clientele.Clock

	One, Many string // "person", "people": what the pages call them
	Listed    string // what the list is called, where that is not Many
	Home      string // where lists stand, "/people": as the type says
	Page      string // after /people/17, where the address itself is another page's; mostly ""
	Menu      string // group of the rail; "" stands in none
	Related   []Related

	// Columns are those of its board; nil: the choices of the field by which it has one.
	Columns func(context.Context, access.Scope, *BoardOut) (Columns, error)
	// Cards is what stands on cards besides; nil: nothing.
	Cards func(context.Context, access.Scope, []*record.Record) (map[clientele.ID]CardNote, error)
	// Moved is what is to be said of a card that was moved; nil: nothing.
	Moved func(context.Context, access.Scope, *record.Record) (string, error)
	// Offers are the records among which a link is chosen, where they are few; nil: any is typed.
	Offers func(context.Context, access.Scope, record.Field) ([]page.Choice, error)
	// Begins fills in what a new one has before anybody types; nil: nothing.
	Begins func(context.Context, access.Scope, *record.Record) error
	// Above stands above the list and the board; nil: nothing.
	Above func(context.Context, access.Scope, *Counted) (sentence string, draw func(page.Frame) templ.Component, err error)

	board bool // its lists lead to its board

	Owner string // the field that says whose a new one is: whoever adds it, unless they say

	// Later hands an edit of many records to the work in the background; nil does it at once.
	Later func(context.Context, *db.Tx, access.Scope, *record.Bulk) (clientele.ID, error)

	// Alike is the address that says whom one who is being typed may be; "" where nobody looks.
	Alike string
	// Head is what is done with a record, at the top of its page; nil is nothing.
	Head func(context.Context, access.Scope, *record.Record) (func(page.Frame) templ.Component, error)
	// Pictures are where pictures of records are given out, as far as somebody may see them; nil is none.
	Pictures func(context.Context, access.Scope, []clientele.ID) (map[clientele.ID]string, error)

	// Beside is what others put onto the page of a record; nil is nothing.
	Beside []func(context.Context, access.Scope, *record.Record) (func(page.Frame) templ.Component, error)

	// Happened is what happened with a record, before a place in it; it stands where the
	// changes of the record stand otherwise. nil: those alone.
	Happened func(ctx context.Context, s access.Scope, r *record.Record, before string) (*Happened, error)
	// Lately is what is next for a record and what happened with it last, for who looks at it
	// beside a list; nil: as Happened tells it.
	Lately func(ctx context.Context, s access.Scope, r *record.Record) (*Happened, error)
	// Snapshot lets a page read one state; nil reads as it comes.
	Snapshot func(context.Context, func(context.Context) error) error
}

// Happened is what happened with a record, told by who knows it.
type Happened struct {
	Changes []record.Past   // among it; their links lead also to what may not be seen
	Refs    []clientele.Ref // what else of records it names
	Rows    func(Told) any  // for programs
	Draw    func(page.Frame, Told) templ.Component
	Next    *page.Link          // what is next
	Last    func(Told) []Moment // the last of it, each in a line; nil: the changes
}

// Told is what happened in words: changes by their numbers, and what records are called
// that may be seen.
type Told struct {
	Changes map[clientele.ID]PastRow
	Titles  map[clientele.Ref]string
}

// Related is a list of records of another type that lead to one of this type.
type Related struct {
	Type, Field string // task, person: the tasks whose person this is
	Title       string
	Open        string // a filter: which of them are still to be done
}

// name makes the name of a page or act of this type: "person-create".
func (f *Face) name(what string) string { return f.Type.Name + "-" + what }

// Address is where a record is shown.
func (f *Face) Address(id clientele.ID) string {
	return f.Home + "/" + strconv.FormatInt(int64(id), 10) + f.Page
}

// listTitle is what the list is called.
func (f *Face) listTitle() string { return cmp.Or(f.Listed, f.Many) }

// Capability is its pages and acts, and what it puts onto pages of others.
func (f *Face) Capability(panels ...page.Panel) page.Capability {
	english := say.Of(context.Background()) // of the description of the API
	one, called, many := f.One, english.Fill(f.One), english.Fill(f.Many)
	list := page.Read(f.name("list"), f.Home, access.SignedIn, f.List, f.listPage).
		Titled(f.listTitle(), "The list of "+many+": filtered, sorted, page by page.").AnswersAt(f.Type.Plural + "/page")
	if f.Menu != "" {
		list = list.InMenu(f.Menu)
	}
	begin := page.Read(f.name("new"), f.Home+"/new", f.writers(), f.New, f.newPage).
		Titled(clientele.Tell("faces.title.new", "one", one), "The form of a new "+called+".").AnswersAt(f.Type.Plural + "/new/page").InBrowser()
	if f.Menu != "" || f.Type.Name == record.Account {
		begin = begin.InMenu(page.New)
	}
	all := page.Capability{
		Name: f.Type.Plural, Panels: panels,
		Pages: []page.Page{
			list,
			begin,
			page.Read(f.name("record"), f.Home+"/{id}"+f.Page, access.SignedIn, f.Record, f.recordPage).
				Titled(one, "One "+called+", with its history.").AnswersAt(f.Type.Plural + "/{id}/record"),
			page.Read(f.name("condition"), f.Home+"/condition", access.SignedIn, f.Condition, f.conditionPage).
				Titled(clientele.Tell("title.condition"), "The form of one condition of a list of "+many+".").AnswersAt(f.Type.Plural + "/condition/page").InBrowser(),
			page.Read(f.name("together"), f.Home+"/together", f.writers(), f.BulkTrial, f.bulkTrialPage).
				Titled(clientele.Tell("title.several-at-once"), "What would become of several "+many+" of a list, before it is done.").
				AnswersAt(f.Type.Plural + "/together/page").InBrowser(),
			page.Read(f.name("glance"), f.Home+"/{id}/glance", access.SignedIn, f.Glance, f.glancePage).
				Titled(clientele.Tell("faces.title.glance", "one", one), "What a list shows of a "+called+" beside itself: who it is, what is next, what happened last.").
				AnswersAt(f.Type.Plural + "/{id}/glance").InBrowser(),
			page.Read(f.name("field"), f.Home+"/{id}/field", f.writers(), f.OneField, f.fieldPage).
				Titled(clientele.Tell("title.change-one-thing"), "The form of one field of a "+called+".").AnswersAt(f.Type.Plural + "/{id}/field").InBrowser(),
		},
		Acts: []page.Act{
			page.Write(f.name("create"), f.writers(), f.Create).Titled(clientele.Tell("faces.title.add", "one", one), "Makes a "+called+".").InBrowser(),
			page.Write(f.name("change"), f.writers(), f.Change).Titled(clientele.Tell("title.save"), "Changes a "+called+".").InBrowser(),
			page.Write(f.name("many"), f.writers(), f.Bulk).Titled(clientele.Tell("title.do-it-to-all-of-them"), "Changes, tags or archives several "+many+" at once.").InBrowser(),
			page.Write(f.name("keep"), access.Writers, f.Keep).Titled(clientele.Tell("title.keep-this-view"), "Keeps a list of "+many+" as it stands under a name.").InBrowser(),
			page.Write(f.name("archive"), f.writers(), f.Archive).Titled(clientele.Tell("title.archive"), "Puts a "+called+" into the archive.").InBrowser(),
			page.Write(f.name("restore"), f.writers(), f.Restore).Titled(clientele.Tell("title.bring-back"), "Takes a "+called+" out of the archive.").InBrowser(),
			page.Write(f.name("undo"), f.writers(), f.Undo).Titled(clientele.Tell("title.put-it-back"), "Takes a change of a "+called+" back.").InBrowser(),
		},
	}
	if f.Type.Board != "" {
		all.Pages, all.Acts = append(all.Pages, f.boardPage()), append(all.Acts, f.moveAct())
	}
	return all
}

// writers are who may write records of the type.
func (f *Face) writers() access.Who {
	if f.Type.Managed {
		return access.Managers
	}
	return access.Writers
}

func (f *Face) ref(id clientele.ID) clientele.Ref { return clientele.Ref{Type: f.Type.Name, ID: id} }
