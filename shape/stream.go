package shape

import (
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/ledger"
)

// The sorts of what was changed of records, beside the kinds of entry by which a stream is narrowed.
const (
	StreamTasks   clientele.EntryKind = "task"
	StreamFiles   clientele.EntryKind = "file"
	StreamChanges clientele.EntryKind = "changed" // of all other records
)

// StreamKinds is by what a stream of what happened is narrowed, in the order in which it is offered.
var StreamKinds = []clientele.EntryKind{clientele.KindInteraction, clientele.KindOrder, clientele.KindReturn, clientele.KindEngagement, StreamTasks, StreamFiles,
	clientele.KindSettled, clientele.KindOverrule, StreamChanges}

// StreamAsked is how much of what happened is wanted.
type StreamAsked struct {
	Kinds   []clientele.EntryKind // some of StreamKinds; none for everything
	Line    *clientele.Line       // nil for every line
	With    string                // only contact with this person
	Before  string                // where the page before ended
	Limit   int
	Dossier *ledger.Dossier // of an account, where it was read
}

// Query is what the book is asked.
func (a StreamAsked) Query(of clientele.Ref) (q ledger.StreamQuery, err error) {
	q = ledger.StreamQuery{Of: of, Dossier: a.Dossier, Line: a.Line, With: a.With, Limit: a.Limit}
	for _, k := range a.Kinds {
		switch k {
		case StreamTasks, StreamFiles:
			q.Changes = append(q.Changes, string(k))
		case StreamChanges:
			q.Other = []string{string(StreamTasks), string(StreamFiles)}
		default:
			q.Facts = append(q.Facts, k)
		}
	}
	q.Before, err = ledger.ReadPlace(a.Before)
	return q, err
}

// Narrowed says that not everything was asked for.
func (a StreamAsked) Narrowed() bool { return len(a.Kinds) > 0 || a.With != "" || a.Line != nil }

// Stream is what happened, day by day, and where it goes on.
type Stream struct {
	Days  []TimelineDay
	Older string // the place before which the rest is; "" at the end
}

// Last are the last entries of a stream.
func (s Stream) Last(n int) (some []TimelineEntry) {
	for _, d := range s.Days {
		some = append(some, d.Entries...)
	}
	return slices.Clip(some[:min(len(some), n)])
}
