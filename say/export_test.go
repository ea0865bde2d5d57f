package say

import "maps"

// Keys gives the messages of a language, all plurals in one text.
func Keys(lang string) map[string]string {
	all := map[string]string{}
	for key, m := range catalogues[lang] {
		all[key] = m.other
		for text := range maps.Values(m.forms) {
			all[key] += " " + text
		}
	}
	return all
}
