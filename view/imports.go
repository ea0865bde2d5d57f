package view

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/queue"
)

const importsShown = 50

func importRow(i ledger.Import) ImportRow {
	return ImportRow{
		ID: i.ID, File: i.File, Door: i.Door, By: i.By, State: i.State, Started: i.Started, Finished: i.Finished, Undone: i.Undone,
		Lines: i.Lines, Added: i.Added, Known: i.Known, Differs: i.Differs, Amended: i.Amended, Rejected: i.Rejected, First: i.First, Last: i.Last,
		CanUndo: i.State == ledger.Done || i.State == ledger.Stopped, CanRedo: i.State == ledger.WasUndone || i.State == ledger.Stopped, Href: href("/imports/%d", i.ID),
	}
}

// Imports is the list of imports, newest first.
func (h *House) Imports(ctx context.Context, _ Viewer, in ImportsIn) (ImportsOut, error) {
	list, err := h.Book.Imports(ctx, in.Before, importsShown+1)
	if err != nil {
		return ImportsOut{}, err
	}
	out := ImportsOut{Rows: []ImportRow{}}
	for i, imp := range list {
		if i == importsShown {
			out.Next = query("/imports", Encode(ImportsIn{Before: list[i-1].ID}))
			break
		}
		out.Rows = append(out.Rows, importRow(imp))
	}
	if out.Jobs, err = h.openJobs(ctx, jobs.KindImport, jobs.KindUndo, jobs.KindRedo); err != nil {
		return ImportsOut{}, err
	}
	switch {
	case len(out.Jobs) > 0:
		out.Sentence = capital(plural(len(out.Jobs), "import is", "imports are")) + " under way."
	case len(out.Rows) == 0:
		out.Sentence = "Nothing was brought in yet: choose a file of orders."
	default:
		out.Sentence = "The last one, " + out.Rows[0].File + ", added " + plural(int(out.Rows[0].Added), "entry", "entries") + "."
	}
	return out, nil
}

// Import is the receipt of one import.
func (h *House) Import(ctx context.Context, _ Viewer, in ImportIn) (ImportOut, error) {
	imp, err := h.Book.Import(ctx, in.ID)
	if err != nil {
		return ImportOut{}, err
	}
	rejects, err := h.Book.Rejects(ctx, in.ID, in.After, in.Limit+1)
	if err != nil {
		return ImportOut{}, err
	}
	out := ImportOut{Import: importRow(imp), Map: imp.Map, Rejects: []RejectRow{}}
	path := href("/imports/%d", in.ID)
	for i, r := range rejects {
		if i == in.Limit {
			out.More = path + "?after=" + strconv.Itoa(rejects[i-1].Line)
			break
		}
		out.Rejects = append(out.Rejects, RejectRow(r))
	}
	if imp.Rejected > 0 {
		out.Errors = path + "?format=csv"
		out.file = h.Jobs.ErrorsFile(in.ID)
	}
	if out.Job, err = h.jobOf(ctx, imp); err != nil {
		return ImportOut{}, err
	}
	out.Sentence = importSentence(imp)
	return out, nil
}

