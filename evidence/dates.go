package evidence

import (
	"bytes"

	"github.com/clientele-crm/clientele"
)

// order is the order of day, month and year in a column that writes them as
// numbers. A set while it is being decided.
type order uint8

const (
	dayFirst order = 1 << iota
	monthFirst
	yearFirst
)

// orderNames are what people answer with --date-order.
var orderNames = map[string]order{"dmy": dayFirst, "mdy": monthFirst, "ymd": yearFirst}

func (o order) told() string {
	switch o {
	case dayFirst:
		return clientele.Tell("evidence.day-first")
	case monthFirst:
		return clientele.Tell("evidence.month-first")
	case yearFirst:
		return clientele.Tell("evidence.year-first")
	}
	return clientele.Tell("evidence.no-order")
}

// layout is how a date column is written: decided once, for the whole column.
type layout uint8

const (
	notDates     layout = iota
	datesParts          // 2010-12-01 08:26, 1/12/2010, 01.12.10 8:26 PM
	datesNamed          // Dec 1, 2010; 1 December 2010
	datesCompact        // 20101201, 20101201082600
	datesUnix           // 1291192000
	datesMilli          // 1291192000000
	datesExcel          // 40513.35
	datesMonth          // 2010-12, 12/2010, Dec 2010, 201012
	datesWeek           // 2010-W48, 2010W48, 2010-W48-3
	datesQuarter        // 2010-Q4, Q4 2010, 4. Quartal 2010
	layouts             // how many there are
)

func (l layout) told() string {
	return clientele.Tell("evidence.written-" + [...]string{"else", "numbers", "names", "plain", "seconds", "millis", "excel", "month", "week", "quarter"}[l])
}

// calendar reads the cells of one date column.
type calendar struct {
	layout layout
	order  order
}

// milli reads a cell as milliseconds since 1970, as the wall clock showed it, counted as
// if in UTC; and what the cell says of its zone.
func (c calendar) milli(b []byte) (said int64, z zone, ok bool) {
	switch c.layout {
	case datesParts:
		if said, ok = fastISO(b); ok {
			return said, z, true
		}
		if said, ok = fastParts(b, c.order); ok {
			return said, z, true
		}
		return partsDate(cleanText(b), c.order)
	case datesNamed:
		if said, z, ok = namedDate(cleanText(b)); ok {
			return said, z, true
		}
		if t, parts := threeNumbers(plainSigns(cleanText(b))); parts && t.width[0] == 4 {
			return partsDate(cleanText(b), yearFirst)
		}
	case datesCompact:
		return compactDate(cleanText(b))
	case datesUnix, datesMilli:
		said, ok = unixDate(cleanText(b), c.layout)
		z.instant = true
	case datesExcel:
		said, ok = excelDate(cleanText(b))
	case datesMonth:
		said, ok = monthDate(cleanText(b))
	case datesWeek:
		said, ok = weekDate(cleanText(b))
	case datesQuarter:
		said, ok = quarterDate(cleanText(b))
	}
	return said, z, ok
}

// fastISO reads YYYY-MM-DD, with or without HH:MM or HH:MM:SS: no allocation, no search.
func fastISO(b []byte) (int64, bool) {
	if len(b) < 10 || b[4] != '-' || b[7] != '-' {
		return 0, false
	}
	y, ok1 := two(b[0:2])
	yy, ok2 := two(b[2:4])
	m, ok3 := two(b[5:7])
	d, ok4 := two(b[8:10])
	if !ok1 || !ok2 || !ok3 || !ok4 {
		return 0, false
	}
	day, ok := daysOf(y*100+yy, m, d)
	if !ok || len(b) == 10 {
		return day * 86_400_000, ok
	}
	if (len(b) != 16 && len(b) != 19) || b[13] != ':' || (b[10] != ' ' && b[10] != 'T') {
		return 0, false
	}
	h, ok1 := two(b[11:13])
	mi, ok2 := two(b[14:16])
	s, ok3 := 0, true
	if len(b) == 19 {
		s, ok3 = two(b[17:19])
		ok3 = ok3 && b[16] == ':'
	}
	if !ok1 || !ok2 || !ok3 || h > 23 || mi > 59 || s > 59 {
		return 0, false
	}
	return day*86_400_000 + int64(h*3600+mi*60+s)*1000, true
}

