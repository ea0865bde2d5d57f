package work

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
	"github.com/clientele-crm/clientele/ui"
)

// JobsIn asks for the work in the background.
type JobsIn struct{}

// JobList is the work in the background.
func (c *Work) JobList(ctx context.Context, scope access.Scope, _ JobsIn) (JobsOut, error) {
	list, err := c.Jobs.Queue.List(ctx, 0, jobsShown)
	if err != nil {
		return JobsOut{}, err
	}
	out := JobsOut{Rows: make([]shape.JobRow, len(list))}
	live := 0
	for i, s := range list {
		out.Rows[i] = rowFor(ctx, scope.By(), s)
		if out.Rows[i].Live {
			live++
		}
	}
	out.Sentence = say.Of(ctx).Say("work.said.nothing-runs-in-the-background")
	if live > 0 {
		out.Sentence = say.Of(ctx).Plural("work.live", live)
	}
	return out, nil
}

// rowFor is a piece of work as one person may see it. What is done with records is counted over those that
// who asked for it may see, which others may not: they see that it runs, not how many, nor which one failed.
func rowFor(ctx context.Context, by string, s queue.Status) shape.JobRow {
	if strings.HasPrefix(string(s.Kind), "records-") && s.By != by {
		s.Done, s.Total, s.Rate, s.Left, s.Note, s.Err = 0, 0, 0, 0, "", ""
	}
	return shape.RowOfJob(ctx, s)
}

// JobsOut is the work in the background, newest first.
type JobsOut struct {
	Sentence string         `json:"sentence"`
	Rows     []shape.JobRow `json:"rows"`
}

// JobIn asks for one piece of work.
type JobIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the work"`
}

// Job is one piece of work.
func (c *Work) Job(ctx context.Context, scope access.Scope, in JobIn) (JobOut, error) {
	s, err := c.Jobs.Queue.Status(ctx, in.ID)
	if clientele.KindOf(err) == clientele.NotFound {
		return JobOut{}, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("work.said.there-is-no-such-work"), Remedy: say.Of(ctx).Say("work.said.look-at-the-list-of"), Err: err}
	}
	if err != nil {
		return JobOut{}, err
	}
	row := rowFor(ctx, scope.By(), s)
	var args jobs.ImportArgs
	if s.Kind == jobs.KindImport && s.State == queue.Done && json.Unmarshal(s.Args, &args) == nil {
		if id, err := c.importOf(ctx, args.Hash); err != nil {
			return JobOut{}, err
		} else if id != 0 {
			row.Result = shape.Href("/imports/%d", id)
		}
	}
	said := say.Of(ctx).Say("work."+string(s.State), say.Args{"title": row.Title})
	return JobOut{Sentence: said, Job: row}, nil
}

// PageName is which work it is, for the title of the page.
func (out JobOut) PageName() string { return out.Job.Title }

// jobSays tells whether there is more to be said of work that has ended.
func jobSays(s *say.Speaker, j shape.JobRow) bool {
	return ui.JobFigures(s, j) != "" || j.Note != "" || j.Err != ""
}

// JobOut is one piece of work.
type JobOut struct {
	Sentence string       `json:"sentence"`
	Job      shape.JobRow `json:"job"`
}

// importOf is the latest import of a file's content; 0 where it is too long ago.
func (c *Work) importOf(ctx context.Context, hash string) (clientele.ID, error) {
	recent, err := c.Book.Imports(ctx, 0, jobsShown)
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
