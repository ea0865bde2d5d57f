package view

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/jobs"
)

// write puts one fact, made by hand, into the book, and renews the standing of
// whose it is in the same transaction. It says by whom.
func (h *House) write(ctx context.Context, v Viewer, rel clientele.Relationship, at clientele.Instant, body clientele.Body) (clientele.Account, error) {
	a, err := h.Directory.Account(ctx, rel.Account)
	if err != nil {
		return a, err
	}
	if err := h.knownLine(ctx, rel); err != nil {
		return a, err
	}
	err = h.Book.InTx(ctx, func(tx *db.Tx) error {
		r, err := h.Book.Append(ctx, tx, []clientele.Entry{{Account: rel.Account, Line: rel.Line, At: at, By: v.By(), Body: body}})
		if err != nil {
			return err
		}
		touched := r.Touched
		if !slices.Contains(touched, rel) {
			touched = append(touched, rel)
		}
		return h.Jobs.Renew(ctx, tx, touched, causeOf(body, v))
	})
	return a, err
}

func causeOf(body clientele.Body, v Viewer) string {
	what := map[clientele.EntryKind]string{
		clientele.KindInteraction: "contact written down", clientele.KindOverrule: "overruled", clientele.KindFollowUp: "something promised",
		clientele.KindSettled: "something settled",
	}[body.EntryKind()]
	if v.Name == "" {
		return what
	}
	return what + " by " + v.Name
}

// knownLine keeps a slip of the pen from opening a line of business.
func (h *House) knownLine(ctx context.Context, rel clientele.Relationship) error {
	if rel.Line == "" {
		return nil
	}
	lines, err := h.Book.Lines(ctx)
	if err != nil {
		return err
	}
	if !slices.Contains(lines, rel.Line) {
		return refuse(FieldFault{"line", "there is no such line of business", "choose one that there is"})
	}
	return nil
}

// Overrule sets a person's word against the measure.
func (h *House) Overrule(ctx context.Context, v Viewer, in OverruleIn) (Done, error) {
	if in.Until < h.Day() {
		return Done{}, refuse(FieldFault{"until", "that day is past", "choose a day to come"})
	}
	rel := clientele.Relationship{Account: in.Account, Line: in.Line}
	a, err := h.write(ctx, v, rel, clientele.InstantOf(h.now()), clientele.Overrule{Kind: in.Kind, Reason: in.Reason, Until: in.Until})
	if err != nil {
		return Done{}, err
	}
	return Done{Sentence: fmt.Sprintf("%s counts as a %s until %s, by your word.", a.Name, in.Kind, say(in.Until)), Next: accountHref(in.Account, in.Line),
		Undo: &Undo{"take-back-overrule", relFields(rel)}}, nil
}

func relFields(rel clientele.Relationship) map[string]string {
	return map[string]string{"account": strconv.FormatInt(int64(rel.Account), 10), "line": string(rel.Line)}
}

// TakeBackOverrule lets the measure speak again.
func (h *House) TakeBackOverrule(ctx context.Context, v Viewer, in TakeBackOverruleIn) (Done, error) {
	rel := clientele.Relationship{Account: in.Account, Line: in.Line}
	if _, err := h.Directory.Account(ctx, in.Account); err != nil {
		return Done{}, err
	}
	overrules, err := h.Book.Overrules(ctx, in.Account)
	if err != nil {
		return Done{}, err
	}
	holds := false
	for _, o := range overrules {
		holds = holds || o.Line == in.Line
	}
	if !holds {
		return Done{}, &clientele.Fault{Kind: clientele.Conflict, What: "nothing is overruled here", Remedy: "look at the account again"}
	}
	a, err := h.write(ctx, v, rel, clientele.InstantOf(h.now()), clientele.Overrule{Reason: in.Reason, Until: h.Day()})
	if err != nil {
		return Done{}, err
	}
	return Done{Sentence: "The measure speaks for " + a.Name + " again.", Next: accountHref(in.Account, in.Line)}, nil
}

// AddInteraction writes down contact.
func (h *House) AddInteraction(ctx context.Context, v Viewer, in AddInteractionIn) (Done, error) {
	at := clientele.InstantOf(h.now())
	if in.Day > h.Day() {
		return Done{}, refuse(FieldFault{"day", "that day is still to come", "write it down when it has happened, or promise it"})
	}
	if in.Day != clientele.NoDay && in.Day != h.Day() {
		at = h.Book.Clock.Begins(in.Day)
	}
	body := clientele.Interaction{Channel: in.Channel, Direction: in.Direction, Person: in.Person, Minutes: in.Minutes, Text: in.Text}
	a, err := h.write(ctx, v, clientele.Relationship{Account: in.Account, Line: in.Line}, at, body)
	if err != nil {
		return Done{}, err
	}
	return Done{Sentence: "Written down for " + a.Name + ".", Next: accountHref(in.Account, in.Line)}, nil
}

