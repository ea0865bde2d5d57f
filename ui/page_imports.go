package ui

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/view"
)

func anyLive(jobs []view.JobRow) bool {
	for _, j := range jobs {
		if j.Live {
			return true
		}
	}
	return false
}

// importStates says what state an import is in.
var importStates = map[string]string{
	"running": "running", "done": "done", "stopped": "came to a halt", "undone": "taken back",
}

func importStateText(r view.ImportRow) string {
	if s := importStates[r.State]; s != "" {
		return s
	}
	return r.State
}

func importTable(v page.Frame, out view.ImportsOut) TableData {
	t := TableData{ID: "import-table", Label: "Imports, newest first", More: out.Next, Cols: []Col{
		{Title: "File", Place: "p1"}, {Title: "When", Place: "p3"}, {Title: "What", Place: ""}, {Title: "State", Place: "p2"},
		{Title: "Rows", Num: true}, {Title: "New", Num: true, Place: "p4"}, {Title: "Known", Num: true}, {Title: "Not taken", Num: true}, {Title: "Undo", Quiet: true},
	}}
	for _, r := range out.Rows {
		t.Rows = append(t.Rows, Row{ID: "import-" + idValue(r.ID), Href: r.Href, Cells: []templ.Component{
			nameCell(shorten(r.File, 60), r.Href, ""), momentCell(v, r), Text(r.Door), importState(v, r),
			Text(count(r.Lines)), Text(count(r.Added)), Text(count(r.Known)), rejectedCell(r), importUndo(v, r),
		}})
	}
	return t
}

func rejectTable(out view.ImportOut) TableData {
	t := TableData{ID: "reject-table", Label: "Rows that were not taken", More: out.More, Cols: []Col{
		{Title: "Line", Place: "p1"}, {Title: "Column", Place: "p2"}, {Title: "What is wrong", Place: "p3"}, {Title: "As it stood"},
	}}
	for _, r := range out.Rejects {
		t.Rows = append(t.Rows, Row{Cells: []templ.Component{
			Text(count(r.Line)), Text(r.Column), whatCell(r), codeCell(shorten(r.Row, 120)),
		}})
	}
	return t
}

func rejectNote(r view.ImportRow) string {
	if r.Rejected == 0 {
		return "every row was fit"
	}
	return "with line, reason and remedy"
}

func rejectHref(out view.ImportOut) string {
	if out.Import.Rejected > 0 && len(out.Rejects) > 0 {
		return "#rejects"
	}
	return ""
}

// receiptText is what else a receipt says: which days, who, when.
func receiptText(out view.ImportOut, today clientele.Day) string {
	r := out.Import
	var parts []string
	if r.First != clientele.NoDay {
		parts = append(parts, "From "+shortDay(r.First, clientele.NoDay+1)+" to "+shortDay(r.Last, clientele.NoDay+1))
	}
	if r.By != "" {
		parts = append(parts, "brought in by "+r.By)
	}
	if r.Started != 0 {
		parts = append(parts, moment(r.Started, today))
	}
	if r.Undone != 0 {
		parts = append(parts, "taken back "+moment(r.Undone, today))
	}
	return strings.Join(parts, " · ")
}
