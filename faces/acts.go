package faces

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// CreateIn is a new record: its fields are those of its type.
type CreateIn struct {
	Another bool   `name:"another" json:"another,omitempty" doc:"show the form once more then"`
	More    string `name:"more" json:"more,omitempty" maxLength:"100" doc:"show one more row of this field; nothing is saved"`
	Fields  page.Rest
}

// ChangeIn changes fields of a record, as it was when its form was made.
type ChangeIn struct {
	ID       clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the record"`
	Revision int64        `name:"revision" json:"revision,omitempty" minimum:"0" doc:"as it was when the form was made; as it is now where none is given"`
	Next     string       `name:"next" json:"next,omitempty" maxLength:"2500" doc:"path of the page to look at then; none stays"`
	More     string       `name:"more" json:"more,omitempty" maxLength:"100" doc:"show one more row of this field; nothing is saved"`
	Fields   page.Rest
}

// OfIn names a record.
type OfIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the record"`
}

// UndoIn names a change of a record.
type UndoIn struct {
	ID     clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the record"`
	Change clientele.ID `name:"change" json:"change" required:"true" minimum:"1" doc:"number of the change"`
	Rest   bool         `name:"rest" json:"rest,omitempty" doc:"leave what was changed again since, and take back the rest"`
	Next   string       `name:"next" json:"next,omitempty" maxLength:"2500" doc:"path of the page to look at then; none is the record's"`
}

// edited writes one edit and gives the record, with the entry of the change; 0 where nothing was to do. Where the form
// had faults of its own, nothing is written, and all that is wrong is said at once.
func (f *Face) edited(ctx context.Context, scope access.Scope, e record.Edit, wrong ...page.FieldFault) (r *record.Record, change clientele.ID, err error) {
	var out record.Outcome
	err = f.Store.InTx(ctx, func(tx *db.Tx) (err error) {
		out, err = f.Store.Changed(ctx, tx, scope, e)
		return f.altogether(err, wrong)
	})
	if err != nil {
		return nil, 0, f.late(ctx, scope, err, wrong...)
	}
	return out.Record, out.Entry, nil
}

// altogether is what a record says is wrong, with what was wrong before it was asked.
func (f *Face) altogether(err error, wrong []page.FieldFault) error {
	err = Refusal(err)
	var more *page.InputFault
	if len(wrong) == 0 || err != nil && !errors.As(err, &more) {
		return err
	}
	all := slices.Clone(wrong)
	if more != nil {
		for _, one := range more.Fields {
			if !slices.ContainsFunc(wrong, func(w page.FieldFault) bool { return w.Field == one.Field }) {
				all = append(all, one)
			}
		}
	}
	return page.Refuse(all...)
}

// Refusal puts the faults of a record beside the fields of its form; any other error is itself.
func Refusal(err error) error {
	var refused *record.Refused
	if errors.As(err, &refused) {
		faults := make([]page.FieldFault, len(refused.Fields))
		for i, f := range refused.Fields {
			faults[i] = page.FieldFault{Field: f.Field, What: f.What, Remedy: f.Remedy, At: f.At, Part: f.Part}
		}
		return page.Refuse(faults...)
	}
	return err
}

// late is the refusal of an edit that came too late, with what was written meanwhile by name.
func (f *Face) late(ctx context.Context, scope access.Scope, err error, wrong ...page.FieldFault) error {
	var late *record.Outrun
	if !errors.As(err, &late) {
		return err
	}
	fields, failed := f.Store.Fields(ctx, &f.Type)
	if failed != nil {
		return failed
	}
	past := record.Past{Fields: map[string]clientele.Edit{}}
	for name, both := range late.Changed {
		past.Fields[name] = clientele.Edit{Was: both[0], Is: both[1]}
	}
	k, failed := f.names(ctx, scope, fields, nil, linked(fields, []record.Past{past})...)
	if failed != nil {
		return failed
	}
	return overtaken(late, fields, k, wrong)
}

