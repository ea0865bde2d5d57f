package work

import (
	"context"
	"github.com/clientele-crm/clientele/say"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/shape"
)

// JobCancelIn names work to call off.
type JobCancelIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the work"`
}

// JobCancel calls work off.
func (c *Work) JobCancel(ctx context.Context, _ access.Scope, in JobCancelIn) (page.Done, error) {
	if err := c.Jobs.Queue.Cancel(ctx, in.ID); err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("work.said.it-is-called-off-what"), Job: in.ID, Next: shape.Href("/jobs/%d", in.ID)}, nil
}

// MeasureNowIn asks for a measure.
type MeasureNowIn struct{}

// MeasureNow asks for a measure of everything.
func (c *Work) MeasureNow(ctx context.Context, s access.Scope, _ MeasureNowIn) (page.Done, error) {
	id, err := shape.Ask(ctx, c.Jobs, queue.Ask{Kind: jobs.KindMeasure, Args: jobs.MeasureArgs{Cause: clientele.Tell("work.said.measured-by-hand")}, By: s.By(), Key: string(jobs.KindMeasure)})
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("work.said.everything-is-being-measured-afresh"), Job: id, Next: shape.Href("/jobs/%d", id)}, nil
}
