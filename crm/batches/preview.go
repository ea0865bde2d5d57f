package batches

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// BatchUploadIn hands in a file.
type BatchUploadIn struct {
	File page.Upload `name:"file" json:"file" required:"true" doc:"a file of CSV, XLSX or iCalendar"`
	Type string      `name:"type" json:"type" default:"people" doc:"what its rows are: the plural of a type of record"`
}

// HandIn looks at a file handed in; it is brought in once confirmed.
func (c *Batches) HandIn(_ context.Context, _ access.Scope, in BatchUploadIn) (page.Done, error) {
	known := ""
	_, err := c.brought(in.Type)
	var unfold unfolding
	if err == nil {
		unfold, err = c.unfolds(in.File.Path)
	}
	if err == nil && unfold.table != nil {
		err = unfoldInto(in.File.Path, in.File.Name, unfold.table)
	}
	if err == nil && unfold.of != "" { // the file says what it holds, and of what is known it is the source
		in.Type, known = unfold.of, Over
	}
	if err == nil {
		_, err = evidence.OpenTable(named{evidence.File(in.File.Path), in.File.Name})
	}
	if err != nil {
		c.Drop(map[string]page.Upload{"file": in.File})
		return page.Done{}, err
	}
	next := shape.Query("/batches/preview", page.Encode(BatchPreviewIn{Upload: filepath.Base(in.File.Path), Type: in.Type, Known: known}))
	return page.Done{Sentence: clientele.Tell("batches.handed-in", "file", in.File.Name), Next: next}, nil
}

// Otherwise takes a file that was handed in as evidence, and that says itself which records it brings.
func (c *Batches) Otherwise(ctx context.Context, s access.Scope, file page.Upload) (done page.Done, taken bool, err error) {
	of, err := c.unfolds(file.Path)
	if err != nil || of.of == "" {
		return page.Done{}, false, nil // what is wrong with it is said where it was handed in
	}
	done, err = c.HandIn(ctx, s, BatchUploadIn{File: file, Type: of.of})
	return done, true, err
}

// named is a file under the name its owner gave it.
type named struct {
	evidence.Source
	name string
}

// Name is how its owner calls it.
func (n named) Name() string { return n.name }

// BatchPreviewIn asks how a file would be read.
type BatchPreviewIn struct {
	Upload    string   `name:"upload" json:"upload" required:"true" maxLength:"80" doc:"the ticket of the file handed in"`
	Type      string   `name:"type" json:"type" default:"people" doc:"what its rows are: the plural of a type of record"`
	Columns   []string `name:"columns" json:"columns,omitempty" doc:"what each column is, in order; empty: not used"`
	Known     string   `name:"known" json:"known,omitempty" default:"fill" enum:"skip,fill,over" doc:"who is known already: leave, fill in what is missing, or let the file hold"`
	Accounts  string   `name:"accounts" json:"accounts,omitempty" default:"make" enum:"make,find" doc:"relationships that are not found: make them, or do not take the row"`
	Domain    string   `name:"domain" json:"domain,omitempty" enum:"yes" doc:"yes: where a row names no relationship, take the one of the domain of the e-mail address"`
	DateOrder string   `name:"date_order" json:"date_order,omitempty" enum:"dmy,mdy,ymd" doc:"how days are written"`
}

// intake is what an In asks for.
func (in BatchPreviewIn) intake(up page.Upload) intake {
	return intake{Path: up.Path, Ticket: in.Upload, Columns: in.Columns, Known: in.Known, NoNew: in.Accounts == "find", ByDomain: in.Domain == "yes", DateOrder: in.DateOrder}
}

// plan opens a file that was handed in, as it is to be read: as somebody says, as a file
// of the same columns was read before, or as it is recognised.
func (c *Batches) plan(ctx context.Context, s access.Scope, in BatchPreviewIn) (*taking, *evidence.Table, page.Upload, error) {
	up, err := c.Upload(in.Upload)
	if err != nil {
		return nil, nil, up, err
	}
	table, err := evidence.OpenTable(named{evidence.File(up.Path), up.Name})
	if err != nil {
		return nil, nil, up, err
	}
	if in.Columns == nil {
		in.Columns, err = c.remembered(ctx, s, in.Type, table.Header)
	}
	if err == nil {
		err = c.Records.Prepare(ctx)
	}
	if err != nil {
		return nil, nil, up, err
	}
	k, err := c.takingOf(ctx, s, in.Type, in.intake(up), table)
	if err != nil {
		return nil, nil, up, err
	}
	k.Header = table.Header
	return k, table, up, k.sound()
}

