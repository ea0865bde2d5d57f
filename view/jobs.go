package view

import (
	"context"
	"encoding/json"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/queue"
)

const jobsShown = 50

// jobRow shows a piece of work.
func jobRow(s queue.Status) JobRow {
	row := JobRow{
		ID: s.ID, Kind: string(s.Kind), Title: s.What, State: string(s.State), Done: s.Done, Total: s.Total, Unit: s.Unit, Rate: s.Rate,
		LeftSeconds: float64(s.Left), Note: s.Note, Err: s.Err, Made: s.Created, Started: s.Started, Finished: s.Finished,
		CanCancel: !s.Ended(), Live: !s.Ended(), Href: href("/jobs/%d", s.ID), Result: resultOf(s),
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
		row.Title = "Import " + args.Name
	}
	return row
}

// resultOf is the page that shows what came of it.
func resultOf(s queue.Status) string {
	if s.State != queue.Done {
		return ""
	}
	switch s.Kind {
	case jobs.KindImport:
		return "/imports"
	case jobs.KindUndo, jobs.KindRedo:
		var args jobs.UndoArgs
		if json.Unmarshal(s.Args, &args) == nil {
			return href("/imports/%d", args.Import)
		}
	case jobs.KindBacktest:
		return "/trust"
	case jobs.KindMeasure, jobs.KindRenew, jobs.KindRebuild:
		return "/"
	}
	return ""
}

// running is the work that runs just now, or waits; nil where there is none.
func (h *House) running(ctx context.Context, kinds ...queue.Kind) (*JobRow, error) {
	rows, err := h.openJobs(ctx, kinds...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

func (h *House) openJobs(ctx context.Context, kinds ...queue.Kind) ([]JobRow, error) {
	open, err := h.Jobs.Queue.Open(ctx)
	if err != nil {
		return nil, err
	}
	rows := []JobRow{}
	for _, s := range open {
		wanted := len(kinds) == 0
		for _, k := range kinds {
			wanted = wanted || k == s.Kind
		}
		if wanted {
			rows = append(rows, jobRow(s))
		}
	}
	return rows, nil
}

// OpenJobs counts the open work by kind and state.
func (h *House) OpenJobs(ctx context.Context) (map[[2]string]int, error) {
	rows, err := h.openJobs(ctx)
	counts := map[[2]string]int{}
	for _, r := range rows {
		counts[[2]string{r.Kind, r.State}]++
	}
	return counts, err
}

// JobList is the work in the background.
func (h *House) JobList(ctx context.Context, _ Viewer, _ JobsIn) (JobsOut, error) {
	list, err := h.Jobs.Queue.List(ctx, 0, jobsShown)
	if err != nil {
		return JobsOut{}, err
	}
	out := JobsOut{Rows: make([]JobRow, len(list))}
	live := 0
	for i, s := range list {
		out.Rows[i] = jobRow(s)
		if out.Rows[i].Live {
			live++
		}
	}
	out.Sentence = "Nothing runs in the background."
	if live > 0 {
		out.Sentence = capital(plural(live, "piece of work waits or runs", "pieces of work wait or run")) + "."
	}
	return out, nil
}

// Job is one piece of work.
func (h *House) Job(ctx context.Context, _ Viewer, in JobIn) (JobOut, error) {
	s, err := h.Jobs.Queue.Status(ctx, in.ID)
	if clientele.KindOf(err) == clientele.NotFound {
		return JobOut{}, &clientele.Fault{Kind: clientele.NotFound, What: "there is no such work", Remedy: "look at the list of work", Err: err}
	}
	if err != nil {
		return JobOut{}, err
	}
	row := jobRow(s)
	var args jobs.ImportArgs
	if s.Kind == jobs.KindImport && s.State == queue.Done && json.Unmarshal(s.Args, &args) == nil {
		if id, err := h.importOf(ctx, args.Hash); err != nil {
			return JobOut{}, err
		} else if id != 0 {
			row.Result = href("/imports/%d", id)
		}
	}
	sentences := map[queue.State]string{
		queue.Queued: row.Title + " waits for its turn.", queue.Running: row.Title + " is under way.", queue.Done: row.Title + " is done.",
		queue.Failed: row.Title + " did not work.", queue.Cancelled: row.Title + " was called off; what was done until then stays.",
	}
	return JobOut{Sentence: sentences[s.State], Job: row}, nil
}

// importOf is the latest import of a file's content; 0 where it is too long ago.
func (h *House) importOf(ctx context.Context, hash string) (clientele.ID, error) {
	recent, err := h.Book.Imports(ctx, 0, jobsShown)
	if err != nil {
		return 0, err
	}
	for _, i := range recent {
		if i.Hash == hash {
			return i.ID, nil
		}
	}
	return 0, nil
}

// JobCancel calls work off.
func (h *House) JobCancel(ctx context.Context, _ Viewer, in JobCancelIn) (Done, error) {
	if err := h.Jobs.Queue.Cancel(ctx, in.ID); err != nil {
		return Done{}, err
	}
	return Done{Sentence: "It is called off; what was done until now stays.", Job: in.ID, Next: href("/jobs/%d", in.ID)}, nil
}

// ask puts work into the queue.
func (h *House) ask(ctx context.Context, ask queue.Ask) (id clientele.ID, err error) {
	err = h.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		id, err = h.Jobs.Queue.Enqueue(ctx, tx, ask)
		return err
	})
	return id, err
}

// MeasureNow asks for a measure of everything.
func (h *House) MeasureNow(ctx context.Context, v Viewer, _ MeasureNowIn) (Done, error) {
	id, err := h.ask(ctx, queue.Ask{Kind: jobs.KindMeasure, Args: jobs.MeasureArgs{Cause: "measured by hand"}, By: v.By(), Key: string(jobs.KindMeasure)})
	if err != nil {
		return Done{}, err
	}
	return Done{Sentence: "Everything is being measured afresh.", Job: id, Next: href("/jobs/%d", id)}, nil
}

// BacktestNow asks for a backtest.
func (h *House) BacktestNow(ctx context.Context, v Viewer, in BacktestNowIn) (Done, error) {
	last, err := h.lastDay(ctx)
	if err != nil {
		return Done{}, err
	}
	if in.Cut != clientele.NoDay && in.Cut >= last {
		return Done{}, refuse(FieldFault{"cut", "nothing is known after that day", "choose a day before " + say(last)})
	}
	id, err := h.ask(ctx, queue.Ask{Kind: jobs.KindBacktest, Args: jobs.BacktestArgs{Cut: in.Cut, HorizonDays: in.Horizon}, By: v.By(), Key: string(jobs.KindBacktest)})
	if err != nil {
		return Done{}, err
	}
	return Done{Sentence: "The measure is being tested on your own past.", Job: id, Next: "/trust"}, nil
}
