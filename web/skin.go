package web

import (
	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele/view"
	"github.com/clientele-crm/clientele/web/ui"
)

// Skin joins the names of pages with their templates.
type Skin map[string]func(view.PageView, any) templ.Component

func skin[O any](draw func(view.PageView, O) templ.Component) func(view.PageView, any) templ.Component {
	return func(v view.PageView, out any) templ.Component { return draw(v, out.(O)) }
}

// skins is the list of templates, in the order of the table of pages. A test
// holds that every page has one, and that it takes what the page gives.
var skins = Skin{
	view.PageToday:         skin(ui.TodayPage),
	view.PageRelationships: skin(ui.RelationshipsPage),
	view.PageAccount:       skin(ui.AccountPage),
	"balance":              skin(ui.BalancePage),
	"trust":                skin(ui.TrustPage),
	"imports":              skin(ui.ImportsPage),
	"import":               skin(ui.ImportPage),
	view.PageImportPreview: skin(ui.ImportPreviewPage),
	"jobs":                 skin(ui.JobsPage),
	"job":                  skin(ui.JobPage),
	"search":               skin(ui.SearchPage),
	view.PageSettings:      skin(ui.SettingsPage),
	view.PageAPI:           skin(ui.APIPage),
	view.PageSignIn:        skin(ui.SignInPage),
	view.PageSetup:         skin(ui.SetupPage),
}
