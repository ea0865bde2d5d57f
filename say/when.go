package say

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
)

// ReadWhen reads a day as people write one that is to come: whatever ReadDay reads, but where
// nothing says which one is meant, the next: fri, 4 Dec, end of March, the 15th; in 3 weeks.
// Where it is not known what day it is, only one that is written with its year is one.
func (s *Speaker) ReadWhen(text string, today clientele.Day) (clientele.Day, bool) {
	return s.reading(text, today, true)
}

// leastYear is before what anybody here knows of: a year of fewer digits is a slip.
const leastYear = 1000

// when is a day that is being read.
type when struct {
	*Speaker
	today clientele.Day
	ahead bool // of two that may be meant, the one to come; else the one that was
}

// reading reads a day of words in small letters, without the commas between them.
func (s *Speaker) reading(text string, today clientele.Day, ahead bool) (clientele.Day, bool) {
	if len(text) > len("the day after tomorrow")*3 {
		return clientele.NoDay, false
	}
	words := s.inEnglish(strings.Fields(strings.ToLower(strings.ReplaceAll(text, ",", " "))))
	for len(words) > 1 && slices.Contains([]string{"on", "by", "until", "till", "the"}, words[0]) {
		words = words[1:]
	}
	w := when{s, today, ahead}
	all := []func([]string) (clientele.Day, bool){w.date, w.near, w.weekday, w.span, w.edge, w.ofMonth}
	if today == clientele.NoDay {
		all = all[:1]
	}
	for _, read := range all {
		if day, ok := read(words); ok {
			return day, day.Time().Year() >= leastYear
		}
	}
	return clientele.NoDay, false
}

// inEnglish puts the words by which people write days in the speaker's language into those that
// are read here, as read.words has them: "next: nächsten kommenden". What stands before a span and
// means ago is put behind it, and an end of March gets its of.
func (s *Speaker) inEnglish(words []string) []string {
	known := map[string]string{}
	for line := range strings.SplitSeq(s.messages["read.words"].other, "\n") {
		english, own, _ := strings.Cut(line, ":")
		for _, word := range strings.Fields(own) {
			known[word] = english
		}
	}
	if len(known) == 0 {
		return words
	}
	words = slices.Clone(words)
	for i, word := range words {
		words[i] = cmp.Or(known[word], word)
	}
	switch {
	case len(words) > 1 && words[0] == "ago":
		words = append(words[1:], "ago")
	case len(words) > 1 && slices.Contains(edges, words[0]) && words[1] != "of":
		words = slices.Insert(words, 1, "of")
	}
	return strings.Fields(strings.Join(words, " ")) // one word may mean several
}

var edges = []string{"beginning", "start", "middle", "mid", "end"}

// near is today, and the days around it.
func (w when) near(words []string) (clientele.Day, bool) {
	day := map[string]clientele.Day{
		strings.ToLower(w.Say("time.today")): 0, strings.ToLower(w.Say("time.tomorrow")): 1, strings.ToLower(w.Say("time.yesterday")): -1,
		"now": 0, "day after tomorrow": 2, "day before yesterday": -2,
	}
	away, ok := day[strings.Join(words, " ")]
	return w.today + away, ok
}

// weekdayOf is a day of the week by its name, whole or its beginning; -1 for what is none.
func (w when) weekdayOf(text string) int {
	for i := range 7 {
		if len(text) > 2 && strings.HasPrefix(strings.ToLower(w.nth("weekday", i)), text) || text == strings.ToLower(w.nth("wd", i)) {
			return i
		}
	}
	return -1
}

// weekday is fri, next fri, last fri. Today's own name means another day.
func (w when) weekday(words []string) (clientele.Day, bool) {
	ahead := w.ahead
	if len(words) == 2 {
		switch words[0] {
		case "next", "this", "coming":
			ahead = true
		case "last":
			ahead = false
		default:
			return clientele.NoDay, false
		}
		words = words[1:]
	}
	if len(words) != 1 {
		return clientele.NoDay, false
	}
	i := w.weekdayOf(words[0])
	on := (i - int(w.today.Time().Weekday()) + 7) % 7
	if on == 0 {
		on = 7
	}
	if !ahead {
		on -= 7
	}
	if on == 0 {
		on = -7
	}
	return w.today + clientele.Day(on), i >= 0
}

// spanMost bounds how far away a day is that somebody counts.
const spanMost = 1_000

// count is a small number in digits or in a word.
func count(text string) (int, bool) {
	small := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	if i := slices.Index(small, text); i > 0 {
		return i, true
	}
	if text == "a" || text == "an" {
		return 1, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 0 && n <= spanMost && !strings.ContainsAny(text, "+-")
}

// span is in 3 weeks, a month ago, next week, +5.
func (w when) span(words []string) (clientele.Day, bool) {
	text := strings.Join(words, " ")
	if digits, plus := strings.CutPrefix(text, "+"); plus {
		n, ok := count(digits)
		return w.today + clientele.Day(n), ok
	}
	sign := 1
	switch last := len(words) - 1; {
	case len(words) == 2 && (words[0] == "next" || words[0] == "last"):
		if words[0] == "last" {
			sign = -1
		}
		words = []string{"a", words[1]}
	case len(words) == 3 && words[0] == "in":
		words = words[1:]
	case len(words) == 3 && words[last] == "ago":
		words, sign = words[:last], -1
	case len(words) == 4 && words[2] == "from" && (words[3] == "now" || words[3] == "today"):
		words = words[:2]
	case len(words) != 2 || !w.ahead:
		return clientele.NoDay, false
	}
	n, ok := count(words[0])
	if !ok {
		return clientele.NoDay, false
	}
	n *= sign
	switch strings.TrimSuffix(words[1], "s") {
	case "day":
		return w.today + clientele.Day(n), true
	case "week":
		return w.today + clientele.Day(7*n), true
	case "fortnight":
		return w.today + clientele.Day(14*n), true
	case "month":
		return months(w.today, n), true
	case "quarter":
		return months(w.today, 3*n), true
	case "year":
		return months(w.today, 12*n), true
	}
	return clientele.NoDay, false
}

// months is a day so many months away: of a month that has no such day, its last.
func months(day clientele.Day, n int) clientele.Day {
	t := day.Time()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1)
	return clientele.DayOf(first) + clientele.Day(min(t.Day(), last.Day())-1)
}

