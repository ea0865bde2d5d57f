package start

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// The work of a sample firm.
const (
	KindSample queue.Kind = "sample-fill"
	KindAway   queue.Kind = "sample-away"

	keySample = "sample"
	most      = time.Hour
	batch     = 500 // records that are taken back in one transaction
)

// settingSample says which import the sample firm is.
const settingSample = "sample"

// SampleArgs say which sample firm is meant.
type SampleArgs struct {
	Import clientele.ID `json:"import"` // its import, and the batch of its records
	Preset string       `json:"preset"`
	User   clientele.ID `json:"user"` // who asked, and looks after its accounts
}

// sample is the sample firm in the book; zero where there is none.
func (c *Start) sample(ctx context.Context) (args SampleArgs, err error) {
	set, err := c.Access.Settings(ctx)
	if err != nil || set[settingSample] == "" {
		return args, err
	}
	if err := json.Unmarshal([]byte(set[settingSample]), &args); err != nil {
		return args, fmt.Errorf("which sample firm there is: %w", err)
	}
	return args, nil
}

// some says whether anything is here already: a sample goes into an empty book only.
func (c *Start) some(ctx context.Context) (bool, error) {
	found, err := c.Records.Query(ctx, access.System("is the book empty"), record.Query{Type: record.Account, Limit: 1})
	return len(found.Rows) > 0, err
}

// SampleIn asks for a sample firm.
type SampleIn struct{}

// Sample fills an empty book with a simulated firm, in the background.
func (c *Start) Sample(ctx context.Context, s access.Scope, _ SampleIn) (page.Done, error) {
	if c.Fill == nil {
		return page.Done{}, &clientele.Fault{Kind: clientele.Unavailable, What: clientele.Tell("start.this-program-has-no-sample-firm"), Remedy: say.Of(ctx).Say("start.bring-in-a-file-of-your")}
	}
	some, err := c.some(ctx)
	if err == nil && some {
		err = &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("start.there-is-something-in-the-book"), Remedy: say.Of(ctx).Say("start.look-at-what-is-there-clientele")}
	}
	if err != nil {
		return page.Done{}, err
	}
	set, err := c.Access.Settings(ctx)
	if err != nil {
		return page.Done{}, err
	}
	p, known := presetOf(set[settingPreset])
	if !known {
		p = presets[0]
	}
	args := SampleArgs{Preset: p.sample, User: s.User()}
	err = c.Records.InTx(ctx, func(tx *db.Tx) (err error) {
		args.Import, err = c.Jobs.Book.BeginImport(ctx, tx, ledger.Import{File: say.Of(ctx).Say("start.sample-file"), Door: "sample", By: s.By()})
		if err != nil {
			return err
		}
		_, err = c.Jobs.Queue.Enqueue(ctx, tx, queue.Ask{Kind: KindSample, Args: args, By: s.By(), Key: keySample})
		return err
	})
	if err == nil {
		err = c.remember(ctx, args)
	}
	return page.Done{Sentence: say.Of(ctx).Say("start.sample-comes"), Next: "/start"}, err
}

func (c *Start) remember(ctx context.Context, args SampleArgs) error {
	text, err := json.Marshal(args)
	if err != nil {
		return err
	}
	return c.Access.SetSettings(ctx, map[string]string{settingSample: string(text)})
}

// workFill remembers which import it is before it fills anything: what is half done can be taken away.
func (c *Start) workFill(ctx context.Context, t *queue.Task, args SampleArgs) error {
	if err := c.remember(ctx, args); err != nil {
		return err
	}
	return c.Fill(ctx, t, args)
}

// AwayIn asks for an empty book again.
type AwayIn struct{}

// Away takes the sample firm away, in the background.
func (c *Start) Away(ctx context.Context, s access.Scope, _ AwayIn) (page.Done, error) {
	args, err := c.sample(ctx)
	if err != nil {
		return page.Done{}, err
	}
	if args.Import == 0 {
		return page.Done{}, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("start.there-is-no-sample-firm-here"), Remedy: say.Of(ctx).Say("start.what-you-brought-in-yourself-is")}
	}
	_, err = shape.Ask(ctx, c.Jobs, queue.Ask{Kind: KindAway, Args: args, By: s.By(), Key: keySample})
	return page.Done{Sentence: say.Of(ctx).Say("start.sample-goes"), Next: "/start"}, err
}

// workAway takes back the records of the sample, and then its import. What is taken back
// already stays so: it may begin again after a kill.
func (c *Start) workAway(ctx context.Context, t *queue.Task, args SampleArgs) error {
	house := access.System("the sample firm goes")
	types := c.Records.Types()
	own := len(types) - 1 // the fields of the firm's own, which the others have
	slices.Reverse(types[:own])
	for _, one := range types { // what belongs to others before them
		name := one.Name
		b := record.Bulk{Type: name, Batch: args.Import}
		for more := true; more; {
			err := t.InTx(ctx, func(tx *db.Tx) (err error) {
				_, more, err = c.Records.UndoBatch(ctx, tx, house, &b, batch)
				return err
			})
			if clientele.KindOf(err) == clientele.NotFound {
				break // none of this type were made
			}
			if err != nil {
				return err
			}
		}
		t.Tell(queue.Progress{Note: name})
	}
	if _, err := c.Jobs.Book.UndoImport(ctx, args.Import, t.By); err != nil && clientele.KindOf(err) != clientele.Conflict {
		return err
	}
	if err := c.archive(ctx, t, args.Import); err != nil {
		return err
	}
	if err := c.Access.SetSettings(ctx, map[string]string{settingSample: ""}); err != nil {
		return err
	}
	return c.Jobs.AskMeasure(ctx, clientele.Tell("start.the-sample-firm-was-taken-away"))
}

// archive puts away the accounts of a sample that went. Its people and tasks left their traces with
// them in the book, as whatever people did there would: so they are not forgotten by themselves.
func (c *Start) archive(ctx context.Context, t *queue.Task, imp clientele.ID) error {
	away := true
	for after, more := clientele.ID(0), true; more; {
		err := t.InTx(ctx, func(tx *db.Tx) error {
			ids, err := c.Jobs.Book.OnlyOf(ctx, tx, imp, after, batch)
			if more = len(ids) == batch; err != nil || len(ids) == 0 {
				return err
			}
			after = ids[len(ids)-1]
			edits := make([]record.Edit, len(ids))
			for i, id := range ids {
				edits[i] = record.Edit{Ref: clientele.Ref{Type: record.Account, ID: id}, Archive: &away}
			}
			_, err = c.Records.Write(ctx, tx, access.System("the sample firm goes"), record.Account, edits) // one that somebody merged or archived stays so
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
