package record

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
)

// Past is one change of a record: who, when, what was and is, by the names of fields.
type Past struct {
	ID     clientele.ID              `json:"id"`
	Rev    int64                     `json:"revision"`
	At     clientele.Instant         `json:"at"`
	By     string                    `json:"by"`
	Fields map[string]clientele.Edit `json:"fields"`
	Undoes clientele.ID              `json:"undoes,omitzero"`
	Batch  clientele.ID              `json:"batch,omitzero"`
}

// Changes are the changes of a record, the latest first, before a number of an entry (0: from the newest).
func (s *Store) Changes(ctx context.Context, scope access.Scope, ref clientele.Ref, before clientele.ID, limit int) ([]Past, error) {
	if _, err := s.Get(ctx, scope, ref); err != nil {
		return nil, err
	}
	t, err := s.Type(ref.Type)
	if err != nil {
		return nil, err
	}
	entries, err := s.book.OfRecord(ctx, s.r, clientele.Ref{Type: t.Name, ID: ref.ID}, before, limit)
	if err != nil {
		return nil, err
	}
	all, err := s.Told(ctx, t, entries)
	if err != nil {
		return nil, err
	}
	return all, s.veil(ctx, scope, t, all)
}

// Told are the changes of records of a type among some entries. Links in them lead to
// whatever they led to: whoever shows them leaves out what may not be seen.
func (s *Store) Told(ctx context.Context, t *Type, entries []clientele.Entry) ([]Past, error) {
	fields, err := s.Fields(ctx, t)
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx)
	if err != nil {
		return nil, err
	}
	all := []Past{}
	for _, e := range entries {
		if c, ok := e.Body.(clientele.Changed); ok {
			all = append(all, Past{e.ID, c.Rev, e.At, cmp.Or(names[e.By], e.Via), named(fields, c.Fields), c.Undoes, c.Batch})
		}
	}
	return all, nil
}

// names are how users are known, by their numbers.
func (s *Store) names(ctx context.Context) (map[clientele.ID]string, error) {
	names := map[clientele.ID]string{}
	if s.Users == nil {
		return names, nil
	}
	users, err := s.Users(ctx)
	for _, u := range users {
		names[u.ID] = cmp.Or(u.Email, u.Name)
	}
	return names, err
}

// named puts the names of custom fields for their numbers. Those of fields that are archived are left out.
func named(fields []Field, in map[string]clientele.Edit) map[string]clientele.Edit {
	out := map[string]clientele.Edit{}
	for name, e := range in {
		if !isKey(name) {
			out[name] = e
			continue
		}
		for _, f := range fields {
			if f.Custom != 0 && f.key() == name {
				out[f.said()] = e
			}
		}
	}
	return out
}

// veil takes out of a history the links to what the scope may not see.
func (s *Store) veil(ctx context.Context, scope access.Scope, t *Type, all []Past) error {
	if scope.EveryWall() {
		return nil
	}
	var shown []*Record
	for _, p := range all {
		for _, f := range t.Fields {
			e, changed := p.Fields[f.Name]
			if !changed || f.To == "" {
				continue
			}
			for _, raw := range []json.RawMessage{e.Was, e.Is} {
				r := &Record{Ref: clientele.Ref{Type: t.Name}, Values: map[string]any{}}
				r.Set(f.Name, decode(f, raw))
				shown = append(shown, r)
			}
		}
	}
	if err := s.unlink(ctx, s.r, scope, shown); err != nil {
		return err
	}
	for _, p := range all {
		for _, f := range t.Fields {
			if _, changed := p.Fields[f.Name]; changed && f.To != "" {
				p.Fields[f.Name] = clientele.Edit{Was: encode(f, shown[0].Values[f.Name]), Is: encode(f, shown[1].Values[f.Name])}
				shown = shown[2:]
			}
		}
	}
	return nil
}

// veiled takes out of what stands against an undo the links to what the scope may not see.
func (s *Store) veiled(ctx context.Context, scope access.Scope, t *Type, since map[string][2]json.RawMessage) (map[string][2]json.RawMessage, error) {
	p := Past{Fields: map[string]clientele.Edit{}}
	for name, e := range since {
		p.Fields[name] = clientele.Edit{Was: e[0], Is: e[1]}
	}
	err := s.veil(ctx, scope, t, []Past{p})
	for name, e := range p.Fields {
		since[name] = [2]json.RawMessage{e.Was, e.Is}
	}
	return since, err
}

