package deals

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// Row is a row of a file of deals, as it was read.
type Row struct {
	Fields  map[string]json.RawMessage
	Account string
	Refuse  func(field, what, remedy string)
}

// bringing fits the rows of one file: stages, pipelines, people and users by what they are called.
type bringing struct {
	*Deals
	scope     access.Scope
	pipelines []pipeline
	users     map[string]clientele.ID
	lines     record.Field
	by        *say.Speaker
	w         *record.Writer
	batch     clientele.ID
}

// Bring makes ready to take a file of deals.
func (c *Deals) Bring(ctx context.Context, s access.Scope) (func(context.Context, *record.Writer, clientele.ID, []Row) error, error) {
	b := &bringing{Deals: c, scope: s, users: map[string]clientele.ID{}, by: say.Of(ctx)}
	var err error
	if b.pipelines, err = c.pipelinesOf(ctx, s); err != nil {
		return nil, err
	}
	users, err := c.Access.Users(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		b.users[db.Fold(u.Name)], b.users[db.Fold(u.Email)] = u.ID, u.ID
	}
	t := Type
	fields, err := c.Records.Fields(ctx, &t)
	for _, f := range fields {
		if f.OfLines && f.Custom == 0 {
			b.lines = f
		}
	}
	return func(ctx context.Context, w *record.Writer, batch clientele.ID, rows []Row) error {
		b.w, b.batch = w, batch
		people, err := b.people(ctx, rows)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := b.row(ctx, row, people); err != nil {
				return err
			}
		}
		return nil
	}, err
}

// text takes a text out of a row; "" where there is none, or something else.
func text(row Row, field string) (s string) {
	_ = json.Unmarshal(row.Fields[field], &s) // a number stays as it is
	return strings.TrimSpace(s)
}

func (b *bringing) row(ctx context.Context, row Row, people map[string][]clientele.ID) error {
	state := stateIn(text(row, "state"))
	delete(row.Fields, "state")
	at, ok, err := b.stage(ctx, row, state)
	if err != nil || !ok {
		return err
	}
	row.Fields["stage"], row.Fields["pipeline"] = raw(at.ID), raw(at.Pipeline)
	b.days(row, at.State)
	var m clientele.Money
	if json.Unmarshal(row.Fields["value"], &m) == nil && m.Minor == 0 {
		delete(row.Fields, "value") // as exports write where nobody said
	}
	var notes []string
	note := func(key, said string) { notes = append(notes, b.by.Say(key, say.Args{"said": said})) }
	if whose := text(row, "owner"); whose != "" {
		if delete(row.Fields, "owner"); b.users[db.Fold(whose)] != 0 {
			row.Fields["owner"] = raw(b.users[db.Fold(whose)])
		} else {
			note("deals.note-owner", whose)
		}
	}
	if who := text(row, "person"); who != "" {
		delete(row.Fields, "person")
		switch some := people[db.Fold(who)]; {
		case len(some) == 1:
			row.Fields["person"] = raw(some[0])
		case row.Account == "" && text(row, "lead") == "":
			row.Fields["lead"] = raw(who)
		default:
			note("deals.note-person", who)
		}
	}
	if line := text(row, "line"); line != "" {
		if key, known := b.line(line); known {
			row.Fields["line"] = raw(key)
		} else {
			delete(row.Fields, "line")
			note("deals.note-line", line)
		}
	}
	if why := text(row, "lost_because"); why != "" {
		delete(row.Fields, "lost_because")
		if reason := b.reason(why); at.State == lost {
			if row.Fields["lost_because"] = raw(reason); reason == "other" {
				note("deals.note-lost", why)
			}
		}
	}
	if was := text(row, "note"); len(notes) > 0 {
		row.Fields["note"] = raw(strings.Join(slices.DeleteFunc(append([]string{was}, notes...), func(s string) bool { return s == "" }), "\n"))
	}
	if text(row, "name") == "" {
		what := cmp.Or(text(row, "product"), text(row, "ref"))
		row.Fields["name"] = raw(strings.Trim(what+" – "+cmp.Or(row.Account, text(row, "lead")), " –"))
	}
	return nil
}

// days puts the day of the end of a deal that is open where it belongs: it is the one expected.
func (b *bringing) days(row Row, state string) {
	day := func(field string) clientele.Day {
		d, err := clientele.ParseDay(text(row, field))
		if err != nil {
			return clientele.NoDay
		}
		return d
	}
	closed, expected := day("closed"), day("expected")
	switch {
	case state == open && closed != clientele.NoDay:
		if delete(row.Fields, "closed"); expected == clientele.NoDay {
			row.Fields["expected"] = raw(closed.String())
		}
	case state != open && closed == clientele.NoDay && expected != clientele.NoDay && expected <= b.Clock.Today():
		row.Fields["closed"] = raw(expected.String())
		closed = expected
	}
	if opened := day("opened"); state != open && closed != clientele.NoDay && opened > closed {
		row.Fields["opened"] = raw(closed.String()) // written down after it was over
	}
}

// people are those who are named, by their names.
func (b *bringing) people(ctx context.Context, rows []Row) (map[string][]clientele.ID, error) {
	var names []string
	for _, row := range rows {
		if who := db.Fold(text(row, "person")); who != "" && !slices.Contains(names, who) {
			names = append(names, who)
		}
	}
	if len(names) == 0 {
		return nil, nil
	}
	t, err := b.Records.Type("person")
	if err != nil {
		return nil, err
	}
	title, _ := t.Field(t.Title)
	return b.w.Holding(ctx, b.scope, record.Keys{Type: t, Field: title, Values: names})
}

// line is the key of a line of business by what it is called.
func (b *bringing) line(said string) (string, bool) {
	for _, key := range b.lines.Options {
		if db.Fold(key) == db.Fold(said) || db.Fold(b.lines.Names[key]) == db.Fold(said) {
			return key, true
		}
	}
	return "", false
}

// reason is why a deal was lost, as one of ours.
func (b *bringing) reason(said string) string {
	for _, r := range reasons {
		if db.Fold(r) == db.Fold(said) || db.Fold(b.by.Label("choice.lost_because."+r, r)) == db.Fold(said) {
			return r
		}
	}
	for _, hint := range lossWords {
		if strings.Contains(db.Fold(said), hint[0]) {
			return hint[1]
		}
	}
	return "other"
}

// lossWords are parts of words by which reasons for a loss are told.
var lossWords = [][2]string{{"price", "price"}, {"expensive", "price"}, {"preis", "price"}, {"teuer", "price"}, {"competit", "competitor"}, {"mitbewerb", "competitor"}, {"konkurren", "competitor"},
	{"budget", "budget"}, {"need", "need"}, {"bedarf", "need"}, {"timing", "timing"}, {"zeitpunkt", "timing"}, {"response", "silence"}, {"unresponsive", "silence"}, {"antwort", "silence"}}

// number takes a number out of a row; 0 where there is none.
func number(row Row, field string) (id clientele.ID) {
	_ = json.Unmarshal(row.Fields[field], &id) // a text is none
	return id
}
