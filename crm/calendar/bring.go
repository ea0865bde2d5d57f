package calendar

import (
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

// Row is a row of a table of events, as it was read.
type Row struct {
	Fields map[string]json.RawMessage
	Cell   func(header string) string // what stands in a column
	Refuse func(field, what, remedy string)
	At     func(line int64) // where it stands in the file that people know
	Wait   func()           // until the others are written: it leads to one of them
	Waited bool
}

// bringing makes events of the rows of a calendar.
type bringing struct {
	*Calendar
	scope access.Scope
	users map[string]clientele.ID // by e-mail address
	by    *say.Speaker
	event *record.Type
}

// Bring makes ready to take a calendar, or a table of events.
func (c *Calendar) Bring(ctx context.Context, s access.Scope) (func(context.Context, *record.Writer, []Row) error, error) {
	b := &bringing{Calendar: c, scope: s, users: map[string]clientele.ID{}, by: say.Of(ctx)}
	users, err := c.Access.Users(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		b.users[db.Fold(u.Email)] = u.ID
	}
	b.event, err = c.Records.Type(Type.Name)
	return b.rows, err
}

func (b *bringing) rows(ctx context.Context, w *record.Writer, rows []Row) error {
	ofIcs := slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return r.Cell(icsLine) == "" })
	known, err := b.known(ctx, w, ofIcs)
	if err != nil {
		return err
	}
	people, err := b.people(ctx, w, ofIcs)
	if err != nil {
		return err
	}
	for _, row := range ofIcs {
		b.row(row, known, people)
	}
	return nil
}

// known are the events that rows and their series are, by UID: as far as they may be seen.
func (b *bringing) known(ctx context.Context, w *record.Writer, rows []Row) (map[string]*record.Record, error) {
	var uids []string
	for _, row := range rows {
		uids = append(uids, row.Cell("uid"), row.Cell("series"))
	}
	uids = slices.DeleteFunc(uids, func(uid string) bool { return uid == "" })
	slices.Sort(uids)
	found, err := w.Holding(ctx, b.scope, record.Keys{Type: b.event, Field: uidField(), Values: slices.Compact(uids)})
	if err != nil {
		return nil, err
	}
	var ids []clientele.ID
	for _, some := range found {
		ids = append(ids, some...)
	}
	records, err := w.Load(ctx, b.scope, b.event, ids)
	known := map[string]*record.Record{}
	for _, r := range records {
		known[r.Text("uid")] = r
	}
	return known, err
}

func uidField() record.Field { f, _ := Type.Field("uid"); return f }

// people are those whom rows invite, by e-mail address, as far as they may be seen and one has it alone.
func (b *bringing) people(ctx context.Context, w *record.Writer, rows []Row) (map[string]clientele.ID, error) {
	person, err := b.Records.Type(clientele.PersonType)
	if err != nil {
		return nil, err
	}
	emails, ok := person.Field("emails")
	var all []string
	for _, row := range rows {
		all = append(all, strings.FieldsFunc(row.Cell("attendees")+";"+row.Cell("owner"), func(c rune) bool { return c == ';' })...)
	}
	slices.Sort(all)
	people := map[string]clientele.ID{}
	if all = slices.Compact(all); !ok || len(all) == 0 {
		return people, nil
	}
	found, err := w.Holding(ctx, b.scope, record.Keys{Type: person, Field: emails, Values: all})
	for email, ids := range found {
		if len(ids) == 1 {
			people[email] = ids[0]
		}
	}
	return people, err
}

// row makes of a row of a calendar what an event has.
func (b *bringing) row(row Row, known map[string]*record.Record, people map[string]clientele.ID) {
	var line int64
	_ = json.Unmarshal([]byte(row.Cell(icsLine)), &line) // of our own making
	row.At(line)
	if why := row.Cell(icsWrong); why != "" {
		b.refuse(row, why)
		return
	}
	of := row.Cell("series")
	if of != "" && !row.Waited {
		row.Wait()
		return
	}
	clear(row.Fields)
	for _, name := range []string{"uid", "title", "kind", "begins", "ends", "place", "state", "recurrence", "reminder", "occurrence"} {
		if v := row.Cell(name); v != "" {
			row.Fields[name] = raw(v)
		}
	}
	if row.Cell("title") == "" {
		row.Fields["title"] = raw(b.by.Say("calendar.ics-untitled"))
	}
	notes := b.lost(row)
	was := known[row.Cell("uid")]
	notes = append(b.invited(row, was, people), notes...)
	switch series := known[of]; {
	case of == "":
	case series == nil: // it is moved, and nobody knows from where: it stands for itself
		delete(row.Fields, "occurrence")
	default:
		b.ofSeries(row, series, was)
	}
	b.asItIs(row, was)
	if text := strings.TrimSpace(strings.Join(append([]string{strings.ReplaceAll(row.Cell("note"), breakInCell, "\n")}, notes...), "\n")); text != "" {
		row.Fields["note"] = raw(text)
	}
}

