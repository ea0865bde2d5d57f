package evidence

// YesOrNo reads a cell as a yes or a no, in many languages.
func YesOrNo(cell string) (yes, known bool) {
	word := folded(cell)
	return yesWords[word], isYesOrNo(word)
}

// SaysNothing says of a cell that it holds what programs write where there is nothing: "n/a", "NULL".
func SaysNothing(cell string) bool { return isNull(cleanText([]byte(cell))) }

func isYesOrNo(folded string) bool {
	return isNo([]byte(folded)) || yesWords[folded]
}

var yesWords = wordSet("yes true y t 1 x * ✓ ✔ ☑ on checked ja j oui o si s sim wahr vrai verdadero vero verdadeiro tak ano jo evet kylla igen da да так ναι taip jah はい 是 예")

// isNo knows the cells of a column "Cancelled" that say that it was not.
func isNo(cell []byte) bool {
	switch folded(string(cell)) {
	case "", "no", "false", "0", "n", "f", "nein", "non", "nee", "none", "null", "-", "n/a", "falsch", "faux", "falso", "nao", "nie", "ne", "nej", "nem", "hayir", "ei", "нет", "ні", "οχι", "off", "☐", "いいえ", "否", "아니오", "0000-00-00", "0000-00-00 00:00:00":
		return true
	}
	return false
}