// sound refuses columns that are no fields of the type, and two for one value.
func (k *taking) sound() error {
	there := targets(k.t, k.all)
	seen := map[string]bool{}
	for i, target := range k.columns {
		switch {
		case target == unused:
		case !slices.Contains(there, target):
			return page.Wrong("columns", clientele.Tell("batches.no-field", "field", page.Clip(target, 40)), clientele.Tell("batches.no-field-remedy"))
		case seen[target] && !several(target):
			return page.Wrong("columns", clientele.Tell("batches.twice", "column", k.header[i], "field", labelOf(target, k.all)), clientele.Tell("batches.twice-remedy"))
		}
		seen[target] = true
	}
	return nil
}

const looked = 20 // rows of a preview

// Preview shows how a file would be read: what its columns are, and what would become of
// its first rows, by the very steps that bring it in, on trial.
func (c *Batches) Preview(ctx context.Context, s access.Scope, in BatchPreviewIn) (BatchPreviewOut, error) {
	k, table, up, err := c.plan(ctx, s, in)
	if err != nil {
		return BatchPreviewOut{}, err
	}
	t := k.t
	out := BatchPreviewOut{In: in, File: up.Name, Size: up.Size, Fields: choicesOf(t, k.all), Rows: []BatchPreviewRow{}}
	out.In.Columns = k.columns
	for i, h := range table.Header {
		col := BatchColumn{Index: i, Header: h, Field: k.columns[i]}
		for _, row := range table.Sample[:min(len(table.Sample), 3)] {
			if i < len(row) && row[i] != "" {
				col.Sample = append(col.Sample, page.Clip(row[i], 40))
			}
		}
		out.Columns = append(out.Columns, col)
	}
	if fault := k.complete(); fault != nil {
		out.Question = say.Of(ctx).Error(fault)
		var wrong *page.InputFault
		if errors.As(fault, &wrong) && len(wrong.Fields) > 0 {
			out.Question, out.Asks = say.Of(ctx).Fill(wrong.Fields[0].What), wrong.Fields[0].Field
		}
	}
	var rows []*drafted
	for row, err := range table.Rows(ctx) {
		refusal, bad := rejected(err)
		if err != nil && !bad {
			return out, err
		}
		if bad {
			rows = append(rows, &drafted{line: int64(row.Line), cells: row.Cells, refused: refusal})
		} else {
			rows = append(rows, k.reading.row(row))
		}
		if len(rows) == looked {
			break
		}
	}
	err = c.Jobs.Book.Snapshot(ctx, func(ctx context.Context) error {
		done, err := k.take(ctx, c.Records.Trial(), rows)
		out.show(say.Of(ctx), k, done)
		return err
	})
	if err != nil {
		return out, err
	}
	out.Sentence = say.Of(ctx).Say("batches.preview", say.Args{"file": up.Name})
	return out, nil
}

// show puts what became of the rows into words.
func (out *BatchPreviewOut) show(by *say.Speaker, k *taking, done took) {
	for _, target := range k.columns {
		if target != unused && !slices.Contains(out.Shown, target) {
			out.Shown = append(out.Shown, target)
		}
	}
	for _, target := range out.Shown {
		out.Heads = append(out.Heads, labelOf(target, k.all))
	}
	for _, f := range done.fates {
		row := BatchPreviewRow{Line: f.row.place(), What: f.what}
		if f.row.refused != nil {
			why := inWords(by, *f.row.refused)
			row.Why, row.Remedy, row.Field = why.What, why.Remedy, why.Field
			row.Cells = []string{page.Clip(lineOf(f.row.cells), 120)}
		}
		for _, target := range out.Shown {
			if f.record != nil {
				row.Cells = append(row.Cells, k.said(f.record, target))
			}
		}
		out.Rows = append(out.Rows, row)
	}
}

