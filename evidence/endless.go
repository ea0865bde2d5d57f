package evidence

import "strings"

// endlessWords stand where a day would, of what has no end yet.
var endlessWords = func() map[string]bool {
	all := map[string]bool{}
	for word := range strings.SplitSeq("unbefristet|unbegrenzt|auf unbestimmte zeit|unbestimmt|laufend|läuft|bis auf weiteres|ongoing|open ended|open-ended|open end|current|present|until further notice|indefinite|indefinitely|no end|no end date|continuing|perpetual|evergreen|rolling|unlimited|"+
		"en cours|indéterminé|indéterminée|durée indéterminée|illimité|illimitée|indefinido|indefinida|en curso|vigente|sin fin|indeterminato|indeterminata|a tempo indeterminato|in corso|illimitato|por tempo indeterminado|indeterminado|em curso|onbepaald|onbepaalde tijd|lopend|doorlopend|tills vidare|löpande|løpende|løbende|toistaiseksi|bezterminowo|czas nieokreślony|bezterminowa|na dobu neurčitou|neurčitá|határozatlan|határozatlan idejű|бессрочно|безстроково", "|") {
		all[folded(word)] = true
	}
	return all
}()

// endless says that a cell tells of no end, in words.
func endless(cell string) bool {
	return len(cell) <= 40 && endlessWords[folded(strings.TrimSpace(cell))]
}
