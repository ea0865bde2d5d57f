package clientele

import "encoding/json"

// Ref names a record: what people keep and change, as "person" 17.
type Ref struct {
	Type string `json:"type"`
	ID   ID     `json:"id"`
}

// IsZero says that no record is named.
func (r Ref) IsZero() bool { return r == Ref{} }

// Changed is a record that was made, changed, archived or restored: field by field
// what was and what is. The entry's Ref says which.
type Changed struct {
	Rev    int64           `json:"rev"` // the revision that it became; 1 is the first
	Fields map[string]Edit `json:"fields,omitempty"`
	Undoes ID              `json:"undoes,omitzero"` // the entry that this one takes back
	Batch  ID              `json:"batch,omitzero"`  // the job of which it was a part: a bulk edit, an import
}

// Edit is what a field was and is, as JSON; nil where it was, or is, empty.
type Edit struct {
	Was json.RawMessage `json:"was,omitempty"`
	Is  json.RawMessage `json:"is,omitempty"`
}

// EntryKind says what it is.
func (Changed) EntryKind() EntryKind { return KindChanged }
