package identity

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele/db"
)

// familiar is a line a name, with what people of that name are called: of the languages of
// Europe together, folded, as somebody of one lives among speakers of another.
//
//go:embed familiar.txt
var familiar string

// nicknames says of a familiar name of which names it is short.
var nicknames = func() map[string][]string {
	m := map[string][]string{}
	for line := range strings.Lines(familiar) {
		whole, short, _ := strings.Cut(line, ":")
		for _, s := range strings.Fields(short) {
			m[s] = append(m[s], whole)
		}
	}
	return m
}()

// called are the names of which the first word of a given name may be short; itself where
// it is short of none.
func called(given string) []string {
	w := first(given)
	if names := nicknames[w]; len(names) > 0 {
		return names
	}
	return []string{w}
}

// nicknamed says that two given names may be of one person, one of them familiar.
func nicknamed(a, b string) bool {
	x, y := append([]string{a}, nicknames[a]...), append([]string{b}, nicknames[b]...)
	return slices.ContainsFunc(x, func(w string) bool { return slices.Contains(y, w) })
}

// Familiar is a familiar name for a given one, where we know any; for simulations.
func Familiar(given string, chance uint64) string {
	if known := familiarOf(db.Fold(given)); len(known) > 0 {
		return known[chance%uint64(len(known))]
	}
	return given
}

func familiarOf(folded string) []string {
	for line := range strings.Lines(familiar) {
		if whole, list, _ := strings.Cut(line, ":"); whole == folded {
			return strings.Fields(list)
		}
	}
	return nil
}

// leastBegun is how many letters of a given name say at least who may be meant.
const leastBegun = 3

// begun says that one given name is how the other begins, as one who is in a hurry writes it.
func begun(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return len(a) >= leastBegun && strings.HasPrefix(b, a)
}

// Others are the texts in which the same names stand as people may have written them: each
// word that is a given name or short of one, for what else its bearer is called. The
// likeliest come first; it gives at most some.
func Others(text string, most int) (all []string) {
	typed := strings.Fields(db.Fold(text))
	for i, w := range typed {
		others := append(slices.Clone(nicknames[w]), familiarOf(w)...)
		for _, whole := range nicknames[w] {
			others = append(others, familiarOf(whole)...)
		}
		for _, o := range others {
			other := slices.Clone(typed)
			other[i] = o
			if text := strings.Join(other, " "); o != w && !slices.Contains(all, text) && len(all) < most {
				all = append(all, text)
			}
		}
	}
	return all
}