// jobOf is the open work on an import.
func (h *House) jobOf(ctx context.Context, imp ledger.Import) (*JobRow, error) {
	open, err := h.Jobs.Queue.Open(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range open {
		var file jobs.ImportArgs
		var undo jobs.UndoArgs
		ours := s.Kind == jobs.KindImport && json.Unmarshal(s.Args, &file) == nil && file.Hash == imp.Hash && imp.State == ledger.Running ||
			(s.Kind == jobs.KindUndo || s.Kind == jobs.KindRedo) && json.Unmarshal(s.Args, &undo) == nil && undo.Import == imp.ID
		if ours {
			row := jobRow(s)
			return &row, nil
		}
	}
	return nil, nil
}

func importSentence(i ledger.Import) string {
	switch i.State {
	case ledger.Running:
		return i.File + " is being brought in."
	case ledger.WasUndone:
		return "This import was undone: nothing of it counts."
	case ledger.Undoing:
		return "This import is being undone."
	case ledger.Redoing:
		return "This import is being brought back."
	}
	text := plural(int(i.Added), "entry", "entries") + " added"
	if i.Known > 0 {
		text += ", " + thousands(int(i.Known)) + " known already"
	}
	if i.Amended > 0 {
		text += ", " + thousands(int(i.Amended)) + " amended"
	}
	if i.Differs > 0 {
		text += " (" + thousands(int(i.Differs)) + " of them with other content: the book keeps what it had; undo the earlier import first, if this file is right)"
	}
	if i.Rejected > 0 {
		text += ", " + plural(int(i.Rejected), "row", "rows") + " not taken"
	}
	if i.State == ledger.Stopped {
		text += "; it was stopped before its end, and nothing of it counts: redo it to go on"
	}
	return text + "."
}

// File is where every row that was not taken lies, as it stood.
func (out ImportOut) File() (name, path string) { return "errors.csv", out.file }

// CSV is the rows that were not taken, for when that file is gone.
func (out ImportOut) CSV() (string, [][]string) {
	rows := [][]string{{"line", "row", "what", "column", "remedy"}}
	for _, r := range out.Rejects {
		rows = append(rows, []string{strconv.Itoa(r.Line), r.Row, r.What, r.Column, r.Remedy})
	}
	return "errors.csv", rows
}

// named is an upload under the name its owner gave it.
type named struct {
	evidence.Source
	name string
}

// Name is how its owner calls it.
func (n named) Name() string { return n.name }

// plan looks at an upload, with what the person corrected.
func (h *House) plan(ctx context.Context, in ImportPreviewIn) (*evidence.Plan, Upload, error) {
	up, err := h.upload(in.Upload)
	if err != nil {
		return nil, up, err
	}
	src := named{evidence.File(up.Path), up.Name}
	o := evidence.Options{Door: in.Door, Map: in.Map, DateOrder: in.DateOrder, Currency: in.Currency, Line: clientele.Line(in.Line)}
	p, err := evidence.Inspect(ctx, src, o)
	if err != nil {
		return nil, up, err
	}
	corrected, err := correct(p, in.Columns)
	if err != nil || corrected == "" {
		return p, up, err
	}
	o.Door, o.Map = p.Door, corrected
	p, err = evidence.Inspect(ctx, src, o)
	return p, up, err
}

// correct makes a map of what the person says the columns are, where that is
// other than what was recognised; "" where it is not.
func correct(p *evidence.Plan, columns []string) (string, error) {
	if len(columns) == 0 || slices.EqualFunc(columns, p.Columns, func(said string, c evidence.Column) bool { return said == c.Field }) {
		return "", nil
	}
	if len(columns) != len(p.Columns) {
		return "", refuse(FieldFault{"columns", fmt.Sprintf("there are %d columns, and %d were said", len(p.Columns), len(columns)), "say one for each, empty for those not used"})
	}
	choices := fieldsOf(p.Door)
	from := map[string][]string{}
	changed := map[string]bool{}
	for i, field := range columns {
		if field != "" && !slices.ContainsFunc(choices, func(c Choice) bool { return c.Value == field }) {
			return "", refuse(FieldFault{"columns", "there is no field " + clip(field, 40), "choose one of the list"})
		}
		from[field] = append(from[field], quoted(p.Columns[i].Header))
		if was := p.Columns[i].Field; was != field {
			changed[was], changed[field] = true, true
		}
	}
	var parts []string
	for _, f := range p.Fields { // what stays
		if !changed[f.Field] {
			parts = append(parts, f.Field+"="+f.From)
		}
	}
	for _, c := range choices {
		if c.Value == "" || !changed[c.Value] {
			continue
		}
		join := "+"
		if c.Value == "amount" {
			join = "*"
		}
		parts = append(parts, c.Value+"="+strings.Join(from[c.Value], join))
	}
	return strings.Join(parts, ","), nil
}

func quoted(header string) string { return `"` + strings.ReplaceAll(header, `"`, `""`) + `"` }

func allOf(values []string, choices []Choice) bool {
	for _, v := range values {
		if !slices.ContainsFunc(choices, func(c Choice) bool { return c.Value == v }) {
			return false
		}
	}
	return true
}

// fieldWords are what people call a field whose name is short for a machine.
var fieldWords = map[string]string{"at": "day"}

// fieldsOf is what a column can be, for a door.
func fieldsOf(door string) []Choice {
	choices := []Choice{{Value: "", Label: "not used"}}
	for _, d := range evidence.Doors {
		if d.Name != door {
			continue
		}
		for _, f := range d.Fields {
			choices = append(choices, Choice{Value: f.Name, Label: cmp.Or(fieldWords[f.Name], f.Name), Help: f.Doc})
		}
	}
	return choices
}

// ImportPreview is how a file would be read.
func (h *House) ImportPreview(ctx context.Context, _ Viewer, in ImportPreviewIn) (ImportPreviewOut, error) {
	if in.Door != "" && !allOf(in.Columns, fieldsOf(in.Door)) {
		in.Columns, in.Map = nil, "" // said of another door: look afresh
	}
	p, up, err := h.plan(ctx, in)
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
		out.Doors = append(out.Doors, Choice{Value: d.Name, Label: capital(d.Name), Help: d.Doc, Selected: d.Name == p.Door})
	}
	for _, c := range p.Columns {
		out.Columns = append(out.Columns, PreviewColumn(c))
	}
	for _, q := range p.Questions {
		field := "columns"
		if q.About == "date_order" {
			field = q.About
		}
		out.Questions = append(out.Questions, PreviewQuestion{field, q.Ask, q.Remedy})
	}
	for _, o := range [][2]string{{"", "as the file shows"}, {"dmy", "day, month, year: 31.3.2026"}, {"mdy", "month, day, year: 3/31/2026"}, {"ymd", "year, month, day: 2026-03-31"}} {
		out.DateOrder = append(out.DateOrder, Choice{Value: o[0], Label: o[1], Selected: o[0] == in.DateOrder})
	}
	out.Sentence = "This is how " + up.Name + " would be read: look at the columns, then import."
	if n := len(out.Questions); n > 0 {
		out.Sentence = capital(plural(n, "question", "questions")) + " first: " + out.Questions[0].What
	}
	return out, nil
}

