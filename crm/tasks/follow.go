package tasks

import (
	"context"
	"encoding/json"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
)

// Follow is told of every record that is written, in its transaction. A task that comes
// again and was done just now is followed by the next one; one that is open again takes
// back the one that follows it, if nobody has touched that.
func (t *Tasks) Follow(ctx context.Context, tx *db.Tx, written []*record.Record) error {
	var again []*record.Record
	for _, r := range written {
		if r.Type == Type.Name && r.Text("recurrence") != "" && r.Archived == 0 && r.Merged == 0 {
			again = append(again, r)
		}
	}
	if len(again) == 0 {
		return nil
	}
	next, err := t.following(ctx, tx, again)
	if err != nil {
		return err
	}
	var make, back []record.Edit
	for _, r := range again {
		n, there := next[r.ID]
		switch at, done := r.Values["done_at"].(clientele.Instant); {
		case done && at == r.Changed && !there:
			if e, ok := t.anew(r); ok {
				make = append(make, e)
			}
		case !done && there && n.Rev == 1:
			away := true
			back = append(back, record.Edit{Ref: clientele.Ref{Type: Type.Name, ID: n.ID}, Archive: &away})
		}
	}
	for _, edits := range [][]record.Edit{make, back} {
		if err := t.write(ctx, tx, edits); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tasks) write(ctx context.Context, tx *db.Tx, edits []record.Edit) error {
	if len(edits) == 0 {
		return nil
	}
	outcomes, err := t.Records.Write(ctx, tx, access.System("a task that comes again"), Type.Name, edits)
	for _, o := range outcomes {
		if err == nil {
			err = o.Err
		}
	}
	return err
}

// anew is the task that follows one that was done; none where its rule has ended.
func (t *Tasks) anew(r *record.Record) (record.Edit, bool) {
	due := r.Text("due")
	next, rule, ok := nextTime(r.Text("recurrence"), due, t.Clock.Today())
	if !ok {
		return record.Edit{}, false
	}
	fields := map[string]json.RawMessage{}
	if json.Unmarshal(r.Encode(Type.Fields, []string{"title", "account", "person", "deal", "owner", "promise", "note"}), &fields) != nil {
		return record.Edit{}, false
	}
	for _, own := range []string{"id", "type", "revision"} {
		delete(fields, own)
	}
	if len(r.Custom) > 0 {
		fields["custom"] = raw(r.Custom)
	}
	fields["due"], fields["recurrence"], fields["follows"] = raw(next), raw(rule), raw(r.ID)
	return record.Edit{Ref: clientele.Ref{Type: Type.Name}, Fields: fields}, true
}

func raw(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage("null") // of texts and numbers alone: does not happen
	}
	return b
}
