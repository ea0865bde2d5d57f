package directory

import (
	"cmp"
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Namesake is an account that evidence made, and an older one with exactly its name or its
// e-mail address. Whether they are one, a person says: evidence named them by two keys.
type Namesake struct {
	One, Other clientele.Account
	Wall       clientele.ID // behind which the older one stands
}

// alikeAtOnce is how many new accounts are asked for together, and mostAlike how many older
// ones may bear a name: one that more bear tells nobody from another.
const (
	alikeAtOnce = 400
	mostAlike   = 3
)

// Namesakes finds, of some of the accounts that evidence made with a number above since,
// who was there before under the same name or address; and the number after which to go on, 0 at the end.
func (x *Directory) Namesakes(ctx context.Context, q db.Querier, since, after clientele.ID) (found []Namesake, next clientele.ID, err error) {
	fresh, err := db.All[accountRow](ctx, q, "SELECT "+accountColumns+" FROM accounts WHERE workspace = ? AND id > ? AND (key < ? OR key >= ?) AND merged = 0 AND archived = 0 ORDER BY id LIMIT ?",
		x.ws, max(since, after), handKey, db.AfterPrefix(handKey), alikeAtOnce)
	if err != nil {
		return nil, 0, fmt.Errorf("who is new: %w", err)
	}
	if len(fresh) == alikeAtOnce {
		next = fresh[len(fresh)-1].ID
	}
	means := map[string][]int{} // words of the index: the places of those who have them
	var words []string
	for i, r := range fresh {
		for _, w := range []string{begins(db.Split(r.Name)), spelt(emailMark, addressOf(r))} {
			if w == nameMark || w == "" {
				continue // of no letter, or no address
			}
			if means[w] == nil {
				words = append(words, w)
			}
			means[w] = append(means[w], i)
		}
	}
	older := make([][]walled, len(fresh))
	if err := x.olderThan(ctx, q, since, words, func(r walled) {
		for _, i := range sharers(r.account(), means) {
			if f := fresh[i]; db.Fold(f.Name) == db.Fold(r.Name) || addressOf(f) != "" && addressOf(f) == addressOf(r.account()) {
				older[i] = append(older[i], r)
			}
		}
	}); err != nil {
		return nil, 0, err
	}
	for i, list := range older {
		for _, r := range list[:min(len(list), mostAlike)] {
			if len(list) <= mostAlike {
				found = append(found, Namesake{fresh[i].account(), r.account().account(), r.Wall})
			}
		}
	}
	return found, next, nil
}

// walled is an account with the wall behind which it stands.
type walled struct {
	ID      clientele.ID `db:"id"`
	Key     string       `db:"key"`
	Name    string       `db:"name"`
	Email   string       `db:"email"`
	Phone   string       `db:"phone"`
	Country string       `db:"country"`
	Owner   clientele.ID `db:"owner"`
	Wall    clientele.ID `db:"wall"`
}

func (w walled) account() accountRow {
	return accountRow{ID: w.ID, Key: w.Key, Name: w.Name, Email: w.Email, Phone: w.Phone, Country: w.Country, Owner: w.Owner}
}

// olderThan gives the accounts up to a number that have one of some words, each once.
func (x *Directory) olderThan(ctx context.Context, q db.Querier, since clientele.ID, words []string, do func(walled)) error {
	seen := map[clientele.ID]bool{}
	for _, list := range db.Lists(words) {
		text := "SELECT a.id, a.key, a.name, a.email, a.phone, a.country, a.owner, a.wall FROM account_words w JOIN accounts a ON a.workspace = w.workspace AND a.id = w.account" +
			" WHERE w.workspace = ? AND w.word IN " + db.In(list) + " AND a.id <= ? AND a.archived = 0 AND " + x.there()
		for row, err := range db.Each[walled](ctx, q, text, append(db.With(x.ws, list), since)...) {
			if err != nil {
				return fmt.Errorf("who was there before: %w", err)
			}
			if !seen[row.ID] {
				seen[row.ID] = true
				do(row)
			}
		}
	}
	return nil
}

// sharers are the places of those who share a word with an account, each once.
func sharers(r accountRow, means map[string][]int) []int {
	list := means[begins(db.Split(r.Name))]
	for _, i := range means[spelt(emailMark, addressOf(r))] {
		again := false
		for _, was := range list {
			again = again || was == i
		}
		if !again {
			list = append(list[:len(list):len(list)], i)
		}
	}
	return list
}

// addressOf is the e-mail address of an account, which may be what evidence names it by.
func addressOf(r accountRow) string {
	address, _ := db.Mailbox(cmp.Or(r.Email, r.Key))
	return address
}

// WrittenDown counts the accounts up to a number that are known by nothing but what a person
// wrote down: whom evidence is found to mean is none of them any more.
func (x *Directory) WrittenDown(ctx context.Context, q db.Querier, upTo clientele.ID) (int64, error) {
	n, err := db.One[int64](ctx, q, "SELECT COUNT(*) FROM accounts WHERE workspace = ? AND key >= ? AND key < ? AND id <= ?", x.ws, handKey, db.AfterPrefix(handKey), upTo)
	if err != nil {
		return 0, fmt.Errorf("who was written down by hand: %w", err)
	}
	return n, nil
}
