package jobs

import (
	"encoding/json"
	"strings"

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
		if text, open := weak(note); open && text != "" {
			all = append(all, text)
		}
	}
	return all
}

// weak says whether a note is of something that the file leaves open: such a note ends with
// what it would be otherwise, and what to say then.
func weak(note string) (text string, open bool) {
	for _, otherwise := range []string{". If ", "; if "} {
		if i := strings.LastIndex(note, otherwise); i > 0 {
			return note[:i] + ".", true
		}
	}
	return evidence.Plain(note), evidence.Plain(note) != note
}
