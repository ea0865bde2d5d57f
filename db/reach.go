package db

import (
	"strings"
	"unicode"
)

const (
	leastTail = 6 // digits that a telephone number has at least
	mostTail  = 15
	leastEnd  = 4 // digits of its end by which it is found
)

// Tail is a telephone number from its last digit to its first, without the zeros that lead
// it and the one that stands in brackets: so written, a number begins with what somebody
// knows of its end, whether they write the country or not. It is "" of what has too few digits.
func Tail(phone string) string {
	phone = strings.ReplaceAll(Clean(phone), "(0)", "")
	phone = strings.TrimLeftFunc(phone, func(r rune) bool { return !unicode.IsDigit(r) })
	if end := strings.IndexFunc(phone, unicode.IsLetter); end >= 0 {
		phone = phone[:end] // an extension is not part of the number
	}
	var tail []byte
	for i := len(phone) - 1; i >= 0; i-- {
		if c := phone[i]; c >= '0' && c <= '9' {
			tail = append(tail, c)
		}
	}
	text := strings.TrimRight(string(tail), "0")
	if len(text) < leastTail {
		return ""
	}
	return text[:min(len(text), mostTail)]
}

// Ending is the Tail of what somebody typed to find a number. Of a text that is nothing but a
// number four digits are enough, as people know the end of one; a zero with which they begin
// may be any digit of it and stays.
func Ending(typed string) string {
	if tail := Tail(typed); tail != "" {
		return tail
	}
	var tail []byte
	for i := len(typed) - 1; i >= 0; i-- {
		switch c := typed[i]; {
		case c >= '0' && c <= '9':
			tail = append(tail, c)
		case !strings.ContainsRune(" -/.()", rune(c)):
			return ""
		}
	}
	if len(tail) < leastEnd {
		return ""
	}
	return string(tail[:min(len(tail), mostTail)])
}

// Tails are the whole numbers that a number which somebody typed may stand for: of one that
// is kept without its country, or without its town, less is written than was typed.
func Tails(tail string) (shorter []string) {
	for n := leastTail; n < len(tail); n++ {
		shorter = append(shorter, tail[:n])
	}
	return shorter
}

// Mailbox is an e-mail address and its domain as they are looked for, folded. Of a domain
// alone, with or without its @, it gives the domain; of what is neither, nothing.
func Mailbox(text string) (address, domain string) {
	text = Fold(Clean(text))
	if strings.ContainsAny(text, " ,;") {
		return "", ""
	}
	local, domain, isAddress := strings.Cut(text, "@")
	switch {
	case strings.Contains(domain, "@"):
		return "", ""
	case local != "" && isAddress:
		return text, domain
	case isAddress:
		return "", domain
	}
	if before, after, _ := strings.Cut(text, "."); before == "" || after == "" {
		return "", ""
	}
	return "", text
}
