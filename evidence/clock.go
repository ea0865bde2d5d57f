package evidence

import (
	"bytes"
	"strings"
)

// zone is what a date says of where its clock stood. It moves no day: the day that the
// cell shows is the day, and only the instant is worked out with it.
type zone struct {
	known   bool
	east    int  // minutes
	instant bool // the cell is an instant and shows no day at all: Unix seconds
}

// zones are the abbreviations that say one thing only (minutes east of UTC).
// "CST" and "IST" mean different zones to different people: they are read over.
var zones = map[string]int{
	"Z": 0, "UTC": 0, "GMT": 0, "UT": 0, "WET": 0, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180, "МСК": 180, "JST": 540, "KST": 540,
	"EST": -300, "EDT": -240, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "HKT": 480, "SGT": 480, "BRT": -180,
}

// parseClock reads what follows a date: nothing, or a time of day with seconds, a
// fraction, AM or PM, and a zone. It gives milliseconds to add to the day.
func parseClock(b []byte) (milli int64, z zone, ok bool) {
	if len(b) == 0 {
		return 0, z, true
	}
	if milli, ok = fastClock(b); ok {
		return milli, z, true
	}
	basic := len(b) > 1 && b[0] == 'T' // 20240309T110500
	b = toClock(b)
	if len(b) == 0 {
		return 0, z, true
	}
	if b[0] == '+' || string(b) == "Z" || b[0] == '(' || b[0] == '[' { // 2024-03-09+01:00
		z, ok = zoneOf(b)
		return 0, z, ok
	}
	z, b = zoneBefore(b)
	half, b := halfBefore(b)
	part, n, b := clockParts(b, basic)
	if n == 0 {
		return 0, z, false
	}
	milli, b = fraction(b)
	b, unit := clockWord(trimSpace(b))
	if half == 0 {
		half, b = halfAfter(b)
	}
	hour := part[0]
	switch {
	case half < 0 && hour > 12:
		return 0, z, false
	case half != 0 && hour <= 12:
		hour %= 12
		if half > 0 {
			hour += 12
		}
	}
	if hour > 23 || part[1] > 59 || part[2] > 59 || n == 1 && half == 0 && !unit {
		return 0, z, false
	}
	b, _ = clockWord(b)
	if behind, good := zoneOf(b); !good {
		return 0, z, false
	} else if behind != (zone{}) {
		z = behind
	}
	return int64(hour*3600+part[1]*60+part[2])*1000 + milli, z, true
}

// fastClock reads what nearly every time of day is: 8:26 and 08:26:30, to the end of the cell.
func fastClock(b []byte) (int64, bool) {
	if b[0] == ' ' || b[0] == 'T' {
		b = b[1:]
	}
	if len(b) > 1 && b[1] == ':' {
		if !isDigit(b[0]) {
			return 0, false
		}
		return fastMinutes(int(b[0]-'0'), b[1:])
	}
	if len(b) < 2 {
		return 0, false
	}
	h, ok := two(b)
	if !ok || h > 23 {
		return 0, false
	}
	return fastMinutes(h, b[2:])
}

func fastMinutes(h int, b []byte) (int64, bool) {
	if len(b) != 3 && len(b) != 6 || b[0] != ':' {
		return 0, false
	}
	m, ok := two(b[1:3])
	s := 0
	if len(b) == 6 && ok {
		s, ok = two(b[4:6])
		ok = ok && b[3] == ':'
	}
	return int64(h*3600+m*60+s) * 1000, ok && m < 60 && s < 60
}

// zoneBefore takes a zone from before the clock, as in Chinese: "UTC 17:05".
func zoneBefore(b []byte) (zone, []byte) {
	name, rest := zoneName(b)
	east, known := zones[name]
	if rest = trimSpace(rest); !known || len(name) < 2 || len(rest) == 0 || !isDigit(rest[0]) {
		return zone{}, b
	}
	return zone{known: true, east: east}, rest
}

