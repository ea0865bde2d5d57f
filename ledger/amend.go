package ledger

import (
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Amendment is a person's new word on a fact that was made by hand.
type Amendment struct {
	Entry clientele.ID      // any word on the fact
	Body  clientele.Body    // Struck takes the fact away; a later amendment brings it back
	At    clientele.Instant // 0: when it was
	Rev   int               // the word that it follows; 0: whichever is the last
	By    clientele.ID
	Via   string
}

// amendable are the kinds that people write down and may correct.
var amendable = []clientele.EntryKind{clientele.KindInteraction, clientele.KindOverrule, clientele.KindSettled}

// Amend puts a new word on a fact into the book; Touched is whose histories changed. What
// was said before stays, and is read with Revisions.
func (b *Book) Amend(ctx context.Context, tx *db.Tx, a Amendment) (Receipt, error) {
	if _, err := tx.Take(ctx, b.ws, 0); err != nil { // nobody else amends meanwhile
		return Receipt{}, err
	}
	row, err := b.rowIn(ctx, tx, a.Entry)
	if err != nil {
		return Receipt{}, err
	}
	words, err := db.All[entryRow](ctx, tx, "SELECT "+entryColumns+" FROM entries WHERE workspace = ? AND key = ? ORDER BY revision", b.ws, row.Key)
	if err != nil {
		return Receipt{}, fmt.Errorf("words on fact %d: %w", row.Fact, err)
	}
	undone, err := b.undone(ctx, tx)
	if err != nil {
		return Receipt{}, err
	}
	first, last := words[0], words[len(words)-1]
	for _, w := range slices.Backward(words) {
		if !undone[w.Import] {
			last = w
			break
		}
	}
	refuse := func(what, remedy string) (Receipt, error) {
		return Receipt{}, &clientele.Fault{Kind: clientele.Conflict, What: what, Where: clientele.Tell("ledger.entry", "id", a.Entry), Remedy: remedy}
	}
	switch kind := a.Body.EntryKind(); {
	case first.Import != 0:
		return refuse(clientele.Tell("ledger.imported"), clientele.Tell("ledger.imported-remedy"))
	case !slices.Contains(amendable, first.Kind):
		return refuse(clientele.Tell("ledger.not-corrected", "kind", first.Kind), clientele.Tell("ledger.not-corrected-remedy"))
	case kind != first.Kind && kind != clientele.KindStruck:
		return refuse(clientele.Tell("ledger.other-kind", "was", first.Kind, "is", kind), clientele.Tell("ledger.other-kind-remedy"))
	case a.Rev != 0 && a.Rev != last.Rev:
		return refuse(clientele.Tell("ledger.corrected-meanwhile"), clientele.Tell("ledger.corrected-meanwhile-remedy"))
	case kind == clientele.KindStruck && last.Kind == clientele.KindStruck:
		return refuse(clientele.Tell("ledger.removed"), clientele.Tell("ledger.look-again"))
	}
	e := last.entry()
	e.Import, e.Learnt, e.By, e.Via, e.Body = 0, 0, a.By, a.Via, a.Body
	if a.At != 0 {
		e.At, e.Day = a.At, clientele.NoDay
	}
	return b.appendAll(ctx, tx, []clientele.Entry{e}, anew)
}

// Revisions gives every word on the fact of an entry, the first one first, also those
// that do not count.
func (b *Book) Revisions(ctx context.Context, id clientele.ID) ([]clientele.Entry, error) {
	rows, err := db.All[entryRow](ctx, b.d, "SELECT "+entryColumns+" FROM entries WHERE workspace = ? AND key = (SELECT key FROM entries WHERE workspace = ? AND id = ?)"+
		" ORDER BY revision LIMIT ?", b.ws, b.ws, id, db.MostRows)
	if err != nil {
		return nil, fmt.Errorf("words on the fact of entry %d: %w", id, err)
	}
	return words(rows)
}
