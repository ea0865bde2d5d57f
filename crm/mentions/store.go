package mentions

import (
	"context"
	"fmt"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/record"
	"github.com/clientele-crm/clientele/say"
	"github.com/clientele-crm/clientele/shape"
)

// kept is a mention as it is kept.
type kept struct {
	Fact    clientele.ID      `db:"fact"`
	Account clientele.ID      `db:"account"`
	Person  clientele.ID      `db:"person"`
	By      clientele.ID      `db:"by_user"`
	At      clientele.Instant `db:"at"`
	Seen    clientele.Instant `db:"seen"`
}

// Keep keeps who is named in a note that was written, corrected, removed or brought back,
// in the same transaction. Nobody is told of what they wrote themselves.
func (m *Mentions) Keep(ctx context.Context, tx *db.Tx, s access.Scope, e clientele.Entry, wall clientele.ID) error {
	if _, err := tx.Exec(ctx, "UPDATE mentions SET gone = 1 WHERE workspace = ? AND fact = ?", m.Workspace, e.Fact); err != nil {
		return fmt.Errorf("mentions of entry %d: %w", e.Fact, err)
	}
	said, ok := e.Body.(clientele.Interaction)
	if !ok {
		return nil
	}
	person := e.Ref.ID
	if e.Ref.Type != clientele.PersonType { // what else it is about belongs to the account
		person = 0
	}
	var args []any
	for _, user := range shape.Mentions(said.Text) {
		if user != s.User() {
			args = append(args, m.Workspace, user, e.Fact, e.Account, person, wall, s.User(), m.Clock.Now())
		}
	}
	return tx.InsertRows(ctx, "INSERT INTO mentions (workspace, user_id, fact, account, person, wall, by_user, at)", 8, args,
		"ON CONFLICT (workspace, user_id, fact) DO UPDATE SET gone = 0, wall = excluded.wall")
}

// Walled follows the walls of those with whom notes are.
func (m *Mentions) Walled(ctx context.Context, tx *db.Tx, w record.Walled) error {
	text := map[string]string{
		record.Account:       "UPDATE mentions SET wall = ? WHERE workspace = ? AND account <> 0 AND account IN ",
		clientele.PersonType: "UPDATE mentions SET wall = ? WHERE workspace = ? AND account = 0 AND person <> 0 AND person IN ",
	}[w.Type]
	if text == "" {
		return nil
	}
	for _, list := range db.Lists(w.IDs) {
		if _, err := tx.Exec(ctx, text+db.In(list), append([]any{w.Wall, m.Workspace}, list...)...); err != nil {
			return fmt.Errorf("walls of mentions: %w", err)
		}
	}
	return nil
}

// waitingMost is where counting ends.
const waitingMost = 99

// Waiting counts the mentions of somebody that they have not seen.
func (m *Mentions) Waiting(ctx context.Context, s access.Scope) (int, error) {
	if s.User() == 0 {
		return 0, nil
	}
	narrow := s.Sees(m.DB.Engine, "wall")
	text := "SELECT COUNT(*) FROM (SELECT 1 FROM mentions WHERE workspace = ? AND user_id = ? AND seen = 0 AND gone = 0" + narrow.Text + " LIMIT ?) AS waiting"
	n, err := db.One[int](ctx, m.DB, text, append(append([]any{m.Workspace, s.User()}, narrow.Args...), waitingMost)...)
	if err != nil {
		return 0, fmt.Errorf("mentions of user %d: %w", s.User(), err)
	}
	return n, nil
}

// place is where a page of mentions ended.
type place struct {
	At   clientele.Instant
	Fact clientele.ID
}

// list are the mentions of somebody, the latest first: those that they have not seen, or all.
func (m *Mentions) list(ctx context.Context, s access.Scope, unseen bool, before place, limit int) ([]kept, error) {
	text, args := "SELECT fact, account, person, by_user, at, seen FROM mentions WHERE workspace = ? AND user_id = ? AND gone = 0", []any{m.Workspace, s.User()}
	if unseen {
		text += " AND seen = 0"
	}
	narrow := s.Sees(m.DB.Engine, "wall")
	text, args = text+narrow.Text, append(args, narrow.Args...)
	if before != (place{}) {
		text, args = text+" AND (at, fact) < (?, ?)", append(args, before.At, before.Fact)
	}
	rows, err := db.All[kept](ctx, m.DB, text+" ORDER BY at DESC, fact DESC LIMIT ?", append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("mentions of user %d: %w", s.User(), err)
	}
	return rows, nil
}

// mark notes when somebody saw a mention of them, or all (0); the zero moment takes it back.
func (m *Mentions) mark(ctx context.Context, s access.Scope, fact clientele.ID, at clientele.Instant) (n int64, err error) {
	set := "?"
	if at != 0 { // the first time stays
		set = "CASE WHEN seen > 0 THEN seen ELSE CAST(? AS BIGINT) END"
	}
	text, args := "UPDATE mentions SET seen = "+set+" WHERE workspace = ? AND user_id = ? AND gone = 0", []any{at, m.Workspace, s.User()}
	if fact != 0 {
		text, args = text+" AND fact = ?", append(args, fact)
	} else {
		text += " AND seen = 0"
	}
	err = m.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err = tx.Exec(ctx, text, args...)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("mentions of user %d: %w", s.User(), err)
	}
	if n == 0 && fact != 0 {
		return 0, &clientele.Fault{Kind: clientele.NotFound, What: say.Of(ctx).Say("mentions.none-there"), Remedy: say.Of(ctx).Say("mentions.none-remedy")}
	}
	return n, nil
}
