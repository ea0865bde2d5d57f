package db

import (
	"strconv"
	"strings"
)

// limited writes the numbers after LIMIT into the text of a read. SQLite plans a kept
// statement anew each time another value is bound there (its planner looks at the value),
// which on a page of short reads costs as much as running them.
func limited(text string, args []any) (string, []any) {
	const word = "LIMIT ?"
	if !strings.Contains(text, word) {
		return text, args
	}
	var b strings.Builder
	rest := make([]any, 0, len(args))
	for {
		before, after, found := strings.Cut(text, word)
		n := strings.Count(before, "?")
		if !found || n >= len(args) {
			b.WriteString(text)
			return b.String(), append(rest, args...)
		}
		rest = append(rest, args[:n]...)
		b.WriteString(before)
		if number, ok := args[n].(int); ok {
			b.WriteString("LIMIT " + strconv.Itoa(number))
		} else {
			b.WriteString(word)
			rest = append(rest, args[n])
		}
		text, args = after, args[n+1:]
	}
}
