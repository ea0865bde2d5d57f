package work

import (
	"github.com/a-h/templ"
	"github.com/clientele-crm/clientele"

	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/ui"
)

func finished(rows []shape.JobRow) []shape.JobRow {
	var past []shape.JobRow
	for _, j := range rows {
		if !j.Live {
			past = append(past, j)
		}
	}
	return past
}

func jobTable(v page.Frame, rows []shape.JobRow) ui.TableData {
	t := ui.TableData{ID: "job-table", Label: v.Speaker.Say("work.said.work-done-before"), Cols: []ui.Col{
		{Title: clientele.Tell("work.said.what"), Place: "p1"}, {Title: clientele.Tell("work.said.when"), Place: "p3"}, {Title: clientele.Tell("work.said.state"), Place: "p2"}, {Title: clientele.Tell("work.said.how-much")}, {Title: clientele.Tell("work.said.note")},
	}}
	for _, j := range rows {
		t.Rows = append(t.Rows, ui.Row{Href: j.Href, Cells: []templ.Component{
			ui.NameCell(j.Title, j.Href, ""), jobMoment(v, j), jobStateCell(j), ui.Text(ui.JobFigures(v.Speaker, j)), ui.Text(v.Speaker.Shorten(j.Note, 80)),
		}})
	}
	return t
}
