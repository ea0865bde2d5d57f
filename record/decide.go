package record

import (
	"context"
	"maps"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
)

// decided are edits of one type, and what each comes to.
type decided struct {
	scope  access.Scope
	t      *Type
	fields []Field
	drafts []*draft
	found  map[clientele.Ref]target // where their links lead
	now    clientele.Instant
}

// decide says what edits come to: it checks them, brings what they say into form, finds
// what stands against them, and notes what changes. It is asked by who writes and by who
// only wants to know, and keeps nothing. New records are numbered from first.
func (s *Store) decide(ctx context.Context, scope access.Scope, t *Type, edits []Edit, first clientele.ID) (w decided, err error) {
	w = decided{scope: scope, t: t, now: s.clock.Now()}
	if w.drafts, err = s.begin(ctx, scope, t, edits, first); err != nil {
		return w, err
	}
	if w.fields, err = s.FieldsIn(ctx, s.r, t); err != nil {
		return w, err
	}
	if err = s.check(ctx, w); err != nil {
		return w, err
	}
	if w.found, err = s.settle(ctx, w); err != nil {
		return w, err
	}
	if err = s.unique(ctx, w); err != nil {
		return w, err
	}
	for _, d := range w.drafts {
		if d.err == nil && len(d.faults) > 0 {
			d.err = &Refused{d.faults}
		}
		if d.err == nil {
			d.compare(w.fields)
		}
		if d.was != nil && len(d.changes) == 0 {
			d.is.Wall = d.was.Wall
		}
	}
	return w, nil
}

// check fills the drafts, and says of each what is wrong with it by itself.
func (s *Store) check(ctx context.Context, w decided) error {
	t, fields := w.t, w.fields
	r, err := s.reader(ctx, w.scope)
	if err != nil {
		return err
	}
	firm, names := r.region, byNames(fields)
	now, today := w.now, s.clock.Today()
	for _, d := range w.drafts {
		if d.err != nil {
			continue
		}
		if d.was != nil && d.edit.Rev != 0 && d.edit.Rev != d.was.Rev {
			if d.late, err = s.outrun(ctx, w.scope, t, d); err != nil {
				return err
			}
			switch {
			case !d.edit.Meet:
				d.err = d.late
				continue
			case !d.late.whole: // too much was: what the form has untouched cannot be told
				d.err = &Outrun{Rev: d.late.Rev}
				continue
			}
		}
		s.archive(d, now)
		r.region = firm
		if own := RegionOf(d.country()); own != "" {
			r.region = own
		}
		t.fill(d, fields, names, r)
		if d.late != nil && d.err == nil {
			if d.late = d.meet(fields); d.late != nil {
				d.err = d.late
			}
		}
	}
	if err := s.before(ctx, w); err != nil {
		return err
	}
	led, to, err := s.led(ctx, w)
	if err != nil {
		return err
	}
	for _, d := range w.drafts {
		if d.err != nil {
			continue
		}
		if t.Rule != nil {
			d.faults = append(d.faults, t.Rule(Draft{Was: d.was, Is: d.is, Now: now, Today: today, Back: d.edit.Undoes != 0, led: led, to: to})...)
		}
		d.required(fields)
	}
	return nil
}

// before lets what takes asking the database be filled into drafts, of all at once.
func (s *Store) before(ctx context.Context, w decided) error {
	ask := s.Before[w.t.Name]
	if ask == nil {
		return nil
	}
	var drafts []Draft
	for _, d := range w.drafts {
		if d.err == nil {
			drafts = append(drafts, Draft{Was: d.was, Is: d.is, Now: w.now, Today: s.clock.Today(), Trial: s.tried != nil})
		}
	}
	if len(drafts) == 0 {
		return nil
	}
	return ask(ctx, s.r, w.scope, drafts)
}

