// Package crm is the one list of what a firm can do here, in meant order.
//
// One more page or act touches one folder: its method beside its In and Out, its
// template, and one line in that folder's Capability. One more capability is a
// folder below this one and one line in New. Web pages, JSON with its description,
// CSV and the verbs of the command line follow from the list.
package crm

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/account"
	"github.com/clientele-crm/clientele/crm/api"
	"github.com/clientele-crm/clientele/crm/balance"
	"github.com/clientele-crm/clientele/crm/batches"
	"github.com/clientele-crm/clientele/crm/calendar"
	"github.com/clientele-crm/clientele/crm/deals"
	"github.com/clientele-crm/clientele/crm/drivers"
	"github.com/clientele-crm/clientele/crm/duplicates"
	"github.com/clientele-crm/clientele/crm/engagements"
	"github.com/clientele-crm/clientele/crm/fields"
	"github.com/clientele-crm/clientele/crm/files"
	"github.com/clientele-crm/clientele/crm/find"
	"github.com/clientele-crm/clientele/crm/imports"
	"github.com/clientele-crm/clientele/crm/journey"
	"github.com/clientele-crm/clientele/crm/lines"
	"github.com/clientele-crm/clientele/crm/mentions"
	"github.com/clientele-crm/clientele/crm/orders"
	"github.com/clientele-crm/clientele/crm/people"
	"github.com/clientele-crm/clientele/crm/relationships"
	"github.com/clientele-crm/clientele/crm/settings"
	"github.com/clientele-crm/clientele/crm/stability"
	"github.com/clientele-crm/clientele/crm/start"
	"github.com/clientele-crm/clientele/crm/tasks"
	"github.com/clientele-crm/clientele/crm/team"
	"github.com/clientele-crm/clientele/crm/timeline"
	"github.com/clientele-crm/clientele/crm/today"
	"github.com/clientele-crm/clientele/crm/trail"
	"github.com/clientele-crm/clientele/crm/trust"
	"github.com/clientele-crm/clientele/crm/walls"
	"github.com/clientele-crm/clientele/crm/work"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/directory"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/search"
	"github.com/clientele-crm/clientele/shape"
)

// Ports is what capabilities stand on. Without any of it the list can be read, but nothing done.
type Ports struct {
	DB        *db.DB
	Book      *ledger.Book
	Directory *directory.Directory
	Access    *access.Access
	Jobs      *jobs.Jobs
	Clock     *clientele.Clock
	Data      string // folder of files handed in
	Log       *slog.Logger
	Version   string
	Sample    func(context.Context, *queue.Task, start.SampleArgs) error // fills in a sample firm; nil: there is none
	Types     []record.Type                                              // of record, beside those of the house; they are seen as they are declared
	Once      page.Once                                                  // remembers what was done under which key; nil: each act is done each time it is sent
}

// CRM is the list, with what skins want besides.
type CRM struct {
	Ports
	All     []page.Capability
	Records *record.Store // nil where nothing can be done
	Batches *batches.Batches
	imports *imports.Imports
	twice   *duplicates.Duplicates
	words   *search.Finder
	finder  *find.Find
	reads   *trail.Reads
	refused *trail.Refusals
	todo    *tasks.Tasks
	diary   *calendar.Calendar
	Team    *team.Team
	named   *mentions.Mentions
	known   *people.People
	stream  *timeline.Timeline
	way     *journey.Journey
	lines   *lines.Lines
	steady  *stability.Stability
	quick   *drivers.Drivers
	selling *deals.Deals
	agreed  *engagements.Engagements

	faces                                 []*faces.Face // of all types, in the order in which they are declared
	accounts, persons, tasks, views, kept *faces.Face
	dealt, pipes, stages                  *faces.Face
	engaged, hours, offered               *faces.Face
	sales                                 *orders.Orders
	products, prices, orders              *faces.Face
	further                               []*faces.Face // of the types that the ports bring
	events                                *faces.Face
}

