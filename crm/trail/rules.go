package trail

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
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
	case clientele.Same, clientele.Parted:
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
		return Row{ID: t.ID, At: t.At, By: k.called(t.By), Way: say.English.Say("trail.way.job"),
			What: did(t.Act), Record: t.File, Href: shape.Href("/imports/%d", t.Import)}
	}
	e := t.Entry
	row := Row{ID: t.ID, At: t.At, By: k.names[e.By], Way: way(e)}
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

// unnumbered is who did something that no user did: at the command line by the name that
// the machine has for them, where it was told.
func unnumbered(e clientele.Entry) (name string) {
	b, _ := e.Body.(clientele.Changed)
	switch by := b.Fields["by"].Is; {
	case json.Unmarshal(by, &name) == nil && name != "":
		return name
	case e.Via == atTheDoor:
		return say.English.Say("trail.stranger")
	case e.Via == commandLine:
		return say.English.Say("trail.machine")
	}
	return say.English.Say("trail.nobody")
}

// commandLine is what the book says of what was done there.
const commandLine = "command line"

// did says an act, mostly with what stands behind it on the page: the name of a record.
func did(act string, args ...say.Args) string {
	key := "trail.did." + act
	return say.English.Say(key, args...)
}

// called is the name of who did something with an import, which knows them by their address.
func (k *known) called(by string) string {
	for _, u := range k.users {
		if u.Email == by {
			return nameOf(u)
		}
	}
	return cmp.Or(by, say.English.Say("trail.nobody"))
}

// way is by which way somebody did it.
func way(e clientele.Entry) string {
	switch {
	case e.Via == "" && e.By != 0:
		return say.English.Say("trail.way.browser")
	case e.Via == "":
		return say.English.Say("trail.way.itself")
	}
	return say.English.Label("trail.way."+strings.ReplaceAll(e.Via, " ", "-"), e.Via)
}

// said says an entry in words, and what was and is.
func (k *known) said(e clientele.Entry) (what string, changes []string) {
	switch b := e.Body.(type) {
	case clientele.Changed:
		return k.changed(e, b)
	case clientele.Read:
		if e.Ref.ID == 0 {
			return say.English.Say("trail.did.read-many", say.Args{"n": b.Records, "type": ofType(e.Ref.Type)}), nil
		}
		return say.English.Say("trail.did.read", say.Args{"type": ofType(e.Ref.Type)}), nil
	case clientele.Refused:
		return k.refused(e, b)
	case clientele.Same:
		return say.English.Say("trail.did.merge"), nil
	case clientele.Parted:
		return say.English.Say("trail.did.part"), nil
	case clientele.Struck:
		return say.English.Say("trail.did.strike"), some(b.Reason)
	}
	key := "trail.did.write"
	if e.Rev > 1 {
		key = "trail.did.correct"
	}
	fact, text := factOf(e.Body)
	if e.Erased {
		text = say.English.Say("trail.erased")
	}
	return say.English.Say(key, say.Args{"fact": fact}), some(text)
}

func some(text string) []string {
	if text == "" {
		return nil
	}
	return []string{say.Shorten(text, 200)}
}

// factOf says a fact: what sort, and what it says.
func factOf(body clientele.Body) (fact, text string) {
	fact = say.English.Label("trail.fact."+string(body.EntryKind()), string(body.EntryKind()))
	switch b := body.(type) {
	case clientele.Order:
		text = say.English.Money(b.Total)
	case clientele.Return:
		text = say.English.Money(b.Total)
	case clientele.Interaction:
		fact, text = say.English.Label("trail.fact."+string(b.Channel), fact), b.Text
	case clientele.Engagement:
		text = string(b.Kind)
	case clientele.Overrule:
		if b.Kind != "" {
			text = "{" + string(b.Kind) + "} " // the firm's word for it
		}
		text = strings.TrimSpace(text + b.Reason)
	case clientele.Settled:
		text = b.Note
		if b.Until != clientele.NoDay {
			fact = say.English.Say("trail.fact.put-off", say.Args{"day": say.English.FullDay(b.Until)})
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
		edit := b.Fields[name]
		if name == "archived" || name == "of" || name == "open" || name == "by" && e.By == 0 {
			continue
		}
		if err == nil && name == t.Title && b.Rev == 1 || f.Fixed {
			continue // the record is named by it, or it follows from the rest
		}
		if line := wasAndIs(cmp.Or(k.own[name], label(name)), k.value(name, f, edit.Was), k.value(name, f, edit.Is)); line != "" {
			changes = append(changes, line)
		}
	}
	if e.Erased {
		changes = some(say.English.Say("trail.erased"))
	}
	return did(act, say.Args{"type": ofType(e.Ref.Type)}), changes
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
		return say.English.Say("trail.no-longer", say.Args{"field": called, "was": was})
	}
	return called + ": " + was + " → " + is
}

