package shape

import (
	"context"
	"encoding/json"

	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/say"
)

// RowOfJob shows a piece of work.
func RowOfJob(ctx context.Context, s queue.Status) JobRow {
	speaker := say.Of(ctx)
	row := JobRow{
		ID: s.ID, Kind: string(s.Kind), Title: speaker.Label("work.of."+string(s.Kind), s.What), State: string(s.State), Done: s.Done, Total: s.Total, Unit: s.Unit, Rate: s.Rate,
		LeftSeconds: float64(s.Left), Note: speaker.Fill(s.Note), Err: speaker.Fill(s.Err), Made: s.Created, Started: s.Started, Finished: s.Finished,
		CanCancel: !s.Ended(), Live: !s.Ended(), Href: Href("/jobs/%d", s.ID), Result: ResultOf(s),
	}
	if s.State == queue.Queued {
		row.State = "waiting"
	}
	if s.Total > 0 {
		row.Share = min(1, float64(s.Done)/float64(s.Total))
	}
	if s.State == queue.Done {
		row.Share = 1
		if s.Kind != jobs.KindBackup {
			row.Note = "" // it named the step that was the last; a backup's says where it lies
		}
	}
	var args jobs.ImportArgs
	if s.Kind == jobs.KindImport && json.Unmarshal(s.Args, &args) == nil && args.Name != "" {
		row.Title = speaker.Say("work.import", say.Args{"name": args.Name})
	}
	return row
}

// ResultOf is the page that shows what came of it.
func ResultOf(s queue.Status) string {
	if s.State != queue.Done {
		return ""
	}
	switch s.Kind {
	case jobs.KindImport:
		return "/imports"
	case jobs.KindUndo, jobs.KindRedo:
		var args jobs.UndoArgs
		if json.Unmarshal(s.Args, &args) == nil {
			return Href("/imports/%d", args.Import)
		}
	case jobs.KindBacktest:
		return "/trust"
	case jobs.KindMeasure, jobs.KindRenew, jobs.KindRebuild:
		return "/"
	}
	return ""
}
