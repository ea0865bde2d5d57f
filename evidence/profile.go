package evidence

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// profile is what the sample shows of one column.
type profile struct {
	rows, filled   int
	values         map[string]int // how often each value stands there
	numbers        int
	fractions      int // numbers with something behind the mark
	negatives      int
	marks          marks  // the ways in which all numbers can be read
	marked         bool   // some number has a mark, so that the way matters
	currency       string // of the signs beside the numbers, where it is the same
	signs          int    // cells with such a sign
	currencies     int    // cells that are a currency's code
	emails         int
	clocks         int
	dates          [layouts]int // cells that each layout reads
	endless        int          // cells that say in words that there is no end
	orders         order        // orders that all dates allow
	ordered        bool         // some date says something of the order
	short          bool         // some date does not begin with a year of four digits
	dotted         bool         // 1.12.2010
	halves         bool         // 8:26 PM
	longest        int
	num            numerals
	isoDates       int // dates in numbers that begin with a year of four digits
	textDates      int // and those that do not
	isoSeen        string
	textSeen       string
	firsts, lasts  map[int]bool // of dates of two digits throughout: the numbers in front and behind
	allShort       int          // such dates that could begin with their year
	floats         int          // numbers as 1.2E+11
	openSeen       string       // a date that several orders can read
	dayFirstSeen   string       // a date that only this order can read
	monthFirstSeen string
}

func profileOf(rows [][]string, col int) *profile {
	p := &profile{values: map[string]int{}, marks: eitherDecimal, orders: dayFirst | monthFirst | yearFirst}
	for _, r := range rows {
		p.rows++
		if col < len(r) && r[col] != "" {
			p.add(r[col])
		}
	}
	return p
}

func (p *profile) add(cell string) {
	p.filled++
	p.values[cell]++
	p.longest = max(p.longest, len(cell))
	b := []byte(cell)
	if looksLikeEmail(cell) {
		p.emails++
	}
	if _, ok := currencyOfCell(b); ok {
		p.currencies++
	}
	p.addNumber(b)
	p.addDate(b)
	if endless(cell) {
		p.endless++
	}
}

// share is n of the filled cells.
func (p *profile) share(n int) float64 {
	if p.filled == 0 {
		return 0
	}
	return float64(n) / float64(p.filled)
}

// dated is n of the cells that may be dates.
func (p *profile) dated(n int) float64 {
	if p.filled == p.endless {
		return 0
	}
	return float64(n) / float64(p.filled-p.endless)
}

// layout is how the column writes dates, if it does. Plain numbers are dates
// only where the column's name says so: asDate.
func (p *profile) layout(asDate bool) layout {
	best := notDates
	for _, l := range []layout{datesParts, datesNamed, datesCompact} {
		if p.dates[l] > p.dates[best] && p.dated(p.dates[l]) >= 0.6 {
			best = l
		}
	}
	if best == notDates && p.dates[datesNamed] > 0 && !p.short && p.dated(p.dates[datesNamed]+p.dates[datesParts]) >= 0.6 {
		return datesNamed // which reads 2010-12-01 as well
	}
	if best != notDates || !asDate {
		return best
	}
	for _, l := range []layout{datesUnix, datesMilli, datesExcel, datesMonth, datesWeek, datesQuarter} {
		if p.dates[l] > p.dates[best] && p.dated(p.dates[l]) >= 0.9 {
			best = l
		}
	}
	return best
}

// known is the share of cells whose folded text a vocabulary knows.
func (p *profile) known(is func(string) bool) float64 {
	n := 0
	for value, count := range p.values {
		if is(folded(value)) {
			n += count
		}
	}
	return p.share(n)
}

// repeats says how often a value comes back: 0 where all differ, near 1 where few values fill the column.
func (p *profile) repeats() float64 {
	if p.filled == 0 {
		return 0
	}
	return 1 - float64(len(p.values))/float64(p.filled)
}

// folded is a text without case, accents and double spaces, to compare words by.
func folded(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		b.WriteString(plainLetter(r))
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// plainLetter takes the accent off a lower-case Latin letter.
func plainLetter(r rune) string {
	if r < 0x80 {
		return string(r)
	}
	if plain, ok := plainLetters[r]; ok {
		return plain
	}
	return string(r)
}

// plainLetters are the Latin and Greek letters that have an accent, a bar or a ring, and what is left without.
var plainLetters = func() map[rune]string {
	m := map[rune]string{'ς': "σ", 'ß': "ss", 'œ': "oe", 'æ': "ae", '\u00a0': " ", 'ł': "l", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ħ': "h", 'ı': "i"}
	for r := rune(0xc0); r < 0x1f00; r++ {
		if m[r] != "" {
			continue
		}
		base, _ := utf8.DecodeRuneInString(norm.NFD.String(string(r)))
		if base != r && (unicode.Is(unicode.Latin, r) && base < utf8.RuneSelf || unicode.Is(unicode.Greek, r)) {
			m[r] = string(base)
		}
	}
	return m
}()