func dialect(d evidence.Dialect) string {
	parts := []string{map[string]string{",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "spaces"}[d.Separator], d.Encoding}
	if d.Gzip {
		parts = append(parts, "gzip")
	}
	return strings.Trim(strings.Join(parts, ", "), ", ")
}

// ImportUpload looks at a file handed in; it is imported once confirmed.
func (h *House) ImportUpload(ctx context.Context, _ Viewer, in ImportUploadIn) (Done, error) {
	_, err := evidence.Inspect(ctx, named{evidence.File(in.File.Path), in.File.Name}, evidence.Options{})
	if err != nil {
		h.DropUploads(map[string]Upload{"file": in.File})
		return Done{}, err
	}
	ticket := in.File.ticket()
	return Done{Sentence: in.File.Name + " is here; nothing is imported yet.", Next: query("/imports/preview", Encode(ImportPreviewIn{Upload: ticket}))}, nil
}

// ImportConfirm begins the import of a file handed in.
func (h *House) ImportConfirm(ctx context.Context, v Viewer, in ImportConfirmIn) (Done, error) {
	p, up, err := h.plan(ctx, ImportPreviewIn(in))
	if err != nil {
		return Done{}, err
	}
	if len(p.Questions) > 0 {
		q := p.Questions[0]
		field := "columns"
		if q.About == "date_order" {
			field = q.About
		}
		return Done{}, refuse(FieldFault{field, q.Ask, q.Remedy})
	}
	args := jobs.ImportArgs{Path: up.Path, Name: up.Name, Options: p.Options, Hash: up.Hash, Upload: true}
	args.Options.Door, args.Options.Map = p.Door, p.Map()
	id, err := h.Jobs.EnqueueImport(ctx, args, v.By())
	if err != nil {
		return Done{}, err
	}
	return Done{Sentence: up.Name + " is being brought in.", Job: id, Next: href("/jobs/%d", id)}, nil
}

// ImportUndo takes an import back, in the background.
func (h *House) ImportUndo(ctx context.Context, v Viewer, in ImportUndoIn) (Done, error) {
	imp, err := h.Book.Import(ctx, in.ID)
	if err != nil {
		return Done{}, err
	}
	if !importRow(imp).CanUndo {
		return Done{}, &clientele.Fault{Kind: clientele.Conflict, What: "this import cannot be undone: it is " + imp.State, Remedy: "wait until it is done"}
	}
	id, err := h.ask(ctx, queue.Ask{Kind: jobs.KindUndo, Args: jobs.UndoArgs{Import: in.ID}, By: v.By(), Key: fmt.Sprintf("undo:%d", in.ID)})
	if err != nil {
		return Done{}, err
	}
	return Done{Sentence: imp.File + " is being undone.", ID: in.ID, Job: id, Next: href("/imports/%d", in.ID)}, nil
}

// ImportRedo brings an import back, in the background.
func (h *House) ImportRedo(ctx context.Context, v Viewer, in ImportUndoIn) (Done, error) {
	imp, err := h.Book.Import(ctx, in.ID)
	if err != nil {
		return Done{}, err
	}
	if imp.State != ledger.WasUndone && imp.State != ledger.Undoing {
		return Done{}, &clientele.Fault{Kind: clientele.Conflict, What: "this import was not undone: it is " + imp.State, Remedy: "look at the list of imports"}
	}
	id, err := h.ask(ctx, queue.Ask{Kind: jobs.KindRedo, Args: jobs.UndoArgs{Import: in.ID}, By: v.By(), Key: fmt.Sprintf("redo:%d", in.ID)})
	if err != nil {
		return Done{}, err
	}
	return Done{Sentence: imp.File + " is being brought back.", ID: in.ID, Job: id, Next: href("/imports/%d", in.ID)}, nil
}
