package engagements

import (
	"context"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
)

// Follow is told of every record that is written, in its transaction: what an engagement comes to
// is stated in the book, and one task reminds of the next day on which it is decided.
func (c *Engagements) Follow(ctx context.Context, tx *db.Tx, written []*record.Record) error {
	var some []*record.Record
	for _, r := range written {
		if r.Type == Type.Name {
			some = append(some, r)
		}
	}
	if len(some) == 0 {
		return nil
	}
	var facts []clientele.Entry
	for _, r := range some {
		facts = append(facts, c.facts(r)...)
	}
	told, err := c.origins(ctx, tx, some)
	if err != nil {
		return err
	}
	facts = append(facts, told...)
	if err := c.Jobs.State(ctx, tx, facts, clientele.Tell("engagements.cause")); err != nil {
		return err
	}
	return c.remind(ctx, tx, some)
}

// mostBack is how many stretches fewer than before one change can leave: an undo takes one back,
// that of a batch those that the batch made.
const mostBack = 8

// factKey names a stretch of an engagement in the book: the first by the record alone.
func factKey(id clientele.ID, stretch int) string {
	key := "engagement/" + id.String()
	if stretch > 0 {
		key += "/" + strconv.Itoa(stretch+1)
	}
	return key
}

// facts are what the book is told of an engagement: a fact a stretch, and none of one that is only
// offered or away. What an earlier word said of more stretches is struck.
func (c *Engagements) facts(r *record.Record) (all []clientele.Entry) {
	a := read(r)
	var terms []term
	if a.Stage != offered && r.Archived == 0 && r.Merged == 0 {
		terms = a.all()
	}
	fact := func(i int, from clientele.Day, body clientele.Body) {
		all = append(all, clientele.Entry{Account: r.Account, Line: clientele.Line(r.Text("line")), Key: factKey(r.ID, i), Day: from, At: c.Clock.Begins(from), Body: body})
	}
	for i, t := range terms {
		fact(i, t.From, clientele.Engagement{Kind: a.Kind, Ref: clientele.KeptRef(r.ID), Start: t.From, End: t.To, Fee: t.Fee, Period: t.Period})
	}
	if r.Rev > 1 {
		for i := len(terms); i < len(a.all())+mostBack; i++ {
			fact(i, a.Begins, clientele.Struck{Reason: clientele.Tell("engagements.struck")})
		}
	}
	return all
}
