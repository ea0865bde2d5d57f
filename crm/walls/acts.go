package walls

import (
	"context"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// PassersIn names an account, and users.
type PassersIn struct {
	Account clientele.ID   `name:"account" json:"account" required:"true" minimum:"1" doc:"number of the account"`
	Users   []clientele.ID `name:"users" json:"users,omitempty" doc:"numbers of users"`
	List    string         `name:"list" json:"list,omitempty" maxLength:"5000" doc:"the same in one line: 3,4"`
}

// users are those who are named, either way.
func (in PassersIn) users() ([]clientele.ID, error) {
	all := in.Users
	for one := range strings.SplitSeq(in.List, ",") {
		if one = strings.TrimSpace(one); one == "" {
			continue
		}
		id, err := strconv.ParseInt(one, 10, 64)
		if err != nil {
			return nil, page.Wrong("list", clientele.Tell("walls.that-is-no-number-of-a"), clientele.Tell("walls.write-them-as-3-4"))
		}
		all = append(all, clientele.ID(id))
	}
	return all, nil
}

// WalledIn names an account.
type WalledIn struct {
	Account clientele.ID `name:"account" json:"account" required:"true" minimum:"1" doc:"number of the account"`
}

// barrier puts something around an account in a transaction, and gives its number; 0 for nothing.
type barrier func(context.Context, *db.Tx, access.Scope, clientele.Ref) (clientele.ID, error)

// change puts something around an account, or takes it away; the way back is what was there.
func (c *Walls) change(ctx context.Context, s access.Scope, account clientele.ID, do barrier) (*page.Undo, error) {
	ref := refOf(account)
	if _, err := c.Records.Get(ctx, s, ref); err != nil {
		return nil, err
	}
	var was access.Around
	err := c.Records.InTx(ctx, func(tx *db.Tx) (err error) {
		if was, err = c.Access.Around(ctx, tx, ref); err != nil {
			return err
		}
		wall, err := do(ctx, tx, s, ref)
		if err != nil {
			return err
		}
		return c.Records.SetWall(ctx, tx, s, account, wall)
	})
	return back(account, was), shape.OfField(err)
}

// back is the act that brings back what was around an account.
func back(account clientele.ID, was access.Around) *page.Undo {
	with := map[string]string{"account": account.String()}
	ids := make([]string, len(was.Users))
	for i, u := range was.Users {
		ids[i] = u.ID.String()
	}
	switch {
	case was.Wall == 0:
		return nil
	case was.Open:
		with["list"] = strings.Join(ids, ",")
		return &page.Undo{Act: "share", With: with}
	}
	with["list"] = strings.Join(ids, ",")
	return &page.Undo{Act: "put-wall", With: with}
}

func atAccount(account clientele.ID) string { return "/accounts/" + account.String() + "/who" }

// PutWall lets only some users see an account.
func (c *Walls) PutWall(ctx context.Context, s access.Scope, in PassersIn) (page.Done, error) {
	users, err := in.users()
	if err != nil {
		return page.Done{}, err
	}
	undo, err := c.change(ctx, s, in.Account, func(ctx context.Context, tx *db.Tx, s access.Scope, ref clientele.Ref) (clientele.ID, error) {
		return c.Access.PutWall(ctx, tx, s, ref, users)
	})
	if err != nil {
		return page.Done{}, err
	}
	if undo == nil {
		undo = &page.Undo{Act: "drop-wall", With: map[string]string{"account": in.Account.String()}}
	}
	return page.Done{Sentence: say.Of(ctx).Say("walls.put"), Next: atAccount(in.Account), Undo: undo}, nil
}

// DropWall lets everybody see an account again.
func (c *Walls) DropWall(ctx context.Context, s access.Scope, in WalledIn) (page.Done, error) {
	undo, err := c.change(ctx, s, in.Account, func(ctx context.Context, tx *db.Tx, s access.Scope, ref clientele.Ref) (clientele.ID, error) {
		return 0, c.Access.DropWall(ctx, tx, s, ref)
	})
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("walls.dropped"), Next: atAccount(in.Account), Undo: undo}, nil
}

// Share lets help from outside see an account.
func (c *Walls) Share(ctx context.Context, s access.Scope, in PassersIn) (page.Done, error) {
	users, err := in.users()
	if err != nil {
		return page.Done{}, err
	}
	undo, err := c.change(ctx, s, in.Account, func(ctx context.Context, tx *db.Tx, s access.Scope, ref clientele.Ref) (clientele.ID, error) {
		return c.Access.PutShare(ctx, tx, s, ref, users)
	})
	if err != nil {
		return page.Done{}, err
	}
	if undo == nil {
		undo = &page.Undo{Act: "end-share", With: map[string]string{"account": in.Account.String()}}
	}
	return page.Done{Sentence: say.Of(ctx).Say("walls.shared-now"), Next: atAccount(in.Account), Undo: undo}, nil
}

// EndShare ends that help from outside sees an account.
func (c *Walls) EndShare(ctx context.Context, s access.Scope, in WalledIn) (page.Done, error) {
	undo, err := c.change(ctx, s, in.Account, func(ctx context.Context, tx *db.Tx, s access.Scope, ref clientele.Ref) (clientele.ID, error) {
		return 0, c.Access.DropShare(ctx, tx, s, ref)
	})
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("walls.shared-no-more"), Next: atAccount(in.Account), Undo: undo}, nil
}
