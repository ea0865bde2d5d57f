package sample

import (
	"fmt"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele/crm/account"
	"github.com/clientele-crm/clientele/crm/api"
	"github.com/clientele-crm/clientele/crm/balance"
	"github.com/clientele-crm/clientele/crm/duplicates"
	"github.com/clientele-crm/clientele/crm/fields"
	"github.com/clientele-crm/clientele/crm/find"
	"github.com/clientele-crm/clientele/crm/imports"
	"github.com/clientele-crm/clientele/crm/relationships"
	"github.com/clientele-crm/clientele/crm/settings"
	"github.com/clientele-crm/clientele/crm/start"
	"github.com/clientele-crm/clientele/crm/team"
	"github.com/clientele-crm/clientele/crm/today"
	"github.com/clientele-crm/clientele/crm/trail"
	"github.com/clientele-crm/clientele/crm/trust"
	"github.com/clientele-crm/clientele/crm/walls"
	"github.com/clientele-crm/clientele/crm/work"
	"github.com/clientele-crm/clientele/ui"
)

// Draw is the page.
func (p Shown) Draw() templ.Component {
	switch o := p.Out.(type) {
	case today.TodayOut:
		return today.TodayPage(p.View, o)
	case relationships.RelationshipsOut:
		return relationships.RelationshipsPage(p.View, o)
	case account.AccountOut:
		return account.AccountPage(p.View, o)
	case balance.BalanceOut:
		return balance.BalancePage(p.View, o)
	case balance.MovedOut:
		return balance.MovedPage(p.View, o)
	case trust.TrustOut:
		return trust.TrustPage(p.View, o)
	case imports.ImportsOut:
		return imports.ImportsPage(p.View, o)
	case imports.ImportOut:
		return imports.ImportPage(p.View, o)
	case imports.ImportPreviewOut:
		return imports.ImportPreviewPage(p.View, o)
	case duplicates.DuplicatesOut:
		return duplicates.DuplicatesPage(p.View, o)
	case duplicates.TwoOut:
		return duplicates.TwoPage(p.View, o)
	case duplicates.MergedOut:
		return duplicates.MergedPage(p.View, o)
	case fields.OwnFieldsOut:
		return fields.OwnFieldsPage(p.View, o)
	case work.JobsOut:
		return work.JobsPage(p.View, o)
	case work.JobOut:
		return work.JobPage(p.View, o)
	case find.SearchOut:
		return find.SearchPage(p.View, o)
	case settings.SettingsOut:
		return settings.SettingsPage(p.View, o)
	case api.APIOut:
		return api.APIPage(p.View, o)
	case trail.TrailOut:
		return trail.TrailPage(p.View, o)
	case trail.WallsOut:
		return trail.WallsPage(p.View, o)
	case walls.WhoOut:
		return walls.WhoPage(p.View, o)
	case team.SignInPageOut:
		return team.SignInPage(p.View, o)
	case team.SecondStepOut:
		return team.SecondStepPage(p.View, o)
	case team.YourAccountOut:
		return team.YourAccountPage(p.View, o)
	case team.LeavingOut:
		return team.LeavingPage(p.View, o)
	case team.SetupOut:
		return team.SetupPage(p.View, o)
	case start.StartOut:
		return start.StartPage(p.View, o)
	case ui.ErrorOut:
		return ui.ErrorPage(p.View, o)
	}
	panic(fmt.Sprintf("no template for %T", p.Out))
}
