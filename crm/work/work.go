// Package work is what runs in the background, and how far it is.
package work

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
)

// Work is where work waits and runs.
type Work struct {
	Book *ledger.Book
	Jobs *jobs.Jobs
}

// Capability is its pages and acts.
func (c *Work) Capability() page.Capability {
	return page.Capability{
		Name: "work",
		Pages: []page.Page{
			page.Read("jobs", "/jobs", access.Insiders, c.JobList, JobsPage).
				Titled(clientele.Tell("title.work"), "What the house does in the background.").InMenu(page.Low),
			page.Read("job", "/jobs/{id}", access.Insiders, c.Job, JobPage).
				Titled(clientele.Tell("title.work"), "One piece of work in the background, with how far it is."),
		},
		Acts: []page.Act{
			page.Write("job-cancel", access.Writers, c.JobCancel).
				Titled(clientele.Tell("title.stop"), "Calls off work in the background."),
			page.Write("measure-now", access.Writers, c.MeasureNow).
				Titled(clientele.Tell("title.measure-now"), "Measures every relationship afresh, in the background."),
		},
	}
}
