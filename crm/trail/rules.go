package trail

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/faces"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// ofAccess are the types about who may come in and what they may see.
var ofAccess = []string{access.OfUser, access.OfKey, access.OfTeam, access.OfWall}

// sort is which sort of thing an entry is.
func sort(e clientele.Entry) string {
	switch e.Body.(type) {
	case clientele.Read:
		return "reads"
	case clientele.Refused:
		return "refused"
	case clientele.Changed:
		if slices.Contains(ofAccess, e.Ref.Type) {
			return "access"
		}
		return "records"
	case clientele.Same, clientele.Parted, clientele.Distinct:
		return "records"
	}
	return "facts"
}

func (r *reading) wants(e clientele.Entry) bool {
	return r.in.About == "" || r.in.About == sort(e)
}

// row says what somebody did.
func (k *known) row(t ledger.Trace) Row {
	if t.Import != 0 {
		return Row{ID: t.ID, At: t.At, By: k.called(t.By), Way: clientele.Tell("trail.way.job"),
			What: did(k.firm.Speaker, t.Act), Record: t.File, Href: shape.Href("/imports/%d", t.Import)}
	}
	e := t.Entry
	row := Row{ID: t.ID, At: t.At, By: k.names[e.By], Way: way(k.firm.Speaker, e)}
	row.Record, row.Href = k.subject(e)
	row.What, row.Changes = k.said(e)
	if row.By == "" {
		row.By = unnumbered(e)
	}
	if row.Record == "" && e.Ref.Type != "" && len(row.Changes) == 0 {
		row.Record = e.Ref.ID.String()
	}
	return row
}

// unnumbered is who did something that no user did.
func unnumbered(e clientele.Entry) string {
	switch {
	case e.Via == atTheDoor:
		return clientele.Tell("trail.stranger")
	case e.Via == commandLine:
		return clientele.Tell("trail.machine")
	}
	return clientele.Tell("trail.nobody")
}

// machineUser is the name that the machine has for who did something there, where it was told.
func machineUser(e clientele.Entry) (name string) {
	b, _ := e.Body.(clientele.Changed)
	if json.Unmarshal(b.Fields["by"].Is, &name) != nil {
		return ""
	}
	return name
}

// commandLine is what the book says of what was done there.
const commandLine = "command line"

// did says an act, mostly with what stands behind it on the page: the name of a record.
func did(s *say.Speaker, act string, args ...say.Args) string {
	key := "trail.did." + act
	return s.Say(key, args...)
}

// called is the name of who did something with an import, which knows them by their address.
func (k *known) called(by string) string {
	for _, u := range k.users {
		if u.Email == by {
			return nameOf(u)
		}
	}
	return cmp.Or(by, clientele.Tell("trail.nobody"))
}

// way is by which way somebody did it.
func way(s *say.Speaker, e clientele.Entry) string {
	switch {
	case e.Via == "" && e.By != 0:
		return clientele.Tell("trail.way.browser")
	case e.Via == "":
		return "" // who did it says so
	}
	if name := machineUser(e); e.Via == commandLine && name != "" {
		return clientele.Tell("trail.way.command-line-as", "name", name)
	}
	return s.Label("trail.way."+strings.ReplaceAll(e.Via, " ", "-"), e.Via)
}

