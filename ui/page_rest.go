package ui

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/view"
)

func finished(rows []view.JobRow) []view.JobRow {
	var past []view.JobRow
	for _, j := range rows {
		if !j.Live {
			past = append(past, j)
		}
	}
	return past
}

func jobTable(v page.Frame, rows []view.JobRow) TableData {
	t := TableData{ID: "job-table", Label: "Work done before", Cols: []Col{
		{Title: "What", Place: "p1"}, {Title: "When", Place: "p3"}, {Title: "State", Place: "p2"}, {Title: "How much"}, {Title: "Note"},
	}}
	for _, j := range rows {
		t.Rows = append(t.Rows, Row{Href: j.Href, Cells: []templ.Component{
			nameCell(j.Title, j.Href, ""), jobMoment(v, j), jobStateCell(j), Text(jobFigures(j)), Text(shorten(j.Note, 80)),
		}})
	}
	return t
}

// resultUnder is what tells one found account from another of its name.
func resultUnder(r view.SearchRow) string {
	var parts []string
	for _, s := range []string{r.Account.Key, r.Account.Email} {
		if s != "" && s != r.Account.Name {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " · ")
}

func passwordHelp(least int) string {
	if least <= 0 {
		least = 10
	}
	return "At least " + count(least) + " letters; a few words in a row are easiest to keep."
}

func tokenUse(t view.TokenRow, today clientele.Day) string {
	made := "made " + shortDay(t.Made.Day(), today)
	if t.Used == 0 {
		return made + ", never used"
	}
	if t.Used <= t.Made { // a new key carries the time it was made: not a use
		return made
	}
	return made + ", last used " + since(t.Used.Day(), today)
}
