package ui

import (
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// asked is how a page asks for the fields of the form that was refused: what it calls them,
// and where they stand. It is filled while the page is drawn.
type asked struct {
	labels, ids map[string]string
}

type askedKey struct{}

// faultsFirst draws what it is around and puts before it what was wrong with its form. The
// page is drawn first, as only it knows what its fields are called.
func faultsFirst(v page.Frame) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		within := templ.GetChildren(ctx)
		ctx = templ.ClearChildren(ctx)
		if v.Fault == "" && len(v.Faults) == 0 {
			return within.Render(ctx, w)
		}
		var body bytes.Buffer
		as := &asked{map[string]string{}, map[string]string{}}
		if err := within.Render(context.WithValue(ctx, askedKey{}, as), &body); err != nil {
			return err
		}
		if err := formFault(v, as).Render(ctx, w); err != nil {
			return err
		}
		_, err := w.Write(body.Bytes())
		return err
	})
}

// Asks notes how a form asks for a field, where it may be the one that was refused. The
// first form of an act that asks for it counts.
func Asks(ctx context.Context, v page.Frame, a Ask) {
	as, wanted := ctx.Value(askedKey{}).(*asked)
	if !wanted || !a.sent(v) || as.ids[a.Name] != "" {
		return
	}
	as.labels[a.Name], as.ids[a.Name] = a.Label, a.id()
}

// AsksAt is Asks of a field whose first input has a name of its own on the page.
func AsksAt(ctx context.Context, v page.Frame, a Ask, id string) {
	as, wanted := ctx.Value(askedKey{}).(*asked)
	if wanted && a.sent(v) && as.ids[a.Name] == "" {
		as.labels[a.Name], as.ids[a.Name] = a.Label, id
	}
}

// id is where a field stands; "" where the page does not ask for it. Of a part of a field,
// "dates.day", it is where the field stands.
func (as *asked) id(field string) string {
	for name := field; name != ""; name = before(name) {
		if id := as.ids[name]; id != "" {
			return id
		}
	}
	return ""
}

// called is what the form calls a field; what it does not ask for goes by the catalogue.
func (as *asked) called(field string) string {
	for name := field; name != ""; name = before(name) {
		if label := as.labels[name]; label != "" {
			return label
		}
	}
	plain := strings.TrimPrefix(field, "custom.")
	return say.Label("field."+plain, say.Capital(strings.ReplaceAll(plain, "_", " ")))
}

// before is a name without its last part.
func before(name string) string {
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		return name[:i]
	}
	return ""
}

// copyWhat is what the button beside something that is shown once says.
func copyWhat(token string) string {
	if strings.Contains(token, "://") {
		return "house.copy-link"
	}
	return "house.copy"
}