// said says an entry in words, and what was and is.
func (k *known) said(e clientele.Entry) (what string, changes []string) {
	switch b := e.Body.(type) {
	case clientele.Changed:
		return k.changed(e, b)
	case clientele.Read:
		if e.Ref.ID == 0 {
			return clientele.Tell("trail.did.read-many", "n", b.Records, "type", k.ofType(e.Ref.Type)), nil
		}
		return clientele.Tell("trail.did.read", "type", k.ofType(e.Ref.Type)), nil
	case clientele.Refused:
		return k.refused(e, b)
	case clientele.Same:
		if title := k.gone[b.B]; title != "" {
			return clientele.Tell("trail.did.merge"), some(k.firm.Speaker, k.firm.Say("trail.merged", say.Args{"other": title, "number": b.B.String()}))
		}
		return clientele.Tell("trail.did.merge"), nil
	case clientele.Parted:
		return clientele.Tell("trail.did.part"), nil
	case clientele.Distinct:
		other := k.titles[k.canonical(clientele.Ref{Type: e.Ref.Type, ID: b.Other})]
		key := "trail.did.distinct"
		if b.Not {
			key = "trail.did.not-distinct"
		}
		return clientele.Tell(key), some(k.firm.Speaker, k.firm.Say("trail.distinct", say.Args{"other": other}))
	case clientele.Struck:
		return clientele.Tell("trail.did.strike"), some(k.firm.Speaker, b.Reason)
	}
	key := "trail.did.write"
	if e.Rev > 1 {
		key = "trail.did.correct"
	}
	fact, text := factOf(k.firm.Speaker, e.Body)
	if e.Erased {
		text = k.firm.Say("trail.erased")
	}
	return clientele.Tell(key, "fact", fact), some(k.firm.Speaker, text)
}

func some(s *say.Speaker, text string) []string {
	if text == "" {
		return nil
	}
	return []string{s.Shorten(text, 200)}
}

// factOf says a fact: what sort, and what it says.
func factOf(s *say.Speaker, body clientele.Body) (fact, text string) {
	fact = s.Label("trail.fact."+string(body.EntryKind()), string(body.EntryKind()))
	switch b := body.(type) {
	case clientele.Order:
		text = s.Money(b.Total)
	case clientele.Return:
		text = s.Money(b.Total)
	case clientele.Interaction:
		fact, text = s.Label("trail.fact."+string(b.Channel), fact), b.Text
	case clientele.Engagement:
		text = s.Fill(b.Kind.Name())
	case clientele.Overrule:
		if b.Kind != "" {
			text = "{" + string(b.Kind) + "} " // the firm's word for it
		}
		text = strings.TrimSpace(text + b.Reason)
	case clientele.Settled:
		text = b.Note
		if b.Until != clientele.NoDay {
			fact = s.Say("trail.fact.put-off", say.Args{"day": s.FullDay(b.Until)})
		}
	}
	return fact, text
}

// changed says a change of a record, or of who may come in.
func (k *known) changed(e clientele.Entry, b clientele.Changed) (what string, changes []string) {
	act := "change"
	archived, moved := b.Fields["archived"]
	switch {
	case b.Undoes != 0:
		act = "undo"
	case e.Ref.Type == access.OfWall:
		act = wallAct(b)
	case b.Rev == 1:
		act = "make"
	case moved && len(archived.Is) > 0:
		act = "archive"
	case moved:
		act = "restore"
	}
	t, err := k.Records.Type(e.Ref.Type)
	for _, name := range slices.Sorted(maps.Keys(b.Fields)) {
		var f record.Field
		if err == nil {
			f, _ = t.Field(name)
		}
		if own, is := k.own[name]; is {
			f = own
		}
		edit := b.Fields[name]
		if name == "archived" || name == "of" || name == "open" || name == "by" && e.By == 0 {
			continue
		}
		if err == nil && name == t.Title && b.Rev == 1 || f.Fixed {
			continue // the record is named by it, or it follows from the rest
		}
		if line := wasAndIs(cmp.Or(ownLabel(k.own[name]), label(k.firm.Speaker, name)), k.value(name, f, edit.Was), k.value(name, f, edit.Is)); line != "" {
			changes = append(changes, line)
		}
	}
	if e.Erased {
		changes = some(k.firm.Speaker, k.firm.Say("trail.erased"))
	}
	return did(k.firm.Speaker, act, say.Args{"type": k.ofType(e.Ref.Type)}), changes
}

func wallAct(b clientele.Changed) string {
	of, open := b.Fields["of"], b.Fields["open"]
	what := "wall"
	if string(open.Is) == "true" || len(of.Is) == 0 && string(open.Was) == "true" {
		what = "share"
	}
	switch {
	case len(of.Is) == 0:
		return what + "-down"
	case len(of.Was) == 0:
		return what + "-up"
	}
	return what + "-change"
}

