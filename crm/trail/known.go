package trail

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/record"
)

// known is what the words about some entries need: who did it, what records are called,
// and which of them may be seen.
type known struct {
	*reading
	same   map[clientele.ID]clientele.ID // by which record one goes that was merged
	titles map[clientele.Ref]string      // of those that the scope may see
	gone   map[clientele.ID]string       // what those were called that were merged into others
	names  map[clientele.ID]string       // of users
	own    map[string]record.Field       // those that people made, by the names that the book has for them
}

// known looks up what the words about some entries need: a statement a type.
func (r *reading) known(ctx context.Context, traces []ledger.Trace) (*known, error) {
	k := &known{reading: r, names: map[clientele.ID]string{}, own: map[string]record.Field{}}
	for _, u := range r.users {
		k.names[u.ID] = nameOf(u)
	}
	var refs []clientele.Ref
	var ids []clientele.ID
	for _, t := range traces {
		refs = append(refs, r.refs(t.Entry)...)
	}
	for _, ref := range refs {
		ids = append(ids, ref.ID)
	}
	var err error
	if k.same, err = r.Book.Canonicals(ctx, ids); err != nil {
		return nil, err
	}
	for i, ref := range refs {
		refs[i] = k.canonical(ref)
	}
	if k.titles, err = r.Records.Titles(ctx, r.scope, refs); err != nil {
		return nil, err
	}
	if err = k.merged(ctx, traces); err != nil {
		return nil, err
	}
	return k, k.ownFields(ctx, refs)
}

// merged looks up what those were called that were merged into others.
func (k *known) merged(ctx context.Context, traces []ledger.Trace) error {
	ids := map[string][]clientele.ID{}
	for _, t := range traces {
		same, is := t.Entry.Body.(clientele.Same)
		if !is {
			continue
		}
		for _, ref := range k.subjects(t.Entry) {
			if _, seen := k.titles[k.canonical(ref)]; seen {
				ids[ref.Type] = append(ids[ref.Type], same.B)
			}
		}
	}
	k.gone = map[clientele.ID]string{}
	for name, some := range ids {
		titles, err := k.Records.Formerly(ctx, k.scope, name, some)
		if err != nil {
			return err
		}
		maps.Copy(k.gone, titles)
	}
	return nil
}

// ownFields learns what people call the fields that they made, of the types on the page.
func (k *known) ownFields(ctx context.Context, refs []clientele.Ref) error {
	learnt := map[string]bool{}
	types := map[string]bool{}
	for _, ref := range refs {
		types[ref.Type] = true
	}
	for _, t := range k.Records.Types() {
		if learnt[t.Name] || !types[t.Name] && !types[record.Custom] { // a field of one's own may be any type's
			continue
		}
		learnt[t.Name] = true
		fields, err := k.Records.Fields(ctx, t)
		if err != nil {
			return err
		}
		for _, f := range fields {
			if f.Custom != 0 {
				k.own["f"+f.Custom.String()] = f
			}
		}
	}
	return nil
}

func (k *known) canonical(ref clientele.Ref) clientele.Ref {
	return clientele.Ref{Type: ref.Type, ID: cmp.Or(k.same[ref.ID], ref.ID)}
}

func nameOf(u access.User) string { return cmp.Or(u.Name, u.Email) }

// subjects are the records that an entry may be about: of a merge, the entry does not say the type.
func (r *reading) subjects(e clientele.Entry) []clientele.Ref {
	if e.Ref.Type == access.OfWall {
		of := wallOf(e)
		if _, err := r.Records.Type(of.Type); err != nil { // one that stands for several is around no one record
			return nil
		}
		return []clientele.Ref{of}
	}
	if _, contact := e.Body.(clientele.Interaction); !e.Ref.IsZero() && !(contact && e.Account != 0) { // contact is its account's first
		if _, err := r.Records.Type(e.Ref.Type); err != nil || e.Ref.ID == 0 {
			return nil
		}
		return []clientele.Ref{e.Ref}
	}
	if e.Account == 0 {
		return nil
	}
	account := clientele.Ref{Type: record.Account, ID: e.Account}
	switch e.Body.(type) {
	case clientele.Same, clientele.Parted:
		return []clientele.Ref{account, {Type: clientele.PersonType, ID: e.Account}}
	}
	return []clientele.Ref{account}
}

