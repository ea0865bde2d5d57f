package jobs

import (
	"context"
	"strings"
	"testing"

	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/db/dbtest"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/say"
)

// A measure of which every worker panics fails, and lets what waits behind it go on.
func TestAMeasureWhoseWorkersPanicFails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		imported(t, h, logFile(t, orderLog(2_000, 100, false)))
		h.stretch = 7 // more stretches than the channels hold
		other := false
		q := queue.New(d, 1, queue.Settings{Lanes: []queue.Lane{{Name: "lane", Width: 1}}, Log: quiet(), Works: []queue.Listed{
			queue.Work[any]{Kind: "broken", Lane: "lane", Attempts: 3, Do: func(ctx context.Context, task *queue.Task, _ any) error {
				return h.measureAll(ctx, &scoring{measuring: measuring{"test", task.Tell, task.InTx}, stretch: h.stretch}) // of no measure
			}},
			queue.Work[any]{Kind: "other", Lane: "lane", Attempts: 1, Do: func(context.Context, *queue.Task, any) error { other = true; return nil }},
		}})
		for _, kind := range []queue.Kind{"broken", "other"} {
			err := d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := q.Enqueue(t.Context(), tx, queue.Ask{Kind: kind})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := q.Drain(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		list, err := q.List(t.Context(), 0, 2)
		if err != nil || !other {
			t.Fatal("the other job did not go on", err)
		}
		if s := list[1]; s.State != queue.Failed || !strings.Contains(say.English.Fill(s.Err), "measure: a defect in Clientele") || s.Attempts != 1 {
			t.Errorf("%+v", s)
		}
	})
}
