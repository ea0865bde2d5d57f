package timeline

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// read is what happened with a record, before what records are called is known.
type read struct {
	of      *record.Record
	moments []moment
	older   string
	refs    []clientele.Ref // records that it names
	own     []record.Past   // changes of the record itself, among it
	undo    string          // the act that takes one of those back
	address func(clientele.Ref) string
}

// moment is something that happened, with its place among all that did.
type moment struct {
	day    clientele.Day
	row    shape.TimelineEntry
	change clientele.ID  // the change of the record itself that it is
	how    string        // what else it came of, where nobody made it by hand
	of     clientele.Ref // the other record that it is about; one that may not be seen hides it
}

// stream reads what happened with a record that who asks may see.
func (c *Timeline) stream(ctx context.Context, s access.Scope, r *record.Record, a shape.StreamAsked) (*read, error) {
	q, err := a.Query(r.Ref)
	if err != nil {
		return nil, page.Refuse(page.FieldFault{Field: "before", What: clientele.Tell("ledger.no-place"), Remedy: clientele.Tell("ledger.no-place-remedy")})
	}
	if r.Type == clientele.PersonType {
		q.Name = r.Text("name")
		ties, _ := r.Values["accounts"].([]record.Tie)
		for _, t := range ties {
			q.Accounts = append(q.Accounts, t.To)
		}
	}
	if r.Type != record.Account {
		if q.Beside, err = c.Records.Led(ctx, r.Ref); err != nil {
			return nil, err
		}
	}
	entries, floor, err := c.Book.For(s).Stream(ctx, q)
	if err != nil {
		return nil, err
	}
	t := &read{of: r, older: floor.String(), address: c.Records.Address}
	open, err := c.waiting(ctx, r, a)
	if err != nil {
		return nil, err
	}
	by, err := c.names(ctx)
	if err != nil {
		return nil, err
	}
	firm, err := shape.FirmOf(ctx, c.Access)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		m := moment{day: e.On(), row: shape.EntryOf(e, firm)}
		m.row.By, m.row.Text = cmp.Or(by[e.By], faces.Doer(e.Via)), shape.Named(m.row.Text, by)
		m.row.Unanswered = open.wait(e)
		t.about(&m, e, firm.Speaker)
		t.moments = append(t.moments, m)
	}
	return t, c.brief(ctx, s, t, entries)
}

// about notes of what other record something is, and what it changed of its own.
func (t *read) about(m *moment, e clientele.Entry, s *say.Speaker) {
	_, changed := e.Body.(clientele.Changed)
	switch {
	case changed && e.Ref == t.of.Ref && t.of.Type != record.Account:
		m.change = e.ID
		if how := sayHow(s, e.Via); e.By == 0 && how != "" {
			m.row.By, m.how = "", how
		}
	case changed && e.Ref != t.of.Ref:
		m.of = e.Ref
	case changed:
	case t.of.Type == clientele.PersonType:
		m.row.Person = "" // it is their page
		if e.Account != 0 {
			m.of = clientele.Ref{Type: record.Account, ID: e.Account}
		}
	case !e.Ref.IsZero() && e.Ref != t.of.Ref && e.Ref.Type != clientele.PersonType:
		m.of = e.Ref
	}
	if !m.of.IsZero() && !slices.Contains(t.refs, m.of) {
		t.refs = append(t.refs, m.of)
	}
}

// brief says what was changed of other records; what was changed of the record itself is told by
// its own page.
func (c *Timeline) brief(ctx context.Context, s access.Scope, t *read, entries []clientele.Entry) error {
	byType := map[string][]clientele.Entry{}
	for _, e := range entries {
		if _, changed := e.Body.(clientele.Changed); changed {
			byType[e.Ref.Type] = append(byType[e.Ref.Type], e)
		}
	}
	said, kept := map[clientele.ID]faces.Brief{}, map[clientele.ID]bool{}
	for _, f := range *c.Faces {
		some := byType[f.Type.Name]
		if len(some) == 0 {
			continue
		}
		if f.Type.Name == t.of.Type && t.of.Type != record.Account {
			var err error
			if t.own, err = c.Records.Told(ctx, &f.Type, some); err != nil {
				return err
			}
			t.undo = f.Type.Name + "-undo"
		}
		briefs, err := f.Briefs(ctx, s, some)
		if err != nil {
			return err
		}
		for id, b := range briefs {
			said[id] = b
		}
		if f.Type.Name == taskType {
			if kept, err = c.promises(ctx, s, some, briefs); err != nil {
				return err
			}
		}
	}
	t.moments = slices.DeleteFunc(t.moments, func(m moment) bool {
		_, known := said[m.row.ID]
		return m.row.Kind == clientele.KindChanged && m.change == 0 && !known
	})
	for i := range t.moments {
		m := &t.moments[i]
		if b, known := said[m.row.ID]; known && m.change == 0 {
			m.row.Title, m.row.Text = b.Title, strings.Join(b.What, "\n")
			if b.Done {
				m.row.Kind = clientele.KindSettled
			}
			if kept[m.row.ID] {
				m.row.Title = clientele.Tell("timeline.kept")
			}
		}
	}
	return nil
}

