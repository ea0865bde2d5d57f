package faces

import (
	"context"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// OwnOut are the custom fields of an account, to be edited where they stand on its page.
type OwnOut struct {
	ID       int64
	Revision int64
	Form     FormOut
	MayWrite bool
}

// Own puts the custom fields of an account onto its page, as a form; nothing where the
// firm has made none.
func (f *Face) Own() page.Panel {
	return page.On(page.AccountSide, func(ctx context.Context, scope access.Scope, about page.About) (out OwnOut, err error) {
		fields, err := f.Store.Fields(ctx, &f.Type)
		if err != nil {
			return out, err
		}
		r, err := f.Store.Get(ctx, scope, f.ref(about.Account))
		if err != nil {
			return out, err
		}
		out = OwnOut{ID: int64(r.ID), Revision: r.Rev, MayWrite: scope.MayWrite()}
		users, err := f.Users(ctx)
		if err != nil {
			return out, err
		}
		out.Form.Users = users
		for _, field := range fields {
			if field.Custom != 0 {
				out.Form.Usual = append(out.Form.Usual, f.value(field, r, known{say: say.Of(ctx)}))
			}
		}
		return out, nil
	}, f.ownPanel)
}
