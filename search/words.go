package search

import (
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// Words of the house, which nobody can type. Those of a title have one letter before
// them: the index holds the first six of a word ready, so five of these.
const (
	titleMark = "~" // a word of the title
	beginMark = "^" // the title from its beginning
	phoneMark = "_p"
	emailMark = "_e"
	hostMark  = "_d" // the domain of an e-mail address
	mostBegin = 60   // bytes of a title of which the beginning is kept as one word
)

func (x *Finder) own() string { return "_w" + strconv.FormatInt(int64(x.ws), 10) }

// behind is the word of what stands behind a wall of the house.
func (x *Finder) behind(wall clientele.ID) string {
	return x.own() + "_a" + strconv.FormatInt(int64(wall), 10)
}

func typeWord(name string) string { return "_t" + strings.Join(db.Split(name), "") }

// beginWord is how a title begins.
func beginWord(words []string) string { return beginMark + cut(strings.Join(words, "_"), mostBegin) }

// spelt is an address as one word.
func spelt(mark, address string) string {
	if words := db.Split(address); len(words) > 0 {
		return mark + strings.Join(words, "_")
	}
	return ""
}

// reachWords are the telephone numbers and e-mail addresses of a document.
func reachWords(d Doc) (words []string) {
	add := func(mark, word string) {
		if word != "" {
			words = append(words, mark+word)
		}
	}
	for _, p := range d.Phones {
		add(phoneMark, db.Tail(p))
	}
	for _, e := range d.Emails {
		address, host := db.Mailbox(e)
		add("", spelt(emailMark, address))
		add("", spelt(hostMark, host))
	}
	return words
}

// body is what a document says besides its title.
func (d Doc) body() string {
	parts := append(append([]string{d.Text}, d.Phones...), d.Emails...)
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return strings.TrimSpace(db.Clean(strings.Join(parts, " · ")))
}

// typed is what people wrote of a title: of one that is told, the words within its arguments.
func typed(title string) string {
	before, told, after, found := clientele.CutTold(title)
	if !found {
		return title
	}
	parts := []string{before}
	for _, arg := range told.Args {
		if text, ok := arg.Value.(string); ok {
			parts = append(parts, typed(text))
		}
	}
	return strings.Join(append(parts, typed(after)), " ")
}

// grammar writes the expressions of the index as the engine reads them.
type grammar struct{ postgres bool }

func (g grammar) word(w string) string {
	if g.postgres {
		return "'" + w + "'"
	}
	return `"` + w + `"`
}

// begun is every word that begins so.
func (g grammar) begun(w string) string {
	if g.postgres {
		return g.word(w) + ":*"
	}
	return g.word(w) + " *"
}

func (g grammar) all(what []string) string {
	if g.postgres {
		return strings.Join(what, " & ")
	}
	return strings.Join(what, " AND ")
}

func (g grammar) any(what []string) string {
	if g.postgres {
		return "(" + strings.Join(what, " | ") + ")"
	}
	return "(" + strings.Join(what, " OR ") + ")"
}

func each[T any](list []T, word func(T) string, quoted func(string) string) (words []string) {
	for _, one := range list {
		words = append(words, quoted(word(one)))
	}
	return words
}

// reach is the telephone number or the e-mail address that a text may be; nothing where it is neither.
func (g grammar) reach(text string) []string {
	var either []string
	if tail := db.Ending(text); tail != "" {
		either = append(either, g.begun(phoneMark+tail))
		for _, shorter := range db.Tails(tail) {
			either = append(either, g.word(phoneMark+shorter))
		}
	}
	address, host := db.Mailbox(text)
	if w := spelt(emailMark, address); w != "" {
		either = append(either, g.begun(w))
	} else if w := spelt(hostMark, host); w != "" {
		either = append(either, g.begun(w))
	}
	if len(either) == 0 {
		return nil
	}
	return []string{g.any(either)}
}