// outrun is what changed since the revision that somebody saw. By whom is not asked: users
// are read beside the transaction, and sixteen who each hold one of PostgreSQL's connections
// would wait for each other.
func (s *Store) outrun(ctx context.Context, scope access.Scope, t *Type, d *draft) (*Outrun, error) {
	const enough = 200
	nameless := *s
	nameless.Users = nil
	past, err := nameless.Changes(ctx, scope, d.was.Ref, 0, enough)
	if err != nil {
		return nil, err
	}
	o := &Outrun{Rev: d.was.Rev, Changed: map[string][2]json.RawMessage{}}
	for _, p := range past {
		if p.Rev <= d.edit.Rev {
			break
		}
		o.whole = p.Rev == d.edit.Rev+1
		for name, e := range p.Fields { // from the newest back: the oldest says what was
			is := e.Is
			if later, ok := o.Changed[name]; ok {
				is = later[1]
			}
			o.Changed[name] = [2]json.RawMessage{e.Was, is}
		}
	}
	return o, nil
}

// Undo takes a change back: its fields are again what they were before it. Where some of
// them were changed since, it says which, and does nothing, unless it is told to take
// back the rest.
func (s *Store) Undo(ctx context.Context, tx *db.Tx, scope access.Scope, u Undoing) (*Record, error) {
	t, err := s.Type(u.Type)
	if err != nil {
		return nil, err
	}
	if !scope.MayWrite() { // before it is said what stands against it
		return nil, onlyLooks()
	}
	if _, err := tx.Take(ctx, s.ws, 0); err != nil {
		return nil, err
	}
	found, err := s.load(ctx, tx, scope, t, []clientele.ID{u.ID})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, s.missing(ctx, tx, scope, u.Ref)
	}
	e, err := s.book.EntryIn(ctx, tx, u.Entry)
	if err != nil && clientele.KindOf(err) != clientele.NotFound {
		return nil, err
	}
	c, ok := e.Body.(clientele.Changed)
	if !ok || e.Ref != found[0].Ref {
		what := clientele.Tell("record.no-change", "id", u.Entry, "type", t.Name)
		return nil, &clientele.Fault{Kind: clientele.NotFound, What: what, Remedy: clientele.Tell("record.see-history"), Err: err}
	}
	custom, err := s.custom(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	edit, since := takeBack(found[0], c, append(slices.Clone(t.Fields), custom...))
	if len(since) > 0 && !u.Rest {
		since, err = s.in(tx).veiled(ctx, scope, t, since)
		return nil, cmp.Or(err, error(&Outrun{Rev: found[0].Rev, Changed: since}))
	}
	edit.Undoes = u.Entry
	return s.Change(ctx, tx, scope, edit)
}

// Undoing says which change of which record is taken back.
type Undoing struct {
	clientele.Ref
	Entry clientele.ID
	Rest  bool // what was changed since stays as it is
}

// without is a list as it is now, less what a change added to it, and with what it took out.
func without(e clientele.Edit, now json.RawMessage) json.RawMessage {
	was, is, kept := elements(e.Was), elements(e.Is), []json.RawMessage{}
	in := func(list []json.RawMessage, one json.RawMessage) bool {
		return slices.ContainsFunc(list, func(x json.RawMessage) bool { return string(x) == string(one) })
	}
	for _, one := range elements(now) {
		if in(was, one) || !in(is, one) {
			kept = append(kept, one)
		}
	}
	for _, one := range was {
		if !in(is, one) && !in(kept, one) {
			kept = append(kept, one)
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return marshal(kept)
}

// elements are those of a list in the book; none of what is no list.
func elements(raw json.RawMessage) (list []json.RawMessage) {
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	return list
}

// takeBack is the edit that undoes a change, and what was changed since.
func takeBack(r *Record, c clientele.Changed, fields []Field) (Edit, map[string][2]json.RawMessage) {
	edit, since := Edit{Ref: r.Ref, values: map[string]json.RawMessage{}}, map[string][2]json.RawMessage{}
	if c.Rev == 1 { // the first: there was nothing before it
		away := true
		edit.Archive = &away
		if r.Rev != 1 {
			since["revision"] = [2]json.RawMessage{marshal(1), marshal(r.Rev)}
		}
		return edit, since
	}
	for _, f := range fields {
		e, changed := c.Fields[f.inBook()]
		if !changed {
			continue
		}
		if now := encode(f, r.Get(f)); !equal(decode(f, e.Is), r.Get(f)) {
			since[f.said()] = [2]json.RawMessage{e.Is, now}
			if f.Many() {
				edit.values[f.inBook()] = without(e, now)
			}
			continue
		}
		edit.values[f.inBook()] = e.Was
	}
	if e, changed := c.Fields["archived"]; changed {
		if now := moment(r.Archived); string(now) != string(e.Is) {
			since["archived"] = [2]json.RawMessage{e.Is, now}
		} else {
			away := len(e.Was) > 0
			edit.Archive = &away
		}
	}
	return edit, since
}
