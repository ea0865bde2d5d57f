package ledger

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Receipt says what became of entries that were appended.
type Receipt struct {
	Added   int                      // facts that were not known
	Amended int                      // facts that were known, and say something else now
	Known   int                      // what they say was in the book already, or may not be said
	Again   []int                    // the places of those known among the entries
	Differs []clientele.Entry        // of the known: those whose content is another; the book keeps what it had
	First   clientele.ID             // the first entry that was written; 0 where none was
	Touched []clientele.Relationship // whose histories changed, by account and line
}

// written is an entry as it goes into its row.
type written struct {
	clientele.Stored
	private []byte
}

// insistence says when what is appended is a new word on a fact that the book has.
type insistence int

const (
	ifNews insistence = iota // where no word that counts says it
	stated                   // where the last word that counts says something else: a record keeps it
	anew                     // always: a person's own word
)

// Append writes entries whose accounts are resolved, and folds them into their
// histories in the same transaction. An entry whose key is in the book is a new word on
// the same fact, its next revision; it is known, and changes nothing, where a word that
// counts says the same, so that an older export does not turn the clock back. Learnt and
// Day are filled in where they are missing; an entry made by hand may come without a key
// and gets its own.
func (b *Book) Append(ctx context.Context, tx *db.Tx, entries []clientele.Entry) (Receipt, error) {
	return b.appendAll(ctx, tx, entries, ifNews)
}

// State writes facts that records keep, each under a key of its record: they hold as they are said
// now, whatever was said before. What stands so already adds nothing, and Struck takes a fact away.
func (b *Book) State(ctx context.Context, tx *db.Tx, facts []clientele.Entry) (Receipt, error) {
	return b.appendAll(ctx, tx, facts, stated)
}

func (b *Book) appendAll(ctx context.Context, tx *db.Tx, entries []clientele.Entry, how insistence) (Receipt, error) {
	if len(entries) == 0 {
		return Receipt{}, nil
	}
	first, err := tx.Take(ctx, b.ws, len(entries))
	if err != nil {
		return Receipt{}, err
	}
	undone, err := b.undone(ctx, tx)
	if err != nil {
		return Receipt{}, err
	}
	gathering, err := b.gathering(ctx, tx, entries, undone)
	if err != nil {
		return Receipt{}, err
	}
	w := writing{how: how, next: first, undone: undone, batch: map[string]int{}}
	all := make([]written, len(entries))
	for i, e := range entries {
		e.ID = first + clientele.ID(i)
		if all[i], err = b.write(e); err != nil {
			return Receipt{}, err
		}
		if undone[e.Import] {
			return Receipt{}, &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("ledger.import-undone", "id", e.Import), Remedy: clientele.Tell("ledger.redo-or-again")}
		}
	}
	if w.known, err = b.ofKeys(ctx, tx, keysOf(all)); err != nil {
		return Receipt{}, err
	}
	if w.keys, err = b.keysFor(ctx, tx, partiesOf(all)); err != nil {
		return Receipt{}, err
	}
	for i := range all {
		known := w.Known
		if err := w.take(&all[i]); err != nil {
			return Receipt{}, err
		}
		if w.Known > known {
			w.Again = append(w.Again, i)
		}
	}
	if len(w.fresh) > 0 {
		w.Receipt.First = w.fresh[0].ID
	}
	if err := b.insert(ctx, tx, w.fresh); err != nil {
		return Receipt{}, err
	}
	if err := b.addLink(ctx, tx, w.fresh); err != nil {
		return Receipt{}, err
	}
	if saysByHand(w.fresh) {
		if err := b.tell(ctx, tx); err != nil {
			return Receipt{}, err
		}
	}
	w.Touched, err = b.foldOrGather(ctx, tx, &w, gathering)
	return w.Receipt, err
}

// write fills in what an entry lacks, and puts it into its stored form.
func (b *Book) write(e clientele.Entry) (written, error) {
	e.Key, e.Line, e.Via = db.Clean(e.Key), clientele.Line(db.Clean(string(e.Line))), db.Clean(e.Via)
	if e.Key == "" && e.Import == 0 {
		e.Key = "by hand/" + strconv.FormatInt(int64(e.ID), 10)
	}
	if e.Account == 0 && e.Ref.IsZero() || e.Key == "" || e.Body == nil {
		return written{}, &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("ledger.lacking", "key", e.Key), Remedy: clientele.Tell("ledger.lacking-remedy")}
	}
	if e.Learnt == 0 {
		e.Learnt = b.now()
	}
	if e.Day == clientele.NoDay {
		e.Day = b.Clock.Day(e.At)
	}
	if err := b.believable(&e); err != nil {
		return written{}, err
	}
	s, private, err := e.Store()
	if err != nil {
		return written{}, fmt.Errorf("append %s: %w", e.Key, err)
	}
	if s.Party == 0 {
		s.Content = s.ContentHash()
	}
	return written{s, private}, nil
}

