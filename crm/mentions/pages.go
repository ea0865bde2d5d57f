package mentions

import (
	"cmp"
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// How many are shown at once.
const (
	unreadShown = 5
	listShown   = 30
)

// MentionRow is a note in which somebody was named.
type MentionRow struct {
	ID    clientele.ID `json:"id"`   // of the note
	Said  string       `json:"said"` // "Mara mentioned you"
	With  string       `json:"with"` // whom it is about
	Href  string       `json:"href"`
	Text  string       `json:"text,omitempty"`
	When  string       `json:"when"`
	Seen  bool         `json:"seen"`
	place place
}

// MentionsIn asks for a page of mentions.
type MentionsIn struct {
	Before string `name:"before" json:"before,omitempty" maxLength:"60" doc:"where the page shown before ended"`
}

// MentionsOut are notes in which who asks was named.
type MentionsOut struct {
	Sentence string       `json:"sentence"`
	Rows     []MentionRow `json:"rows"`
	Older    string       `json:"older,omitempty"`
	Unread   bool         `json:"-"` // some of them were not seen yet
}

// List are the notes in which who asks was named, the latest first.
func (m *Mentions) List(ctx context.Context, s access.Scope, in MentionsIn) (out MentionsOut, err error) {
	before, err := readPlace(in.Before)
	if err != nil {
		return out, err
	}
	some, err := m.list(ctx, s, false, before, listShown+1)
	if err != nil {
		return out, err
	}
	if len(some) > listShown {
		some = some[:listShown]
		last := some[listShown-1]
		at := strconv.FormatInt(int64(last.At), 10) + "." + last.Fact.String()
		out.Older = "/mentions?" + url.Values{"before": {at}}.Encode()
	}
	if out.Rows, err = m.rows(ctx, s, some); err != nil {
		return out, err
	}
	n := 0
	for _, r := range out.Rows {
		if !r.Seen {
			n++
		}
	}
	out.Unread = n > 0
	switch {
	case n > 0:
		out.Sentence = say.Of(ctx).Say("mentions.sentence", say.Args{"n": n})
	case len(out.Rows) > 0:
		out.Sentence = say.Of(ctx).Say("mentions.seen-all")
	default:
		out.Sentence = say.Of(ctx).Say("mentions.none")
	}
	return out, nil
}

// UnreadOut are the latest mentions that were not seen.
type UnreadOut struct {
	Rows []MentionRow
}

// Unread are the mentions of who looks at Today, or at their reminders.
func (m *Mentions) Unread(ctx context.Context, s access.Scope, _ page.About) (out UnreadOut, err error) {
	if s.User() == 0 {
		return out, nil
	}
	some, err := m.list(ctx, s, true, place{}, unreadShown)
	if err != nil || len(some) == 0 {
		return out, err
	}
	out.Rows, err = m.rows(ctx, s, some)
	return out, err
}

// rows are mentions in words: what they are about, and what the note says. What may not be
// seen any more, and what was removed, is not there.
func (m *Mentions) rows(ctx context.Context, s access.Scope, some []kept) ([]MentionRow, error) {
	rows := []MentionRow{}
	if len(some) == 0 {
		return rows, nil
	}
	var keys []string
	var ids []clientele.ID
	for _, k := range some {
		keys = append(keys, "by hand/"+k.Fact.String())
		ids = append(ids, k.Account, k.Person)
	}
	same, err := m.Book.Canonicals(ctx, ids)
	if err != nil {
		return nil, err
	}
	var refs []clientele.Ref
	for _, k := range some {
		refs = append(refs, about(k, same))
	}
	titles, err := m.Records.Titles(ctx, s, refs)
	if err != nil {
		return nil, err
	}
	entries, err := m.Book.Keyed(ctx, m.DB, keys)
	if err != nil {
		return nil, err
	}
	words := map[clientele.ID]clientele.Entry{}
	for _, e := range entries {
		if e.Rev > words[e.Fact].Rev {
			words[e.Fact] = e
		}
	}
	users, err := m.Access.Everybody(ctx)
	if err != nil {
		return nil, err
	}
	names := map[clientele.ID]string{}
	for _, u := range users {
		names[u.ID] = called(u)
	}
	for i, k := range some {
		said, holds := words[k.Fact].Body.(clientele.Interaction)
		title, seen := titles[refs[i]]
		if !seen || !holds {
			continue
		}
		by := cmp.Or(names[k.By], say.Of(ctx).Say("mentions.somebody"))
		rows = append(rows, MentionRow{ID: k.Fact, Said: say.Of(ctx).Say("mentions.said", say.Args{"by": by}), With: title, Href: address(refs[i], words[k.Fact].ID),
			Text: say.Of(ctx).Shorten(shape.Named(said.Text, names), 200), When: say.Of(ctx).Moment(k.At, m.Clock), Seen: k.Seen != 0, place: place{k.At, k.Fact}})
	}
	return rows, nil
}

// about is the record that a note is about.
func about(k kept, same map[clientele.ID]clientele.ID) clientele.Ref {
	if k.Account != 0 {
		return clientele.Ref{Type: record.Account, ID: cmp.Or(same[k.Account], k.Account)}
	}
	return clientele.Ref{Type: clientele.PersonType, ID: cmp.Or(same[k.Person], k.Person)}
}

// address is where a note stands.
func address(about clientele.Ref, entry clientele.ID) string {
	home := "/accounts/"
	if about.Type == clientele.PersonType {
		home = "/people/"
	}
	return home + about.ID.String() + "#e" + entry.String()
}

func readPlace(text string) (p place, err error) {
	if text == "" {
		return p, nil
	}
	at, fact, _ := strings.Cut(text, ".")
	a, errAt := strconv.ParseInt(at, 10, 64)
	f, errFact := strconv.ParseInt(fact, 10, 64)
	if errAt != nil || errFact != nil {
		return p, page.Wrong("before", clientele.Tell("mentions.this-is-no-place-in-the"), clientele.Tell("mentions.begin-again-without-it"))
	}
	return place{clientele.Instant(a), clientele.ID(f)}, nil
}

// ColleaguesIn asks who may be named in a note.
type ColleaguesIn struct {
	Account clientele.ID `name:"account" json:"account,omitzero" minimum:"0" doc:"number of the account that the note is about"`
	Person  clientele.ID `name:"person" json:"person,omitzero" minimum:"0" doc:"number of the person, where it is about them alone"`
}

// ColleaguesOut are those who may be named.
type ColleaguesOut struct {
	Sentence string   `json:"sentence"`
	Names    []string `json:"names"`
}

// Colleagues are those who may be named in a note: who may see what it is about.
func (m *Mentions) Colleagues(ctx context.Context, s access.Scope, in ColleaguesIn) (ColleaguesOut, error) {
	out := ColleaguesOut{Names: []string{}, Sentence: say.Of(ctx).Say("mentions.colleagues")}
	ref := clientele.Ref{Type: record.Account, ID: in.Account}
	if in.Account == 0 {
		ref = clientele.Ref{Type: clientele.PersonType, ID: in.Person}
	}
	if ref.ID == 0 {
		out.Sentence = say.Of(ctx).Say("mentions.of-nothing")
		return out, nil
	}
	r, err := m.Records.Get(ctx, s, ref)
	if err != nil {
		return out, err
	}
	users, err := m.Access.Passing(ctx, r.Wall)
	for _, u := range users {
		out.Names = append(out.Names, called(u))
	}
	return out, err
}