func wasAndIs(called, was, is string) string {
	switch {
	case was == is:
		return ""
	case was == "":
		return called + ": " + is
	case is == "":
		return clientele.Tell("trail.no-longer", "field", called, "was", was)
	}
	return called + ": " + was + " → " + is
}

func (k *known) ofType(name string) string { return k.firm.Label("trail.type."+name, name) }

// ownLabel is what people call a field that they made; "" of one that is not theirs.
func ownLabel(f record.Field) string {
	if f.Custom == 0 {
		return ""
	}
	return cmp.Or(f.Label, say.Capital(f.Name))
}

func label(s *say.Speaker, name string) string {
	called := s.Label("trail.field."+name, "")
	if called != "" {
		return called
	}
	if strings.HasPrefix(name, "f") && strings.Trim(name[1:], "0123456789") == "" && len(name) > 1 {
		return clientele.Tell("trail.custom")
	}
	return s.Label("field."+name, say.Capital(strings.ReplaceAll(name, "_", " ")))
}

// value is a value of the book in words; who and what it names are called by their names.
func (k *known) value(name string, f record.Field, raw json.RawMessage) string {
	if f.To != "" {
		return k.led(f, raw)
	}
	var text string
	var many []clientele.ID
	var one clientele.ID
	user := f.Kind == record.KindUser || f.Kind == record.KindUsers || name == "users" || name == "user" || name == "owner"
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return ""
	case user && json.Unmarshal(raw, &one) == nil:
		return cmp.Or(k.names[one], one.String())
	case user && json.Unmarshal(raw, &many) == nil:
		names := make([]string, len(many))
		for i, id := range many {
			names[i] = cmp.Or(k.names[id], id.String())
		}
		return strings.Join(names, ", ")
	case f.Name == "" && json.Unmarshal(raw, &text) == nil: // of no record: what the firm set, a key
		return say.Shorten(k.text(name, text), 200)
	case f.Kind == record.KindChoice && json.Unmarshal(raw, &text) == nil:
		return say.Shorten(choiceOf(k.firm.Speaker, name, f, text), 200)
	case json.Unmarshal(raw, &text) == nil && k.firm.Knows("trail.value."+name+"."+text):
		return clientele.Tell("trail.value." + name + "." + text)
	}
	return faces.ValueInWords(k.firm.Speaker, f, raw, k.Clock.Today())
}

// text is a text about who may come in, or about the firm, in words.
func (k *known) text(name, text string) string {
	if d, err := clientele.ParseDay(text); err == nil {
		return k.firm.Day(d, k.Clock.Today())
	}
	return k.firm.Label("trail.value."+name+"."+text, text)
}

// choiceOf is a choice as people call it; one of a field of their own as they wrote it.
func choiceOf(s *say.Speaker, name string, f record.Field, text string) string {
	switch {
	case f.Custom != 0:
		return text
	case name == "kind": // of a field of one's own, perhaps
		if key := "fields.kind." + strings.NewReplacer(" ", "-", "/", "-").Replace(text); s.Knows(key) {
			return s.Say(key)
		}
	}
	return s.Label("choice."+name+"."+text, say.Capital(text))
}

// led says where a link leads; what may not be seen is not named.
func (k *known) led(f record.Field, raw json.RawMessage) string {
	var names []string
	for _, id := range leads(f, raw) {
		title, seen := k.titles[k.canonical(clientele.Ref{Type: f.To, ID: id})]
		if !seen {
			title = clientele.Tell("trail.hidden")
		}
		names = append(names, title)
	}
	return strings.Join(names, ", ")
}

// cells are a row of the file.
func (r Row) cells() []string {
	return []string{r.ID.String(), r.At.Time().Format(time.RFC3339), r.By, r.Way, r.What, r.Record, strings.Join(r.Changes, "; ")}
}
