package mentions

import (
	"context"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/say"
)

// MentionIn names a note in which who asks was named.
type MentionIn struct {
	ID clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the note"`
}

// MentionOpenIn names one, and where it stands.
type MentionOpenIn struct {
	ID   clientele.ID `name:"id" json:"id" required:"true" minimum:"1" doc:"number of the note"`
	Next string       `name:"next" json:"next,omitempty" maxLength:"200" doc:"path of the page on which it stands"`
}

// MentionReadIn names one, or all.
type MentionReadIn struct {
	ID clientele.ID `name:"id" json:"id,omitzero" minimum:"0" doc:"number of the note; all of them where none is given"`
}

// Open leads to a note; it is seen then.
func (m *Mentions) Open(ctx context.Context, s access.Scope, in MentionOpenIn) (page.Done, error) {
	if _, err := m.mark(ctx, s, in.ID, m.Clock.Now()); err != nil {
		return page.Done{}, err
	}
	return page.Done{Next: page.Local(in.Next), Quiet: true, ID: in.ID}, nil
}

// Seen says that a mention was seen, or all of them.
func (m *Mentions) Seen(ctx context.Context, s access.Scope, in MentionReadIn) (page.Done, error) {
	n, err := m.mark(ctx, s, in.ID, m.Clock.Now())
	if err != nil {
		return page.Done{}, err
	}
	if n == 0 {
		return page.Done{Sentence: say.Of(ctx).Say("mentions.was-read")}, nil
	}
	done := page.Done{Sentence: say.Of(ctx).Say("mentions.read", say.Args{"n": n}), ID: in.ID}
	if in.ID != 0 {
		done.Undo = &page.Undo{Act: "mention-unread", With: map[string]string{"id": in.ID.String()}}
	}
	return done, nil
}

// Unseen brings a mention back to those that were not seen.
func (m *Mentions) Unseen(ctx context.Context, s access.Scope, in MentionIn) (page.Done, error) {
	if _, err := m.mark(ctx, s, in.ID, 0); err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("mentions.unread"), ID: in.ID}, nil
}
