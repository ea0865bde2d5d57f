package fields

import (
	"context"
	"time"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/queue"
)

// kindWords goes through all records once a field begins, or ends, to be found by search.
const kindWords queue.Kind = "index-words"

func (c *Fields) works() []queue.Listed {
	return []queue.Listed{
		queue.Work[struct{}]{Kind: kindWords, Lane: jobs.LaneBook, Attempts: 3, Timeout: 6 * time.Hour, What: said("fields.work.words"), Do: c.workWords},
	}
}

func (c *Fields) workWords(ctx context.Context, _ *queue.Task, _ struct{}) error { return c.Again(ctx) }

// askWords asks for it in the transaction that changes the field.
func (c *Fields) askWords(ctx context.Context, tx *db.Tx, by string) error {
	_, err := c.Jobs.Queue.Enqueue(ctx, tx, queue.Ask{Kind: kindWords, By: by, Key: string(kindWords)})
	return err
}
