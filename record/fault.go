package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// FieldFault is what is wrong with one field.
type FieldFault struct {
	Field  string `json:"field"`
	What   string `json:"what"`
	Remedy string `json:"remedy,omitempty"`
	At     int    `json:"at,omitempty"`   // which of several values it is, from 1
	Part   string `json:"part,omitempty"` // and which part of it, as the country of an address
}

// Refused is a record that cannot be written so: everything that is wrong, at once.
type Refused struct{ Fields []FieldFault }

// Error says the first of it.
func (r *Refused) Error() string { return r.fault().Error() }

// Unwrap gives the fault for people.
func (r *Refused) Unwrap() error { return r.fault() }

func (r *Refused) fault() *clientele.Fault {
	f := r.Fields[0]
	if n := len(r.Fields); n > 1 {
		var names []string
		for _, f := range r.Fields {
			names = append(names, f.Field)
		}
		return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("record.several-wrong", "n", n, "fields", names),
			Remedy: clientele.Tell("record.several-wrong-remedy")}
	}
	return &clientele.Fault{Kind: clientele.Invalid, What: f.What, Where: f.Field, Remedy: f.Remedy}
}

// Outrun is a change to a record that somebody else changed meanwhile.
type Outrun struct {
	Rev     int64                         // what the record is at now
	Changed map[string][2]json.RawMessage // by field: what it was for who came late, and what it is
	Kept    []string                      // of a whole form: the fields that others changed, and it did not

	whole bool // all that was changed since is among it
}

// Error is the fault's.
func (o *Outrun) Error() string { return o.Unwrap().Error() }

// Unwrap gives the fault for people.
func (o *Outrun) Unwrap() error {
	return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("record.outrun"), Remedy: clientele.Tell("record.outrun-remedy")}
}

// onlyLooks is told to who may see a record, and not write it.
func onlyLooks() error {
	return &clientele.Fault{Kind: clientele.Denied, What: clientele.Tell("record.only-looks"),
		Remedy: clientele.Tell("record.only-looks-remedy")}
}

func noRecord(t *Type, id clientele.ID) error {
	return &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("record.no-record", "type", t.Name, "id", id),
		Remedy: clientele.Tell("record.no-record-remedy")}
}

// Moved is that the number of a record names one that was merged into another.
type Moved struct {
	clientele.Ref        // the one that was asked for
	Plural        string // of its type
	To            clientele.ID
}

// Error is the fault's.
func (m *Moved) Error() string { return m.Unwrap().Error() }

// Unwrap gives the fault for people.
func (m *Moved) Unwrap() error {
	return &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("record.moved", "type", m.Type, "id", m.ID, "to", m.To),
		Remedy: clientele.Tell("record.moved-remedy", "type", m.Type, "to", m.To)}
}

// missing is why a record is not there: one that was merged says where it went, to who
// may see both.
func (s *Store) missing(ctx context.Context, q db.Querier, scope access.Scope, ref clientele.Ref) error {
	t, err := s.Type(ref.Type)
	if err != nil {
		return err
	}
	seen := scope.Sees(s.d.Engine, "r.wall")
	text := "SELECT r.merged FROM " + t.table() + " r WHERE r.workspace = ? AND r.id = ?" + seen.Text + t.own(scope)
	for to := ref.ID; ; {
		next, err := db.One[clientele.ID](ctx, q, text, append([]any{s.ws, to}, seen.Args...)...)
		switch {
		case errors.Is(err, db.ErrNoRow) || err == nil && next == 0 && to == ref.ID:
			return noRecord(t, ref.ID)
		case err != nil:
			return fmt.Errorf("look where %s %d went: %w", t.Name, ref.ID, err)
		case next == 0:
			return &Moved{clientele.Ref{Type: t.Name, ID: ref.ID}, t.Plural, to}
		}
		to = next
	}
}
