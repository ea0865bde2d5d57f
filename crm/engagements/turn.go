package engagements

import (
	"context"
	"encoding/json"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
)

// kindTurn goes through the engagements that a day has overtaken, each night: one that renews itself
// goes into its next term, one that somebody ended is over, and the next day that matters is another.
const kindTurn queue.Kind = "engagements"

const (
	turnAt     = time.Hour
	turnAtOnce = 200 // in one transaction
)

func (c *Engagements) works() []queue.Listed {
	return []queue.Listed{queue.Work[struct{}]{Kind: kindTurn, Lane: jobs.LaneAside, Attempts: 3, Timeout: time.Hour, What: clientele.Tell("work.of.engagements"), Do: c.turn}}
}

func (c *Engagements) schedules() []queue.Schedule {
	return []queue.Schedule{{Name: "nightly engagements", At: turnAt, Ask: queue.Ask{Kind: kindTurn, Key: string(kindTurn)}}}
}

func (c *Engagements) turn(ctx context.Context, t *queue.Task, _ struct{}) error {
	today, done := c.Clock.Today(), int64(0)
	for after := clientele.ID(0); ; {
		ids, err := c.due(ctx, after, today, turnAtOnce)
		if err != nil || len(ids) == 0 {
			return err
		}
		after = ids[len(ids)-1]
		err = t.InTx(ctx, func(tx *db.Tx) error {
			list, err := c.Records.Behind(ctx, tx, record.Walled{Type: Type.Name, IDs: ids})
			if err != nil {
				return err
			}
			edits := make([]record.Edit, len(list))
			for i, r := range list {
				edits[i] = record.Edit{Ref: r.Ref, Fields: turned(read(r), today)}
			}
			_, err = c.Records.Write(ctx, tx, access.System("an engagement comes to its day"), Type.Name, edits) // what does not go together any more is left to people
			return err
		})
		if err != nil {
			return err
		}
		done += int64(len(ids))
		t.Tell(queue.Progress{Done: done, Unit: "engagements"})
	}
}

// turned is what becomes of an engagement by itself as a day comes; the rule does the rest.
func turned(a agreed, today clientele.Day) map[string]json.RawMessage {
	switch {
	case a.goesOn() && a.Ends < today:
		ends := a.Ends
		for n := int(a.RenewsFor); ends < today && n > 0; {
			ends = termEnd(ends+1, n)
		}
		return map[string]json.RawMessage{"ends": raw(ends)}
	case a.Stage == notice && a.Ends < today:
		return map[string]json.RawMessage{"stage": raw(ended)}
	}
	return map[string]json.RawMessage{}
}
