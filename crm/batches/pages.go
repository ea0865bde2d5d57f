package batches

import (
	"context"
	"encoding/csv"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

const shown = 50

// BatchesIn asks for what was done to many records at once.
type BatchesIn struct {
	Before clientele.ID `name:"before" json:"before,omitempty" doc:"only older ones than this"`
}

// List is what was done to many records at once, the latest first.
func (c *Batches) List(ctx context.Context, s access.Scope, in BatchesIn) (BatchesOut, error) {
	list, err := c.Records.Batches(ctx, s, in.Before, shown+1)
	if err != nil {
		return BatchesOut{}, err
	}
	out := BatchesOut{Rows: []BatchRow{}, MayWrite: s.MayWrite()}
	whole, err := c.Jobs.Book.For(s).Whole(ctx)
	if err != nil {
		return BatchesOut{}, err
	}
	for _, t := range c.types() {
		out.Types = append(out.Types, page.Choice{Value: t.Plural, Label: plural(say.Of(ctx), t.Plural), Selected: t.Plural == usualType})
	}
	for i, b := range list {
		if i == shown {
			out.Next = shape.Query("/batches", page.Encode(BatchesIn{Before: list[i-1].ID}))
			break
		}
		row := c.rowOf(say.Of(ctx), b)
		if b.User != s.User() && !whole {
			row.Partly, row.Sentence = true, say.Of(ctx).Say("batches.partly")
			row.Lines, row.Made, row.Changed, row.Same, row.Refused = 0, 0, 0, 0, 0
		}
		out.Rows = append(out.Rows, row)
	}
	if out.Jobs, err = shape.OpenJobs(ctx, c.Jobs, KindEdit, KindTurn, KindIntake, KindLeave); err != nil {
		return BatchesOut{}, err
	}
	out.Sentence = say.Of(ctx).Say("batches.none")
	if len(out.Rows) > 0 {
		out.Sentence = say.Of(ctx).Say("batches.last", say.Args{"what": out.Rows[0].Title, "came": out.Rows[0].Sentence})
	}
	return out, nil
}

// BatchesOut is what was done to many records at once.
type BatchesOut struct {
	Sentence string         `json:"sentence"`
	Rows     []BatchRow     `json:"rows"`
	Next     string         `json:"next,omitempty"`
	Jobs     []shape.JobRow `json:"jobs"`
	MayWrite bool           `json:"-"`
	Types    []page.Choice  `json:"-"` // what the rows of a file may be
}

// BatchRow is one edit of a list, or one file.
type BatchRow struct {
	ID       clientele.ID      `json:"id"`
	What     string            `json:"what"` // edit, import, leave
	Type     string            `json:"type"` // people, accounts, tasks
	Title    string            `json:"title"`
	File     string            `json:"file,omitempty"`
	By       string            `json:"by,omitempty"`
	State    string            `json:"state"` // running, done, stopped, undoing, undone, redoing
	Started  clientele.Instant `json:"started"`
	Finished clientele.Instant `json:"finished,omitzero"`
	Turned   clientele.Instant `json:"turned,omitzero"`
	Lines    int64             `json:"lines,omitempty"`
	Made     int64             `json:"made"`
	Changed  int64             `json:"changed"`
	Same     int64             `json:"same"`
	Refused  int64             `json:"refused"`
	CanUndo  bool              `json:"can_undo"`
	CanRedo  bool              `json:"can_redo"`
	Partly   bool              `json:"partly,omitempty"` // somebody else's, who may see more: its receipt says what of it one sees
	Sentence string            `json:"sentence"`
	Job      clientele.ID      `json:"job,omitzero"`
	Href     string            `json:"href"`
}

func (c *Batches) rowOf(s *say.Speaker, b record.Batch) BatchRow {
	r := BatchRow{ID: b.ID, What: b.What, Type: b.Type, File: b.File, By: b.By, State: b.State, Started: b.Started, Finished: b.Finished, Turned: b.Turned,
		Lines: b.Lines, Made: b.Made, Changed: b.Changed, Same: b.Same, Refused: b.Refused, Job: b.Job, Href: shape.Href("/batches/%d", b.ID),
		CanUndo: b.State == record.BatchDone || b.State == record.BatchStopped, CanRedo: b.State == record.BatchUndone}
	if t, err := c.Records.Type(b.Type); err == nil {
		r.Type = t.Plural
	}
	if r.Title = r.File; r.What == record.BatchEdit {
		r.Title = clientele.Tell("batches.edit-of", "type", plural(s, r.Type))
	}
	if r.What == record.BatchLeave {
		r.Title, r.File = clientele.Tell("batches.leave-of", "who", b.File), ""
	}
	r.Sentence = sentenceOf(s, r)
	return r
}

// usualType is what a file brings where nobody says.
const usualType = "people"

// plural is how people call the records of a type.
func plural(s *say.Speaker, plural string) string { return s.Label("batches.type-"+plural, plural) }

func sentenceOf(s *say.Speaker, r BatchRow) string {
	switch r.State {
	case record.BatchRunning, record.BatchUndoing, record.BatchRedoing, record.BatchUndone:
		return clientele.Tell("batches.sentence-" + r.State)
	}
	var parts []string
	for _, p := range []struct {
		key string
		n   int64
	}{{"made", r.Made}, {"changed", r.Changed}, {"same", r.Same}, {"refused", r.Refused}} {
		if p.n > 0 {
			parts = append(parts, clientele.Tell("batches.n-"+p.key, "n", p.n))
		}
	}
	if len(parts) == 0 {
		parts = []string{clientele.Tell("batches.n-nothing")}
	}
	text := strings.Join(parts, ", ")
	if r.State == record.BatchStopped {
		text += "; " + clientele.Tell("batches.stopped")
	}
	return s.Capital(s.Fill(text)) + "."
}

// BatchIn asks for one of them.
type BatchIn struct {
	ID    clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the batch"`
	After int64        `name:"after" json:"after,omitempty" doc:"what was not taken, after this line of the file or number of a record"`
	Limit int          `name:"limit" json:"limit,omitempty" default:"50" minimum:"1" maximum:"10000" doc:"how many of what was not taken"`
}

// Receipt is what became of an edit of a list, or of a file.
func (c *Batches) Receipt(ctx context.Context, s access.Scope, in BatchIn) (BatchOut, error) {
	b, err := c.Records.Batch(ctx, s, in.ID)
	if err != nil {
		return BatchOut{}, err
	}
	whole, err := c.Jobs.Book.For(s).Whole(ctx)
	partly := b.User != s.User() && !whole
	if partly && err == nil {
		b, err = c.Records.AsSeen(ctx, s, b)
	}
	if err != nil {
		return BatchOut{}, err
	}
	out := BatchOut{Row: c.rowOf(say.Of(ctx), b), MayWrite: s.MayWrite(), Refusals: []record.BatchRefusal{}}
	out.Row.Partly, out.Sentence = partly, out.Row.Sentence
	if b.Turned != 0 && (out.Row.CanUndo || out.Row.CanRedo) {
		if out.Stays, err = c.Records.Stayed(ctx, s, b); err != nil {
			return BatchOut{}, err
		}
	}
	list, err := c.refusals(ctx, s, b, in, partly)
	if err != nil {
		return BatchOut{}, err
	}
	if len(list) > in.Limit {
		list = list[:in.Limit]
		out.More = out.Row.Href + "?after=" + strconv.FormatInt(list[in.Limit-1].Line, 10)
	}
	for _, r := range list {
		out.Refusals = append(out.Refusals, inWords(say.Of(ctx), r))
	}
	open, err := shape.OpenJobs(ctx, c.Jobs, KindEdit, KindTurn, KindIntake, KindLeave)
	for _, j := range open {
		if j.ID == b.Job {
			if out.Job = &j; partly {
				j.Done, j.Total, j.Share, j.Rate = 0, 0, 0, 0
			}
		}
	}
	if b.Refused > 0 {
		out.Errors = out.Row.Href + "?format=csv&limit=10000"
	}
	return out, err
}

// refusals are what a batch did not take, as far as it is for who asks: whoever did it was
// told. Others see those of records that they see, and rows of a file, which may be about
// anybody, where no wall keeps anything from them.
func (c *Batches) refusals(ctx context.Context, s access.Scope, b record.Batch, in BatchIn, partly bool) ([]record.BatchRefusal, error) {
	switch {
	case !partly:
		return c.Records.RefusalsOf(ctx, b, in.After, in.Limit+1)
	case b.What == record.BatchEdit:
		return c.Records.RefusalsSeen(ctx, s, b, in.After, in.Limit+1)
	}
	return nil, nil
}

// inWords is a row of a receipt as people read it.
func inWords(s *say.Speaker, r record.BatchRefusal) record.BatchRefusal {
	r.Field, r.What, r.Remedy = s.Fill(r.Field), s.Fill(r.What), s.Fill(r.Remedy)
	return r
}

// BatchOut is what became of an edit of a list, or of a file.
type BatchOut struct {
	Sentence string                `json:"sentence"`
	Row      BatchRow              `json:"batch"`
	Refusals []record.BatchRefusal `json:"refusals"`
	More     string                `json:"more,omitempty"`
	Errors   string                `json:"errors,omitempty"` // path of errors.csv
	Job      *shape.JobRow         `json:"job,omitempty"`
	Stays    int64                 `json:"stays,omitempty"` // records that its last turn left, of those that who asks may see; the same turn once more takes them
	MayWrite bool                  `json:"-"`
}

// CSV is what was not taken, each row as it stood, so that it can be mended and handed in again.
func (out BatchOut) CSV() (string, [][]string) {
	rows := [][]string{{clientele.Tell("csv.line"), clientele.Tell("csv.what"), clientele.Tell("csv.field"), clientele.Tell("csv.remedy"), clientele.Tell("csv.row")}}
	for _, r := range out.Refusals {
		rows = append(rows, []string{strconv.FormatInt(r.Line, 10), r.What, r.Field, r.Remedy, r.Row})
	}
	return "errors.csv", rows
}

// lineOf writes cells as a row of a file has them.
func lineOf(cells []string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Write(cells) //nolint:errcheck // a Builder takes everything
	w.Flush()
	return strings.TrimRight(b.String(), "\n")
}