// ofSeries puts a time of an event to it: of a new one, what
// the calendar does not say of that time is as of the others.
func (b *bringing) ofSeries(row Row, series, was *record.Record) {
	row.Fields["series"] = raw(series.ID)
	if was != nil {
		return
	}
	if row.Cell("owner") == "" && series.Values["owner"] != nil {
		row.Fields["owner"] = raw(series.Values["owner"])
	}
	if users, ok := series.Values["attendees"].([]clientele.ID); ok && row.Cell("attendees") == "" {
		row.Fields["attendees"] = raw(users)
	}
	if ties, ok := series.Values["people"].([]record.Tie); ok && row.Cell("attendees") == "" {
		with := make([]clientele.ID, len(ties))
		for i, tie := range ties {
			with[i] = tie.To
		}
		row.Fields["people"] = raw(with)
	}
	if series.Account != 0 {
		row.Fields["account"] = raw(series.Account)
	}
}

// asItIs leaves to an event that is there what only we know of it: what it is, who is reminded and
// when, and that it was held.
func (b *bringing) asItIs(row Row, was *record.Record) {
	if was == nil {
		if row.Fields["kind"] == nil {
			row.Fields["kind"] = raw(kindOf(b.by, row.Cell("title")))
		}
		return
	}
	for _, name := range []string{"kind", "owner", "reminder"} {
		delete(row.Fields, name)
	}
	if was.Text("state") == held {
		delete(row.Fields, "state")
	}
}

// invited puts whose an event is and who takes part into its fields; who is nobody here is said.
func (b *bringing) invited(row Row, was *record.Record, people map[string]clientele.ID) (notes []string) {
	owner := b.users[db.Fold(row.Cell("owner"))]
	if owner == 0 {
		owner = b.scope.User()
	}
	if owner != 0 {
		row.Fields["owner"] = raw(owner)
	}
	var users, with []clientele.ID
	var others []string
	for who := range strings.SplitSeq(row.Cell("attendees")+";"+row.Cell("owner"), ";") {
		switch user := b.users[db.Fold(who)]; {
		case who == "" || user != 0 && user == owner:
		case user != 0:
			users = append(users, user)
		case people[who] != 0:
			with = append(with, people[who])
		default:
			others = append(others, who)
		}
	}
	if len(users) > 0 {
		row.Fields["attendees"] = raw(users)
	}
	if len(with) > 0 && (was == nil || was.Values["people"] == nil) {
		row.Fields["people"] = raw(with)
	}
	if len(others) > 0 {
		notes = append(notes, b.by.Say("calendar.ics-others", say.Args{"who": others}))
	}
	return notes
}

// lost says what of an event has no place here.
func (b *bringing) lost(row Row) (notes []string) {
	for _, one := range strings.Split(row.Cell(icsLost), "|") {
		what, about, _ := strings.Cut(one, " ")
		switch what {
		case "":
		case "alarms", "files":
			notes = append(notes, b.by.Plural("calendar.ics-lost-"+what, number(about)))
		default:
			notes = append(notes, b.by.Say("calendar.ics-lost-"+what, say.Args{"zone": about}))
		}
	}
	return notes
}

func number(text string) (n int) {
	_ = json.Unmarshal([]byte(text), &n) // 0 where it is none
	return n
}

// refuse says why something of a calendar is no event that could be taken.
func (b *bringing) refuse(row Row, why string) {
	word, about, _ := strings.Cut(why, " ")
	fields := map[string]string{"uid": "uid", "start": "begins", "time": "begins"}
	row.Refuse(fields[word], b.by.Say("calendar.ics-wrong-"+word, say.Args{"about": about}), b.by.Say("calendar.ics-remedy-"+word))
}
