package evidence

import "bytes"

// Reports often say only the month or the week of a sale. Such a date is the
// first day of it: months and weeks apart stay apart, and nothing is made up.

// monthDate reads "2010-12", "12/2010", "Dec 2010", "Dec-10", "201012".
func monthDate(b []byte) (int64, bool) {
	if len(b) > 4 && b[4] >= 0x80 {
		b = bytes.TrimSuffix(withoutSigns(b), []byte{'-'})
	}
	year, month, ok := yearAndMonth(b)
	if !ok {
		return 0, false
	}
	day, ok := daysOf(year, month, 1)
	return day * 86_400_000, ok
}

func yearAndMonth(b []byte) (year, month int, ok bool) {
	if len(b) == 6 {
		if n, width, _ := takeDigits(b[:4]); width == 4 && n >= 1900 && n <= 2100 {
			if m, two := two(b[4:]); two {
				return n, m, true
			}
		}
	}
	if len(b) == 0 || len(b) > 20 {
		return 0, 0, false
	}
	if isLetter(b[0]) {
		word, rest := takeLetters(b)
		n, width, rest := takeDigits(skipMarks(rest))
		month = monthOf(word)
		return fullYear(n, width), month, month > 0 && (width == 2 || width == 4) && len(rest) == 0
	}
	first, wide, rest := takeDigits(b)
	if wide == 0 || len(rest) == 0 {
		return 0, 0, false
	}
	if rest[0] == 'M' || rest[0] == 'm' && len(rest) < 4 { // 2010M12
		rest = rest[1:]
	} else if short := skipMarks(rest); len(short) < len(rest) {
		rest = short
	} else {
		return 0, 0, false
	}
	if len(rest) > 0 && isLetter(rest[0]) {
		word, end := takeLetters(rest)
		month = monthOf(word)
		return first, month, wide == 4 && month > 0 && len(end) == 0
	}
	second, width, end := takeDigits(rest)
	switch {
	case len(end) > 0:
	case wide == 4 && (width == 1 || width == 2):
		return first, second, true
	case width == 4 && wide <= 2:
		return second, first, true
	}
	return 0, 0, false
}

// weekDate reads "2010-W48" and "2010W48" as the Monday of that week (ISO 8601).
func weekDate(b []byte) (int64, bool) {
	year, wide, rest := takeDigits(b)
	rest = skipMarks(rest)
	if wide != 4 || len(rest) < 2 || rest[0]|0x20 != 'w' {
		return 0, false
	}
	week, width, end := takeDigits(rest[1:])
	if width == 0 || width > 2 || week < 1 || week > 53 || len(end) > 0 {
		return 0, false
	}
	fourth, ok := daysOf(year, 1, 4) // is always in the first week
	monday := fourth - (fourth+3)%7
	if fourth < 0 {
		monday = fourth - ((fourth+3)%7+7)%7
	}
	return (monday + int64(week-1)*7) * 86_400_000, ok
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

// withoutSigns writes 2010年12月1日 and 2010년 12월 1일 as 2010-12-1.
func withoutSigns(b []byte) []byte {
	for _, sign := range [...]string{"年", "月", "년", "월"} {
		b = bytes.ReplaceAll(b, []byte(sign), []byte{'-'})
	}
	for _, sign := range [...]string{"日", "일"} {
		b = bytes.ReplaceAll(b, []byte(sign), []byte{' '})
	}
	return trimSpace(b)
}
