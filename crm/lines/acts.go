package lines

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// AddLineIn is a new line of business.
type AddLineIn struct {
	Name string `name:"name" json:"name" required:"true" maxLength:"100" doc:"what the line is called"`
}

// LineIn names a line of business.
type LineIn struct {
	Line clientele.Line `name:"line" json:"line" required:"true" maxLength:"100" doc:"the line, as entries and files name it"`
}

// NameLineIn says what a line is to be called.
type NameLineIn struct {
	Line     clientele.Line `name:"line" json:"line" required:"true" maxLength:"100" doc:"the line, as entries and files name it"`
	Revision int64          `name:"revision" json:"revision,omitempty" minimum:"0" doc:"as it was when the form was made"`
	Name     string         `name:"name" json:"name" required:"true" maxLength:"100" doc:"what the line is called"`
}

// MergeLinesIn puts a line into another.
type MergeLinesIn struct {
	Line clientele.Line `name:"line" json:"line" required:"true" maxLength:"100" doc:"the line that goes into the other"`
	Into clientele.Line `name:"into" json:"into" required:"true" maxLength:"100" doc:"the line that stays"`
}

// PartLinesIn takes a line out of another.
type PartLinesIn struct {
	Line  clientele.Line `name:"line" json:"line" required:"true" maxLength:"100" doc:"the line that stays"`
	Merge clientele.ID   `name:"merge" json:"merge" required:"true" minimum:"1" doc:"number of the merge"`
}

// UndoLineIn names a change of a line.
type UndoLineIn struct {
	ID     clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the line's record"`
	Change clientele.ID `name:"change" json:"change" required:"true" minimum:"1" doc:"number of the change"`
}

const home = "/lines"

func ref(id clientele.ID) clientele.Ref { return clientele.Ref{Type: Type.Name, ID: id} }

func named(name string) map[string]json.RawMessage {
	raw, err := json.Marshal(name)
	if err != nil {
		panic("a text that cannot be JSON: " + err.Error())
	}
	return map[string]json.RawMessage{"name": raw}
}

// of is the record of a line, or of the one that it was put into; it is made where only evidence
// names the line. Nobody else writes until the transaction ends.
func (c *Lines) of(ctx context.Context, tx *db.Tx, s access.Scope, line clientele.Line) (*record.Record, error) {
	if _, err := tx.Take(ctx, workspace, 0); err != nil {
		return nil, err
	}
	rows, err := all(ctx, tx)
	if err != nil {
		return nil, err
	}
	if r, found := keyed(rows, line); found {
		if r.Merged != 0 {
			return nil, &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("lines.gone", "name", r.Name), Remedy: clientele.Tell("lines.none-remedy")}
		}
		return c.Store.Held(ctx, tx, s, ref(r.ID))
	}
	known, err := c.Book.Lines(ctx)
	if err != nil {
		return nil, err
	}
	if line == "" || !slices.Contains(known, line) {
		return nil, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("lines.none", "line", string(line)), Remedy: clientele.Tell("lines.none-remedy")}
	}
	return c.Store.Create(ctx, tx, s, Type.Name, named(string(line)))
}

// keyed is the row of a key: of several the one in use, then the one that was put away, the oldest first.
func keyed(rows []kept, line clientele.Line) (best kept, found bool) {
	rank := func(r kept) int {
		switch {
		case r.Merged != 0:
			return 2
		case r.Away != 0:
			return 1
		}
		return 0
	}
	for _, r := range rows {
		if r.Line == line && (!found || cmp.Or(cmp.Compare(rank(r), rank(best)), cmp.Compare(r.ID, best.ID)) < 0) {
			best, found = r, true
		}
	}
	return best, found
}

// taken says that a name is that of another line, made, put away or put into another, or what files call one.
func (c *Lines) taken(ctx context.Context, name string, but clientele.Line) (bool, error) {
	rows, err := all(ctx, c.DB)
	if err != nil {
		return false, err
	}
	known, err := c.Book.Lines(ctx)
	if err != nil {
		return false, err
	}
	other := func(r kept) bool { return r.Line != but && (r.Name == name && r.Merged == 0 || string(r.Line) == name) }
	return slices.ContainsFunc(rows, other) || clientele.Line(name) != but && slices.Contains(known, clientele.Line(name)), nil
}

func there(ctx context.Context) error {
	return page.Wrong("name", say.Of(ctx).Say("lines.there"), say.Of(ctx).Say("lines.there-remedy"))
}

