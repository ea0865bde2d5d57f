package duplicates

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-crm/clientele"
	"github.com/clientele-crm/clientele/access"
	"github.com/clientele-crm/clientele/db"
	"github.com/clientele-crm/clientele/identity"
)

// Pairs keeps the pairs that were found, and what people said of them.
type Pairs struct {
	d *db.DB
}

// NewPairs gives those of the workspace.
func NewPairs(d *db.DB) *Pairs { return &Pairs{d} }

// State is what became of a pair.
type State string

// The states of a pair.
const (
	Open     State = "open"
	Distinct State = "distinct" // two different ones: never proposed again
	Later    State = "later"    // proposed again from a day on
)

// pair is one that is kept. One is the smaller number.
type pair struct {
	One     clientele.ID      `db:"one"`
	Other   clientele.ID      `db:"other"`
	State   State             `db:"state"`
	Until   string            `db:"until"`
	Odds    int64             `db:"odds"` // thousandths of a bit
	Reasons string            `db:"reasons"`
	By      clientele.ID      `db:"by_user"`
	Said    clientele.Instant `db:"said"`
}

func (p pair) probability() float64 { return identity.OfOdds(float64(p.Odds) / 1000) }

func (p pair) cursor() string { return fmt.Sprintf("%d.%d.%d", p.Odds, p.One, p.Other) }

// afterOf reads a cursor.
func afterOf(at string) (p pair, ok bool) {
	parts := strings.Split(at, ".")
	if len(parts) != 3 {
		return p, false
	}
	for i, into := range []*int64{&p.Odds, (*int64)(&p.One), (*int64)(&p.Other)} {
		var err error
		if *into, err = strconv.ParseInt(parts[i], 10, 64); err != nil {
			return p, false
		}
	}
	return p, true
}

// walls narrows a statement to pairs of which both may be seen.
func (s *Pairs) walls(scope access.Scope) (text string, args []any) {
	one, other := scope.Sees(s.d.Engine, "wall_one"), scope.Sees(s.d.Engine, "wall_other")
	return one.Text + other.Text, slices.Concat(one.Args, other.Args)
}

const pairColumns = "one, other, state, until, odds, reasons, by_user, said"

// listing is which pairs are asked for: of a type, in a state, after one (nil: from the surest).
type listing struct {
	of    string
	state State
	after *pair
	limit int
}

// page gives pairs, the surest first.
func (s *Pairs) page(ctx context.Context, scope access.Scope, l listing) ([]pair, error) {
	text := "SELECT " + pairColumns + " FROM duplicate_pairs WHERE workspace = ? AND type = ? AND state = ?"
	args := []any{workspace, l.of, l.state}
	if l.after != nil {
		text, args = text+" AND (odds, one, other) < (?, ?, ?)", append(args, l.after.Odds, l.after.One, l.after.Other)
	}
	seen, more := s.walls(scope)
	pairs, err := db.All[pair](ctx, s.d, text+seen+" ORDER BY odds DESC, one DESC, other DESC LIMIT ?", append(append(args, more...), l.limit)...)
	if err != nil {
		return nil, fmt.Errorf("duplicates: %w", err)
	}
	return pairs, nil
}

// mostCounted is up to where pairs are counted.
const mostCounted = 1_000

// count counts pairs of a type in a state.
func (s *Pairs) count(ctx context.Context, scope access.Scope, of string, state State) (int, error) {
	seen, more := s.walls(scope)
	n, err := db.One[int](ctx, s.d, "SELECT count(*) FROM (SELECT one FROM duplicate_pairs WHERE workspace = ? AND type = ? AND state = ?"+seen+" LIMIT ?) p",
		append(append([]any{workspace, of, state}, more...), mostCounted)...)
	if err != nil {
		return 0, fmt.Errorf("count duplicates: %w", err)
	}
	return n, nil
}