// fastParts reads 1/12/2010 and 01.12.2010 8:26 with a year of four digits at the end.
func fastParts(b []byte, o order) (int64, bool) {
	if len(b) < 8 || o == yearFirst {
		return 0, false
	}
	first, i := shortNumber(b)
	if i == 0 || i+2 >= len(b) || b[i] != '/' && b[i] != '.' && b[i] != '-' {
		return 0, false
	}
	mark := b[i]
	second, n := shortNumber(b[i+1:])
	i += 1 + n
	if n == 0 || i+5 > len(b) || b[i] != mark {
		return 0, false
	}
	century, ok1 := two(b[i+1:])
	year, ok2 := two(b[i+3:])
	if o == monthFirst {
		first, second = second, first
	}
	day, ok := daysOf(century*100+year, second, first)
	if i += 5; !ok || !ok1 || !ok2 || i == len(b) {
		return day * 86_400_000, ok && ok1 && ok2
	}
	if b[i] != ' ' {
		return 0, false
	}
	clock, ok := fastClock(b[i:])
	return day*86_400_000 + clock, ok
}

// shortNumber reads one or two digits; how many is 0 where there are none.
func shortNumber(b []byte) (n, digits int) {
	if !isDigit(b[0]) {
		return 0, 0
	}
	if len(b) > 1 && isDigit(b[1]) {
		return int(b[0]-'0')*10 + int(b[1]-'0'), 2
	}
	return int(b[0] - '0'), 1
}

func two(b []byte) (int, bool) {
	x, y := b[0]-'0', b[1]-'0'
	return int(x)*10 + int(y), x <= 9 && y <= 9
}

