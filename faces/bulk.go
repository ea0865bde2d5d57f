package faces

import (
	"context"
	"net/url"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// BulkIn does one thing to several records of a list: to those that are chosen, or to all
// that fit its filter.
type BulkIn struct {
	IDs    []clientele.ID `name:"ids" json:"ids,omitempty" minimum:"1" doc:"numbers of the records that are chosen"`
	All    bool           `name:"every" json:"every,omitempty" doc:"all that fit, not those chosen alone"`
	Filter string         `name:"filter" json:"filter,omitempty" maxLength:"2000" doc:"which ones, where all are meant"`
	What   string         `name:"what" json:"what" required:"true" enum:"set,tag,untag,archive" doc:"what is to be done"`
	Field  string         `name:"field" json:"field,omitempty" maxLength:"100" doc:"the field that is to be set"`
	Value  string         `name:"value" json:"value,omitempty" maxLength:"500" doc:"to what; the tag; nothing empties the field"`
}

// atOnce is how many records are changed while somebody waits; more are work for later.
const atOnce = 1_000

// Bulk does one thing to several records. It is one batch, which is taken back as a whole.
func (f *Face) Bulk(ctx context.Context, scope access.Scope, in BulkIn) (page.Done, error) {
	edit, err := f.edit(ctx, scope, in)
	if err != nil {
		return page.Done{}, err
	}
	var done page.Done
	err = f.Store.InTx(ctx, func(tx *db.Tx) error {
		large, err := f.Store.Large(ctx, tx, scope, edit, atOnce)
		if err != nil {
			return err
		}
		if large && f.Later != nil {
			job, err := f.Later(ctx, tx, scope, edit)
			done = page.Done{Sentence: say.Of(ctx).Say("faces.many_later"), Job: job, ID: edit.Batch, Next: "/batches/" + edit.Batch.String()}
			return err
		}
		done, err = f.bulkNow(ctx, tx, scope, edit)
		return err
	})
	return done, Refusal(err)
}

// bulkOf are the records of an edit, before it is known what is to be done.
func (f *Face) bulkOf(in BulkIn) (*record.Bulk, error) {
	edit := &record.Bulk{Type: f.Type.Name, IDs: in.IDs}
	if in.All {
		filter, err := record.ParseFilter(in.Filter)
		if err != nil {
			return nil, err
		}
		edit.IDs, edit.Filter = nil, filter
		if filter == nil {
			edit.Filter = record.Cond{Field: "id", Op: record.More, Values: []string{"0"}}
		}
	} else if len(in.IDs) == 0 {
		return nil, page.Wrong("ids", clientele.Tell("faces.no-one-chosen", "one", f.One), clientele.Tell("faces.tick-those-that-you-mean-or"))
	}
	return edit, nil
}

// edit is what is to be done, as records take it.
func (f *Face) edit(ctx context.Context, scope access.Scope, in BulkIn) (*record.Bulk, error) {
	edit, err := f.bulkOf(in)
	if err != nil {
		return nil, err
	}
	switch in.What {
	case "archive":
		away := true
		edit.Away = &away
	case "set":
		fields, wrong, err := f.read(ctx, scope, page.Rest(url.Values{in.Field: {in.Value}}))
		if err != nil {
			return nil, err
		}
		if len(wrong) > 0 {
			return nil, page.Refuse(wrong...)
		}
		if len(fields) == 0 {
			return nil, page.Wrong("field", say.Of(ctx).Say("faces.it-is-not-said-which-field"), say.Of(ctx).Say("faces.choose-one"))
		}
		edit.Set = fields
	default:
		if _, ok := f.Type.Field("tags"); !ok || strings.TrimSpace(in.Value) == "" {
			return nil, page.Wrong("value", say.Of(ctx).Say("faces.it-is-not-said-which-tag"), say.Of(ctx).Say("faces.write-it"))
		}
		edit.Tag, edit.Untag = strings.TrimSpace(in.Value), in.What == "untag"
	}
	return edit, nil
}

func (f *Face) bulkNow(ctx context.Context, tx *db.Tx, scope access.Scope, edit *record.Bulk) (page.Done, error) {
	b, done, err := f.Store.BulkNow(ctx, tx, scope, edit, atOnce)
	if err != nil {
		return page.Done{}, err
	}
	out := page.Done{ID: b.ID, Sentence: f.bulkDone(done), Undo: &page.Undo{Act: "batch-undo", With: map[string]string{"id": b.ID.String()}}}
	if done.Changed == 0 {
		out.Undo = nil
	}
	return out, nil
}

func (f *Face) bulkDone(done record.BulkDone) string {
	text := clientele.Tell("faces.many-changed", "n", done.Changed, "one", f.One, "many", f.Many)
	if done.Same > 0 {
		text += " " + clientele.Tell("faces.many-same", "n", done.Same)
	}
	if n := len(done.Refused); n > 0 {
		text += " " + clientele.Tell("faces.many-refused", "n", n, "what", record.RefusedFor(0, done.Refused[0].Err).What)
	}
	return text
}
