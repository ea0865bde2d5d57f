// Package engagements is what was agreed with somebody and lasts: retainers, matters, projects,
// subscriptions and mandates, from the offer to the end.
//
// An engagement is a record (type.go) with its rule (rule.go). What it comes to is stated in the
// book as it is written (facts.go), so that the standing of its line knows it at once; where fee or
// time were agreed anew, each stretch is a fact of its own, and what the past brought stays true.
// What was worked is records of their own (the hours). health.go is pure: how it goes, and why.
//
// Start at Engagements.
package engagements

import (
	"context"

	"github.com/a-h/templ"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// Engagements is what the pages and acts of engagements stand on.
type Engagements struct {
	DB        *db.DB
	Workspace clientele.ID
	Records   *record.Store
	Book      *ledger.Book
	Jobs      *jobs.Jobs
	Access    *access.Access
	Clock     *clientele.Clock
	Face      *faces.Face // of engagements
	Hours     *faces.Face // of what was worked

	// Promised are the promises to some accounts that come up first, one to each.
	Promised func(ctx context.Context, s access.Scope, accounts []clientele.ID) (map[clientele.ID]shape.Promised, error)
	// Speak says things to a user in their language, whoever writes, within the transaction of the write.
	Speak func(ctx context.Context, tx *db.Tx, user clientele.ID) (*say.Speaker, error)

	table page.Page // the list that every type has: filtered, sorted, with all columns
}

func ref(id clientele.ID) clientele.Ref { return clientele.Ref{Type: Type.Name, ID: id} }

func address(id clientele.ID) string { return Type.Home + "/" + id.String() }

// Capability puts the list by what is to be decided, the acts and the panels of engagements to what
// every type has.
func (c *Engagements) Capability(plain page.Capability) page.Capability {
	c.table = plain.Pages[0]
	plain.Pages[0] = page.Read(c.table.Name, c.table.Path, c.table.Who, c.List, c.listPage).
		Titled(clientele.Tell("engagements.title"), "What was agreed and lasts: what runs and is worth what a year, what runs out within three months, how each goes; or any filter.").
		AnswersAt("engagements/page").InMenu(page.Main, HourType.Home)
	plain.Pages = append(plain.Pages,
		page.Read("engagement-health", "/engagements/{id}/health", access.SignedIn, c.Health, c.healthPage).
			Titled(clientele.Tell("engagements.how-it-goes"), "How an engagement goes, with what says so, what was used of it, and the terms in which it ran."),
		page.Read("engagement-adopt", "/engagements/adopt", access.Writers, c.Adopt, c.adoptPage).
			Titled(clientele.Tell("engagements.adopt"), "An agreement that a file told of, as it could be looked after here.").AnswersAt("engagements/adopt/page").InBrowser())
	plain.Acts = append(plain.Acts,
		page.Write("log-hours", access.Writers, c.LogHours).Titled(clientele.Tell("engagements.log"), "Writes down what was worked, or used up, of an engagement."),
		page.Write("accept-engagement", access.Writers, c.Accept).Titled(clientele.Tell("engagements.accept"), "Says that what was offered was agreed: it runs."),
		page.Write("renew-engagement", access.Writers, c.Renew).Titled(clientele.Tell("engagements.renew"), "Goes on with an engagement for another term; what was agreed before stays as it was."),
		page.Write("amend-engagement", access.Writers, c.Amend).Titled(clientele.Tell("engagements.amend"), "Changes fee or volume of an engagement from a day on; what was agreed before stays as it was."),
		page.Write("give-notice", access.Writers, c.Notice).Titled(clientele.Tell("engagements.notice"), "Says that notice of an engagement was given, and when it ends."),
		page.Write("end-engagement", access.Writers, c.End).Titled(clientele.Tell("engagements.end"), "Ends an engagement."),
		page.Write("adopt-engagement", access.Writers, c.AdoptEngagement).Titled(clientele.Tell("engagements.adopt"), "Makes a record of an agreement that a file told of; it is counted once."),
		page.Write("release-engagement", access.Writers, c.Release).Titled(clientele.Tell("engagements.release"), "Lets the file speak again for what it told of an engagement.").InBrowser(),
	)
	plain.Panels = append(plain.Panels, page.On(page.AccountSide, c.OfAccount, accountPanel))
	plain.Works, plain.Schedules = append(plain.Works, c.works()...), append(plain.Schedules, c.schedules()...)
	return plain
}

// Head is what is done with an engagement and how it goes, at the top of its own page.
func (c *Engagements) Head(ctx context.Context, s access.Scope, r *record.Record) (func(page.Frame) templ.Component, error) {
	out, err := c.health(ctx, s, r)
	return func(v page.Frame) templ.Component { return head(v, out) }, err
}