func ofType(name string) string { return say.English.Label("trail.type."+name, name) }

func label(name string) string {
	called := say.English.Label("trail.field."+name, "")
	if called != "" {
		return called
	}
	if strings.HasPrefix(name, "f") && strings.Trim(name[1:], "0123456789") == "" && len(name) > 1 {
		return say.English.Say("trail.custom")
	}
	return say.English.Label("field."+name, say.Capital(strings.ReplaceAll(name, "_", " ")))
}

// value is a value of the book in words; who and what it names are called by their names.
func (k *known) value(name string, f record.Field, raw json.RawMessage) string {
	if f.To != "" {
		return k.led(f, raw)
	}
	var v any
	if len(raw) == 0 || json.Unmarshal(raw, &v) != nil {
		return ""
	}
	if text, is := v.(string); is {
		v = k.text(name, f, text)
	}
	user := f.Kind == record.KindUser || name == "users" || name == "user" || name == "owner"
	return say.Shorten(k.words(v, user), 200)
}

// text is a text of the book in words: a choice as people call it, a day as they write it.
func (k *known) text(name string, f record.Field, text string) string {
	day, hour, timed := strings.Cut(text, "T")
	switch d, err := clientele.ParseDay(day); {
	case (f.Kind == record.KindDay || f.Kind == record.KindDue) && err == nil && timed:
		return say.English.Day(d, k.Clock.Today()) + ", " + hour
	case (f.Kind == record.KindDay || f.Kind == record.KindDue) && err == nil:
		return say.English.Day(d, k.Clock.Today())
	case f.Kind == record.KindChoice && name == "kind": // of a field of one's own, perhaps
		return say.English.Label("fields.kind."+strings.NewReplacer(" ", "-", "/", "-").Replace(text), say.Capital(text))
	case f.Kind == record.KindChoice && f.Custom == 0:
		return say.English.Label("choice."+name+"."+text, say.Capital(text))
	}
	return say.English.Label("trail.value."+name+"."+text, text)
}

// led says where a link leads; what may not be seen is not named.
func (k *known) led(f record.Field, raw json.RawMessage) string {
	var names []string
	for _, id := range leads(f, raw) {
		title, seen := k.titles[k.canonical(clientele.Ref{Type: f.To, ID: id})]
		if !seen {
			title = say.English.Say("trail.hidden")
		}
		names = append(names, title)
	}
	return strings.Join(names, ", ")
}

func (k *known) words(v any, user bool) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return x
	case bool:
		return say.English.Say(map[bool]string{true: "trail.yes", false: "trail.no"}[x])
	case float64:
		if name := k.names[clientele.ID(x)]; user && name != "" {
			return name
		}
		return strconv.FormatFloat(x, 'f', -1, 64)
	case []any:
		parts := make([]string, len(x))
		for i, one := range x {
			parts[i] = k.words(one, user)
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		var parts []string
		for _, key := range slices.Sorted(maps.Keys(x)) {
			if w := k.words(x[key], user); w != "" && key != "e164" {
				parts = append(parts, w)
			}
		}
		return strings.Join(parts, " ")
	}
	return fmt.Sprint(v)
}

// cells are a row of the file.
func (r Row) cells() []string {
	return []string{r.ID.String(), r.At.Time().Format(time.RFC3339), r.By, r.Way, r.What, r.Record, strings.Join(r.Changes, "; ")}
}
