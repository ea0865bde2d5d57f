package tasks

import (
	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// putOffDays are the quick choices of until when.
func putOffDays(today clientele.Day) []page.Choice {
	return []page.Choice{
		{Value: (today + 1).String(), Label: clientele.Tell("tasks.tomorrow")},
		{Value: (today + 7).String(), Label: clientele.Tell("tasks.next-week")},
	}
}

// plainly is a row beside the account that it is for: that need not be said.
func plainly(r TaskRow) TaskRow {
	r.For = ""
	return r
}

// word is one of several messages, by which of them is meant.
func word(s *say.Speaker, several, which string, args ...say.Args) string {
	return s.Say(several+which, args...)
}