// led reads the records that the rule of a type sees beside a draft: one statement for each
// link, of all drafts.
func (s *Store) led(ctx context.Context, w decided) (led map[clientele.Ref]*Record, to map[string]string, err error) {
	led, to = map[clientele.Ref]*Record{}, map[string]string{}
	for _, name := range w.t.Looks {
		f, _ := w.t.Field(name)
		at, err := s.Type(f.To)
		if err != nil {
			return nil, nil, err
		}
		to[name] = f.To
		var ids []clientele.ID
		for _, d := range w.drafts {
			if d.err != nil {
				continue
			}
			for _, tie := range ties(f, d.is.Values[name]) {
				ids = append(ids, tie.To)
			}
		}
		slices.Sort(ids)
		found, err := s.load(ctx, s.r, w.scope, at, slices.Compact(ids))
		if err != nil {
			return nil, nil, err
		}
		for _, r := range found {
			led[r.Ref] = r
		}
	}
	return led, to, nil
}

// archive sets or takes away the moment since when a record is archived.
func (s *Store) archive(d *draft, now clientele.Instant) {
	away := d.edit.Archive
	switch {
	case away == nil:
		if d.was != nil && d.was.Archived != 0 && len(d.edit.Fields) > 0 {
			d.err = &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("record.archived"),
				Remedy: clientele.Tell("record.archived-remedy")}
		}
	case !*away:
		d.is.Archived = 0
	case d.is.Archived == 0:
		d.is.Archived = now
	}
}

// country is what a record about to be written says of its country, as people wrote it.
func (d *draft) country() string {
	if raw, given := d.edit.Fields["country"]; given {
		if s, w := readString(raw); w == nil && s != "" {
			return s
		}
	}
	if raw, given := d.edit.Fields["addresses"]; given {
		if places, ok := decode(Field{Kind: KindAddresses}, raw).([]Place); ok && len(places) > 0 && places[0].Country != "" {
			return places[0].Country
		}
	}
	if places, ok := d.is.Values["addresses"].([]Place); ok && len(places) > 0 && places[0].Country != "" {
		return places[0].Country
	}
	return d.is.Text("country")
}

// settle checks where links lead, and takes account and wall of a record from there.
func (s *Store) settle(ctx context.Context, w decided) (map[clientele.Ref]target, error) {
	refs := map[clientele.Ref]bool{}
	for _, d := range w.drafts {
		for _, r := range []*Record{d.was, d.is} {
			if d.err == nil && r != nil {
				s.eachTie(r, func(f Field, to Tie) { refs[clientele.Ref{Type: f.To, ID: to.To}] = true })
			}
		}
	}
	found, err := s.targets(ctx, s.r, refs)
	if err != nil {
		return nil, err
	}
	if err := s.sharing(ctx, found); err != nil {
		return nil, err
	}
	derived := map[clientele.Ref]bool{}
	for _, d := range w.drafts {
		if d.err != nil {
			continue
		}
		of := s.tie(d, w.t, w.scope, found)
		if len(w.t.Of) > 0 {
			d.behind = behindOf(of)
			d.is.Wall = d.behind.first()
		}
		whose := clientele.Ref{Type: Account, ID: d.is.Account}
		if _, known := found[whose]; !known && whose.ID != 0 {
			derived[whose] = true // by way of a person, say
		}
	}
	more, err := s.targets(ctx, s.r, derived)
	maps.Copy(found, more)
	return found, err
}

