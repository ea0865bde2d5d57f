package find

import (
	"context"
	"fmt"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/search"
)

// Entry is the type of what was written down in the book, among what is found.
const Entry = "entry"

// kindFeed follows the book: what was written down since becomes findable, what no longer
// counts is found no more.
const kindFeed queue.Kind = "search"

const (
	fedAtOnce = 200 // accounts whose contact is read and written in one transaction
	nightlyAt = 4 * time.Hour
)

// feedArgs name accounts to be looked at again, because a wall moved or two were found to
// be one; none for whatever is new.
type feedArgs struct {
	Accounts []clientele.ID `json:"accounts,omitempty"`
}

func (c *Find) works() []queue.Listed {
	return []queue.Listed{queue.Work[feedArgs]{Kind: kindFeed, Lane: jobs.LaneAside, Attempts: 5, Timeout: 6 * time.Hour, What: clientele.Tell("find.work"), Follows: true,
		Do: func(ctx context.Context, t *queue.Task, args feedArgs) error {
			if len(args.Accounts) > 0 {
				return t.InTx(ctx, func(tx *db.Tx) error { return c.again(ctx, tx, args.Accounts) })
			}
			return c.Follow(ctx, t.InTx)
		}}}
}

// Heard asks, in the transaction in which something begins to count, that it be followed:
// a moment later, so that what follows by itself does not stand on the next page as work.
func (c *Find) Heard(ctx context.Context, tx *db.Tx) error {
	_, err := c.Jobs.Queue.Enqueue(ctx, tx, queue.Ask{Kind: kindFeed, Key: string(kindFeed), RunAt: c.Clock.Now() + clientele.Instant(time.Second.Milliseconds())})
	return err
}

// Walled asks that accounts behind another wall be looked at again.
func (c *Find) Walled(ctx context.Context, tx *db.Tx, w record.Walled) error {
	if w.Type != record.Account {
		return nil
	}
	return c.moved(ctx, tx, w.IDs...)
}

// Regrouped asks the same of two that were found to be one, or two after all.
func (c *Find) Regrouped(ctx context.Context, tx *db.Tx, stays, other clientele.Ref) error {
	if stays.Type != record.Account {
		return nil
	}
	return c.moved(ctx, tx, stays.ID, other.ID)
}

func (c *Find) moved(ctx context.Context, tx *db.Tx, accounts ...clientele.ID) error {
	_, err := c.Jobs.Queue.Enqueue(ctx, tx, queue.Ask{Kind: kindFeed, Args: feedArgs{accounts}})
	return err
}

// inTx is a transaction of whoever feeds the index.
type inTx func(context.Context, func(*db.Tx) error) error

// Follow brings the index up to date with the book, transaction by transaction: cut short,
// it goes on where it was.
func (c *Find) Follow(ctx context.Context, do inTx) error {
	for more := true; more; {
		err := do(ctx, func(tx *db.Tx) (err error) {
			more, err = c.followHand(ctx, tx)
			return err
		})
		if err != nil {
			return fmt.Errorf("follow what was written down: %w", err)
		}
	}
	turned, err := c.turned(ctx)
	if err != nil {
		return fmt.Errorf("imports that search has not followed: %w", err)
	}
	for _, t := range turned {
		for more := true; more; {
			err := do(ctx, func(tx *db.Tx) (err error) {
				more, err = c.followImport(ctx, tx, &t)
				return err
			})
			if err != nil {
				return fmt.Errorf("follow import %d: %w", t.ID, err)
			}
		}
	}
	return nil
}

// turnedRow is an import that counts, or ceased to, since the index looked at it.
type turnedRow struct {
	ID      clientele.ID `db:"import"`
	State   string       `db:"state"`
	reached clientele.ID
}

// turned leaves out those that were taken back before anybody could find a word of them.
func (c *Find) turned(ctx context.Context) (turned []turnedRow, err error) {
	fed := map[clientele.ID]string{}
	for row, err := range db.Each[turnedRow](ctx, c.DB, "SELECT import, state FROM search_fed WHERE workspace = ? AND import <> 0", c.Workspace) {
		if err != nil {
			return nil, err
		}
		fed[row.ID] = row.State
	}
	ids, count, err := c.Book.Settled(ctx)
	for _, id := range ids {
		switch found := fed[id] == ledger.Done; {
		case count[id] && !found:
			turned = append(turned, turnedRow{ID: id, State: ledger.Done})
		case !count[id] && found:
			turned = append(turned, turnedRow{ID: id, State: ledger.WasUndone})
		}
	}
	return turned, err
}

