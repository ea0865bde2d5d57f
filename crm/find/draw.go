package find

import (
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/directory"
)

// under is what tells one that was found from another of its name.
func (r SearchRow) under() string {
	var parts []string
	key := r.Account.Key
	if directory.ByHand(key) {
		key = ""
	}
	for _, s := range []string{key, r.Account.Email, r.Account.Phone, r.Text} {
		if s != "" && s != r.Title {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " · ")
}

// group is what was found of one type.
type group struct {
	Type, Title string
	Rows        []SearchRow
}

// groups are the rows type by type, in their order.
func groups(rows []SearchRow) (all []group) {
	for _, r := range rows {
		if n := len(all); n == 0 || all[n-1].Type != r.Type {
			all = append(all, group{Type: r.Type, Title: clientele.Tell("find.group." + r.Type)})
		}
		all[len(all)-1].Rows = append(all[len(all)-1].Rows, r)
	}
	return all
}

// offered is what the pages that are offered are for.
func (out SearchOut) offered() string {
	if out.Begins {
		return "begin"
	}
	return "page"
}