// tie checks the links of a record, and gives what it belongs to.
func (s *Store) tie(d *draft, t *Type, scope access.Scope, found map[clientele.Ref]target) (of []target) {
	for f := range s.links(t.Name) {
		had := map[clientele.ID]bool{}
		has := ties(f, d.is.Values[f.Name])
		if d.was != nil {
			for _, to := range ties(f, d.was.Values[f.Name]) {
				had[to.To] = true
				at := found[clientele.Ref{Type: f.To, ID: to.To}]
				gone := func(x Tie) bool { return x.To == to.To }
				if f.Kind == KindLinks && !scope.Passes(at.wall) && !slices.ContainsFunc(has, gone) {
					has = append(slices.Clone(has), to) // who cannot see a link cannot take it away
					d.is.Values[f.Name] = has
				}
			}
		}
		for _, to := range has {
			at, there := found[clientele.Ref{Type: f.To, ID: to.To}]
			away := at.archived && d.edit.Undoes == 0 // what comes back may lead to what is in the archive
			switch {
			case had[to.To], !there && d.edit.passes:
			case !there || !scope.Passes(at.wall):
				d.fault(d.name(f), clientele.Tell("record.no-record", "type", f.To, "id", to.To), clientele.Tell("record.no-record-remedy"))
			case away:
				d.fault(d.name(f), clientele.Tell("record.link-archived", "type", f.To, "id", to.To), clientele.Tell("record.link-archived-remedy"))
			}
		}
	}
	if len(t.Of) == 0 {
		return nil
	}
	d.is.Account = 0
	for _, name := range t.Of {
		f, _ := t.Field(name)
		for _, to := range ties(f, d.is.Values[name]) {
			at := found[clientele.Ref{Type: f.To, ID: to.To}]
			of = append(of, at)
			if d.is.Account == 0 {
				d.is.Account = at.account
			}
		}
	}
	if f, ok := t.Field("account"); ok && t.derived(f) && d.is.Account != 0 {
		d.is.Values[f.Name] = d.is.Account
	}
	return of
}

// unique says which drafts have a value that may be had once, and another has it. One
// behind a wall takes nothing: to say so would tell that it is there. Who had it before it
// might be had only once keeps it.
func (s *Store) unique(ctx context.Context, w decided) error {
	if w.t.Name == Custom {
		return s.uniqueNames(ctx, w)
	}
	for _, f := range w.fields {
		if !f.Single {
			continue
		}
		wanted := map[string]*draft{}
		var values []string
		for _, d := range w.drafts {
			if d.err != nil || d.is.Archived != 0 || d.was != nil && d.was.Archived == 0 && equal(d.was.Get(f), d.is.Get(f)) {
				continue
			}
			for _, v := range w.t.held(f, d.is) {
				if other := wanted[v]; other != nil {
					d.fault(d.name(f), clientele.Tell("record.another-has"), clientele.Tell("record.has-remedy"))
					continue
				}
				wanted[v] = d
				values = append(values, v)
			}
		}
		held, err := s.holders(ctx, w.scope, Keys{w.t, f, values})
		if err != nil {
			return err
		}
		for v, d := range wanted {
			for _, id := range held[v] {
				if id == d.is.ID || id == d.edit.goes {
					continue
				}
				whose := clientele.Tell("record.has", "type", w.t.Name, "id", id)
				if id >= firstTried {
					whose = clientele.Tell("record.another-has")
				}
				d.fault(d.name(f), whose, clientele.Tell("record.has-remedy"))
				break
			}
		}
	}
	return nil
}

// uniqueNames keeps names of custom fields apart from each other and from built-in ones.
func (s *Store) uniqueNames(ctx context.Context, w decided) error {
	for _, d := range w.drafts {
		if d.err != nil || d.is.Archived != 0 {
			continue
		}
		name, plural := d.is.Text("name"), d.is.Text("type")
		t, err := s.Type(plural)
		if err != nil || t.Name == Custom {
			d.fault("type", clientele.Tell("record.no-type", "type", clip(plural)),
				clientele.Tell("record.no-type-of-field-remedy"))
			continue
		}
		d.is.Values["type"] = t.Plural
		taken := slices.Contains(s.Reserved(), name)
		for _, f := range t.Fields {
			taken = taken || f.Name == name || f.Short == name
		}
		fields, err := s.custom(ctx, s.r, t)
		if err != nil {
			return err
		}
		for _, f := range fields {
			taken = taken || f.Name == name && f.Custom != d.is.ID
		}
		for _, other := range w.drafts {
			taken = taken || other != d && other.err == nil && other.is.ID < d.is.ID && other.is.Text("name") == name && other.is.Text("type") == t.Plural
		}
		if taken {
			d.fault("name", clientele.Tell("record.name-taken", "types", t.Plural, "name", clip(name)), clientele.Tell("record.name-taken-remedy"))
		}
	}
	return nil
}
