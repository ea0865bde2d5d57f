package fields

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// AddFieldIn is a new field.
type AddFieldIn struct {
	Of       string `name:"of" json:"of" required:"true" maxLength:"40" doc:"of what: accounts, people or tasks"`
	Label    string `name:"label" json:"label" required:"true" maxLength:"80" doc:"what the field is called"`
	Kind     string `name:"kind" json:"kind" required:"true" maxLength:"40" doc:"what is written in it: text, number, day, yes/no, choice and others"`
	Choices  string `name:"choices" json:"choices,omitempty" maxLength:"4000" doc:"what can be chosen, one a line"`
	Required bool   `name:"required" json:"required,omitempty" doc:"nobody can leave it empty"`
	Listed   bool   `name:"listed" json:"listed,omitempty" doc:"lists show it"`
	Searched bool   `name:"searched" json:"searched,omitempty" doc:"search finds by it"`
	Single   bool   `name:"single" json:"single,omitempty" doc:"no two have the same; of text, e-mail, phone and web"`
}

// ChangeFieldIn is a field as it should be.
type ChangeFieldIn struct {
	ID       clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the field"`
	Revision int64        `name:"revision" json:"revision,omitempty" minimum:"0" doc:"as it was when the form was made"`
	Label    string       `name:"label" json:"label" required:"true" maxLength:"80" doc:"what the field is called"`
	Choices  string       `name:"choices" json:"choices,omitempty" maxLength:"4000" doc:"what can be chosen, one a line"`
	Required bool         `name:"required" json:"required,omitempty" doc:"nobody can leave it empty"`
	Listed   bool         `name:"listed" json:"listed,omitempty" doc:"lists show it"`
	Searched bool         `name:"searched" json:"searched,omitempty" doc:"search finds by it"`
	Single   bool         `name:"single" json:"single,omitempty" doc:"no two have the same; of text, e-mail, phone and web"`
}

// FieldIn names a field.
type FieldIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the field"`
}

// MoveFieldIn moves a field.
type MoveFieldIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the field"`
	Up bool         `name:"up" json:"up,omitempty" doc:"one place up; else one place down"`
}

// UndoFieldIn names a change of a field.
type UndoFieldIn struct {
	ID     clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the field"`
	Change clientele.ID `name:"change" json:"change" required:"true" minimum:"1" doc:"number of the change"`
}

func ref(id clientele.ID) clientele.Ref { return clientele.Ref{Type: record.Custom, ID: id} }

func raw(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage("null") // of texts, lists of texts and yes or no: does not happen
	}
	return b
}

// refusal puts what is wrong with a field beside the form's own names.
func refusal(err error) error {
	var wrong *page.InputFault
	if err = faces.Refusal(err); !errors.As(err, &wrong) {
		return err
	}
	for i, f := range wrong.Fields {
		if f.Field == "name" {
			wrong.Fields[i].Field = "label"
		}
	}
	return page.Refuse(wrong.Fields...)
}

// Add makes a field.
func (c *Fields) Add(ctx context.Context, scope access.Scope, in AddFieldIn) (page.Done, error) {
	t, err := c.typeOf(in.Of)
	if err != nil {
		return page.Done{}, err
	}
	if !isKind(record.Kind(in.Kind)) {
		return page.Done{}, page.Wrong("kind", say.Of(ctx).Say("fields.wrong.kind"), say.Of(ctx).Say("fields.remedy.kind"))
	}
	taken, err := c.taken(ctx, scope, t)
	if err != nil {
		return page.Done{}, err
	}
	values := map[string]json.RawMessage{"type": raw(t.Plural), "name": raw(nameOf(in.Label, taken)), "label": raw(in.Label), "kind": raw(in.Kind),
		"required": raw(in.Required), "listed": raw(in.Listed), "searched": raw(in.Searched), "single": raw(in.Single)}
	if hasChoices(record.Kind(in.Kind)) {
		if values["choices"], err = chosen(in.Choices); err != nil {
			return page.Done{}, err
		}
	}
	var r *record.Record
	err = c.Store.InTx(ctx, func(tx *db.Tx) (err error) {
		if r, err = c.Store.Create(ctx, tx, scope, record.Custom, values); err != nil || !in.Searched {
			return err
		}
		return c.askWords(ctx, tx, scope.By())
	})
	if err != nil {
		return page.Done{}, refusal(err)
	}
	said := "fields.added"
	if !in.Listed {
		said = "fields.added-unlisted"
	}
	return page.Done{Sentence: say.Of(ctx).Say(said, say.Args{"name": in.Label, "of": called(say.Of(ctx), t.Plural)}), ID: r.ID, Next: home(t.Plural),
		Undo: &page.Undo{Act: "archive-field", With: map[string]string{"id": r.ID.String()}}}, nil
}