const taskType = "task"

// promises are those of some changes by which a promise was kept.
func (c *Timeline) promises(ctx context.Context, s access.Scope, some []clientele.Entry, briefs map[clientele.ID]faces.Brief) (map[clientele.ID]bool, error) {
	kept := map[clientele.ID]bool{}
	var ids []clientele.ID
	for _, e := range some {
		if briefs[e.ID].Done {
			ids = append(ids, e.Ref.ID)
		}
	}
	if len(ids) == 0 {
		return kept, nil
	}
	tasks, err := c.Records.Some(ctx, s, taskType, ids)
	for _, e := range some {
		if r := tasks[e.Ref.ID]; r != nil && briefs[e.ID].Done && r.Values["promise"] == true {
			kept[e.ID] = true
		}
	}
	return kept, err
}

// days is what happened day by day. What is about a record that may not be seen is not there, nor a
// change of which nothing may be seen.
func (t *read) days(told faces.Told) []shape.TimelineDay {
	days := shape.Timeline{}
	for _, m := range t.moments {
		if m.change != 0 {
			p, known := told.Changes[m.change]
			if !known || len(p.What) == 0 {
				continue
			}
			t.ownChange(&m, p)
		}
		if title := told.Titles[m.of]; title != "" {
			m.row.Of, m.row.OfHref = title, t.address(m.of)
		} else if !m.of.IsZero() && m.of.Type != record.Account { // of accounts the book has left out what may not be seen
			continue
		}
		days.Add(m.day, m.row)
	}
	return days
}

// ownChange says what a change of the record itself did, with what takes it back.
func (t *read) ownChange(m *moment, p faces.PastRow) {
	m.row.Title, m.row.Text = clientele.Tell("people.changed"), strings.Join(p.What, "\n")
	switch {
	case p.First:
		m.row.Title = clientele.Tell("people.made")
	case m.how != "":
		m.row.Title = m.how
	case p.Undone:
		m.row.Title = clientele.Tell("timeline.taken-back")
	default:
		m.row.Back = &page.Undo{Act: t.undo, With: map[string]string{"id": p.Of.String(), "change": m.change.String()}}
	}
}

// sayHow says of what a change came that nobody made by hand: a merge, an unmerge. What has no
// words of its own is "".
func sayHow(s *say.Speaker, via string) string {
	return s.Label("people.changed-by."+strings.ReplaceAll(via, " ", "-"), "")
}

// waiting is what of an account waits for an answer, where its contact is shown.
func (c *Timeline) waiting(ctx context.Context, r *record.Record, a shape.StreamAsked) (waiting, error) {
	switch {
	case r.Type != record.Account:
		return nil, nil
	case a.Dossier != nil:
		return openContacts(a.Dossier.Histories), nil
	}
	found, err := c.Book.HistoriesByLine(ctx, r.ID)
	return openContacts(found), err
}

// names are how users are called, also those who have left.
func (c *Timeline) names(ctx context.Context) (map[clientele.ID]string, error) {
	users, err := c.Records.Users(ctx)
	all := make(map[clientele.ID]string, len(users))
	for _, u := range users {
		all[u.ID] = cmp.Or(u.Name, u.Email)
	}
	return all, err
}

// Of is what happened with a record, in words: for pages that are not drawn from its declaration.
func (c *Timeline) Of(ctx context.Context, s access.Scope, r *record.Record, a shape.StreamAsked) (shape.Stream, error) {
	t, err := c.stream(ctx, s, r, a)
	if err != nil {
		return shape.Stream{}, err
	}
	told := faces.Told{Changes: map[clientele.ID]faces.PastRow{}}
	if told.Titles, err = c.Records.Titles(ctx, s, t.refs); err != nil {
		return shape.Stream{}, err
	}
	for _, f := range *c.Faces {
		if f.Type.Name == r.Type && len(t.own) > 0 {
			if told, err = f.Tell(ctx, s, r, faces.Happened{Changes: t.own, Refs: t.refs}); err != nil {
				return shape.Stream{}, err
			}
		}
	}
	return shape.Stream{Days: t.days(told), Older: t.older}, nil
}
