package crm

import (
	"context"
	"fmt"
	"math"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/search"
)

// Check says what of the records is not as the book tells, and who is not found by their words.
func (c *CRM) Check(ctx context.Context) ([]ledger.Problem, error) {
	problems, err := c.Records.Check(ctx)
	if err != nil {
		return nil, err
	}
	unsummed, err := c.Jobs.UnsummedDue(ctx)
	if err != nil {
		return nil, err
	}
	for _, wrong := range unsummed {
		problems = append(problems, ledger.Problem{What: clientele.Tell("crm.check.unsummed"), Where: wrong, Remedy: say.Of(ctx).Say("crm.check.unsummed-remedy")})
	}
	some, err := c.words.Some(ctx)
	if err != nil || !some { // the next start makes it
		return problems, err
	}
	unfound, err := c.checkWords(ctx)
	return append(problems, unfound...), err
}

const mostUnfound = 20

// checkWords compares the index of words with the records that it should hold, page by page.
func (c *CRM) checkWords(ctx context.Context) (problems []ledger.Problem, err error) {
	house := access.System("the doctor")
	err = c.DB.Snapshot(ctx, func(ctx context.Context) error {
		for _, t := range c.Records.Types() {
			if !t.Found() {
				continue
			}
			after := clientele.ID(0)
			err := c.Records.Each(ctx, house, record.Query{Type: t.Name, Sort: "id"}, func(p record.Page) error {
				last := clientele.ID(math.MaxInt64)
				if p.Next != "" {
					last = p.Rows[len(p.Rows)-1].ID
				}
				docs := make([]search.Doc, len(p.Rows))
				for i, r := range p.Rows {
					docs[i] = docOf(t, p.Fields, r)
				}
				stale, err := c.words.Stale(ctx, t.Name, after, last, docs)
				for _, id := range stale[:min(len(stale), mostUnfound-min(mostUnfound, len(problems)))] {
					problems = append(problems, ledger.Problem{What: clientele.Tell("crm.check.unfound"), Where: fmt.Sprintf("%s %d", t.Name, id), Remedy: say.Of(ctx).Say("crm.check.unfound-remedy")})
				}
				after = last
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return problems, err
}
