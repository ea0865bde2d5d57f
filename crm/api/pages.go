package api

import (
	"context"
	"reflect"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// APIIn asks for the tables.
type APIIn struct{}

// APIOut is the tables of pages and acts, as programs use them.
type APIOut struct {
	Sentence string     `json:"sentence"`
	Document string     `json:"document"` // path of the same as an OpenAPI document
	Pages    []Endpoint `json:"pages"`
	Acts     []Endpoint `json:"acts"`
}

// Endpoint is one row of the tables.
type Endpoint struct {
	Name    string     `json:"name"`
	Title   string     `json:"title"`
	Summary string     `json:"summary"`
	Method  string     `json:"method"`
	Path    string     `json:"path"`
	Who     string     `json:"who"`
	Fields  []APIField `json:"fields"`
}

// APIField is one field that an endpoint takes.
type APIField struct {
	Name     string   `json:"name"`
	Type     string   `json:"type"` // text, number, day, yes or no, file
	Doc      string   `json:"doc"`
	Choices  []string `json:"choices,omitempty"`
	Default  string   `json:"default,omitempty"`
	Required bool     `json:"required,omitempty"`
	Many     bool     `json:"many,omitempty"` // may be given several times
}

// Tables shows all pages and acts, as programs use them.
func (c *API) Tables(ctx context.Context, _ access.Scope, _ APIIn) (APIOut, error) {
	pages, acts := page.Pages(*c.All), page.Acts(*c.All)
	out := APIOut{Sentence: clientele.Tell("api.sentence", "pages", clientele.Tell("api.n-pages", "n", len(pages)), "acts", clientele.Tell("api.n-acts", "n", len(acts))),
		Document: page.APIRoot + "openapi.json"}
	for _, p := range pages {
		out.Pages = append(out.Pages, endpoint(say.Of(ctx), p.Row, "GET", p.APIPath()))
	}
	for _, a := range acts {
		out.Acts = append(out.Acts, endpoint(say.Of(ctx), a.Row, "POST", a.APIPath()))
	}
	return out, nil
}

func endpoint(s *say.Speaker, r page.Row, method, path string) Endpoint {
	return Endpoint{r.Name, s.Capital(s.Fill(r.Title)), r.Summary, method, path, r.Who.String(), apiFields(r.In)}
}

func apiFields(in reflect.Type) []APIField {
	list := []APIField{}
	for _, f := range page.Fields(in) {
		a := APIField{Name: f.Name, Type: f.Type, Doc: f.Doc, Default: f.Default, Required: f.Required, Many: f.Many}
		for _, c := range f.Enum {
			if c != "" {
				a.Choices = append(a.Choices, c)
			}
		}
		list = append(list, a)
	}
	return list
}