// New makes the list.
func New(p Ports) *CRM {
	c := &CRM{Ports: p, reads: &trail.Reads{Book: p.Book, Clock: p.Clock, Log: p.Log}, refused: &trail.Refusals{Book: p.Book, Clock: p.Clock, Log: p.Log}}
	c.begin()
	set := &settings.Settings{Access: p.Access, Clock: p.Clock, Data: p.Data, Version: p.Version}
	c.declare()
	if p.DB != nil {
		c.keep()
		set.Database, set.KeptIn = string(p.DB.Engine), p.DB.Where()
	}
	c.Team = &team.Team{Access: p.Access, Records: c.Records, Log: p.Log, Leave: c.leaves}
	c.finder = &find.Find{Book: c.Book, Directory: c.Directory, Access: c.Access, Records: c.Records, Words: c.words, Jobs: c.Jobs, Clock: c.Clock,
		DB: c.DB, Workspace: workspace, All: &c.All}
	panels := page.PanelsOf(&c.All)
	c.past()
	c.todo.Panels = panels
	standing := &account.Accounts{Panels: panels, Book: p.Book, Directory: p.Directory, Jobs: p.Jobs, Access: p.Access, Records: c.Records, Clock: p.Clock,
		Open: c.todo.Open, Keep: c.todo.Keep, Happened: c.stream.Of, Mentioned: c.named.Read, Told: c.told}
	c.accounts.Lately = standing.Lately
	c.twice = (&duplicates.Duplicates{Store: c.Records, Book: c.Book, Jobs: c.Jobs, Clock: c.Clock, Pairs: duplicates.NewPairs(c.DB)}).Of(c.open()...)
	c.lines = &lines.Lines{DB: c.DB, Store: c.Records, Book: c.Book, Jobs: c.Jobs, Keep: c.Access.KeepSetting}
	c.figure()
	c.selling = &deals.Deals{DB: c.DB, Workspace: workspace, Records: c.Records, Jobs: c.Jobs, Access: c.Access, Clock: c.Clock, Ordered: c.sales.Told}
	c.sales.Restate = c.selling.Restate
	c.selling.Dress(c.dealt, c.stages)
	kept := &files.Files{Face: c.kept, DB: p.DB, Workspace: workspace, Access: p.Access, Clock: p.Clock, Data: p.Data}
	c.beside(kept)
	c.All = []page.Capability{
		(&today.Today{Panels: panels, Book: p.Book, Directory: p.Directory, Access: p.Access, Jobs: p.Jobs, Clock: p.Clock, Records: c.Records,
			Tasks: c.todo.Steps, Promises: c.todo.Promises, Overdue: c.todo.Overdue, Finished: c.todo.Finished}).Capability(),
		(&relationships.Relationships{Book: p.Book, Access: p.Access, Jobs: p.Jobs, Records: c.Records, Clock: p.Clock, Promised: c.todo.Next}).Capability(),
		standing.Capability(),
		c.stream.Capability(),
		c.named.Capability(),
		c.accounts.Capability(c.accounts.Own()),
		c.persons.Capability(c.known.Panels()...),
		c.diary.Capability(c.events.Capability()),
		c.todo.Capability(c.tasks.Capability()),
		c.selling.Capability(c.dealt.Capability()),
		c.pipes.Capability(), c.stages.Capability(),
		c.agreed.Capability(c.engaged.Capability()),
		c.hours.Capability(),
		c.offered.Capability(),
		c.sales.Capability(c.orders.Capability(), c.products.Capability(), c.prices.Capability()),
		kept.Capability(),
		faces.Days(p.Clock),
		c.views.Capability(),
		(&balance.Balance{Book: p.Book, Directory: p.Directory, Access: p.Access, Jobs: p.Jobs, Clock: p.Clock, Came: c.steady.Came}).Capability(),
		c.steady.Capability(), c.quick.Capability(), c.way.Capability(),
		(&trust.Trust{Book: p.Book, Jobs: p.Jobs, Access: p.Access, Clock: p.Clock}).Capability(),
		c.imports.Capability(),
		c.twice.Capability(),
		c.Batches.Capability(),
		(&work.Work{Book: p.Book, Jobs: p.Jobs}).Capability(),
		c.finder.Capability(),
		set.Capability(),
		(&walls.Walls{Access: p.Access, Records: c.Records}).Capability(),
		(&trail.Trail{Book: p.Book, Reads: c.reads, Refused: c.refused, Access: p.Access, Records: c.Records, Jobs: p.Jobs, Clock: p.Clock}).Capability(),
		(&start.Start{Access: p.Access, Jobs: p.Jobs, Records: c.Records, Clock: p.Clock, Fill: p.Sample}).Capability(),
		c.lines.Capability(),
		(&fields.Fields{Store: c.Records, Jobs: p.Jobs, Again: c.indexAgain}).Capability(),
		(&api.API{All: &c.All}).Capability(),
		c.Team.Capability(),
	}
	for _, f := range c.further {
		c.All = append(c.All, f.Capability())
	}
	c.follow()
	c.also()
	return c
}

