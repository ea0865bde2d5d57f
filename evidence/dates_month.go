package evidence

import "bytes"

// Reports often say only the month or the week of a sale. Such a date is the
// first day of it: months and weeks apart stay apart, and nothing is made up.

// monthDate reads "2010-12", "12/2010", "Dec 2010", "Dec-10", "201012".
func monthDate(b []byte) (int64, bool) {
	b = plainSigns(b)
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
	if len(b) == 0 || len(b) > 40 {
		return 0, 0, false
	}
	if isLetter(b[0]) {
		return monthThenYear(b)
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
		return first, month, wide == 4 && month > 0 && len(afterFillers(end)) == 0
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

// monthThenYear reads "Dec 2010", "marzo de 2010", "Dec-10". "Dec 10" is rather a day
// without its year and is not read.
func monthThenYear(b []byte) (year, month int, ok bool) {
	word, rest := takeLetters(b)
	month = monthOf(word)
	spaced := len(rest) > 0 && (rest[0] == ' ' || rest[0] == ',') && !bytes.Contains(rest, []byte{'\''})
	rest = afterFillers(rest)
	n, width, rest := takeDigits(rest)
	return fullYear(n, width), month, month > 0 && (width == 4 || width == 2 && !spaced) && len(afterFillers(rest)) == 0
}

// afterFillers skips marks and the words that say nothing: "de", "r.", "г."
func afterFillers(b []byte) []byte {
	b = skipMarks(b)
	if len(b) > 0 && isLetter(b[0]) {
		if word, rest := takeLetters(b); senseOf(word)&isFiller != 0 {
			return skipMarks(rest)
		}
	}
	return b
}

// quarterDate reads "2010-Q4", "Q4 2010", "4Q10", "T4 2010", "4. Quartal 2010" as the
// first day of the quarter.
func quarterDate(b []byte) (int64, bool) {
	b = plainSigns(b)
	if len(b) < 4 || len(b) > 24 {
		return 0, false
	}
	var quarter, year, width int
	marked := false
	for len(b) > 0 {
		if isLetter(b[0]) {
			word, rest := takeLetters(b)
			switch word {
			case "q", "t", "k", "kw", "quarter", "quartal", "trimestre", "trim", "kwartaal", "kwartał", "kvartal", "čtvrtletí", "квартал", "кв", "çeyrek":
				if marked {
					return 0, false
				}
				marked, b = true, skipMarks(rest)
			case "r", "г", "de", "st", "nd", "rd", "th":
				b = skipMarks(rest)
			default:
				return 0, false
			}
			continue
		}
		n, w, rest := takeDigits(b)
		switch {
		case w == 1 && quarter == 0 && n >= 1 && n <= 4:
			quarter = n
		case (w == 4 || w == 2 && quarter > 0) && width == 0:
			year, width = fullYear(n, w), w
		default:
			return 0, false
		}
		b = skipMarks(rest)
	}
	if !marked || quarter == 0 || width == 0 {
		return 0, false
	}
	day, ok := daysOf(year, quarter*3-2, 1)
	return day * 86_400_000, ok
}

// weekDate reads "2010-W48" and "2010W48" as the Monday of that week, and "2010-W48-3"
// and "2010W483" as its third day (ISO 8601).
func weekDate(b []byte) (int64, bool) {
	b = plainSigns(b)
	year, wide, rest := takeDigits(b)
	rest = skipMarks(rest)
	if wide != 4 || len(rest) < 2 || rest[0]|0x20 != 'w' {
		return 0, false
	}
	week, width, end := takeDigits(rest[1:])
	weekday := 1
	if width == 3 {
		week, width, weekday = week/10, 2, week%10
	} else if len(end) == 2 && end[0] == '-' {
		weekday, end = int(end[1]-'0'), nil
	}
	if width == 0 || width > 2 || week < 1 || week > 53 || len(end) > 0 || weekday < 1 || weekday > 7 {
		return 0, false
	}
	fourth, ok := daysOf(year, 1, 4) // is always in the first week
	monday := fourth - (fourth+3)%7
	if fourth < 0 {
		monday = fourth - ((fourth+3)%7+7)%7
	}
	return (monday + int64(week-1)*7 + int64(weekday-1)) * 86_400_000, ok
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