// wallOf is what a wall stands around.
func wallOf(e clientele.Entry) (ref clientele.Ref) {
	body, ok := e.Body.(clientele.Changed)
	if !ok {
		return ref
	}
	of := body.Fields["of"]
	for _, raw := range []json.RawMessage{of.Was, of.Is} {
		if len(raw) > 0 && json.Unmarshal(raw, &ref) != nil {
			return clientele.Ref{}
		}
	}
	return ref
}

// refs are all the records that the words about an entry name.
func (r *reading) refs(e clientele.Entry) []clientele.Ref {
	all := r.subjects(e)
	if two, is := e.Body.(clientele.Distinct); is {
		return append(all, clientele.Ref{Type: e.Ref.Type, ID: two.Other})
	}
	body, ok := e.Body.(clientele.Changed)
	if !ok {
		return all
	}
	t, err := r.Records.Type(e.Ref.Type)
	if err != nil {
		return all
	}
	for name, edit := range body.Fields {
		if f, ok := t.Field(name); ok && f.To != "" {
			for _, id := range append(leads(f, edit.Was), leads(f, edit.Is)...) {
				all = append(all, clientele.Ref{Type: f.To, ID: id})
			}
		}
	}
	return all
}

// leads are the records to which a link in the book leads.
func leads(f record.Field, raw json.RawMessage) (ids []clientele.ID) {
	var one clientele.ID
	if json.Unmarshal(raw, &one) == nil {
		return []clientele.ID{one}
	}
	var many []map[string]json.RawMessage
	if json.Unmarshal(raw, &many) != nil {
		return nil
	}
	for _, tie := range many {
		if json.Unmarshal(tie[f.To], &one) == nil {
			ids = append(ids, one)
		}
	}
	return ids
}

// hides says that an entry is not for who asks: its record lies behind a wall, or it is
// about who may come in, or about how much lies behind walls, and they are no owner.
func (k *known) hides(e clientele.Entry) bool {
	_, read := e.Body.(clientele.Read)
	if e.Ref.Type == access.OfUser || e.Ref.Type == access.OfKey || read && e.Ref.ID == 0 {
		return !k.scope.MayOwn()
	}
	if two, is := e.Body.(clientele.Distinct); is { // of which both must be seen
		if _, seen := k.titles[k.canonical(clientele.Ref{Type: e.Ref.Type, ID: two.Other})]; !seen || e.Ref.ID > two.Other { // told of the first of the two
			return true
		}
	}
	about := k.subjects(e)
	for _, ref := range about {
		if _, seen := k.titles[k.canonical(ref)]; seen {
			return false
		}
	}
	return len(about) > 0
}

// subject is the record that an entry is about, as people call it, and where it is.
func (k *known) subject(e clientele.Entry) (title, href string) {
	switch e.Ref.Type {
	case access.OfUser:
		return k.names[e.Ref.ID], "/settings"
	case access.OfKey:
		return "", "/settings"
	case access.OfTeam:
		return "", "/teams"
	case access.OfFirm:
		return k.firm.Name, "/settings"
	}
	for _, ref := range k.subjects(e) {
		ref = k.canonical(ref)
		if title, seen := k.titles[ref]; seen {
			if ref.Type == record.Custom {
				title = cmp.Or(ownLabel(k.own["f"+ref.ID.String()]), title)
			}
			return cmp.Or(title, clientele.Tell("trail.unnamed")), k.address(ref)
		}
	}
	return "", ""
}

func (k *known) address(ref clientele.Ref) string {
	t, err := k.Records.Type(ref.Type)
	if err != nil || ref.Type == "field" {
		return ""
	}
	return "/" + t.Plural + "/" + ref.ID.String()
}
