package jobs

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/ledger"
	"github.com/clientele-crm/clientele/treatment"
)

// Answer is what a person does with advice.
type Answer struct {
	clientele.Relationship
	Play  string
	Until clientele.Day // put off until then; NoDay: done
	Note  string
}

// before is what an act of a person found, so that it can be taken back.
type before struct {
	State    treatment.State `json:"state"`
	Due      string          `json:"due"`
	Until    string          `json:"until,omitempty"`
	Ended    string          `json:"ended,omitempty"`
	WhyEnded string          `json:"why_ended,omitempty"`
	By       string          `json:"by,omitempty"`
	Owner    clientele.ID    `json:"owner,omitempty"`
	Handed   int             `json:"handed,omitempty"`
	Fact     clientele.ID    `json:"fact,omitempty"`
}

// remembered is the row with what it was before an act.
func (r keptRow) remembered() (keptRow, error) {
	was, err := json.Marshal(before{r.State, r.Due, r.Until, r.Ended, r.WhyEnded, r.By, r.Owner, r.Handed, r.Fact})
	r.Was = string(was)
	return r, err
}

// Settle puts advice off or ends it as done, says so in the book, and gives the
// number of the treatment, by which Undo takes it back. What lies behind a wall that who
// answers may not pass is not there; so it is with HandOver and Undo.
func (h *Jobs) Settle(ctx context.Context, by access.Scope, a Answer) (id clientele.ID, err error) {
	err = h.DB.InTx(ctx, func(tx *db.Tx) error {
		r, err := h.latest(ctx, tx, by, a)
		if err != nil {
			return err
		}
		if r, err = r.remembered(); err != nil {
			return err
		}
		r.By, id = by.By(), r.ID
		if a.Until != clientele.NoDay {
			r.State, r.Until, r.Due = treatment.PutOff, a.Until.String(), a.Until.String()
		} else {
			r.State, r.Until, r.Ended, r.WhyEnded = treatment.Done, "", h.today().String(), cmp.Or(a.Note, clientele.Tell("jobs.done"))
		}
		if r.Fact, err = h.keepAnswer(ctx, tx, by, a, r.ID); err != nil {
			return err
		}
		return h.keepPlans(ctx, tx, []keptRow{r})
	})
	return id, wrap(err, "settle "+a.Play)
}

// latest is the open treatment that an answer is to, the last life of it.
func (h *Jobs) latest(ctx context.Context, tx *db.Tx, by access.Scope, a Answer) (keptRow, error) {
	if _, err := tx.Take(ctx, h.Workspace, 0); err != nil { // one at a time
		return keptRow{}, err
	}
	text, args := Sight{Scope: by}.where(tx.Engine, "SELECT "+treatmentColumns+" FROM treatments WHERE workspace = ? AND account = ? AND line = ? AND play = ?",
		[]any{h.Workspace, a.Account, a.Line, a.Play})
	rows, err := db.All[keptRow](ctx, tx, text+" ORDER BY id DESC LIMIT 1", args...)
	if err != nil {
		return keptRow{}, err
	}
	if len(rows) == 0 {
		return keptRow{}, &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("jobs.no-advice"), Remedy: clientele.Tell("jobs.look-again")}
	}
	if r := rows[0]; !r.word().Open() {
		return r, &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("jobs.ended", "why", r.WhyEnded), Remedy: clientele.Tell("jobs.look-again")}
	}
	return rows[0], nil
}

// keepAnswer writes the fact of an answer into the book, and gives its entry.
func (h *Jobs) keepAnswer(ctx context.Context, tx *db.Tx, by access.Scope, a Answer, treatment clientele.ID) (clientele.ID, error) {
	n, err := tx.Take(ctx, h.Workspace, 1) // one treatment may be answered, taken back and answered again
	if err != nil {
		return 0, err
	}
	key := fmt.Sprintf("treatment:%d:%d", treatment, n)
	e := clientele.Entry{
		Account: a.Account, Line: a.Line, Key: key, At: clientele.InstantOf(h.Now()), By: by.User(), Via: by.Via(), Body: clientele.Settled{Play: a.Play, Until: a.Until, Note: a.Note},
	}
	if _, err := h.Book.Append(ctx, tx, []clientele.Entry{e}); err != nil {
		return 0, err
	}
	facts, err := h.Book.Keyed(ctx, tx, []string{key})
	if err != nil || len(facts) == 0 {
		return 0, err
	}
	return facts[0].ID, nil
}

// HandOver gives a treatment to another user, who has it whoever looks after the account.
func (h *Jobs) HandOver(ctx context.Context, by access.Scope, id, owner clientele.ID) error {
	err := h.DB.InTx(ctx, func(tx *db.Tx) error {
		r, err := h.treatmentIn(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if !r.word().Open() {
			return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("jobs.ended", "why", r.WhyEnded), Remedy: clientele.Tell("jobs.look-again")}
		}
		if r, err = r.remembered(); err != nil {
			return err
		}
		r.Owner, r.Handed = owner, 1
		return h.keepPlans(ctx, tx, []keptRow{r})
	})
	return wrap(err, "hand over")
}

// Undo takes the last act of a person with a treatment back: it is again what it was,
// and the fact that said so is struck from the book.
func (h *Jobs) Undo(ctx context.Context, by access.Scope, id clientele.ID) error {
	err := h.DB.InTx(ctx, func(tx *db.Tx) error {
		r, err := h.treatmentIn(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if r.Was == "" {
			return &clientele.Fault{Kind: clientele.Conflict, What: clientele.Tell("jobs.nothing-to-undo"), Remedy: clientele.Tell("jobs.look-again")}
		}
		var was before
		if err := json.Unmarshal([]byte(r.Was), &was); err != nil {
			return err
		}
		if r.Fact != was.Fact {
			strike := ledger.Amendment{Entry: r.Fact, Body: clientele.Struck{Reason: clientele.Tell("jobs.taken-back")}, By: by.User(), Via: by.Via()}
			if _, err := h.Book.Amend(ctx, tx, strike); err != nil {
				return err
			}
		}
		r.State, r.Due, r.Until, r.Ended, r.WhyEnded, r.By = was.State, was.Due, was.Until, was.Ended, was.WhyEnded, was.By
		r.Owner, r.Handed, r.Fact, r.Was = was.Owner, was.Handed, was.Fact, ""
		return h.keepPlans(ctx, tx, []keptRow{r})
	})
	return wrap(err, "take back")
}

func (h *Jobs) treatmentIn(ctx context.Context, tx *db.Tx, by access.Scope, id clientele.ID) (keptRow, error) {
	if _, err := tx.Take(ctx, h.Workspace, 0); err != nil { // one at a time
		return keptRow{}, err
	}
	text, args := Sight{Scope: by}.where(tx.Engine, "SELECT "+treatmentColumns+" FROM treatments WHERE workspace = ? AND id = ?", []any{h.Workspace, id})
	r, err := db.One[keptRow](ctx, tx, text, args...)
	if errors.Is(err, db.ErrNoRow) {
		err = &clientele.Fault{Kind: clientele.NotFound, What: clientele.Tell("jobs.no-such-advice"), Remedy: clientele.Tell("jobs.look-again"), Err: err}
	}
	return r, err
}
