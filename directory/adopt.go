package directory

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// handKey begins the key of an account that a person wrote down: no evidence names it so.
const handKey = "by hand/"

// ByHand says that a key is ours, and says nothing to people.
func ByHand(key string) bool { return strings.HasPrefix(key, handKey) }

// adopt finds, of keys that nobody has, those that can only mean somebody who was written
// down by hand: their whole name, or their e-mail address, and nobody else's. From here
// on evidence names them by that key, also when the import that did so is taken back.
func (x *Directory) adopt(ctx context.Context, tx *db.Tx, keys []string, said map[string]clientele.Who, known map[string]accountRow) error {
	some, err := db.All[clientele.ID](ctx, tx, "SELECT id FROM accounts WHERE workspace = ? AND key >= ? AND key < ? LIMIT 1", x.ws, handKey, db.AfterPrefix(handKey))
	if err != nil || len(some) == 0 {
		return err
	}
	means := map[string][]string{} // words of the index: the keys that mean who has them
	var words []string
	for _, k := range keys {
		for _, w := range meant(said[k]) {
			if means[w] == nil {
				words = append(words, w)
			}
			means[w] = append(means[w], k)
		}
	}
	byKey, claimed := map[string]accountRow{}, map[clientele.ID]int{}
	ambiguous := map[string]bool{}
	for _, list := range db.Lists(words) {
		text := "SELECT a.id, a.key, a.name, a.email, a.phone, a.country, a.owner, a.import FROM account_words w JOIN accounts a ON a.workspace = w.workspace AND a.id = w.account" +
			" WHERE w.workspace = ? AND w.word IN " + db.In(list) + " AND a.key >= ? AND a.key < ? AND a.merged = 0 AND a.archived = 0"
		for row, err := range db.Each[accountRow](ctx, tx, text, append(db.With(x.ws, list), handKey, db.AfterPrefix(handKey))...) {
			if err != nil {
				return fmt.Errorf("who was written down by hand: %w", err)
			}
			for k := range claims(row, means) {
				if was, twice := byKey[k]; twice && was.ID != row.ID {
					ambiguous[k] = true
				} else if !twice {
					byKey[k] = row
					claimed[row.ID]++
				}
			}
		}
	}
	var adopted []accountRow
	for k, row := range byKey {
		if ambiguous[k] || claimed[row.ID] > 1 {
			continue
		}
		row.Key = k
		known[k] = row
		adopted = append(adopted, row)
	}
	return x.write(ctx, tx, adopted)
}

// meant are the words of the index of whom evidence may mean: of the name, where the key is
// the name, and of the e-mail address.
func meant(w clientele.Who) (words []string) {
	if w.Name == "" || db.Fold(w.Name) == db.Fold(w.Key) {
		words = append(words, begins(db.Split(w.Key)))
	}
	if address, _ := db.Mailbox(cmp.Or(w.Email, w.Key)); address != "" {
		words = append(words, spelt(emailMark, address))
	}
	return words
}

// claims are the keys that mean an account: the index was asked for less than the whole
// name, and for less than the signs of an address.
func claims(row accountRow, means map[string][]string) map[string]bool {
	keys := map[string]bool{}
	for _, k := range means[begins(db.Split(row.Name))] {
		if db.Fold(k) == db.Fold(row.Name) {
			keys[k] = true
		}
	}
	if address, _ := db.Mailbox(row.Email); address != "" {
		for _, k := range means[spelt(emailMark, address)] {
			keys[k] = true
		}
	}
	return keys
}
