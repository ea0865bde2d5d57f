// Package start is the first hour: the five questions of a new firm (name, zone,
// currency, kind of business, words), what is usual in that kind of business, the three doors
// after them, and the sample firm, which comes and goes in one click.
package start

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
)

// Start is what the first hour needs.
type Start struct {
	Access  *access.Access
	Jobs    *jobs.Jobs
	Records *record.Store
	Clock   *clientele.Clock

	// Fill writes a sample firm into the book and among the records, all of it as one
	// import and one batch of the same number. It is wired to the simulator, of which
	// this folder knows nothing.
	Fill func(context.Context, *queue.Task, SampleArgs) error
}

// Capability is its page, its acts and its work.
func (c *Start) Capability() page.Capability {
	return page.Capability{
		Name: "start",
		Pages: []page.Page{
			page.Read("start", "/start", access.Insiders, c.Page, StartPage).
				Titled(clientele.Tell("title.first-steps"), "The questions that a new firm answers, and the ways to begin.").InBrowser(),
		},
		Acts: []page.Act{
			page.Write("begin", access.Owners, c.Begin).
				Titled(clientele.Tell("title.go-on"), "Answers the questions of the first start: name, place, kind of business, words; sets up what is usual in that kind.").InBrowser().FormAt(atStart),
			page.Write("sample-firm", access.Owners, c.Sample).
				Titled(clientele.Tell("title.look-at-a-sample-firm"), "Fills an empty book with a simulated firm, to look at.").InBrowser().FormAt(atStart),
			page.Write("sample-away", access.Owners, c.Away).
				Titled(clientele.Tell("title.take-the-sample-firm-away"), "Takes back all that the sample firm brought.").InBrowser().FormAt(atStart),
		},
		Panels: []page.Panel{page.On(page.TodaySide, c.Here, samplePanel)},
		Works: []queue.Listed{
			queue.Work[SampleArgs]{Kind: KindSample, Lane: jobs.LaneBook, Attempts: 3, Timeout: most, What: "Fill in a sample firm", Do: c.workFill},
			queue.Work[SampleArgs]{Kind: KindAway, Lane: jobs.LaneBook, Attempts: 3, Timeout: most, What: "Take the sample firm away", Do: c.workAway},
		},
	}
}

func atStart(page.Input) string { return "/start" }