// toClock skips what stands between the day and the time of day.
func toClock(b []byte) []byte {
	b = trimSpace(b)
	if len(b) == 0 || isDigit(b[0]) || b[0] == '+' {
		return b
	}
	if b[0] == 'T' && len(b) > 1 && isDigit(b[1]) {
		return b[1:]
	}
	for range 2 {
		b = afterWeekday(b, true)
		for len(b) > 0 && strings.IndexByte(" ,.-:_|@)", b[0]) >= 0 {
			b = b[1:]
		}
	}
	for len(b) > 0 && (b[0] == '.' || b[0] == ',' || b[0] == ' ') {
		b = b[1:]
	}
	return b
}

// clockParts takes hours, minutes and seconds: 8:26, 8.26.05, 11 h 05, 14u30, 110500.
func clockParts(b []byte, basic bool) (part [3]int, n int, rest []byte) {
	if digits := len(b) - len(bytes.TrimLeft(b, "0123456789")); (digits == 6 || digits == 4) && (basic || digits == len(b)) {
		for i := 0; i < digits; i += 2 {
			part[n], _ = two(b[i : i+2])
			n++
		}
		return part, n, b[digits:]
	}
	for n < 3 {
		if n > 0 && !isDigit(b[0]) {
			return part, n, b
		}
		v, width, rest := takeDigits(b)
		if width == 0 || width > 2 {
			return part, n * boolInt(n > 0), b
		}
		part[n], b = v, rest
		n++
		size := clockMark(b, n)
		if size == 0 {
			break
		}
		next := bytes.TrimLeft(b[size:], " ")
		if len(next) == 0 || !isDigit(next[0]) {
			break // 18h
		}
		b = next
	}
	return part, n, b
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// clockMark is the length of what separates hours from minutes or minutes from seconds.
func clockMark(b []byte, n int) int {
	if len(b) == 0 {
		return 0
	}
	switch {
	case b[0] == ':':
		return 1
	case b[0] == '.':
		if _, width, _ := takeDigits(b[1:]); width == 2 && n < 3 {
			return 1
		}
		return 0
	}
	rest := bytes.TrimLeft(b, " ")
	for _, mark := range []string{"h", "H", "u", "時", "时", "点", "點", "시", "分", "분", "min"} {
		if minutes := mark == "分" || mark == "분" || mark == "min"; minutes == (n == 2) {
			if bytes.HasPrefix(rest, []byte(mark)) {
				return len(b) - len(rest) + len(mark)
			}
		}
	}
	return 0
}

// fraction reads ".123456" to the millisecond.
func fraction(b []byte) (int64, []byte) {
	if len(b) < 2 || (b[0] != '.' && b[0] != ',') || b[1] < '0' || b[1] > '9' {
		return 0, b
	}
	b = b[1:]
	milli, scale := int64(0), int64(100)
	for len(b) > 0 && b[0] >= '0' && b[0] <= '9' {
		milli += int64(b[0]-'0') * scale
		scale /= 10
		b = b[1:]
	}
	return milli, b
}

// clockWord skips the word for hours behind the clock: "14 Uhr", "18h", "11:05 hod."
func clockWord(b []byte) (rest []byte, unit bool) {
	if len(b) == 0 || !isLetter(b[0]) {
		return b, false
	}
	if len(b) == 2 && b[1]|0x20 == 'm' {
		return b, false // AM, PM
	}
	word, after := takeLetters(b)
	switch word {
	case "uhr", "uur", "h", "u", "hs", "hrs", "hod", "hodin", "heures", "heure", "horas", "ч", "klo", "min", "s", "時", "时", "点", "시", "分", "분", "秒", "초":
		if len(after) > 0 && after[0] == '.' {
			after = after[1:]
		}
		return trimSpace(after), true
	}
	return b, false
}

// halves are the words for the half of the day, before noon below zero.
var halves = map[string]int{"am": -1, "a": -1, "fm": -1, "öö": -1, "vorm": -1, "dop": -1, "上午": -1, "午前": -1, "오전": -1, "凌晨": -1, "清晨": -1, "早上": -1, "πμ": -1,
	"pm": 1, "p": 1, "em": 1, "ös": 1, "nachm": 1, "odp": 1, "下午": 1, "午後": 1, "오후": 1, "中午": 1, "傍晚": 1, "晚上": 1, "μμ": 1}

// halfBefore takes the half of the day from before the clock, as in Chinese and Korean.
func halfBefore(b []byte) (int, []byte) {
	if len(b) == 0 || !isLetter(b[0]) {
		return 0, b
	}
	n := lettersOf(b)
	half := halfOf(b[:n])
	if n < 2 || half == 0 {
		return 0, b
	}
	return half, trimSpace(b[n:])
}

// halfOf is the half of the day that a word says; 0 where it says none.
func halfOf(raw []byte) int {
	if len(raw) == 2 && raw[1]|0x20 == 'm' {
		switch raw[0] | 0x20 {
		case 'a':
			return -1
		case 'p':
			return 1
		}
	}
	word, _ := takeLetters(raw)
	return halves[word]
}

// halfAfter takes AM, p.m. and their kind from behind the clock; 0 where there is none.
func halfAfter(b []byte) (int, []byte) {
	if len(b) == 0 || !isLetter(b[0]) {
		return 0, b
	}
	if len(b) == 2 {
		if half := halfOf(b); half != 0 {
			return half, nil
		}
	}
	b = bytes.Replace(bytes.Replace(b, []byte("π.μ"), []byte("πμ"), 1), []byte("μ.μ"), []byte("μμ"), 1)
	word, rest := takeLetters(b)
	half := halves[word]
	if half == 0 {
		return 0, b
	}
	if word == "a" || word == "p" { // a.m., p. m.
		rest = bytes.TrimLeft(rest, ". ")
		if len(rest) == 0 || rest[0]|0x20 != 'm' || len(rest) > 1 && isLetter(rest[1]) {
			return 0, b
		}
		rest = rest[1:]
	}
	if len(rest) > 0 && rest[0] == '.' {
		rest = rest[1:]
	}
	return half, trimSpace(rest)
}

// zoneOf reads what stands behind a clock: "Z", "+02:00", "-0700", "UTC+1", "PST-08",
// "+0000 UTC", "GMT+0100 (Central European Standard Time)", "[Europe/Paris]". A number
// says it better than a name, and the two are not added up.
func zoneOf(b []byte) (z zone, ok bool) {
	numbered := false
	for range 6 {
		b = trimSpace(b)
		if len(b) == 0 {
			return z, true
		}
		switch c := b[0]; {
		case c == '(' || c == '[':
			shut := bytes.IndexAny(b, ")]")
			if shut < 0 {
				return z, false
			}
			b = b[shut+1:]
		case c == '+' || c == '-':
			east, rest, good := offset(b)
			if !good || numbered {
				return z, false
			}
			z.known, z.east, numbered, b = true, east, true, rest
		case c == 0xC2 || isLetter(c):
			name, rest := zoneName(b)
			east, known := zones[name]
			if !known && !looksLikeZone(name) {
				return z, false
			}
			if known && !numbered {
				z.known, z.east = true, east
			}
			b = rest
		case c == ',':
			b = b[1:]
		default:
			return z, false
		}
	}
	return z, false
}

func zoneName(b []byte) (string, []byte) {
	i := 0
	for i < len(b) && (isLetter(b[i]) || b[i] == '/' || b[i] == '_') {
		i++
	}
	return string(b[:i]), b[i:]
}

// looksLikeZone: capitals, or a continent and a city.
func looksLikeZone(name string) bool {
	if strings.IndexByte(name, '/') > 2 {
		return true
	}
	return len(name) >= 2 && len(name) <= 5 && strings.ToUpper(name) == name && name[0] < 0x80
}

// offset reads "+02:00", "-0700", "+1", "-08" as minutes east of UTC.
func offset(b []byte) (east int, rest []byte, ok bool) {
	h, width, rest := takeDigits(b[1:])
	m := 0
	switch {
	case width == 4:
		h, m = h/100, h%100
	case width == 1 || width == 2:
		if len(rest) >= 3 && rest[0] == ':' {
			if m, ok = two(rest[1:3]); !ok {
				return 0, b, false
			}
			rest = rest[3:]
		}
	default:
		return 0, b, false
	}
	if h > 14 || m > 59 {
		return 0, b, false
	}
	east = h*60 + m
	if b[0] == '-' {
		east = -east
	}
	return east, rest, true
}
