package faces

import (
	"strconv"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
)

// dayForms are the usual ways to write a day that can mean only one.
var dayForms = []string{"2006-01-02", "2.1.2006", "2 Jan 2006", "2 January 2006", "Jan 2, 2006", "January 2, 2006", "2006/01/02"}

// dayFormsOfYear lack the year: the next such day is meant.
var dayFormsOfYear = []string{"2 Jan", "2 January", "Jan 2", "January 2"}

// When reads a day as people type it: today, tomorrow, fri, next fri, in 3 days, 4 Dec, or a date.
func When(text string, today clientele.Day) (clientele.Day, bool) {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	switch text {
	case "today":
		return today, true
	case "tomorrow":
		return today + 1, true
	case "yesterday":
		return today - 1, true
	case "next week":
		return today + 7, true
	}
	if day, ok := weekday(strings.TrimPrefix(strings.TrimPrefix(text, "next "), "on "), today); ok {
		return day, true
	}
	if day, ok := within(text, today); ok {
		return day, true
	}
	title := capitals(text)
	for _, form := range dayForms {
		if t, err := time.Parse(form, title); err == nil && t.Year() >= 1 {
			return clientele.DayOf(t), true
		}
	}
	for _, form := range dayFormsOfYear {
		if t, err := time.Parse(form, title); err == nil {
			day := clientele.DayOf(time.Date(today.Time().Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC))
			if day < today {
				day = clientele.DayOf(time.Date(today.Time().Year()+1, t.Month(), t.Day(), 0, 0, 0, 0, time.UTC))
			}
			return day, true
		}
	}
	return clientele.NoDay, false
}

// weekday is the next such day after today.
func weekday(text string, today clientele.Day) (clientele.Day, bool) {
	if len(text) < 3 {
		return clientele.NoDay, false
	}
	for ahead := 1; ahead <= 7; ahead++ {
		day := today + clientele.Day(ahead)
		if name := strings.ToLower(day.Time().Weekday().String()); strings.HasPrefix(name, text) {
			return day, true
		}
	}
	return clientele.NoDay, false
}

// within reads "in 3 days", "in 2 weeks", "+5".
func within(text string, today clientele.Day) (clientele.Day, bool) {
	parts := strings.Fields(strings.TrimPrefix(text, "in "))
	if n, err := strconv.Atoi(strings.TrimPrefix(text, "+")); err == nil && strings.HasPrefix(text, "+") && n < 10_000 {
		return today + clientele.Day(n), true
	}
	if len(parts) != 2 || !strings.HasPrefix(text, "in ") {
		return clientele.NoDay, false
	}
	n, err := strconv.Atoi(parts[0])
	if err != nil || n < 0 || n > 1_000 {
		return clientele.NoDay, false
	}
	switch strings.TrimSuffix(parts[1], "s") {
	case "day":
		return today + clientele.Day(n), true
	case "week":
		return today + clientele.Day(7*n), true
	case "month":
		return clientele.DayOf(today.Time().AddDate(0, n, 0)), true
	}
	return clientele.NoDay, false
}

// capitals writes the names of months as the layouts have them.
func capitals(text string) string {
	words := strings.Fields(text)
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}