// waiting counts the pairs of all types that are open, up to a small bound: for each page that is drawn.
func (s *Pairs) waiting(ctx context.Context, scope access.Scope, types []string, most int) (int, error) {
	seen, more := s.walls(scope)
	var text []string
	var args []any
	for _, of := range types {
		text = append(text, "SELECT * FROM (SELECT one FROM duplicate_pairs WHERE workspace = ? AND type = ? AND state = 'open'"+seen+" LIMIT ?) p")
		args = append(append(append(args, workspace, of), more...), most)
	}
	n, err := db.One[int](ctx, s.d, "SELECT count(*) FROM ("+strings.Join(text, " UNION ALL ")+") w", args...)
	if err != nil {
		return 0, fmt.Errorf("duplicates that wait: %w", err)
	}
	return n, nil
}

// of gives one pair, as a transaction or the database sees it; nil where it was never found.
func (s *Pairs) of(ctx context.Context, q db.Querier, typeName string, one, other clientele.ID) (*pair, error) {
	found, err := db.All[pair](ctx, q, "SELECT "+pairColumns+" FROM duplicate_pairs WHERE workspace = ? AND type = ? AND one = ? AND other = ?",
		workspace, typeName, min(one, other), max(one, other))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// proposal is a pair as it was found.
type proposal struct {
	identity.Match
	walls [2]clientele.ID // of A and B
}

// propose keeps pairs that were found, each once: of two that were written together each
// finds the other. What people said of them stays.
func (s *Pairs) propose(ctx context.Context, tx *db.Tx, typeName string, now clientele.Instant, all []proposal) error {
	var rows []any
	known := map[[2]clientele.ID]bool{}
	for _, p := range all {
		a, b, w := p.A, p.B, p.walls
		if a > b {
			a, b, w = b, a, [2]clientele.ID{w[1], w[0]}
		}
		if known[[2]clientele.ID{a, b}] {
			continue
		}
		known[[2]clientele.ID{a, b}] = true
		rows = append(rows, workspace, typeName, a, b, Open, int64(p.LogOdds*1000), written(p.Reasons), w[0], w[1], now)
	}
	return tx.InsertRows(ctx, "INSERT INTO duplicate_pairs (workspace, type, one, other, state, odds, reasons, wall_one, wall_other, found)", 10, rows,
		"ON CONFLICT (workspace, type, one, other) DO UPDATE SET odds = excluded.odds, reasons = excluded.reasons, wall_one = excluded.wall_one,"+
			" wall_other = excluded.wall_other, found = excluded.found")
}

// brought marks pairs as brought by a file under one name.
func (s *Pairs) brought(ctx context.Context, tx *db.Tx, typeName string, all []proposal) error {
	for some := range slices.Chunk(all, 200) {
		text := "UPDATE duplicate_pairs SET namesakes = 1 WHERE workspace = ? AND type = ? AND (1 = 0"
		args := []any{workspace, typeName}
		for _, p := range some {
			text, args = text+" OR one = ? AND other = ?", append(args, min(p.A, p.B), max(p.A, p.B))
		}
		if _, err := tx.Exec(ctx, text+")", args...); err != nil {
			return fmt.Errorf("namesakes: %w", err)
		}
	}
	return nil
}

// say keeps what somebody said of a pair, whether or not it was found.
func (s *Pairs) say(ctx context.Context, tx *db.Tx, typeName string, p pair, on proposal) error {
	if err := s.propose(ctx, tx, typeName, p.Said, []proposal{on}); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "UPDATE duplicate_pairs SET state = ?, until = ?, by_user = ?, said = ? WHERE workspace = ? AND type = ? AND one = ? AND other = ?",
		p.State, p.Until, p.By, p.Said, workspace, typeName, p.One, p.Other)
	if err != nil {
		return fmt.Errorf("say of %d and %d: %w", p.One, p.Other, err)
	}
	return nil
}

// forget drops what was found of records. What people said stays, but for who is gone
// where it was only put off.
func (s *Pairs) forget(ctx context.Context, tx *db.Tx, typeName string, ids []clientele.ID) error {
	for _, list := range db.Lists(ids) {
		for _, side := range []string{"one", "other"} {
			text := "DELETE FROM duplicate_pairs WHERE workspace = ? AND type = ? AND state = 'open' AND " + side + " IN (" + db.Marks(len(list)) + ")"
			if _, err := tx.Exec(ctx, text, append([]any{workspace, typeName}, list...)...); err != nil {
				return fmt.Errorf("forget duplicates: %w", err)
			}
		}
	}
	return nil
}

