package balance

import (
	"context"
	"encoding/json"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// Guess is what the sums of the page rest on that a file left open: how it was taken, and
// the receipt that says so.
type Guess struct {
	Text string `json:"text"`
	Href string `json:"href"`
}

// lookedAt is how many imports are looked at, the latest first.
const lookedAt = 20

// guesses are those of the files that stand in the book. Who may not see imports may not see
// how they were read.
func (c *Balance) guesses(ctx context.Context, s access.Scope, f shape.Firm) ([]Guess, error) {
	if !access.Insiders.Allows(s) {
		return nil, nil
	}
	imports, err := c.Book.Imports(ctx, 0, lookedAt)
	if err != nil {
		return nil, err
	}
	return guessesIn(f, imports), nil
}

// guessesIn finds the notes that end with what to say at the command line where they are
// wrong: only such are about what a file leaves open.
func guessesIn(f shape.Firm, imports []ledger.Import) (all []Guess) {
	for _, i := range imports {
		var read evidence.Survey
		if i.State != ledger.Done || json.Unmarshal([]byte(i.Reading), &read) != nil {
			continue
		}
		for _, note := range read.Notes {
			if text := evidence.Plain(note); text != note && text != "" {
				all = append(all, Guess{f.Say("balance.guess", say.Args{"file": i.File, "how": say.Sentence(text)}), shape.Href("/imports/%d", i.ID)})
			}
		}
	}
	return all
}
