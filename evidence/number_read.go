package evidence

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clientele-crm/clientele"
)

// written is a number cell taken apart: what stands beside the digits is read before
// they are, so that the dot of "Rs." is no decimal point.
type written struct {
	digits   []byte // with their marks and an exponent; nil where there are none
	ways     marks  // the only way in which this cell can be read, whatever the column says; 0 where the column decides
	negative bool
	percent  bool
	credit   bool   // CR
	debit    bool   // DR
	times    int    // of ten: 1.2k is 1200
	currency string // "" where no sign tells it
	signed   bool   // a sign or a word of money stands there
	bare     bool   // it is $ or ¥ alone
	odd      string // a word that is no currency we know
	shy      bool   // a letter that is one, right before digits, as in an id: R500
}

// takeApart reads the shape of a number cell; false where it is none.
func takeApart(b []byte) (written, bool) {
	b = cleanText(b)
	if isBlankNumber(b) {
		return written{}, true
	}
	t := taker{rest: plainSigns(b)}
	for len(t.rest) > 0 && !t.failed {
		t.next()
	}
	w := t.written
	w.negative = t.minus == 1 || t.within
	switch {
	case t.failed, t.minus > 1, t.open, t.within && t.minus > 0:
		return written{}, false
	case !t.resolve(&w):
		return written{}, false
	case w.digits == nil && (t.minus == 0 || !w.signed):
		return written{}, false
	case w.digits == nil: // "$ -", as accounts write nothing
		w.digits, w.negative = []byte{'0'}, false
	case w.credit && w.negative:
		return written{}, false
	}
	if w.ways == 0 && bytes.Contains(b, []byte("٫")) {
		w.ways = pointDecimal
	}
	return w, true
}

// isBlankNumber knows what stands where there is no number.
func isBlankNumber(b []byte) bool {
	if len(b) > 6 {
		return false
	}
	switch string(b) {
	case "", "-", "–", "—", "--", "---", "n/a", "N/A", "NA", "NULL", "null", "NaN", "nan", "#N/A", "None":
		return true
	}
	return false
}

// number reads the digits as the column writes them.
func (w *written) number(m marks) (parsed, bool) {
	if w.digits == nil {
		return parsed{empty: true}, true
	}
	if (w.odd != "" || w.shy) && m&strangeSigns == 0 {
		return parsed{}, false
	}
	ways := m & eitherDecimal
	if w.ways != 0 {
		ways = w.ways
	} else if m&mixedMarks != 0 {
		if only := marksOf(w.mantissa()); only != 0 && only != eitherDecimal {
			ways = only
		}
	}
	n, ok := readDigits(w.digits, ways)
	if ok && w.times > 0 {
		n, ok = shifted(n, w.times)
	}
	if !ok {
		return parsed{}, false
	}
	if w.percent {
		n = percent(n)
	}
	if w.negative || w.debit && m&creditBelow == 0 || w.credit && m&creditBelow != 0 {
		n = n.negate()
	}
	return parsed{number: n, currency: w.currency}, true
}

func (w *written) mantissa() []byte {
	if e := bytes.IndexAny(w.digits, "eE"); e >= 0 {
		return w.digits[:e]
	}
	return w.digits
}

// taker takes a cell apart from left to right.
type taker struct {
	written
	rest    []byte
	words   [5][]byte // that stand beside the digits
	before  int       // how many of them before
	after   int
	minus   int
	open    bool // a bracket
	outside bool // it was opened before the digits
	within  bool // the digits stand in brackets
	failed  bool
}