// forgetOld drops pairs that are open and were not found again since a moment, but for
// those that a file brought under one name: nobody would see a second time that they are two.
func (s *Pairs) forgetOld(ctx context.Context, tx *db.Tx, typeName string, since clientele.Instant) error {
	_, err := tx.Exec(ctx, "DELETE FROM duplicate_pairs WHERE workspace = ? AND type = ? AND state = 'open' AND found < ? AND namesakes = 0", workspace, typeName, since)
	if err != nil {
		return fmt.Errorf("forget old duplicates: %w", err)
	}
	return nil
}

// wake proposes again what was put off until a day.
func (s *Pairs) wake(ctx context.Context, tx *db.Tx, today clientele.Day) error {
	_, err := tx.Exec(ctx, "UPDATE duplicate_pairs SET state = 'open', until = '' WHERE workspace = ? AND state = 'later' AND until <= ?", workspace, today.String())
	if err != nil {
		return fmt.Errorf("put off duplicates: %w", err)
	}
	return nil
}

// walled brings pairs behind a wall, or before it.
func (s *Pairs) walled(ctx context.Context, tx *db.Tx, typeName string, wall clientele.ID, ids []clientele.ID) error {
	for _, list := range db.Lists(ids) {
		for _, side := range []string{"one", "other"} {
			text := "UPDATE duplicate_pairs SET wall_" + side + " = ? WHERE workspace = ? AND type = ? AND " + side + " IN (" + db.Marks(len(list)) + ")"
			if _, err := tx.Exec(ctx, text, append([]any{wall, workspace, typeName}, list...)...); err != nil {
				return fmt.Errorf("walls of duplicates: %w", err)
			}
		}
	}
	return nil
}

// learnt is what was learnt when all records of a type were last looked through.
type learnt struct {
	Model   string            `db:"model"`
	Highest clientele.ID      `db:"highest"` // number of a record
	Looked  clientele.Instant `db:"looked"`
}

// learnt gives it; the zero one where nobody looked yet.
func (s *Pairs) learnt(ctx context.Context, q db.Querier, typeName string) (learnt, error) {
	rows, err := db.All[learnt](ctx, q, "SELECT model, highest, looked FROM duplicate_models WHERE workspace = ? AND type = ?", workspace, typeName)
	if err != nil || len(rows) == 0 {
		return learnt{}, err
	}
	return rows[0], nil
}

// learn keeps what was learnt.
func (s *Pairs) learn(ctx context.Context, tx *db.Tx, typeName string, m *identity.Model, as learnt) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "INSERT INTO duplicate_models (workspace, type, model, highest, looked) VALUES (?, ?, ?, ?, ?)"+
		" ON CONFLICT (workspace, type) DO UPDATE SET model = excluded.model, highest = excluded.highest, looked = excluded.looked",
		workspace, typeName, string(text), as.Highest, as.Looked)
	if err != nil {
		return fmt.Errorf("keep what was learnt of %s: %w", typeName, err)
	}
	return nil
}

// written are reasons as they are kept: "family.same:8.7 email.other:-2.1".
func written(reasons []identity.Reason) string {
	parts := make([]string, len(reasons))
	for i, r := range reasons {
		parts[i] = r.Key + ":" + strconv.FormatFloat(r.Weight, 'f', 1, 64)
	}
	return strings.Join(parts, " ")
}

// readReasons reads what written wrote.
func readReasons(text string) (reasons []identity.Reason) {
	for part := range strings.FieldsSeq(text) {
		key, weight, _ := strings.Cut(part, ":")
		bits, err := strconv.ParseFloat(weight, 64)
		if err == nil {
			reasons = append(reasons, identity.Reason{Key: key, Weight: bits})
		}
	}
	return reasons
}
