package evidence

import (
	"bytes"
	"strings"
)

// zones are the abbreviations that say one thing only (minutes east of UTC).
// "CST" and "IST" mean different zones to different people and are not here.
var zones = map[string]int{
	"z": 0, "utc": 0, "gmt": 0, "wet": 0, "cet": 60, "cest": 120, "eet": 120, "eest": 180,
	"est": -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
}

// parseClock reads what follows a date: nothing, or a time of day with seconds,
// a fraction, AM or PM, and a zone. It gives milliseconds to add to the day, in UTC
// where it names its zone: then it is fixed.
func parseClock(b []byte) (milli int64, fixed, ok bool) {
	b = trimSpace(b)
	if n := len(b); n > 0 && b[n-1] == ')' { // GMT+0100 (Central European Standard Time)
		if open := bytes.IndexByte(b, '('); open > 0 {
			b = trimSpace(b[:open])
		}
	}
	for len(b) > 0 && (b[0] == 'T' || b[0] == ',' || b[0] == ' ') {
		b = trimSpace(b[1:])
	}
	if word, rest := takeLetters(b); word == "at" {
		b = trimSpace(rest)
	}
	if len(b) == 0 {
		return 0, false, true
	}
	var part [3]int
	n := 0
	for n < 3 {
		v, width, rest := takeDigits(b)
		if width == 0 || width > 2 {
			return 0, false, false
		}
		part[n], b = v, rest
		n++
		if len(b) == 0 || (b[0] != ':' && !(b[0] == 'h' && n == 1) && !dotInClock(b, n)) {
			break
		}
		b = b[1:]
		if len(b) == 0 {
			break
		}
	}
	milli, b = fraction(b)
	hour, b, half := halfDay(part[0], trimSpace(b))
	if hour < 0 || hour > 23 || part[1] > 59 || part[2] > 59 || (n == 1 && !half) {
		return 0, false, false
	}
	east, ok := zoneMinutes(b)
	return int64(hour*3600+(part[1]-east)*60+part[2])*1000 + milli, len(trimSpace(b)) > 0, ok
}

// dotInClock knows 8.30 and 8.30.15, as Finns, Danes and Italians write them.
func dotInClock(b []byte, n int) bool {
	_, width, rest := takeDigits(b[1:])
	return b[0] == '.' && n < 3 && width == 2 && (len(rest) == 0 || rest[0] == '.' && n == 1 || rest[0] == ' ')
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

// halfDay applies AM or PM; the hour is -1 where they do not fit.
func halfDay(hour int, b []byte) (int, []byte, bool) {
	if len(b) < 1 || (b[0]|0x20 != 'a' && b[0]|0x20 != 'p') {
		return hour, b, false
	}
	rest := b[1:]
	if len(rest) > 0 && rest[0] == '.' {
		rest = trimSpace(rest[1:]) // p. m.
	}
	if len(rest) == 0 || rest[0]|0x20 != 'm' {
		return hour, b, false
	}
	rest = rest[1:]
	if len(rest) > 0 && rest[0] == '.' {
		rest = rest[1:]
	}
	if hour < 1 || hour > 12 {
		return -1, rest, true
	}
	hour %= 12
	if b[0]|0x20 == 'p' {
		hour += 12
	}
	return hour, trimSpace(rest), true
}

// zoneMinutes reads "Z", "+02:00", "-0700", "UTC", "GMT+1" as minutes east of UTC.
func zoneMinutes(b []byte) (int, bool) {
	b = trimSpace(b)
	if len(b) == 0 {
		return 0, true
	}
	base := 0
	if isLetter(b[0]) {
		word, rest := takeLetters(b)
		east, known := zones[strings.ToLower(word)]
		if !known {
			return 0, false
		}
		base, b = east, trimSpace(rest)
		if len(b) == 0 {
			return base, true
		}
	}
	sign := 1
	switch b[0] {
	case '-':
		sign = -1
	case '+':
	default:
		return 0, false
	}
	h, width, rest := takeDigits(b[1:])
	m := 0
	switch {
	case width == 4:
		h, m = h/100, h%100
	case (width == 1 || width == 2) && len(rest) == 3 && rest[0] == ':':
		mm, ok := two(rest[1:])
		if !ok {
			return 0, false
		}
		m, rest = mm, nil
	case width == 0 || width > 2:
		return 0, false
	}
	if len(rest) > 0 || h > 14 || m > 59 {
		return 0, false
	}
	return base + sign*(h*60+m), true
}