func chosen(text string) (json.RawMessage, error) {
	all := lines(text)
	if len(all) == 0 {
		return nil, page.Wrong("choices", clientele.Tell("fields.wrong.choices"), clientele.Tell("fields.remedy.choices"))
	}
	return raw(all), nil
}

func home(plural string) string { return "/own-fields?of=" + plural }

// taken are the names that fields of a type have already.
func (c *Fields) taken(ctx context.Context, scope access.Scope, t *record.Type) (map[string]bool, error) {
	taken := map[string]bool{}
	for _, name := range c.Store.Reserved() {
		taken[name] = true
	}
	fields, err := c.Store.Fields(ctx, t)
	for _, f := range fields {
		taken[f.Name], taken[f.Short] = true, true
	}
	return taken, err
}

// edited changes a field and gives it, with the entry of the change. Where search begins
// or ends to find by it, the words of all records are indexed anew.
func (c *Fields) edited(ctx context.Context, scope access.Scope, id clientele.ID, do func(*db.Tx) (record.Outcome, error)) (r *record.Record, change clientele.ID, err error) {
	was, err := c.Store.Get(ctx, scope, ref(id))
	if err != nil {
		return nil, 0, err
	}
	var out record.Outcome
	err = c.Store.InTx(ctx, func(tx *db.Tx) (err error) {
		if out, err = do(tx); err != nil || found(out.Record) == found(was) {
			return err
		}
		return c.askWords(ctx, tx, scope.By())
	})
	if err != nil {
		return nil, 0, refusal(err)
	}
	return out.Record, out.Entry, nil
}

// found says whether search finds by a field.
func found(r *record.Record) bool { return r.Archived == 0 && r.Values["searched"] == true }

// written is one edit of a field.
func (c *Fields) written(ctx context.Context, scope access.Scope, e record.Edit) func(*db.Tx) (record.Outcome, error) {
	return func(tx *db.Tx) (record.Outcome, error) { return c.Store.Changed(ctx, tx, scope, e) }
}

// back takes one's own change back; nothing where nothing was changed.
func back(id, change clientele.ID) *page.Undo {
	if change == 0 {
		return nil
	}
	return &page.Undo{Act: "undo-field", With: map[string]string{"id": id.String(), "change": change.String()}}
}

// Change changes a field.
func (c *Fields) Change(ctx context.Context, scope access.Scope, in ChangeFieldIn) (page.Done, error) {
	is, err := c.Store.Get(ctx, scope, ref(in.ID))
	if err != nil {
		return page.Done{}, err
	}
	values := map[string]json.RawMessage{"label": raw(in.Label), "required": raw(in.Required), "listed": raw(in.Listed), "searched": raw(in.Searched), "single": raw(in.Single)}
	if hasChoices(record.Kind(is.Text("kind"))) {
		if values["choices"], err = chosen(in.Choices); err != nil {
			return page.Done{}, err
		}
	}
	r, change, err := c.edited(ctx, scope, in.ID, c.written(ctx, scope, record.Edit{Ref: ref(in.ID), Rev: in.Revision, Fields: values}))
	if err != nil {
		return page.Done{}, err
	}
	if r.Rev == is.Rev {
		return page.Done{Sentence: say.Of(ctx).Say("fields.unchanged"), ID: r.ID, Next: home(r.Text("type"))}, nil
	}
	return page.Done{Sentence: say.Of(ctx).Say("fields.saved", say.Args{"name": r.Text("label")}), ID: r.ID, Next: home(r.Text("type")), Undo: back(r.ID, change)}, nil
}

