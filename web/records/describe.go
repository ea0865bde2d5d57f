package records

import (
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/clientele-crm/clientele/record"
)

// Described is what an OpenAPI 3.1 document says of the records.
type Described struct {
	Paths   map[string]*huma.PathItem
	Schemas map[string]*huma.Schema // below #/components/schemas/
}

const (
	schemas     = "#/components/schemas/"
	problemName = "recordProblem"
)

// Describe describes the addresses of types of record, from their declarations.
func Describe(types []*record.Type, prefix string) Described {
	d := Described{map[string]*huma.PathItem{}, map[string]*huma.Schema{
		"money":     object(map[string]*huma.Schema{"minor": whole64("cents, or whatever the currency counts in"), "currency": text("ISO 4217")}),
		problemName: problemSchema(),
	}}
	for _, t := range types {
		d.Schemas[t.Name] = schemaOf(t, true)
		d.Schemas[t.Name+"Edit"] = schemaOf(t, false)
		d.describe(t, prefix+"/"+t.Plural)
	}
	return d
}

func (d Described) describe(t *record.Type, at string) {
	one, edit := ref(t.Name), ref(t.Name+"Edit")
	row := operation{t: t}
	page := object(map[string]*huma.Schema{"rows": {Type: huma.TypeArray, Items: one}, "next": cursor(), "prev": cursor(),
		"count": object(map[string]*huma.Schema{"n": whole64(""), "exact": {Type: huma.TypeBoolean}})})
	anything := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
	list := []string{"filter", "sort", "fields", "limit", "after", "before", "count", "archived", "group", "sum"}
	d.Paths[at] = &huma.PathItem{
		Get:  row.reads("list", "A page of "+t.Plural+" that fit a filter", page, list...),
		Post: sending(edit, row.writes("make", "Make a "+t.Name, one)),
	}
	d.Paths[at+"/{id}"] = &huma.PathItem{
		Get:    row.reads("get", "One "+t.Name, one, "id", "fields"),
		Patch:  sending(edit, row.writes("change", "Change some fields; with If-Match only if nobody was faster (412)", one, "id", "If-Match")),
		Delete: row.writes("archive", "Put it into the archive", one, "id", "If-Match"),
	}
	d.Paths[at+"/{id}/restore"] = &huma.PathItem{Post: row.writes("restore", "Bring it back from the archive", one, "id", "If-Match")}
	d.Paths[at+"/{id}/changes"] = &huma.PathItem{Get: row.reads("changes", "Who changed what, when; what was and is", anything, "id",
		"limit", "before")}
	d.Paths[at+"/{id}/changes/{change}/undo"] = &huma.PathItem{
		Post: sending(object(map[string]*huma.Schema{"rest": {Type: huma.TypeBoolean}}), row.writes("undo", "Take a change back", one, "id",
			"change"))}
	if !t.Managed {
		d.Paths[at+"/{id}/merge"] = &huma.PathItem{Post: sending(object(map[string]*huma.Schema{"other": whole64("the one that goes"), "choose": anything}),
			row.writes("merge", "Two that are one become one; the answer has the number of the merge", anything, "id", "If-Match"))}
		d.Paths[at+"/{id}/unmerge"] = &huma.PathItem{Post: sending(object(map[string]*huma.Schema{"merge": whole64("the number of the merge")}),
			row.writes("unmerge", "Both are back, also after later edits", anything, "id"))}
	}
	d.Paths[at+"/bulk"] = &huma.PathItem{Post: sending(object(map[string]*huma.Schema{
		"filter": text("in the written form"), "ids": {Type: huma.TypeArray, Items: whole64("")}, "set": edit,
		"archive": {Type: huma.TypeBoolean}}),
		row.writes("bulk", "Change many at once: a batch, which is taken back as a whole", anything))}
	d.Paths[at+"/bulk/{batch}/undo"] = &huma.PathItem{Post: row.writes("bulk-undo", "Take a bulk edit back", anything, "batch")}
	d.Paths[at+"/groups"] = &huma.PathItem{Get: row.reads("groups", "How many there are of each value of a field", anything, "filter",
		"by", "sum")}
	d.Paths[at+"/export"] = &huma.PathItem{Get: row.reads("export", "A list as a file", &huma.Schema{Type: huma.TypeString, Format: "binary"},
		"format", "filter", "sort", "fields", "archived", "shown")}
}

