package ledger

import (
	"bytes"
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Problem is something in the book that is not as it should be.
type Problem struct {
	What   string `json:"what"`
	Where  string `json:"where"`
	Remedy string `json:"remedy"`
}

const (
	mostProblems  = 100
	checkAccounts = 5_000 // histories folded again for comparison: some seconds
)

// Check looks for damage: histories that are not what their entries fold to (in
// a sample), entries of no account, standings of no history, sums that are off.
func (b *Book) Check(ctx context.Context) ([]Problem, error) {
	var problems []Problem
	for _, look := range []func(context.Context) ([]Problem, error){b.checkHistories, b.checkStrays, b.checkSums, b.checkWalls, b.checkHalfDone} {
		found, err := look(ctx)
		if err != nil {
			return problems, fmt.Errorf("check: %w", err)
		}
		problems = append(problems, found...)
	}
	return problems[:min(len(problems), mostProblems)], nil
}

const foldAgain = "run clientele rebuild"

// checkHistories folds a sample of accounts, spread over all, and compares.
func (b *Book) checkHistories(ctx context.Context) (problems []Problem, err error) {
	err = b.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Take(ctx, b.ws, 0); err != nil { // nobody writes meanwhile
			return err
		}
		undone, err := b.undone(ctx, tx)
		if err != nil {
			return err
		}
		accounts, err := b.sample(ctx, tx)
		if err != nil {
			return err
		}
		for len(accounts) > 0 {
			n := min(len(accounts), refoldAccounts)
			found, err := b.compare(ctx, tx, accounts[:n], undone)
			if err != nil {
				return err
			}
			problems, accounts = append(problems, found...), accounts[n:]
		}
		return nil
	})
	return problems, err
}

// sample gives accounts spread over the directory.
func (b *Book) sample(ctx context.Context, q db.Querier) ([]clientele.ID, error) {
	last, err := db.One[clientele.ID](ctx, q, "SELECT COALESCE(MAX(id), 0) FROM accounts WHERE workspace = ?", b.ws)
	if err != nil {
		return nil, err
	}
	if n, err := db.One[int64](ctx, q, "SELECT COUNT(*) FROM accounts WHERE workspace = ?", b.ws); err != nil || n <= checkAccounts {
		all, err2 := db.All[clientele.ID](ctx, q, "SELECT id FROM accounts WHERE workspace = ? ORDER BY id", b.ws)
		if err == nil {
			err = err2
		}
		return all, err
	}
	var some []clientele.ID
	for after := clientele.ID(0); after < last; {
		id, err := db.One[clientele.ID](ctx, q, "SELECT COALESCE(MIN(id), 0) FROM accounts WHERE workspace = ? AND id > ?", b.ws, after)
		if err != nil {
			return nil, err
		}
		if id == 0 {
			break
		}
		some = append(some, id)
		after = max(id, after+last/checkAccounts)
	}
	return some, nil
}

func (b *Book) compare(ctx context.Context, tx *db.Tx, accounts []clientele.ID, undone map[clientele.ID]bool) ([]Problem, error) {
	f, err := b.foldAccounts(ctx, tx, accounts, undone)
	if err != nil {
		return nil, err
	}
	var problems []Problem
	for _, list := range db.Lists(accounts) {
		for row, err := range db.Each[packedRow](ctx, tx, "SELECT account, line, packed FROM histories WHERE workspace = ? AND account IN "+db.In(list), db.With(b.ws, list)...) {
			if err != nil {
				return nil, err
			}
			rel := clientele.Relationship{Account: row.Account, Line: row.Line}
			if h := f.histories[rel]; h == nil || !bytes.Equal(h.Pack(), row.Packed) {
				problems = append(problems, Problem{"the history is not what its entries come to", fmt.Sprintf("account %d, line %q", rel.Account, rel.Line), foldAgain})
			}
			delete(f.histories, rel)
		}
	}
	for rel := range f.histories {
		problems = append(problems, Problem{"entries without a history", fmt.Sprintf("account %d, line %q", rel.Account, rel.Line), foldAgain})
	}
	return problems, nil
}

// checkStrays looks for what points to nothing, with short walks along the keys.
func (b *Book) checkStrays(ctx context.Context) ([]Problem, error) {
	strays, err := db.All[relationshipRow](ctx, b.d, "SELECT h.account, h.line FROM histories h LEFT JOIN accounts a ON a.workspace = h.workspace AND a.id = h.account"+
		" WHERE h.workspace = ? AND a.id IS NULL LIMIT ?", b.ws, mostProblems)
	if err != nil {
		return nil, err
	}
	var problems []Problem
	for _, r := range strays {
		problems = append(problems, Problem{"there are entries of an account that is not in the directory", fmt.Sprintf("account %d", r.Account), "restore a backup"})
	}
	idle, err := b.Baseless(ctx, mostProblems)
	for _, r := range idle {
		problems = append(problems, Problem{"a standing without a history", fmt.Sprintf("account %d, line %q", r.Account, r.Line), "measure again"})
	}
	return problems, err
}

type relationshipRow struct {
	Account clientele.ID   `db:"account"`
	Line    clientele.Line `db:"line"`
}

// checkSums compares the kept sums with the standings.
func (b *Book) checkSums(ctx context.Context) ([]Problem, error) {
	if hold, err := b.SumsHold(ctx); err != nil || hold {
		return nil, err
	}
	return []Problem{{"the counts by kind are not those of the standings", "balance", foldAgain}}, nil
}

// checkWalls looks for standings that are not behind the wall of their account.
func (b *Book) checkWalls(ctx context.Context) ([]Problem, error) {
	stray, err := b.Unwalled(ctx, mostProblems)
	var problems []Problem
	for _, r := range stray {
		problems = append(problems, Problem{"a standing is not behind the wall of its account", fmt.Sprintf("account %d, line %q", r.Account, r.Line), "measure again"})
	}
	return problems, err
}

func (b *Book) checkHalfDone(ctx context.Context) ([]Problem, error) {
	left, err := db.All[importRow](ctx, b.d, "SELECT "+importColumns+" FROM imports WHERE workspace = ? AND state IN ('undoing', 'redoing')", b.ws)
	var problems []Problem
	for _, i := range left {
		problems = append(problems, Problem{"an import is half undone or redone", fmt.Sprintf("import %d (%s)", i.ID, i.File), "start Clientele: it goes on by itself; or undo or redo it again"})
	}
	return problems, err
}