func (t *taker) next() {
	switch c := t.rest[0]; {
	case c == ' ':
		t.rest = t.rest[1:]
	case c == '(' && !t.open:
		t.open, t.outside, t.rest = true, t.digits == nil, t.rest[1:]
	case c == ')' && t.open:
		t.within = t.within || t.outside && t.digits != nil
		t.open, t.rest = false, t.rest[1:]
	case c == '-':
		t.minus++
		t.rest = t.rest[1:]
	case c == '+' && t.digits == nil && len(t.rest) > 1:
		t.rest = t.rest[1:]
	case c == '%':
		t.failed = t.percent
		t.percent, t.rest = true, t.rest[1:]
	case isDigit(c) || (c == '.' || c == ',') && len(t.rest) > 1 && isDigit(t.rest[1]):
		t.body()
	default:
		t.word()
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// body takes the digits with the marks between them, once.
func (t *taker) body() {
	if t.digits != nil {
		t.cents()
		return
	}
	b, out := t.rest, make([]byte, 0, len(t.rest)+2)
	group := byte(0) // the space or the apostrophe between thousands
	i, since, first := 0, 0, 0
	for i < len(b) {
		c := b[i]
		switch {
		case isDigit(c):
			since++
		case (c == '.' || c == ',') && (i+1 < len(b) && isDigit(b[i+1]) || i > 0 && endsThere(b[i+1:])):
			if group != 0 && !t.closeGroups(since, c) {
				return
			}
			since = 0
		case i > 0 && (c == ' ' || c == '\'' || c == '_') && startsGroup(b[i+1:]) && (group == 0 || group == c && since == 3):
			if group == 0 {
				first = since
			}
			if t.ways != 0 || group == 0 && (first > 3 || bytes.ContainsAny(out, ".,")) {
				t.failed = true // 1,234 567 is no number
				return
			}
			group, since = c, 0
			i++
			continue
		case (c == 'e' || c == 'E') && i > 0 && exponentAt(b[i+1:]) > 0:
			n := exponentAt(b[i+1:])
			t.digits, t.rest = append(out, b[i:i+1+n]...), b[i+1+n:]
			return
		default:
			t.digits, t.rest = out, noCents(b[i:])
			if len(t.rest) < len(b[i:]) {
				t.markOfCents(b[i])
			}
			return
		}
		out = append(out, c)
		i++
	}
	t.digits, t.rest = out, nil
}

// closeGroups ends the thousands at their decimal mark: what a space or an apostrophe
// groups, the point or the comma does not.
func (t *taker) closeGroups(since int, mark byte) bool {
	if since != 3 || t.ways != 0 {
		t.failed = true
		return false
	}
	t.ways = pointDecimal
	if mark == ',' {
		t.ways = commaDecimal
	}
	return true
}

// startsGroup says that three digits and no fourth come next.
func startsGroup(b []byte) bool {
	return len(b) >= 3 && isDigit(b[0]) && isDigit(b[1]) && isDigit(b[2]) && (len(b) == 3 || !isDigit(b[3]))
}

// endsThere says that nothing of the number follows a mark: "5." and "5. "
func endsThere(b []byte) bool { return len(b) == 0 || b[0] == ' ' && !isDigit(b[len(b)-1]) }

// exponentAt is the length of an exponent with nothing of a word behind it; 0 where there is none.
func exponentAt(b []byte) int {
	n := 0
	for n < len(b) && (isDigit(b[n]) || n == 0 && (b[n] == '+' || b[n] == '-')) {
		n++
	}
	if n == 0 || !isExponent(b[:n]) || n < len(b) && b[n] != ' ' && b[n] != '%' && b[n] != ')' {
		return 0
	}
	return n
}

// noCents takes off what says that nothing follows: "199,-", "20.–", "199:-", "500/-", "500/=".
func noCents(b []byte) []byte {
	if len(b) < 2 || strings.IndexByte(".,:/", b[0]) < 0 || b[1] != '-' && b[1] != '=' {
		return b
	}
	b = b[2:]
	for len(b) > 0 && (b[0] == '-' || b[0] == '=') {
		b = b[1:]
	}
	return b
}

// markOfCents: what stands before the dash of "1.899,-" stands before cents; where it
// stands between thousands as well, as in "1.899.-", it does there only.
func (t *taker) markOfCents(mark byte) {
	twice := bytes.IndexByte(t.digits, mark) >= 0
	switch {
	case t.ways != 0 || mark != '.' && mark != ',':
	case (mark == ',') != twice:
		t.ways = commaDecimal
	default:
		t.ways = pointDecimal
	}
}

// cents takes two digits behind a sign that stands for the point, as in 12€50, or before
// the word for a hundredth, as in "12 руб. 50 коп.".
func (t *taker) cents() {
	b := t.rest
	two := len(b) >= 2 && isDigit(b[0]) && isDigit(b[1]) && (len(b) == 2 || !isDigit(b[2]))
	if !two || t.after != 1 || bytes.ContainsAny(t.digits, ".,eE") && t.ways != 0 {
		t.failed = true
		return
	}
	rest := string(trimSpace(b[2:]))
	sign, _ := utf8.DecodeRune(t.words[t.before])
	if !(unicode.Is(unicode.Sc, sign) && rest == "") && rest != "коп" && rest != "коп." && rest != "gr" && rest != "ct" && rest != "cent" && rest != "cents" {
		t.failed = true
		return
	}
	if len(bytes.Trim(t.digits, "0123456789")) > 0 {
		t.failed = true // 1.234€50 leaves open what the point is
		return
	}
	t.digits, t.rest, t.ways = append(append(t.digits, '.'), b[:2]...), nil, pointDecimal
}

// word takes a sign or a word that stands beside the digits.
func (t *taker) word() {
	b, i := t.rest, 0
	for i < len(b) {
		r, size := utf8.DecodeRune(b[i:])
		if r == ' ' || r == '(' || r == ')' || r == '+' || r == '%' || r < 0x80 && isDigit(byte(r)) {
			break
		}
		if r == '-' && (i == 0 || i+1 >= len(b) || !isLetter(b[i+1]) || !letterBefore(b[:i])) {
			break
		}
		if (r == '.' || r == ',') && i > 0 && i+1 < len(b) && isDigit(b[i+1]) && !letterBefore(b[:i]) {
			break // $.50
		}
		i += size
	}
	n := t.before + t.after
	if t.failed = i == 0 || n == len(t.words) || i > 40; t.failed {
		return
	}
	t.words[n], t.rest = b[:i], b[i:]
	if t.digits == nil {
		t.before++
	} else {
		t.after++
	}
}

func letterBefore(b []byte) bool {
	r, _ := utf8.DecodeLastRune(b)
	return unicode.IsLetter(r) || unicode.Is(unicode.Mn, r) || r == '/' && len(b) > 1
}

// resolve says what the words beside the digits mean.
func (t *taker) resolve(w *written) bool {
	said := t.words[:t.before+t.after]
	if len(said) == 0 {
		return true
	}
	if len(said) == 1 && t.after == 0 {
		if code, ok := signs[string(said[0])]; ok && !isIDLike(said[0], t) {
			w.signed, w.currency = true, code
			w.bare = isBare(said[0])
			return true
		}
	}
	if t.after > 0 {
		switch strings.ToUpper(strings.TrimRight(string(said[len(said)-1]), ".")) {
		case "CR", "H":
			w.credit, said = true, said[:len(said)-1]
		case "DR", "S":
			w.debit, said = true, said[:len(said)-1]
		}
	}
	if t.before == 0 && len(said) == 1 && t.after == 1 {
		if times := manifold(string(said[0])); times > 0 { // 1.5K, and nothing else beside it
			w.times = times
			return true
		}
	}
	if len(said) > max(t.before, 1) {
		if times := manifold(string(said[t.before])); times > 0 {
			w.times, said = times, append(said[:t.before:t.before], said[t.before+1:]...)
		}
	}
	if len(said) == 0 {
		return true
	}
	words := make([]string, len(said))
	for i, b := range said {
		words[i] = string(b)
	}
	w.signed = true
	w.bare = len(words) == 1 && isBare(said[0])
	code, ok := currencyOfWords(words)
	switch {
	case ok:
		w.currency, w.shy = code, len(words) == 1 && isIDLike(said[0], t)
	default:
		return w.strange(t.before, words)
	}
	return true
}

func isBare(sign []byte) bool { return string(sign) == "$" || string(sign) == "¥" }

// strange keeps the words that are no currency's, beside one that is or alone; false
// where they are a sentence with a number in it.
func (w *written) strange(before int, words []string) bool {
	var odd []string
	for _, word := range words {
		code, ok := currencyOfWord(word)
		switch {
		case !ok:
			odd = append(odd, word)
		case w.currency == "":
			w.currency = code
			if sharers[code] != "" && len(word) > 3 && onlyLetters(word) {
				w.currency = clientele.UnknownCurrency // Fijian dollars are no US dollars
			}
		}
	}
	w.odd = strings.Join(odd, " ")
	if calledOff(w.odd) {
		return false // "50.00 (cancelled)" is no amount of a sale
	}
	if w.currency == "" {
		w.currency = clientele.UnknownCurrency
		short := len(odd) == 1 && utf8.RuneCountInString(strings.Trim(w.odd, ".:")) <= 4
		return short || before == 0 && (w.ways != 0 || bytes.ContainsAny(w.digits, ".,"))
	}
	return true
}

func onlyLetters(word string) bool {
	return !strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
}

// isIDLike says that one letter stands right before digits without a mark.
func isIDLike(word []byte, t *taker) bool {
	return t.before == 1 && utf8.RuneCount(word) == 1 && letterBefore(word) && !bytes.ContainsAny(t.digits, ".,") && t.ways == 0
}

// manifold reads the words for thousand and million behind a number, as powers of ten.
func manifold(word string) int {
	switch strings.TrimRight(word, ".") {
	case "k", "K", "tsd", "Tsd", "tys":
		return 3
	case "M", "m", "mio", "Mio", "mln", "Mln", "million":
		return 6
	case "bn", "Bn", "Mrd", "mrd", "mld":
		return 9
	}
	return 0
}