// begin makes what records and pages follow and stand on before there are any.
func (c *CRM) begin() {
	p := c.Ports
	c.imports = &imports.Imports{Book: p.Book, Firm: c.currency, Jobs: p.Jobs, Clock: p.Clock, Data: p.Data, Log: p.Log}
	c.todo = &tasks.Tasks{DB: p.DB, Workspace: workspace, Access: p.Access, Clock: p.Clock}
	c.agreed = &engagements.Engagements{DB: p.DB, Workspace: workspace, Book: p.Book, Jobs: p.Jobs, Access: p.Access, Clock: p.Clock, Promised: c.todo.Next, Speak: c.speaksTo}
	c.diary = &calendar.Calendar{DB: p.DB, Workspace: workspace, Book: p.Book, Access: p.Access, Jobs: p.Jobs, Clock: p.Clock, MoveTask: c.todo.Moved, Called: c.called}
	c.Batches = &batches.Batches{Access: p.Access, Jobs: p.Jobs, Data: p.Data, Upload: c.imports.Upload, Drop: c.imports.DropUploads, Beside: c.turned, Fits: map[string]batches.Fit{deals.Type.Name: c.fitDeals, calendar.Type.Name: c.fitEvents, orders.Product.Name: c.fitProducts},
		Foreign: []batches.Foreign{{Type: calendar.Type.Plural, Is: calendar.IsCalendar, Table: c.diary.Table}}}
	c.imports.Otherwise = c.Batches.Otherwise
}

// called is what so many records of a type are called.
func (c *CRM) called(typeName string, n int) string {
	for _, f := range c.faces {
		if f.Type.Name == typeName && n == 1 {
			return f.One
		} else if f.Type.Name == typeName {
			return f.Many
		}
	}
	return typeName
}

// told keeps who is named in contact that was written down, and holds it against the calendar.
func (c *CRM) told(ctx context.Context, tx *db.Tx, s access.Scope, e clientele.Entry, wall clientele.ID) error {
	if err := c.named.Keep(ctx, tx, s, e, wall); err != nil {
		return err
	}
	return c.diary.Written(ctx, tx, e)
}

// figure makes what is worked out of the revenue.
func (c *CRM) figure() {
	c.quick = &drivers.Drivers{DB: c.DB, Workspace: workspace, Book: c.Book, Access: c.Access, Jobs: c.Jobs, Clock: c.Clock}
	c.steady = &stability.Stability{DB: c.DB, Workspace: workspace, Book: c.Book, Directory: c.Directory, Access: c.Access, Jobs: c.Jobs, Clock: c.Clock}
}

// past is what tells of what happened with people, and with records of every type, and who is named in it.
func (c *CRM) past() {
	c.way = &journey.Journey{Book: c.Book, Directory: c.Directory, Access: c.Access, Jobs: c.Jobs, Clock: c.Clock}
	c.named = &mentions.Mentions{DB: c.DB, Workspace: workspace, Book: c.Book, Records: c.Records, Access: c.Access, Clock: c.Clock}
	c.known = &people.People{DB: c.DB, Workspace: workspace, Records: c.Records, Clock: c.Clock}
	c.stream = &timeline.Timeline{Book: c.Book, Records: c.Records, Access: c.Access, Clock: c.Clock, Faces: &c.faces, Open: c.todo.Open, Tasks: c.todo.ForPerson}
}

// currency is the firm's, of amounts that name none.
func (c *CRM) currency(ctx context.Context) (string, error) {
	set, err := c.Access.Settings(ctx)
	return set["currency"], err
}

// also gives the queue the work of the capabilities.
func (c *CRM) also() {
	if c.Jobs == nil {
		return
	}
	for _, one := range c.All {
		c.Jobs.Also(one.Works, one.Schedules)
	}
}

