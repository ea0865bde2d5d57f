package lines

import (
	"context"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/queue"
)

// kindFold folds what lies in some lines again, since they became one, or two.
const kindFold queue.Kind = "fold-lines"

const foldAtOnce = 200 // accounts, in one transaction

type foldArgs struct {
	Lines []clientele.Line `json:"lines"`
}

func (c *Lines) works() []queue.Listed {
	return []queue.Listed{queue.Work[foldArgs]{Kind: kindFold, Lane: jobs.LaneBook, Attempts: 5, Timeout: 6 * time.Hour, What: clientele.Tell("work.of.fold-lines"), Do: c.workFold}}
}

func (c *Lines) workFold(ctx context.Context, t *queue.Task, args foldArgs) error {
	done := int64(0)
	for after := clientele.ID(0); ; {
		n := 0
		err := t.InTx(ctx, func(tx *db.Tx) error {
			rels, last, err := c.Book.FoldLines(ctx, tx, args.Lines, after, foldAtOnce)
			if err != nil {
				return err
			}
			n, after = len(rels), last
			return c.Jobs.Renew(ctx, tx, left(rels, args.Lines), clientele.Tell("lines.cause"))
		})
		if err != nil || after == 0 {
			return err
		}
		done += int64(n)
		t.Tell(queue.Progress{Done: done, Unit: "relationships"})
	}
}

// left are relationships, and those that they may have been before: what was advised of one
// that is no more is over.
func left(rels []clientele.Relationship, lines []clientele.Line) []clientele.Relationship {
	told := map[clientele.Relationship]bool{}
	for _, r := range rels {
		told[r] = true
		for _, l := range lines {
			told[clientele.Relationship{Account: r.Account, Line: l}] = true
		}
	}
	all := make([]clientele.Relationship, 0, len(told))
	for r := range told {
		all = append(all, r)
	}
	return all
}
