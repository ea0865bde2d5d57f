package shape

import (
	"cmp"
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/say"
)

// Firm is what rows say besides what the book holds: in whose words, and who looks after
// accounts.
type Firm struct {
	Name   string
	Words  say.Words
	Owners map[clientele.ID]string // e-mail addresses of users
	People map[clientele.ID]string // and what they are called
	Lines  LineNames
	*say.Speaker
}

// Speaking is a firm of some words that has no name and no users.
func Speaking(ctx context.Context, w say.Words) Firm {
	s := say.Of(ctx).In(w)
	return Firm{Words: s.Words(), Speaker: s}
}

// FirmOf reads the firm.
func FirmOf(ctx context.Context, a *access.Access) (Firm, error) {
	set, err := a.Settings(ctx)
	if err != nil {
		return Speaking(ctx, say.Words{}), err
	}
	f := Speaking(ctx, CalledBy(set).words())
	f.Lines = linesBy(set)
	if f.Name, err = a.Firm(ctx); err != nil {
		return f, err
	}
	users, err := a.Users(ctx)
	f.Owners, f.People = make(map[clientele.ID]string, len(users)), make(map[clientele.ID]string, len(users))
	for _, u := range users {
		f.Owners[u.ID], f.People[u.ID] = u.Email, cmp.Or(u.Name, u.Email)
	}
	return f, err
}

// LastDay is the last day with an entry, up to today; NoDay where there is none.
func LastDay(ctx context.Context, book *ledger.Book, today clientele.Day) (clientele.Day, error) {
	day, err := book.LastDay(ctx, today)
	if clientele.KindOf(err) == clientele.NotFound {
		return clientele.NoDay, nil
	}
	return day, err
}

// CountedFrom is the day from which pages count: today, or the last of which anything is
// known where that is long past.
func CountedFrom(ctx context.Context, book *ledger.Book, today clientele.Day) (clientele.Day, error) {
	last, err := LastDay(ctx, book, today)
	return jobs.AsOf(last, today), err
}

// Running is the work that runs just now, or waits; nil where there is none.
func Running(ctx context.Context, work *jobs.Jobs, kinds ...queue.Kind) (*JobRow, error) {
	rows, err := OpenJobs(ctx, work, kinds...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// OpenJobs is the work of some kinds, or of all, that runs or waits.
func OpenJobs(ctx context.Context, work *jobs.Jobs, kinds ...queue.Kind) ([]JobRow, error) {
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
			rows = append(rows, RowOfJob(ctx, s))
		}
	}
	return rows, nil
}

// Ask puts work into the queue.
func Ask(ctx context.Context, work *jobs.Jobs, ask queue.Ask) (id clientele.ID, err error) {
	err = work.Book.InTx(ctx, func(tx *db.Tx) (err error) {
		id, err = work.Queue.Enqueue(ctx, tx, ask)
		return err
	})
	return id, err
}

// Foremost says whether of two steps for one relationship the first is the one to name: of
// who slips what is said of that, as Today does, else what is worth more.
func Foremost(t, other clientele.Treatment) bool {
	if one, two := t.List == clientele.ListSlipping, other.List == clientele.ListSlipping; one != two {
		return one
	}
	return t.Worth > other.Worth
}

// NextSteps fills in the step of each row that is worth the most, from the plans that are
// kept; of who slips the one that Today names.
func (f Firm) NextSteps(ctx context.Context, scope access.Scope, work *jobs.Jobs, rows []StandingRow) error {
	ids := make([]clientele.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.Account
	}
	advice, err := work.Advice(ctx, scope, ids...)
	if err != nil {
		return err
	}
	next := make(map[clientele.Relationship]clientele.Treatment, len(advice))
	for _, t := range advice {
		if best, ok := next[t.Relationship]; !ok || Foremost(t.Treatment, best) {
			next[t.Relationship] = t.Treatment
		}
	}
	for i, r := range rows {
		if t, ok := next[clientele.Relationship{Account: r.Account, Line: r.Line}]; ok {
			step := f.StepOf(t, r.AsOf)
			rows[i].Next, rows[i].Saves, rows[i].SavesOrders = step.Do, step.Worth, step.Orders
		}
	}
	return nil
}
