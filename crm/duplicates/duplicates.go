// Package duplicates is who stands in the book twice: pairs that may be one, with their
// reasons, for people to decide on; the merge of two records side by side; and whom one
// who is being typed may be.
//
// identity says how likely two are one, record merges them. What is kept here are the
// pairs that were found, and what people said of them. Whoever may not see one of the two
// sees no pair.
//
// Start at Duplicates; follow.go keeps the pairs up to date, jobs.go looks through all.
package duplicates

import (
	"sync/atomic"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/identity"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/record"
)

// Duplicates finds who is entered twice, and merges.
type Duplicates struct {
	Store *record.Store
	Book  *ledger.Book
	Jobs  *jobs.Jobs
	Clock *clientele.Clock
	Pairs *Pairs

	faces []*faces.Face // of types that can be merged
	kinds []*kind       // of types that are looked through
}

// kind is a type of record that is looked through for duplicates.
type kind struct {
	face  *faces.Face
	near  *identity.Store
	as    func(*record.Record) identity.Candidate
	model atomic.Pointer[identity.Model] // as it was last learnt here
}

// Of takes the types of record in, in meant order.
func (c *Duplicates) Of(all ...*faces.Face) *Duplicates {
	for _, f := range all {
		c.faces = append(c.faces, f)
		if as := compared(&f.Type); as != nil {
			c.kinds = append(c.kinds, &kind{face: f, near: identity.NewStore(workspace, f.Type.Name), as: as})
		}
	}
	return c
}

// workspace is the only one of this version.
const workspace clientele.ID = 1

// kindOf finds a type that is looked through, by its name or plural.
func (c *Duplicates) kindOf(name string) *kind {
	for _, k := range c.kinds {
		if k.face.Type.Name == name || k.face.Type.Plural == name {
			return k
		}
	}
	return nil
}

// faceOf finds a type that can be merged.
func (c *Duplicates) faceOf(name string) (*faces.Face, error) {
	for _, f := range c.faces {
		if f.Type.Name == name {
			return f, nil
		}
	}
	return nil, page.Wrong("type", said("duplicates.wrong.type"), said("duplicates.remedy.type"))
}

// At what time of the night all is looked through.
const nightlyAt = 4 * time.Hour

// Capability is its pages and acts, and its work in the background.
func (c *Duplicates) Capability() page.Capability {
	return page.Capability{
		Name: "duplicates",
		Pages: []page.Page{
			page.Read("duplicates", "/duplicates", access.Insiders, c.List, DuplicatesPage).
				Titled(clientele.Tell("title.duplicates"), "Pairs of people, or of relationships, that may be one, the surest first, with the reasons.").InMenu(page.Low),
			page.Read("merge-two", "/merge", access.Writers, c.Two, TwoPage).
				Titled(clientele.Tell("title.merge"), "Two records side by side: which value of each field stays.").InBrowser(),
			page.Read("merged", "/merged", access.Insiders, c.Merged, MergedPage).
				Titled(clientele.Tell("title.merged"), "What a merge did.").InBrowser(),
			page.Read("alike", "/alike", access.Writers, c.Alike, AlikePart).
				Titled(clientele.Tell("title.already-here"), "Up to three records that one who is being entered may be, with the reasons.").InBrowser(),
		},
		Acts: []page.Act{
			page.Write("merge", access.Writers, c.Merge).Titled(clientele.Tell("title.merge"), "Makes two records one; each field keeps the value that is chosen."),
			page.Write("unmerge", access.Writers, c.Unmerge).Titled(clientele.Tell("title.unmerge"), "Takes a merge back, also after later changes."),
			page.Write("not-the-same", access.Writers, c.NotTheSame).
				Titled(clientele.Tell("title.not-the-same"), "Remembers that two records are different people: they are never proposed again."),
			page.Write("decide-later", access.Writers, c.Later).Titled(clientele.Tell("title.later"), "Proposes a pair again in thirty days."),
			page.Write("propose-again", access.Writers, c.Again).Titled(clientele.Tell("title.propose-again"), "Forgets what was said of a pair."),
			page.Write("find-duplicates", access.Writers, c.Look).Titled(clientele.Tell("title.look-again"), "Looks through all records for duplicates, in the background."),
		},
		Panels:    []page.Panel{page.On(page.AccountSide, c.OfAccount, besidePart)},
		Works:     c.works(),
		Schedules: []queue.Schedule{{Name: "nightly duplicates", At: nightlyAt, Ask: queue.Ask{Kind: kindFind, Key: string(kindFind), Args: findArgs{}}, After: jobs.KindImport}},
	}
}
