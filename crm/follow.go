package crm

import (
	"context"
	"errors"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/crm/orders"
	"github.com/clientele-crm/clientele/crm/trail"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/search"
	"github.com/clientele-crm/clientele/shape"
)

// keep makes the one writer and reader of records, of all types that are declared.
func (c *CRM) keep() {
	var types []record.Type
	for _, f := range c.faces {
		types = append(types, f.Type)
	}
	c.words = search.New(c.DB, workspace)
	c.Records = record.New(c.DB, workspace, c.Book, c.Clock, types...)
	c.Records.Reads, c.Records.Joint = c.reads.Note, c.Access.JointWall
	c.Records.Users, c.Records.Teams = c.Access.Everybody, c.Access.Teams
	c.Records.Lines = c.offeredLines
	c.Records.Firm = func(ctx context.Context) (region, currency string, err error) {
		set, err := c.Access.Settings(ctx)
		return set["country"], set["currency"], err
	}
	for _, f := range c.faces {
		f.Store = c.Records
	}
	c.todo.Records, c.Batches.Records, c.agreed.Records = c.Records, c.Records, c.Records
	c.diary.Records = c.Records
	c.sales.Records, c.sales.Words = c.Records, c.words
	c.Records.Before = map[string]func(context.Context, db.Querier, access.Scope, []record.Draft) error{orders.Order.Name: c.sales.Before}
	c.Jobs.Keep(c.Records)
	c.Access.Trail, c.Access.Refused = trail.Of(c.Book, c.Clock), c.refused.Note
	if c.Once == nil {
		c.Once = onceBy(c.Records, c.Book)
	}
}

// offeredLines are the lines of business as fields of records offer them.
func (c *CRM) offeredLines(ctx context.Context) (all []record.Offered, err error) {
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return nil, err
	}
	known, err := c.Book.Lines(ctx)
	if err != nil {
		return nil, err
	}
	lines := slices.Concat(known, firm.Lines.Made, firm.Lines.Away)
	slices.Sort(lines)
	for _, l := range slices.Compact(lines) {
		if _, put := firm.Lines.Under[l]; l != "" && !put {
			all = append(all, record.Offered{Value: string(l), Name: firm.LineName(l), Away: slices.Contains(firm.Lines.Away, l)})
		}
	}
	return all, nil
}

// follow says, in one place and in the order in which it happens, what follows a write: all of
// it is in the transaction of the write, or none of it is. Tasks that come again are last, as
// they are writes themselves, with all that follows them.
func (c *CRM) follow() {
	if c.Records == nil {
		return
	}
	c.Records.After = []func(context.Context, *db.Tx, []*record.Record) error{c.reworded, c.cared, c.lines.Follow, c.known.Follow, c.twice.Follow, c.selling.Follow, c.agreed.Follow, c.sales.Follow, c.diary.Follow, c.todo.Follow}
	c.Records.Walled = []func(context.Context, *db.Tx, record.Walled) error{c.walled, c.finder.Walled, c.named.Walled, c.known.Walled, c.twice.Walled, c.diary.Walled}
	c.Records.Regrouped = []func(context.Context, *db.Tx, clientele.Ref, clientele.Ref) error{c.parted, c.regrouped, c.way.Regrouped, c.finder.Regrouped}
	c.Book.Heard, c.Jobs.Alike, c.Jobs.Say = c.finder.Heard, c.twice.Brought, c.speakerOf
}

// speakerOf says things to somebody who is known by their e-mail address, in their language.
func (c *CRM) speakerOf(ctx context.Context, by string) func(string) string {
	reads := ""
	if users, err := c.Access.Users(ctx); err == nil {
		if i := slices.IndexFunc(users, func(u access.User) bool { return u.Email == by }); i >= 0 {
			if scope, err := c.Access.ScopeOf(ctx, users[i].ID); err == nil {
				reads = scope.Language()
			}
		}
	}
	return say.To(reads, "").Fill
}

// speaksTo says things to a user in their language, within the transaction that writes them; of nobody,
// as who is answered reads.
func (c *CRM) speaksTo(ctx context.Context, tx *db.Tx, user clientele.ID) (*say.Speaker, error) {
	if user == 0 {
		return say.Of(ctx), nil
	}
	language, err := c.Access.LanguageOf(ctx, tx, user)
	if err != nil || language == "" { // who chose none reads as their browser says, which nobody asks here
		return say.Of(ctx), err
	}
	return say.To(language, ""), nil
}

// RebuildBeside makes anew what follows writes and is kept beside records: their single values and
// links, the words of names, important dates, under what duplicates are found, the sums of what is
// due. It is one transaction, in which nobody else writes: if it is cut short, what was there stays.
func (c *CRM) RebuildBeside(ctx context.Context) error {
	if err := c.Book.FoldJourney(ctx, c.Records.InTx); err != nil {
		return err
	}
	return c.Records.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Take(ctx, workspace, 0); err != nil {
			return err
		}
		for _, anew := range []func(context.Context, *db.Tx) error{c.Records.Anew, c.Directory.RewordAll, c.Jobs.Resum, c.lines.Anew, c.known.Forget, c.twice.Forget, c.diary.Forget} {
			if err := anew(ctx, tx); err != nil {
				return err
			}
		}
		for _, t := range c.Records.Types() {
			err := c.Records.Each(ctx, access.System("what is kept beside records"), record.Query{Type: t.Name, Sort: "id"}, func(p record.Page) error {
				if err := errors.Join(c.known.Follow(ctx, tx, p.Rows), c.diary.Beheld(ctx, tx, p.Rows)); err != nil {
					return err
				}
				return c.twice.Bring(ctx, tx, t.Name, p.Rows)
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// reworded keeps the words by which records are found.
func (c *CRM) reworded(ctx context.Context, tx *db.Tx, list []*record.Record) error {
	if err := index(ctx, tx, c.Records, c.words, list); err != nil {
		return err
	}
	return c.Directory.Reword(ctx, tx, accountsOf(list))
}

// cared lets advice stand with who looks after an account, behind its wall.
func (c *CRM) cared(ctx context.Context, tx *db.Tx, list []*record.Record) error {
	ids := accountsOf(list)
	if len(ids) == 0 {
		return nil
	}
	return c.Jobs.Cared(ctx, tx, ids...)
}

func accountsOf(list []*record.Record) (ids []clientele.ID) {
	for _, r := range list {
		if r.Type == record.Account {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// walled does the same where a wall moved, and nobody wrote the records.
func (c *CRM) walled(ctx context.Context, tx *db.Tx, w record.Walled) error {
	if w.Type == record.Account {
		if err := errors.Join(c.steady.Walled(ctx, tx, w), c.quick.Walled(ctx, tx)); err != nil {
			return err
		}
		return c.Jobs.WallMoved(ctx, tx, w.IDs...)
	}
	t, err := c.Records.Type(w.Type)
	if err != nil || !t.Found() {
		return err
	}
	list, err := c.Records.Behind(ctx, tx, w)
	if err != nil {
		return err
	}
	return index(ctx, tx, c.Records, c.words, list)
}

// regrouped has two accounts measured that were found to be one, or two after all.
func (c *CRM) regrouped(ctx context.Context, tx *db.Tx, stays, other clientele.Ref) error {
	if stays.Type != record.Account {
		return nil
	}
	return c.Jobs.RenewAccounts(ctx, tx, []clientele.ID{stays.ID, other.ID}, clientele.Tell("crm.said.two-were-found-to-be"))
}
