package account

import (
	"encoding/json"
	"strings"

	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/evidence"
	"github.com/clientele-crm/clientele/shape"
)

// guesses says what of this account rests on how a file was read, on weak grounds. Who may not
// see imports may not see how they were read.
func (l *looking) guesses(s access.Scope) {
	if !access.Insiders.Allows(s) {
		return
	}
	for _, i := range l.dossier.Imports {
		var read evidence.Survey
		if json.Unmarshal([]byte(i.Reading), &read) != nil {
			continue
		}
		for _, note := range read.Notes {
			if text, open := weak(note); open {
				l.out.Guesses = append(l.out.Guesses, GuessRow{i.File, text, shape.Href("/imports/%d", i.ID)})
			}
		}
	}
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
