// Package mentions is who was named in a note by @ and is to be told of it: on the bell,
// on Today, on a page of their own, until they have seen it. Who may not see what the note
// is about cannot be named.
//
// The note itself stands in the book; it names users by their numbers (shape.Mention).
// Start at Read and Keep, the two ports of whoever writes notes.
package mentions

import (
	"context"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// Mentions is what this stands on.
type Mentions struct {
	DB        *db.DB
	Workspace clientele.ID
	Book      *ledger.Book
	Records   *record.Store
	Access    *access.Access
	Clock     *clientele.Clock
}

// Capability is its pages, acts, and what it puts onto Today and beside the reminders.
func (m *Mentions) Capability() page.Capability {
	return page.Capability{
		Name: "mentions",
		Pages: []page.Page{
			page.Read("mentions", "/mentions", access.SignedIn, m.List, listPage).
				Titled(clientele.Tell("title.mentions"), "Notes in which you were named, the latest first."),
			page.Read("colleagues", "/colleagues", access.Writers, m.Colleagues, colleaguesPage).
				Titled(clientele.Tell("title.colleagues"), "Who may be named in a note about an account or a person: who may see it.").InBrowser(),
		},
		Acts: []page.Act{
			page.Write("mention-open", access.SignedIn, m.Open).
				Titled(clientele.Tell("title.open"), "Opens a note in which you were named; you have seen it then.").InBrowser(),
			page.Write("mention-read", access.SignedIn, m.Seen).
				Titled(clientele.Tell("title.read"), "Says that you have seen a note in which you were named, or all of them."),
			page.Write("mention-unread", access.SignedIn, m.Unseen).
				Titled(clientele.Tell("title.not-read"), "Brings a note in which you were named back to those that you have not seen."),
		},
		Panels: []page.Panel{page.On(page.TodayDue, m.Unread, unreadPanel), page.On(page.Reminders, m.Unread, unreadPanel)},
	}
}

// Read is a text as the book keeps it, where it is about what stands behind a wall (0:
// none). Who is named and may not pass is refused, with a sentence.
func (m *Mentions) Read(ctx context.Context, text string, wall clientele.ID) (string, error) {
	if !slices.Contains([]rune(text), '@') {
		return text, nil
	}
	all, err := m.Access.Users(ctx)
	if err != nil {
		return "", err
	}
	r := &reading{users: all}
	if text, err = r.read(text); err != nil || len(r.named) == 0 {
		return text, err
	}
	may, err := m.Access.Passing(ctx, wall)
	if err != nil {
		return "", err
	}
	if name, found := outside(r.named, may, all); found {
		return "", page.Wrong("text", say.Of(ctx).Say("mentions.outside", say.Args{"name": name}), say.Of(ctx).Say("mentions.outside-remedy"))
	}
	return text, nil
}
