package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/web/records"
)

const schemaPrefix = "#/components/schemas/"

// describeAPI is the OpenAPI 3.1 document of the JSON endpoints, from the two tables.
func describeAPI(version string, all []page.Capability, recorded []*record.Type) *huma.OpenAPI {
	types := huma.NewMapRegistry(schemaPrefix, huma.DefaultSchemaNamer)
	signedIn := []map[string][]string{{"key": {}}, {"session": {}}}
	doc := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info:    &huma.Info{Title: "Clientele", Version: version, Description: "Every page and every act of Clientele. Days are YYYY-MM-DD, moments RFC 3339, money whole minor units of its currency."},
		Paths:   map[string]*huma.PathItem{},
		Components: &huma.Components{Schemas: types, SecuritySchemes: map[string]*huma.SecurityScheme{
			"key":     {Type: "http", Scheme: "bearer", Description: "a key for programs, made in Settings"},
			"session": {Type: "apiKey", In: "cookie", Name: "clientele", Description: "the session of a browser"},
		}},
	}
	problem := &huma.Response{Description: "what is wrong, where, and the remedy", Content: map[string]*huma.MediaType{
		"application/problem+json": {Schema: types.Schema(reflect.TypeFor[problem](), true, "")}}}
	for _, p := range page.Pages(all) {
		op := operation(types, p.Row, problem)
		op.Tags, op.Parameters = []string{"pages"}, parameters(types, p)
		if !p.Who.Open() {
			op.Security = signedIn
		}
		doc.Paths[p.APIPath()] = &huma.PathItem{Get: op}
	}
	for _, a := range page.Acts(all) {
		op := operation(types, a.Row, problem)
		op.OperationID = "do-" + a.Name // a page may have the same name
		op.Tags, op.RequestBody = []string{"acts"}, requestBody(types, a)
		if !a.Who.Open() {
			op.Security = signedIn
		}
		path := a.APIPath()
		if doc.Paths[path] == nil {
			doc.Paths[path] = &huma.PathItem{}
		}
		doc.Paths[path].Post = op
	}
	described := records.Describe(recorded, "/api/v1")
	maps.Copy(doc.Paths, described.Paths)
	maps.Copy(types.Map(), described.Schemas)
	return doc
}

func operation(types huma.Registry, row page.Row, problem *huma.Response) *huma.Operation {
	return &huma.Operation{
		OperationID: row.Name, Summary: say.Capital(say.English.Fill(row.Title)), Description: row.Summary,
		Responses: map[string]*huma.Response{
			"200":     {Description: "done", Content: map[string]*huma.MediaType{"application/json": {Schema: types.Schema(row.Out, true, row.Name)}}},
			"default": problem,
		},
	}
}

// parameters are the fields of a page's In.
func parameters(types huma.Registry, p page.Page) []*huma.Param {
	var params []*huma.Param
	for _, f := range page.Fields(p.In) {
		field, ok := fieldNamed(p.In, f.Name)
		if !ok {
			continue
		}
		where := "query"
		if strings.Contains(p.Path, "{"+f.Name+"}") {
			where = "path"
		}
		params = append(params, &huma.Param{Name: f.Name, In: where, Description: f.Doc, Required: f.Required || where == "path",
			Schema: huma.SchemaFromField(types, field, p.Name+f.Name)})
	}
	return params
}

func fieldNamed(in reflect.Type, name string) (reflect.StructField, bool) {
	for i := range in.NumField() {
		if f := in.Field(i); f.Tag.Get("name") == name {
			return f, true
		}
	}
	return reflect.StructField{}, false
}

// requestBody is an act's In: JSON, or a form where a file is part of it.
func requestBody(types huma.Registry, a page.Act) *huma.RequestBody {
	schema, kind := types.Schema(a.In, true, a.Name), "application/json"
	if hasFile(a) {
		kind = "multipart/form-data"
		schema = &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{}}
		for _, f := range page.Fields(a.In) {
			schema.Properties[f.Name] = &huma.Schema{Type: huma.TypeString, Description: f.Doc}
			if f.File {
				schema.Properties[f.Name].Format = "binary"
			}
			if f.Required {
				schema.Required = append(schema.Required, f.Name)
			}
		}
	}
	return &huma.RequestBody{Content: map[string]*huma.MediaType{kind: {Schema: schema}}, Required: a.In.NumField() > 0}
}

func openAPI(version string, all []page.Capability, recorded []*record.Type) ([]byte, error) {
	body, err := json.Marshal(describeAPI(version, all, recorded))
	if err != nil {
		return nil, fmt.Errorf("describe the endpoints: %w", err)
	}
	return body, nil
}
