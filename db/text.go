package db

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// unmarked are letters that look like a marked one and do not decompose.
var unmarked = strings.NewReplacer("ł", "l", "ø", "o", "đ", "d", "ð", "d", "þ", "th", "ß", "ss", "æ", "ae", "œ", "oe", "ı", "i")

// Fold is the form of text in columns by which people search and sort: no marks,
// no capitals, single spaces. The engines disagree about all of that, so it is done here.
func Fold(s string) string {
	if ascii(s) {
		return strings.Join(strings.Fields(strings.ToLower(s)), " ")
	}
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(s))
	return strings.Join(strings.Fields(unmarked.Replace(plain)), " ")
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

const (
	maxWords     = 24 // of one account: no name of more words gains by them
	maxWordBytes = 40
)

// Split is the folded words of a text, letters and digits only, in its order.
func Split(text string) []string {
	words := strings.FieldsFunc(Fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		if len(w) > maxWordBytes {
			words[i] = strings.ToValidUTF8(w[:maxWordBytes], "")
		}
	}
	return words
}

// Words are the folded words of some texts, letters and digits only, sorted, each once.
func Words(texts ...string) []string {
	var words []string
	for _, text := range texts {
		words = append(words, Split(text)...)
	}
	slices.Sort(words)
	words = slices.Compact(words)
	return words[:min(len(words), maxWords)]
}

// AfterPrefix is the first text after all that begin with a prefix.
func AfterPrefix(prefix string) string { return prefix + "\U0010FFFF" }

// Clean is text that both engines take: valid UTF-8 without NUL.
func Clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}
