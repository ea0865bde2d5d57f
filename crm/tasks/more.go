package tasks

import (
	"context"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
)

// MoreIn asks what else may be done with a task.
type MoreIn struct {
	ID   clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the task"`
	Back string       `name:"back" json:"back,omitempty" maxLength:"2500" doc:"where to go then"`
}

// MoreOut is a task, and who may have it.
type MoreOut struct {
	Sentence string        `json:"sentence"`
	Row      TaskRow       `json:"row"`
	Users    []page.Choice `json:"-"`
	Back     string        `json:"-"`
	MayWrite bool          `json:"-"`
}

// More is what is done with a task besides ticking it off: it is put off, or handed over.
// Lists open it below its row, so that no row carries forms of its own.
func (t *Tasks) More(ctx context.Context, s access.Scope, in MoreIn) (MoreOut, error) {
	out := MoreOut{Back: page.Local(in.Back), MayWrite: s.MayWrite()}
	if out.Back == "" {
		out.Back = "/tasks"
	}
	r, err := t.Records.Get(ctx, s, ref(in.ID))
	if err != nil {
		return out, err
	}
	rows, users, err := t.nameless(ctx, []*record.Record{r})
	if err != nil {
		return out, err
	}
	out.Row, out.Sentence = rows[0], rows[0].Title
	owner, _ := r.Values["owner"].(clientele.ID)
	for _, u := range users {
		if u.Value != owner.String() {
			out.Users = append(out.Users, u)
		}
	}
	return out, nil
}

// Head is what is done with a task, at the top of its own page.
func (t *Tasks) Head(ctx context.Context, s access.Scope, r *record.Record) (func(page.Frame) templ.Component, error) {
	rows, _, err := t.nameless(ctx, []*record.Record{r})
	if err != nil || !s.MayWrite() || r.Archived != 0 || r.Merged != 0 {
		return nil, err
	}
	return func(v page.Frame) templ.Component { return taskHead(v, rows[0]) }, nil
}

// ForPerson draws the tasks for a person that are open, on the page of that person.
func (t *Tasks) ForPerson(ctx context.Context, s access.Scope, person *record.Record, open []*record.Record) (func(page.Frame) templ.Component, error) {
	out := PanelOut{}
	if s.MayWrite() && person.Archived == 0 {
		out.MayWrite, out.New = true, "/tasks/new?person="+person.ID.String()
	}
	var err error
	out.Rows, _, err = t.nameless(ctx, open)
	return func(v page.Frame) templ.Component { return accountPanel(v, out) }, err
}

// moreHref is where the rest of what is done with a task stands; a row opens it below itself.
func moreHref(id clientele.ID) string { return address(id) + "/more" }

// doing is what an act does, for whom a sign alone says nothing.
func doing(what string, r TaskRow) string { return clientele.Tell(what) + ": " + r.Title }
