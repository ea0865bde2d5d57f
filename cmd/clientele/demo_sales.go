package main

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
)

// way is a pipeline with its stages: those that are open in their order, and where deals end.
type way struct {
	pipeline  clientele.ID
	open      []clientele.ID
	won, lost clientele.ID
}

// stagesOfDemo are those of a simulated firm that set up none.
var stagesOfDemo = []fields{
	{"name": "Asked", "state": "open"}, {"name": "Talking", "state": "open"}, {"name": "Offer made", "state": "open"}, {"name": "Agreeing", "state": "open"},
	{"name": "Won", "state": "won"}, {"name": "Lost", "state": "lost"},
}

// way finds the first pipeline of the firm; the zero one where it has none.
func (k *keeper) way(ctx context.Context) (w way, err error) {
	found, err := k.h.crm.Records.Query(ctx, k.scope, record.Query{Type: "pipeline", Sort: "id", Limit: 1})
	if err != nil || len(found.Rows) == 0 {
		return w, err
	}
	w.pipeline = found.Rows[0].ID
	stages, err := k.h.crm.Records.Query(ctx, k.scope, record.Query{Type: "stage", Filter: record.Cond{Field: "pipeline", Op: record.Is, Values: []string{w.pipeline.String()}}, Sort: "place", Limit: 100})
	for _, r := range stages.Rows {
		w.add(r)
	}
	return w, err
}

func (w *way) add(r *record.Record) {
	switch r.Text("state") {
	case "won":
		w.won = r.ID
	case "lost":
		w.lost = r.ID
	default:
		w.open = append(w.open, r.ID)
	}
}

// selling writes what the firm may sell, and what it won and lost. What was won is in its books already.
func (k *keeper) selling(ctx context.Context, tx *db.Tx, w way) error {
	if w.pipeline == 0 {
		p, err := k.h.crm.Records.Create(ctx, tx, k.scope, "pipeline", fields{"name": "Sales"}.raw())
		if err != nil {
			return err
		}
		w.pipeline = p.ID
		for i, f := range stagesOfDemo {
			own := fields{"pipeline": p.ID, "place": i + 1, "name": f["name"], "state": f["state"]}
			r, err := k.h.crm.Records.Create(ctx, tx, k.scope, "stage", own.raw())
			if err != nil {
				return err
			}
			w.add(r)
		}
	}
	if len(w.open) == 0 || w.won == 0 || w.lost == 0 {
		return nil // the firm's own way ends nowhere
	}
	var edits []record.Edit
	for _, s := range k.firm.Sales() {
		f := fields{"name": s.Name, "account": k.accounts[s.Key], "owner": k.users[s.Owner], "value": s.Value, "opened": s.Opened, "expected": s.Expected, "product": s.Product, "source": s.Source}
		switch {
		case s.Closed == clientele.NoDay:
			f["stage"] = w.open[min(len(w.open)-1, int(s.Far*float64(len(w.open))))]
		case s.Won:
			f["stage"], f["closed"], f["becomes"] = w.won, s.Closed, "nothing"
		default:
			f["stage"], f["closed"], f["lost_because"] = w.lost, s.Closed, s.Lost
		}
		edits = append(edits, record.Edit{Fields: f.raw()})
	}
	return k.write(ctx, tx, "deal", edits...)
}
