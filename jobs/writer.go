package jobs

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/queue"
)

// stretchesKept is how many stretches go into one transaction: about a second of
// writing, for which others wait.
const stretchesKept = 4

// writer writes measured stretches, some in a transaction. What was learnt after
// the histories were read has been renewed already, with what is newer: it is
// renewed again after its stretch.
type writer struct {
	h *Jobs
	*scoring
	some             []scored
	written, batches int64 // relationships, and transactions
	seen             clientele.ID
	news             map[clientele.Relationship]bool
}

// newWriter is made before the histories are read.
func (h *Jobs) newWriter(ctx context.Context, s *scoring) (*writer, error) {
	seen, err := h.Book.LastID(ctx)
	return &writer{h: h, scoring: s, seen: seen, news: map[clientele.Relationship]bool{}}, err
}

func (w *writer) add(ctx context.Context, b scored) error {
	w.some = append(w.some, b)
	if len(w.some) < stretchesKept {
		return nil
	}
	return w.flush(ctx)
}

func (w *writer) flush(ctx context.Context) error {
	err := w.inTx(ctx, func(tx *db.Tx) error { return w.keep(ctx, tx) })
	if err != nil {
		return err
	}
	for _, b := range w.some {
		w.written += int64(len(b.standings))
	}
	w.some, w.batches = nil, w.batches+1
	w.report.Tell(queue.Progress{Done: w.written, Total: max(w.written, w.total), Unit: "relationships", Note: clientele.Tell("jobs.measuring")})
	return w.h.refreshStatistics(ctx, w.batches)
}

func (w *writer) keep(ctx context.Context, tx *db.Tx) error {
	var again []clientele.Relationship
	for _, b := range w.some {
		rows, err := w.h.keptStretch(ctx, tx, b)
		if err != nil {
			return err
		}
		if err := w.h.keepMeasured(ctx, tx, measured{b.relations, b.standings, w.cause, rows}); err != nil {
			return err
		}
	}
	news, seen, err := w.h.Book.News(ctx, tx, w.seen) // after the first write, which holds the workspace
	if err != nil {
		return err
	}
	w.seen = seen
	for _, rel := range news {
		w.news[rel] = true
	}
	for _, b := range w.some {
		for _, r := range b.relations {
			if w.news[r.Relationship] {
				again = append(again, r.Relationship)
			}
		}
	}
	return w.h.Renew(ctx, tx, again, w.cause)
}
