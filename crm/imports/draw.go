package imports

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/ui"
)

// importStateText says what state an import is in.
func importStateText(s *say.Speaker, r ImportRow) string {
	return s.Label("imports.state-"+r.State, r.State)
}

func importTable(v page.Frame, out ImportsOut) ui.TableData {
	t := ui.TableData{ID: "import-table", Label: said("list"), More: out.Next, Cols: []ui.Col{
		{Title: said("col-file"), Place: "p1"}, {Title: said("col-when"), Place: "p3"}, {Title: said("col-what"), Place: ""}, {Title: said("col-state"), Place: "p2"},
		{Title: said("col-rows"), Num: true}, {Title: said("col-new"), Num: true, Place: "p4"}, {Title: said("col-known"), Num: true}, {Title: said("col-not-taken"), Num: true}, {Title: said("undo"), Quiet: true},
	}}
	for _, r := range out.Rows {
		t.Rows = append(t.Rows, ui.Row{ID: "import-" + ui.IdValue(r.ID), Href: r.Href, Cells: []templ.Component{
			ui.NameCell(v.Speaker.Shorten(r.File, 60), r.Href, ""), momentCell(v, r), ui.Text(said("door-" + r.Door)), importState(v, r),
			ui.Text(v.Speaker.Count(r.Lines)), ui.Text(v.Speaker.Count(r.Added)), ui.Text(v.Speaker.Count(r.Known)), rejectedCell(r), importUndo(v, r),
		}})
	}
	return t
}

func rejectTable(v page.Frame, out ImportOut) ui.TableData {
	t := ui.TableData{ID: "reject-table", Label: said("rejects"), More: out.More, Cols: []ui.Col{
		{Title: said("col-line"), Place: "p1"}, {Title: said("col-column"), Place: "p2"}, {Title: said("col-wrong"), Place: "p3"}, {Title: said("col-stood")},
	}}
	for _, r := range out.Rejects {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Text(v.Speaker.Count(int64(r.Line))), ui.Text(r.Column), whatCell(r), codeCell(say.Shorten(r.Row, 120)),
		}})
	}
	return t
}

func rejectNote(r ImportRow) string {
	if r.Rejected == 0 {
		return said("all-fit")
	}
	return said("with-reasons")
}

// takenRows are the rows of a file that were new to the book.
func takenRows(r ImportRow) int64 { return max(0, r.Lines-r.Rejected-r.Repeated) }

func rejectHref(out ImportOut) string {
	switch {
	case out.Reading != nil && len(out.Reading.Reasons) > 0:
		return "#left-out"
	case out.Import.Rejected > 0 && len(out.Rejects) > 0:
		return "#rejects"
	}
	return ""
}

// receiptText is what else a receipt says: which days, who, when.
func receiptText(v page.Frame, out ImportOut) string {
	r := out.Import
	var parts []string
	if r.First != clientele.NoDay {
		parts = append(parts, v.Speaker.Say("imports.from-to", say.Args{"from": v.Speaker.Day(r.First, clientele.NoDay+1), "to": v.Speaker.Day(r.Last, clientele.NoDay+1)}))
	}
	if r.By != "" {
		parts = append(parts, v.Speaker.Say("imports.by", say.Args{"who": r.By}))
	}
	if r.Started != 0 {
		parts = append(parts, ui.SayMoment(v, r.Started))
	}
	if r.Undone != 0 {
		parts = append(parts, v.Speaker.Say("imports.undone-at", say.Args{"when": ui.SayMoment(v, r.Undone)}))
	}
	return strings.Join(parts, " · ")
}

func previewEyebrow(s *say.Speaker, out ImportPreviewOut) string {
	parts := []string{out.File}
	for _, p := range []string{s.FileSize(out.Size), out.Dialect} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, " · ")
}

func asks(questions []PreviewQuestion, name string) bool {
	for _, q := range questions {
		if q.Field == name {
			return true
		}
	}
	return false
}

func columnID(c PreviewColumn) string { return "column-" + strconv.Itoa(c.Index) }

// columnWhy says why a column is read as it is.
func columnWhy(s *say.Speaker, c PreviewColumn) string {
	why := s.Sentence(c.Why)
	if c.doubtful() {
		why = said("please-check") + " " + why
	}
	return why
}

// doubtful says that a person should look at what a column is taken for.
func (c PreviewColumn) doubtful() bool { return c.Field != "" && c.Sure < 0.7 && len(c.Cells) > 0 }

// mostColumns is how many columns that are not read are shown unasked.
const mostColumns = 24

