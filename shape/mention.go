package shape

import (
	"regexp"
	"slices"
	"strconv"

	"github.com/clientele-crm/clientele"
)

// A text of the book names a user by number, "@[17]": whoever is called otherwise later
// is called so there too.
var mention = regexp.MustCompile(`@\[(\d{1,18})\]`)

// Mention is how a text names a user.
func Mention(user clientele.ID) string { return "@[" + user.String() + "]" }

// Mentions are the users whom a text names, each once, in order.
func Mentions(text string) (users []clientele.ID) {
	for _, m := range mention.FindAllStringSubmatch(text, -1) {
		if id, err := strconv.ParseInt(m[1], 10, 64); err == nil && !slices.Contains(users, clientele.ID(id)) {
			users = append(users, clientele.ID(id))
		}
	}
	return users
}

// Named is a text with the names of whom it mentions.
func Named(text string, names map[clientele.ID]string) string {
	return mention.ReplaceAllStringFunc(text, func(m string) string {
		id, err := strconv.ParseInt(m[2:len(m)-1], 10, 64)
		if name := names[clientele.ID(id)]; err == nil && name != "" {
			return "@" + name
		}
		return m
	})
}