// operation makes the operations of one type.
type operation struct{ t *record.Type }

func (o operation) reads(name, summary string, answer *huma.Schema, params ...string) *huma.Operation {
	op := o.plain(name, summary, http.StatusOK, answer)
	for _, p := range params {
		op.Parameters = append(op.Parameters, parameter(p))
	}
	return op
}

func (o operation) writes(name, summary string, answer *huma.Schema, params ...string) *huma.Operation {
	status := http.StatusOK
	if name == "make" {
		status = http.StatusCreated
	}
	op := o.plain(name, summary, status, answer)
	for _, p := range append(params, "Idempotency-Key") {
		op.Parameters = append(op.Parameters, parameter(p))
	}
	return op
}

// sending says what the body of an operation is.
func sending(body *huma.Schema, op *huma.Operation) *huma.Operation {
	op.RequestBody = &huma.RequestBody{Content: map[string]*huma.MediaType{"application/json": {Schema: body}}}
	return op
}

func (o operation) plain(name, summary string, status int, answer *huma.Schema) *huma.Operation {
	media := "application/json"
	if answer.Format == "binary" {
		media = "application/octet-stream"
	}
	return &huma.Operation{OperationID: o.t.Plural + "-" + name, Summary: summary, Tags: []string{o.t.Plural},
		Security: []map[string][]string{{"key": {}}, {"session": {}}},
		Responses: map[string]*huma.Response{
			strconv.Itoa(status): {Description: "done", Content: map[string]*huma.MediaType{media: {Schema: answer}}},
			"default": {Description: "what is wrong, where, and the remedy", Content: map[string]*huma.MediaType{
				"application/problem+json": {Schema: ref(problemName)}}},
		}}
}

// meaning is what the parameters are in words.
var meaning = map[string]string{
	"id": "number of the record", "change": "number of the change", "batch": "number of the bulk edit",
	"filter": `a filter as people write it: owner = me and not tags has "vip"; or its JSON form`,
	"sort":   "a field, - before it for the other way",
	"fields": "only these, with commas", "limit": "rows of a page", "after": "next of the page before",
	"before": "prev of the page after, or the last change seen",
	"group":  "a field: instead of records the answer has groups, how many there are of each value, and the sums of another field",
	"count":  "1: count them, up to 10,000", "archived": "1: those in the archive", "shown": "1: the fields alone, in their order, with what they lead to by name", "by": "the field to group by",
	"sum": "the field to add up", "format": "csv or xlsx",
	"If-Match": "the ETag that came with the record", "Idempotency-Key": "the same key answers the same, and does nothing twice",
}

func parameter(name string) *huma.Param {
	p := &huma.Param{Name: name, In: "query", Description: meaning[name], Schema: text("")}
	switch name {
	case "id", "change", "batch":
		p.In, p.Required, p.Schema = "path", true, whole64("")
	case "If-Match", "Idempotency-Key":
		p.In = "header"
	}
	return p
}

func ref(name string) *huma.Schema   { return &huma.Schema{Ref: schemas + name} }
func text(about string) *huma.Schema { return &huma.Schema{Type: huma.TypeString, Description: about} }
func cursor() *huma.Schema           { return &huma.Schema{Type: huma.TypeString, Nullable: true} }
func whole64(about string) *huma.Schema {
	return &huma.Schema{Type: huma.TypeInteger, Format: "int64", Description: about}
}

func object(properties map[string]*huma.Schema) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, Properties: properties}
}

