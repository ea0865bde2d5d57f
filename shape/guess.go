package shape

import (
	"context"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/jobs"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/say"
)

// Guess is how a file was taken, where it left that open.
type Guess struct {
	File string `json:"file"`
	Text string `json:"text"`
	Href string `json:"href"` // the receipt of its import
}

// GuessesIn are those of some imports. Who may not see imports may not see how they were read.
func GuessesIn(ctx context.Context, s access.Scope, imports []ledger.Import) (all []Guess) {
	if !access.Insiders.Allows(s) {
		return nil
	}
	for _, i := range imports {
		for _, text := range jobs.GuessesIn(i) {
			all = append(all, Guess{i.File, say.Of(ctx).Fill(text), Href("/imports/%d", i.ID)})
		}
	}
	return all
}
