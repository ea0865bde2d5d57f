package ui

import "github.com/clientele-crm/clientele/page"

// ErrorOut is what is shown when a page cannot be.
type ErrorOut struct {
	Sentence string            `json:"sentence"` // what
	Status   int               `json:"status"`
	Where    string            `json:"where,omitempty"`
	Remedy   string            `json:"remedy,omitempty"`
	Faults   []page.FieldFault `json:"faults,omitempty"`
	Ref      string            `json:"ref,omitempty"` // finds it in the log
	SignIn   bool              `json:"sign_in,omitempty"`
	Again    string            `json:"again,omitempty"` // where the same may be asked for once more
}

// Logged says that the log has it: what went wrong on our side.
func (o ErrorOut) Logged() bool { return o.Status >= 500 && o.Ref != "" }