// overtaken says beside each field that both changed what somebody else made of it meanwhile.
// What was typed there stays in the form, which is sent again to hold, or corrected to take
// theirs; a field that was left as it stood shows what they wrote.
func overtaken(late *record.Outrun, fields []record.Field, k known, wrong []page.FieldFault) error {
	if len(late.Changed) == 0 {
		return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("faces.late"), Remedy: clientele.Tell("faces.late-remedy"), Err: late}
	}
	faults, instead := slices.Clone(wrong), map[string][]string{"revision": {plainNumber(late.Rev)}}
	for _, name := range late.Kept {
		field := fieldOf(fields, name)
		if slices.ContainsFunc(wrong, func(w page.FieldFault) bool { return w.Field == name }) {
			continue
		}
		for _, input := range inputsOf(field) {
			instead[input] = nil
		}
	}
	for _, name := range slices.Sorted(maps.Keys(late.Changed)) {
		field := fieldOf(fields, name)
		was, is := k.plain(field, late.Changed[name][0]), k.plain(field, late.Changed[name][1])
		if is == "" {
			is = "–"
		}
		said := "faces.overtaken"
		if was == "" {
			said = "faces.overtaken_empty"
		}
		faults = append(faults, page.FieldFault{Field: name, What: clientele.Tell(said, "was", was, "is", is), Remedy: clientele.Tell("faces.choose")})
	}
	return &page.InputFault{Fields: faults, Instead: instead, Fault: &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("faces.late") + ": " + faults[len(wrong)].What,
		Where: faults[len(wrong)].Field, Remedy: faults[len(wrong)].Remedy, Err: late}}
}

// fieldOf is a field by the name under which a form asks for it.
func fieldOf(fields []record.Field, name string) (field record.Field) {
	if at := slices.IndexFunc(fields, func(o record.Field) bool { return asked(o) == name }); at >= 0 {
		field = fields[at]
	}
	return field
}

// inputsOf are the names of all inputs by which a form asks for a field.
func inputsOf(field record.Field) []string {
	name := asked(field)
	all := []string{name}
	for _, p := range partsOf(field) {
		all = append(all, p.of(name))
	}
	if field.Kind == record.KindRecurrence {
		for part := range (again{On: weekdays}).parts() {
			all = append(all, name+part)
		}
	}
	return all
}

// Create makes a record.
func (f *Face) Create(ctx context.Context, scope access.Scope, in CreateIn) (page.Done, error) {
	if in.More != "" {
		return page.Done{}, oneMore()
	}
	fields, wrong, err := f.read(ctx, scope, in.Fields)
	if err != nil {
		return page.Done{}, err
	}
	var r *record.Record
	err = f.Store.InTx(ctx, func(tx *db.Tx) (err error) {
		r, err = f.Store.Create(ctx, tx, scope, f.Type.Name, fields)
		return f.altogether(err, wrong)
	})
	if err != nil {
		return page.Done{}, err
	}
	next := f.Home + "/" + r.ID.String() // also where the record's own page is another: there one goes on
	if in.Another {
		next = f.Home + "/new"
	}
	return page.Done{Sentence: f.said("faces.is-here", r), ID: r.ID, Next: next,
		Undo: &page.Undo{Act: f.name("archive"), With: map[string]string{"id": r.ID.String()}}}, nil
}

// read is a form as a record takes it, and what is wrong with what was typed.
func (f *Face) read(ctx context.Context, scope access.Scope, given page.Rest) (map[string]json.RawMessage, []page.FieldFault, error) {
	fields, err := f.Store.Fields(ctx, &f.Type)
	if err != nil {
		return nil, nil, err
	}
	t := &typed{face: f, scope: scope, reading: f.reads(ctx)}
	out, err := t.read(ctx, fields, given)
	return out, t.faults, err
}

