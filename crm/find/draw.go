package find

import "strings"

// resultUnder is what tells one found account from another of its name.
func resultUnder(r SearchRow) string {
	var parts []string
	for _, s := range []string{r.Account.Key, r.Account.Email} {
		if s != "" && s != r.Account.Name {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " · ")
}
