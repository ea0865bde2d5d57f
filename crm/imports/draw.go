package imports

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/ui"
)

// importStates says what state an import is in.
var importStates = map[string]string{
	"running": "running", "done": "done", "stopped": "came to a halt", "undone": "taken back",
}

func importStateText(r ImportRow) string {
	if s := importStates[r.State]; s != "" {
		return s
	}
	return r.State
}

func importTable(v page.Frame, out ImportsOut) ui.TableData {
	t := ui.TableData{ID: "import-table", Label: "Imports, newest first", More: out.Next, Cols: []ui.Col{
		{Title: "File", Place: "p1"}, {Title: "When", Place: "p3"}, {Title: "What", Place: ""}, {Title: "State", Place: "p2"},
		{Title: "Rows", Num: true}, {Title: "New", Num: true, Place: "p4"}, {Title: "Known", Num: true}, {Title: "Not taken", Num: true}, {Title: "Undo", Quiet: true},
	}}
	for _, r := range out.Rows {
		t.Rows = append(t.Rows, ui.Row{ID: "import-" + ui.IdValue(r.ID), Href: r.Href, Cells: []templ.Component{
			ui.NameCell(ui.Shorten(r.File, 60), r.Href, ""), momentCell(v, r), ui.Text(r.Door), importState(v, r),
			ui.Text(ui.Count(r.Lines)), ui.Text(ui.Count(r.Added)), ui.Text(ui.Count(r.Known)), rejectedCell(r), importUndo(v, r),
		}})
	}
	return t
}

func rejectTable(out ImportOut) ui.TableData {
	t := ui.TableData{ID: "reject-table", Label: "Rows that were not taken", More: out.More, Cols: []ui.Col{
		{Title: "Line", Place: "p1"}, {Title: "Column", Place: "p2"}, {Title: "What is wrong", Place: "p3"}, {Title: "As it stood"},
	}}
	for _, r := range out.Rejects {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Text(ui.Count(r.Line)), ui.Text(r.Column), whatCell(r), codeCell(ui.Shorten(r.Row, 120)),
		}})
	}
	return t
}

func rejectNote(r ImportRow) string {
	if r.Rejected == 0 {
		return "every row was fit"
	}
	return "with line, reason and remedy"
}

func rejectHref(out ImportOut) string {
	if out.Import.Rejected > 0 && len(out.Rejects) > 0 {
		return "#rejects"
	}
	return ""
}

// receiptText is what else a receipt says: which days, who, when.
func receiptText(v page.Frame, out ImportOut) string {
	r := out.Import
	var parts []string
	if r.First != clientele.NoDay {
		parts = append(parts, "From "+ui.ShortDay(r.First, clientele.NoDay+1)+" to "+ui.ShortDay(r.Last, clientele.NoDay+1))
	}
	if r.By != "" {
		parts = append(parts, "brought in by "+r.By)
	}
	if r.Started != 0 {
		parts = append(parts, ui.SayMoment(v, r.Started))
	}
	if r.Undone != 0 {
		parts = append(parts, "taken back "+ui.SayMoment(v, r.Undone))
	}
	return strings.Join(parts, " · ")
}

func previewEyebrow(out ImportPreviewOut) string {
	parts := []string{out.File}
	for _, p := range []string{ui.FileSize(out.Size), out.Dialect} {
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

// unused stands for a column that is not read, where a select needs a value to
// tell it from one that nobody answered.
const unused = ""

func withUnused(fields []page.Choice) []page.Choice {
	for _, f := range fields {
		if f.Value == unused {
			return fields
		}
	}
	return append([]page.Choice{{Value: unused, Label: "not used"}}, fields...)
}

func orUnused(fieldName string) string { return fieldName }

// columnWhy says in short how sure the reading of a column is.
func columnWhy(c PreviewColumn) string {
	switch {
	case c.Field == "":
		return ui.Shorten(c.Why, 48)
	case c.Sure >= 0.9:
		return "sure"
	case c.Sure >= 0.7:
		return "likely"
	}
	return "please check"
}

// previewFields are what was seen, so that exactly that is imported.
func previewFields(out ImportPreviewOut) []ui.HiddenField {
	fs := []ui.HiddenField{{Name: "upload", Value: out.Upload}}
	add := func(name, value string) {
		if value != "" {
			fs = append(fs, ui.HiddenField{Name: name, Value: value})
		}
	}
	add("door", ui.Chosen(out.Doors, out.In.Door))
	if out.In.Map != "" {
		add("map", out.In.Map)
	} else {
		for _, c := range out.Columns {
			fs = append(fs, ui.HiddenField{Name: "columns", Value: c.Field})
		}
	}
	add("date_order", ui.Chosen(out.DateOrder, out.In.DateOrder))
	add("decimal", ui.Chosen(out.Decimal, out.In.Decimal))
	add("currency", out.In.Currency)
	add("line", out.In.Line)
	return fs
}
