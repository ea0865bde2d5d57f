package ui

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/view"
)

// Page is the template of an Out: what the web skin shows of a page of the table.
func Page(v view.PageView, out any) (templ.Component, bool) {
	switch o := out.(type) {
	case view.TodayOut:
		return TodayPage(v, o), true
	case view.RelationshipsOut:
		return RelationshipsPage(v, o), true
	case view.AccountOut:
		return AccountPage(v, o), true
	case view.BalanceOut:
		return BalancePage(v, o), true
	case view.TrustOut:
		return TrustPage(v, o), true
	case view.ImportsOut:
		return ImportsPage(v, o), true
	case view.ImportOut:
		return ImportPage(v, o), true
	case view.ImportPreviewOut:
		return ImportPreviewPage(v, o), true
	case view.JobsOut:
		return JobsPage(v, o), true
	case view.JobOut:
		return JobPage(v, o), true
	case view.SearchOut:
		return SearchPage(v, o), true
	case view.SettingsOut:
		return SettingsPage(v, o), true
	case view.APIOut:
		return APIPage(v, o), true
	case view.SignInPageOut:
		return SignInPage(v, o), true
	case view.SetupOut:
		return SetupPage(v, o), true
	case view.ErrorOut:
		return ErrorPage(v, o), true
	}
	return nil, false
}

func finished(rows []view.JobRow) []view.JobRow {
	var past []view.JobRow
	for _, j := range rows {
		if !j.Live {
			past = append(past, j)
		}
	}
	return past
}

func jobTable(v view.PageView, rows []view.JobRow) TableData {
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
