package batches

import (
	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/ui"
)

// said is a sentence of this folder.
func said(key string) string { return say.English.Say("batches." + key) }

func listTable(v page.Frame, out BatchesOut) ui.TableData {
	t := ui.TableData{ID: "batch-table", Label: said("list-label"), More: out.Next, Cols: []ui.Col{
		{Title: said("col-what"), Place: "p1"}, {Title: said("col-when"), Place: "p3"}, {Title: said("col-state"), Place: "p2"},
		{Title: said("col-made"), Num: true}, {Title: said("col-changed"), Num: true}, {Title: said("col-refused"), Num: true}, {Title: said("col-undo"), Quiet: true},
	}}
	for _, r := range out.Rows {
		t.Rows = append(t.Rows, ui.Row{ID: "batch-" + ui.IdValue(r.ID), Href: r.Href, Cells: []templ.Component{
			ui.NameCell(ui.Shorten(r.Title, 60), r.Href, ""), ui.Moment(r.Started, v.Today), ui.Text(said("state-" + r.State)),
			ui.Text(ui.Count(r.Made)), ui.Text(ui.Count(r.Changed)), ui.Text(ui.Count(r.Refused)), turnCell(v, r, out.MayWrite),
		}})
	}
	return t
}

func refusalTable(out BatchOut) ui.TableData {
	first := said("col-line")
	if out.Row.What == record.BatchEdit {
		first = said("col-record")
	}
	t := ui.TableData{ID: "refusal-table", Label: said("refused-label"), More: out.More, Cols: []ui.Col{
		{Title: first, Place: "p1"}, {Title: said("col-field"), Place: "p2"}, {Title: said("col-wrong"), Place: "p3"}, {Title: said("col-row")},
	}}
	for _, r := range out.Refusals {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Text(ui.Count(r.Line)), ui.Text(r.Field), wrongCell(r), rawCell(ui.Shorten(r.Row, 120)),
		}})
	}
	return t
}

// beside is who did it and when.
func beside(v page.Frame, r BatchRow) string {
	text := ""
	if r.By != "" {
		text = say.English.Say("batches.by", say.Args{"who": r.By}) + " · "
	}
	text += ui.SayMoment(r.Started, v.Today)
	if r.Turned != 0 {
		text += " · " + said("turned") + " " + ui.SayMoment(r.Turned, v.Today)
	}
	return text
}

func refusedHref(out BatchOut) string {
	if len(out.Refusals) > 0 {
		return "#refused"
	}
	return ""
}