// leaves hands on what somebody leaves.
func (c *CRM) leaves(ctx context.Context, tx *db.Tx, s access.Scope, left team.Left) (batch, job clientele.ID, err error) {
	all := batches.Left{Who: left.Who, Kept: left.Kept}
	for _, p := range left.Parts {
		all.Parts = append(all.Parts, batches.LeftPart{Type: p.Type, Filter: record.EncodeFilter(p.Filter), Set: p.Set})
	}
	return c.Batches.Leave(ctx, tx, s, all)
}

// turned does what is no record when somebody's leaving is taken back, or brought back.
func (c *CRM) turned(ctx context.Context, tx *db.Tx, s access.Scope, kept json.RawMessage, back bool) error {
	return c.Team.Turned(ctx, tx, s, kept, back)
}

// workspace is the only one of this version.
const workspace clientele.ID = 1

// onceBy does an act once for the key of its form. A secret that is shown once is not
// kept: who sends the form again is told that it was done. So is, without a name, whoever
// stands before a wall: it may have been put up since.
func onceBy(store *record.Store, book *ledger.Book) page.Once {
	return func(ctx context.Context, s access.Scope, key, act string, do func() (page.Done, error)) (done page.Done, err error) {
		first := false
		answer, err := store.Claim(ctx, s, record.Request{Key: "form:" + key, Says: []byte(act)}, func() (record.Answer, error) {
			if done, err = do(); err != nil {
				return record.Answer{}, err
			}
			first = true
			shown := done
			shown.Token = ""
			body, err := json.Marshal(shown)
			return record.Answer{Status: http.StatusOK, Body: body}, err
		})
		if errors.Is(err, record.ErrAnother) { // as who goes back to a form, and writes something else into it
			err = &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("crm.sent-before"), Remedy: say.Of(ctx).Say("crm.sent-before-remedy"), Err: err}
		}
		if err != nil || first {
			return done, err
		}
		if err := json.Unmarshal(answer.Body, &done); err != nil {
			return done, err
		}
		whole, err := book.For(s).Whole(ctx)
		if !whole {
			done = page.Done{Sentence: say.Of(ctx).Say("crm.done-before"), ID: done.ID, Job: done.Job, Next: done.Next, Undo: done.Undo}
		}
		return done, err
	}
}

// Shell is what the house around a page says.
func (c *CRM) Shell(ctx context.Context, scope access.Scope) (page.Shell, error) {
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return page.Shell{Words: firm.Words}, err
	}
	shell := page.Shell{Firm: firm.Name, Words: firm.Words, Lines: firm.Lines.Names}
	if shell.Running, err = c.Jobs.Queue.CountOpen(ctx); err != nil {
		return shell, err
	}
	pairs, err := c.twice.Waiting(ctx, scope)
	shell.Waiting = map[string]int{"duplicates": pairs}
	if err != nil {
		return shell, err
	}
	if shell.Reminders, err = c.todo.Waiting(ctx, scope); err != nil {
		return shell, err
	}
	named, err := c.named.Waiting(ctx, scope)
	if err != nil {
		return shell, err
	}
	events, err := c.diary.Waiting(ctx, scope)
	shell.Reminders += named + events
	return shell, err
}

// CalendarOf is the calendar that stands at a private address, for whose it is.
func (c *CRM) CalendarOf(ctx context.Context, secret, from string) (calendar.Feed, access.Scope, error) {
	scope, err := c.Access.ScopeOfCalendar(ctx, secret, from)
	if err != nil {
		return calendar.Feed{}, scope, err
	}
	firm, err := c.Access.Firm(ctx)
	if err != nil {
		return calendar.Feed{}, scope, err
	}
	feed, err := c.diary.Feed(say.With(ctx, say.To(scope.Language(), "")), scope, firm)
	return feed, scope, err
}

// OpenJobs counts the open work by kind and state.
func (c *CRM) OpenJobs(ctx context.Context) (map[[2]string]int, error) {
	rows, err := shape.OpenJobs(ctx, c.Jobs)
	counts := map[[2]string]int{}
	for _, r := range rows {
		counts[[2]string{r.Kind, r.State}]++
	}
	return counts, err
}

// Receive keeps a file that comes in, piece by piece.
func (c *CRM) Receive(ctx context.Context, name string, from io.Reader) (page.Upload, error) {
	return c.imports.Receive(ctx, name, from)
}

// DropUploads throws files away that were handed in.
func (c *CRM) DropUploads(files map[string]page.Upload) { c.imports.DropUploads(files) }