// AddNote writes a note.
func (h *House) AddNote(ctx context.Context, v Viewer, in AddNoteIn) (Done, error) {
	a, err := h.write(ctx, v, clientele.Relationship{Account: in.Account, Line: in.Line}, clientele.InstantOf(h.now()), clientele.Interaction{Channel: clientele.Note, Text: in.Text})
	if err != nil {
		return Done{}, err
	}
	return Done{Sentence: "Noted for " + a.Name + ".", Next: accountHref(in.Account, in.Line)}, nil
}

// AddFollowUp promises something.
func (h *House) AddFollowUp(ctx context.Context, v Viewer, in AddFollowUpIn) (Done, error) {
	if in.Due < h.Day() {
		return Done{}, refuse(FieldFault{"due", "that day is past", "choose today or a day to come"})
	}
	owner := in.Owner
	if owner == "" {
		owner = v.By()
	}
	a, err := h.write(ctx, v, clientele.Relationship{Account: in.Account, Line: in.Line}, clientele.InstantOf(h.now()), clientele.FollowUp{Text: in.Text, Owner: owner, Due: in.Due})
	if err != nil {
		return Done{}, err
	}
	return Done{Sentence: "Promised to " + a.Name + " for " + say(in.Due) + ".", Next: accountHref(in.Account, in.Line)}, nil
}

// Settle closes a promise or a piece of advice, or puts it off. It stays on the page it came from.
func (h *House) Settle(ctx context.Context, v Viewer, in SettleIn) (Done, error) {
	if (in.Of == 0) == (in.Play == "") {
		return Done{}, refuse(FieldFault{"of", "it is not said what is settled", "name either a promise (of) or a play (play)"})
	}
	if in.Until != clientele.NoDay && in.Until <= h.Day() {
		return Done{}, refuse(FieldFault{"until", "that day is not to come", "choose a day after today"})
	}
	rel := clientele.Relationship{Account: in.Account, Line: in.Line}
	if in.Of != 0 {
		e, err := h.Book.Entry(ctx, in.Of)
		if err != nil {
			return Done{}, err
		}
		if _, promise := e.Body.(clientele.FollowUp); !promise || e.Account != in.Account {
			return Done{}, refuse(FieldFault{"of", "that is no promise to this account", "choose one of its promises"})
		}
		rel.Line = e.Line
	}
	if in.Play != "" {
		return h.settlePlay(ctx, v, in)
	}
	a, err := h.write(ctx, v, rel, clientele.InstantOf(h.now()), clientele.Settled{Of: in.Of, Until: in.Until, Note: in.Note})
	if err != nil {
		return Done{}, err
	}
	if in.Until != clientele.NoDay {
		return Done{Sentence: a.Name + " is put off until " + say(in.Until) + "."}, nil
	}
	return Done{Sentence: "Done for " + a.Name + "."}, nil
}

func (h *House) settlePlay(ctx context.Context, v Viewer, in SettleIn) (Done, error) {
	a, err := h.Directory.Account(ctx, in.Account)
	if err != nil {
		return Done{}, err
	}
	rel := clientele.Relationship{Account: in.Account, Line: in.Line}
	id, err := h.Jobs.Settle(ctx, jobs.Answer{Relationship: rel, Play: in.Play, Until: in.Until, Note: in.Note, By: v.By()})
	if err != nil {
		return Done{}, err
	}
	done := Done{Sentence: "Done for " + a.Name + ".", Undo: &Undo{"take-back-settle", map[string]string{"id": strconv.FormatInt(int64(id), 10)}}}
	if in.Until != clientele.NoDay {
		done.Sentence = a.Name + " is put off until " + say(in.Until) + "."
	}
	return done, nil
}

// TakeBackSettle brings advice back as it was before it was settled, put off or handed over.
func (h *House) TakeBackSettle(ctx context.Context, v Viewer, in TakeBackSettleIn) (Done, error) {
	if err := h.Jobs.Undo(ctx, in.ID, v.By()); err != nil {
		return Done{}, err
	}
	return Done{Sentence: "It is on the list again, as it was."}, nil
}

// SetOwner says who looks after an account.
func (h *House) SetOwner(ctx context.Context, _ Viewer, in SetOwnerIn) (Done, error) {
	a, err := h.Directory.Account(ctx, in.Account)
	if err != nil {
		return Done{}, err
	}
	owner, err := h.user(ctx, in.Owner)
	if err != nil {
		return Done{}, err
	}
	err = h.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := h.Directory.SetOwner(ctx, tx, in.Account, owner.ID); err != nil {
			return err
		}
		return h.Jobs.Cared(ctx, tx, in.Account)
	})
	if err != nil {
		return Done{}, err
	}
	was := ""
	if a.Owner != 0 {
		was = strconv.FormatInt(int64(a.Owner), 10)
	}
	done := Done{Sentence: owner.Name + " looks after " + a.Name + " now.", Undo: &Undo{"set-owner", map[string]string{"account": strconv.FormatInt(int64(in.Account), 10), "owner": was}}}
	if owner.ID == 0 {
		done.Sentence = "Nobody looks after " + a.Name + " now."
	}
	return done, nil
}
