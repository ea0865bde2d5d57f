package imports

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/evidence"
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
		out.Sentence = shape.Capital(shape.Plural(len(out.Jobs), "import is", "imports are")) + " under way."
	case !may:
		out.Sentence = shape.Capital(say.English.Say("imports.not_all", nil)) + ": " + say.English.Say("imports.not_all_remedy", nil) + "."
	case len(out.Rows) == 0:
		out.Sentence = "Nothing was brought in yet: choose a file of orders."
	default:
		out.Sentence = "The last one, " + out.Rows[0].File + ", added " + shape.Plural(int(out.Rows[0].Added), "entry", "entries") + "."
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
	out := ImportOut{Import: rowFor(s, may, imp), Map: imp.Map, Rejects: []RejectRow{}}
	if may { // the rows of a file know no wall
		if err := c.rejected(ctx, imp, in, &out); err != nil {
			return ImportOut{}, err
		}
	}
	if out.Job, err = c.jobOf(ctx, imp); err != nil {
		return ImportOut{}, err
	}
	out.Sentence = importSentence(imp)
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
		out.Rejects = append(out.Rejects, RejectRow(r))
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
	Map      string        `json:"map,omitempty"` // the columns as they were read
	Rejects  []RejectRow   `json:"rejects"`
	More     string        `json:"more,omitempty"`   // path of further rejects
	Errors   string        `json:"errors,omitempty"` // path of errors.csv
	Job      *shape.JobRow `json:"job,omitempty"`

	file string // the errors.csv kept beside the book; "" none
}

// ImportPreviewIn asks how a file would be read.
type ImportPreviewIn struct {
	Upload    string   `name:"upload" json:"upload" required:"true" maxLength:"80" doc:"the ticket of the file handed in"`
	Door      string   `name:"door" json:"door,omitempty" enum:",orders,interactions,engagements" doc:"what the rows are"`
	Columns   []string `name:"columns" json:"columns,omitempty" doc:"what each column is, in the file's order"`
	Map       string   `name:"map" json:"map,omitempty" maxLength:"2000" doc:"the columns in one line: account=CustomerID,at=InvoiceDate,amount=Quantity*UnitPrice"`
	DateOrder string   `name:"date_order" json:"date_order,omitempty" enum:",dmy,mdy,ymd" doc:"order of day, month and year"`
	Decimal   string   `name:"decimal" json:"decimal,omitempty" enum:",point,comma" doc:"what stands before the cents"`
	Currency  string   `name:"currency" json:"currency,omitempty" maxLength:"3" doc:"currency of amounts that name none"`
	Line      string   `name:"line" json:"line,omitempty" maxLength:"100" doc:"line of business of rows that name none"`
}

// ImportPreview is how a file would be read.
func (c *Imports) ImportPreview(ctx context.Context, _ access.Scope, in ImportPreviewIn) (ImportPreviewOut, error) {
	if in.Door != "" && !allOf(in.Columns, fieldsOf(in.Door)) {
		in.Columns, in.Map = nil, "" // said of another door: look afresh
	}
	p, up, err := c.plan(ctx, in)
	if err != nil {
		return ImportPreviewOut{}, err
	}
	in.Door, in.Map, in.Columns = p.Door, p.Map(), nil
	if in.Currency == "" {
		in.Currency = p.Currency
	}
	out := ImportPreviewOut{
		Upload: in.Upload, File: up.Name, Size: up.Size, Dialect: dialect(p.Dialect), Fields: fieldsOf(p.Door), Sample: p.Sample,
		Questions: []PreviewQuestion{}, In: in, Ready: len(p.Questions) == 0, Notes: p.Notes,
	}
	for _, d := range evidence.Doors {
		out.Doors = append(out.Doors, page.Choice{Value: d.Name, Label: shape.Capital(d.Name), Help: d.Doc, Selected: d.Name == p.Door})
	}
	for _, c := range p.Columns {
		out.Columns = append(out.Columns, PreviewColumn(c))
	}
	for _, q := range p.Questions {
		out.Questions = append(out.Questions, PreviewQuestion{fieldAsked(q), q.Ask, q.Remedy})
	}
	for _, o := range [][2]string{{"", "as the file shows"}, {"dmy", "day, month, year: 31.3.2026"}, {"mdy", "month, day, year: 3/31/2026"}, {"ymd", "year, month, day: 2026-03-31"}} {
		out.DateOrder = append(out.DateOrder, page.Choice{Value: o[0], Label: o[1], Selected: o[0] == in.DateOrder})
	}
	for _, o := range [][2]string{{"", "as the file shows"}, {"point", "a point before the cents: "}, {"comma", "a comma before the cents: "}} {
		out.Decimal = append(out.Decimal, page.Choice{Value: o[0], Label: o[1] + readingOf(p.Questions, o[0]), Selected: o[0] == in.Decimal})
	}
	out.Sentence = "This is how " + up.Name + " would be read: look at the columns, then import."
	if n := len(out.Questions); n > 0 {
		out.Sentence = shape.Capital(shape.Plural(n, "question", "questions")) + " first: " + out.Questions[0].What
	}
	return out, nil
}

