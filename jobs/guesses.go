package jobs

import (
	"encoding/json"

	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/ledger"
)

// GuessesIn are the ways in which an import was read, on weak grounds, where its file left
// that open; none of an import that does not count.
func GuessesIn(i ledger.Import) (all []string) {
	var read evidence.Survey
	if i.State != ledger.Done || json.Unmarshal([]byte(i.Reading), &read) != nil {
		return nil
	}
	for _, note := range read.Notes {
		if done, open := evidence.Guess(note); open {
			all = append(all, done)
		}
	}
	return all
}
