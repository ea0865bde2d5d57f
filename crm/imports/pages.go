package imports

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// ImportsIn asks for the imports.
type ImportsIn struct {
	Before clientele.ID `name:"before" json:"before,omitempty" doc:"only older ones than this"`
}

// Imports is the list of imports, newest first.
func (c *Imports) Imports(ctx context.Context, s access.Scope, in ImportsIn) (ImportsOut, error) {
	may, err := c.mayBring(ctx, s)
	if err != nil {
		return ImportsOut{}, err
	}
	list, err := c.Book.Imports(ctx, in.Before, importsShown+1)
	if err != nil {
		return ImportsOut{}, err
	}
	out := ImportsOut{Rows: []ImportRow{}, May: may && s.MayWrite()}
	for i, imp := range list {
		if i == importsShown {
			out.Next = shape.Query("/imports", page.Encode(ImportsIn{Before: list[i-1].ID}))
			break
		}
		out.Rows = append(out.Rows, rowFor(s, may, imp))
	}
	if out.Jobs, err = shape.OpenJobs(ctx, c.Jobs, jobs.KindImport, jobs.KindUndo, jobs.KindRedo); err != nil {
		return ImportsOut{}, err
	}
	switch {
	case len(out.Jobs) > 0:
		out.Sentence = say.Of(ctx).Plural("imports.under-way", len(out.Jobs))
	case !may:
		out.Sentence = say.Capital(say.Of(ctx).Say("imports.not_all")) + ": " + say.Of(ctx).Say("imports.not_all_remedy") + "."
	case len(out.Rows) == 0:
		out.Sentence = said("none-yet")
	default:
		out.Sentence = newestSentence(say.Of(ctx), out.Rows[0])
	}
	return out, nil
}

// ImportsOut is the list of imports, newest first.
type ImportsOut struct {
	Sentence string         `json:"sentence"`
	Rows     []ImportRow    `json:"rows"`
	May      bool           `json:"may"` // whether who asks may bring a file in
	Next     string         `json:"next,omitempty"`
	Jobs     []shape.JobRow `json:"jobs"` // imports that wait or run
}

// ImportIn asks for one import.
type ImportIn struct {
	ID    clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the import"`
	After int          `name:"after" json:"after,omitempty" doc:"rejected rows after this line of the file"`
	Limit int          `name:"limit" json:"limit,omitempty" default:"50" minimum:"1" maximum:"500" doc:"how many rejected rows"`
}

// Import is the receipt of one import.
func (c *Imports) Import(ctx context.Context, s access.Scope, in ImportIn) (ImportOut, error) {
	imp, err := c.Book.Import(ctx, in.ID)
	if err != nil {
		return ImportOut{}, err
	}
	may, err := c.mayBring(ctx, s)
	if err != nil {
		return ImportOut{}, err
	}
	out := ImportOut{Import: rowFor(s, may, imp), Map: imp.Map, Read: readAs(imp.Map), Rejects: []RejectRow{}}
	if may { // the rows of a file know no wall
		out.Reading = readingKept(say.Of(ctx), imp)
		if err := c.rejected(ctx, imp, in, &out); err != nil {
			return ImportOut{}, err
		}
	}
	if out.Job, err = c.jobOf(ctx, imp); err != nil {
		return ImportOut{}, err
	}
	out.Sentence = importSentence(say.Of(ctx), imp)
	return out, nil
}

// rejected puts the rows that were not taken into a receipt.
func (c *Imports) rejected(ctx context.Context, imp ledger.Import, in ImportIn, out *ImportOut) error {
	rejects, err := c.Book.Rejects(ctx, in.ID, in.After, in.Limit+1)
	if err != nil {
		return err
	}
	path := shape.Href("/imports/%d", in.ID)
	for i, r := range rejects {
		if i == in.Limit {
			out.More = path + "?after=" + strconv.Itoa(rejects[i-1].Line)
			break
		}
		out.Rejects = append(out.Rejects, RejectRow{r.Line, r.Row, plainly(say.Of(ctx), r.What), r.Column, plainly(say.Of(ctx), r.Remedy)})
	}
	if imp.Rejected > 0 {
		out.Errors = path + "?format=csv"
		out.file = c.Jobs.ErrorsFile(in.ID)
	}
	return nil
}

// ImportOut is the receipt of one import.
type ImportOut struct {
	Sentence string        `json:"sentence"`
	Import   ImportRow     `json:"import"`
	Map      string        `json:"map,omitempty"`     // the columns as they were read, as a map takes them
	Read     []ReadAs      `json:"-"`                 // and in words
	Reading  *Reading      `json:"reading,omitempty"` // what its rows come to
	Rejects  []RejectRow   `json:"rejects"`
	More     string        `json:"more,omitempty"`   // path of further rejects
	Errors   string        `json:"errors,omitempty"` // path of errors.csv
	Job      *shape.JobRow `json:"job,omitempty"`

	file string // the errors.csv kept beside the book; "" none
}

// jobOf is the open work on an import.
func (c *Imports) jobOf(ctx context.Context, imp ledger.Import) (*shape.JobRow, error) {
	open, err := c.Jobs.Queue.Open(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range open {
		var file jobs.ImportArgs
		var undo jobs.UndoArgs
		ours := s.Kind == jobs.KindImport && json.Unmarshal(s.Args, &file) == nil && file.Hash == imp.Hash && imp.State == ledger.Running ||
			(s.Kind == jobs.KindUndo || s.Kind == jobs.KindRedo) && json.Unmarshal(s.Args, &undo) == nil && undo.Import == imp.ID
		if ours {
			row := shape.RowOfJob(ctx, s)
			return &row, nil
		}
	}
	return nil, nil
}

// ImportRow is one import.
type ImportRow struct {
	ID       clientele.ID      `json:"id"`
	File     string            `json:"file"`
	Door     string            `json:"door"`
	By       string            `json:"by,omitempty"`
	State    string            `json:"state"` // running, done, stopped, undone
	Started  clientele.Instant `json:"started"`
	Finished clientele.Instant `json:"finished,omitzero"`
	Undone   clientele.Instant `json:"undone,omitzero"`
	Lines    int64             `json:"lines"`    // rows of the file
	Repeated int64             `json:"repeated"` // rows that the book knew
	Added    int64             `json:"added"`
	Known    int64             `json:"known"`
	Amended  int64             `json:"amended,omitempty"` // known facts that say something else since
	Differs  int64             `json:"differs,omitempty"` // of the known: those whose content is another in this file
	Rejected int64             `json:"rejected"`
	First    clientele.Day     `json:"first"`
	Last     clientele.Day     `json:"last"`
	CanUndo  bool              `json:"can_undo"`
	CanRedo  bool              `json:"can_redo"`
	Href     string            `json:"href"`
}

// RejectRow is one row that was not taken.
type RejectRow struct {
	Line   int    `json:"line"`
	Row    string `json:"row"` // as it stood
	What   string `json:"what"`
	Column string `json:"column,omitempty"`
	Remedy string `json:"remedy,omitempty"`
}