func problemSchema() *huma.Schema {
	fault := object(map[string]*huma.Schema{"field": text(""), "what": text("what is wrong with it"), "remedy": text("what to do")})
	return object(map[string]*huma.Schema{"type": text(""), "title": text(""), "status": whole64(""), "detail": text("what is wrong"),
		"where":  text(""),
		"remedy": text("what to do"), "ref": text("finds the request in the log"), "errors": {Type: huma.TypeArray, Items: fault}, "revision": whole64("what the record is at"),
		"changed": {Type: huma.TypeObject, AdditionalProperties: true, Description: "by field: what it was for who came late, and what it is"}})
}

// schemaOf is a type as it is answered, or as it is sent.
func schemaOf(t *record.Type, answered bool) *huma.Schema {
	s := object(map[string]*huma.Schema{"custom": {Type: huma.TypeObject, AdditionalProperties: true,
		Description: "custom fields by their names"}})
	for _, f := range t.Fields {
		if f.Fixed && !answered {
			continue
		}
		s.Properties[f.Name] = schemaOfField(f)
		if f.Short != "" {
			s.Properties[f.Short] = &huma.Schema{Description: "the first of " + f.Name, Nullable: true}
		}
		if f.Kind == record.KindLinks && !answered && f.Short != "" {
			s.Properties["role"] = text("of the first of " + f.Name)
		}
	}
	if !answered {
		return s
	}
	for name, one := range map[string]*huma.Schema{"id": whole64(""), "revision": whole64("as in the ETag"), "made": moment(),
		"changed": moment(), "archived": moment(),
		"made_by": text(""), "changed_by": text("")} {
		s.Properties[name] = one
	}
	return s
}

func moment() *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date-time", Nullable: true}
}

func schemaOfField(f record.Field) *huma.Schema {
	item := object(map[string]*huma.Schema{"label": text("")})
	switch f.Kind {
	case record.KindNumber, record.KindPercentage:
		return &huma.Schema{Type: huma.TypeNumber, Nullable: true}
	case record.KindDuration, record.KindRating, record.KindLink, record.KindUser:
		return &huma.Schema{Type: huma.TypeInteger, Format: "int64", Nullable: true, Description: linkText(f)}
	case record.KindMoney:
		return ref("money")
	case record.KindYesNo:
		return &huma.Schema{Type: huma.TypeBoolean}
	case record.KindMoment:
		return moment()
	case record.KindDay:
		return &huma.Schema{Type: huma.TypeString, Format: "date", Nullable: true}
	case record.KindChoice:
		s := &huma.Schema{Type: huma.TypeString, Nullable: true}
		for _, o := range f.Options {
			s.Enum = append(s.Enum, o)
		}
		return s
	case record.KindTags, record.KindChoices:
		item = text("")
	case record.KindUsers:
		item = whole64("number of a user; an e-mail address, or me, may be sent")
	case record.KindEmails:
		item.Properties["email"] = text("")
	case record.KindPhones:
		item.Properties["phone"], item.Properties["e164"] = text("as it was written"), text("as it is dialled")
	case record.KindLinks:
		item = object(map[string]*huma.Schema{f.To: whole64("number of the " + f.To), "role": text("")})
	case record.KindAddresses:
		for _, part := range []string{"street", "city", "postcode", "region", "country"} {
			item.Properties[part] = text("")
		}
	case record.KindItems:
		item = object(map[string]*huma.Schema{"product": whole64("number of the product"), "code": text("of the product"), "text": text("what it is called there"),
			"quantity": {Type: huma.TypeNumber}, "price": ref("money"), "discount": {Type: huma.TypeNumber, Description: "per cent"}, "tax": {Type: huma.TypeNumber, Description: "per cent"},
			"returned": {Type: huma.TypeNumber, Description: "how many came back"}, "amount": ref("money")})
	case record.KindDates:
		item.Properties["day"] = &huma.Schema{Type: huma.TypeString, Format: "date"}
	default:
		return &huma.Schema{Type: huma.TypeString, Nullable: true, Description: string(f.Kind)}
	}
	return &huma.Schema{Type: huma.TypeArray, Items: item}
}

func linkText(f record.Field) string {
	switch f.Kind {
	case record.KindLink:
		return "number of the " + f.To
	case record.KindUser:
		return "number of a user; an e-mail address, or me, may be sent"
	}
	return string(f.Kind)
}