var monthDays = [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// daysOf counts the days since 1970-01-01 (Howard Hinnant, "chrono-compatible
// low-level date algorithms", days_from_civil); false for a day that never was.
func daysOf(y, m, d int) (int64, bool) {
	if y < 1800 || y > 2299 || m < 1 || m > 12 || d < 1 {
		return 0, false
	}
	last := monthDays[m-1]
	if m == 2 && y%4 == 0 && (y%100 != 0 || y%400 == 0) {
		last = 29
	}
	if d > last {
		return 0, false
	}
	if m <= 2 {
		y--
		m += 12
	}
	era := y / 400
	yearOfEra := y - era*400
	dayOfYear := (153*(m-3)+2)/5 + d - 1
	dayOfEra := yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear
	return int64(era*146097 + dayOfEra - 719468), true
}

// fullYear reads a two-digit year as POSIX does: 69…99 are 19xx, 00…68 are 20xx.
func fullYear(y, digits int) int {
	switch {
	case digits > 2:
		return y
	case y >= 69:
		return 1900 + y
	}
	return 2000 + y
}

// triple is a date's three numbers as they stand, and what follows them.
type triple struct {
	n, width [3]int
	dots     bool
	shut     bool // a dot stands after the third as well: 24. 3. 25.
	rest     []byte
}

// threeNumbers takes a cell's first three numbers, which the same mark separates; the day
// of the week may stand before them.
func threeNumbers(b []byte) (t triple, ok bool) {
	var mark byte
	if len(b) > 4 && b[4] >= 0x80 {
		b = withoutSigns(b)
	}
	if len(b) > 0 && isLetter(b[0]) {
		if b = afterWeekday(b, false); len(b) == 0 || !isDigit(b[0]) {
			return t, false
		}
	}
	for i := range t.n {
		digits := 0
		for digits < len(b) && digits < 5 && b[digits] >= '0' && b[digits] <= '9' {
			t.n[i] = t.n[i]*10 + int(b[digits]-'0')
			digits++
		}
		if digits == 0 || digits > 4 || digits == 3 {
			return t, false
		}
		t.width[i] = digits
		b = b[digits:]
		if i == 2 {
			break
		}
		size := dateMark(b, t.width[0] == 4)
		if size == 0 || i == 1 && b[size-1] != mark {
			return t, false
		}
		mark = b[size-1]
		b = trimSpace(b[size:])
	}
	if mark == ' ' && t.width[0] != 4 && t.width[2] != 4 {
		return t, false
	}
	t.dots = mark == '.'
	if t.dots && len(b) > 0 && b[0] == '.' {
		t.shut, b = true, b[1:] // 2010. 12. 1.
	}
	t.rest = b
	return t, true
}

// dateMark is the length of what separates a date's numbers: a mark, with a space before
// it or not, or a space alone; a colon where the year came first, as in photographs.
func dateMark(b []byte, year bool) int {
	if len(b) > 1 && b[0] == ' ' && (b[1] == '-' || b[1] == '/' || b[1] == '.') {
		return 2
	}
	if len(b) > 0 && (b[0] == '-' || b[0] == '/' || b[0] == '.' || b[0] == ' ' || b[0] == ':' && year) {
		return 1
	}
	return 0
}

// orders says which orders a cell allows. Where the year comes first in four
// digits nothing is to be decided: all are allowed.
func (t triple) orders() (set order, alike bool) {
	if t.width[0] == 4 {
		_, ok := daysOf(t.n[0], t.n[1], t.n[2])
		if ok {
			return dayFirst | monthFirst | yearFirst, true
		}
		return 0, false
	}
	if t.width[1] > 2 {
		return 0, false
	}
	y := fullYear(t.n[2], t.width[2])
	if _, ok := daysOf(y, t.n[1], t.n[0]); ok {
		set |= dayFirst
	}
	if _, ok := daysOf(y, t.n[0], t.n[1]); ok {
		set |= monthFirst
	}
	// A year of two digits at the front is rare: it is thought of only where nothing else fits.
	// Where a dot shuts it, as in Korea (24. 3. 25.), it is as likely.
	if (set == 0 || t.shut) && t.width[2] <= 2 {
		if _, ok := daysOf(fullYear(t.n[0], t.width[0]), t.n[1], t.n[2]); ok {
			set |= yearFirst
		}
	}
	return set, set&(dayFirst|monthFirst) == dayFirst|monthFirst && t.n[0] == t.n[1] && (set&yearFirst == 0 || t.n[1] == t.n[2])
}

func (t triple) days(o order) (int64, bool) {
	switch {
	case t.width[0] == 4:
		return daysOf(t.n[0], t.n[1], t.n[2])
	case o == dayFirst:
		return daysOf(fullYear(t.n[2], t.width[2]), t.n[1], t.n[0])
	case o == monthFirst:
		return daysOf(fullYear(t.n[2], t.width[2]), t.n[0], t.n[1])
	}
	return daysOf(fullYear(t.n[0], t.width[0]), t.n[1], t.n[2])
}

func partsDate(b []byte, o order) (said int64, z zone, ok bool) {
	t, ok := threeNumbers(plainSigns(b))
	if !ok || t.width[1] > 2 {
		return 0, z, false
	}
	day, ok := t.days(o)
	if !ok {
		return 0, z, false
	}
	clock, z, ok := parseClock(t.rest)
	return day*86_400_000 + clock, z, ok
}

// compactDate reads 20101201, 201012010826, 20101201082600 and 20101201T082600Z.
func compactDate(b []byte) (said int64, z zone, ok bool) {
	b = plainSigns(b)
	digits := 0
	for digits < len(b) && isDigit(b[digits]) {
		digits++
	}
	if digits != 8 && digits != 12 && digits != 14 || digits != 8 && digits < len(b) {
		return 0, z, false
	}
	var v [7]int
	for i := 0; i < digits; i += 2 {
		v[i/2], _ = two(b[i : i+2])
	}
	day, ok := daysOf(v[0]*100+v[1], v[2], v[3])
	if !ok || v[4] > 23 || v[5] > 59 || v[6] > 59 {
		return 0, z, false
	}
	said = day*86_400_000 + int64(v[4]*3600+v[5]*60+v[6])*1000
	if digits == len(b) {
		return said, z, true
	}
	clock, z, ok := parseClock(b[digits:])
	return said + clock, z, ok
}

// unixDate accepts moments from 1980 to 2100, so that an id is not taken for one.
func unixDate(b []byte, l layout) (int64, bool) {
	n, ok := plainNumber(b)
	if !ok {
		return 0, false
	}
	digits := uint8(3)
	if l == datesMilli {
		digits = 0
	}
	ms, ok := n.scaled(digits)
	return ms, ok && ms >= 315_532_800_000 && ms < 4_102_444_800_000
}

// excelDate reads days since 1899-12-30, from 1955 to 2100.
func excelDate(b []byte) (int64, bool) {
	n, ok := plainNumber(b)
	if !ok {
		return 0, false
	}
	millionths, ok := n.scaled(6)
	if !ok || millionths < 20_000_000_000 || millionths > 73_050_000_000 {
		return 0, false
	}
	seconds := roundDiv(millionths*864, 10_000)
	return (seconds - 25569*86400) * 1000, true
}

func plainNumber(b []byte) (number, bool) {
	if point := bytes.IndexByte(b, '.'); point >= 0 && len(b) > point+1+maxDigits {
		b = b[:point+1+maxDigits] // 45360.4618055556
	}
	if len(b) == 0 {
		return number{}, false
	}
	return fastNumber(b, pointDecimal)
}
