package faces

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// OneFieldIn asks for the form of one field of a record.
type OneFieldIn struct {
	ID   clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the record"`
	Name string       `name:"name" json:"name" required:"true" maxLength:"100" doc:"the field"`
	Next string       `name:"next" json:"next,omitempty" maxLength:"2500" doc:"where to go then"`
}

// OneFieldOut is one field of a record, to be changed where it stands.
type OneFieldOut struct {
	ID       clientele.ID  `json:"id"`
	Revision int64         `json:"revision"`
	Title    string        `json:"title"`
	Value    Value         `json:"value"`
	Next     string        `json:"-"`
	Users    []access.User `json:"-"`
}

// OneField is the form of one field: it opens within a list or a record, or as a page.
func (f *Face) OneField(ctx context.Context, scope access.Scope, in OneFieldIn) (OneFieldOut, error) {
	r, err := f.Store.Get(ctx, scope, f.ref(in.ID))
	if err != nil {
		return OneFieldOut{}, err
	}
	fields, err := f.Store.Fields(ctx, &f.Type)
	if err != nil {
		return OneFieldOut{}, err
	}
	out := OneFieldOut{ID: r.ID, Revision: r.Rev, Title: r.Text(f.Type.Title), Next: page.Local(in.Next)}
	if out.Next == "" {
		out.Next = f.Address(r.ID)
	}
	k, err := f.names(ctx, scope, fields, []*record.Record{r})
	if err != nil {
		return out, err
	}
	form := f.form(fields, r, k)
	out.Users = form.Users
	for _, v := range append(form.Usual, form.Rest...) {
		if v.Name == in.Name {
			one := []Value{v}
			err := f.offer(ctx, scope, one)
			out.Value = one[0]
			return out, err
		}
	}
	return out, &clientele.Fault{Kind: clientele.NotFound, What: say.Of(ctx).Say("faces.there-is-no-such-field-to"), Where: "name", Remedy: say.Of(ctx).Say("faces.change-it-there", say.Args{"one": f.One})}
}
