package imports

import (
	"context"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// What bounds the look at a file: beyond it the page says how far it looked.
const (
	lookRows = 2_000_000
	lookTime = 6 * time.Second
	tryRows  = 2_000 // for what an answer would make of the file
	tryTime  = time.Second
)

// ImportPreviewIn asks how a file would be read.
type ImportPreviewIn struct {
	Upload    string   `name:"upload" json:"upload" required:"true" maxLength:"80" doc:"the ticket of the file handed in"`
	Door      string   `name:"door" json:"door,omitempty" enum:",orders,interactions,engagements" doc:"what the rows are"`
	Columns   []string `name:"columns" json:"columns,omitempty" doc:"what each column is, in the file's order"`
	Map       string   `name:"map" json:"map,omitempty" maxLength:"4000" doc:"what was said of columns, in one line: account=CustomerID,at=InvoiceDate,amount=Quantity*UnitPrice"`
	Answer    []string `name:"answer" json:"answer,omitempty" doc:"what a field is read from, as in map; it goes before what map says of the field"`
	DateOrder string   `name:"date_order" json:"date_order,omitempty" enum:",dmy,mdy,ymd" doc:"order of day, month and year"`
	Decimal   string   `name:"decimal" json:"decimal,omitempty" enum:",point,comma" doc:"what stands before the cents"`
	Currency  string   `name:"currency" json:"currency,omitempty" maxLength:"3" doc:"currency of amounts that name none"`
	Line      string   `name:"line" json:"line,omitempty" maxLength:"100" doc:"line of business of rows that name none"`
	Blanks    string   `name:"blanks" json:"blanks,omitempty" enum:",above,nobody" doc:"whose the rows are that name nobody"`
	Encoding  string   `name:"encoding" json:"encoding,omitempty" maxLength:"40" doc:"encoding of the file, where it is not recognised rightly"`
	Sheet     string   `name:"sheet" json:"sheet,omitempty" maxLength:"200" doc:"the sheet of a workbook"`
	Later     string   `name:"later" json:"later,omitempty" enum:",keep,leave" doc:"what becomes of purchases dated in years to come"`
	Sold      string   `name:"sold" json:"sold,omitempty" enum:",credit,debit" doc:"which amounts are sales, where a column says debit or credit beside them"`
	All       bool     `name:"all" json:"all,omitempty" doc:"show every column of a wide file"`
}

// ImportPreviewOut is how a file would be read.
type ImportPreviewOut struct {
	Sentence  string            `json:"sentence"`
	Upload    string            `json:"upload"`
	File      string            `json:"file"`
	Size      int64             `json:"size"`
	Doors     []page.Choice     `json:"doors"`   // the one recognised is Selected
	Dialect   string            `json:"dialect"` // "semicolons, UTF-8, gzip"
	Columns   []PreviewColumn   `json:"columns"`
	Fields    []page.Choice     `json:"fields"` // what a column can be; "" is not used
	Sample    [][]string        `json:"sample"` // first rows as they stand, a cell a column
	Reading   *Reading          `json:"reading,omitempty"`
	Worked    []string          `json:"worked,omitempty"` // what is worked out of several columns, and how
	Questions []PreviewQuestion `json:"questions"`
	DateOrder []page.Choice     `json:"date_order"`
	Decimal   []page.Choice     `json:"decimal"`
	Blanks    []page.Choice     `json:"blanks"`
	Encoding  []page.Choice     `json:"encoding"`
	Sheets    []page.Choice     `json:"sheets,omitempty"`   // of a workbook with several tables
	Currency  string            `json:"currency,omitempty"` // that amounts are taken in which name none
	In        ImportPreviewIn   `json:"in"`                 // with what was said of columns, in its map
	Notes     []string          `json:"notes,omitempty"`    // how it was taken what the file leaves open
	Ready     bool              `json:"ready"`              // nothing left to ask
}

// PreviewColumn is one column of the file.
type PreviewColumn struct {
	Index  int      `json:"index"`
	Header string   `json:"header"`
	Field  string   `json:"field"`
	Sure   float64  `json:"sure"` // 0…1
	Why    string   `json:"why"`
	Cells  []string `json:"cells"` // first ones that are not empty
}

// PreviewQuestion is what has to be answered first.
type PreviewQuestion struct {
	Field   string          `json:"field"` // the field of ImportPreviewIn that answers it
	What    string          `json:"what"`
	Choices []PreviewChoice `json:"choices"`
}

// PreviewChoice is an answer, and what the file would come to with it.
type PreviewChoice struct {
	Value string `json:"value"`
	Label string `json:"label"`
	Means string `json:"means,omitempty"`
}

// ImportPreview is how a file would be read.
func (c *Imports) ImportPreview(ctx context.Context, _ access.Scope, in ImportPreviewIn) (ImportPreviewOut, error) {
	if in.Door != "" && !allOf(in.Columns, fieldsOf(in.Door)) {
		in.Columns, in.Map, in.Answer = nil, "", nil // said of another door: look afresh
	}
	l, err := c.look(ctx, in, true)
	if err != nil {
		return ImportPreviewOut{}, err
	}
	p := l.plan
	in = l.said(in)
	out := ImportPreviewOut{
		Upload: in.Upload, File: l.up.Name, Size: l.up.Size, Dialect: dialect(p.Dialect), Fields: fieldsOf(p.Door), Sample: p.Sample,
		Questions: []PreviewQuestion{}, In: in, Ready: len(p.Questions) == 0, Currency: p.Currency, Worked: worked(p),
	}
	for _, d := range evidence.Doors {
		out.Doors = append(out.Doors, page.Choice{Value: d.Name, Label: said("door-" + d.Name), Help: say.Of(ctx).Fill(d.Doc), Selected: d.Name == p.Door})
	}
	for _, col := range p.Columns {
		out.Columns = append(out.Columns, PreviewColumn{col.Index, col.Header, col.Field, col.Sure, plainly(say.Of(ctx), col.Why), cellsOf(p.Sample, col.Index)})
	}
	for _, q := range p.Questions {
		one, err := c.question(ctx, l, q)
		if err != nil {
			return out, err
		}
		out.Questions = append(out.Questions, one)
	}
	out.DateOrder, out.Decimal = choicesOf("order", in.DateOrder, "", "dmy", "mdy", "ymd"), choicesOf("decimal", in.Decimal, "", "point", "comma")
	out.Blanks, out.Encoding = choicesOf("blanks", in.Blanks, "", "above", "nobody"), encodings(p.Dialect.Encoding, in.Encoding)
	out.Sheets = sheets(p.Dialect)
	if !out.Ready {
		out.Notes = plain(say.Of(ctx), p.Notes)
		out.Sentence = say.Of(ctx).Say("imports.asks", say.Args{"n": len(out.Questions), "file": l.up.Name})
		return out, nil
	}
	survey, err := c.survey(ctx, p, evidence.Bounds{Rows: lookRows}, lookTime)
	if err != nil {
		return out, err
	}
	out.Reading = readingOf(say.Of(ctx), survey)
	out.Notes = out.Reading.Notes
	out.Sentence = out.Reading.sentence(say.Of(ctx))
	return out, nil
}

// survey reads a plan's file for so long, and no longer.
func (c *Imports) survey(ctx context.Context, p *evidence.Plan, b evidence.Bounds, most time.Duration) (evidence.Survey, error) {
	enough, stop := context.WithTimeout(ctx, most)
	defer stop()
	b.Stop = enough.Done()
	return p.Survey(ctx, b)
}

// looked is a file handed in, and how it is read with what a person said of it.
type looked struct {
	up   page.Upload
	args jobs.ImportArgs
	plan *evidence.Plan
}

// said is what a person said, as the file is read with it: what was said of columns is
// in the map.
func (l looked) said(in ImportPreviewIn) ImportPreviewIn {
	in.Map, in.Columns, in.Answer = l.args.Options.Map, nil, nil
	return in
}

// look looks at an upload, with what the person said of it. It is read as an import of it would
// be; a preview asks besides for a currency that nothing names, which an import may leave open.
func (c *Imports) look(ctx context.Context, in ImportPreviewIn, askMoney bool) (looked, error) {
	up, err := c.Upload(in.Upload)
	if err != nil {
		return looked{}, err
	}
	o := evidence.Options{
		Door: in.Door, Map: in.Map, DateOrder: in.DateOrder, Decimal: in.Decimal, Currency: strings.ToUpper(strings.TrimSpace(in.Currency)),
		Line: clientele.Line(in.Line), Blanks: in.Blanks, Encoding: in.Encoding, Sheet: in.Sheet, Later: in.Later, Sold: in.Sold, AskMoney: askMoney,
	}
	for _, answer := range in.Answer {
		o.Map = evidence.AmendMap(o.Map, answer)
	}
	if o.House, err = c.Firm(ctx); err != nil {
		return looked{}, err
	}
	l := looked{up: up, args: jobs.ImportArgs{Path: up.Path, Name: up.Name, Options: o, Hash: up.Hash, Upload: true}}
	if l.plan, err = c.Jobs.Plan(ctx, l.args); err != nil {
		return l, err
	}
	corrected, err := correct(l.plan, in.Columns)
	if err != nil || corrected == "" || len(in.Answer) > 0 {
		return l, err
	}
	l.args.Options.Door, l.args.Options.Map = l.plan.Door, evidence.AmendMap(l.args.Options.Map, corrected)
	l.plan, err = c.Jobs.Plan(ctx, l.args)
	return l, err
}

// cellsOf are the first cells of a column that are not empty.
func cellsOf(rows [][]string, col int) []string {
	cells := []string{}
	for _, row := range rows {
		if col < len(row) && row[col] != "" && len(cells) < cellsShown {
			cells = append(cells, row[col])
		}
	}
	return cells
}

const cellsShown = 3

// worked are the fields that are read from several columns.
func worked(p *evidence.Plan) (list []string) {
	for _, f := range p.Fields {
		if !isColumn(p, f.From) {
			list = append(list, clientele.Tell("imports.worked", "field", fieldWord(f.Field), "from", strings.ReplaceAll(f.From, "*", " × "), "why", evidence.Plain(f.Why)))
		}
	}
	return list
}

func isColumn(p *evidence.Plan, from string) bool {
	for _, c := range p.Columns {
		if evidence.QuoteName(c.Header) == from {
			return true
		}
	}
	return false
}

// plainly is a text of evidence in words, for a page.
func plainly(s *say.Speaker, told string) string { return s.Fill(evidence.Plain(told)) }

func plain(s *say.Speaker, notes []string) []string {
	out := []string{}
	for _, n := range notes {
		if n = plainly(s, n); n != "" {
			out = append(out, say.Capital(n))
		}
	}
	return out
}
