// Package walls is who may see a relationship: a wall around it, through which only those
// named pass, or help from outside with whom it is shared.
package walls

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
)

// Walls is where walls are put up and taken away.
type Walls struct {
	Access  *access.Access
	Records *record.Store
}

// Capability is its page, its acts and what it says on the page of an account.
func (c *Walls) Capability() page.Capability {
	return page.Capability{
		Name: "walls",
		Pages: []page.Page{
			page.Read("who-sees", "/accounts/{id}/who", access.Managers, c.Who, WhoPage).
				Titled(clientele.Tell("title.who-may-see-it"), "Who may see a relationship, and with whom of outside it is shared."),
		},
		Acts: []page.Act{
			page.Write("put-wall", access.Managers, c.PutWall).
				Titled(clientele.Tell("title.put-up-the-wall"), "Lets only some users see a relationship and what belongs to it.").FormAt(atWho),
			page.Write("drop-wall", access.Managers, c.DropWall).
				Titled(clientele.Tell("title.take-the-wall-away"), "Lets everybody see a relationship again.").FormAt(atWho),
			page.Write("share", access.Managers, c.Share).
				Titled(clientele.Tell("title.share-it"), "Lets help from outside see a relationship, too.").FormAt(atWho),
			page.Write("end-share", access.Managers, c.EndShare).
				Titled(clientele.Tell("title.share-it-no-longer"), "Ends that help from outside sees a relationship.").FormAt(atWho),
		},
		Panels: []page.Panel{page.On(page.AccountSide, c.Aside, asidePanel)},
	}
}

// atWho is the page with the forms.
func atWho(from page.Input) string { return "/accounts/" + from.Values.Get("account") + "/who" }
