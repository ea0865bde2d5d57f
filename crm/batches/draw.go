package batches

import (
	"fmt"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/ui"
)

// said is a sentence of this folder.
func said(key string) string { return clientele.Tell("batches." + key) }

func listTable(v page.Frame, out BatchesOut) ui.TableData {
	t := ui.TableData{ID: "batch-table", Label: said("list-label"), More: out.Next, Cols: []ui.Col{
		{Title: said("col-what"), Place: "p1"}, {Title: said("col-when"), Place: "p3"}, {Title: said("col-state"), Place: "p2"},
		{Title: said("col-made"), Num: true}, {Title: said("col-changed"), Num: true}, {Title: said("col-refused"), Num: true}, {Title: said("col-undo"), Quiet: true},
	}}
	for _, r := range out.Rows {
		t.Rows = append(t.Rows, ui.Row{ID: "batch-" + ui.IdValue(r.ID), Href: r.Href, Cells: []templ.Component{
			ui.NameCell(v.Speaker.Shorten(r.Title, 60), r.Href, ""), ui.Moment(v, r.Started), ui.Text(said("state-" + r.State)),
			numberCell(v, r, r.Made), numberCell(v, r, r.Changed), numberCell(v, r, r.Refused), turnCell(v, r, out.MayWrite),
		}})
	}
	return t
}

// numberCell is a count in the list; of what is another's, its receipt counts what one sees.
func numberCell(v page.Frame, r BatchRow, n int64) templ.Component {
	if r.Partly {
		return ui.Text("–")
	}
	return ui.Text(v.Speaker.Count(n))
}

func refusalTable(v page.Frame, out BatchOut) ui.TableData {
	first := said("col-line")
	if out.Row.What != record.BatchImport {
		first = said("col-record")
	}
	t := ui.TableData{ID: "refusal-table", Label: said("refused-label"), More: out.More, Cols: []ui.Col{
		{Title: first, Place: "p1"}, {Title: said("col-field"), Place: "p2"}, {Title: said("col-wrong"), Place: "p3"}, {Title: said("col-row")},
	}}
	for _, r := range out.Refusals {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Text(v.Speaker.Count(r.Line)), ui.Text(r.Field), wrongCell(r), rawCell(say.Shorten(r.Row, 120)),
		}})
	}
	return t
}

// beside is who did it and when.
func beside(v page.Frame, r BatchRow) string {
	text := ""
	if r.By != "" {
		text = v.Speaker.Say("batches.by", say.Args{"who": r.By}) + " · "
	}
	text += ui.SayMoment(v, r.Started)
	if r.Turned != 0 {
		text += " · " + said("turned") + " " + ui.SayMoment(v, r.Turned)
	}
	return text
}

func refusedHref(out BatchOut) string {
	if len(out.Refusals) > 0 {
		return "#refused"
	}
	return ""
}

func previewEyebrow(s *say.Speaker, out BatchPreviewOut) string {
	return out.File + " · " + s.FileSize(out.Size) + " · " + plural(s, out.In.Type)
}

// options are the choices of a question, the first of which holds where nobody says.
func options(question, chosen string, values ...string) []page.Choice {
	choices := make([]page.Choice, len(values))
	for i, v := range values {
		key := question + "-" + v
		if v == "" {
			key = question + "-none"
		}
		choices[i] = page.Choice{Value: v, Label: said(key), Selected: v == chosen}
	}
	return choices
}

func columnID(c BatchColumn) string { return fmt.Sprintf("column-%d", c.Index) }

func sampleOf(c BatchColumn, i int) string {
	if i < len(c.Sample) {
		return c.Sample[i]
	}
	return ""
}

// readingTable is what would become of the first rows.
func readingTable(v page.Frame, out BatchPreviewOut) ui.TableData {
	t := ui.TableData{ID: "reading-table", Label: said("reading"), Cols: []ui.Col{{Title: said("col-line"), Place: "p1"}, {Title: said("col-fate"), Place: "p2"}}}
	for i, head := range out.Heads {
		place := ""
		if i < 2 { // what also a narrow screen shows
			place = []string{"p3", "p4"}[i]
		}
		t.Cols = append(t.Cols, ui.Col{Title: head, Place: place})
	}
	for _, r := range out.Rows {
		cells := []templ.Component{ui.Text(v.Speaker.Count(r.Line)), fateCell(r)}
		for i := range out.Heads {
			cell := ""
			if i < len(r.Cells) && r.What != fateRefused {
				cell = r.Cells[i]
			}
			cells = append(cells, ui.Text(cell))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return t
}

// confirmFields are what was seen, so that exactly that is brought in.
func confirmFields(out BatchPreviewOut) (fields []ui.HiddenField) {
	for name, values := range page.Encode(out.In) {
		if name == "columns" {
			continue
		}
		for _, v := range values {
			fields = append(fields, ui.HiddenField{Name: name, Value: v})
		}
	}
	for _, c := range out.Columns {
		fields = append(fields, ui.HiddenField{Name: "columns", Value: c.Field})
	}
	return fields
}
