package trail

import (
	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/ui"
)

func table(v page.Frame, out TrailOut) ui.TableData {
	t := ui.TableData{ID: "trail", Label: v.Speaker.Say("trail.title"), More: out.Next, Cols: []ui.Col{
		{Title: v.Speaker.Say("trail.did"), Place: "p1"}, {Title: v.Speaker.Say("trail.who"), Place: "p3"}, {Title: v.Speaker.Say("trail.when"), Place: "p2"},
	}}
	for _, r := range out.Rows {
		t.Rows = append(t.Rows, ui.Row{ID: "t" + r.ID.String(), Cells: []templ.Component{whatCell(r), whoCell(r), ui.Moment(v, r.At)}})
	}
	return t
}

func dayValue(s *say.Speaker, d clientele.Day) string {
	if d == clientele.NoDay {
		return ""
	}
	return s.LongDay(d)
}
