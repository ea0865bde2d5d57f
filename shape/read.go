package shape

import (
	"cmp"
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
)

// Firm is the firm's name and its words.
func Firm(ctx context.Context, a *access.Access) (string, page.Words, error) {
	name, err := a.Firm(ctx)
	if err != nil {
		return "", DefaultWords, err
	}
	set, err := a.Settings(ctx)
	if err != nil {
		return name, DefaultWords, err
	}
	w := DefaultWords
	w.Client, w.Clients = cmp.Or(set["word-client"], w.Client), cmp.Or(set["word-clients"], w.Clients)
	w.Customer, w.Customers = cmp.Or(set["word-customer"], w.Customer), cmp.Or(set["word-customers"], w.Customers)
	return name, w, nil
}

// LastDay is the last day with an entry, up to today; NoDay where there is none.
func LastDay(ctx context.Context, book *ledger.Book, today clientele.Day) (clientele.Day, error) {
	day, err := book.LastDay(ctx, today)
	if clientele.KindOf(err) == clientele.NotFound {
		return clientele.NoDay, nil
	}
	return day, err
}

// Running is the work that runs just now, or waits; nil where there is none.
func Running(ctx context.Context, work *jobs.House, kinds ...queue.Kind) (*JobRow, error) {
	rows, err := OpenJobs(ctx, work, kinds...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// OpenJobs is the work of some kinds, or of all, that runs or waits.
func OpenJobs(ctx context.Context, work *jobs.House, kinds ...queue.Kind) ([]JobRow, error) {
	open, err := work.Queue.Open(ctx)
	if err != nil {
		return nil, err
	}
	rows := []JobRow{}
	for _, s := range open {
		wanted := len(kinds) == 0
		for _, k := range kinds {
			wanted = wanted || k == s.Kind
		}
		if wanted {
			rows = append(rows, RowOfJob(s))
		}
	}
	return rows, nil
}

// Ask puts work into the queue.
func Ask(ctx context.Context, work *jobs.House, ask queue.Ask) (id clientele.ID, err error) {
	err = work.Book.InTx(ctx, func(tx *db.Tx) (err error) {
		id, err = work.Queue.Enqueue(ctx, tx, ask)
		return err
	})
	return id, err
}

// NextSteps fills in the most urgent step of each row, from the plans that are kept.
func NextSteps(ctx context.Context, scope access.Scope, work *jobs.House, rows []StandingRow) error {
	ids := make([]clientele.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.Account
	}
	advice, err := work.Advice(ctx, scope, ids...)
	if err != nil {
		return err
	}
	next := make(map[clientele.Relationship]string, len(advice))
	for _, t := range advice { // the most urgent first
		if next[t.Relationship] == "" {
			next[t.Relationship] = t.Step
		}
	}
	for i, r := range rows {
		rows[i].Next = next[clientele.Relationship{Account: r.Account, Line: r.Line}]
	}
	return nil
}

// Owners are the e-mail addresses of users, by which pages name who looks after an account.
func Owners(ctx context.Context, a *access.Access) (map[clientele.ID]string, error) {
	users, err := a.Users(ctx)
	if err != nil {
		return nil, err
	}
	all := make(map[clientele.ID]string, len(users))
	for _, u := range users {
		all[u.ID] = u.Email
	}
	return all, nil
}