// Add makes a line.
func (c *Lines) Add(ctx context.Context, s access.Scope, in AddLineIn) (page.Done, error) {
	if taken, err := c.taken(ctx, in.Name, ""); err != nil || taken {
		return page.Done{}, cmp.Or(err, there(ctx))
	}
	var r *record.Record
	err := c.Store.InTx(ctx, func(tx *db.Tx) (err error) {
		r, err = c.Store.Create(ctx, tx, s, Type.Name, named(in.Name))
		return err
	})
	if err != nil {
		return page.Done{}, faces.Refusal(err)
	}
	return page.Done{Sentence: say.Of(ctx).Say("lines.added", say.Args{"name": in.Name}), ID: r.ID, Next: home,
		Undo: &page.Undo{Act: "archive-line", With: map[string]string{"line": r.Text("line")}}}, nil
}

// edited changes the record of a line, and says how to take that back.
func (c *Lines) edited(ctx context.Context, s access.Scope, line clientele.Line, edit record.Edit, said string) (page.Done, error) {
	var out record.Outcome
	err := c.Store.InTx(ctx, func(tx *db.Tx) error {
		r, err := c.of(ctx, tx, s, line)
		if err != nil {
			return err
		}
		edit.Ref = r.Ref
		out, err = c.Store.Changed(ctx, tx, s, edit)
		return err
	})
	if err != nil {
		return page.Done{}, faces.Refusal(err)
	}
	done := page.Done{Sentence: say.Of(ctx).Say(said, say.Args{"name": out.Record.Text("name")}), ID: out.Record.ID, Next: home}
	if out.Entry != 0 {
		done.Undo = &page.Undo{Act: "undo-line", With: map[string]string{"id": out.Record.ID.String(), "change": out.Entry.String()}}
	}
	return done, nil
}

// Name calls a line something else. Entries and files keep what they call it.
func (c *Lines) Name(ctx context.Context, s access.Scope, in NameLineIn) (page.Done, error) {
	if taken, err := c.taken(ctx, in.Name, in.Line); err != nil || taken {
		return page.Done{}, cmp.Or(err, there(ctx))
	}
	return c.edited(ctx, s, in.Line, record.Edit{Rev: in.Revision, Fields: named(in.Name)}, "lines.named")
}

// Archive puts a line away. What lies in it stays.
func (c *Lines) Archive(ctx context.Context, s access.Scope, in LineIn) (page.Done, error) {
	away := true
	return c.edited(ctx, s, in.Line, record.Edit{Archive: &away}, "lines.archived")
}

// Restore brings a line back.
func (c *Lines) Restore(ctx context.Context, s access.Scope, in LineIn) (page.Done, error) {
	away := false
	return c.edited(ctx, s, in.Line, record.Edit{Archive: &away}, "lines.restored")
}

// Undo takes a change of a line back.
func (c *Lines) Undo(ctx context.Context, s access.Scope, in UndoLineIn) (page.Done, error) {
	err := c.Store.InTx(ctx, func(tx *db.Tx) error {
		_, err := c.Store.Undo(ctx, tx, s, record.Undoing{Ref: ref(in.ID), Entry: in.Change})
		return err
	})
	return page.Done{Sentence: say.Of(ctx).Say("lines.undone"), ID: in.ID, Next: home}, faces.Refusal(err)
}

// Merge puts a line into another: what lies in either is one from now on.
func (c *Lines) Merge(ctx context.Context, s access.Scope, in MergeLinesIn) (page.Done, error) {
	var stays *record.Record
	var merge clientele.ID
	err := c.Store.InTx(ctx, func(tx *db.Tx) error {
		goes, err := c.of(ctx, tx, s, in.Line)
		if err != nil {
			return err
		}
		if stays, err = c.of(ctx, tx, s, in.Into); err != nil {
			return err
		}
		stays, merge, err = c.Store.Merge(ctx, tx, s, record.Merging{Stays: stays.Ref, Goes: goes.Ref})
		return err
	})
	if err != nil {
		return page.Done{}, faces.Refusal(err)
	}
	return page.Done{Sentence: say.Of(ctx).Say("lines.merged", say.Args{"name": stays.Text("name")}), ID: stays.ID, Next: home,
		Undo: &page.Undo{Act: "part-lines", With: map[string]string{"line": string(in.Into), "merge": merge.String()}}}, nil
}

// Part takes a line out of the one that it was put into.
func (c *Lines) Part(ctx context.Context, s access.Scope, in PartLinesIn) (page.Done, error) {
	var back *record.Record
	err := c.Store.InTx(ctx, func(tx *db.Tx) error {
		stays, err := c.of(ctx, tx, s, in.Line)
		if err != nil {
			return err
		}
		_, back, err = c.Store.Unmerge(ctx, tx, s, stays.Ref, in.Merge)
		return err
	})
	if err != nil {
		return page.Done{}, faces.Refusal(err)
	}
	return page.Done{Sentence: say.Of(ctx).Say("lines.parted", say.Args{"name": back.Text("name")}), ID: back.ID, Next: home}, nil
}
