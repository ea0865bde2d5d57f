package faces

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
)

// AsideOut are the records that lead to an account, as its page shows them.
type AsideOut struct {
	Rows []ListRow `json:"rows"`
	New  string    `json:"-"` // where one more is made; "" for who may not
}

// Aside puts the records that lead to an account beside its page, with some of their
// fields: whom to call, what is to be done.
func (f *Face) Aside(shown ...string) page.Panel {
	return page.On(page.AccountSide, func(ctx context.Context, scope access.Scope, about page.About) (AsideOut, error) {
		return f.aside(ctx, scope, about.Account, shown)
	}, f.asidePanel)
}

func (f *Face) aside(ctx context.Context, scope access.Scope, of clientele.ID, shown []string) (out AsideOut, err error) {
	if scope.MayWrite() {
		out.New = f.Home + "/new?account=" + number(of)
	}
	found, err := f.Store.Leading(ctx, scope, f.Type.Name, of, relatedShown)
	if err != nil {
		return out, err
	}
	var fields []record.Field
	for _, name := range shown {
		if field, ok := f.Type.Field(name); ok {
			fields = append(fields, field)
		}
	}
	k, err := f.names(ctx, scope, fields, found)
	if err != nil {
		return out, err
	}
	for _, r := range found {
		row := ListRow{ID: r.ID, Title: r.Text(f.Type.Title), Href: f.Address(r.ID)}
		for _, field := range fields {
			if v := f.value(field, r, k); v.Text != "" {
				row.Values = append(row.Values, v)
			}
		}
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}
