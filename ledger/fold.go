package ledger

import (
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger/standings"
)

// folding is everything that is folded from entries, in memory, for some
// relationships. Entries are added in the order of their ids; then it is written.
type folding struct {
	histories map[clientele.Relationship]*clientele.History
	overrules map[clientele.Relationship]standings.Overruled // with Kind "" where one was taken back
	spans     map[clientele.ID]span
}

type span struct {
	entries     int64
	first, last clientele.Day
}

func newFolding() *folding {
	return &folding{
		histories: map[clientele.Relationship]*clientele.History{},
		overrules: map[clientele.Relationship]standings.Overruled{},
		spans:     map[clientele.ID]span{},
	}
}

// add folds one fact in: the word that holds.
func (f *folding) add(e clientele.Entry) {
	rel := clientele.Relationship{Account: e.Account, Line: e.Line}
	if e.Account == 0 || !tells(e.Body) { // contact with a person of no account is of no relationship
		return
	}
	h := f.histories[rel]
	if h == nil {
		h = &clientele.History{}
		f.histories[rel] = h
	}
	h.Apply(e)
	if body, ok := e.Body.(clientele.Overrule); ok {
		f.overrules[rel] = standings.Overruled{Relationship: rel, Entry: e.ID, Kind: body.Kind, Reason: body.Reason, Until: body.Until, By: e.By, At: e.At}
	}
}

// tells says whether an entry is of a relationship. A record that changed, or was read, is
// of itself; who is the same as whom, and what was struck, is not a thing that happened.
func tells(body clientele.Body) bool { return !slices.Contains(silent, body.EntryKind()) }

var silent = []clientele.EntryKind{clientele.KindChanged, clientele.KindStruck, clientele.KindSame, clientele.KindParted, clientele.KindRead, clientele.KindRefused,
	clientele.KindDistinct}

// span counts an entry for its import, also one that was undone or amended.
func (f *folding) span(e *clientele.Entry) {
	s := f.spans[e.Import]
	s.entries++
	if d := e.On(); evident(e.Body) {
		if s.first == clientele.NoDay || d < s.first {
			s.first = d
		}
		s.last = max(s.last, d)
	}
	f.spans[e.Import] = s
}

// evident says whether an entry tells of the world, and not only of our own plans:
// the last day in the data is the last of these.
func evident(body clientele.Body) bool {
	switch b := body.(type) {
	case clientele.Order, clientele.Return, clientele.Engagement:
		return true
	case clientele.Interaction:
		return b.Channel != clientele.Note
	}
	return false
}

// fold folds new entries into what is kept. They come in the order of their ids. Accounts
// of which a fact had a word before are folded again from all their entries.
func (b *Book) fold(ctx context.Context, tx *db.Tx, fresh []written, anew []clientele.ID) ([]clientele.Relationship, error) {
	accounts := slices.Clone(anew)
	for i := range fresh {
		accounts = append(accounts, fresh[i].Account)
	}
	slices.Sort(accounts)
	same, err := b.sameOf(ctx, tx, slices.Compact(accounts))
	if err != nil {
		return nil, err
	}
	f := newFolding()
	var rels []clientele.Relationship
	anew = slices.DeleteFunc(same.canonicals(anew), func(id clientele.ID) bool { return id == 0 })
	news := make([]clientele.Entry, 0, len(fresh))
	for i := range fresh {
		e := fresh[i].Entry
		same.put(&e)
		if _, again := slices.BinarySearch(anew, e.Account); again || e.Account == 0 || !tells(e.Body) {
			continue
		}
		news = append(news, e)
		rels = append(rels, clientele.Relationship{Account: e.Account, Line: e.Line})
	}
	rels = distinct(rels)
	if err := b.loadHistories(ctx, tx, rels, f); err != nil {
		return nil, err
	}
	for _, e := range news {
		f.add(e)
	}
	if err := b.keep(ctx, tx, f); err != nil || len(anew) == 0 {
		return rels, err
	}
	more, err := b.again(ctx, tx, anew)
	return distinct(append(rels, more...)), err
}

func distinct(rels []clientele.Relationship) []clientele.Relationship {
	slices.SortFunc(rels, clientele.Relationship.Compare)
	return slices.Compact(rels)
}

func accountsOf(rels []clientele.Relationship) []clientele.ID {
	ids := make([]clientele.ID, 0, len(rels))
	for _, r := range rels {
		if len(ids) == 0 || ids[len(ids)-1] != r.Account {
			ids = append(ids, r.Account)
		}
	}
	return ids
}

type packedRow struct {
	Account clientele.ID   `db:"account"`
	Line    clientele.Line `db:"line"`
	Packed  []byte         `db:"packed"`
}

// loadHistories reads the kept histories of some relationships, sorted by account.
func (b *Book) loadHistories(ctx context.Context, tx *db.Tx, rels []clientele.Relationship, f *folding) error {
	for _, rel := range rels {
		f.histories[rel] = &clientele.History{}
	}
	for _, list := range db.Lists(accountsOf(rels)) {
		text := "SELECT account, line, packed FROM histories WHERE workspace = ? AND account IN " + db.In(list)
		for row, err := range db.Each[packedRow](ctx, tx, text, db.With(b.ws, list)...) {
			if err != nil {
				return fmt.Errorf("read histories: %w", err)
			}
			h := f.histories[clientele.Relationship{Account: row.Account, Line: row.Line}]
			if h == nil {
				continue
			}
			if err := h.Unpack(row.Packed); err != nil {
				return fmt.Errorf("history of account %d: %w", row.Account, err)
			}
		}
	}
	return nil
}

// contacts gives the last day of any contact or purchase, of contact that they
// began, and of contact that we began. A meeting is begun by both.
func contacts(h *clientele.History) (last, in, out clientele.Day) {
	last = h.Last()
	for _, c := range h.Contacts {
		last = max(last, c.Day)
		if c.In > 0 || c.Mutual > 0 {
			in = c.Day
		}
		if c.Out > 0 || c.Mutual > 0 {
			out = c.Day
		}
	}
	return last, in, out
}
