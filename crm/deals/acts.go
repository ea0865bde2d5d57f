package deals

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// UsualIn asks for nothing.
type UsualIn struct{}

// Usual sets up a first pipeline, where there is none.
func (c *Deals) Usual(ctx context.Context, s access.Scope, _ UsualIn) (page.Done, error) {
	var id clientele.ID
	by := say.Of(ctx)
	err := c.Records.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Take(ctx, c.Workspace, 0); err != nil {
			return err
		}
		there, err := db.All[string](ctx, tx, "SELECT name FROM pipelines WHERE workspace = ? AND archived = 0 AND merged = 0 ORDER BY id LIMIT 1", c.Workspace)
		if err != nil {
			return fmt.Errorf("pipelines: %w", err)
		}
		if len(there) > 0 {
			return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("deals.there-is-one", "name", there[0]), Remedy: clientele.Tell("deals.there-is-one-remedy")}
		}
		p, err := c.Records.Create(ctx, tx, s, Pipeline.Name, values(map[string]any{"name": by.Say("preset.general.pipeline")}))
		if err != nil {
			return err
		}
		id = p.ID
		stages := strings.Split(strings.TrimSpace(by.Say("preset.general.stages")), "\n")
		for i, name := range stages {
			state := open
			switch len(stages) - i { // the last two are where deals end
			case 2:
				state = won
			case 1:
				state = lost
			}
			fields := map[string]any{"name": name, "pipeline": p.ID, "place": i + 1, "state": state}
			if _, err := c.Records.Create(ctx, tx, s, Stage.Name, values(fields)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return page.Done{}, faces.Refusal(err)
	}
	return page.Done{Sentence: by.Say("deals.is-set-up"), ID: id, Next: "/deals/board"}, nil
}

func values(of map[string]any) map[string]json.RawMessage {
	all := map[string]json.RawMessage{}
	for name, v := range of {
		all[name] = raw(v)
	}
	return all
}

func raw(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage("null") // of texts and numbers alone: does not happen
	}
	return b
}
