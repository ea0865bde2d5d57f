package faces

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
)

// Brief is what a change of a record did in a few words, for who looks at something that it is about.
type Brief struct {
	Title string   // "Task added"
	What  []string // field by field, where that says more
	Done  bool     // it says of the record that it is done
}

// mostBrief is how much of a change is said beside something else.
const mostBrief = 4

// Briefs says what changes of records of this type did, by their numbers, without what links led
// to: who reads them may not see all of it. One that says nothing more is not there.
func (f *Face) Briefs(ctx context.Context, scope access.Scope, entries []clientele.Entry) (map[clientele.ID]Brief, error) {
	past, err := f.Store.Told(ctx, &f.Type, entries)
	if err != nil {
		return nil, err
	}
	fields, err := f.Store.Fields(ctx, &f.Type)
	if err != nil {
		return nil, err
	}
	k, err := f.names(ctx, scope, nil, nil)
	if err != nil {
		return nil, err
	}
	s, all := say.Of(ctx), map[clientele.ID]Brief{}
	titled := func(key string) string { return s.Say(key, say.Args{"one": s.Capital(s.Fill(f.One))}) }
	for _, p := range past {
		is := func(name, want string) bool { return string(p.Fields[name].Is) == want }
		away, moved := p.Fields["archived"]
		of := p
		of.Fields = maps.Clone(p.Fields)
		delete(of.Fields, f.Type.Title)
		delete(of.Fields, "archived")
		b := Brief{What: told(of, fields, k)}
		b.What = b.What[:min(len(b.What), mostBrief)]
		switch {
		case p.Rev == 1 && is("promise", "true"):
			b.Title = s.Say("timeline.promised")
		case p.Rev == 1:
			b.Title = titled("timeline.added")
		case p.Undoes != 0:
			b.Title = s.Say("timeline.taken-back")
		case moved && set(away.Is):
			b.Title = titled("timeline.archived")
		case moved:
			b.Title = titled("timeline.restored")
		case is("state", `"done"`):
			b.Title, b.Done, b.What = titled("timeline.done"), true, nil
		case !slices.ContainsFunc(fields, func(field record.Field) bool { _, is := p.Fields[asked(field)]; return is && !field.Fixed }):
			continue
		default:
			b.Title = titled("timeline.changed")
		}
		all[p.ID] = b
	}
	return all, nil
}

// set says that a value of the book is one.
func set(raw json.RawMessage) bool {
	return len(raw) > 0 && string(raw) != "null" && string(raw) != `""`
}