// followHand follows some of what was written by hand, and says whether there may be more.
func (c *Find) followHand(ctx context.Context, tx *db.Tx) (more bool, err error) {
	reached, err := db.All[clientele.ID](ctx, tx, "SELECT reached FROM search_fed WHERE workspace = ? AND import = 0", c.Workspace)
	if err != nil {
		return false, err
	}
	after := clientele.ID(0)
	if len(reached) > 0 {
		after = reached[0]
	}
	accounts, last, err := c.Book.SaidAfter(ctx, tx, after)
	if err != nil || last == after {
		return false, err
	}
	if err := c.again(ctx, tx, accounts); err != nil {
		return false, err
	}
	return true, c.fed(ctx, tx, turnedRow{State: "hand", reached: last})
}

// followImport follows some of an import, and says whether there is more.
func (c *Find) followImport(ctx context.Context, tx *db.Tx, t *turnedRow) (more bool, err error) {
	accounts, err := c.Book.SaidBy(ctx, tx, t.ID, t.reached, fedAtOnce)
	if err != nil {
		return false, err
	}
	if len(accounts) == 0 {
		return false, c.fed(ctx, tx, *t)
	}
	t.reached = accounts[len(accounts)-1]
	return true, c.again(ctx, tx, accounts)
}

// fed notes how far the index has followed.
func (c *Find) fed(ctx context.Context, tx *db.Tx, t turnedRow) error {
	return tx.InsertRows(ctx, "INSERT INTO search_fed (workspace, import, state, reached)", 4, []any{c.Workspace, t.ID, t.State, t.reached},
		"ON CONFLICT (workspace, import) DO UPDATE SET state = excluded.state, reached = excluded.reached")
}

// again puts what was written down with some accounts into the index as it counts now,
// behind the walls of the accounts.
func (c *Find) again(ctx context.Context, tx *db.Tx, accounts []clientele.ID) error {
	if len(accounts) == 0 {
		return nil
	}
	said, whose, err := c.Book.Said(ctx, tx, accounts)
	if err != nil {
		return err
	}
	care, err := c.Directory.CareOf(ctx, tx, whose)
	if err != nil {
		return err
	}
	var docs []search.Doc
	for _, e := range said {
		contact, is := e.Body.(clientele.Interaction)
		if !is || contact.Text == "" {
			continue
		}
		docs = append(docs, search.Doc{Ref: clientele.Ref{Type: Entry, ID: e.ID}, Account: e.Account, Wall: care[e.Account].Wall,
			Title: titleOf(contact), Text: contact.Text, When: e.At})
	}
	return c.Words.Replace(ctx, tx, Entry, whose, docs)
}

// titleOf is what contact is called among what is found.
func titleOf(b clientele.Interaction) string {
	what := clientele.Tell("account.channel-" + string(b.Channel))
	if b.Person == "" {
		return what
	}
	return clientele.Tell("find.entry", "what", what, "who", b.Person)
}

// building stands beside what was followed, in the place of an import, while the index is made anew.
const building clientele.ID = -1

// Forget lets the index be made anew, from nothing; until Whole it is half of one.
func (c *Find) Forget(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, "DELETE FROM search_fed WHERE workspace = ?", c.Workspace); err != nil {
		return fmt.Errorf("follow the book anew: %w", err)
	}
	if err := c.fed(ctx, tx, turnedRow{ID: building, State: "building"}); err != nil {
		return err
	}
	return c.Words.Clear(ctx, tx)
}

// Whole says that the index has all that there is.
func (c *Find) Whole(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, "DELETE FROM search_fed WHERE workspace = ? AND import = ?", c.Workspace, building)
	return err
}

// Half says that the index was being made when the program ended.
func (c *Find) Half(ctx context.Context) (bool, error) {
	return db.One[bool](ctx, c.DB, "SELECT EXISTS (SELECT 1 FROM search_fed WHERE workspace = ? AND import = ?)", c.Workspace, building)
}
