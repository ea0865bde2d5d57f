package mentions

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/shape"
)

// mostNamed bounds how many one note may name.
const mostNamed = 20

// reading is a text in which names are looked for.
type reading struct {
	users []access.User // all who may come in
	named []clientele.ID
}

// read is a text as the book keeps it: whom it names by @, by their number. An @ before
// what is nobody's name, or within a word, as in an address, is left as it is.
func (r *reading) read(text string) (string, error) {
	var out strings.Builder
	typed := []rune(text)
	for i := 0; i < len(typed); i++ {
		if typed[i] != '@' || i > 0 && (unicode.IsLetter(typed[i-1]) || unicode.IsDigit(typed[i-1])) {
			out.WriteRune(typed[i])
			continue
		}
		who, length := r.longest(typed[i+1:])
		switch {
		case len(who) == 0:
			out.WriteRune('@')
			continue
		case len(who) > 1:
			names := make([]string, len(who))
			for j, u := range who {
				names[j] = called(u)
			}
			return "", page.Wrong("text", clientele.Tell("mentions.ambiguous", "typed", string(typed[i:i+1+length]), "names", strings.Join(names, ", ")),
				clientele.Tell("mentions.ambiguous-remedy"))
		}
		r.named = append(r.named, who[0].ID)
		out.WriteString(shape.Mention(who[0].ID))
		i += length
	}
	for _, id := range shape.Mentions(out.String()) { // by number, too
		if !slices.Contains(r.named, id) {
			r.named = append(r.named, id)
		}
	}
	if len(r.named) > mostNamed {
		return "", page.Wrong("text", clientele.Tell("mentions.too-many", "n", mostNamed), clientele.Tell("mentions.too-many-remedy"))
	}
	return out.String(), nil
}

// longest are the users whom the longest name fits with which a text begins.
func (r *reading) longest(typed []rune) (who []access.User, length int) {
	for _, u := range r.users {
		for _, name := range namesOf(u) {
			n := len([]rune(name))
			if n == 0 || n > len(typed) || n < length || !strings.EqualFold(string(typed[:n]), name) || goesOn(typed[n:]) {
				continue
			}
			if n > length {
				who, length = nil, n
			}
			if !slices.ContainsFunc(who, func(o access.User) bool { return o.ID == u.ID }) {
				who = append(who, u)
			}
		}
	}
	return who, length
}

// goesOn says that a word goes on.
func goesOn(rest []rune) bool {
	return len(rest) > 0 && (unicode.IsLetter(rest[0]) || unicode.IsDigit(rest[0]))
}

// namesOf are the ways in which a user is named: the whole name, the first of it, the
// address, and what of it stands before the @.
func namesOf(u access.User) []string {
	first, _, _ := strings.Cut(u.Name, " ")
	local, _, _ := strings.Cut(u.Email, "@")
	return []string{u.Name, first, u.Email, local}
}

func called(u access.User) string { return cmp.Or(u.Name, u.Email) }

// outside is the first of some named who is not among those who may see it.
func outside(named []clientele.ID, may, all []access.User) (name string, found bool) {
	for _, id := range named {
		is := func(u access.User) bool { return u.ID == id }
		if slices.ContainsFunc(may, is) {
			continue
		}
		if i := slices.IndexFunc(all, is); i >= 0 {
			return called(all[i]), true
		}
		return shape.Mention(id), true
	}
	return "", false
}
