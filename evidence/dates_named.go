package evidence

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// spelled is a date with its month in letters, as far as it is read.
type spelled struct {
	month, day, year, yearWidth int
	open                        bool // the month could be a day of the week: "mar"
	before                      int  // numbers before the month
	words                       int
}

// namedDate reads dates with the month in letters: "Wed, 1 Dec 2010 08:26 GMT",
// "samedi 9 mars 2024 à 11 h 05", "9.III.2024".
func namedDate(b []byte) (said int64, z zone, ok bool) {
	if len(b) < 6 || len(b) > maxDateBytes || !hasLetter(b) {
		return 0, z, false
	}
	b = yearFromEnd(plainSigns(b))
	var d spelled
	for !d.complete() {
		b = skipMarks(b)
		if len(b) == 0 {
			break
		}
		if isLetter(b[0]) {
			n := lettersOf(b)
			if !d.word(b[:n]) {
				return 0, z, false
			}
			b = b[n:]
			continue
		}
		n, width, rest := takeDigits(b)
		if width == 0 || width > 4 || width < 3 && len(rest) > 0 && rest[0] == ':' {
			break // the clock, or something else
		}
		d.number(n, width)
		b = rest
	}
	if !d.complete() || d.yearWidth == 3 || d.before > 2 {
		return 0, z, false
	}
	days, ok := daysOf(fullYear(d.year, d.yearWidth), d.month, d.day)
	if !ok || len(b) > 0 && isDigit(b[0]) {
		return 0, z, false
	}
	clock, z, ok := parseClock(b)
	return days*86_400_000 + clock, z, ok
}

func (d *spelled) complete() bool { return d.day > 0 && d.yearWidth > 0 && d.month > 0 }

func hasLetter(b []byte) bool {
	for _, c := range b {
		if isLetter(c) {
			return true
		}
	}
	return false
}

// word takes a word of the date; false where it is none.
func (d *spelled) word(raw []byte) bool {
	d.words++
	s := senseHere(raw)
	switch m := int(s & monthBits); {
	case d.words > 8:
		return false
	case m > 0 && (d.month == 0 || d.open):
		d.month, d.open = m, s&isWeekday != 0
	case s&(isWeekday|isFiller) != 0:
	case d.month == 0 && d.before == 1 && romanMonths[string(raw)] > 0:
		d.month = romanMonths[string(raw)]
	default:
		return false
	}
	return true
}

func (d *spelled) number(n, width int) {
	if width > 2 || d.day > 0 {
		d.year, d.yearWidth = n, width
	} else {
		d.day = n
	}
	if d.month == 0 {
		d.before++
	}
}

func skipMarks(b []byte) []byte {
	for len(b) > 0 && strings.IndexByte(" ,-/.'_", b[0]) >= 0 {
		b = b[1:]
	}
	return b
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80 }

// lettersOf is the length of the word that b begins with.
func lettersOf(b []byte) int {
	i := 0
	for i < len(b) && isLetter(b[i]) {
		i++
	}
	return i
}

// takeLetters takes a word off the front, in lower case.
func takeLetters(b []byte) (word string, rest []byte) {
	i := lettersOf(b)
	if isPlain(b[:i]) {
		return strings.ToLower(string(b[:i])), b[i:]
	}
	word = string(b[:i])
	if first, _ := utf8.DecodeRuneInString(word); first == 'İ' || unicode.IsUpper(first) {
		word = strings.ReplaceAll(word, "İ", "i")
	}
	return strings.ToLower(word), b[i:]
}

func takeDigits(b []byte) (n, width int, rest []byte) {
	for width < len(b) && width < 5 && b[width] >= '0' && b[width] <= '9' {
		n = n*10 + int(b[width]-'0')
		width++
	}
	return n, width, b[width:]
}

// yearFromEnd writes "Wed Dec 1 08:26:00 UTC 2010" with the year before the clock.
func yearFromEnd(b []byte) []byte {
	n := len(b)
	if n < 18 || b[n-5] != ' ' || !isLetter(b[0]) {
		return b
	}
	if _, width, _ := takeDigits(b[n-4:]); width != 4 {
		return b
	}
	colon := bytes.IndexByte(b, ':')
	if colon < 0 {
		return b
	}
	clock := bytes.LastIndexByte(b[:colon], ' ')
	if clock < 0 {
		return b
	}
	return bytes.Join([][]byte{b[:clock], b[n-4:], b[clock+1 : n-5]}, []byte{' '})
}
