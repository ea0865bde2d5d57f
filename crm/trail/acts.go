package trail

import (
	"context"
	"encoding/json"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/page"
	"github.com/clientele-crm/clientele/queue"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// Of writes into the book what changes about who may come in, and what they may see.
func Of(book *ledger.Book, clock *clientele.Clock) access.Trail {
	return func(ctx context.Context, tx *db.Tx, by access.Scope, about clientele.Ref, what clientele.Changed) error {
		_, err := book.Append(ctx, tx, []clientele.Entry{{Ref: about, At: clock.Now(), By: by.User(), Via: by.Via(), Body: what}})
		return err
	}
}

// VerifyIn asks for a check of the book.
type VerifyIn struct{}

// Verify asks for a check of the book.
func (c *Trail) Verify(ctx context.Context, s access.Scope, _ VerifyIn) (page.Done, error) {
	id, err := shape.Ask(ctx, c.Jobs, queue.Ask{Kind: KindVerify, Args: struct{}{}, By: s.By(), Key: string(KindVerify)})
	if err != nil {
		return page.Done{}, err
	}
	return page.Done{Sentence: say.Of(ctx).Say("trail.verify.begun"), Job: id, Next: "/trail"}, nil
}

// Checked is what came of a check of the book.
type Checked struct {
	At      clientele.Instant `json:"at"`
	Entries int64             `json:"entries"`         // that were read
	Wrong   string            `json:"wrong,omitempty"` // "": the book is whole
	Where   string            `json:"where,omitempty"`
	Remedy  string            `json:"remedy,omitempty"`
}

// fitChecked is where the last check is kept.
const fitChecked = "checked"

func (c *Trail) workVerify(ctx context.Context, t *queue.Task, _ struct{}) error {
	found := Checked{At: c.Clock.Now()}
	wrong, err := c.Book.VerifyChain(ctx, func(done int64) {
		found.Entries = done
		t.Tell(queue.Progress{Done: done, Unit: "entries", Note: say.Of(ctx).Say("trail.verify.note")})
	})
	if err != nil {
		return err
	}
	if wrong != nil {
		found.Wrong, found.Where, found.Remedy = wrong.What, wrong.Where, wrong.Remedy
	}
	kept, err := json.Marshal(found)
	if err != nil {
		return err
	}
	return t.InTx(ctx, func(tx *db.Tx) error { return c.Book.KeepFit(ctx, tx, fitChecked, c.Clock.Today(), kept) })
}

// checked fills in what came of the last check, and whether one is under way.
func (c *Trail) checked(ctx context.Context, out *TrailOut) (err error) {
	if out.Job, err = shape.Running(ctx, c.Jobs, KindVerify); err != nil {
		return err
	}
	kept, _, err := c.Book.Fit(ctx, fitChecked)
	if clientele.KindOf(err) == clientele.NotFound {
		out.Said = say.Of(ctx).Say("trail.verify.never")
		return nil
	}
	if err != nil {
		return err
	}
	found := Checked{}
	if err := json.Unmarshal(kept, &found); err != nil {
		return err
	}
	found.Wrong, found.Where, found.Remedy = say.Of(ctx).Fill(found.Wrong), say.Of(ctx).Fill(found.Where), say.Of(ctx).Fill(found.Remedy)
	out.Checked = &found
	out.Said = found.say(say.Of(ctx), c.Clock)
	return nil
}

// say says what came of a check.
func (f Checked) say(s *say.Speaker, clock *clientele.Clock) string {
	args := say.Args{"n": f.Entries, "when": s.Moment(f.At, clock)}
	if f.Wrong == "" {
		return s.Say("trail.verify.whole", args)
	}
	args["where"], args["what"], args["remedy"] = f.Where, f.Wrong, f.Remedy
	return s.Say("trail.verify.broken", args)
}