// Change changes a record.
func (f *Face) Change(ctx context.Context, scope access.Scope, in ChangeIn) (page.Done, error) {
	if in.More != "" {
		return page.Done{}, oneMore()
	}
	fields, wrong, err := f.read(ctx, scope, in.Fields)
	if err != nil {
		return page.Done{}, err
	}
	r, change, err := f.edited(ctx, scope, record.Edit{Ref: f.ref(in.ID), Rev: in.Revision, Meet: true, Fields: fields}, wrong...)
	if err != nil {
		return page.Done{}, err
	}
	next := page.Local(in.Next) // "" stays on the page of the form
	if change == 0 {
		return page.Done{Sentence: say.Of(ctx).Say("faces.nothing-was-changed"), ID: r.ID, Next: next}, nil
	}
	done := page.Done{Sentence: say.Of(ctx).Say("faces.saved"), ID: r.ID, Next: next, Undo: f.back(r.ID, change)}
	if next != "" {
		done.Undo.With["next"] = next
	}
	return done, nil
}

// back takes one's own change back; nothing where nothing was changed.
func (f *Face) back(id, change clientele.ID) *page.Undo {
	if change == 0 {
		return nil
	}
	return &page.Undo{Act: f.name("undo"), With: map[string]string{"id": id.String(), "change": change.String()}}
}

// Archive puts a record away; it can be brought back.
func (f *Face) Archive(ctx context.Context, scope access.Scope, in OfIn) (page.Done, error) {
	away := true
	r, change, err := f.edited(ctx, scope, record.Edit{Ref: f.ref(in.ID), Archive: &away})
	if err != nil {
		return page.Done{}, err
	}
	done := page.Done{Sentence: f.said("faces.is-away", r), ID: r.ID, Next: f.Home, Undo: f.back(r.ID, change)}
	n, err := f.stillOpen(ctx, scope, in.ID)
	if n > 0 {
		done.Sentence += " " + say.Of(ctx).Say("faces.archive_open", say.Args{"n": n})
	}
	return done, err
}

// stillOpen counts what leads to a record and is still to be done: it does not end with it.
func (f *Face) stillOpen(ctx context.Context, scope access.Scope, id clientele.ID) (n int64, err error) {
	for _, rel := range f.Related {
		if rel.Open == "" {
			continue
		}
		of, err := f.leading(rel, id.String())
		if err != nil {
			return n, err
		}
		open, err := record.ParseFilter(rel.Open)
		if err != nil {
			return n, err
		}
		found, err := f.Store.Query(ctx, scope, record.Query{Type: rel.Type, Filter: record.All{of, open}, Limit: 1, Count: true})
		if err != nil {
			return n, err
		}
		n += int64(found.Count.N)
	}
	return n, nil
}

// Restore brings a record back from the archive.
func (f *Face) Restore(ctx context.Context, scope access.Scope, in OfIn) (page.Done, error) {
	away := false
	r, change, err := f.edited(ctx, scope, record.Edit{Ref: f.ref(in.ID), Archive: &away})
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: f.said("faces.is-back", r), ID: r.ID, Next: f.Address(r.ID), Undo: f.back(r.ID, change)}, nil
}

// Undo takes a change back.
func (f *Face) Undo(ctx context.Context, scope access.Scope, in UndoIn) (page.Done, error) {
	var r *record.Record
	err := f.Store.InTx(ctx, func(tx *db.Tx) (err error) {
		r, err = f.Store.Undo(ctx, tx, scope, record.Undoing{Ref: f.ref(in.ID), Entry: in.Change, Rest: in.Rest})
		return err
	})
	if err != nil {
		return page.Done{}, f.late(ctx, scope, Refusal(err))
	}
	return page.Done{Sentence: say.Of(ctx).Say("faces.it-is-as-it-was-before"), ID: r.ID, Next: page.Local(in.Next)}, nil // without, one stays where one took it back
}

// said is a sentence about a record.
func (f *Face) said(key string, r *record.Record) string {
	return clientele.Tell(key, "name", r.Text(f.Type.Title))
}

func plainNumber(n int64) string { return strconv.FormatInt(n, 10) }
