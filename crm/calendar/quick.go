package calendar

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// EventQuickIn is an event in words.
type EventQuickIn struct {
	Text string `name:"text" json:"text" required:"true" maxLength:"400" doc:"when, and what: tue 15:00 lunch with Acme"`
}

// mostWordsOfTime is how many words a day with its hour takes at most: "the day after tomorrow at 3 pm".
const mostWordsOfTime = 7

// Quick puts an event down in words: the day and hour stand at the beginning or at the end; behind
// "with" may stand a relationship by its name.
func (c *Calendar) Quick(ctx context.Context, s access.Scope, in EventQuickIn) (page.Done, error) {
	speak := say.Of(ctx)
	when, title, ok := c.readQuick(speak, strings.Fields(in.Text))
	switch {
	case !ok:
		return page.Done{}, page.Wrong("text", speak.Say("calendar.no-when"), speak.Say("calendar.no-when-remedy"))
	case title == "":
		return page.Done{}, page.Wrong("text", speak.Say("calendar.no-what"), speak.Say("calendar.no-what-remedy"))
	}
	fields := map[string]json.RawMessage{"title": raw(speak.Capital(title)), "begins": raw(when), "kind": raw(kindOf(speak, title))}
	if s.User() != 0 {
		fields["owner"] = raw(s.User())
	}
	account, err := c.withWhom(ctx, s, title)
	if err != nil {
		return page.Done{}, err
	}
	if account != 0 {
		fields["account"] = raw(account)
	}
	return c.put(ctx, s, record.Edit{Ref: ref(0), Fields: fields}, "calendar.put-down")
}

// readQuick parts words into when and what.
func (c *Calendar) readQuick(s *say.Speaker, words []string) (when, title string, ok bool) {
	today := c.Clock.Today()
	read := func(some []string) bool {
		day, at, read := s.ReadDue(strings.Join(some, " "), today)
		if read {
			when = strings.TrimSuffix(day.String()+"T"+at, "T")
		}
		return read
	}
	for n := min(len(words), mostWordsOfTime); n > 0; n-- {
		if read(words[:n]) {
			return when, strings.Join(words[n:], " "), true
		}
	}
	for n := min(len(words), mostWordsOfTime); n > 0; n-- {
		if read(words[len(words)-n:]) {
			return when, strings.Join(words[:len(words)-n], " "), true
		}
	}
	return "", "", false
}

// kindOf is what an event is by its words: a call, a visit; else a meeting.
func kindOf(s *say.Speaker, title string) string {
	words := strings.Fields(strings.ToLower(title))
	for _, kind := range []string{call, visit} {
		for _, word := range strings.Fields(s.Say("calendar.words." + kind)) {
			if slices.Contains(words, word) {
				return kind
			}
		}
	}
	return meeting
}

// withWhom is the one relationship whose name stands behind "with"; 0 where none or several are called so.
func (c *Calendar) withWhom(ctx context.Context, s access.Scope, title string) (clientele.ID, error) {
	with := say.Of(ctx).Say("calendar.words.with")
	words := strings.Fields(title)
	at := len(words) - 1
	for at >= 0 && !strings.EqualFold(words[at], with) {
		at--
	}
	if at < 0 {
		return 0, nil
	}
	name := strings.Join(words[at+1:], " ")
	if name == "" {
		return 0, nil
	}
	found, err := c.Records.Query(ctx, s, record.Query{Type: record.Account, Filter: record.Cond{Field: "name", Op: record.Starts, Values: []string{name}}, Sort: "name", Limit: 2})
	if err != nil || len(found.Rows) == 0 {
		return 0, err
	}
	if len(found.Rows) == 1 || strings.EqualFold(found.Rows[0].Text("name"), name) {
		return found.Rows[0].ID, nil
	}
	return 0, nil
}