// said is what of a record stands for a target.
func (k *taking) said(r *record.Record, target string) string {
	if target == number {
		return fmt.Sprint(int64(r.ID))
	}
	f, there := k.fields[target]
	if !there {
		return k.saidPart(r, target)
	}
	v := r.Get(f)
	if ties, ok := v.([]record.Tie); ok && f.To == record.Account {
		return k.nameOf(ties[0].To)
	}
	if id, ok := v.(clientele.ID); ok && f.To == record.Account {
		return k.nameOf(id)
	}
	return page.Clip(record.Said(v), 80)
}

func (k *taking) nameOf(id clientele.ID) string {
	if name := k.names[id]; name != "" {
		return name
	}
	return fmt.Sprint(int64(id))
}

// saidPart is a part of a value: of an address, of a tie, of an amount.
func (k *taking) saidPart(r *record.Record, target string) string {
	if places, ok := r.Values["addresses"].([]record.Place); ok && len(places) > 0 {
		p := places[0]
		for part, text := range map[string]string{"street": p.Street, "city": p.City, "postcode": p.Postcode, "region": p.Region, "country": p.Country} {
			if target == "addresses."+part {
				return text
			}
		}
	}
	if ties, ok := r.Values["accounts"].([]record.Tie); ok && len(ties) > 0 && target == "accounts"+role {
		return ties[0].Role
	}
	return ""
}

// BatchPreviewOut is how a file would be read.
type BatchPreviewOut struct {
	Sentence string            `json:"sentence"`
	In       BatchPreviewIn    `json:"in"`
	File     string            `json:"file"`
	Size     int64             `json:"size"`
	Columns  []BatchColumn     `json:"columns"`
	Fields   []page.Choice     `json:"fields"` // what a column can be
	Shown    []string          `json:"shown"`  // the fields of which cells follow
	Heads    []string          `json:"heads"`  // what people call them
	Rows     []BatchPreviewRow `json:"rows"`   // what would become of the first rows
	Question string            `json:"question,omitempty"`
	Asks     string            `json:"asks,omitempty"` // the field of the In that answers it
}

// BatchColumn is one column of the file.
type BatchColumn struct {
	Index  int      `json:"index"`
	Header string   `json:"header"`
	Field  string   `json:"field"`
	Sample []string `json:"sample"`
}

// BatchPreviewRow is what would become of one row.
type BatchPreviewRow struct {
	Line   int64    `json:"line"`
	What   string   `json:"what"` // new, changed, same, refused
	Cells  []string `json:"cells"`
	Why    string   `json:"why,omitempty"`
	Field  string   `json:"field,omitempty"`
	Remedy string   `json:"remedy,omitempty"`
}

// BatchConfirmIn brings in a file handed in, read as in its preview.
type BatchConfirmIn BatchPreviewIn

// Confirm begins to bring in a file handed in.
func (c *Batches) Confirm(ctx context.Context, s access.Scope, in BatchConfirmIn) (done page.Done, err error) {
	k, _, up, err := c.plan(ctx, s, BatchPreviewIn(in))
	if err == nil {
		err = k.complete()
	}
	if err != nil {
		return page.Done{}, err
	}
	b := record.Batch{Type: k.t.Name, File: up.Name}
	err = c.Records.InTx(ctx, func(tx *db.Tx) error {
		ask, err := c.begin(ctx, tx, s, &b, k.intake)
		if err != nil {
			return err
		}
		if b.Job, err = c.Jobs.Queue.Enqueue(ctx, tx, ask); err != nil {
			return err
		}
		return c.Records.KeepBatch(ctx, tx, &b)
	})
	return page.Done{Sentence: say.Of(ctx).Say("batches.brought", say.Args{"file": up.Name}), ID: b.ID, Job: b.Job, Next: shape.Href("/batches/%d", b.ID)}, err
}

// remembered is how the last file of the same type and columns was read; nil: there was none.
func (c *Batches) remembered(ctx context.Context, s access.Scope, typeName string, header []string) ([]string, error) {
	t, err := c.Records.Type(typeName)
	if err != nil {
		return nil, err
	}
	list, err := c.Records.Batches(ctx, s, 0, lookBack)
	for _, b := range list {
		var was intake
		if b.What == record.BatchImport && b.Type == t.Name && fromJSON(b.Asked, &was) && slices.Equal(was.Header, header) {
			return was.Columns, err
		}
	}
	return nil, err
}

// lookBack is how many batches are looked through for one with the same columns.
const lookBack = 100

func fromJSON(raw json.RawMessage, into any) bool { return json.Unmarshal(raw, into) == nil }