// readingOf is what a cell of the file comes to under a choice; an example where it is not asked for.
func readingOf(questions []evidence.Question, choice string) string {
	for _, q := range questions {
		if i := slices.Index(q.Choices, choice); q.About == "decimal" && i >= 0 && i < len(q.Readings) {
			return q.Readings[i]
		}
	}
	return map[string]string{"point": "1,234.50", "comma": "1.234,50"}[choice]
}

// fieldAsked is the field of the form that answers a question.
func fieldAsked(q evidence.Question) string {
	if q.About == "date_order" || q.About == "decimal" {
		return q.About
	}
	return "columns"
}

// ImportPreviewOut is how a file would be read, on its own first rows.
type ImportPreviewOut struct {
	Sentence  string            `json:"sentence"`
	Upload    string            `json:"upload"`
	File      string            `json:"file"`
	Size      int64             `json:"size"`
	Doors     []page.Choice     `json:"doors"`   // the one recognised is Selected
	Dialect   string            `json:"dialect"` // "semicolons, UTF-8, gzip"
	Columns   []PreviewColumn   `json:"columns"`
	Fields    []page.Choice     `json:"fields"` // what a column can be; "" is not used
	Sample    [][]string        `json:"sample"` // first rows, a cell a column
	Questions []PreviewQuestion `json:"questions"`
	DateOrder []page.Choice     `json:"date_order"`
	Decimal   []page.Choice     `json:"decimal"`
	In        ImportPreviewIn   `json:"in"`
	Notes     []string          `json:"notes,omitempty"` // what else was noticed
	Ready     bool              `json:"ready"`           // nothing left to ask
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
			row := shape.RowOfJob(s)
			return &row, nil
		}
	}
	return nil, nil
}

// plan looks at an upload, with what the person corrected.
func (c *Imports) plan(ctx context.Context, in ImportPreviewIn) (*evidence.Plan, page.Upload, error) {
	up, err := c.Upload(in.Upload)
	if err != nil {
		return nil, up, err
	}
	src := named{evidence.File(up.Path), up.Name}
	o := evidence.Options{Door: in.Door, Map: in.Map, DateOrder: in.DateOrder, Decimal: in.Decimal, Currency: in.Currency, Line: clientele.Line(in.Line)}
	p, err := evidence.Inspect(ctx, src, o)
	if err != nil {
		return nil, up, err
	}
	if corrected, err := correct(p, in.Columns); err != nil {
		return p, up, err
	} else if corrected != "" {
		o.Door, o.Map = p.Door, corrected
		if p, err = evidence.Inspect(ctx, src, o); err != nil {
			return p, up, err
		}
	}
	if p.Currency != "" || slices.ContainsFunc(p.Columns, func(c evidence.Column) bool { return c.Field == "currency" }) {
		return p, up, nil
	}
	if o.Currency, err = c.Firm(ctx); err != nil || o.Currency == "" { // amounts that name none are in the firm's own
		return p, up, err
	}
	p, err = evidence.Inspect(ctx, src, o)
	return p, up, err
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
	Lines    int64             `json:"lines"`
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

// PreviewColumn is one column of the file.
type PreviewColumn struct {
	Index  int     `json:"index"`
	Header string  `json:"header"`
	Field  string  `json:"field"`
	Sure   float64 `json:"sure"` // 0…1
	Why    string  `json:"why"`
}

// PreviewQuestion is what has to be answered first.
type PreviewQuestion struct {
	Field  string `json:"field"` // the field of ImportPreviewIn that answers it
	What   string `json:"what"`
	Remedy string `json:"remedy"`
}
