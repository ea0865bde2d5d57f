package ledger

import (
	"context"
	"fmt"
	"slices"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/db"
)

// FollowUp is an open promise.
type FollowUp struct {
	clientele.Relationship
	Entry clientele.ID // what a Settled answers with Of
	Text  string
	Owner string
	Due   clientele.Day // or the day until which it was put off
	By    clientele.ID
	At    clientele.Instant
}

// Overruled is a person's word against the measure.
type Overruled struct {
	clientele.Relationship
	Entry  clientele.ID
	Kind   clientele.Kind
	Reason string
	Until  clientele.Day
	By     clientele.ID
	At     clientele.Instant
}

// SettledPlay is the last answer to a play's advice for a relationship.
type SettledPlay struct {
	clientele.Relationship
	Play  string
	Entry clientele.ID
	Until clientele.Day // put off until then; NoDay: done
	Note  string
	By    clientele.ID
	At    clientele.Instant
}

const followUpColumns = "account, line, entry, note, owner, due, by_user, at"

type followUpRow struct {
	Account clientele.ID      `db:"account"`
	Line    clientele.Line    `db:"line"`
	Entry   clientele.ID      `db:"entry"`
	Text    string            `db:"note"`
	Owner   string            `db:"owner"`
	Due     string            `db:"due"`
	By      clientele.ID      `db:"by_user"`
	At      clientele.Instant `db:"at"`
}

func (r followUpRow) word() FollowUp {
	return FollowUp{clientele.Relationship{Account: r.Account, Line: r.Line}, r.Entry, r.Text, r.Owner, day(r.Due), r.By, r.At}
}

// OpenFollowUps gives the promises that are due up to a day, the earliest first.
func (b *Book) OpenFollowUps(ctx context.Context, dueUntil clientele.Day, limit int) ([]FollowUp, error) {
	rows, err := all[followUpRow](ctx, b, "SELECT "+followUpColumns+" FROM followups WHERE workspace = ? AND due <= ? ORDER BY due, entry LIMIT ?",
		b.ws, dueUntil.String(), bounded(limit))
	return followUps(rows, err)
}

// OpenFollowUpsOf gives those that one person has promised, likewise.
func (b *Book) OpenFollowUpsOf(ctx context.Context, owner string, dueUntil clientele.Day, limit int) ([]FollowUp, error) {
	rows, err := all[followUpRow](ctx, b, "SELECT "+followUpColumns+" FROM followups WHERE workspace = ? AND owner = ? AND due <= ? ORDER BY due, entry LIMIT ?",
		b.ws, owner, dueUntil.String(), bounded(limit))
	return followUps(rows, err)
}

// FollowUps gives the open promises to one account, the earliest first.
func (b *Book) FollowUps(ctx context.Context, account clientele.ID) ([]FollowUp, error) {
	rows, err := all[followUpRow](ctx, b, "SELECT "+followUpColumns+" FROM followups WHERE workspace = ? AND account = "+canonical+" ORDER BY due, entry LIMIT ?",
		b.ws, b.ws, account, account, mostRows)
	return followUps(rows, err)
}

func followUps(rows []followUpRow, err error) ([]FollowUp, error) {
	if err != nil {
		return nil, fmt.Errorf("open follow-ups: %w", err)
	}
	list := make([]FollowUp, len(rows))
	for i, r := range rows {
		list[i] = r.word()
	}
	return list, nil
}

type overruleRow struct {
	Account clientele.ID      `db:"account"`
	Line    clientele.Line    `db:"line"`
	Entry   clientele.ID      `db:"entry"`
	Kind    clientele.Kind    `db:"kind"`
	Reason  string            `db:"reason"`
	Until   string            `db:"until_day"`
	By      clientele.ID      `db:"by_user"`
	At      clientele.Instant `db:"at"`
}

const overruleColumns = "account, line, entry, kind, reason, until_day, by_user, at"

// Overrules gives the overrules of one account that were not taken back; whether
// one still holds is for its Until to say.
func (b *Book) Overrules(ctx context.Context, account clientele.ID) ([]Overruled, error) {
	return overrules(all[overruleRow](ctx, b, "SELECT "+overruleColumns+" FROM overrules WHERE workspace = ? AND account = "+canonical+" ORDER BY line", b.ws, b.ws, account, account))
}

// OverrulesIn gives the overrules of some accounts, and perhaps others, within a transaction.
func (b *Book) OverrulesIn(ctx context.Context, tx *db.Tx, accounts []clientele.ID) (map[clientele.Relationship]Overruled, error) {
	found := map[clientele.Relationship]Overruled{}
	for _, w := range walks(slices.Compact(slices.Sorted(slices.Values(accounts)))) {
		some, err := overrules(db.All[overruleRow](ctx, tx, "SELECT "+overruleColumns+" FROM overrules WHERE workspace = ? AND account "+w.text, with(b.ws, w.args)...))
		if err != nil {
			return nil, err
		}
		for _, o := range some {
			found[o.Relationship] = o
		}
	}
	return found, nil
}

// Holds says whether an overrule goes before a standing measured as of a day: until
// its own day, on the calendar or in the data, whichever is later.
func (o Overruled) Holds(today, asOf clientele.Day) bool { return o.Until >= max(today, asOf) }

func overrules(rows []overruleRow, err error) ([]Overruled, error) {
	if err != nil {
		return nil, fmt.Errorf("overrules: %w", err)
	}
	list := make([]Overruled, len(rows))
	for i, r := range rows {
		list[i] = Overruled{clientele.Relationship{Account: r.Account, Line: r.Line}, r.Entry, r.Kind, r.Reason, day(r.Until), r.By, r.At}
	}
	return list, nil
}

type settledRow struct {
	Account clientele.ID      `db:"account"`
	Line    clientele.Line    `db:"line"`
	Play    string            `db:"play"`
	Entry   clientele.ID      `db:"entry"`
	Until   string            `db:"until_day"`
	Note    string            `db:"note"`
	By      clientele.ID      `db:"by_user"`
	At      clientele.Instant `db:"at"`
}

// Settled gives the last answers to the advice for some accounts, play by play.
func (b *Book) Settled(ctx context.Context, accounts ...clientele.ID) ([]SettledPlay, error) {
	var found []SettledPlay
	for _, list := range db.Lists(accounts) {
		text := "SELECT account, line, play, entry, until_day, note, by_user, at FROM settled WHERE workspace = ? AND account IN " + in(list) + " ORDER BY account, line, play"
		for r, err := range each[settledRow](ctx, b, text, with(b.ws, list)...) {
			if err != nil {
				return nil, fmt.Errorf("settled advice: %w", err)
			}
			found = append(found, SettledPlay{clientele.Relationship{Account: r.Account, Line: r.Line}, r.Play, r.Entry, day(r.Until), r.Note, r.By, r.At})
		}
	}
	return found, nil
}
