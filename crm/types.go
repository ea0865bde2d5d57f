package crm

import (
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/crm/account"
	"github.com/clientele-crm/clientele/crm/calendar"
	"github.com/clientele-crm/clientele/crm/deals"
	"github.com/clientele-crm/clientele/crm/engagements"
	"github.com/clientele-crm/clientele/crm/files"
	"github.com/clientele-crm/clientele/crm/lines"
	"github.com/clientele-crm/clientele/crm/orders"
	"github.com/clientele-crm/clientele/crm/people"
	"github.com/clientele-crm/clientele/crm/tasks"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
)

// declare makes the faces of every type of record, in meant order. This is the list of the
// types: what keeps, finds, compares, brings in, hands on or erases records walks it.
func (c *CRM) declare() {
	c.sales = &orders.Orders{DB: c.DB, Workspace: workspace, Book: c.Book, Directory: c.Directory, Access: c.Access, Jobs: c.Jobs, Clock: c.Clock}
	c.accounts = c.face(account.Type, faces.Face{One: clientele.Tell("crm.one.relationship"), Many: clientele.Tell("crm.many.relationship"), Listed: clientele.Tell("crm.said.relationships-by-name"), Page: "/record", Related: []faces.Related{
		{Type: people.Type.Name, Field: "accounts", Title: clientele.Tell("crm.said.people")}, {Type: tasks.Type.Name, Field: "account", Title: clientele.Tell("crm.said.tasks"), Open: "state != done"},
		{Type: deals.Type.Name, Field: "account", Title: clientele.Tell("crm.many.deal"), Open: "state = open"},
	}})
	c.persons = c.face(people.Type, faces.Face{One: clientele.Tell("crm.one.person"), Many: clientele.Tell("crm.many.person"), Menu: page.Main})
	c.tasks = c.face(tasks.Type, faces.Face{One: clientele.Tell("crm.one.task"), Many: clientele.Tell("crm.many.task"), Menu: page.Main, Head: c.todo.Head, Owner: "owner"})
	c.events = c.face(calendar.Type, faces.Face{One: clientele.Tell("crm.one.event"), Many: clientele.Tell("crm.many.event"), Head: c.diary.Head, Owner: "owner"})
	c.products = c.face(orders.Product, faces.Face{One: clientele.Tell("crm.one.product"), Many: clientele.Tell("crm.many.product"), Menu: page.Main, Related: []faces.Related{{Type: orders.Price.Name, Field: "product", Title: clientele.Tell("crm.many.price")}}})
	c.prices = c.face(orders.Price, faces.Face{One: clientele.Tell("crm.one.price"), Many: clientele.Tell("crm.many.price")})
	c.orders = c.face(orders.Order, faces.Face{One: clientele.Tell("crm.one.order"), Many: clientele.Tell("crm.many.order"), Menu: page.Main, Head: c.sales.Head, Owner: "owner"})
	c.pipes = c.face(deals.Pipeline, faces.Face{One: clientele.Tell("crm.one.pipeline"), Many: clientele.Tell("crm.many.pipeline"), Related: []faces.Related{
		{Type: deals.Stage.Name, Field: "pipeline", Title: clientele.Tell("crm.many.stage")},
	}})
	c.stages = c.face(deals.Stage, faces.Face{One: clientele.Tell("crm.one.stage"), Many: clientele.Tell("crm.many.stage")})
	c.dealt = c.face(deals.Type, faces.Face{One: clientele.Tell("crm.one.deal"), Many: clientele.Tell("crm.many.deal"), Menu: page.Main, Owner: "owner", Related: []faces.Related{
		{Type: tasks.Type.Name, Field: "deal", Title: clientele.Tell("crm.said.tasks"), Open: "state != done"},
		{Type: orders.Order.Name, Field: "deal", Title: clientele.Tell("crm.many.order")},
	}})
	c.offered = c.face(engagements.Offering, faces.Face{One: clientele.Tell("crm.one.offering"), Many: clientele.Tell("crm.many.offering"), Above: engagements.Above(engagements.Offering.Home), Related: []faces.Related{{Type: engagements.Type.Name, Field: "offering", Title: clientele.Tell("crm.many.engagement")}}})
	c.engaged = c.face(engagements.Type, faces.Face{One: clientele.Tell("crm.one.engagement"), Many: clientele.Tell("crm.many.engagement"), Menu: page.Main, Head: c.agreed.Head, Owner: "owner"})
	c.hours = c.face(engagements.HourType, faces.Face{One: clientele.Tell("crm.one.hour"), Many: clientele.Tell("crm.many.hour"), Above: engagements.Above(engagements.HourType.Home), Owner: "who"})
	c.agreed.Face, c.agreed.Hours = c.engaged, c.hours
	c.views = c.face(faces.ViewType, faces.Face{One: clientele.Tell("crm.one.view"), Many: clientele.Tell("crm.many.view")})
	c.kept = c.face(files.Type, faces.Face{One: clientele.Tell("crm.one.file"), Many: clientele.Tell("crm.many.file")})
	c.face(lines.Type, faces.Face{One: clientele.Tell("crm.one.line"), Many: clientele.Tell("crm.many.line")})
	for _, t := range c.Types {
		c.further = append(c.further, c.face(t, faces.Face{One: t.Name, Many: t.Plural}))
	}
}

// face is a type of record as people see it.
func (c *CRM) face(t record.Type, f faces.Face) *faces.Face {
	f.Type, f.Home, f.Clock, f.Later = t, t.Home, c.Clock, c.Batches.Later
	if c.Access != nil {
		f.Users = c.Access.Users
	}
	if c.Book != nil {
		f.Snapshot = c.Book.Snapshot
	}
	c.faces = append(c.faces, &f)
	return &f
}

// open are the faces of what the firm keeps itself: it may be made one, and asked more of.
func (c *CRM) open() (all []*faces.Face) {
	for _, f := range c.faces {
		if !f.Type.Special {
			all = append(all, f)
		}
	}
	return all
}

// beside puts onto the pages of records what others know of them.
func (c *CRM) beside(kept *files.Files) {
	c.persons.Beside = append(c.persons.Beside, people.Dates(c.Clock), c.diary.Beside, c.way.Beside)
	c.stream.Tell(c.faces)
	c.orders.Beside, c.products.Beside = append(c.orders.Beside, c.sales.BesideOrder), append(c.products.Beside, c.sales.BesideProduct)
	c.dealt.Beside = append(c.dealt.Beside, c.sales.BesideDeal)
	c.products.Pictures, c.sales.Pictures = kept.Pictures, kept.Pictures
	c.diary.Dates = c.known.Between
	for _, f := range c.open() {
		f.Beside = append(f.Beside, c.twice.Beside)
	}
	c.persons.Alike, c.accounts.Alike = "/alike?type="+c.persons.Type.Name, "/alike?type="+c.accounts.Type.Name
	for _, f := range c.faces {
		if f == kept.Face || files.Type.Leads(f.Type.Name) != "" {
			f.Beside = append(f.Beside, kept.Beside)
		}
		field := f.Type.Leads(record.Account)
		told := slices.ContainsFunc(c.accounts.Related, func(r faces.Related) bool { return r.Type == f.Type.Name })
		if !f.Type.Special && field != "" && !told {
			c.accounts.Related = append(c.accounts.Related, faces.Related{Type: f.Type.Name, Field: field, Title: f.Many})
		}
	}
}
