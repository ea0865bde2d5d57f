package crm

import (
	"context"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/crm/people"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
)

// followers are all who keep up with records, in the order in which they are asked. Words
// and accounts come first: the others may look for what they read by them. Tasks come
// before whoever keeps something beside records, as a task that is done makes the next one,
// which is written, and followed by all of these, on the way. Who is found twice comes last:
// what is found there is compared as all the others have left it.
func (c *CRM) followers(known *people.People) []record.Follower {
	return []record.Follower{
		{Name: "words", Written: c.indexWritten, Walled: c.indexWalled},
		{Name: "accounts", Written: c.accountsWritten, Walled: c.accountsWalled, Regrouped: c.accountsRegrouped},
		{Name: "told", Walled: c.toldWalled, Regrouped: c.toldRegrouped},
		{Name: "tasks", Written: c.todo.Follow},
		{Name: "mentions", Walled: c.named.Walled},
		{Name: "people", Written: known.Follow, Walled: known.Walled},
		{Name: "duplicates", Written: c.twice.Follow, Walled: c.twice.Walled},
	}
}

func (c *CRM) indexWritten(ctx context.Context, tx *db.Tx, list []*record.Record) error {
	return index(ctx, tx, c.Records, c.words, list)
}

func (c *CRM) indexWalled(ctx context.Context, tx *db.Tx, w record.Walled) error {
	if !slices.Contains(indexed, w.Type) {
		return nil
	}
	list, err := c.Records.Behind(ctx, tx, w)
	if err != nil {
		return err
	}
	return index(ctx, tx, c.Records, c.words, list)
}

// accountsWritten renews the words of accounts, and who looks after them, and their walls,
// which stand beside their advice.
func (c *CRM) accountsWritten(ctx context.Context, tx *db.Tx, list []*record.Record) error {
	var ids []clientele.ID
	for _, r := range list {
		if r.Type == record.Account {
			ids = append(ids, r.ID)
		}
	}
	if err := c.Directory.Reword(ctx, tx, ids); err != nil || len(ids) == 0 {
		return err
	}
	return c.Jobs.Cared(ctx, tx, ids...)
}

func (c *CRM) accountsWalled(ctx context.Context, tx *db.Tx, w record.Walled) error {
	if w.Type != record.Account {
		return nil
	}
	return c.Jobs.Cared(ctx, tx, w.IDs...)
}

func (c *CRM) accountsRegrouped(ctx context.Context, tx *db.Tx, stays, other clientele.Ref) error {
	if stays.Type != record.Account {
		return nil
	}
	return c.Jobs.RenewAccounts(ctx, tx, []clientele.ID{stays.ID, other.ID}, "two were found to be one, or two after all")
}

// toldWalled and toldRegrouped renew what is found by the words of an account's entries.
func (c *CRM) toldWalled(ctx context.Context, tx *db.Tx, w record.Walled) error {
	if w.Type != record.Account {
		return nil
	}
	return c.finder.Moved(ctx, tx, w.IDs...)
}

func (c *CRM) toldRegrouped(ctx context.Context, tx *db.Tx, stays, other clientele.Ref) error {
	if stays.Type != record.Account {
		return nil
	}
	return c.finder.Moved(ctx, tx, stays.ID, other.ID)
}
