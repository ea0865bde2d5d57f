package directory

import (
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// What stands in the index besides words, behind a sign that no word has.
const (
	nameMark  = "^ " // the name from its beginning
	phoneMark = "~"  // a telephone number, from its end
	emailMark = "@"
	hostMark  = "/" // the domain of the e-mail address
	endOfName = " |"

	mostBegin  = 60    // bytes of the beginning of a name
	mostNamed  = 24    // words of a name
	mostLooked = 2_000 // words looked at; of a prefix shared by more, the first are shown
)

// begins is how a name begins, as one word of the index.
func begins(name []string) string {
	text := strings.Join(name, " ")
	if len(text) > mostBegin {
		text = strings.ToValidUTF8(text[:mostBegin], "")
	}
	return nameMark + text
}

// spelt is an address as one word of the index: none of its signs is one of LIKE.
func spelt(mark, address string) string {
	if words := db.Split(address); len(words) > 0 {
		return mark + strings.Join(words, ".")
	}
	return ""
}

// wordsOf are the words by which an account is looked up, and the text in which those
// found are looked at again: first the name in its order, then the rest.
func wordsOf(r accountRow) (index []string, text string) {
	name := db.Split(r.Name)
	name = name[:min(len(name), mostNamed)]
	key := r.Key
	if ByHand(key) {
		key = "" // or who looks for a hand would find all of them
	}
	rest := db.Words(key, r.Email)
	plain := len(rest)
	address, host := db.Mailbox(r.Email)
	for _, mark := range []string{spelt(emailMark, address), spelt(hostMark, host), phoneMark + db.Tail(r.Phone)} {
		if len(mark) > 1 {
			rest = append(rest, mark)
		}
	}
	index = append(db.Words(append(name, key, r.Email)...), rest[plain:]...)
	index = append(index, begins(name))
	return index, " " + nameMark + strings.Join(name, " ") + endOfName + " " + strings.Join(rest, " ")
}

// arm is one way to find an account: by a word of the index that begins so, or that is so,
// if the account's own text has all of some patterns still.
type arm struct {
	place  int
	prefix string
	exact  string
	likes  []string
}

// armsOf are the ways to find an account by a text, the least sure first.
func armsOf(text string) []arm {
	name := db.Split(text)
	words := db.Words(text)
	ways := []arm{{place: 0, prefix: longest(words)}, {place: 1, prefix: begins(name), likes: []string{" " + begins(name) + "%"}}}
	for _, w := range words {
		ways[0].likes = append(ways[0].likes, "% "+w+"%") // words are letters and digits: nothing to escape
	}
	address, host := db.Mailbox(text)
	mark := spelt(emailMark, address)
	if address == "" {
		mark = spelt(hostMark, host)
	}
	if mark != "" {
		ways = append(ways, arm{place: 2, prefix: mark, likes: []string{"% " + mark + "%"}})
	}
	if tail := db.Ending(text); tail != "" {
		ways = append(ways, arm{place: 2, prefix: phoneMark + tail, likes: []string{"% " + phoneMark + tail + "%"}})
		for _, shorter := range db.Tails(tail) {
			ways = append(ways, arm{place: 2, exact: phoneMark + shorter, likes: []string{"% " + phoneMark + shorter}})
		}
	}
	return ways
}

// query is the accounts of an arm. The walls are looked at before the bound, so that those
// who are hidden do not fill it; the words after it, so that no more is looked at.
func (a arm) query(e db.Engine, ws clientele.ID, within Within) (string, []any) {
	where, args := "w.word >= ? AND w.word < ?", []any{ws, a.prefix, db.AfterPrefix(a.prefix)}
	if a.exact != "" {
		where, args = "w.word = ?", []any{ws, a.exact}
	}
	text := "SELECT w.account, a.words FROM account_words w CROSS JOIN accounts a WHERE w.workspace = ? AND " + where +
		" AND a.workspace = w.workspace AND a.id = w.account AND a.archived = 0 AND a.merged = 0"
	if !within.Every {
		seen := e.Among("a.wall", within.Walls)
		text, args = text+" AND "+seen.Text, append(args, seen.Args...)
	}
	text = "SELECT account, " + strconv.Itoa(a.place) + " AS arm FROM (" + text + " ORDER BY w.word, w.account LIMIT ?) l WHERE 1 = 1"
	args = append(args, mostLooked)
	for _, like := range a.likes {
		text, args = text+" AND words LIKE ?", append(args, like)
	}
	return text, args
}

// longest is the word that likely begins the fewest others.
func longest(words []string) string {
	best := words[0]
	for _, w := range words {
		if len(w) > len(best) {
			best = w
		}
	}
	return best
}