// Archive takes a field away. What stands in it is kept.
func (c *Fields) Archive(ctx context.Context, scope access.Scope, in FieldIn) (page.Done, error) {
	away := true
	r, change, err := c.edited(ctx, scope, in.ID, c.written(ctx, scope, record.Edit{Ref: ref(in.ID), Archive: &away}))
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("fields.archived", say.Args{"name": r.Text("label")}), ID: r.ID, Next: home(r.Text("type")), Undo: back(r.ID, change)}, nil
}

// Restore brings a field back, with what stands in it.
func (c *Fields) Restore(ctx context.Context, scope access.Scope, in FieldIn) (page.Done, error) {
	away := false
	r, change, err := c.edited(ctx, scope, in.ID, c.written(ctx, scope, record.Edit{Ref: ref(in.ID), Archive: &away}))
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("fields.restored", say.Args{"name": r.Text("label")}), ID: r.ID, Next: home(r.Text("type")), Undo: back(r.ID, change)}, nil
}

// Undo takes a change of a field back.
func (c *Fields) Undo(ctx context.Context, scope access.Scope, in UndoFieldIn) (page.Done, error) {
	r, _, err := c.edited(ctx, scope, in.ID, func(tx *db.Tx) (out record.Outcome, err error) {
		out.Record, err = c.Store.Undo(ctx, tx, scope, record.Undoing{Ref: ref(in.ID), Entry: in.Change})
		return out, err
	})
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("fields.undone"), ID: r.ID, Next: home(r.Text("type"))}, nil
}

// Move moves a field one place. Those whose place changes by it are written together.
func (c *Fields) Move(ctx context.Context, scope access.Scope, in MoveFieldIn) (page.Done, error) {
	r, err := c.Store.Get(ctx, scope, ref(in.ID))
	if err != nil {
		return page.Done{}, err
	}
	t, err := c.typeOf(r.Text("type"))
	if err != nil {
		return page.Done{}, err
	}
	rows, err := c.rows(ctx, scope, t, false)
	if err != nil {
		return page.Done{}, err
	}
	at := slices.IndexFunc(rows, func(row FieldRow) bool { return row.ID == in.ID })
	to := at + 1
	if in.Up {
		to = at - 1
	}
	if at < 0 || to < 0 || to == len(rows) {
		return page.Done{Sentence: say.Of(ctx).Say("fields.at-the-end"), ID: in.ID, Next: home(t.Plural)}, nil
	}
	rows[at], rows[to] = rows[to], rows[at]
	if err := c.order(ctx, scope, rows); err != nil {
		return page.Done{}, err
	}
	undo := map[string]string{"id": in.ID.String()}
	if !in.Up {
		undo["up"] = "yes"
	}
	return page.Done{Sentence: say.Of(ctx).Say("fields.moved", say.Args{"name": r.Text("label")}), ID: in.ID, Next: home(t.Plural),
		Undo: &page.Undo{Act: "move-field", With: undo}}, nil
}

// order writes the places of fields, where they change.
func (c *Fields) order(ctx context.Context, scope access.Scope, rows []FieldRow) error {
	var edits []record.Edit
	for i, row := range rows {
		if row.place != float64(i+1) {
			edits = append(edits, record.Edit{Ref: ref(row.ID), Fields: map[string]json.RawMessage{"place": raw(i + 1)}})
		}
	}
	return c.Store.InTx(ctx, func(tx *db.Tx) error {
		out, err := c.Store.Write(ctx, tx, scope, record.Custom, edits)
		for _, o := range out {
			err = errors.Join(err, o.Err)
		}
		return err
	})
}