func hidesColumn(out ImportPreviewOut, c PreviewColumn) bool {
	return !out.In.All && c.Field == "" && c.Index >= mostColumns
}

func hiddenColumns(out ImportPreviewOut) (n int) {
	for _, c := range out.Columns {
		if hidesColumn(out, c) {
			n++
		}
	}
	return n
}

func questionID(at int) string { return "question-" + strconv.Itoa(at) }

// reasonText is why rows were left out; of rows with different values, for one of them.
func reasonText(s *say.Speaker, r evidence.Reason) string {
	text := strings.TrimSuffix(s.Sentence(r.What), ".")
	if r.Column != "" {
		text += " " + s.Say("imports.in-column", say.Args{"column": r.Column})
	}
	if r.Varies {
		text = s.Say("imports.for-one", say.Args{"what": text})
	}
	return s.Sentence(text)
}

func linesOf(s *say.Speaker, r evidence.Reason) string {
	var lines []string
	for _, e := range r.Examples {
		lines = append(lines, s.Count(int64(e.Line)))
	}
	text := clientele.Tell("imports.lines", "n", len(lines), "lines", strings.Join(lines, ", "))
	if more := r.Count - int64(len(lines)); more > 0 {
		text += " " + clientele.Tell("imports.lines-more", "n", int(more))
	}
	return text
}

func boughtLabel(m clientele.Money) string {
	if m.Currency == clientele.UnknownCurrency {
		return said("stat-sum-bare")
	}
	return clientele.Tell("imports.stat-sum", "currency", m.Currency)
}

func nothingNote(r *Reading) string {
	var parts []string
	if r.Nothing > 0 {
		parts = append(parts, clientele.Tell("imports.n-nothing", "n", int(r.Nothing)))
	}
	if r.Unpriced > 0 && r.Unpriced < r.Orders {
		parts = append(parts, clientele.Tell("imports.n-unpriced", "n", int(r.Unpriced)))
	}
	return strings.Join(parts, ", ")
}

func returnedNote(s *say.Speaker, r *Reading) string {
	var parts []string
	for _, m := range r.Returned {
		parts = append(parts, s.Money(m))
	}
	return strings.Join(parts, ", ")
}

// rowsText says that every row of the file is counted, and how far the look went.
func rowsText(s *say.Speaker, r *Reading) string {
	args := say.Args{"n": int(r.Rows), "taken": int(r.Taken), "left": int(r.Left)}
	text := s.Say("imports.rows", args)
	if !r.Whole {
		text = s.Say("imports.rows-part", args)
	}
	if r.Heads > 0 {
		text += " " + clientele.Tell("imports.heads", "n", int(r.Heads))
	}
	return text
}

func shownTable(s *say.Speaker, list []ShownEntry) ui.TableData {
	t := ui.TableData{ID: "shown-table", Label: said("as-kept"), Cols: []ui.Col{
		{Title: said("col-day"), Place: "p2"}, {Title: said("col-who"), Place: "p1"}, {Title: said("col-what"), Place: "p3"}, {Title: said("col-amount"), Num: true, Place: "p4"}, {Title: said("col-rows"), Num: true},
	}}
	for _, e := range list {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Text(s.LongDay(e.Day)), ui.Text(say.Shorten(e.Who, 60)), ui.Text(shownWhat(e)), ui.Text(s.Money(e.Amount)), ui.Text(s.Count(int64(e.Rows))),
		}})
	}
	return t
}

func shownWhat(e ShownEntry) string {
	if e.Of == "" {
		return e.What
	}
	return e.What + ": " + e.Of
}

// previewFields are what a person said of the file that was seen, so that it is imported as it was seen.
func previewFields(out ImportPreviewOut) []ui.HiddenField {
	fs := []ui.HiddenField{{Name: "upload", Value: out.Upload}}
	for _, f := range []ui.HiddenField{
		{Name: "door", Value: out.In.Door}, {Name: "map", Value: out.In.Map}, {Name: "date_order", Value: out.In.DateOrder}, {Name: "decimal", Value: out.In.Decimal},
		{Name: "currency", Value: out.In.Currency}, {Name: "line", Value: out.In.Line}, {Name: "blanks", Value: out.In.Blanks}, {Name: "encoding", Value: out.In.Encoding},
		{Name: "sheet", Value: out.In.Sheet}, {Name: "later", Value: out.In.Later}, {Name: "sold", Value: out.In.Sold},
	} {
		if f.Value != "" {
			fs = append(fs, f)
		}
	}
	return fs
}
