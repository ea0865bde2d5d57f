package say

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
)

// hourAtEnd is an hour behind a day, or alone: 14:30, 9.15 am, 3pm, 14h30, at 9 o'clock, T18:00.
var hourAtEnd = regexp.MustCompile(`(?i)(?:^|[\s,]+|(\d)t)(?:at\s+)?(\d{1,2})(?:[:h](\d{2})?(?::\d{2})?|\.(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.|o'clock|uhr)?$`)

// ReadDue reads a day to come, with the time of day behind it where there is one, as "09:30"; an
// hour alone is today's.
func (s *Speaker) ReadDue(text string, today clientele.Day) (day clientele.Day, at string, ok bool) {
	if day, ok = s.ReadWhen(text, today); ok {
		return day, "", true
	}
	text, hour, timed := ReadHour(text)
	day, ok = s.ReadWhen(cmp.Or(text, s.Say("time.today")), today)
	return day, time.Time{}.Add(hour).Format("15:04"), ok && timed
}

// ReadHour parts a text as people write it into its day and the time of day behind it; the
// text as it is where it has none. A number alone is no hour.
func ReadHour(text string) (day string, hour time.Duration, ok bool) {
	text = strings.TrimSpace(text)
	m := hourAtEnd.FindStringSubmatchIndex(text)
	if m == nil {
		return text, 0, false
	}
	part := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return text[m[2*i]:m[2*i+1]]
	}
	half := strings.ToLower(strings.ReplaceAll(part(5), ".", ""))
	between := text[m[5]:]
	byPoint := part(4) != "" && m[0] > 0 // behind a day; alone it is one itself
	if half == "" && !strings.ContainsAny(between, ":hH") && !byPoint {
		return text, 0, false // 31.3. is a day, and 26 a year
	}
	h, _ := strconv.Atoi(part(2)) // one or two digits
	minutes, _ := strconv.Atoi(part(3) + part(4))
	if half == "am" || half == "pm" {
		if h < 1 || h > 12 {
			return text, 0, false
		}
		h %= 12
		if half == "pm" {
			h += 12
		}
	}
	if h > 23 || minutes > 59 {
		return text, 0, false
	}
	day = strings.TrimRight(text[:m[0]]+part(1), " ,")
	return day, time.Duration(h)*time.Hour + time.Duration(minutes)*time.Minute, true
}