// edge is the beginning, the middle or the end of a week, a month, a quarter or a year. A
// week of work ends on a Friday.
func (w when) edge(words []string) (clientele.Day, bool) {
	if len(words) < 3 || words[1] != "of" || !slices.Contains(edges, words[0]) {
		return clientele.NoDay, false
	}
	which, of := words[0], words[2:]
	if of[0] == "the" || of[0] == "this" {
		of = of[1:]
	}
	next := len(of) == 2 && of[0] == "next"
	if next {
		of = of[1:]
	}
	if len(of) == 0 {
		return clientele.NoDay, false
	}
	from, to, ok := w.period(of, next)
	if !ok {
		return clientele.NoDay, false
	}
	day := from
	switch which {
	case "middle", "mid":
		day = from + (to-from)/2
	case "end":
		day = to
	}
	if w.month(of[0]) != 0 && len(of) == 1 { // of a month without a year: the one that is meant
		switch t := day.Time(); {
		case w.ahead && day < w.today:
			return w.edge(append(slices.Clone(words), strconv.Itoa(t.Year()+1)))
		case !w.ahead && day > w.today:
			return w.edge(append(slices.Clone(words), strconv.Itoa(t.Year()-1)))
		}
	}
	if of[0] == "week" && which == "end" && (day-2 >= w.today || next) {
		day -= 2 // Friday
	}
	return day, true
}

// period is the first and the last day of a week, a month by its name or this one, a quarter, a year.
func (w when) period(of []string, next bool) (from, to clientele.Day, ok bool) {
	t, step := w.today.Time(), 0
	if next {
		step = 1
	}
	begins := func(year int, month int) clientele.Day {
		return clientele.DayOf(time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC))
	}
	year, month := t.Year(), int(t.Month())
	switch {
	case w.month(of[0]) != 0 && len(of) <= 2 && !next:
		month = w.month(of[0])
		if len(of) == 2 {
			if year = number(of[1]); year < leastYear {
				return 0, 0, false
			}
		}
		return begins(year, month), begins(year, month+1) - 1, true
	case len(of) > 1:
		year := number(of[len(of)-1])
		return begins(year, 1), begins(year+1, 1) - 1, of[0] == "year" && year >= leastYear
	case number(of[0]) >= leastYear:
		return begins(number(of[0]), 1), begins(number(of[0])+1, 1) - 1, true
	}
	switch of[0] {
	case "week":
		monday := w.today - clientele.Day((int(t.Weekday())+6)%7) + clientele.Day(7*step)
		return monday, monday + 6, true
	case "month":
		return begins(year, month+step), begins(year, month+step+1) - 1, true
	case "quarter":
		first := (month-1)/3*3 + 1 + 3*step
		return begins(year, first), begins(year, first+3) - 1, true
	case "year":
		return begins(year+step, 1), begins(year+step+1, 1) - 1, true
	}
	return 0, 0, false
}

// ofMonth is the 15th: of this month, or of the one beside it.
func (w when) ofMonth(words []string) (clientele.Day, bool) {
	if len(words) != 1 || len(words[0]) < 3 || !strings.ContainsAny(words[0][len(words[0])-1:], "tdh") {
		return clientele.NoDay, false
	}
	n, t := number(words[0]), w.today.Time()
	for away := range 3 { // of three months one in a row has any day of a month
		month := int(t.Month()) + away
		if !w.ahead {
			month = int(t.Month()) - away
		}
		first := time.Date(t.Year(), time.Month(month), 1, 0, 0, 0, 0, time.UTC)
		day, ok := dayOf(first.Year(), int(first.Month()), n)
		if ok && (w.ahead && day >= w.today || !w.ahead && day <= w.today) {
			return day, true
		}
	}
	return clientele.NoDay, false
}

// date is a day by its number and month, perhaps with its year, perhaps with the day of the
// week before it, which must be its own.
func (w when) date(words []string) (clientele.Day, bool) {
	on := -1
	if len(words) > 1 {
		if on = w.weekdayOf(strings.Trim(words[0], ".")); on >= 0 {
			words = words[1:]
		}
	}
	text := strings.Join(words, " ")
	day, err := clientele.ParseDay(text)
	if err != nil && len(text) == len("20260331") && number(text[:4]) >= leastYear && number(text[4:6]) > 0 && number(text[6:]) > 0 {
		day, err = clientele.ParseDay(text[:4] + "-" + text[4:6] + "-" + text[6:])
	}
	ok := err == nil
	if !ok {
		day, ok = w.parts(text)
	}
	return day, ok && (on < 0 || int(day.Time().Weekday()) == on)
}