// believable refuses what a slip of the pen makes of a date.
func (b *Book) believable(e *clientele.Entry) error {
	day, earliest, latest := e.Day, clientele.EarliestByHand, b.Clock.Today()+1 // a colleague's zone may be a day ahead
	switch e.Body.(type) {
	case clientele.Engagement:
		latest = day
	case clientele.Interaction:
		earliest = clientele.EarliestContact
	case clientele.Order, clientele.Return:
	default:
		return nil // a plan, or about a record
	}
	if e.Import == 0 && (day < earliest || day > latest) {
		return &clientele.Fault{Kind: clientele.Invalid, What: clientele.Tell("ledger.no-such-day", "day", day), Where: "day",
			Remedy: clientele.Tell("ledger.no-such-day-remedy", "earliest", earliest)}
	}
	return nil
}

func keysOf(all []written) []string {
	keys := make([]string, len(all))
	for i := range all {
		keys[i] = all[i].Key
	}
	return keys
}

func partiesOf(all []written) []clientele.ID {
	var parties []clientele.ID
	for i := range all {
		if all[i].Party != 0 {
			parties = append(parties, all[i].Party)
		}
	}
	slices.Sort(parties)
	return slices.Compact(parties)
}

// writing is some entries on their way into the book.
type writing struct {
	Receipt
	how    insistence
	next   clientele.ID
	undone map[clientele.ID]bool
	known  map[string][]keyed
	keys   map[clientele.ID][]byte
	batch  map[string]int // keys that came already, and where they stand in fresh
	fresh  []written
	anew   []clientele.ID // accounts of facts that had a word before: they are folded again
}

// take decides about an entry: whether it is news, and which word on its fact it is.
func (w *writing) take(e *written) error {
	key, private := w.keys[e.Party], e.Party != 0
	e.ID = w.next
	if private && len(key) == keyBytes {
		e.Content = hashUnder(key, e.Says(e.private))
	}
	words := w.known[e.Key]
	known, same := w.knows(e, words)
	switch {
	case w.how == ifNews && known:
		w.Known++
		if !same {
			w.Differs = append(w.Differs, e.Entry)
		}
		return nil
	case w.how == stated && w.stands(e, words):
		w.Known++
		return nil
	case private && len(key) != keyBytes && e.Import == 0:
		return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("ledger.erased"), Remedy: clientele.Tell("ledger.erased-remedy")}
	case private && len(key) != keyBytes:
		e.Sealed, e.Content = []byte{sealVersion}, e.ContentHash()
	case private:
		var err error
		if e.Sealed, err = seal(key, e.ID, e.private); err != nil {
			return fmt.Errorf("append %s: %w", e.Key, err)
		}
	}
	e.Fact, e.Rev = e.ID, 1
	if len(words) > 0 {
		e.Fact, e.Rev = words[0].Fact, words[len(words)-1].Rev+1
		w.anew = append(w.anew, e.Account)
		for _, k := range words {
			w.anew = append(w.anew, k.Account)
		}
	}
	if slices.ContainsFunc(words, w.counts) {
		w.Amended++
	} else {
		w.Added++
	}
	w.batch[e.Key] = len(w.fresh)
	w.fresh = append(w.fresh, *e)
	w.next++
	return nil
}

// stands says whether the last word that counts is this one already, or there is nothing to take away.
func (w *writing) stands(e *written, words []keyed) bool {
	for _, k := range slices.Backward(words) {
		if w.counts(k) {
			return k.Kind == clientele.KindStruck && e.Kind == k.Kind || k.Account == e.Account && bytes.Equal(k.Content, e.Content[:])
		}
	}
	return e.Kind == clientele.KindStruck
}

func (w *writing) counts(k keyed) bool { return !w.undone[k.Import] }

// knows says whether an entry is no news, and whether the book says the same. What a
// person struck stays struck; of two rows of one file on one fact the first holds; and
// what was erased is not brought back by a file that still has it.
func (w *writing) knows(e *written, words []keyed) (known, same bool) {
	if i, came := w.batch[e.Key]; came {
		return true, w.fresh[i].Content == e.Content
	}
	struck := clientele.EntryKind("")
	for _, k := range words {
		if k.Import == e.Import && e.Import != 0 {
			known = true
		}
		if !w.counts(k) {
			continue
		}
		if bytes.Equal(k.Content, e.Content[:]) {
			return true, true
		}
		if e.Party != 0 && len(w.keys[e.Party]) != keyBytes {
			return true, true
		}
		struck = k.Kind
	}
	return known || struck == clientele.KindStruck, false
}

func (b *Book) insert(ctx context.Context, tx *db.Tx, fresh []written) error {
	args := make([]any, 0, 20*len(fresh))
	for i := range fresh {
		w := &fresh[i]
		sealed := w.Sealed
		if sealed == nil {
			sealed = []byte{}
		}
		args = append(args, b.ws, w.ID, w.Fact, w.Rev, w.Account, w.Ref.Type, w.Ref.ID, w.Line, w.Kind, w.Import, w.Key, w.Content[:],
			w.Day, w.At, w.Learnt, w.By, w.Via, string(w.Open), w.Party, sealed)
	}
	return tx.InsertRows(ctx, "INSERT INTO entries (workspace, id, fact, revision, account, ref_type, ref_id, line, kind, import, key, content_hash,"+
		" day, at, learnt, by_user, via, body, party, sealed)", 20, args, "")
}
