package record

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/clientele-crm/clientele"
)

// FieldFault is what is wrong with one field.
type FieldFault struct {
	Field  string `json:"field"`
	What   string `json:"what"`
	Remedy string `json:"remedy,omitempty"`
}

// Refused is a record that cannot be written so: everything that is wrong, at once.
type Refused struct{ Fields []FieldFault }

// Error says the first of it.
func (r *Refused) Error() string { return r.fault().Error() }

// Unwrap gives the fault for people.
func (r *Refused) Unwrap() error { return r.fault() }

func (r *Refused) fault() *clientele.Fault {
	f := r.Fields[0]
	what := f.What
	if n := len(r.Fields); n > 1 {
		var names []string
		for _, f := range r.Fields {
			names = append(names, f.Field)
		}
		what = fmt.Sprintf("%d fields cannot be taken: %s", n, strings.Join(names, ", "))
		return &clientele.Fault{Kind: clientele.Invalid, What: what, Remedy: "correct them and send it again"}
	}
	return &clientele.Fault{Kind: clientele.Invalid, What: what, Where: f.Field, Remedy: f.Remedy}
}

// Outrun is a change to a record that somebody else changed meanwhile.
type Outrun struct {
	Rev     int64                         // what the record is at now
	Changed map[string][2]json.RawMessage // by field: what it was for who came late, and what it is
}

// Error is the fault's.
func (o *Outrun) Error() string { return o.Unwrap().Error() }

// Unwrap gives the fault for people.
func (o *Outrun) Unwrap() error {
	return &clientele.Fault{Kind: clientele.Conflict, What: "somebody changed this meanwhile",
		Remedy: "look at what changed, and decide field by field"}
}

func noRecord(t *Type, id clientele.ID) error {
	return &clientele.Fault{Kind: clientele.NotFound, What: fmt.Sprintf("there is no %s %d", t.Name, id), Remedy: "search for it by name"}
}
